import Wire

/// What an endpoint met that belongs to no orderly course, and what it made of it: acknowledgements of what it never
/// sent, SYNs, RSTs and stale data on a live connection (RFC 9293 §3.5.2 and §3.10.7.4, RFC 5961).
package struct ChallengeVariables: BitwiseCopyable, Sendable {
  package var handshake = HandshakeTrial()
  package var pending = PendingChallenge()
  /// Challenges that E let pass, by kind: it spoke again too late to answer them.
  package var ignoredSyns = PendingChallenge()
  package var ignoredStale = PendingChallenge()
  /// A SYN that E answered by SYN,ACK, and E's next segment of the connection as it was.
  package var acceptedSyn = PendingChallenge()
  package var reset = ResetTrial()
  package var forgery = ForgerySigns()
  package var loop = AckLoop()
  /// E's right edge when it sent its FIN: what it had room for then.
  package var edgeAtFin = SequenceNumber(0)
  /// An exact RST crossed toward E in TIME-WAIT (RFC 1337).
  package var timeWaitRstFrame: UInt32 = 0
  package init() {}
}

/// Acknowledgements that crossed toward an endpoint whose SYN or SYN,ACK was still unacknowledged.
package struct HandshakeTrial: BitwiseCopyable, Sendable {
  /// Acknowledgements outside (ISS, SND.NXT] that E has not rejected, the newest of them, and where they were.
  package var badAcks: UInt16 = 0
  package var badAck = SequenceNumber(0)
  package var firstBadFrame: UInt32 = 0
  package var lastBadFrame: UInt32 = 0
  package var firstBad = Instant(nanoseconds: 0)
  package var lastBad = Instant(nanoseconds: 0)
  /// Such acknowledgements that E answered by RST, as it must.
  package var rejected: UInt16 = 0
  /// E's first segment beyond its SYN or SYN,ACK though no acceptable acknowledgement of it had crossed.
  package var earlyFrame: UInt32 = 0
  package var early = Instant(nanoseconds: 0)
  package var earlyPayload: UInt32 = 0
  /// E had a bad acknowledgement before it, and nothing better.
  package var earlyAfterBad = false
  /// E was in SYN-SENT then: it named the SYN,ACK that it should have rejected.
  package var earlyActive = false
  /// The bare ACK that completes the handshake, recorded after all that.
  package var thirdFrame: UInt32 = 0
  package var third = Instant(nanoseconds: 0)
  /// P's segments after it whose acknowledgement was bad still, or as far off as P's first one, or right.
  package var stillBad: UInt16 = 0
  package var shifted: UInt16 = 0
  package var straight: UInt16 = 0
  /// How far P's SYN,ACK missed the number after E's SYN.
  package var offset: Int32 = 0
  /// In SYN-RECEIVED, the acknowledgement of E's SYN,ACK crossed toward it.
  package var completed = Instant(nanoseconds: 0)
  /// E's repeated SYN,ACKs whose timestamp did not move with time, in milliseconds, but by a multiple of 64; and whether
  /// one moved in another way.
  package var stampSteps: UInt8 = 0
  package var hasOddStamp = false
  /// P's SYN crossed E's own, and E answered it by RST.
  package var refusedCrossing: UInt32 = 0
  package init() {}
}

/// Segments on a live connection that ask for an ACK: since E last spoke, or ignored altogether.
package struct PendingChallenge: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case none
    /// A SYN with another number than P's own (RFC 5961 §4.2).
    case syn
    /// Data below RCV.NXT, or beyond the window (RFC 9293 §3.10.7.4, first check).
    case oldData, beyondWindow
  }
  package var kind = Kind.none
  package var count: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  /// SEG.SEQ of the newest.
  package var seq = SequenceNumber(0)
  /// E's first segment after all of them.
  package var answerFrame: UInt32 = 0
  package init() {}
}

/// The first RST that crossed toward a synchronized endpoint, by where its number lies, and how that end went on.
package struct ResetTrial: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case none
    /// SEG.SEQ is RCV.NXT beyond doubt.
    case exact
    /// Above RCV.NXT and inside the window beyond doubt.
    case inexact
    /// Outside the widest window there can have been.
    case outside
  }
  package var kind = Kind.none
  package var count: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  package var seq = SequenceNumber(0)
  /// SND.NXT and the highest SEG.ACK of E when it crossed: beyond them is progress.
  package var nxt = SequenceNumber(0)
  package var acked = SequenceNumber(0)
  /// E's answers from CLOSED to segments that came after the RST.
  package var denials: UInt16 = 0
  package var firstDenialFrame: UInt32 = 0
  package var lastDenial = Instant(nanoseconds: 0)
  /// RSTs after which E progressed all the same, and its first such segment.
  package var survived: UInt16 = 0
  package var survivedFrame: UInt32 = 0
  package var survivedLast = Instant(nanoseconds: 0)
  /// A RST crossed after E's latest progress.
  package var isOpen = false
  /// What became of E is known.
  package var isResolved = false
  package init() {}
}

