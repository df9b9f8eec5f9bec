import Wire

/// What is out of the ordinary about a step; a check's closure runs only when one of its marks is set.
///
/// The ordinary segment (in order, in window, acknowledging normally) has none.
@usableFromInline package struct Marks: OptionSet, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var rawValue: UInt64
  @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }
  /// A SYN without ACK was emitted.
  package static let syn = Marks(rawValue: 1 << 0)
  /// A SYN with ACK was emitted.
  package static let synAck = Marks(rawValue: 1 << 1)
  /// The emitter's first segment after it received a SYN,ACK (the third of the handshake).
  package static let third = Marks(rawValue: 1 << 2)
  /// A segment with FIN was emitted (first or again).
  package static let fin = Marks(rawValue: 1 << 3)
  package static let rst = Marks(rawValue: 1 << 4)
  package static let icmp = Marks(rawValue: 1 << 5)
  /// Octets (or SYN, FIN) that the emitter had sent before.
  package static let retransmission = Marks(rawValue: 1 << 6)
  /// First-time octets above a hole of the emitter's stream.
  package static let outOfOrder = Marks(rawValue: 1 << 7)
  /// First-time octets that fill a hole.
  package static let fillsHole = Marks(rawValue: 1 << 8)
  /// The receiver's acceptability test (RFC 9293 Table 6) fails with the widest bounds.
  package static let unacceptable = Marks(rawValue: 1 << 9)
  /// Acknowledges octets that no record carried.
  package static let ackOfUnseen = Marks(rawValue: 1 << 10)
  package static let zeroWindow = Marks(rawValue: 1 << 11)
  /// A keepalive probe by its shape.
  package static let keepalive = Marks(rawValue: 1 << 12)
  /// A zero-window probe by its shape.
  package static let windowProbe = Marks(rawValue: 1 << 13)
  package static let duplicateAck = Marks(rawValue: 1 << 14)
  /// One of the two endpoints changed state.
  package static let stateChange = Marks(rawValue: 1 << 15)
  /// The segment begins a new incarnation of its four-tuple.
  package static let incarnation = Marks(rawValue: 1 << 16)
  /// The segment was emitted toward an endpoint whose connection is over (TIME-WAIT, CLOSED, or gone).
  package static let late = Marks(rawValue: 1 << 17)
  /// The emitter's connection was over, and yet it speaks: a re-ACK, a RST, a SYN.
  package static let afterClose = Marks(rawValue: 1 << 18)
  /// Beyond the emitter's own FIN.
  package static let beyondFin = Marks(rawValue: 1 << 19)
  /// Equals a segment of the previous incarnation that this one never sent.
  package static let wandering = Marks(rawValue: 1 << 20)
  /// A duty expired (`Step.duty`).
  package static let dutyMissed = Marks(rawValue: 1 << 21)
  /// The connection's last step: a new incarnation follows, or the capture ends.
  package static let ended = Marks(rawValue: 1 << 22)
  /// First record of a flow that began before the capture.
  package static let midstream = Marks(rawValue: 1 << 23)
  /// First-time octets at or beyond the widest window the peer ever offered.
  package static let beyondWindow = Marks(rawValue: 1 << 24)
  package static let badChecksum = Marks(rawValue: 1 << 25)
  /// Retransmission by timeout after nothing of the peer had crossed (an RTO-class round).
  package static let timeout = Marks(rawValue: 1 << 26)
  /// The peer progressed again after an outage.
  package static let resumed = Marks(rawValue: 1 << 27)
  /// First word after a long silence (`closeLinger`) in which one half of the connection was closed.
  package static let lingered = Marks(rawValue: 1 << 28)
  /// At the end: one end met what belongs to no orderly course (`Endpoint.challenge`).
  package static let tried = Marks(rawValue: 1 << 29)
  /// The tenth bare ACK in a row with the same numbers, each in answer to one of the peer's.
  package static let ackLoop = Marks(rawValue: 1 << 30)
  /// Options that are malformed, out of place, or other than this end's segments always have.
  package static let oddOptions = Marks(rawValue: 1 << 55)
  /// It shows that the segment before (`header.large`), beyond the peer's MSS, was one packet.
  package static let oversized = Marks(rawValue: 1 << 56)
  /// The timestamp of a first transmission is behind that of octets sent before (`header.clockTop`).
  package static let clockBack = Marks(rawValue: 1 << 57)
  /// First octets with URG.
  package static let urgent = Marks(rawValue: 1 << 62)
  /// Acknowledges octets that came with an older TSval than it had echoed (`header.old`).
  package static let tookOldText = Marks(rawValue: 1 << 63)
  /// ECN marks or flags that a rule of RFC 3168 forbids or misses.
  package static let oddECN = Marks(rawValue: 1 << 60)
  /// First sight of an option that changes the rules (`header.extensions`).
  package static let extended = Marks(rawValue: 1 << 61)
  /// A combination of flags that no TCP sends, or a flag that has no meaning here.
  package static let strangeFlags = Marks(rawValue: 1 << 37)
  /// Octets sent again are not those sent before.
  package static let conflictingOctets = Marks(rawValue: 1 << 38)
  /// The segment shows that the peer had acknowledged octets before they were sent.
  package static let sentAcknowledged = Marks(rawValue: 1 << 39)
  /// SEG.ACK lies below one that the emitter sent before.
  package static let ackRegressed = Marks(rawValue: 1 << 40)
  /// Text in order was acknowledged later than any stack may delay it.
  package static let ackLate = Marks(rawValue: 1 << 41)
  /// The emitter took back a part of the window it had offered.
  package static let windowShrunk = Marks(rawValue: 1 << 42)
  /// First text after a long time of the shut window, which nothing had probed; it had been waiting.
  package static let unprobed = Marks(rawValue: 1 << 43)
  /// So many probes of one shut window that their intervals can be judged.
  package static let probedLong = Marks(rawValue: 1 << 44)
  /// New text beyond the edge to which the peer has moved its window back.
  package static let newDataBeyondShrunk = Marks(rawValue: 1 << 45)
  /// More data right after a retransmission by timeout, before the emitter can have heard anything.
  package static let burst = Marks(rawValue: 1 << 46)
  /// A keep-alive probe by its shape, but data is outstanding or the peer was heard a moment ago.
  package static let oddProbe = Marks(rawValue: 1 << 47)
}

