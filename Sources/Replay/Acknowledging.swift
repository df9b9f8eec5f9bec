import Wire

/// How and when an endpoint acknowledges.
extension Endpoint {
  /// Longer than any delay of an acknowledgement that RFC 9293 §3.8.6.3 allows.
  private static let longestDelay: Int64 = 500_000_000

  /// Text waits for its acknowledgement for longer than any stack may delay it.
  @inline(__always)
  func isLate(at time: Instant) -> Bool {
    time.nanoseconds &- conduct.owed.since.nanoseconds > Endpoint.longestDelay
  }

  /// A new acknowledgement left: what it did not cover is owed from now on.
  @inline(__always)
  mutating func noteAcknowledging(at time: Instant) { conduct.owed.since = time }

  /// Text crossed toward this endpoint in order.
  @inline(__always)
  mutating func noteOwed(_ seg: Segment) {
    guard rcv.acked == seg.seq else { return }
    conduct.owed.since = seg.time
    conduct.owed.isSpoiled = false
  }

  /// Whatever crossed toward this endpoint off the hot path.
  mutating func noteOwed(_ seg: Segment, marks: Marks) {
    guard seg.len > 0 else { return }
    let isPlain = seg.payload > 0 && !seg.has(.syn) && !seg.has(.fin)
      && marks.isDisjoint(with: [.retransmission, .outOfOrder, .fillsHole, .keepalive, .windowProbe, .beyondFin])
    if isPlain { noteOwed(seg) } else { conduct.owed.isSpoiled = true }
  }

  /// SEG.ACK of an emitted segment, against what this endpoint had acknowledged and what was owed.
  ///
  /// - Parameters:
  ///   - before: how this endpoint stood before the segment.
  mutating func judgeAcknowledgement(_ seg: Segment, before: Standing, marks: Marks) -> Marks {
    guard before.facts.contains(.acknowledged), before.state.isSynchronized else { return [] }
    if seg.ack < before.acked { return .ackRegressed }
    let isFirst = opening == .passive && counts.segments == UInt32(counts.synAcks)
    guard before.acked < seg.ack, isLate(at: seg.time), conduct.owed.since.nanoseconds != 0,
      !conduct.owed.isSpoiled, !isFirst, before.window != 0, before.isWhole,
      marks.isDisjoint(with: [.ackOfUnseen, .third])
    else { return [] }
    conduct.owed.late &+= 1
    return .ackLate
  }

  /// P acknowledged more than E's records carried; `next` is E's SND.NXT as recorded.
  mutating func notePremature(_ seg: Segment, next: SequenceNumber) {
    guard seg.checksum != .bad else { return }
    if conduct.premature.frame != 0, conduct.premature.end == next {
      conduct.premature.end = seg.ack
      return
    }
    conduct.premature.begin = next
    conduct.premature.end = seg.ack
    conduct.premature.time = seg.time
    conduct.premature.frame = seg.frame
  }

  /// E shows that what P acknowledged had not been sent then: its next segment still begins where the records end.
  ///
  /// A pure ACK carries SND.NXT itself (RFC 9293 §3.10.7.4). Text there is surely new, and no copy of what the capture
  /// missed, if E sent nothing in between, as the identification of its datagrams says.
  mutating func judgePremature(_ seg: Segment, before: Standing, peer: inout Endpoint, marks: Marks, slack: Duration) -> Marks {
    let early = conduct.premature
    guard early.frame != 0, seg.has(.ack), !seg.has(.syn) else { return [] }
    guard seg.seq == early.begin, before.next == early.end, early.end - early.begin > 1, peer.rcv.window != 0,
      peer.conduct.retreat.count == 0, marks.isDisjoint(with: [.keepalive, .windowProbe])
    else { return [] }
    let isBare = seg.len == 0 && slack < seg.time - early.time
    let isNext = seg.payload > 0 && seg.ipID != 0 && seg.ipID == looks.ipID &+ 1
      && seg.time - times.last < .milliseconds(200)
    guard isBare || seg.payload > 0 else { return [] }
    conduct.premature.frame = 0
    if isBare || isNext { conduct.premature.proven &+= 1 }
    return .sentAcknowledged
  }
}
