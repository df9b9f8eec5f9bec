import Analysis
import Checks

/// What did not fail: what needs a look, open questions by their reason, then what passed; what was never called for is
/// counted.
struct VerdictLists {
  let say: Say
  /// Questions that lean to a deviation stand open, up to so many.
  private static let looks = 4

  func write(_ verdicts: [VerdictReport], notExercised: Int, to xml: XMLWriter) {
    let open = verdicts.filter { $0.verdict == "inconclusive" }
    let looks = Self.grouped(open.filter { $0.leaning == "fail" })
    let others = looks.dropFirst(Self.looks).flatMap { $0 } + open.filter { $0.leaning != "fail" }
    let passed = verdicts.filter { $0.verdict == "pass" }
    if !looks.isEmpty { needsLook(Array(looks.prefix(Self.looks)), to: xml) }
    if !others.isEmpty { inconclusive(others, alone: looks.isEmpty, to: xml) }
    if !passed.isEmpty { self.passed(passed, to: xml) }
    if notExercised > 0 {
      xml.element("p", ["class": "unasked"]) {
        xml.glyph(.notExercised)
        xml.text(
          say(
            "\(Figure.grouped(notExercised)) not exercised: nothing in this capture called for them.",
            zh: "\(Figure.grouped(notExercised)) 项未触发：此抓包中没有相应的场合。"))
      }
      xml.newline()
    }
  }

  /// It looks like a deviation, and this capture cannot prove it.
  private func needsLook(_ groups: [[VerdictReport]], to xml: XMLWriter) {
    xml.element("h4", ["class": "looks"]) {
      xml.glyph(.inconclusive)
      xml.text(say("Needs a look", zh: "需要留意"))
    }
    xml.newline()
    xml.element("ul") {
      xml.newline()
      for group in groups { item(group, withReason: true, to: xml) }
    }
    xml.newline()
  }

  private func inconclusive(_ verdicts: [VerdictReport], alone: Bool, to xml: XMLWriter) {
    xml.element("details", ["class": "open-questions"]) {
      xml.element("summary") {
        xml.glyph(.inconclusive)
        xml.text(
          alone
            ? say.count(verdicts.count, "inconclusive", "inconclusive", zh: "项无法判定")
            : say.count(verdicts.count, "more inconclusive", "more inconclusive", zh: "项亦无法判定"))
      }
      xml.newline()
      var reasons: [String] = []
      for verdict in verdicts where !reasons.contains(verdict.reason ?? "") { reasons.append(verdict.reason ?? "") }
      for reason in reasons {
        let alike = verdicts.filter { $0.reason ?? "" == reason }
        xml.element("h5") {
          xml.text(say.reason(reason))
          xml.element("span", ["class": "count"], text: " \(alike.count)")
        }
        xml.newline()
        xml.element("ul") {
          xml.newline()
          for group in Self.grouped(alike) { item(group, withReason: false, to: xml) }
        }
        xml.newline()
      }
    }
    xml.newline()
  }

  private func passed(_ verdicts: [VerdictReport], to xml: XMLWriter) {
    xml.element("details", ["class": "passed"]) {
      xml.element("summary") {
        xml.glyph(.pass)
        xml.text(say.count(verdicts.count, "passed", "passed", zh: "项通过"))
      }
      xml.newline()
      xml.element("ul") {
        xml.newline()
        for group in Self.grouped(verdicts) { item(group, withReason: false, to: xml) }
      }
    }
    xml.newline()
  }

  /// A check, the endpoints it was put to, and what little is to be said.
  private func item(_ group: [VerdictReport], withReason: Bool, to xml: XMLWriter) {
    guard let verdict = group.first else { return }
    xml.element("li") {
      xml.element("code", text: verdict.check)
      xml.text(" " + verdict.title)
      var notes = [group.map { say.role($0.endpoint) }.joined(separator: say(", ", zh: "、"))]
      if verdict.verdict == "inconclusive" {
        if withReason, let reason = verdict.reason {
          notes.append(say.reason(reason))
        } else if let leaning = verdict.leaning {
          notes.append(say.leaning(leaning))
        }
        let frames = Array(Set(group.flatMap(\.frames))).sorted()
        if !frames.isEmpty { notes.append(say.frames(frames)) }
      }
      xml.element("small", text: " " + notes.joined(separator: " · "))
      if verdict.verdict == "inconclusive", group.count == 1 {
        FindingMarkup(say: say, prefix: "")
          .difference(expected: verdict.expected, observed: verdict.observed, to: xml)
      }
    }
    xml.newline()
  }

  /// One check at both ends is told once, unless there is more to say about each.
  private static func grouped(_ verdicts: [VerdictReport]) -> [[VerdictReport]] {
    var groups: [[VerdictReport]] = []
    for verdict in verdicts {
      if let last = groups.indices.last, let other = groups[last].last, other.check == verdict.check,
        other.leaning == verdict.leaning, verdict.observed == nil, other.observed == nil, verdict.verdict == other.verdict
      {
        groups[last].append(verdict)
      } else {
        groups.append([verdict])
      }
    }
    return groups
  }
}
