import Wire

/// One side's reference machine, as far as a tap can know it (RFC 9293 §3.3.1).
///
/// `E` below is this endpoint, `P` its peer. Numbers are bounds that favour the accused: what E may have known is
/// at most what had crossed the tap toward it.
@usableFromInline package struct Endpoint: BitwiseCopyable, Sendable {
  /// How this end came to be.
  package enum Opening: UInt8, Sendable, BitwiseCopyable { case unknown, active, passive, simultaneous }
  /// How sure the state is: seen by what E emitted, assumed from what crossed toward it, or inferred across a gap.
  package enum Sureness: UInt8, Sendable, BitwiseCopyable, CaseIterable { case observed, assumed, inferred }

  package var state: TCPState = .closed
  package var sureness: Sureness = .observed
  package var opening: Opening = .unknown
  package var facts: EndpointFacts = []
  package var opportunities: Opportunities = []

  // What every segment touches stands first, and of each group below what it touches stands first in the group: a flow
  // that is not in the cache costs a fetch for each 64 octets (``everywhere``, ``firstOfGroups``).
  package var snd = SendVariables()
  package var rcv = ReceiveVariables()
  package var counts = Counts()
  package var gauges = Gauges()
  /// Time the tap waits for E's answers: tap → E → tap.
  package var turnaround = Turnaround()
  package var looks = Looks()
  package var times = Times()
  package var conduct = Conduct()

  package var header = HeaderVariables()
  package var keepalive = KeepaliveVariables()
  package var outage = OutageVariables()
  package var rtx = RepetitionVariables()

  package var late = LateVariables()
  package var shut = ShutWindow()
  package var order = OrderVariables()
  package var challenge = ChallengeVariables()

  package init() {}

  /// Octets of an endpoint that the ordinary segment reads or writes one by one, from its beginning.
  package static let everywhere = (MemoryLayout<Endpoint>.offset(of: \.conduct.beyond) ?? 0)
  /// Places of the groups of which the ordinary segment looks at the beginning.
  package static let firstOfGroups = [
    MemoryLayout<Endpoint>.offset(of: \.header), MemoryLayout<Endpoint>.offset(of: \.keepalive),
    MemoryLayout<Endpoint>.offset(of: \.outage), MemoryLayout<Endpoint>.offset(of: \.rtx),
  ].compactMap { $0 }
}

