import Wire

/// What one end's headers say beside numbers and window: options, sizes, timestamps, ECN, the urgent pointer, and what
/// ICMP says of it.
///
/// `E` is the end that sends them, `P` its peer. Nothing here moves with an ordinary segment but `echoed`: what has
/// to be looked at leaves the hot path by `limit`, `usual`, `ectOnData` and `ectOnAcks`.
package struct HeaderVariables: BitwiseCopyable, Sendable {
  /// Why every segment of E is looked at for a while.
  package struct Watch: OptionSet, BitwiseCopyable, Sendable {
    package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The IP identification of the next one tells whether a large segment was one packet.
    static let size = Watch(rawValue: 1 << 0)
    /// E's timestamps went back: do they stay behind?
    static let clock = Watch(rawValue: 1 << 1)
    /// E owes an echo of a CE mark.
    static let echo = Watch(rawValue: 1 << 2)
    /// E owes a CWR.
    static let reduction = Watch(rawValue: 1 << 3)
    /// Octets that PAWS should keep from E crossed toward it: does it acknowledge them?
    static let oldText = Watch(rawValue: 1 << 4)
    /// E goes on with ECE after a CWR.
    static let echoing = Watch(rawValue: 1 << 5)
    /// E acknowledged octets by SACK that it may yet forget.
    static let sacked = Watch(rawValue: 1 << 6)
    /// A Source Quench crossed toward E: does it slow down?
    static let quench = Watch(rawValue: 1 << 7)
  }
  package struct Facts: OptionSet, BitwiseCopyable, Sendable {
    package var rawValue: UInt16
    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
    /// A SYN,ACK or SYN of E set ECN up (RFC 3168 §6.1.1); another one did not.
    package static let setUpECN = Facts(rawValue: 1 << 0)
    package static let declinedECN = Facts(rawValue: 1 << 1)
    /// The AE bit or an AccECN option (RFC 9768): ECE and CWR are parts of a counter.
    package static let accurateECN = Facts(rawValue: 1 << 2)
    /// Sent the octets of its SYN again.
    package static let resentSynText = Facts(rawValue: 1 << 3)
    /// E's records were put together by an interface, or may have been: their sizes are not those on the wire.
    package static let assembled = Facts(rawValue: 1 << 4)
    /// `sendMSS` holds: P's SYN was recorded with its options.
    package static let mssKnown = Facts(rawValue: 1 << 6)
    /// A packet of E that was larger than P's MSS, or with its options larger, may have been several.
    package static let sizeInDoubt = Facts(rawValue: 1 << 7)
    /// A SYN of E was recorded with its options: `offered` and the ECN bits hold.
    package static let offerKnown = Facts(rawValue: 1 << 8)
    /// A TSval of E lay before that of its SYN: another clock, or one that went back.
    package static let stampBelowSyn = Facts(rawValue: 1 << 10)
    /// A SYN of E that acknowledges nothing carried a TSecr: it may ask for another meaning of that field.
    package static let echoWithoutAck = Facts(rawValue: 1 << 9)
    /// Sent a SACK option.
    package static let usedSACK = Facts(rawValue: 1 << 11)
    /// `urgentPoint` holds.
    package static let usedUrgent = Facts(rawValue: 1 << 12)
  }

  /// Payload and option octets up to which a segment of E is nothing to look at; -1 while all are looked at.
  package private(set) var limit: Int32 = .max
  /// The newest TSval of P that E echoed, 0 before: TS.Recent was at least this (RFC 7323 §4.3).
  package var echoed = TimestampValue(0)
  /// What `limit` is without a watch.
  private var ceiling: Int32 = .max
  private var pathCeiling: Int32 = .max
  package private(set) var watch: Watch = []
  /// ECN fields of E's packets up to which they are nothing to look at: with octets, and without.
  package var ectOnData: UInt8 = 0
  package var ectOnAcks: UInt8 = 0
  package var facts: Facts = []
  /// Options that E's segments have (of the telling ones).
  package var usual: TCPOptions.Present = []
  /// Options of any SYN of E, and of all its SYNs.
  package var offered: TCPOptions.Present = []
  package var alwaysOffered: TCPOptions.Present = .all
  /// Options that change the rules, once each (`opt/extensions-seen`).
  package var extensions: TCPOptions.Present = []
  /// What P takes at most: the largest MSS of its SYNs (RFC 9293 §3.7.1), where `mssKnown`.
  package var sendMSS: UInt16 = 0

  /// Segments without the timestamps that were agreed upon.
  package var unstamped: UInt8 = 0
  /// Segments of E that were beyond `sendMSS`, as one packet each, and those of which it stayed open.
  package var single: UInt8 = 0
  package var openSizes: UInt8 = 0
  /// The newest such segment.
  package var large = LargeSegment()

  /// The newest TSval of a first transmission before they went back, its frame, and how many are behind it since.
  package var clockTop = TimestampValue(0)
  package var clockTopFrame: UInt32 = 0
  package var behind: UInt8 = 0
  private var looked: UInt8 = 0

  package var strange = StrangeEchoes()
  package var old = OldText()
  package var sacked = SACKedRange()
  /// Duplicate ACKs above a hole without SACK.
  package var sackless: UInt8 = 0
  package var sacklessFrame: UInt32 = 0
  package var mark = CongestionMark()
  package var reduction = ReductionVariables()
  /// SEG.SEQ+SEG.UP of the newest first transmission with URG.
  package var urgentPoint = SequenceNumber(0)
  package var urgentFrame: UInt32 = 0
  /// Bursts that ended in a second of silence with everything acknowledged, and those without PSH on their last segment.
  package var bursts: UInt16 = 0
  package var unpushed: UInt16 = 0
  /// The newest segment behind one without.
  package var unpushedFrame: UInt32 = 0
  package var errors = ReportedErrors()
  package var quench = QuenchVariables()
  /// Packets with an ECT or CE codepoint that RFC 3168 does not allow them.
  package var misplacedECT: UInt8 = 0
  package init() {}

  /// The telling options are the usual ones, and none that changes the rules is new.
  @inline(__always)
  func expects(_ present: TCPOptions.Present) -> Bool {
    let differing = present.symmetricDifference(usual).intersection(.telling)
    let new = present.intersection(.changingRules).subtracting(extensions)
    return differing.union(new).isEmpty
  }

  mutating func begin(_ reason: Watch) {
    watch.insert(reason)
    limit = -1
  }
  mutating func end(_ reason: Watch) {
    watch.remove(reason)
    settleLimit()
  }
  /// What the peer takes (RFC 9293 §3.7.1).
  mutating func setCeiling(_ octets: Int32) {
    ceiling = octets
    settleLimit()
  }
  /// What a hop takes (RFC 1191).
  mutating func setPathCeiling(_ octets: Int32) {
    pathCeiling = octets
    settleLimit()
  }
  private mutating func settleLimit() { limit = watch.isEmpty ? min(ceiling, pathCeiling) : -1 }
  /// Enough segments beyond `sendMSS` have been looked at.
  var sizesAreSettled: Bool { single >= 4 || openSizes >= 8 }

  /// A timestamp is behind: the next segments tell whether it was late or the clock went back.
  mutating func lookAtClock() {
    looked = 0
    begin(.clock)
  }
  /// `false` where enough have been looked at.
  mutating func lookOnceMore() -> Bool {
    looked &+= 1
    return looked < 16
  }
}