/// What an endpoint has had occasion to do: ORed on every segment, one word an endpoint.
///
/// A check passes where its opportunity came and neither charge nor doubt was raised.
@usableFromInline package struct Opportunities: OptionSet, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var rawValue: UInt64
  @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }
  package static let spoke = Opportunities(rawValue: 1 << 0)
  package static let sentSyn = Opportunities(rawValue: 1 << 1)
  package static let sentSynAck = Opportunities(rawValue: 1 << 2)
  /// Emitted a segment after the peer's SYN,ACK had crossed.
  package static let completedHandshake = Opportunities(rawValue: 1 << 3)
  package static let sentData = Opportunities(rawValue: 1 << 4)
  /// Sent text to a peer whose windows can be read: their scale is known.
  package static let sentDataIntoKnownWindow = Opportunities(rawValue: 1 << 5)
  package static let acknowledged = Opportunities(rawValue: 1 << 6)
  package static let sentFin = Opportunities(rawValue: 1 << 7)
  /// The peer's FIN crossed with nothing missing before it.
  package static let receivedFin = Opportunities(rawValue: 1 << 8)
  package static let sentRst = Opportunities(rawValue: 1 << 9)
  /// Sent a RST as an answer from CLOSED, LISTEN, SYN-SENT or SYN-RECEIVED.
  package static let sentRstReply = Opportunities(rawValue: 1 << 10)
  package static let receivedRst = Opportunities(rawValue: 1 << 11)
  package static let enteredTimeWait = Opportunities(rawValue: 1 << 12)
  /// Answered a late segment as only a live TIME-WAIT does: acknowledged the FIN again.
  package static let timeWaitProven = Opportunities(rawValue: 1 << 13)
  /// Its acknowledgement covered the peer's FIN.
  package static let acknowledgedFin = Opportunities(rawValue: 1 << 14)
  /// Closed after the peer had: CLOSE-WAIT, then LAST-ACK.
  package static let enteredLastAck = Opportunities(rawValue: 1 << 15)
  package static let wasProbedByKeepalive = Opportunities(rawValue: 1 << 16)
  package static let sentKeepalive = Opportunities(rawValue: 1 << 17)
  /// Sent a SYN on a four-tuple that had an earlier incarnation.
  package static let reusedTuple = Opportunities(rawValue: 1 << 18)
  package static let retransmitted = Opportunities(rawValue: 1 << 19)
  package static let carriedChecksum = Opportunities(rawValue: 1 << 20)
  /// A segment of an earlier incarnation crossed toward it.
  package static let metWanderingSegment = Opportunities(rawValue: 1 << 21)
  /// Answered an ACK-bearing segment by a RST after its connection was over: no filter that tracks state swallows
  /// the one or the other.
  package static let resetStray = Opportunities(rawValue: 1 << 22)
  /// In SYN-RECEIVED, the acknowledgement of its SYN crossed toward it.
  package static let completedPassively = Opportunities(rawValue: 1 << 23)
  /// A RST with exactly its RCV.NXT crossed toward it.
  package static let receivedExactRst = Opportunities(rawValue: 1 << 24)
  /// Answered a RST inside its window by a challenge ACK (RFC 5961 §3.2).
  package static let challengedRst = Opportunities(rawValue: 1 << 25)
  /// Lived on after a RST outside its window.
  package static let withstoodRst = Opportunities(rawValue: 1 << 26)
  /// Answered a SYN on a live connection by an ACK (RFC 5961 §4.2).
  package static let answeredSyn = Opportunities(rawValue: 1 << 27)
  /// Acknowledged data that it could not take (RFC 9293 §3.10.7.4, first check).
  package static let answeredStale = Opportunities(rawValue: 1 << 28)
  /// Sent a TCP option.
  package static let sentOptions = Opportunities(rawValue: 1 << 54)
  /// Both ends' SYNs offered timestamps.
  package static let agreedOnTimestamps = Opportunities(rawValue: 1 << 55)
  package static let sentSack = Opportunities(rawValue: 1 << 56)
  /// Both ends' SYNs set ECN up as RFC 3168 has it.
  package static let agreedOnECN = Opportunities(rawValue: 1 << 63)
  package static let sentTextInSyn = Opportunities(rawValue: 1 << 57)
  /// A CE mark crossed toward it, on a connection that both ends set up for ECN.
  package static let metCongestionMark = Opportunities(rawValue: 1 << 58)
  /// In a synchronized state, an ICMP error quoted a segment of it (RFC 9293 §3.9.2.2).
  package static let quotedInSoftError = Opportunities(rawValue: 1 << 60)
  package static let quotedInHardError = Opportunities(rawValue: 1 << 62)
  /// A packet of it was reported as too big for a hop, with the MTU that would do.
  package static let quotedInTooBig = Opportunities(rawValue: 1 << 61)
  /// Sent a segment after the SYN under a checksum that was verified.
  package static let sumVerified = Opportunities(rawValue: 1 << 33)
  /// Sent octets again that could be compared with the first time.
  package static let repeatedOctets = Opportunities(rawValue: 1 << 34)
  /// Stated a window whose scale is known.
  package static let statedWindow = Opportunities(rawValue: 1 << 37)
  /// Probed a shut window.
  package static let probedWindow = Opportunities(rawValue: 1 << 35)
  /// Answered a probe of its own shut window, or went on in spite of it.
  package static let wasProbedShut = Opportunities(rawValue: 1 << 36)
  /// The peer took back a part of the window it had offered.
  package static let metShrunkWindow = Opportunities(rawValue: 1 << 38)
  /// Probed one shut window so often that the intervals can be judged.
  package static let probedLong = Opportunities(rawValue: 1 << 39)
  /// Updated its window beside acknowledgements.
  package static let updatedWindow = Opportunities(rawValue: 1 << 40)
  /// Text above or into a hole crossed toward it.
  package static let heardGap = Opportunities(rawValue: 1 << 41)
  /// Sent text again while its own window was shut.
  package static let repeatedWhileShut = Opportunities(rawValue: 1 << 42)
  /// Sent data after a pause, more than one segment, and no more than ten at once.
  package static let pausedAndSent = Opportunities(rawValue: 1 << 47)
  /// Sent the octet at SND.UNA again soon after the third duplicate ACK.
  package static let repeatedQuickly = Opportunities(rawValue: 1 << 45)
  /// Its first data was acknowledged, and how much of it had been sent at once is known.
  package static let sentFlight = Opportunities(rawValue: 1 << 46)
  /// Sent the same octet again and again at times that grew.
  package static let backedOff = Opportunities(rawValue: 1 << 44)
}

