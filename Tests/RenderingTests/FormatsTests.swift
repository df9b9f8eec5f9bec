import Analysis
import Checks
import Foundation
import Rendering
import TestSupport
import Testing

/// The formats for build servers, code hosts, spreadsheets and comments.
@Suite struct FormatsTests {
  private static let breakers =
    "<svg onload=alert(1)>]]></failure> \u{202e}evil\u{1b}[31m `x` [a](javascript:b) @all #1 |; end\n--> %%{init}%% \"q\" 'q' =1+1"

  /// A sample's report whose every hostile text is one that breaks out of something.
  private func hostile() throws -> Report {
    var report = try SampleReports.report("data-after-fin.pcap")
    report.captures[0].title = Self.breakers
    report.captures[0].damage = Self.breakers
    for place in report.captures[0].connections.indices {
      for finding in report.captures[0].connections[place].findings.indices {
        report.captures[0].connections[place].findings[finding].observed = Self.breakers
        report.captures[0].connections[place].findings[finding].title = Self.breakers
      }
    }
    report.unread = [NamedValue(Self.breakers, Self.breakers)]
    return report
  }

  private func junit(_ report: Report, _ level: FindingLevel = .should) -> [UInt8] {
    JUnitReport.head() + report.captures.flatMap { JUnitReport.suite($0, failing: level, language: .en) }
      + JUnitReport.tail(unread: report.unread)
  }
  private func sarif(_ report: Report) -> [UInt8] {
    let parts = report.captures.map(SARIFReport.results).filter { !$0.isEmpty }
    return SARIFReport.head() + parts.joined(separator: Array(",".utf8)) + SARIFReport.tail(of: report, version: "1.2.3")
  }

  // MARK: JUnit

  @Test("a suite counts its cases, names each once, and fails those with findings at the asked level", arguments: FindingLevel.allCases)
  func suites(level: FindingLevel) throws {
    let report = try SampleReports.report("time-wait-1s.pcap")
    let document = try JUnitDocument(junit(report, level))
    let suite = try #require(document.suites.first)
    #expect(suite.cases.count == report.captures[0].checks.count + 1)
    #expect(Set(suite.cases.map { "\($0.classname) \($0.name)" }).count == suite.cases.count)
    #expect(suite.attributes["tests"] == "\(suite.cases.count)")
    for (count, kind) in [("failures", "failure"), ("skipped", "skipped"), ("errors", "error")] {
      #expect(suite.attributes[count] == "\(suite.cases.count { $0.outcome == kind })", "\(count)")
    }
    let findings = report.captures[0].connections.flatMap(\.findings) + report.captures[0].hosts.flatMap(\.findings)
    let expected = Set(findings.filter { $0.level.isAtLeast(level) }.map(\.check))
    #expect(Set(suite.cases.filter { $0.outcome == "failure" }.map(\.name)) == expected)
    #expect(!expected.isEmpty)
  }

  @Test("hostile text is text, and messages stay short")
  func hostileJUnit() throws {
    let document = try JUnitDocument(junit(try hostile()))
    #expect(document.elements == ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"])
    #expect(document.messages.allSatisfy { $0.count <= 460 && !$0.contains("\u{1b}") && !$0.contains("\u{202e}") })
    #expect(document.suites.last?.attributes["name"] == "unread")
  }

  // MARK: SARIF

  @Test("every result has its rule, its place and a fingerprint of its own; what is known is suppressed")
  func results() throws {
    var report = try SampleReports.report("time-wait-1s.pcap")
    let place = try #require(report.captures[0].connections.firstIndex { !$0.findings.isEmpty })
    report.captures[0].connections[place].findings[0].known = KnownReport(reason: "ours", until: nil, isExpired: false)
    let document = try JSONDecoder().decode(SARIFDocument.self, from: Data(sarif(report)))
    let run = try #require(document.runs.first)
    #expect(document.version == "2.1.0" && document.runs.count == 1)
    let rules = Set(run.tool.driver.rules.map(\.id))
    #expect(rules.count == run.tool.driver.rules.count && !run.results.isEmpty)
    for result in run.results {
      #expect(rules.contains(result.ruleId) && ["error", "warning", "note"].contains(result.level))
      #expect(result.locations[0].physicalLocation.artifactLocation.uri == "time-wait-1s.pcap")
      #expect(result.locations[0].physicalLocation.region.startLine >= 1 && !result.message.text.isEmpty)
    }
    let prints = run.results.compactMap { $0.partialFingerprints["tcpreport/v1"] }
    #expect(Set(prints).count == run.results.count && prints.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{16}/) != nil })
    #expect(run.results.filter { $0.suppressions != nil }.count == 1)
  }