/// A segment that was larger than P's MSS allows.
package struct LargeSegment: BitwiseCopyable, Sendable {
  package var frame: UInt32 = 0
  package var payload: UInt32 = 0
  package var options: UInt8 = 0
  package var ipID: UInt16 = 0
  var end = SequenceNumber(0)
  var isPushed = false
  package init() {}

  init(_ seg: Segment) {
    (frame, payload, options, ipID) = (seg.frame, seg.payload, seg.options.count, seg.ipID)
    (end, isPushed) = (seg.end, seg.has(.psh))
  }

  func isFollowed(by seg: Segment) -> Bool {
    frame != 0 && end == seg.seq && payload == seg.payload && !isPushed && !seg.has(.psh)
  }
}

/// Echoes of TSvals that P has not sent so far (RFC 7323 §3.2).
package struct StrangeEchoes: BitwiseCopyable, Sendable {
  /// Before P's first.
  package var older: UInt8 = 0
  /// After P's newest, and the least of these: whether P sent it later only its end tells.
  package var ahead: UInt8 = 0
  package var least = TimestampValue(0)
  /// P's newest when the first of these was sent.
  package var newest = TimestampValue(0)
  package var frame: UInt32 = 0
  package init() {}

  mutating func note(_ echo: TimestampValue, isAhead: Bool, newest: TimestampValue, frame: UInt32) {
    if self.frame == 0 { self.frame = frame }
    if !isAhead {
      older &+= older < .max ? 1 : 0
      return
    }
    if ahead == 0 { self.newest = newest }
    if ahead == 0 || echo < least { least = echo }
    ahead &+= ahead < .max ? 1 : 0
  }
}

