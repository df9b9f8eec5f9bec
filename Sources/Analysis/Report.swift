/// The answer: everything that was found out about a batch of captures, in one language, ready to be written.
///
/// A plain value without pointers into the analysis; every renderer reads it and nothing else.
public struct Report: Sendable {
  /// The captures in the order in which they were named.
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
  /// What it is, in the report's language or as a parameter's name.
  public var name: String
  /// What it amounts to, with its unit.
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
  /// Link layers of its frames, by libpcap's names.
  public var linkTypes: [String] = []
  /// What became of every frame.
  public var ledger = Ledger()
  /// Nanoseconds since 1970 of the first and the last record; `nil` in an empty capture.
  public var start: Int64?
  /// Nanoseconds since 1970 of the last record; `nil` in an empty capture.
  public var end: Int64?
  /// Every connection, in the order of first segments.
  public var connections: [ConnectionReport] = []
  /// Every address with a TCP segment, in the order of appearance.
  public var hosts: [HostReport] = []
  /// Who closed the connections and how, the most frequent first.
  public var closings: [Closing] = []
  /// What happened to connections, whether or not a rule was broken, in the order in which it matters.
  public var incidents: [Incident] = []
  /// Caps that were hit, as what was capped and what that left out.
  public var limits: [NamedValue] = []
  /// What is wrong with the capture itself, and where it was taken.
  public var quality: [QualityEntry] = []
  /// What the capture says of each check that judges, over all connections and hosts, in the catalogue's order.
  public var checks: [CheckStanding] = []
  /// What the capture says of each requirement of the standard, in its order.
  public var requirements: [RequirementReport] = []
  /// What was hidden before the report was written, in a sentence; `nil`: nothing was.
  public var hidden: String?
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

/// Connections that ended alike.
public struct Closing: Sendable, Hashable {
  /// Who closed and how, such as `closed first by the client with a FIN`.
  public var text: String
  /// How many did.
  public var connections: Int
  package init(text: String, connections: Int) { (self.text, self.connections) = (text, connections) }
}

/// Client or server, as the connection's opener decides.
public enum Role: String, Sendable, Hashable, CaseIterable { case client, server }

/// How grave a finding is: a MUST of the RFC, a SHOULD, or worth knowing with no rule broken.
public enum FindingLevel: String, Sendable, Hashable, CaseIterable { case must, should, note }
/// How sure a finding is: the capture allows one reading, or another is ruled out by numbers.
public enum Certainty: String, Sendable, Hashable, CaseIterable { case certain, likely }

/// One end of a connection.
public struct EndpointName: Sendable, Hashable {
  /// Address in its canonical text form (RFC 5952 for IPv6).
  public var address = ""
  /// Its TCP port.
  public var port = 0
  package init(address: String, port: Int) { (self.address, self.port) = (address, port) }
}

/// A pair of numbers, one for each end.
public struct PerRole<Value: Sendable & Hashable>: Sendable, Hashable {
  /// Of the end that opened the connection.
  public var client: Value
  /// Of the end that it was opened to.
  public var server: Value
  package init(client: Value, server: Value) { (self.client, self.server) = (client, server) }
  /// Of this end.
  public subscript(_ role: Role) -> Value { role == .client ? client : server }
}

/// How many pairs of check and endpoint ended in which verdict; the sum is that of the catalogue's pairs.
public struct Tally: Sendable, Hashable {
  /// Called for, and seen.
  public var pass = 0
  /// Called for, and something else was seen that nothing excuses; the notes among them, which break no rule.
  public var fail = 0
  /// How many of those that failed are notes.
  public var noted = 0
  /// Called for, and this capture cannot tell.
  public var inconclusive = 0
  /// Never called for.
  public var notExercised = 0
  package init() {}
}

/// One connection (one incarnation of a four-tuple).
public struct ConnectionReport: Sendable {
  /// 1…n in the order of first segments.
  public var id = 0
  /// The end that opened it.
  public var client = EndpointName(address: "", port: 0)
  /// The end that it was opened to.
  public var server = EndpointName(address: "", port: 0)
  /// Nanoseconds since 1970 of the first segment, and the duration in nanoseconds.
  public var start: Int64 = 0
  /// Nanoseconds from its first segment to its last.
  public var duration: Int64 = 0
  /// Number of its first frame, from 1, as Wireshark counts.
  public var firstFrame = 0
  /// Number of its last frame.
  public var lastFrame = 0
  /// Segments that each end sent.
  public var segments = PerRole(client: 0, server: 0)
  /// Payload octets, retransmissions included.
  public var octets = PerRole(client: 0, server: 0)
  /// Segments that each end sent again.
  public var retransmissions = PerRole(client: 0, server: 0)
  /// What each end did how often.
  public var measures = PerRole(client: Measures(), server: Measures())
  /// `client`, `server`, `both`, `reset by client`, `reset by server`, or `nil`.
  public var closedBy: String?
  /// Who closed and how, in one phrase.
  public var closeStyle = ""
  /// What its octets are, in one word: `TLS`, where both ends began so; `nil` where nothing is known. Never decoded.
  public var carries: String?
  /// Where it was captured.
  public var vantage = VantageReport()
  /// How many checks ended in which verdict, over both ends.
  public var tally = Tally()
  /// ISNs, where the SYN was seen.
  public var isn = PerRole<UInt32?>(client: nil, server: nil)
  /// Set for drawn connections only.
  public var states = PerRole<[StateSpan]>(client: [], server: [])
  /// What was judged, but for what was never called for; drawn connections only, unless all were asked for.
  public var verdicts: [VerdictReport] = []
  /// What was only measured.
  public var facts: [FactReport] = []
  /// What is held against its ends, worst first.
  public var findings: [Finding] = []
  /// Its segments in the order of time; drawn connections only.
  public var ladder: Ladder?
  /// The kept segments over time; set for drawn connections only.
  public var trace: Trace?
  /// TIME-WAIT as each end went through it.
  public var timeWaits = PerRole<TimeWaitReport?>(client: nil, server: nil)
  /// Incarnation of the four-tuple in this capture, from 1.
  public var incarnation = 1
  package init() {}
}

/// Where a connection was captured.
public struct VantageReport: Sendable, Hashable {
  /// `client`, `server`, `middle` or `unknown`.
  public var place = "unknown"
  /// What shows it, as a clause.
  public var why = ""
  package init() {}
}

/// A state an endpoint was in, from a row of the ladder on.
public struct StateSpan: Sendable, Hashable {
  /// RFC name, such as `FIN-WAIT-1`; `UNKNOWN` and `GONE?` are the observer's own.
  public var state: String
  /// Nanoseconds since the connection's start, and the frame that brought the state (0: none).
  public var from: Int64
  /// The frame that brought the state; 0 where none did.
  public var frame: Int
  /// Row of the ladder, and whether the state begins where that row's arrow leaves (`true`) or arrives.
  public var row: Int
  /// Whether the state begins where that row's arrow leaves (`true`) or arrives.
  public var atTail: Bool
  /// `observed`, `assumed` or `inferred`.
  public var sureness: String
  /// A line of small print inside the box, such as the time really waited.
  public var note: String?
  /// In a TIME-WAIT box: nanoseconds proven (lower bound), after how many it was proven gone (upper bound), and the
  /// borders to mark, all in nanoseconds.
  public var waited: Int64?
  /// In a TIME-WAIT box: nanoseconds after which it was proven gone.
  public var gone: Int64?
  /// In a TIME-WAIT box: the borders to mark, in nanoseconds.
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
  /// Id of the check, such as `close/fin-acked`.
  public var check: String
  /// What was found; what the check looks for, where it found nothing or has no numbers for it.
  public var title: String
  /// Whom it judged.
  public var endpoint: Role
  /// `pass`, `fail` or `inconclusive`.
  public var verdict: String
  /// How grave it is, where it failed.
  public var level: FindingLevel?
  /// Why it cannot be told, where it cannot, as one word of the schema.
  public var reason: String?
  /// Which way it leans where it cannot be told: `pass` or `fail`.
  public var leaning: String?
  /// Frames that it rests on.
  public var frames: [Int]
  /// What was to be expected, where something else was seen.
  public var expected: String?
  /// What was seen.
  public var observed: String?
  package init(check: String, title: String, endpoint: Role, verdict: String, level: FindingLevel? = nil, reason: String? = nil,
    leaning: String? = nil, frames: [Int] = [], expected: String? = nil, observed: String? = nil)
  {
    self.check = check
    self.title = title
    self.endpoint = endpoint
    self.verdict = verdict
    self.level = level
    self.reason = reason
    self.leaning = leaning
    self.frames = frames
    self.expected = expected
    self.observed = observed
  }
}

/// A measurement.
public struct FactReport: Sendable, Hashable {
  /// Id of the check that measured it.
  public var check: String
  /// What the check measures.
  public var title: String
  /// Whom it is about; `nil`: the connection or the host.
  public var endpoint: Role?
  /// Frames that it rests on.
  public var frames: [Int]
  /// What was measured, as a phrase.
  public var text: String
  /// What happened, as a clause for a headline; only of facts that answer "what broke?".
  package var brief: String?
  package init(
    check: String, title: String, endpoint: Role? = nil, frames: [Int] = [], text: String, brief: String? = nil
  ) {
    self.brief = brief
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
  /// Id of the check, such as `close/fin-acked`.
  public var check = ""
  /// The fact, as a sentence.
  public var title = ""
  /// How grave it is.
  public var level = FindingLevel.note
  /// `nil` for a host's finding.
  public var endpoint: Role?
  /// Frames that it rests on, as Wireshark numbers them.
  public var frames: [Int] = []
  /// Nanoseconds since the connection's start (host: since the capture's).
  public var time: Int64 = 0
  /// What was to be expected.
  public var expected = ""
  /// What was seen in its place.
  public var observed = ""
  /// The sentence of the standard that was broken.
  public var citation = CitationReport()
  /// What it means for the user.
  public var why = ""
  /// How sure it is.
  public var certainty = Certainty.likely
  /// Why it is as sure as it is, in one phrase ("captured at the client", "3 copies, no loss measured").
  public var basis = ""
  /// What else follows from the same cause.
  public var consequences: [String] = []
  /// The same on further connections of the two hosts, where these are too many to tell each.
  public var alsoIn: [RepeatedFinding] = []
  /// Sixteen hexadecimal digits, the same for the same deviation of the same ends in another capture.
  public var fingerprint = ""
  /// The offending segment's header, where the fault is in one of its fields; of drawn connections only.
  public var header: HeaderReport?
  /// Set where the policy knows this deviation.
  public var known: KnownReport?
  /// Whether it counts against a build: it is not known, or no longer accepted.
  public var counts: Bool { known?.isExpired ?? true }
  package init() {}
}

/// One more connection on which a finding that was told already holds, too.
public struct RepeatedFinding: Sendable, Hashable {
  /// The connection's number.
  public var connection: Int
  /// Frames that it rests on there.
  public var frames: [Int]
  /// What was seen there.
  public var observed: String
  package init(connection: Int, frames: [Int], observed: String) {
    (self.connection, self.frames, self.observed) = (connection, frames, observed)
  }
}

/// A deviation that a policy accepts, or accepted until the capture was older than that.
public struct KnownReport: Sendable, Hashable {
  /// Why it is accepted.
  public var reason: String
  /// The last day on which it is accepted, such as `2027-03-31`.
  public var until: String?
  /// The capture is younger than that day: it counts again.
  public var isExpired: Bool
  package init(reason: String, until: String?, isExpired: Bool) {
    (self.reason, self.until, self.isExpired) = (reason, until, isExpired)
  }
}

/// A sentence of a standard.
public struct CitationReport: Sendable, Hashable {
  /// Number of the RFC.
  public var rfc = 0
  /// Its section, such as `3.10.7.4`.
  public var section = ""
  /// The requirement's label, such as `MUST-13`, where it has one.
  public var label: String?
  /// The sentence, verbatim.
  public var sentence = ""
  package init() {}
}

/// The message ladder of one connection, in the order of time.
public struct Ladder: Sendable {
  /// The rows, in the order of time.
  public var rows: [LadderRow] = []
  /// Header lines of the notation that the rows' lines rest on; `A` is the client, `B` the server.
  public var hosts: [String] = []
  /// Rows that exist but are folded into transfers or left out by a cap, as frames.
  public var omitted = 0
  package init() {}
}

/// One row of a ladder.
public struct LadderRow: Sendable {
  /// Nanoseconds since the connection's start.
  public var time: Int64
  /// What it shows.
  public var content: Content
  /// Numbers of the findings this row belongs to.
  public var findings: [Int] = []
  /// The record as one line of the notation, without its time; empty where the row is no single record.
  public var notation = ""

