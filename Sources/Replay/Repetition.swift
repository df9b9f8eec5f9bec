import Wire

/// What E sends again, what it knew when it did, and how much it sends at once (RFC 6298 §5, RFC 5681 §3, RFC 2018 §5).
///
/// `E` is this endpoint, `P` its peer; what E knew is at most what had crossed the tap toward it.
package struct RepetitionVariables: BitwiseCopyable, Sendable {
  package var flight = FlightVariables()
  /// The octet at SND.UNA sent again: the SND.UNA it was, how often since, when first and last, and in which frames.
  package var edge = SequenceNumber(0)
  package var copies: UInt16 = 0
  /// IP identification of the newest copy.
  package var ipID: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  /// Octets of the largest and of the newest of these copies.
  package var largest: UInt32 = 0
  package var newest: UInt32 = 0
  /// The newest copy's TSval.
  package var timestamp = TimestampValue(0)

  /// Time between the newest two copies, if nothing of P crossed in between; zero otherwise.
  package var interval: Duration = .zero
  /// Such times in a row that were hardly longer than the one before.
  package var flat: UInt8 = 0
  /// Such times in a row that were longer by more than half.
  package var grown: UInt8 = 0
  /// The longest row of flat ones: how many, how long the last was, from which frame to which, and whether of a SYN.
  package var flattest: UInt8 = 0
  package var flattestIsSyn = false
  package var flattestFirst: UInt32 = 0
  package var flattestLast: UInt32 = 0
  package var flattestInterval: Duration = .zero
  package var flattestTime = Instant(nanoseconds: 0)

  /// Duplicate ACKs of P that crossed toward E at one SND.UNA: how many, when the third and the newest.
  package var duplicateEdge = SequenceNumber(0)
  package var duplicates: UInt16 = 0
  package var third = Instant(nanoseconds: 0)
  package var thirdFrame: UInt32 = 0
  package var newestDuplicate = Instant(nanoseconds: 0)
  /// SND.NXT when E last sent anything again: duplicate ACKs below it may answer that (RFC 6582 §3.2).
  package var recover = SequenceNumber(0)
  package var hasRecovered = false
  /// The newest segment that was sent again, and its first number.
  package var recoverFrame: UInt32 = 0
  package var recoverSeq = SequenceNumber(0)

  /// P reported octets out of order at `sackEdge`.
  package var sawSACK = false
  package var sackEdge = SequenceNumber(0)
  /// The newest block, and since when it has not grown.
  package var sack = SACKBlock(left: SequenceNumber(0), right: SequenceNumber(0))
  package var sackSince = Instant(nanoseconds: 0)
  package var sackFrame: UInt32 = 0
  /// Octets that P reported as received twice (RFC 2883): how often, and the frame of the first report whose copy is
  /// known, with that copy's; while none is known, of the newest report alone.
  package var twice: UInt16 = 0
  package var twiceFrame: UInt32 = 0
  package var twiceCopyFrame: UInt32 = 0
  /// Octets sent again although their acknowledgement had crossed long enough before.
  package var needless: UInt16 = 0
  package var needlessFirst: UInt32 = 0
  package var needlessLast: UInt32 = 0
  package var needlessSince = Instant(nanoseconds: 0)
  package var needlessTime = Instant(nanoseconds: 0)

  /// First copies of the octet at SND.UNA after at least six duplicate ACKs: soon after the third, or only by timeout;
  /// the frames of the first and the newest of these, and the times.
  package var quick: UInt16 = 0
  package var slow: UInt16 = 0
  package var slowFirst: UInt32 = 0
  package var slowLast: UInt32 = 0
  package var slowSince = Instant(nanoseconds: 0)
  package var slowTime = Instant(nanoseconds: 0)
  /// First copies on one or two duplicate ACKs, where neither SACK nor a small flight allows it.
  package var premature: UInt16 = 0
  package var prematureFrame: UInt32 = 0
  /// A copy smaller than three that came before it, the octets of those, and the SND.UNA then.
  package var shrunkFrame: UInt32 = 0
  package var shrunkFirst: UInt32 = 0
  package var shrunkFrom: UInt32 = 0
  package var shrunkTo: UInt32 = 0
  package var shrunkEdge = SequenceNumber(0)

  /// The newest timeout: its frame (0: none), time, SND.UNA and SND.NXT, octets sent before it, end of the highest octet
  /// sent again since, and whether P's acknowledgements since then were plain ones.
  package var timeoutFrame: UInt32 = 0
  package var timeoutTime = Instant(nanoseconds: 0)
  package var timeoutEdge = SequenceNumber(0)
  package var timeoutNext = SequenceNumber(0)
  package var timeoutEnd = SequenceNumber(0)
  package var timeoutOctets: UInt64 = 0
  package var timeoutIsPlain = false

  /// Octets sent at once on the newest timeout, more than one segment, and the second segment's frame.
  package var burstOctets: UInt64 = 0
  package var burstFrame: UInt32 = 0
  /// Timeouts on which more than one segment was sent, and the frames of the first one's second segment and timeout.
  package var bursts: UInt16 = 0
  package var burstsFrame: UInt32 = 0
  package var burstsTimeout: UInt32 = 0

  package var oddProbe = OddProbeVariables()
  package init() {}

  /// Copies of the octet at `edge`.
  package func copies(at edge: SequenceNumber) -> Int { self.edge == edge ? Int(copies) : 0 }
  /// Duplicate ACKs at `edge`.
  package func duplicates(at edge: SequenceNumber) -> Int { duplicateEdge == edge ? Int(duplicates) : 0 }
}