/// What speaks for a third party behind a RST in E's name.
package struct ForgerySigns: BitwiseCopyable, Sendable {
  package struct Signs: OptionSet, Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Another TTL than all of E's segments.
    package static let looks = Signs(rawValue: 1 << 0)
    /// Several RSTs at once whose numbers climb.
    package static let stepped = Signs(rawValue: 1 << 1)
    /// E went on as if it knew nothing of it.
    package static let continued = Signs(rawValue: 1 << 2)
    /// It answers a segment sooner than E can have had it.
    package static let hasty = Signs(rawValue: 1 << 3)
    /// Both ends were reset at once, sooner than one can have heard of the other.
    package static let both = Signs(rawValue: 1 << 4)
  }
  package var signs: Signs = []
  /// The first RST of E, and E's first segment after it that shows life.
  package var frame: UInt32 = 0
  package var time = Instant(nanoseconds: 0)
  package var seq = SequenceNumber(0)
  package var ttl: UInt8 = 0
  package var continuedFrame: UInt32 = 0
  package init() {}
}

/// Bare ACKs that repeat themselves, each after one of the peer's (RFC 1337 §2.3, RFC 5961 §7).
package struct AckLoop: BitwiseCopyable, Sendable {
  package var seq = SequenceNumber(0)
  package var ack = SequenceNumber(0)
  package var count: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package init() {}
}

extension LentConnection {
  /// Marks of the connection's last step.
  package var endingMarks: Marks {
    lower.facts.contains(.tried) || upper.facts.contains(.tried) ? [.ended, .tried] : .ended
  }
}

extension Endpoint {
  // MARK: The handshake

  /// An acknowledgement of `peer` crosses toward this endpoint, whose SYN or SYN,ACK waits for one.
  ///
  /// Below ISS is wrong in any case. Above SND.NXT the capture may have missed what is acknowledged: so only in the
  /// answer to a SYN, or beyond everything that the peer ever offered room for (`isBeyondReach`).
  mutating func noteHandshakeAck(_ seg: Segment, isBeyondReach: Bool) {
    guard state == .synSent || state == .synReceived, facts.contains(.issKnown) else { return }
    let isWrong = state == .synSent ? seg.has(.syn) : isBeyondReach
    let isBad = seg.ack <= snd.iss || snd.nxt < seg.ack && isWrong
    if challenge.handshake.earlyFrame != 0, challenge.handshake.earlyActive {
      let wanted = seg.ack + -Int(challenge.handshake.offset)
      if counts.uniqueOctets > 0, wanted == snd.nxt { challenge.handshake.shifted &+= 1 }
      if snd.iss < seg.ack, seg.ack <= snd.nxt { challenge.handshake.straight &+= 1 }
    }
    if isBad {
      facts.insert(.tried)
      if challenge.handshake.badAcks == 0 {
        challenge.handshake.firstBadFrame = seg.frame
        challenge.handshake.firstBad = seg.time
      }
      if challenge.handshake.earlyFrame != 0 { challenge.handshake.stillBad &+= 1 }
      challenge.handshake.badAcks &+= 1
      challenge.handshake.badAck = seg.ack
      challenge.handshake.lastBadFrame = seg.frame
      challenge.handshake.lastBad = seg.time
      if seg.has(.syn) { challenge.handshake.offset = Int32(truncatingIfNeeded: seg.ack - (snd.iss + 1)) }
    } else if challenge.handshake.earlyFrame != 0, challenge.handshake.thirdFrame == 0, seg.ack == snd.iss + 1,
      seg.payload == 0, !seg.has(.syn)
    {
      challenge.handshake.thirdFrame = seg.frame
      challenge.handshake.third = seg.time
    }
  }

