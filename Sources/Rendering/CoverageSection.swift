import Analysis
import Checks

/// What this capture shows of every labelled requirement of RFC 9293 and of the problems of RFC 2525, folded.
struct CoverageSection {
  let requirements: [RequirementReport]
  let say: Say

  func write(to xml: XMLWriter) {
    xml.element(
      "p",
      text: say(
        "Of every requirement that RFC 9293 labels, and of the known problems that RFC 2525 lists: what this capture shows.",
        zh: "对 RFC 9293 每一条带标签的要求，以及 RFC 2525 所列的已知问题，此抓包所显示的情况。"))
    xml.newline()
    for rfc in [9293, 2525] { write(rfc, requirements.filter { $0.rfc == rfc }, to: xml) }
  }

  private func write(_ rfc: Int, _ requirements: [RequirementReport], to xml: XMLWriter) {
    let shown = requirements.filter { [.violated, .undecided, .upheld].contains($0.standing) }
    xml.element("details", ["class": "coverage"]) {
      xml.element("summary", text: "RFC \(rfc): \(counts(requirements))")
      xml.newline()
      if !shown.isEmpty { table(shown.sorted { $0.standing.rank < $1.standing.rank }, of: rfc, to: xml) }
      let unasked = requirements.filter { $0.standing == .notExercised }
      if !unasked.isEmpty {
        paragraph(
          say("Never called for: ", zh: "未触发："), unasked.map(\.label), to: xml)
      }
      let unseen = requirements.filter { $0.standing == .notVisible }
      var reasons: [String] = []
      for requirement in unseen where !reasons.contains(requirement.why ?? "") { reasons.append(requirement.why ?? "") }
      for reason in reasons {
        paragraph(
          say("No packet shows (", zh: "报文中看不到（") + reason + say("): ", zh: "）："),
          unseen.filter { $0.why ?? "" == reason }.map(\.label), to: xml)
      }
    }
    xml.newline()
  }

  private func counts(_ requirements: [RequirementReport]) -> String {
    let parts = RequirementReport.Standing.allCases.compactMap { standing -> String? in
      let count = requirements.count { $0.standing == standing }
      return count == 0 ? nil : say("\(count) \(standing.words[.en])", zh: "\(standing.words[.zh]) \(count)")
    }
    return parts.joined(separator: say(", ", zh: "，"))
  }

  private func table(_ requirements: [RequirementReport], of rfc: Int, to xml: XMLWriter) {
    xml.scrollBox(label: "RFC \(rfc)") {
      xml.element("table") {
        xml.newline()
        xml.element("thead") {
          xml.element("tr") {
            for title in [
              say("Label", zh: "标签"), say("Requirement", zh: "要求"), say("Here", zh: "此处"), say("Checks", zh: "检查"),
            ] { xml.element("th", ["scope": "col"], text: title) }
          }
        }
        xml.newline()
        xml.element("tbody") {
          for requirement in requirements {
            xml.newline()
            xml.element("tr") {
              xml.element("th", ["scope": "row"], text: requirement.label)
              xml.element("td", text: requirement.about)
              xml.element("td") {
                xml.glyph(requirement.standing.verdict)
                xml.text(requirement.standing.words[say.language])
              }
              xml.element("td") { xml.element("code", text: requirement.checks.joined(separator: " ")) }
            }
          }
        }
        xml.newline()
      }
    }
    xml.newline()
  }

  private func paragraph(_ head: String, _ labels: [String], to xml: XMLWriter) {
    xml.element("p", text: head + labels.joined(separator: say(", ", zh: "、")) + say.stop)
    xml.newline()
  }
}

extension RequirementReport.Standing {
  /// Worst first.
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The mark that stands before it.
  fileprivate var verdict: Verdict {
    switch self {
    case .violated: .fail
    case .undecided: .inconclusive
    case .upheld: .pass
    case .notExercised, .notVisible: .notExercised
    }
  }

  /// As a reader sees it.
  var words: Bilingual {
    switch self {
    case .violated: Bilingual("violated", zh: "违反")
    case .undecided: Bilingual("inconclusive", zh: "无法判定")
    case .upheld: Bilingual("upheld", zh: "遵守")
    case .notExercised: Bilingual("not exercised", zh: "未触发")
    case .notVisible: Bilingual("not visible", zh: "不可见")
    }
  }
}