/// Probes of an idle connection whose number is neither SND.NXT nor SND.NXT − 1.
package struct OddProbeVariables: BitwiseCopyable, Sendable {
  package var count: UInt16 = 0
  /// SEG.SEQ − SND.NXT.
  package var offset: Int32 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var last = Instant(nanoseconds: 0)
  package var spacing: Duration = .zero
  package init() {}
}

extension Endpoint {
  /// A segment of this endpoint that it had sent before, or that fills a hole at the tap.
  mutating func noteRepetition(_ seg: Segment, marks: Marks, peer: inout Endpoint, parameters: ReplayParameters) {
    guard !marks.isDisjoint(with: [.retransmission, .fillsHole]), marks.isDisjoint(with: [.keepalive, .windowProbe]),
      seg.checksum != .bad
    else { return }
    if seg.seq <= snd.una, snd.una < seg.end { noteCopy(seg, peer: &peer, parameters: parameters) }
    guard marks.contains(.retransmission), !seg.has(.syn) else { return }
    if seg.end <= snd.una, !isOver { noteNeedless(seg) }
    if isTimeout(seg, marks: marks, peer: &peer) {
      settleBurst()
      rtx.timeoutFrame = seg.frame
      rtx.timeoutTime = seg.time
      rtx.timeoutEdge = snd.una
      rtx.timeoutNext = snd.nxt
      rtx.timeoutEnd = seg.end
      rtx.timeoutOctets = counts.octets &- UInt64(seg.payload)
      rtx.timeoutIsPlain = true
    } else if rtx.timeoutFrame != 0, rtx.timeoutEnd < seg.end {
      rtx.timeoutEnd = seg.end
    }
    rtx.recover = snd.nxt
    rtx.hasRecovered = true
    rtx.recoverFrame = seg.frame
    rtx.recoverSeq = seg.seq
  }

  /// By the timer: the octet at SND.UNA, long after the last sign of either end.
  func isTimeout(_ seg: Segment, marks: Marks, peer: inout Endpoint) -> Bool {
    guard !seg.has(.syn), seg.seq <= snd.una, snd.una < seg.end else { return false }
    if marks.contains(.timeout) { return true }
    let trip = Duration.nanoseconds(turnaround.maximum &+ peer.turnaround.maximum)
    return max(.milliseconds(200), trip * 2) <= seg.time - later(times.last, peer.times.last)
  }

  /// What followed a timeout at once, once it is over: a few segments too many count here, a whole flight elsewhere
  /// (`cc/no-slow-start-after-rto`).
  package mutating func settleBurst() {
    let size = UInt64(snd.maxPayload)
    if rtx.burstOctets > size, rtx.burstOctets <= size * 4 || rtx.timeoutNext - rtx.timeoutEdge < Int(size) * 8 {
      rtx.bursts &+= 1
      if rtx.bursts == 1 { (rtx.burstsFrame, rtx.burstsTimeout) = (rtx.burstFrame, rtx.timeoutFrame) }
    }
    rtx.burstOctets = 0
  }

  /// The octet at SND.UNA once more: how long after the copy before.
  private mutating func noteCopy(_ seg: Segment, peer: inout Endpoint, parameters: ReplayParameters) {
    if rtx.copies(at: snd.una) == 0 {
      noteFirstCopy(seg, peer: &peer)
      rtx.edge = snd.una
      rtx.copies = 0
      rtx.first = seg.time
      rtx.firstFrame = seg.frame
      rtx.largest = 0
      (rtx.interval, rtx.flat, rtx.grown) = (.zero, 0, 0)
    } else if peer.facts.contains(.spoke), rtx.last <= peer.times.last {
      (rtx.interval, rtx.flat, rtx.grown) = (.zero, 0, 0)
    } else {
      compareInterval(seg, parameters: parameters)
    }
    noteShrunk(seg, peer: &peer)
    rtx.copies &+= 1
    rtx.last = seg.time
    rtx.lastFrame = seg.frame
    rtx.ipID = seg.ipID
    rtx.timestamp = seg.options.timestamp
    rtx.newest = seg.payload
    if rtx.largest < seg.payload { rtx.largest = seg.payload }
  }