@usableFromInline package struct EndpointFacts: OptionSet, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var rawValue: UInt64
  @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }
  /// `snd.iss` is known: E's SYN was recorded.
  package static let issKnown = EndpointFacts(rawValue: 1 << 0)
  /// E emitted at least one segment in this incarnation.
  package static let spoke = EndpointFacts(rawValue: 1 << 1)
  package static let finSent = EndpointFacts(rawValue: 1 << 2)
  /// P's cumulative ACK covers E's FIN.
  package static let finAcked = EndpointFacts(rawValue: 1 << 3)
  package static let rstSent = EndpointFacts(rawValue: 1 << 4)
  /// `snd.shift` is known and both ends offered window scaling (or it is known that they did not).
  package static let shiftKnown = EndpointFacts(rawValue: 1 << 5)
  package static let timestamps = EndpointFacts(rawValue: 1 << 6)
  /// E's FIN went out before E's ACK covered P's FIN (RFC 9293 §3.6: E closed actively).
  package static let closedFirst = EndpointFacts(rawValue: 1 << 7)
  /// E was in TIME-WAIT, and an acceptable RST crossed toward it there (RFC 1337).
  package static let timeWaitReset = EndpointFacts(rawValue: 1 << 8)
  /// An exact or acceptable RST crossed toward E.
  package static let rstReceived = EndpointFacts(rawValue: 1 << 9)
  /// E's RST was sent out of a synchronized state: it ends the connection (RFC 9293 §3.10.5).
  package static let rstSynchronized = EndpointFacts(rawValue: 1 << 10)
  /// E's first record was a SYN,ACK or SYN; otherwise the flow was joined in the middle.
  package static let seenFromSyn = EndpointFacts(rawValue: 1 << 11)
  package static let authenticated = EndpointFacts(rawValue: 1 << 12)
  package static let multipath = EndpointFacts(rawValue: 1 << 13)
  package static let fastOpen = EndpointFacts(rawValue: 1 << 14)
  /// TIME-WAIT was answered as only a live one answers (see `times.timeWaitAlive`).
  package static let timeWaitProven = EndpointFacts(rawValue: 1 << 15)
  /// TIME-WAIT was found gone (see `times.timeWaitGone`).
  package static let timeWaitGone = EndpointFacts(rawValue: 1 << 16)
  /// More than four ranges stood above a hole; what crossed toward E is a superset since.
  package static let outOfOrderOverflow = EndpointFacts(rawValue: 1 << 17)
  /// E stated a window at least once: `rcv.edge` holds.
  package static let offered = EndpointFacts(rawValue: 1 << 18)
  /// E acknowledged at least once: `rcv.acked` holds.
  package static let acknowledged = EndpointFacts(rawValue: 1 << 19)
  /// `rcv.nxt` holds: something of P crossed, or E acknowledged it.
  package static let hearing = EndpointFacts(rawValue: 1 << 20)
  /// P's FIN reached E in order (crossed, with nothing missing before it).
  package static let finReceived = EndpointFacts(rawValue: 1 << 21)
  /// E's acknowledgement covers P's FIN.
  package static let finAcknowledged = EndpointFacts(rawValue: 1 << 22)
  /// E was refused: its SYN was answered by a RST.
  package static let refused = EndpointFacts(rawValue: 1 << 23)
  /// E's SYN offered window scaling.
  package static let scaleOffered = EndpointFacts(rawValue: 1 << 24)
  /// E was in TIME-WAIT.
  package static let enteredTimeWait = EndpointFacts(rawValue: 1 << 25)
  /// E sent SYN,ACKs with different numbers: cookies, or several servers behind one address.
  package static let severalISS = EndpointFacts(rawValue: 1 << 26)
  /// E's FIN went out on the segment that acknowledged P's FIN first: three segments closed instead of four.
  package static let finsMerged = EndpointFacts(rawValue: 1 << 27)
  /// A RST crossed toward E that an implementation without RFC 5961 may have obeyed: in the window, not exact.
  package static let rstInexact = EndpointFacts(rawValue: 1 << 28)
  /// E echoed the timestamp of P's FIN, so it received the FIN (PR3).
  package static let echoedFin = EndpointFacts(rawValue: 1 << 29)
  /// A RST in E's name whose TTL is not E's: E itself may know nothing of it.
  package static let foreignRst = EndpointFacts(rawValue: 1 << 30)
  /// Its first octets are those of a TLS handshake.
  package static let beganTLS = EndpointFacts(rawValue: 1 << 31)
  /// E's stream goes on where P's acknowledgement has it, not where E's SYN,ACK as recorded does: the record or a box
  /// on the way changed the number.
  package static let rebased = EndpointFacts(rawValue: 1 << 32)
  /// The options of E's SYN were not wholly captured: what it offered is unknown.
  package static let synCut = EndpointFacts(rawValue: 1 << 35)
  /// An ICMP error that quotes E's SYN crossed toward E before anything else answered it.
  package static let unreachable = EndpointFacts(rawValue: 1 << 36)
  /// Something crossed toward E that asks for an answer, and what E makes of it is not seen yet (`challenge`).
  package static let challenged = EndpointFacts(rawValue: 1 << 33)
  /// `challenge` holds something worth a question at the connection's end.
  package static let tried = EndpointFacts(rawValue: 1 << 34)
  /// E's next segments decide something about it or about P: they go through the full machine.
  package static let watched = EndpointFacts(rawValue: 1 << 40)
}

