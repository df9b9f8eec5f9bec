import Analysis
import Wire

/// The shape of `report.json` as a JSON Schema (draft 2020-12), with the code's own lists of words.
package struct JSONSchema {
  /// Whether a member that the schema does not name is an error. The published schema is open, so that an older one
  /// accepts what a newer program adds; the tests hold the output against the closed one.
  package let closed: Bool

  package init(closed: Bool = false) { self.closed = closed }

  /// The schema of the whole document; its `$defs/line` is that of one line of `report.jsonl`.
  package var printed: String { document.printed() + "\n" }

  /// A whole schema around the shape of a document.
  func document(_ title: String, _ shape: JSONTree, _ definitions: JSONTree) -> JSONTree {
    guard case .members(let members) = shape else { return shape }
    return .members(
      [("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", .text(title))] + members
        + [("$defs", definitions)])
  }
}

extension JSONSchema {
  private var document: JSONTree {
    let shape = object([
      ("schema", ["const": .text("\(JSONReport.schema)")]),
      ("language", words(Vocabulary.languages)),
      ("parameters", describe(named, "Judgement values that were not the default.")),
      ("captures", list(reference("capture"))),
      (
        "unread",
        describe(list(object([("file", text), ("reason", text)])), "Files that could not be read at all.")
      ),
    ])
    return document("tcpreport: report.json", shape, definitions)
  }

  private var definitions: JSONTree {
    [
      "capture": capture, "connection": connection(), "line": connection(first: [("capture", text)]),
      "state": state, "moment": moment, "end": end, "counts": counts, "verdict": verdict, "fact": fact, "finding": finding, "host": host, "series": series,
      "quality": quality, "trace": trace, "point": point, "header": header, "wait": timeWait,
      "check": words(Vocabulary.checks), "role": words(Vocabulary.roles),
      "reason": words(Vocabulary.reasons), "frames": list(describe(count, "As Wireshark counts, from 1.")),
      "tally": describe(
        object(
          ["pass", "fail", "inconclusive", "notExercised"].map { ($0, count) },
          optional: [("noted", describe(count, "Of those that failed, the notes, which break no rule; none where it is absent."))]),
        "Pairs of check and endpoint; the sum of the four is the catalogue's."),
      "isn": ["type": ["integer", "null"], "minimum": 0, "maximum": 4_294_967_295],
    ]
  }

  private var capture: JSONTree {
    object([
      ("name", describe(text, "Safe as a file name, unique in the batch.")),
      ("title", describe(text, "The file's own name.")),
      ("linkTypes", list(text)),
      ("start", orNull(reference("moment"))),
      ("end", orNull(reference("moment"))),
      (
        "frames",
        object([
          ("read", describe(count, "The sum of all others.")), ("tcp", count), ("icmpErrors", count),
          (
            "skipped",
            ["type": "object", "propertyNames": words(Vocabulary.skipReasons), "additionalProperties": count]
          ),
        ])
      ),
      ("damage", orNull(describe(text, "Where the file broke off, and why."))),
      (
        "incidents",
        describe(list(incident), "What happened, whether or not a rule was broken, in the order in which it matters; never judged.")
      ),
      ("connections", list(reference("connection"))),
      ("hosts", list(reference("host"))),
      ("quality", describe(list(reference("quality")), "The capture itself, never against a host.")),
      (
        "checks",
        describe(
          object(Vocabulary.standings.map { ($0, list(reference("check"))) }),
          "Every check that judges, by the gravest verdict on any connection or host.")
      ),
      (
        "coverage",
        describe(
          object(Vocabulary.standards.map { rfc in ("rfc\(rfc)", object(standings(of: rfc))) }),
          "Every labelled requirement of RFC 9293, and every problem of RFC 2525, by what the capture shows of it.")
      ),
    ],
      optional: [
        ("redacted", describe(text, "What was hidden before anything was written.")),
        ("limits", describe(named, "Caps that were hit, and what is therefore only counted, or missing.")),
        (
          "files",
          describe(
            list(
              object([
                ("title", text), ("frames", count), ("firstFrame", describe(count, "As counted through; 0 without any.")),
                ("lastFrame", count),
              ])), "Of a capture that was rotated over several, in their order.")
        )
      ])
  }

  private func standings(of rfc: Int) -> [(String, JSONTree)] {
    let labels = words(Vocabulary.requirements(of: rfc))
    return RequirementReport.Standing.allCases.map { ($0.rawValue, list(labels)) }
  }

