import Analysis
import Checks

/// The checks that speak on a page, explained: their law, their excuses, and conversations that they find and leave alone.
struct Appendix {
  private let say: Say
  /// Checks with a finding, in the catalogue's order.
  private let checks: [Check]

  init(_ capture: CaptureReport, _ say: Say) {
    self.say = say
    let ids = Set(capture.findings.map(\.check))
    checks = Catalogue.checks.filter { ids.contains($0.id) }
  }

  var isEmpty: Bool { checks.isEmpty }

  func write(to xml: XMLWriter) {
    for check in checks {
      xml.element("details", ["id": Appendix.anchor(of: check.id)]) {
        xml.element("summary") {
          xml.element("code", text: check.id)
          xml.text(" " + check.title[say.language])
        }
        xml.newline()
        xml.element("pre", ["tabindex": "0"], text: explanation(of: check))
      }
      xml.newline()
    }
  }

  /// Without its head, which stands in the summary.
  private func explanation(of check: Check) -> String {
    let text = CatalogueText.explanation(of: check, say.language, examples: 1)
    return text.firstRange(of: "\n\n").map { String(text[$0.upperBound...]) } ?? text
  }

  /// Where a check is explained on its page.
  static func anchor(of check: String) -> String { "check-" + check.replacing("/", with: "-") }
}