/// RFC 9293 §3.3.1, send sequence variables, at the tap.
package struct SendVariables: BitwiseCopyable, Sendable {
  /// Highest SEG.ACK of P within what E had sent that crossed: E's SND.UNA is at most this.
  package var una = SequenceNumber(0)
  /// When it became that.
  package var unaTime = Instant(nanoseconds: 0)
  /// One beyond the highest octet E emitted.
  package var nxt = SequenceNumber(0)
  package var iss = SequenceNumber(0)
  /// The FIN's own number, where `finSent`.
  package var fin = SequenceNumber(0)
  /// The newest TSval E sent.
  package var timestamp = TimestampValue(0)
  /// TSval of E's first SYN, where `looks.synOptions` has timestamps.
  package var synTimestamp = TimestampValue(0)
  /// E's own window shift (from its SYN), for the windows E announces.
  package var shift: UInt8 = 0
  /// MSS option of E's SYN; 0 where there was none.
  package var mss: UInt16 = 0
  /// Largest payload E sent.
  package var maxPayload: UInt32 = 0
  /// Number of the first segment with as much.
  package var maxPayloadSeq = SequenceNumber(0)
  /// Payload of E's SYN.
  package var synPayload: UInt16 = 0
  /// The newest FIN's TSval, if no other segment of E carried it; 0 otherwise.
  package var finTimestamp = TimestampValue(0)
  /// Frames of the first and the newest FIN.
  package var firstFinFrame: UInt32 = 0
  package var lastFinFrame: UInt32 = 0
  /// Frame of the first RST.
  package var rstFrame: UInt32 = 0
  /// Frame of the first segment after the peer's SYN,ACK: the third of the handshake.
  package var thirdFrame: UInt32 = 0
  /// Frames of the first and the newest SYN (or SYN,ACK).
  package var firstSynFrame: UInt32 = 0
  package var lastSynFrame: UInt32 = 0
  package init() {}
}

/// RFC 9293 §3.3.1, receive sequence variables, at the tap.
package struct ReceiveVariables: BitwiseCopyable, Sendable {
  /// End of the contiguous prefix of what crossed toward E: E's RCV.NXT is at most this.
  package var nxt = SequenceNumber(0)
  /// Highest SEG.ACK E emitted (HACK): E's RCV.NXT was at least this.
  package var acked = SequenceNumber(0)
  package var irs = SequenceNumber(0)
  /// The largest right edge E ever offered (EDGE), scaled.
  package var edge = SequenceNumber(0)
  /// The right edge of E's first window statement: what it offered before anything of the connection had arrived.
  package var firstEdge = SequenceNumber(0)
  /// The right edge of E's newest window statement (EDGE.now), scaled.
  package var edgeNow = SequenceNumber(0)
  /// Octets of E's newest window, scaled.
  package var window: UInt32 = 0
  package var maxWindow: UInt32 = 0
  /// The largest TSval that crossed toward E.
  package var timestamp = TimestampValue(0)
  /// What crossed toward E above a hole.
  package var arrived = ArrivedRanges()
  package init() {}
}

package struct Counts: BitwiseCopyable, Sendable {
  package var segments: UInt32 = 0
  /// Payload octets, retransmissions included.
  package var octets: UInt64 = 0
  /// Payload octets sent for the first time.
  package var uniqueOctets: UInt64 = 0
  /// The same when E first acknowledged P's FIN: what comes from then on is sent on a half-closed connection.
  package var octetsAtFinAck: UInt64 = 0
  package var retransmissions: UInt32 = 0
  package var outOfOrder: UInt32 = 0
  package var duplicateAcks: UInt32 = 0
  package var zeroWindows: UInt32 = 0
  /// Data segments that filled P's window exactly to its edge.
  package var windowFull: UInt32 = 0
  /// First copies sent after three duplicate ACKs or more.
  package var fastRetransmissions: UInt32 = 0
  package var windowProbes: UInt32 = 0
  package var syns: UInt16 = 0
  package var synAcks: UInt16 = 0
  package var fins: UInt16 = 0
  package var rsts: UInt16 = 0
  package var keepalives: UInt16 = 0
  /// Segments E emitted with SEG.ACK equal to P's FIN number since P's FIN crossed a second time.
  package var acksAtFin: UInt16 = 0
  /// SYN,ACKs sent although the final ACK of the handshake had crossed long enough before.
  package var synAcksAfterAck: UInt16 = 0
  /// SYN,ACKs in a row with the same wrong acknowledgement.
  package var wrongSynAcks: UInt16 = 0
  /// ICMP errors that quote a segment of E.
  package var icmpErrors: UInt16 = 0
  package init() {}
}

