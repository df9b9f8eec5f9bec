import Wire

/// What E's headers, acknowledgements and windows show beyond the machine's own variables.
///
/// `E` is the endpoint on which it hangs, `P` its peer. Nearly all of it is written off the hot path.
package struct Conduct: BitwiseCopyable, Sendable {
  package var owed = OwedAck()
  package var retreat = Retreat()
  package var habits = Habits()
  package var beyond = BeyondWindow()
  package var damage = Damage()
  package var repeated = RepeatedOctets()
  package var premature = PrematureAck()
  package var probing = WindowProbing()
  package init() {}
}

/// Segments of E whose checksum is wrong (RFC 9293 §3.1).
package struct Damage: BitwiseCopyable, Sendable {
  package var count: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  /// Octets that have crossed under a wrong checksum only: how often, which, and the frames of the first and last copy.
  package var copies: UInt16 = 0
  package var seq = SequenceNumber(0)
  package var end = SequenceNumber(0)
  package var runFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  /// P acknowledged such octets: how often, and the frames of the first segment and of its ACK.
  package var accepted: UInt16 = 0
  package var acceptedFrame: UInt32 = 0
  package var acceptedBy: UInt32 = 0
  package init() {}
}

/// Octets that E sent again.
package struct RepeatedOctets: BitwiseCopyable, Sendable {
  /// The newest segment sent again: where, how long, what, and its frame.
  package var seq = SequenceNumber(0)
  package var payload: UInt32 = 0
  package var hash: UInt64 = 0
  package var frame: UInt32 = 0
  /// Segments that differ from an earlier one with the same numbers, and that one's frame.
  package var conflicts: UInt16 = 0
  package var otherFrame: UInt32 = 0
  /// When the newest was sent, and how long before the segment that differs from it the other one was.
  package var time = Instant(nanoseconds: 0)
  package var otherAge: Int64 = 0
  package init() {}
}

/// Octets of E that P acknowledged though no record had carried them.
package struct PrematureAck: BitwiseCopyable, Sendable {
  /// E's SND.NXT as recorded, and what P acknowledged beyond it.
  package var begin = SequenceNumber(0)
  package var end = SequenceNumber(0)
  package var time = Instant(nanoseconds: 0)
  /// Frame of that ACK; 0 while there is none, or once E has shown whether it was right.
  package var frame: UInt32 = 0
  /// How often E showed that it had not sent them yet.
  package var proven: UInt16 = 0
  package init() {}
}

/// Text that crossed toward E in order and waits for its acknowledgement.
package struct OwedAck: BitwiseCopyable, Sendable {
  /// When the oldest of it crossed, or the newest acknowledgement that left some of it; 0: never.
  package var since = Instant(nanoseconds: 0)
  /// Something else than text in order crossed meanwhile: the time says nothing of a delay.
  package var isSpoiled = false
  /// Acknowledgements that came late.
  package var late: UInt16 = 0
  package init() {}
}

/// First-time octets of E beyond every window that P had offered.
package struct BeyondWindow: BitwiseCopyable, Sendable {
  /// What is still open: from P's edge to the last octet beyond it, when, and its frame (0: nothing).
  package var begin = SequenceNumber(0)
  package var end = SequenceNumber(0)
  package var time = Instant(nanoseconds: 0)
  package var frame: UInt32 = 0
  /// P's newest statement since that still grants less.
  package var deniedFrame: UInt32 = 0
  package var denied = Instant(nanoseconds: 0)
  /// How often P did not take them and E sent them again; frames and time of the first, and its octets.
  package var refused: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var firstDenied: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var octets: UInt32 = 0
  package init() {}
}

/// E's window moved its right edge to the left by more than its scale explains (RFC 9293 §3.8.6, RFC 7323 §2.4).
package struct Retreat: BitwiseCopyable, Sendable {
  package var count: UInt16 = 0
  package var frame: UInt32 = 0
  package var time = Instant(nanoseconds: 0)
  /// The edge after it, and TSval of the segment, if any.
  package var edge = SequenceNumber(0)
  package var timestamp = TimestampValue(0)
  /// The last number of the segment that first offered the widest edge: a higher number was sent after it.
  package var offeredAt = SequenceNumber(0)
  package init() {}
}

