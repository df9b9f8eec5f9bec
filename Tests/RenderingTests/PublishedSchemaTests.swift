import Analysis
import CXML2
import Checks
import Foundation
import Rendering
import Testing

/// The formats of others, held against the schemas that they publish (`Tests/Schemas`).
@Suite struct PublishedSchemaTests {
  private static let schemas = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Schemas").standardized

  /// All samples as one batch, one file of which could not be read, and what was said of it is hostile.
  private static func batch(_ language: Language) throws -> Report {
    var options = AnalysisOptions()
    options.language = language
    var report = Report()
    report.language = language.rawValue
    report.captures = try SampleReports.names.map { try SampleReports.read($0, options) } + [PageFixture.hostile()]
    report.unread = [NamedValue(PageFixture.poison, PageFixture.poison)]
    let place = report.captures.firstIndex { $0.connections.contains { !$0.findings.isEmpty } } ?? 0
    for connection in report.captures[place].connections.indices where !report.captures[place].connections[connection].findings.isEmpty {
      report.captures[place].connections[connection].findings[0].known = KnownReport(reason: "ours", until: nil, isExpired: false)
    }
    return report
  }

  @Test("SARIF is what OASIS published", .enabled(if: Validator.isThere, Validator.missing), arguments: Language.allCases)
  func sarif(_ language: Language) throws {
    let schema = try String(contentsOf: Self.schemas.appending(path: "sarif-schema-2.1.0.json"), encoding: .utf8)
    let report = try Self.batch(language)
    let parts = report.captures.map(SARIFReport.results).filter { !$0.isEmpty }
    let text = SARIFReport.head() + parts.joined(separator: Array(",".utf8)) + SARIFReport.tail(of: report, version: "1.2.3")
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    try Data(text).write(to: folder.appending(path: "report.json"))
    let complaints = try Validator.complaints(folder, schema: schema, draft: "Draft4Validator")
    #expect(complaints.isEmpty, "\(complaints)")
    let wrong = String(decoding: text, as: UTF8.self).replacingOccurrences(of: "\"startLine\":", with: "\"startLine\":-")
    try Data(wrong.utf8).write(to: folder.appending(path: "report.json"))
    #expect(try Validator.complaints(folder, schema: schema, draft: "Draft4Validator").contains("startLine"))
  }

  @Test("JUnit is what Jenkins reads", arguments: Language.allCases)
  func junit(_ language: Language) throws {
    let report = try Self.batch(language)
    for level in FindingLevel.allCases {
      let text = JUnitReport.head() + report.captures.flatMap { JUnitReport.suite($0, failing: level, language: language) }
        + JUnitReport.tail(unread: report.unread)
      #expect(complaint(text, of: "junit-10.xsd") == nil)
      let wrong = String(decoding: text, as: UTF8.self).replacingOccurrences(of: "<testcase classname=", with: "<testcase class=")
      #expect(complaint(Array(wrong.utf8), of: "junit-10.xsd")?.contains("class") == true)
    }
  }

  /// What libxml2 says against a document by a schema; `nil`: nothing.
  private func complaint(_ octets: [UInt8], of schema: String) -> String? {
    let told = { xmlGetLastError().flatMap { $0.pointee.message.map { String(cString: $0) } } ?? "no reason given" }
    guard let document = xmlReadMemory(octets.map { CChar(bitPattern: $0) }, Int32(octets.count), nil, "UTF-8", Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue))
    else { return told() }
    defer { xmlFreeDoc(document) }
    let reader = xmlSchemaNewParserCtxt(Self.schemas.appending(path: schema).path)
    defer { xmlSchemaFreeParserCtxt(reader) }
    guard let rules = xmlSchemaParse(reader) else { return told() }
    defer { xmlSchemaFree(rules) }
    let judge = xmlSchemaNewValidCtxt(rules)
    defer { xmlSchemaFreeValidCtxt(judge) }
    // Silent: what it finds is asked for afterwards.
    xmlSchemaSetValidStructuredErrors(judge, { _, _ in }, nil)
    return xmlSchemaValidateDoc(judge, document) == 0 ? nil : told()
  }
}
