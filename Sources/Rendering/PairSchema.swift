import Analysis

extension JSONSchema {
  /// The schema of `pair.json`.
  package var printedPair: String {
    let shape = object(
      [
        ("schema", ["const": .text(PairText.schema)]),
        ("client", describe(text, "The capture at the clients.")),
        ("server", describe(text, "The capture at the servers.")),
        ("clock", clock),
        ("unmatched", describe(reference("counts"), "Connections that only one of the captures holds.")),
        ("beyondCap", describe(reference("counts"), "Segments of each capture that were too many to be compared.")),
        ("connections", list(reference("connection"))),
      ], optional: [("redacted", describe(text, "What was hidden before anything was written."))])
    return document(
      "tcpreport --pair: pair.json", shape,
      [
        "connection": pairedConnection, "state": state, "moment": moment, "end": end, "counts": counts,
        "ends": describe(
          object([("client", reference("end")), ("server", reference("end"))]), "As one of the captures names them."),
        "fates": describe(
          object([], optional: Fate.allCases.map { ($0.rawValue, count) }), "Segments by what became of them."),
        "role": words(Vocabulary.roles),
      ]
    ).printed() + "\n"
  }

  private var clock: JSONTree {
    object([
      ("aligned", ["type": "boolean"]),
      ("offset", describe(seconds, "What the second capture's clock shows more than the first's, at its beginning.")),
      ("driftPartsPerBillion", describe(["type": "integer"], "What it gains on it; 0 where no drift stands out.")),
      ("oneWay", orNull(describe(seconds, "The least time; both ways are taken to be equally long."))),
      ("samples", describe(reference("counts"), "Segments that crossed, on which this rests.")),
    ])
  }

  private var pairedConnection: JSONTree {
    object([
      ("id", describe(count, "From 1, in the order of the first capture.")),
      ("atClient", reference("ends")),
      ("atServer", reference("ends")),
      ("start", reference("moment")),
      ("matchedBy", words(["four-tuple", "initial numbers", "first data"])),
      ("fates", object(Role.allCases.map { ($0.rawValue, reference("fates")) })),
      (
        "rewritten",
        list(
          object([
            ("field", text), ("from", reference("role")), ("before", text), ("after", text), ("segments", count),
            ("frames", describe(list(count, exactly: 2), "Of the first one, in the sender's capture and in the receiver's.")),
          ]))
      ),
      (
        "states",
        describe(
          object(Role.allCases.map { ($0.rawValue, list(reference("state"))) }), "Of each end by the capture at its side.")
      ),
      ("segments", describe(list(segment), "In the order of time.")),
    ])
  }

  private var segment: JSONTree {
    object([
      ("from", reference("role")),
      ("fate", words(Fate.allCases.map(\.rawValue))),
      ("left", orNull(describe(seconds, "Since the connection's start, by the first capture's clock."))),
      ("came", orNull(seconds)),
      ("frames", describe(list(orNull(count), exactly: 2), "In the sender's capture and in the receiver's.")),
      ("flags", list(text)),
      ("seq", describe(["type": "integer"], "Counted from the sender's initial number.")),
      ("ack", orNull(describe(["type": "integer"], "Counted from the other end's."))),
      ("payload", count),
    ])
  }
}