  /// What called for the first copy: enough duplicate ACKs, too few, or the timer (RFC 5681 §3.2).
  private mutating func noteFirstCopy(_ seg: Segment, peer: inout Endpoint) {
    let duplicates = rtx.duplicates(at: snd.una)
    if duplicates >= 3, !seg.has(.syn) { counts.fastRetransmissions &+= 1 }
    guard duplicates > 0, !seg.has(.syn), !rtx.hasRecovered || rtx.recover <= snd.una else { return }
    let outstanding = snd.nxt - snd.una
    if duplicates >= 6, outstanding > Int(seg.payload) * 3 {
      let trip = Duration.nanoseconds(turnaround.maximum &+ peer.turnaround.maximum)
      if seg.time - rtx.third <= trip * 3 + .milliseconds(200) {
        rtx.quick &+= 1
        opportunities.insert(.repeatedQuickly)
        beginRecovery()
        return
      }
      if rtx.slow == 0 {
        rtx.slowFirst = seg.frame
        rtx.slowSince = rtx.third
      }
      rtx.slow &+= 1
      rtx.slowLast = seg.frame
      rtx.slowTime = seg.time
    } else if duplicates < 3, outstanding > Int(snd.maxPayload) * 4, seg.time - rtx.newestDuplicate <= .milliseconds(10),
      !(looks.synOptions.contains(.sackPermitted) && peer.looks.synOptions.contains(.sackPermitted))
    {
      rtx.premature &+= 1
      rtx.prematureFrame = seg.frame
    }
  }

  /// After three copies of one size, and as many timeouts, a smaller one: black-hole detection (RFC 4821 §7.7).
  private mutating func noteShrunk(_ seg: Segment, peer: inout Endpoint) {
    guard rtx.copies >= 3, seg.payload > 0, seg.payload < rtx.largest / 10 * 9, !seg.has(.fin),
      rtx.last - rtx.first >= .milliseconds(600), rtx.first < peer.times.last || snd.una <= snd.maxPayloadSeq
    else { return }
    rtx.shrunkFrame = seg.frame
    rtx.shrunkFirst = rtx.firstFrame
    rtx.shrunkFrom = rtx.largest
    rtx.shrunkTo = seg.payload
    rtx.shrunkEdge = snd.una
  }

  private mutating func compareInterval(_ seg: Segment, parameters: ReplayParameters) {
    let interval = seg.time - rtx.last
    // Copies this close are no timer's.
    guard interval >= .milliseconds(50) else { return }
    let (now, before) = (interval.nanoseconds, rtx.interval.nanoseconds)
    rtx.interval = interval
    guard before > 0 else { return }
    // Three steps of less than the cube root of 2 are less than one doubling.
    if now / 126 < before / 100 {
      rtx.grown = 0
      guard now < parameters.timerCap.nanoseconds / 10 * 9 else { return }
      rtx.flat = rtx.flat == .max ? .max : rtx.flat + 1
      guard rtx.flattest < rtx.flat else { return }
      rtx.flattest = rtx.flat
      rtx.flattestIsSyn = seg.has(.syn)
      rtx.flattestFirst = rtx.firstFrame
      rtx.flattestLast = seg.frame
      rtx.flattestInterval = interval
      rtx.flattestTime = seg.time
    } else {
      rtx.flat = 0
      guard now / 16 >= before / 10 else { return }
      rtx.grown = rtx.grown == .max ? .max : rtx.grown + 1
      if rtx.grown >= 2 { opportunities.insert(.backedOff) }
    }
  }

  /// The acknowledgement of these octets crossed so long ago that this endpoint had it when it sent them again, if the
  /// tap stands beside it.
  private mutating func noteNeedless(_ seg: Segment) {
    let turn = turnaround.samples > 0 ? Duration.nanoseconds(turnaround.minimum) : .zero
    guard seg.payload > 1, seg.time - snd.unaTime > turn * 2 + .milliseconds(10) else { return }
    if rtx.needless == 0 {
      rtx.needlessFirst = seg.frame
      rtx.needlessSince = seg.time
    }
    rtx.needless &+= 1
    rtx.needlessLast = seg.frame
    rtx.needlessTime = seg.time
  }