/// What the machine owed and did not do by its deadline.
package struct Duty: BitwiseCopyable, Sendable, Hashable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// Acknowledge the peer's FIN (RFC 9293 §3.10.7.4, eighth check).
    case acknowledgeFin
    /// Answer a late FIN or other segment: ACK while TIME-WAIT lasts, RST afterwards.
    case answerLateSegment
    /// Answer keepalive probes (RFC 9293 §3.8.4, §3.10.7.4 first check).
    case answerKeepalive
    /// Answer a SYN.
    case answerSyn
  }
  package var kind: Kind
  /// Who owed it.
  package var side: Side
  /// Copies of the stimulus that crossed.
  package var copies: UInt16
  package var firstFrame: UInt32
  package var lastFrame: UInt32
  package var first: Instant
  package var last: Instant
}

/// One event replayed: a segment, a missed duty, or the end, with both endpoints before and after it.
///
/// Both lie still elsewhere while the step is judged, see ``LentConnection``; a step is not to be kept.
@usableFromInline package struct Step {
  package enum Event: UInt8, Sendable { case segment, missedDuty, ended }
  package var event: Event
  /// The segment; at a missed duty or the end, the connection's last one.
  @usableFromInline package var segment: Segment
  /// Who emitted the segment.
  @usableFromInline package var side: Side
  package var marks: Marks
  /// The connection before the segment; where nothing is emitted, as `after`.
  @usableFromInline package let before: LentConnection
  @usableFromInline package let after: LentConnection
  /// At a missed duty.
  package var duty: Duty?
  /// How far the capture looked: at a missed duty or the end, the next incarnation's first segment or the capture's
  /// last record (the connection's history at most); otherwise the segment's own time.
  package var until: Instant

  package init(
    event: Event, segment: Segment, side: Side, marks: Marks, before: LentConnection, after: LentConnection,
    duty: Duty? = nil, until: Instant? = nil)
  {
    self.until = until ?? segment.time
    self.event = event
    self.segment = segment
    self.side = side
    self.marks = marks
    self.before = before
    self.after = after
    self.duty = duty
  }

  /// Both ends, the client first.
  package var ends: BothSides { BothSides(first: before.client) }
  /// The segment under its RFC name.
  @inlinable package var seg: Segment { segment }
  /// The emitter before the segment.
  @inlinable package var sender: Endpoint { @inline(__always) unsafeAddress { unsafe before.end(side) } }
  /// The addressee before the segment.
  @inlinable package var receiver: Endpoint { @inline(__always) unsafeAddress { unsafe before.end(side.other) } }
  @inlinable package var senderAfter: Endpoint { @inline(__always) unsafeAddress { unsafe after.end(side) } }
  @inlinable package var receiverAfter: Endpoint { @inline(__always) unsafeAddress { unsafe after.end(side.other) } }
}
