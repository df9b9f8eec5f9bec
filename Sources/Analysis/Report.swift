/// The answer: everything that was found out about a batch of captures, in one language, ready to be written.
///
/// A plain value without pointers into the analysis; every renderer reads it and nothing else.
public struct Report: Sendable {
  public var captures: [CaptureReport] = []
  /// Files of the batch that could not be read at all: name without folder, and reason; hostile text.
  public var unread: [NamedValue] = []
  /// Judgement values that were not the default, as `name`, `value`.
  public var parameters: [NamedValue] = []
  /// BCP 47 language of the texts: `en` or `zh`.
  public var language = "en"
  package init() {}
}

/// A name and a value, both for reading.
public struct NamedValue: Sendable, Hashable {
  public var name: String
  public var value: String
  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// One capture.
public struct CaptureReport: Sendable {
  /// The label under which its files are written; safe as a file name, unique in the batch.
  public var name = ""
  /// The file's own name as given, without its folder; hostile text.
  public var title = ""
  /// The files of a capture that was rotated, in order; empty where it is one file.
  public var files: [JoinedFile] = []
  public var linkTypes: [String] = []
  public var ledger = Ledger()
  /// Nanoseconds since 1970 of the first and the last record; `nil` in an empty capture.
  public var start: Int64?
  public var end: Int64?
  public var connections: [ConnectionReport] = []
  public var hosts: [HostReport] = []
  /// Caps that were hit, as what was capped and what that left out.
  public var limits: [NamedValue] = []
  public var quality: [QualityEntry] = []
  /// What the capture says of each check that judges, over all connections and hosts, in the catalogue's order.
  public var checks: [CheckStanding] = []
  /// What the capture says of each requirement of the standard, in its order.
  public var requirements: [RequirementReport] = []
  /// Where the file broke off and why, if it did.
  public var damage: String?
  /// Labels of an RFC's requirements of which the capture shows this.
  package func labels(of rfc: Int, _ standing: RequirementReport.Standing) -> [String] {
    requirements.filter { $0.rfc == rfc && $0.standing == standing }.map(\.label)
  }
  /// All that is held against hosts: of every connection, then of every host.
  public var findings: [Finding] { connections.flatMap(\.findings) + hosts.flatMap(\.findings) }
  package init() {}
}

/// One file of a capture that was rotated over several, whose frames are counted through.
public struct JoinedFile: Sendable, Hashable {
  /// The file's own name as given, without its folder; hostile text.
  public var title: String
  public var frames: Int
  /// The first and the last of its frames in the whole; 0 without any. Where files overlap in time, others lie between.
  public var firstFrame: Int
  public var lastFrame: Int
  package init(title: String, frames: Int, firstFrame: Int, lastFrame: Int) {
    (self.title, self.frames, self.firstFrame, self.lastFrame) = (title, frames, firstFrame, lastFrame)
  }
}

/// What became of every frame; the numbers add up to `read`.
public struct Ledger: Sendable, Hashable {
  public var read = 0
  /// Frames with a TCP segment.
  public var tcp = 0
  /// Frames with an ICMP error that quotes a TCP segment.
  public var icmpErrors = 0
  /// Reason → frames, sorted by reason.
  public var skipped: [Entry] = []
  public struct Entry: Sendable, Hashable {
    public var reason: String
    public var frames: Int
    package init(reason: String, frames: Int) { (self.reason, self.frames) = (reason, frames) }
  }
  package init() {}
}

/// Client or server, as the connection's opener decides.
public enum Role: String, Sendable, Hashable, CaseIterable { case client, server }

public enum FindingLevel: String, Sendable, Hashable, CaseIterable { case must, should, note }
public enum Certainty: String, Sendable, Hashable, CaseIterable { case certain, likely }

/// One end of a connection.
public struct EndpointName: Sendable, Hashable {
  /// Address in its canonical text form (RFC 5952 for IPv6).
  public var address = ""
  public var port = 0
  package init(address: String, port: Int) { (self.address, self.port) = (address, port) }
}

/// A pair of numbers, one for each end.
public struct PerRole<Value: Sendable & Hashable>: Sendable, Hashable {
  public var client: Value
  public var server: Value
  package init(client: Value, server: Value) { (self.client, self.server) = (client, server) }
  public subscript(_ role: Role) -> Value { role == .client ? client : server }
}

/// How many pairs of check and endpoint ended in which verdict; the sum is that of the catalogue's pairs.
public struct Tally: Sendable, Hashable {
  public var pass = 0
  public var fail = 0
  public var inconclusive = 0
  public var notExercised = 0
  package init() {}
}

/// One connection (one incarnation of a four-tuple).
public struct ConnectionReport: Sendable {
  /// 1…n in the order of first segments.
  public var id = 0
  public var client = EndpointName(address: "", port: 0)
  public var server = EndpointName(address: "", port: 0)
  /// Nanoseconds since 1970 of the first segment, and the duration in nanoseconds.
  public var start: Int64 = 0
  public var duration: Int64 = 0
  public var firstFrame = 0
  public var lastFrame = 0
  public var segments = PerRole(client: 0, server: 0)
  /// Payload octets, retransmissions included.
  public var octets = PerRole(client: 0, server: 0)
  public var retransmissions = PerRole(client: 0, server: 0)
  public var measures = PerRole(client: Measures(), server: Measures())
  /// `client`, `server`, `both`, `reset by client`, `reset by server`, or `nil`.
  public var closedBy: String?
  /// Who closed and how, in one phrase.
  public var closeStyle = ""
  public var vantage = VantageReport()
  public var tally = Tally()
  /// ISNs, where the SYN was seen.
  public var isn = PerRole<UInt32?>(client: nil, server: nil)
  /// Set for drawn connections only.
  public var states = PerRole<[StateSpan]>(client: [], server: [])
  public var verdicts: [VerdictReport] = []
  public var facts: [FactReport] = []
  public var findings: [Finding] = []
  public var ladder: Ladder?
  /// Incarnation of the four-tuple in this capture, from 1.
  public var incarnation = 1
  package init() {}
}

/// What one end did so and so often, in the words that `Term` defines; segments, unless octets are said.
public struct Measures: BitwiseCopyable, Sendable, Hashable {
  /// Payload octets sent for the first time.
  public var uniqueOctets: UInt64 = 0
  public var fastRetransmissions: UInt32 = 0
  public var needlessRetransmissions: UInt32 = 0
  public var outOfOrder: UInt32 = 0
  public var duplicateAcks: UInt32 = 0
  public var zeroWindows: UInt32 = 0
  public var windowProbes: UInt32 = 0
  public var windowUpdates: UInt32 = 0
  public var windowFull: UInt32 = 0
  public var keepalives: UInt32 = 0
  /// Segments with a SACK option.
  public var sacksSent: UInt32 = 0
  /// Octets, scaled where the scale is known: the largest, the smallest above 0, and the mean.
  public var largestWindow: UInt32 = 0
  public var smallestWindow: UInt32 = 0
  public var averageWindow: UInt32 = 0
  /// Shift of this end's windows, where both SYNs offered one.
  public var windowScale: UInt8?
  /// MSS option of this end's SYN.
  public var maximumSegmentSize: UInt16?
  /// Longest time between two segments of this end, nanoseconds.
  public var longestIdle: Int64 = 0
  public var roundTrips = RoundTripReport()
  package init() {}
}

/// Time from a segment of an end to the first ACK that covers it, both as the tap saw them; one segment is timed at a
/// time, and none that was sent again.
public struct RoundTripReport: BitwiseCopyable, Sendable, Hashable {
  public var samples: UInt32 = 0
  /// Microseconds.
  public var minimum: UInt32 = 0
  public var maximum: UInt32 = 0
  public var average: UInt32 = 0
  public var deviation: UInt32 = 0
  /// The handshake's, if its SYN went out once.
  public var handshake: UInt32?
  package init() {}
}

public struct VantageReport: Sendable, Hashable {
  /// `client`, `server`, `middle` or `unknown`.
  public var place = "unknown"
  public var why = ""
  package init() {}
}

/// A state an endpoint was in, from a row of the ladder on.
public struct StateSpan: Sendable, Hashable {
  /// RFC name, such as `FIN-WAIT-1`; `UNKNOWN` and `GONE?` are the observer's own.
  public var state: String
  /// Nanoseconds since the connection's start, and the frame that brought the state (0: none).
  public var from: Int64
  public var frame: Int
  /// Row of the ladder, and whether the state begins where that row's arrow leaves (`true`) or arrives.
  public var row: Int
  public var atTail: Bool
  /// `observed`, `assumed` or `inferred`.
  public var sureness: String
  /// A line of small print inside the box, such as the time really waited.
  public var note: String?
  /// In a TIME-WAIT box: nanoseconds proven (lower bound), after how many it was proven gone (upper bound), and the
  /// borders to mark, all in nanoseconds.
  public var waited: Int64?
  public var gone: Int64?
  public var borders: [Int64]
  package init(
    state: String, from: Int64, frame: Int, row: Int, atTail: Bool, sureness: String = "observed", note: String? = nil,
    waited: Int64? = nil, gone: Int64? = nil, borders: [Int64] = []
  ) {
    self.state = state
    self.from = from
    self.frame = frame
    self.row = row
    self.atTail = atTail
    self.sureness = sureness
    self.note = note
    self.waited = waited
    self.gone = gone
    self.borders = borders
  }
}

/// A judged pair of check and endpoint.
public struct VerdictReport: Sendable, Hashable {
  public var check: String
  public var title: String
  public var endpoint: Role
  /// `pass`, `fail` or `inconclusive`.
  public var verdict: String
  public var reason: String?
  public var leaning: String?
  public var frames: [Int]
  public var expected: String?
  public var observed: String?
  package init(check: String, title: String, endpoint: Role, verdict: String, reason: String? = nil,
    leaning: String? = nil, frames: [Int] = [], expected: String? = nil, observed: String? = nil)
  {
    self.check = check
    self.title = title
    self.endpoint = endpoint
    self.verdict = verdict
    self.reason = reason
    self.leaning = leaning
    self.frames = frames
    self.expected = expected
    self.observed = observed
  }
}

/// A measurement.
public struct FactReport: Sendable, Hashable {
  public var check: String
  public var title: String
  public var endpoint: Role?
  public var frames: [Int]
  public var text: String
  package init(check: String, title: String, endpoint: Role? = nil, frames: [Int] = [], text: String) {
    self.check = check
    self.title = title
    self.endpoint = endpoint
    self.frames = frames
    self.text = text
  }
}

/// A settled accusation.
public struct Finding: Sendable, Hashable {
  /// Number within the connection (or host), from 1, worst first: what the figure's circles show.
  public var number = 0
  public var check = ""
  /// The fact, as a sentence.
  public var title = ""
  public var level = FindingLevel.note
  /// `nil` for a host's finding.
  public var endpoint: Role?
  public var frames: [Int] = []
  /// Nanoseconds since the connection's start (host: since the capture's).
  public var time: Int64 = 0
  public var expected = ""
  public var observed = ""
  public var citation = CitationReport()
  public var why = ""
  public var certainty = Certainty.likely
  /// Why it is as sure as it is, in one phrase ("captured at the client", "3 copies, no loss measured").
  public var basis = ""
  /// What else follows from the same cause.
  public var consequences: [String] = []
  /// Sixteen hexadecimal digits, the same for the same deviation of the same ends in another capture.
  public var fingerprint = ""
  /// Set where the policy knows this deviation.
  public var known: KnownReport?
  /// Whether it counts against a build: it is not known, or no longer accepted.
  public var counts: Bool { known?.isExpired ?? true }
  package init() {}
}

/// A deviation that a policy accepts, or accepted until the capture was older than that.
public struct KnownReport: Sendable, Hashable {
  public var reason: String
  /// The last day on which it is accepted, such as `2027-03-31`.
  public var until: String?
  public var isExpired: Bool
  package init(reason: String, until: String?, isExpired: Bool) {
    (self.reason, self.until, self.isExpired) = (reason, until, isExpired)
  }
}

public struct CitationReport: Sendable, Hashable {
  public var rfc = 0
  public var section = ""
  public var label: String?
  public var sentence = ""
  package init() {}
}

/// The message ladder of one connection, in the order of time.
public struct Ladder: Sendable {
  public var rows: [LadderRow] = []
  /// Header lines of the notation that the rows' lines rest on; `A` is the client, `B` the server.
  public var hosts: [String] = []
  /// Rows that exist but are folded into transfers or left out by a cap, as frames.
  public var omitted = 0
  package init() {}
}

public struct LadderRow: Sendable {
  /// Nanoseconds since the connection's start.
  public var time: Int64
  public var content: Content
  /// Numbers of the findings this row belongs to.
  public var findings: [Int] = []
  /// The record as one line of the notation, without its time; empty where the row is no single record.
  public var notation = ""