  private func connection(first: [(String, JSONTree)] = []) -> JSONTree {
    object(
      first + [
        ("id", describe(count, "From 1, in the order of first segments.")),
        ("client", reference("end")),
        ("server", reference("end")),
        ("start", reference("moment")),
        ("duration", describe(["type": "number", "minimum": 0], "Seconds.")),
        ("segments", reference("counts")),
        ("octets", describe(reference("counts"), "Payload, retransmissions included.")),
        ("closedBy", orNull(words(Vocabulary.closers))),
        ("vantage", object([("place", words(Vocabulary.places))], optional: [("why", text)])),
        ("tally", reference("tally")),
        ("findings", describe(list(reference("finding")), "Worst first.")),
      ],
      optional: [
        ("frames", describe(list(count, exactly: 2), "First and last.")),
        ("incarnation", describe(count, "Of the four-tuple in this capture, from 1.")),
        ("retransmissions", reference("counts")),
        (
          "measures",
          describe(
            object(["client", "server"].map { ($0, object(Measures.keys.map { ($0, measure($1)) })) }),
            "How often each end did what, in segments unless octets are said; times in seconds; null: not known.")
        ),
        (
          "offered",
          describe(
            object(["client", "server"].map { ($0, orNull(list(words(TCPOptions.Present.allNames)))) }),
            "Options of each end's SYN; null: none was captured whole.")
        ),
        ("closeStyle", text),
        ("carries", describe(words(["TLS"]), "What its octets are, by how both ends begin; never decoded.")),
        ("isn", object([("client", reference("isn")), ("server", reference("isn"))])),
        ("states", object([("client", list(reference("state"))), ("server", list(reference("state")))])),
        (
          "timeWaits",
          describe(
            object([], optional: [("client", reference("wait")), ("server", reference("wait"))]),
            "Of a connection that is not drawn, only where something tested it.")
        ),
        ("trace", reference("trace")),
        ("verdicts", list(reference("verdict"))),
        ("facts", describe(list(reference("fact")), "Measurements, never judged.")),
      ])
  }

  var state: JSONTree {
    object(
      [
        ("state", words(Vocabulary.states)),
        ("from", describe(seconds, "Seconds since the connection's start.")),
        ("frame", describe(count, "That brought the state; 0: none.")),
        ("sureness", words(Vocabulary.sureness)),
      ], optional: [("note", text)])
  }

  private var verdict: JSONTree {
    object(
      [("check", reference("check")), ("endpoint", reference("role")), ("verdict", words(Vocabulary.verdicts))],
      optional: [
        ("level", describe(words(Vocabulary.levels), "Where it failed.")), ("reason", reference("reason")), ("leaning", words(Vocabulary.leanings)), ("frames", reference("frames")),
        ("expected", text), ("observed", text),
      ])
  }

  private var fact: JSONTree {
    object(
      [("check", reference("check")), ("frames", reference("frames")), ("text", text)],
      optional: [("endpoint", reference("role"))])
  }

  private var finding: JSONTree {
    object(
      [
        ("number", describe(count, "Within its connection or host, from 1, worst first.")),
        ("check", reference("check")),
        ("title", text),
        ("level", words(Vocabulary.levels)),
        ("frames", reference("frames")),
        ("time", describe(seconds, "Seconds since the connection's start; a host's, since the capture's.")),
        ("expected", text),
        ("observed", text),
        (
          "citation",
          object([("rfc", count), ("section", text), ("sentence", text)], optional: [("label", text)])
        ),
        ("certainty", words(Vocabulary.certainties)),
        ("basis", describe(text, "Why it is as certain as it is.")),
        ("why", describe(text, "What follows from it for a user.")),
        (
          "fingerprint",
          describe(
            ["type": "string", "pattern": "^[0-9a-f]{16}$"], "The same for the same deviation of the same ends elsewhere.")
        ),
      ],
      optional: [
        ("endpoint", reference("role")), ("header", reference("header")), ("consequences", describe(list(text), "What else follows from the same cause.")),
        (
          "alsoIn",
          describe(
            list(object([("connection", count), ("frames", reference("frames")), ("observed", text)])),
            "The same note on further connections of the two hosts, where these are too many to tell each.")
        ),
        (
          "known",
          describe(
            object([("reason", text), ("isExpired", ["type": "boolean"])], optional: [("until", text)]),
            "A deviation that the policy accepts; it counts against nobody until it has expired.")
        ),
      ])
  }

  private var host: JSONTree {
    object([
      ("address", text),
      ("isn", object([("samples", count), ("verdict", isnVerdict), ("series", list(reference("series")))])),
      ("timeWait", named),
      ("verdicts", list(reference("verdict"))),
      ("facts", list(reference("fact"))),
      ("findings", list(reference("finding"))),
    ])
  }

  private var series: JSONTree {
    object([
      ("role", describe(words(["active", "passive"]), "Numbers of its SYNs, or of its SYN,ACKs.")),
      ("samples", count),
      ("verdict", isnVerdict),
      ("summary", text),
      ("measures", named),
      (
        "points",
        describe(
          list(list(["type": "number"], exactly: 3)), "Seconds since the capture's start, number, connection; 0 for one that is only counted.")
      ),
    ])
  }

  private var incident: JSONTree {
    object(
      [
        ("kind", words(Incident.Kind.allCases.map(\.rawValue))), ("text", text),
        ("count", describe(count, "Of connections; of a scan 0.")),
        ("connections", describe(list(count), "The first of them.")),
        ("frames", describe(list(count), "That show it on the first of them.")),
      ], optional: [("host", describe(text, "Whose doing it is, where it is a host's."))])
  }