  /// Something else than a SYN or a RST leaves SYN-SENT or SYN-RECEIVED: octets or acknowledgements that belong to
  /// ESTABLISHED.
  mutating func noteEarly(_ seg: Segment) {
    guard state == .synSent || state == .synReceived, !seg.has(.syn), !seg.has(.rst), seg.has(.ack),
      challenge.handshake.earlyFrame == 0, facts.contains(.issKnown)
    else { return }
    let hasBad = challenge.handshake.badAcks > 0
    if state == .synSent {
      guard hasBad, facts.contains(.hearing), seg.ack == rcv.irs + 1, seg.seq == snd.nxt else { return }
    } else {
      guard counts.synAcks > 0, seg.payload > 0 || hasBad && rcv.irs + 1 < seg.ack else { return }
    }
    facts.insert(.tried)
    challenge.handshake.earlyFrame = seg.frame
    challenge.handshake.early = seg.time
    challenge.handshake.earlyPayload = seg.payload
    challenge.handshake.earlyAfterBad = hasBad
    challenge.handshake.earlyActive = state == .synSent
  }

  /// A RST out of SYN-SENT or SYN-RECEIVED rejects the acknowledgement whose number it takes.
  mutating func noteRejection(_ seg: Segment, answering stimuli: RecentStimuli) {
    if challenge.handshake.badAcks > 0, seg.seq == challenge.handshake.badAck {
      challenge.handshake.badAcks = 0
      challenge.handshake.rejected &+= 1
    }
    if state == .synReceived, opening == .simultaneous, counts.synAcks == 0, let newest = stimuli.newest,
      newest.flags.contains(.syn), !newest.flags.contains(.ack), seg.has(.ack),
      seg.ack == newest.seq + Int(newest.len)
    {
      facts.insert(.tried)
      challenge.handshake.refusedCrossing = seg.frame
    }
  }

  /// The timestamp of a SYN,ACK that is sent again: SYN cookies keep options in its lowest six bits.
  mutating func noteStamp(_ seg: Segment) {
    guard seg.options.present.contains(.timestamps), looks.synOptions.contains(.timestamps) else { return }
    let ticks = seg.options.timestamp - snd.timestamp
    let elapsed = Int((seg.time - times.lastSyn).nanoseconds / 1_000_000)
    guard abs(ticks - elapsed) >= 5 else { return }
    if ticks > 0, ticks % 64 == 0 { challenge.handshake.stampSteps &+= 1 } else { challenge.handshake.hasOddStamp = true }
  }

  // MARK: Challenges on a live connection

  /// A segment that asks for an ACK crosses toward this synchronized endpoint.
  mutating func noteChallenge(_ kind: PendingChallenge.Kind, _ seg: Segment) {
    guard facts.contains(.acknowledged), state != .timeWait else { return }
    if challenge.pending.count == 0 {
      challenge.pending = PendingChallenge()
      challenge.pending.kind = kind
      challenge.pending.firstFrame = seg.frame
      challenge.pending.first = seg.time
    } else if challenge.pending.kind != kind {
      return
    }
    // Copies closer than a second may be throttled (RFC 5961 §7).
    if challenge.pending.count == 0 || seg.time - challenge.pending.last >= .seconds(1) { challenge.pending.count &+= 1 }
    challenge.pending.last = seg.time
    challenge.pending.lastFrame = seg.frame
    challenge.pending.seq = seg.seq
    facts.insert(.challenged)
  }

  /// This endpoint speaks: in answer, or too late to be one; and after a RST as if it had died, or lived on.
  mutating func meetChallenge(
    _ seg: Segment, peer: inout Endpoint, answering stimuli: RecentStimuli, parameters: ReplayParameters
  ) {
    // Without a turnaround seen, a second is taken for enough.
    let isTimed = turnaround.samples > 0
    let deadline = isTimed ? turnaround.deadline(slack: parameters.reactSlack) : .seconds(1)
    if challenge.pending.kind == .syn, seg.has([.syn, .ack]), seg.ack == challenge.pending.seq + 1 {
      challenge.acceptedSyn = challenge.pending
      challenge.pending = PendingChallenge()
      return
    }
    if challenge.acceptedSyn.count > 0, challenge.acceptedSyn.answerFrame == 0, !seg.has(.rst), !seg.has(.syn),
      seg.ack <= peer.snd.nxt
    {
      facts.insert(.tried)
      challenge.acceptedSyn.answerFrame = seg.frame
    }
    if challenge.pending.count > 0 {
      var met = challenge.pending
      challenge.pending = PendingChallenge()
      if seg.time - met.last <= deadline {
        opportunities.insert(met.kind == .syn ? .answeredSyn : .answeredStale)
      } else if isTimed, !seg.has(.rst), !seg.has(.syn) {
        facts.insert(.tried)
        met.answerFrame = seg.frame
        met.kind == .syn ? challenge.ignoredSyns.add(met) : challenge.ignoredStale.add(met)
      }
    }
    if challenge.reset.kind != .none, !challenge.reset.isResolved {
      challenge.reset.kind == .exact
        ? outlive(seg) : answerReset(seg, answering: stimuli, deadline: deadline)
    }
    if challenge.pending.count == 0, challenge.reset.kind == .none || challenge.reset.isResolved {
      facts.remove(.challenged)
    }
  }

