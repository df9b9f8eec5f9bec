import Wire

/// What shows that an endpoint's TIME-WAIT is over: a reaction that only CLOSED or LISTEN gives (its upper bound).
package struct TimeWaitEnd: Sendable {
  package enum Evidence: Sendable {
    /// A RST in answer to a segment of the old connection.
    case reset
    /// Its own SYN on the four-tuple.
    case reused
    /// A SYN,ACK for a SYN that neither RFC 9293 §3.6.1 (MAY-2) nor RFC 6191 §2 lets a TIME-WAIT take.
    case accepted
  }
  package var evidence: Evidence
  /// Whose TIME-WAIT it was.
  package var side: Side
  /// Time since 2MSL last began anew: at most so long was it kept.
  package var elapsed: Duration
  /// When it was found out.
  package var time: Instant
  /// What was answered; the last record of the old connection where nothing was.
  package var frame: UInt32
  /// Timestamps of both connections keep their segments apart (RFC 7323 appendix B.2).
  package var isProtected = false
  /// The segment looks as those of the same end did before (guard MBX).
  package var looksAlike: Bool
  /// From the last beginning of 2MSL on.
  package var interval: ClosedRange<Instant> { (time + (Duration.zero - max(elapsed, .zero)))...time }
}

extension Step {
  /// The end of a TIME-WAIT, where this segment shows one; not of one that a RST had cut short.
  package var timeWaitEnd: TimeWaitEnd? { end(afterReset: false) }

  /// The end of a TIME-WAIT that a RST had cut short (RFC 1337), where this segment shows it.
  package var timeWaitEndAfterReset: TimeWaitEnd? { end(afterReset: true) }

  private func end(afterReset: Bool) -> TimeWaitEnd? {
    guard event == .segment else { return nil }
    if marks.contains(.afterClose) { return endByReset(afterReset) }
    guard before.previous.exists, before.previous[side].facts.contains(.timeWaitReset) == afterReset else { return nil }
    if marks.contains(.incarnation), seg.has(.syn), !seg.has(.ack) { return endByReuse }
    if marks.contains(.synAck) { return endByAcceptance }
    return nil
  }

  private func endByReset(_ afterReset: Bool) -> TimeWaitEnd? {
    guard senderAfter.facts.contains(.timeWaitGone), !sender.facts.contains(.timeWaitGone),
      sender.facts.contains(.timeWaitReset) == afterReset,
      let stimulus = before.stimuli(toward: side).provocation(of: seg, since: sender.overSince),
      stimulus.seq + Int(stimulus.len) <= receiver.snd.fin + 1
    else { return nil }
    return TimeWaitEnd(
      evidence: .reset, side: side, elapsed: senderAfter.times.timeWaitGone, time: seg.time, frame: stimulus.frame,
      looksAlike: sender.looks.ttlLow <= seg.ttl && seg.ttl <= sender.looks.ttlHigh)
  }

  private var endByReuse: TimeWaitEnd? {
    let old = before.previous[side]
    // The very number of before may be a copy of the old SYN that lost its way.
    guard old.reachedTimeWait, seg.seq != old.iss else { return nil }
    let sameRole = before.previous.client == side
    let peerHeard = before.previous[side.other].facts.contains(.timestamps)
    return TimeWaitEnd(
      evidence: .reused, side: side, elapsed: seg.time - old.timeWaitRestart, time: seg.time, frame: before.previous.lastFrame,
      isProtected: peerHeard && seg.options.present.contains(.timestamps) && old.timestamp < seg.options.timestamp,
      looksAlike: old.looks.ttlLow <= seg.ttl && seg.ttl <= old.looks.ttlHigh
        && (!sameRole || old.looks.synLayout == seg.options.layout))
  }

  private var endByAcceptance: TimeWaitEnd? {
    let (old, oldPeer) = (before.previous[side], before.previous[side.other])
    guard sender.counts.synAcks == 0, receiver.facts.contains(.issKnown), old.reachedTimeWait, seg.seq <= old.nxt,
      receiver.snd.iss <= oldPeer.nxt, !receiver.looks.synOptions.contains(.timestamps)
    else { return nil }
    return TimeWaitEnd(
      evidence: .accepted, side: side, elapsed: receiver.times.firstSyn - old.timeWaitRestart, time: seg.time,
      frame: receiver.snd.firstSynFrame, looksAlike: old.looks.ttlLow <= seg.ttl && seg.ttl <= old.looks.ttlHigh)
  }
}

extension PreviousIncarnation.End {
  /// In TIME-WAIT beyond doubt when the incarnation ended, and no RST had cut it short (RFC 1337).
  package var heldTimeWait: Bool { reachedTimeWait && !facts.contains(.timeWaitReset) }

  /// The same, whether a RST reached it there or not.
  fileprivate var reachedTimeWait: Bool {
    state == .timeWait && facts.isSuperset(of: [.enteredTimeWait, .finAcked, .finAcknowledged])
  }
}

extension PreviousIncarnation {
  /// How the incarnation ended, for the one end that uses the four-tuple again.
  package enum Ending: Sendable {
    /// It closed first, or both at once.
    case active
    /// The other end closed first; both FINs were acknowledged.
    case passive
    case reset
    /// Neither a FIN of both ends nor a RST was seen.
    case silent
    case neverOpen
  }

  package func closing(side: Side) -> Ending {
    let (one, other) = (self[side], self[side.other])
    let facts = one.facts.union(other.facts)
    if !facts.isDisjoint(with: [.rstSent, .rstReceived, .foreignRst]) { return .reset }
    if !one.hasOpened, !other.hasOpened { return .neverOpen }
    guard one.facts.isSuperset(of: [.finSent, .finAcked]), other.facts.isSuperset(of: [.finSent, .finAcked]) else {
      return .silent
    }
    return one.facts.contains(.closedFirst) ? .active : .passive
  }
}

extension PreviousIncarnation.End {
  /// It was synchronized at least once.
  fileprivate var hasOpened: Bool { state.isSynchronized || !facts.isDisjoint(with: [.finSent, .finReceived]) }
}