  public enum Content: Sendable {
    case segment(LadderSegment)
    /// Data folded into the tutorial's double arrow.
    case transfer(Transfer)
    /// Nothing crossed for this long (nanoseconds).
    case silence(Int64)
    /// What was expected and did not come.
    case expected(from: Role, text: String)
    /// Octets proven to exist that the capture missed.
    case unseen(from: Role, octets: Int)
    case icmp(from: String, toward: Role, text: String, frame: Int)
  }
  package init(time: Int64, content: Content, findings: [Int] = [], notation: String = "") {
    self.time = time
    self.content = content
    self.findings = findings
    self.notation = notation
  }
}

public struct LadderSegment: Sendable, Hashable {
  public var frame = 0
  public var from = Role.client
  /// Flag names in the tutorial's form: `SYN, ACK`.
  public var flags: [String] = []
  public var seq: UInt32 = 0
  /// `nil` without the ACK flag.
  public var ack: UInt32?
  public var payload = 0
  /// Scaled where the scale is known.
  public var window = 0
  /// Words users know: `retransmission`, `keep-alive`, `zero window`, `out of order`, `duplicate ACK` …
  public var tags: [String] = []
  /// It was resent later and never acknowledged as such: lost beyond the tap.
  public var lost = false
  /// The offending segment of a finding.
  public var offending = false
  /// One-way time to the receiver in nanoseconds, where known; the slope is only drawn then.
  public var flight: Int64?
  package init() {}
}

public struct Transfer: Sendable, Hashable {
  public var firstFrame = 0
  public var lastFrame = 0
  /// Nanoseconds from the row's time to the last segment.
  public var duration: Int64 = 0
  public var segments = PerRole(client: 0, server: 0)
  public var octets = PerRole(client: 0, server: 0)
  public var retransmissions = 0
  package init() {}
}

/// One address of a capture.
public struct HostReport: Sendable {
  public var address = ""
  public var isn: [ISNReport] = []
  public var timeWait: [NamedValue] = []
  public var findings: [Finding] = []
  public var facts: [FactReport] = []
  public var verdicts: [VerdictReport] = []
  package init() {}
}

/// The ISN series of one host in one role.
public struct ISNReport: Sendable {
  /// `active` (SYN) or `passive` (SYN,ACK).
  public var role = "active"
  public var samples = 0
  /// `pass`, `fail`, `inconclusive` or `not exercised`.
  public var verdict = ""
  /// In words, never "secure".
  public var summary = ""
  /// Nanoseconds since the capture's start, and the number; capped for drawing.
  public var series: [Sample] = []
  /// Measures in words: rate, wrap time, arc, GCD, guess bits.
  public var measures: [NamedValue] = []
  public struct Sample: Sendable, Hashable {
    public var time: Int64
    public var isn: UInt32
    public var connection: Int
    package init(time: Int64, isn: UInt32, connection: Int) {
      (self.time, self.isn, self.connection) = (time, isn, connection)
    }
  }
  package init() {}
}

/// Something about the capture itself: never held against a host.
public struct QualityEntry: Sendable, Hashable {
  public var check = ""
  public var title = ""
  public var text = ""
  public var frames: [Int] = []
  /// Connections it concerns; empty: the whole capture.
  public var connections: [Int] = []
  package init() {}
}

/// One check over a whole capture.
public struct CheckStanding: Sendable, Hashable {
  public var check: String
  /// `fail` over `inconclusive` over `pass` over `notExercised`.
  public var verdict: String
  package init(check: String, verdict: String) { (self.check, self.verdict) = (check, verdict) }
}

/// What one capture shows of one requirement of RFC 9293, or of one problem of RFC 2525.
public struct RequirementReport: Sendable, Hashable {
  public var rfc: Int
  /// `MUST-13`; for a problem of RFC 2525 its section.
  public var label: String
  public var section: String
  public var about: String
  public var standing: Standing
  /// Ids of the checks that look at it.
  public var checks: [String]
  /// Why no packet shows it, where none does.
  public var why: String?

  public enum Standing: String, Sendable, Hashable, CaseIterable {
    case violated, undecided, upheld, notExercised, notVisible
  }
  package init(
    rfc: Int, label: String, section: String, about: String, standing: Standing, checks: [String], why: String? = nil
  ) {
    self.rfc = rfc
    self.label = label
    self.section = section
    self.about = about
    self.standing = standing
    self.checks = checks
    self.why = why
  }
}