  /// What a row may show.
  public enum Content: Sendable {
    /// One segment.
    case segment(LadderSegment)
    /// Data folded into the tutorial's double arrow.
    case transfer(Transfer)
    /// Nothing crossed for this long (nanoseconds).
    case silence(Int64)
    /// What was expected and did not come.
    case expected(from: Role, text: String)
    /// Octets proven to exist that the capture missed.
    case unseen(from: Role, octets: Int)
    /// An ICMP error on its way to an end.
    case icmp(from: String, toward: Role, text: String, frame: Int)
  }
  package init(time: Int64, content: Content, findings: [Int] = [], notation: String = "") {
    self.time = time
    self.content = content
    self.findings = findings
    self.notation = notation
  }
}

/// One segment of a ladder.
public struct LadderSegment: Sendable, Hashable {
  /// Its frame, as Wireshark numbers it.
  public var frame = 0
  /// Who sent it.
  public var from = Role.client
  /// Flag names in the tutorial's form: `SYN, ACK`.
  public var flags: [String] = []
  /// SEG.SEQ.
  public var seq: UInt32 = 0
  /// `nil` without the ACK flag.
  public var ack: UInt32?
  /// Octets of data.
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
  /// Its frame in the capture at the receiver, where there is one.
  public var arrivalFrame: Int?
  package init() {}
}

/// Data that a ladder folds into one row.
public struct Transfer: Sendable, Hashable {
  /// Its first frame.
  public var firstFrame = 0
  /// Its last frame.
  public var lastFrame = 0
  /// Nanoseconds from the row's time to the last segment.
  public var duration: Int64 = 0
  /// Segments of each end.
  public var segments = PerRole(client: 0, server: 0)
  /// Payload octets of each end.
  public var octets = PerRole(client: 0, server: 0)
  /// Segments among them that were sent again.
  public var retransmissions = 0
  package init() {}
}

/// Something about the capture itself: never held against a host.
public struct QualityEntry: Sendable, Hashable {
  /// Id of the check, such as `capture/missing-segment`.
  public var check = ""
  /// What it is.
  public var title = ""
  /// What was seen, as a phrase.
  public var text = ""
  /// Frames that it rests on.
  public var frames: [Int] = []
  /// Connections it concerns; empty: the whole capture.
  public var connections: [Int] = []
  package init() {}
}

/// One check over a whole capture.
public struct CheckStanding: Sendable, Hashable {
  /// Id of the check.
  public var check: String
  /// `fail` over `inconclusive` over `pass` over `notExercised`.
  public var verdict: String
  package init(check: String, verdict: String) { (self.check, self.verdict) = (check, verdict) }
}

/// What one capture shows of one requirement of RFC 9293, or of one problem of RFC 2525.
public struct RequirementReport: Sendable, Hashable {
  /// 9293 or 2525.
  public var rfc: Int
  /// `MUST-13`; for a problem of RFC 2525 its section.
  public var label: String
  /// Where it stands.
  public var section: String
  /// What it asks for, in a few words.
  public var about: String
  /// What the capture shows of it.
  public var standing: Standing
  /// Ids of the checks that look at it.
  public var checks: [String]
  /// Why no packet shows it, where none does.
  public var why: String?

  /// What a capture can show of a requirement, the worst first.
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
