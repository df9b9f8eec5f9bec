import Analysis

extension JSONSchema {
  /// The schema of what `tcpreport diff --format json` writes.
  package var printedDifference: String {
    let named = "Names and values as report.json has them; a dash for what is not there."
    let changes = describe(list(reference("change")), named)
    let end = object([("address", text), ("port", count)])
    let capture = object([
      ("name", describe(text, "Its label in the later report, and in the earlier one, too, unless oldName says otherwise.")),
      (
        "addresses",
        describe(
          list(
            object([
              ("old", describe(text, "In the earlier report.")), ("new", describe(text, "In the later report.")),
              (
                "among",
                describe(
                  object([("old", count), ("new", count)]),
                  "How many hosts that only this report has play its part; with more than one, likeness decided, and then the order in which they appear.")
              ),
            ])), "Hosts that go by other addresses in the later report, and were taken for the same by the part they play.")
      ),
      (
        "ports",
        describe(
          list(
            object([
              ("old", end), ("new", end),
              ("among", describe(count, "How many ports of this host changed; with more than one, the order decided.")),
            ])), "Services that are at other ports in the later report.")
      ),
      ("same", describe(count, "Findings that both have.")),
      ("findings", list(reference("finding"))),
      ("checks", describe(list(reference("change")), "Checks with another verdict over the whole capture.")),
      ("hosts", describe(list(object([("address", describe(text, "In the later report.")), ("changes", changes)])), "What hosts do in another way.")),
      (
        "connections",
        list(
          object([
            ("old", orNull(describe(count, "Its number in the earlier report."))), ("new", orNull(count)),
            ("ends", text), ("changes", changes),
          ]))
      ),
    ], optional: [("oldName", describe(text, "Its label in the earlier report: each had one capture, and they were taken for the same."))])
    let finding = object([
      ("change", words(FindingDifference.Change.allCases.map(\.rawValue))), ("check", words(Vocabulary.checks)),
      ("level", words(Vocabulary.levels)), ("title", text), ("whose", text),
      ("counts", describe(["type": "boolean"], "Whether it counts against a build; what is known does not.")),
    ])
    return document(
      "tcpreport diff",
      object([
        ("schema", ["const": .text(DifferenceText.schema)]),
        ("worse", describe(["type": "boolean"], "A finding came that counts, of the level of --fail-on or above, or a capture is gone; the exit status is 1.")),
        ("onlyOld", list(text)), ("onlyNew", list(text)), ("captures", describe(list(reference("capture")), "Those that changed, or whose hosts go by other addresses.")),
      ]),
      ["capture": capture, "finding": finding, "change": object([("name", text), ("old", text), ("new", text)])]
    ).printed() + "\n"
  }
}