  /// `true` where it sends more right after a timeout, before it can have heard anything (RFC 5681 §3.1).
  mutating func burstsAfterTimeout(_ seg: Segment, marks: Marks, peer: inout Endpoint) -> Bool {
    guard rtx.timeoutFrame != 0, seg.payload > 0, rtx.timeoutFrame != seg.frame, rtx.timeoutEdge == snd.una,
      marks.isDisjoint(with: [.keepalive, .windowProbe]), peer.times.last < rtx.timeoutTime
    else { return false }
    let trip = Duration.nanoseconds(peer.turnaround.samples > 0 ? peer.turnaround.minimum : 0)
    guard seg.time - rtx.timeoutTime < trip / 2 else { return false }
    rtx.burstOctets = counts.octets &- rtx.timeoutOctets
    if rtx.burstFrame <= rtx.timeoutFrame { rtx.burstFrame = seg.frame }
    return true
  }

  /// A duplicate ACK of the peer crossed toward this endpoint.
  mutating func noteDuplicateAck(_ seg: Segment) {
    if rtx.duplicates(at: snd.una) == 0 {
      rtx.duplicateEdge = snd.una
      rtx.duplicates = 0
    }
    rtx.duplicates &+= 1
    if rtx.duplicates == 3 {
      rtx.third = seg.time
      rtx.thirdFrame = seg.frame
    }
    rtx.newestDuplicate = seg.time
    rtx.timeoutIsPlain = false
  }

  /// A selective acknowledgement that acknowledges nothing new by its number crossed toward this endpoint.
  mutating func noteSelective(_ seg: Segment) {
    var first: SACKBlock?
    var second: SACKBlock?
    seg.options.forEachSACKBlock { block in
      if first == nil { first = block } else if second == nil { second = block }
    }
    guard let first else { return }
    // The first block may name what arrived twice: below the acknowledgement, or within the second block.
    let isWithin = second.map { $0.left <= first.left && first.right <= $0.right } ?? false
    let newest = first.right <= seg.ack || isWithin ? second : first
    // One octet answers a probe that carried one.
    if first.right <= seg.ack || isWithin, first.right - first.left > 1 {
      rtx.twice &+= 1
      if rtx.twiceCopyFrame == 0 {
        rtx.twiceFrame = seg.frame
        if rtx.hasRecovered, first.left <= rtx.recoverSeq, rtx.recoverSeq < first.right { rtx.twiceCopyFrame = rtx.recoverFrame }
      }
    }
    rtx.timeoutIsPlain = false
    guard let newest, newest.left < newest.right, seg.ack < newest.left else { return }
    if !(rtx.sawSACK && rtx.sackEdge == snd.una && rtx.sack == newest) {
      rtx.sack = newest
      rtx.sackSince = seg.time
      rtx.sackFrame = seg.frame
    }
    rtx.sawSACK = true
    rtx.sackEdge = snd.una
  }
}

extension Endpoint {
  /// A segment without use on an idle connection, whose number fits neither data nor a keep-alive.
  ///
  /// - Returns: ``Marks/oddProbe`` for a keep-alive out of place.
  mutating func noteOddProbe(_ seg: Segment, nextBefore: SequenceNumber, peer: inout Endpoint) -> Marks {
    guard seg.payload <= 1, seg.flags.isDisjoint(with: [.syn, .fin, .rst]), seg.has(.ack), state.isSynchronized,
      !facts.contains(.finSent), !peer.facts.contains(.finSent), facts.contains(.spoke), peer.facts.contains(.offered),
      peer.rcv.window > 0, rcv.acked == seg.ack, seg.checksum != .bad
    else { return [] }
    let offset = seg.seq - nextBefore
    if offset == -1, seg.payload == 0 { return .oddProbe }
    guard offset < -1 || offset > 0 && seg.payload == 0, snd.una == nextBefore else { return [] }
    let isRun = rtx.oddProbe.count > 0 && rtx.oddProbe.offset == Int32(clamping: offset)
    guard seg.time - later(isRun ? rtx.oddProbe.last : times.last, peer.times.last) >= .seconds(1) else { return [] }
    if !isRun {
      rtx.oddProbe = OddProbeVariables()
      rtx.oddProbe.offset = Int32(clamping: offset)
      rtx.oddProbe.firstFrame = seg.frame
    } else {
      let spacing = seg.time - rtx.oddProbe.last
      if rtx.oddProbe.count == 1 || spacing < rtx.oddProbe.spacing { rtx.oddProbe.spacing = spacing }
    }
    rtx.oddProbe.count &+= 1
    rtx.oddProbe.last = seg.time
    rtx.oddProbe.lastFrame = seg.frame
    return []
  }
}