package struct Times: BitwiseCopyable, Sendable {
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  package var firstSyn = Instant(nanoseconds: 0)
  package var lastSyn = Instant(nanoseconds: 0)
  package var firstFin = Instant(nanoseconds: 0)
  package var lastFin = Instant(nanoseconds: 0)
  package var finAcked = Instant(nanoseconds: 0)
  /// First payload octet emitted; 0 where none.
  package var firstData = Instant(nanoseconds: 0)
  package var lastData = Instant(nanoseconds: 0)
  /// TIME-WAIT was entered.
  package var timeWaitEntered = Instant(nanoseconds: 0)
  /// E's last (re-)acknowledgement of P's FIN: where 2MSL starts again (RFC 9293 §3.10.7.4).
  package var timeWaitRestart = Instant(nanoseconds: 0)
  /// Latest reaction only a live TIME-WAIT gives, as time since the restart before it.
  package var timeWaitAlive: Duration = .zero
  /// First reaction only CLOSED or LISTEN gives, as time since the restart before it (t_hi).
  package var timeWaitGone: Duration = .zero
  /// The same for FIN-WAIT-2, as time since the ACK of E's FIN: newest sign of life, and first sign of its absence
  /// (rule 6); zero where there was none.
  package var finWait2Alive: Duration = .zero
  package var finWait2Gone: Duration = .zero
  package var rst = Instant(nanoseconds: 0)
  package var stateEntered = Instant(nanoseconds: 0)
  package init() {}
}

/// The turnaround tap → E → tap: minimum, maximum and how many samples.
package struct Turnaround: BitwiseCopyable, Sendable {
  package var minimum: Int64 = .max
  package var maximum: Int64 = 0
  package var samples: UInt32 = 0
  package init() {}
  /// Nanoseconds until a reaction of E is overdue: the largest turnaround seen and `time.react_slack`.
  package func deadline(slack: Duration) -> Duration {
    .nanoseconds(maximum) + slack
  }
}

/// Keepalive probes that E sends.
package struct KeepaliveVariables: BitwiseCopyable, Sendable {
  /// Probes since P last spoke.
  package var unanswered: UInt16 = 0
  /// Idle time before the first probe of the first run.
  package var idleBeforeFirst: Duration = .zero
  /// Smallest interval between two unanswered probes, zero where there were no two.
  package var interval: Duration = .zero
  /// Smallest interval between any two probes, zero where there were no two.
  package var spacing: Duration = .zero
  package var lastProbe = Instant(nanoseconds: 0)
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var firstUnanswered = Instant(nanoseconds: 0)
  package var firstUnansweredFrame: UInt32 = 0
  /// The longest run of unanswered probes.
  package var longestRun: UInt16 = 0
  package var answered: UInt16 = 0
  /// Probes that P let pass its deadline and went on sending data, in how many runs, and the frames of the first
  /// such probe and of P's newest data after one.
  package var ignored: UInt16 = 0
  package var ignoredRuns: UInt16 = 0
  package var firstIgnored = Instant(nanoseconds: 0)
  package var firstIgnoredFrame: UInt32 = 0
  package var aliveFrame: UInt32 = 0
  /// Probes whose TTL is not that of E's first segment: a box on the way may make them.
  package var foreign: UInt16 = 0
  package init() {}
}

