import Foundation
import TCPReportKit
import TestSupport

/// Every form a report is told in, each with what a reader may expect of it.
package enum Sinks {
  /// Renders everything.
  ///
  /// - Returns: the first thing wrong: octets that are no text, control characters, XML that does not parse, JSON that is
  ///   no report.
  package static func complaint(about report: Report) -> String? {
    var markup = [("index", report.index())]
    var texts = [("text", report.text()), ("markdown", report.markdown())]
    var csv = report.csvHead()
    var junit = report.junitHead()
    var results: [[UInt8]] = []
    for capture in report.captures {
      markup.append(("page", capture.page(of: report)))
      junit += capture.junit(in: report)
      csv += capture.csv()
      results.append(capture.sarif())
      let lines = capture.jsonLines()
      for line in lines.split(separator: 10) where !isJSON(Array(line)) { return "a line of jsonl is no JSON" }
      texts.append(("jsonl", lines))
      texts.append(("summary", Array(capture.summary(in: report).utf8)))
      for connection in capture.connections where connection.ladder != nil {
        markup.append(("figure", connection.figure(in: report)))
        markup += connection.furtherFigures(in: report).map { ($0.name, $0.octets) }
        let diagram = connection.mermaid(in: report)
        if let line = PlainText.complaint(aboutMermaid: String(decoding: diagram, as: UTF8.self)) { return "mermaid: \(line)" }
        texts.append(("mermaid", diagram))
      }
    }
    markup.append(("junit", junit + report.junitTail()))
    if PlainText.fields(ofCSV: csv) == nil { return "csv is no table" }
    texts.append(("csv", csv))
    let sarif = report.sarifHead() + results.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: ",")]) + report.sarifTail(version: "0")
    if !isJSON(sarif) { return "sarif is no JSON" }
    texts.append(("sarif", sarif))
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
    for (name, octets) in markup {
      guard let living = Markup.living(in: octets) else { return "\(name) is no XML" }
      if let part = living.first { return "\(name) lives: \(part)" }
    }
    for (name, octets) in markup + texts {
      if let complaint = PlainText.complaint(about: octets) { return "\(name): \(complaint)" }
    }
    return nil
  }

  private static func isJSON(_ octets: [UInt8]) -> Bool {
    do {
      _ = try JSONSerialization.jsonObject(with: Data(octets))
      return true
    } catch {
      return false
    }
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
}