  // MARK: Resets

  /// A RST crosses toward this synchronized endpoint, before any other and before the peer's FIN.
  mutating func noteReset(_ seg: Segment, nextOfPeer: SequenceNumber) {
    guard facts.isSuperset(of: [.acknowledged, .offered, .spoke]) else { return }
    if state == .closed, challenge.reset.kind == .exact {
      guard seg.seq == rcv.acked, nextOfPeer == rcv.acked else { return }
      challenge.reset.count &+= 1
      challenge.reset.lastFrame = seg.frame
      challenge.reset.last = seg.time
      challenge.reset.isOpen = true
      return
    }
    guard state.isSynchronized, state != .timeWait, facts.isDisjoint(with: [.rstReceived, .finReceived]),
      challenge.reset.kind == .none, seg.time - times.last <= .seconds(10)
    else { return }
    let kind = place(of: seg, nextOfPeer)
    guard kind != .none else { return }
    facts.formUnion([.tried, .challenged])
    if kind == .exact { opportunities.insert(.receivedExactRst) }
    var reset = ResetTrial()
    reset.kind = kind
    reset.count = 1
    (reset.firstFrame, reset.lastFrame) = (seg.frame, seg.frame)
    (reset.first, reset.last) = (seg.time, seg.time)
    reset.seq = seg.seq
    (reset.nxt, reset.acked) = (snd.nxt, rcv.acked)
    reset.isOpen = true
    challenge.reset = reset
  }

  /// Where a RST's number certainly lies; `none` where what this endpoint has received is not known well enough.
  private func place(of seg: Segment, _ nextOfPeer: SequenceNumber) -> ResetTrial.Kind {
    if seg.seq == rcv.acked, rcv.nxt == rcv.acked, rcv.arrived.isEmpty, nextOfPeer == rcv.acked { return .exact }
    if rcv.nxt < seg.seq, seg.seq < rcv.edgeNow { return .inexact }
    var right = SequenceNumber.later(rcv.edge, rcv.nxt)
    if !rcv.arrived.isEmpty { right = SequenceNumber.later(right, rcv.arrived[Int(rcv.arrived.count) - 1].right) }
    return seg.seq < rcv.acked + -1 || right + 1 < seg.seq ? .outside : .none
  }

  /// After an exact RST: new octets or a higher acknowledgement, sent when it must have arrived, are the work of a live
  /// end.
  private mutating func outlive(_ seg: Segment) {
    guard challenge.reset.isOpen, !seg.has(.rst), !seg.has(.syn), seg.has(.ack) else { return }
    let progresses = challenge.reset.nxt < seg.end || challenge.reset.acked < seg.ack
    let onItsWay = Duration.nanoseconds(turnaround.maximum) + .milliseconds(50)
    guard progresses, seg.time - challenge.reset.last > onItsWay else { return }
    if challenge.reset.survived == 0 { challenge.reset.survivedFrame = seg.frame }
    challenge.reset.survived &+= 1
    challenge.reset.survivedLast = seg.time
    challenge.reset.isOpen = false
    challenge.reset.nxt = SequenceNumber.later(challenge.reset.nxt, seg.end)
    challenge.reset.acked = SequenceNumber.later(challenge.reset.acked, seg.ack)
  }

  /// After a RST that must not end the connection: a challenge ACK, or life, or answers as from CLOSED.
  private mutating func answerReset(_ seg: Segment, answering stimuli: RecentStimuli, deadline: Duration) {
    let elapsed = seg.time - challenge.reset.first
    if seg.has(.rst) {
      let provoked = stimuli.provocation(of: seg, since: challenge.reset.first).map { $0.len > 0 } == true
      guard provoked, !seg.has(.ack) else {
        // An abort of its own, or an answer to something older.
        challenge.reset.isResolved = challenge.reset.denials == 0
        return
      }
      if challenge.reset.denials == 0 { challenge.reset.firstDenialFrame = seg.frame }
      challenge.reset.denials &+= 1
      challenge.reset.lastDenial = seg.time
      return
    }
    guard challenge.reset.denials == 0 else {
      challenge.reset.isResolved = true
      challenge.reset.denials = 0
      return
    }
    let isChallengeAck = seg.len == 0 && !seg.has(.syn) && seg.seq == snd.nxt && rcv.acked <= seg.ack && elapsed <= deadline
    guard isChallengeAck || elapsed > deadline else { return }
    challenge.reset.survived = 1
    challenge.reset.survivedFrame = seg.frame
    challenge.reset.isResolved = true
    if challenge.reset.kind == .outside { opportunities.insert(.withstoodRst) }
    if challenge.reset.kind == .inexact, isChallengeAck { opportunities.insert(.challengedRst) }
  }