/// Segments that crossed toward E after its connection was over.
package struct LateVariables: BitwiseCopyable, Sendable {
  /// Copies of the same late segment since E last answered.
  package var copies: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  /// Smallest distance between two copies.
  package var spacing: Duration = .zero
  /// SEG.SEQ and SEG.ACK of the newest copy.
  package var seq = SequenceNumber(0)
  package var ack = SequenceNumber(0)
  package var isFin = false
  /// Time from `Endpoint.overSince` to the first and the last copy.
  package var elapsedFirst: Duration = .zero
  package var elapsedLast: Duration = .zero
  package init() {}
}

/// Rounds of retransmission with nothing of P crossing (`path/outage-survived`, `path/peer-vanished`).
package struct OutageVariables: BitwiseCopyable, Sendable {
  /// Timeout-class retransmissions since anything of P crossed.
  package var rounds: UInt16 = 0
  /// When E sent what was retransmitted first and nothing of P had crossed since.
  package var began = Instant(nanoseconds: 0)
  /// When E retransmitted last, and how long after the time before.
  package var last = Instant(nanoseconds: 0)
  package var backoff: Duration = .zero
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  /// The longest outage that ended with a segment of P: its length, what E's timer had backed off to, the rounds
  /// (keepalive probes included), and the frames of the first one and of P's segment.
  package var survived: Duration = .zero
  package var survivedBackoff: Duration = .zero
  package var survivedRounds: UInt16 = 0
  package var survivedFirstFrame: UInt32 = 0
  package var survivedFrame: UInt32 = 0
  package init() {}
}

/// The times in which E offered no window (RFC 9293 §3.8.6.1), while P may still have had something to send.
package struct ShutWindow: BitwiseCopyable, Sendable {
  /// The window is shut, since then.
  package var isShut = false
  package var since = Instant(nanoseconds: 0)
  package var episodes: UInt16 = 0
  /// Probes of P meanwhile.
  package var probes: UInt16 = 0
  package var total: Duration = .zero
  package var longest: Duration = .zero
  /// Frames that shut it first and that opened it last.
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package init() {}
}

/// What became of E's octets on the way to the tap and beyond it.
package struct OrderVariables: BitwiseCopyable, Sendable {
  /// Segments that filled a hole later than reordering explains: lost before the tap, and sent again.
  package var lostBefore: UInt32 = 0
  /// Segments that filled a hole at once, or were sent before what crossed first.
  package var reordered: UInt32 = 0
  /// Segments sent again although they had crossed, and those of them that P had acknowledged by then.
  package var again: UInt32 = 0
  package var needless: UInt32 = 0
  /// The hole that opened last: when, and the IP identification of the segment above it.
  package var holeOpened = Instant(nanoseconds: 0)
  package var holeIPID: UInt16 = 0
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package init() {}
}

/// What E's packets look like, to tell another sender apart (guard MBX).
package struct Looks: BitwiseCopyable, Sendable {
  package var ttl: UInt8 = 0
  package var ttlLow: UInt8 = 255
  package var ttlHigh: UInt8 = 0
  package var ipID: UInt16 = 0
  /// The TTL of E's segments beside SYNs and RSTs, which proxies and kernels send in another way; 0 while a segment
  /// that differs by `ttlDelta` or more has just crossed.
  package var steady: UInt8 = 0
  package var usual: UInt8 = 0
  /// Segments that differ, alone among others; the first of them, and its TTL.
  package var odd: UInt16 = 0
  package var oddTTL: UInt8 = 0
  package var oddFrame: UInt32 = 0
  /// Differing segments in a row: from four on it is a step that lasts.
  package var oddRun: UInt8 = 0
  package var runTTL: UInt8 = 0
  package var runFrame: UInt32 = 0
  package var steps: UInt8 = 0
  package var stepFrame: UInt32 = 0
  package var stepTTL: UInt8 = 0
  package var ttlBeforeStep: UInt8 = 0
  /// E's first SYN: raw window, options present, and a hash of the kinds of its options in their order.
  package var synWindow: UInt16 = 0
  package var synOptions: TCPOptions.Present = []
  package var synLayout: UInt32 = 0
  package init() {}
}