/// First octets that crossed toward E with a TSval before one it had echoed (RFC 7323 §5.3).
package struct OldText: BitwiseCopyable, Sendable {
  package var end = SequenceNumber(0)
  package var timestamp = TimestampValue(0)
  package var recent = TimestampValue(0)
  package var frame: UInt32 = 0
  package init() {}
}

/// The highest range that E acknowledged by SACK and that its SEG.ACK has not covered (RFC 2018 §8).
package struct SACKedRange: BitwiseCopyable, Sendable {
  package var isKnown = false
  package var left = SequenceNumber(0)
  package var right = SequenceNumber(0)
  /// An acknowledgement that ended within it, and its frame; 0 where there was none.
  package var forgotten = SequenceNumber(0)
  package var forgottenFrame: UInt32 = 0
  package init() {}
}

/// ECE and CWR as each answers the other (RFC 3168 §6.1.2, §6.1.3).
package struct ReductionVariables: BitwiseCopyable, Sendable {
  /// As receiver: the newest CWR that crossed toward E, its end, and what E echoed all the same since the first.
  package var metCWR = false
  package var cwrEnd = SequenceNumber(0)
  package var echoes: UInt8 = 0
  package var rounds: UInt8 = 0
  package var firstEchoFrame: UInt32 = 0
  package var firstEcho = Instant(nanoseconds: 0)
  /// As sender: the first and the newest ECE since E's last CWR, and new segments since.
  package var firstECE = Instant(nanoseconds: 0)
  package var lastECE = Instant(nanoseconds: 0)
  package var firstECEFrame: UInt32 = 0
  package var unreduced: UInt8 = 0
  package var sentCWR = false
  package var sentCWREnd = SequenceNumber(0)
  /// How often it was missed for a round trip.
  package var missed: UInt8 = 0
  /// What `echoes` is once the end was found to go on without end.
  package static let enough: UInt8 = 100
  package init() {}
}

/// A CE mark that crossed toward E, until it is echoed (RFC 3168 §6.1.3).
package struct CongestionMark: BitwiseCopyable, Sendable {
  package var time = Instant(nanoseconds: 0)
  package var frame: UInt32 = 0
  /// Covered by an acknowledgement, the packet with the mark was received.
  package var end = SequenceNumber(0)
  /// Acknowledgements of it without ECE.
  package var unechoed: UInt8 = 0
  package init() {}
}

extension HeaderVariables {
  /// So many nanoseconds of pause end a burst of segments.
  static let silence: Int64 = 1_000_000_000
  /// Numbers of a timestamp clock are compared only within this: the fastest that RFC 7323 §5.4 allows runs through half
  /// of its circle in two.
  static let minute = Duration.seconds(60)

  /// What an end was before its segment, as far as the segment is held against it.
  struct Before {
    let nxt: SequenceNumber
    let timestamp: TimestampValue
    let usual: TCPOptions.Present
    let isOver: Bool
    /// When it sent octets last, and whether all were acknowledged.
    let lastData: Instant
    let isAllAcknowledged: Bool
    init(_ end: Endpoint) {
      (nxt, timestamp, usual, isOver) = (end.snd.nxt, end.snd.timestamp, end.header.usual, end.isOver)
      (lastData, isAllAcknowledged) = (end.times.lastData, end.snd.una == end.snd.nxt)
    }
  }
}

extension TCPOptions.Present {
  static let all = TCPOptions.Present(rawValue: .max)
  /// Options that change the rules by which a connection is judged.
  static let changingRules: Self = [.authentication, .multipath, .accurateECN]
}