  /// A RST in this endpoint's name: what speaks for another sender.
  mutating func noteForgery(
    _ seg: Segment, peer: inout Endpoint, answering stimuli: RecentStimuli, parameters: ReplayParameters
  ) {
    guard state.isSynchronized || challenge.forgery.frame != 0 else { return }
    let known = looks.ttlLow <= looks.ttlHigh
    let (low, high) = (Int(looks.ttlLow) - parameters.ttlDelta, Int(looks.ttlHigh) + parameters.ttlDelta)
    if known, Int(seg.ttl) <= low || high <= Int(seg.ttl) { challenge.forgery.signs.insert(.looks) }
    let answered = stimuli.provocation(of: seg, since: Instant(nanoseconds: .min))
    if let answered, answered.len > 0, turnaround.samples >= 3, turnaround.minimum > 10_000_000,
      (seg.time - answered.time).nanoseconds < turnaround.minimum / 2
    {
      challenge.forgery.signs.insert(.hasty)
    }
    if challenge.forgery.frame == 0 {
      challenge.forgery.frame = seg.frame
      challenge.forgery.time = seg.time
      challenge.forgery.ttl = seg.ttl
      if isReset(with: &peer, at: seg.time), answered.map({ $0.len > 0 }) != true { challenge.forgery.signs.insert(.both) }
    } else if challenge.forgery.seq < seg.seq, answered == nil, seg.time - challenge.forgery.time <= .milliseconds(100) {
      challenge.forgery.signs.insert(.stepped)
    }
    challenge.forgery.seq = seg.seq
    if !challenge.forgery.signs.isEmpty { facts.insert(.tried) }
  }

  /// The peer was reset so shortly before that neither end can have heard of it.
  private func isReset(with peer: inout Endpoint, at time: Instant) -> Bool {
    guard peer.challenge.forgery.frame != 0, turnaround.samples > 0, peer.turnaround.samples > 0 else { return false }
    let trip = turnaround.minimum + peer.turnaround.minimum
    return trip > 10_000_000 && (time - peer.challenge.forgery.time).nanoseconds < trip / 4
  }

  /// This endpoint goes on after a RST in its name.
  mutating func noteContinuation(_ seg: Segment, peer: inout Endpoint) {
    guard challenge.forgery.frame != 0, challenge.forgery.continuedFrame == 0, !seg.has(.rst), !seg.has(.syn) else { return }
    let trip = Duration.nanoseconds(turnaround.maximum + peer.turnaround.maximum)
    guard seg.time - challenge.forgery.time > max(trip, .milliseconds(50)) else { return }
    challenge.forgery.continuedFrame = seg.frame
    challenge.forgery.signs.insert(.continued)
    facts.insert(.tried)
  }

  // MARK: Loops

  /// A bare ACK equal to this endpoint's last one, in answer to a bare ACK of the peer; `true` at every tenth in a row
  /// within five seconds, where the two ends do not agree on their numbers.
  mutating func noteLoop(_ seg: Segment, answering newest: RecentStimuli.Stimulus?) -> Bool {
    let bare = seg.flags == .ack && seg.payload == 0 && !seg.options.present.contains(.sack) && seg.ack == rcv.acked
    guard bare, let newest, newest.flags == .ack, newest.len == 0, times.last <= newest.time else { return false }
    guard challenge.loop.count > 0, challenge.loop.seq == seg.seq, challenge.loop.ack == seg.ack,
      seg.time - challenge.loop.first <= .seconds(5)
    else {
      challenge.loop.seq = seg.seq
      challenge.loop.ack = seg.ack
      challenge.loop.count = 1
      challenge.loop.firstFrame = seg.frame
      challenge.loop.first = seg.time
      return false
    }
    challenge.loop.count &+= 1
    // One octet apart is how a keepalive looks.
    let disagrees = newest.seq + 1 < seg.ack || seg.seq + 1 < newest.ack
    return disagrees && challenge.loop.count == 10
  }
}

extension PendingChallenge {
  /// Further challenges of the same kind that were let pass.
  mutating func add(_ other: PendingChallenge) {
    guard count > 0 else {
      self = other
      return
    }
    guard kind == other.kind else { return }
    count &+= other.count
    lastFrame = other.lastFrame
    last = other.last
    answerFrame = other.answerFrame
  }
}
