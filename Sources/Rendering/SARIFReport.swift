import Analysis
import Checks

/// `report.sarif`: findings as results of static analysis tools, SARIF 2.1.0 (OASIS), for code hosts and editors.
///
/// A result lies in its capture file; since a capture has no lines, the line is the frame's number. Rules stand behind
/// the results, since only then is it known which of them spoke.
package enum SARIFReport {
  package static func head() -> [UInt8] {
    var json = JSONWriter(ByteSink())
    json.open("{")
    json.key("$schema")
    json.value("https://json.schemastore.org/sarif-2.1.0.json")
    json.key("version")
    json.value("2.1.0")
    json.key("runs")
    json.open("[")
    json.open("{")
    json.key("columnKind")
    json.value("utf16CodeUnits")
    json.key("results")
    json.open("[")
    return json.end().octets()
  }

  /// The findings of one capture; a comma stands between two captures that have any.
  package static func results(_ capture: CaptureReport) -> [UInt8] {
    var json = JSONWriter(ByteSink())
    for connection in capture.connections {
      for finding in connection.findings { json.result(finding, in: capture, connection: connection) }
    }
    for host in capture.hosts {
      for finding in host.findings { json.result(finding, in: capture, host: host.address) }
    }
    let written = json.sink.written
    return written == 0 ? [] : json.end().octets()
  }

  package static func tail(of report: Report, version: String) -> [UInt8] {
    var json = JSONWriter(ByteSink())
    json.key("tool")
    json.open("{")
    json.key("driver")
    json.open("{")
    json.key("name")
    json.value("tcpreport")
    json.key("semanticVersion")
    json.value(version)
    json.key("rules")
    json.open("[")
    let spoke = Set(report.captures.flatMap(\.findings).map(\.check))
    for check in Catalogue.checks where spoke.contains(check.id) { json.rule(check, report.spoken) }
    json.close("]")
    json.close("}")
    json.close("}")
    json.key("invocations")
    json.open("[")
    json.open("{")
    json.key("executionSuccessful")
    json.value(report.unread.isEmpty)
    json.key("toolExecutionNotifications")
    json.open("[")
    for file in report.unread {
      json.open("{")
      json.key("level")
      json.value("error")
      json.key("message")
      json.message("\(file.name): \(file.value)")
      json.close("}")
    }
    json.close("]")
    json.close("}")
    json.close("]")
    json.close("}")
    json.close("]")
    json.close("}")
    return Array("],".utf8) + json.end().octets()
  }
}

extension JSONWriter {
  fileprivate mutating func message(_ text: String) {
    open("{")
    key("text")
    value(text)
    close("}")
  }

  fileprivate mutating func result(
    _ finding: Finding, in capture: CaptureReport, connection: ConnectionReport? = nil, host: String? = nil
  ) {
    newline()
    open("{")
    key("ruleId")
    value(finding.check)
    key("level")
    value(finding.level.sarif)
    key("message")
    message("\(finding.title). Expected: \(finding.expected). Observed: \(finding.observed).")
    key("locations")
    open("[")
    open("{")
    key("physicalLocation")
    open("{")
    key("artifactLocation")
    open("{")
    key("uri")
    value(capture.title.percentEncoded)
    close("}")
    key("region")
    open("{")
    key("startLine")
    value(max(1, finding.frames.first ?? 1))
    close("}")
    close("}")
    key("logicalLocations")
    open("[")
    open("{")
    key("fullyQualifiedName")
    value(connection.map { "\(capture.name)/\($0.id)" } ?? "\(capture.name)/\(host ?? "")")
    key("kind")
    value(connection == nil ? "host" : "connection")
    close("}")
    close("]")
    close("}")
    close("]")
    key("partialFingerprints")
    open("{")
    key("tcpreport/v1")
    value(finding.fingerprint)
    close("}")
    if let known = finding.known, !known.isExpired {
      key("suppressions")
      open("[")
      open("{")
      key("kind")
      value("external")
      key("justification")
      value(known.reason)
      close("}")
      close("]")
    }
    key("properties")
    open("{")
    key("frames")
    value(finding.frames)
    key("certainty")
    value(finding.certainty.rawValue)
    close("}")
    close("}")
  }

  fileprivate mutating func rule(_ check: Check, _ language: Language) {
    newline()
    open("{")
    key("id")
    value(check.id)
    key("name")
    value(check.id.camelCased)
    key("shortDescription")
    message(check.title[language])
    key("fullDescription")
    message(check.why[language])
    key("help")
    message(CatalogueText.explanation(of: check, language, examples: 1))
    key("helpUri")
    value(CitationReport(check.citation).address)
    key("defaultConfiguration")
    open("{")
    key("level")
    value(FindingLevel(check.level).sarif)
    close("}")
    key("properties")
    open("{")
    key("tags")
    value(["tcp", String(check.family)])
    close("}")
    close("}")
  }
}

extension FindingLevel {
  fileprivate var sarif: String {
    switch self {
    case .must: "error"
    case .should: "warning"
    case .note: "note"
    }
  }
}

extension String {
  /// A relative reference of RFC 3986: everything that is no unreserved character becomes `%XX`.
  var percentEncoded: String {
    utf8.reduce(into: "") { text, octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(octet))
      default: text += "%" + hexadecimal(UInt32(octet), digits: 2)
      }
    }
  }

  /// `close/fin-acked` as `CloseFinAcked`.
  fileprivate var camelCased: String {
    split { "/-".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
