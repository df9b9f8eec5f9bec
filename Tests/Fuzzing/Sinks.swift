import CXML2
import TCPReportKit

/// Every form a report is told in, each with what a reader may expect of it.
package enum Sinks {
  /// Renders everything.
  ///
  /// - Returns: the first thing wrong: octets that are no text, control characters, XML that does not parse, JSON that is
  ///   no report.
  package static func complaint(about report: Report) -> String? {
    var markup = [("index", report.index())]
    var texts = [("text", report.text()), ("markdown", report.markdown()), ("jsonl", [])]
    var csv = report.csvHead()
    var junit = report.junitHead()
    for capture in report.captures {
      markup.append(("page", capture.page(of: report)))
      junit += capture.junit(in: report)
      csv += capture.csv()
      texts.append(("jsonl", capture.jsonLines()))
      texts.append(("summary", Array(capture.summary(in: report).utf8)))
      for connection in capture.connections where connection.ladder != nil {
        markup.append(("figure", connection.figure(in: report)))
        markup += connection.furtherFigures(in: report).map { ($0.name, $0.octets) }
        texts.append(("mermaid", connection.mermaid(in: report)))
      }
    }
    markup.append(("junit", junit + report.junitTail()))
    texts.append(("csv", csv))
    let json = report.json()
    texts.append(("json", json))
    if let complaint = complaint(markup: markup, texts: texts) { return complaint }
    return difference(json, to: report)
  }

  /// The same of two captures told together.
  package static func complaint(about pair: PairReport) -> String? {
    complaint(markup: [("pair page", pair.page())], texts: [("pair json", pair.json()), ("pair text", pair.text())])
  }

  private static func complaint(markup: [(String, [UInt8])], texts: [(String, [UInt8])]) -> String? {
    for (name, octets) in markup where !isWellFormed(octets) { return "\(name) is no XML" }
    for (name, octets) in markup + texts {
      if let complaint = complaint(aboutText: octets) { return "\(name): \(complaint)" }
    }
    return nil
  }

  private static func difference(_ json: [UInt8], to report: Report) -> String? {
    do {
      let document = try ReportDocument(json: json)
      let same = Difference(from: document, to: document)
      guard same.isEmpty else { return "a report differs from itself" }
      var nothing = report
      nothing.captures = []
      let all = Difference(from: try ReportDocument(json: nothing.json()), to: document)
      let page = all.page(old: { _ in nil }, new: { _ in nil })
      return complaint(markup: [("diff page", page)], texts: [("diff", all.text()), ("diff json", all.json())])
    } catch {
      return "json: \(error)"
    }
  }

  /// libxml2's own opinion on whether the octets are one well-formed document.
  package static func isWellFormed(_ octets: [UInt8]) -> Bool {
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
      | Int32(XML_PARSE_HUGE.rawValue)
    return octets.withUnsafeBytes { bytes in
      let start = bytes.bindMemory(to: CChar.self).baseAddress
      guard let document = xmlReadMemory(start, Int32(bytes.count), "memory", "UTF-8", options) else { return false }
      xmlFreeDoc(document)
      return true
    }
  }

  /// Text is UTF-8 without what moves a terminal's cursor or turns the reading direction.
  package static func complaint(aboutText octets: [UInt8]) -> String? {
    guard let text = String(validating: octets, as: UTF8.self) else { return "is no UTF-8" }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 9, 10, 13: continue
      case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069:
        return "U+\(String(scalar.value, radix: 16)) stands in it"
      default: continue
      }
    }
    return nil
  }
}