  private var quality: JSONTree {
    object([
      ("check", reference("check")), ("title", text), ("text", text), ("frames", reference("frames")),
      ("connections", describe(list(count), "Those it concerns; empty: the whole capture.")),
    ])
  }
}

// MARK: What figures are drawn from

extension JSONSchema {
  private var trace: JSONTree {
    describe(
      object(
        [
          ("points", describe(list(reference("point")), "Segments that were kept or sampled, in the order of time.")),
          (
            "folds",
            describe(
              list(
                object([
                  ("from", seconds), ("to", seconds), ("segments", reference("counts")), ("retransmissions", count),
                ])), "Spans of which only counts were kept, and samples.")
          ),
        ],
        optional: [
          (
            "sampling",
            describe(
              object([("from", seconds), ("interval", seconds), ("tellingInterval", seconds)]),
              "From then on, of each end the first segment in every interval is a point, and likewise, in intervals of their "
                + "own, the first of those that were sent again, out of order, carry SACK blocks or offer no window.")
          )
        ]), "Sequence numbers over time; octets from the direction's ISN, or from the first number seen.")
  }

  private var point: JSONTree {
    object(
      [
        ("time", describe(seconds, "Seconds since the connection's start.")), ("frame", count), ("from", reference("role")),
        ("seq", integer), ("end", describe(integer, "The number behind its last.")),
      ],
      optional: [
        ("ack", describe(integer, "Of the other direction.")), ("edge", describe(integer, "The first number beyond the window offered.")),
        ("isRetransmission", flag), ("isZeroWindow", flag), ("isSampled", flag), ("sacks", list(list(integer, exactly: 2))),
        ("outstanding", describe(reference("counts"), "Octets sent by each end and not acknowledged, on a sample.")),
        ("roundTrip", describe(seconds, "Mean of the sender's round trips since its sample before, in seconds.")),
      ])
  }

  private var header: JSONTree {
    describe(
      object(
        [
          ("frame", count), ("from", reference("role")), ("seq", count), ("ack", count),
          ("bits", describe(count, "Reserved bits and flags, twelve in all.")), ("window", count),
          ("checksum", words(Vocabulary.checksums)), ("urgentPointer", count), ("options", describe(list(count), "Octets.")),
          ("payload", count), ("isCut", flag),
        ], optional: [("fault", words(Vocabulary.headerFields))]),
      "Header of the segment that the finding rests on, as it stands on the wire; of drawn connections.")
  }

  private var timeWait: JSONTree {
    object(
      [("from", describe(seconds, "Seconds since the connection's start."))],
      optional: [
        ("standing", describe(words(TimeWaitReport.Standing.allCases.map(\.rawValue)), "Found gone; found alive and never gone; or neither.")),
        ("alive", describe(seconds, "So long it is proven to have lasted.")),
        ("gone", describe(seconds, "After so long it was proven gone.")),
      ])
  }
}

// MARK: The schema's own words

extension JSONSchema {
  var text: JSONTree { ["type": "string"] }
  var count: JSONTree { ["type": "integer", "minimum": 0] }
  var integer: JSONTree { ["type": "integer"] }
  var flag: JSONTree { ["type": "boolean"] }
  var seconds: JSONTree { ["type": "number"] }
  var moment: JSONTree {
    [
      "description": "RFC 3339 in UTC, nine digits.", "type": "string",
      "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{9}Z$",
    ]
  }
  var end: JSONTree { object([("address", text), ("port", ["type": "integer", "minimum": 0, "maximum": 65535])]) }
  var counts: JSONTree { object([("client", count), ("server", count)]) }
  var named: JSONTree { ["type": "object", "additionalProperties": text] }
  var isnVerdict: JSONTree { words(Vocabulary.standings) }

  func words(_ words: [String]) -> JSONTree { ["enum": .texts(words)] }
  func reference(_ name: String) -> JSONTree { ["$ref": .text("#/$defs/\(name)")] }
  func measure(_ unit: NamedMeasure.Unit) -> JSONTree {
    ["type": [unit == .seconds ? "number" : "integer", "null"], "minimum": 0]
  }
  func orNull(_ shape: JSONTree) -> JSONTree { ["anyOf": [shape, ["type": "null"]]] }
  func list(_ element: JSONTree) -> JSONTree { ["type": "array", "items": element] }
  func list(_ element: JSONTree, exactly length: Int) -> JSONTree {
    ["type": "array", "items": element, "minItems": .number(length), "maxItems": .number(length)]
  }
  func describe(_ shape: JSONTree, _ description: String) -> JSONTree {
    guard case .members(let members) = shape else { return shape }
    return .members([("description", .text(description))] + members)
  }
  func object(_ required: [(String, JSONTree)], optional: [(String, JSONTree)] = []) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("type", "object"), ("required", .texts(required.map(\.0))), ("properties", .members(required + optional)),
    ]
    if closed { members.append(("additionalProperties", false)) }
    return .members(members)
  }
}