  @Test("captures without findings leave no comma behind; hostile text stays in its strings")
  func whole() throws {
    let innocent = try SampleReports.report("open-close-by-client.pcap").captures
    var report = try hostile()
    report.captures = innocent + report.captures + innocent
    let document = try JSONDecoder().decode(SARIFDocument.self, from: Data(sarif(report)))
    #expect(document.runs[0].results.allSatisfy { $0.message.text.contains("<svg onload") })
    let uri = document.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri
    #expect(uri.wholeMatch(of: /[A-Za-z0-9._~%-]+/) != nil)
  }

  @Test("a fingerprint does not move with frames, times, numbers and the client's port")
  func fingerprints() throws {
    func prints(_ change: (inout ConnectionReport) -> Void) throws -> [String] {
      var capture = try #require(try SampleReports.report("data-after-fin.pcap").captures.first)
      for place in capture.connections.indices { change(&capture.connections[place]) }
      capture.fingerprint()
      return capture.connections.flatMap(\.findings).map(\.fingerprint)
    }
    let plain = try prints { _ in }
    #expect(!plain.isEmpty)
    let later = try prints { connection in
      connection.client.port += 1
      connection.start += 1_000_000
      connection.isn = PerRole(client: 1, server: 2)
      for finding in connection.findings.indices { connection.findings[finding].frames = [99] }
    }
    #expect(later == plain)
    let elsewhere = try prints { $0.server.port = 1 }
    #expect(Set(elsewhere).isDisjoint(with: plain))
  }

  // MARK: Markdown, Mermaid, CSV

  @Test("a summary has a row a capture and its worst findings, fits a comment, and breaks out of nothing")
  func summary() throws {
    let report = try hostile()
    let text = MarkdownSummary(report).text
    #expect(text.contains("\\`x\\`") && !text.contains("<svg") && !text.contains("@all") && !text.contains("javascript:"))
    #expect(!text.contains("\u{202e}") && !text.contains("\u{1b}"))
    var many = report
    many.captures = Array(repeating: report.captures[0], count: 900)
    let long = MarkdownSummary(many).text
    #expect(long.utf8.count <= MarkdownSummary.longest)
    #expect(long.contains("more"))
  }

  @Test("a diagram is in Mermaid's grammar of sequences", arguments: SampleReports.names)
  func diagrams(name: String) throws {
    let report = try SampleReports.report(name)
    for connection in report.captures.flatMap(\.connections) where connection.ladder != nil {
      let text = MermaidDiagram(connection, of: report).text
      #expect(text.utf8.count < 50_000 && PlainText.complaint(aboutMermaid: text) == nil, "\(name) \(connection.id)")
    }
  }

  @Test("hostile text cannot end a statement of a diagram")
  func hostileDiagram() throws {
    let report = try hostile()
    for connection in report.captures[0].connections {
      let text = MermaidDiagram(connection, of: report).text
      #expect(PlainText.complaint(aboutMermaid: text) == nil && !text.contains("<svg") && !text.contains("%%"))
    }
    var long = LadderFixture.incident()
    let row = try #require(long.ladder?.rows.first)
    long.ladder?.rows = Array(repeating: row, count: 3_000)
    let text = MermaidDiagram(long, of: report).text
    #expect(text.utf8.count < 50_000 && PlainText.complaint(aboutMermaid: text) == nil && text.contains("more rows"))
  }

  @Test("the table has a field a column in every row, and no formula")
  func table() throws {
    var report = try hostile()
    report.captures[0].name = "=cmd|' /C calc'!A0"
    report.captures[0].connections[0].closeStyle = "a, \"b\"\n=c"
    let text = String(decoding: ConnectionsCSV.head() + ConnectionsCSV.rows(report.captures[0]), as: UTF8.self)
    let rows = text.components(separatedBy: "\r\n").dropLast()
    let columns = try #require(rows.first).split(separator: ",", omittingEmptySubsequences: false).count
    #expect(rows.count == report.captures[0].connections.count + 1)
    for row in rows.dropFirst() {
      let bare = row.replacing(/"([^"]|"")*"/, with: "")
      #expect(bare.split(separator: ",", omittingEmptySubsequences: false).count == columns)
      #expect(row.hasPrefix("'=cmd"))
    }
  }
}

/// What the tests read of a SARIF document.
private struct SARIFDocument: Decodable {
  var version: String
  var runs: [Run]
  struct Run: Decodable {
    var results: [Result]
    var tool: Tool
  }
  struct Tool: Decodable { var driver: Driver }
  struct Driver: Decodable {
    var name: String
    var rules: [Rule]
  }
  struct Rule: Decodable {
    var id: String
    var help: Message
  }
  struct Message: Decodable { var text: String }
  struct Result: Decodable {
    var ruleId: String
    var level: String
    var message: Message
    var locations: [Location]
    var partialFingerprints: [String: String]
    var suppressions: [Suppression]?
  }
  struct Suppression: Decodable { var justification: String }
  struct Location: Decodable { var physicalLocation: Place }
  struct Place: Decodable {
    var artifactLocation: Artifact
    var region: Region
  }
  struct Artifact: Decodable { var uri: String }
  struct Region: Decodable { var startLine: Int }
}
