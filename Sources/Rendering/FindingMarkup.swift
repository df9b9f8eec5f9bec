import Analysis
import Checks

/// Writes findings, the same on a connection and on a host: the fact, the difference, the law, and how sure it is.
struct FindingMarkup {
  let say: Say
  /// What ids begin with, such as `c12`.
  let prefix: String
  /// Numbers that the figure of the connection shows, and how.
  var marks: [Int: LadderLayout.Badge.Kind] = [:]

  func write(_ findings: [Finding], to xml: XMLWriter) {
    for finding in findings { write(finding, to: xml) }
  }

  private func write(_ finding: Finding, to xml: XMLWriter) {
    xml.element("article", ["class": "finding \(finding.level.rawValue)", "id": "\(prefix)-f\(finding.number)"]) {
      xml.newline()
      xml.element("h4") {
        let mark = marks[finding.number]
        let style = mark == .expected ? "number missing" : mark == .other ? "number" : "number against"
        let target = mark == nil ? nil : "#\(prefix)-m\(finding.number)"
        xml.element("a", ["class": style, "href": target], text: String(finding.number))
        xml.text(" " + finding.title)
      }
      xml.newline()
      meta(finding, to: xml)
      difference(expected: finding.expected, observed: finding.observed, to: xml)
      if !finding.why.isEmpty {
        xml.element("p", ["class": "why"], text: finding.why)
        xml.newline()
      }
      law(finding.citation, to: xml)
      xml.element("p", ["class": "sure"]) {
        xml.element("strong", text: say.certainty(finding.certainty))
        if !finding.basis.isEmpty { xml.text(say(": ", zh: "：") + finding.basis) }
        xml.text(say.stop)
      }
      xml.newline()
      if let known = finding.known {
        xml.element("p", ["class": "known"], text: known.words[say.language] + say.stop)
        xml.newline()
      }
      consequences(finding.consequences, to: xml)
    }
    xml.newline()
  }

  private func meta(_ finding: Finding, to xml: XMLWriter) {
    xml.element("p", ["class": "meta"]) {
      xml.element("b", ["class": "level"], text: say.level(finding.level))
      if !finding.counts { xml.text(" · " + say("known", zh: "已知")) }
      var parts: [String] = []
      if let role = finding.endpoint { parts.append(say.role(role)) }
      if !finding.frames.isEmpty { parts.append(say.frames(finding.frames)) }
      if finding.time > 0 || finding.endpoint != nil {
        parts.append(Figure.seconds(finding.time, decimals: 3) + "\u{a0}s")
      }
      xml.text(parts.map { " · \($0)" }.joined() + " · ")
      // A page explains the checks of this program's own catalogue.
      let anchor = Catalogue.check(finding.check).map { "#" + Appendix.anchor(of: $0.id) }
      xml.element("a", ["href": anchor]) { xml.element("code", text: finding.check) }
    }
    xml.newline()
  }

  /// `- expected` over `+ observed`, as a text diff has them.
  func difference(expected: String?, observed: String?, to xml: XMLWriter) {
    guard expected != nil || observed != nil else { return }
    xml.element("div", ["class": "diff"]) {
      for (sign, name, text) in [
        ("-", say("expected", zh: "应为"), expected), ("+", say("observed", zh: "实为"), observed),
      ] {
        guard let text else { continue }
        xml.element("p", ["class": sign == "-" ? "expected" : "observed"]) {
          xml.element("b", text: "\(sign) \(name)")
          xml.text(" ")
          xml.element("span", text: text)
        }
      }
    }
    xml.newline()
  }

  private func law(_ citation: CitationReport, to xml: XMLWriter) {
    guard citation.rfc > 0 else { return }
    xml.element("blockquote") {
      if !citation.sentence.isEmpty {
        xml.element("q", ["lang": "en"], text: citation.sentence)
        xml.text(" ")
      }
      xml.element("cite") { xml.element("a", ["href": citation.address], text: citation.name) }
    }
    xml.newline()
  }

  private func consequences(_ consequences: [String], to xml: XMLWriter) {
    guard !consequences.isEmpty else { return }
    xml.element("p", ["class": "also"]) {
      xml.element("strong", text: say("From the same cause", zh: "同一原因还导致"))
      xml.text(say(": ", zh: "：") + consequences.joined(separator: say("; ", zh: "；")) + say.stop)
    }
    xml.newline()
  }
}

extension KnownReport {
  /// Why it is accepted, and until when.
  var words: Bilingual {
    guard let until else { return Bilingual("Known: \(reason)", zh: "已知：\(reason)") }
    return isExpired
      ? Bilingual("Known until \(until), and counted again: \(reason)", zh: "已知至 \(until)，现重新计入：\(reason)")
      : Bilingual("Known until \(until): \(reason)", zh: "已知（至 \(until)）：\(reason)")
  }
}

extension CitationReport {
  /// `RFC 9293 §3.4.2, MUST-13`.
  var name: String {
    let place = section.isEmpty ? "" : section.first?.isNumber == true ? " §\(section)" : " \(section)"
    return "RFC\u{a0}\(rfc)\(place)" + (label.map { ", \($0)" } ?? "")
  }

  /// Where the RFC Editor keeps the section; nothing is fetched unless the reader follows it.
  var address: String {
    let numbered = !section.isEmpty && section.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    return "https://www.rfc-editor.org/rfc/rfc\(rfc).html" + (numbered ? "#section-\(section)" : "")
  }
}