/// E's probes of P's shut window (RFC 9293 §3.8.6.1), and what came of them.
package struct WindowProbing: BitwiseCopyable, Sendable {
  /// In the present time of the shut window: whether E sent anything that asks, its probes, and how many of P's
  /// answers in a row left it shut.
  package var hasAsked = false
  package var probes: UInt16 = 0
  package var answered: UInt16 = 0
  package var lastProbe = Instant(nanoseconds: 0)
  package var firstProbe = Instant(nanoseconds: 0)
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  /// The first and the newest interval between two probes, in nanoseconds.
  package var firstInterval: Int64 = 0
  package var lastInterval: Int64 = 0
  /// P's SND.NXT when the window was shut.
  package var peerNext = SequenceNumber(0)
  /// Probes that P has not answered yet, and since when.
  package var unanswered: UInt16 = 0
  package var firstUnanswered = Instant(nanoseconds: 0)
  package var firstUnansweredFrame: UInt32 = 0
  /// The window was shut for this long and nothing asked; then P opened it, in this frame. 0 nanoseconds: not so.
  package var silence: Int64 = 0
  package var reopened = Instant(nanoseconds: 0)
  package var shutFrame: UInt32 = 0
  package var reopenedFrame: UInt32 = 0
  /// All of P's answers, and the probes it let pass while it went on sending text, in how many runs.
  package var answers: UInt16 = 0
  package var ignored: UInt16 = 0
  package var ignoredRuns: UInt16 = 0
  package var firstIgnored = Instant(nanoseconds: 0)
  package var firstIgnoredFrame: UInt32 = 0
  package var aliveFrame: UInt32 = 0
  package init() {}
}

/// How an endpoint stood before it emitted a segment, as far as the segment is held against it.
struct Standing {
  var state: TCPState
  var facts: EndpointFacts
  /// SND.NXT, the highest acknowledgement, and the window as stated.
  var next: SequenceNumber
  var acked: SequenceNumber
  var edge: SequenceNumber
  var edgeNow: SequenceNumber
  var window: UInt32
  /// Nothing had crossed toward it above a hole.
  var isWhole: Bool
  var isShut: Bool
  var shutSince: Instant

  init(_ endpoint: Endpoint) {
    (state, facts, next, acked) = (endpoint.state, endpoint.facts, endpoint.snd.nxt, endpoint.rcv.acked)
    (edge, edgeNow, window) = (endpoint.rcv.edge, endpoint.rcv.edgeNow, endpoint.rcv.window)
    (isWhole, isShut, shutSince) = (endpoint.rcv.arrived.isEmpty, endpoint.shut.isShut, endpoint.shut.since)
  }
}

extension Endpoint {
  /// What an emitted segment shows beyond the machine's own variables.
  ///
  /// - Parameters:
  ///   - before: how this endpoint stood before the segment.
  ///   - peer: its receive variables are those of before the segment crosses.
  mutating func judgeConduct(
    _ seg: Segment, before: Standing, peer: inout Endpoint, marks: Marks, parameters: ReplayParameters
  ) -> Marks {
    var seen = strangeFlags(seg, peer: &peer)
    noteChecksum(seg)
    guard seg.checksum != .bad, !seg.has(.rst) else { return seen }
    seen.formUnion(judgePremature(seg, before: before, peer: &peer, marks: marks, slack: parameters.orderWindow))
    seen.formUnion(judgeSilence(seg, peer: &peer, marks: marks))
    noteBeyond(seg, before: before, peer: &peer, marks: marks)
    seen.formUnion(judgeNewData(seg, peer: &peer, marks: marks))
    noteDeaf(seg, peer: &peer, marks: marks)
    seen.formUnion(noteProbing(seg, before: before, peer: &peer, marks: marks))
    guard seg.has(.ack) else { return seen }
    // What is sent again bears lower numbers than what was sent before it.
    if marks.contains(.retransmission), rcv.edge != before.edge { conduct.retreat.offeredAt = seg.seq + (1 << 30) }
    if !seg.has(.syn) {
      if facts.contains(.shiftKnown) { opportunities.insert(.statedWindow) }
      seen.formUnion(judgeAcknowledgement(seg, before: before, marks: marks))
      if judgeWindow(seg, before: before, peer: &peer) {
        seen.insert(.windowShrunk)
        peer.facts.insert(.watched)
        peer.opportunities.insert(.metShrunkWindow)
      }
      noteUpdate(seg, before: before, peer: &peer)
      answerGap(seg, parameters: parameters)
      peer.noteDamageAcknowledged(seg.ack, by: seg.frame)
      peer.noteGrant(seg, of: &self)
      answerProbing(seg, before: before, peer: &peer, marks: marks, parameters: parameters)
    }
    if before.acked < seg.ack { noteAcknowledging(at: seg.time) }
    if facts.contains(.watched), !isDecisive(with: &peer) { facts.remove(.watched) }
    return seen
  }

  /// Its next segments still decide something.
  private func isDecisive(with peer: inout Endpoint) -> Bool {
    peer.conduct.beyond.frame != 0 || conduct.probing.silence > 0 || peer.hasRetreated
      || conduct.habits.gapSince.nanoseconds != 0 || conduct.habits.fill != .none
  }
}
