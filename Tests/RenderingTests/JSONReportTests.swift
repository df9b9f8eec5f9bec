import Analysis
import Foundation
import Rendering
import TestSupport
import Testing

@Suite struct JSONReportTests {
  private func decoded(_ octets: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
  }

  private func connection() -> ConnectionReport {
    var connection = ConnectionReport()
    connection.id = 1_234_567
    connection.client = EndpointName(address: "192.168.100.200", port: 65_535)
    connection.server = EndpointName(address: "203.0.113.254", port: 443)
    connection.start = 1_700_000_000_123_456_789
    connection.duration = 12_345_678_901_000
    connection.segments = PerRole(client: 1_234, server: 23_456)
    connection.octets = PerRole(client: 1_234, server: 12_345_678)
    connection.closedBy = "reset by client"
    connection.vantage.place = "middle"
    connection.vantage.why = "round trip 12.34 ms, of which 1.23 ms on the client's side"
    connection.tally.pass = 31
    connection.tally.notExercised = 269
    return connection
  }

  @Test("a connection that is neither drawn nor found fault with is a row of some 400 octets")
  func row() throws {
    var report = Report()
    report.captures = [CaptureReport()]
    report.captures[0].name = "fleet"
    report.captures[0].connections = [connection()]
    let line = JSONReport.writeLines(report.captures[0], to: ByteSink()).octets()
    let words = "{\"capture\":\"fleet\",".utf8.count - 1
    #expect(line.count - words <= 410, "\(line.count) octets: \(String(decoding: line, as: UTF8.self))")
    let row = try decoded(line)
    #expect(row["duration"] as? Double == 12_345.678901)
    #expect(row["states"] == nil && row["verdicts"] == nil)
    #expect((row["findings"] as? [Any])?.isEmpty == true)
  }

  @Test(
    "a hostile text comes back as it was, and says nothing to a terminal or a page",
    arguments: [
      "\u{0}\u{1b}[2J\u{7f}\u{9b}31m", "</script><!--", "line\nfeed\ttab\r", "\"quoted\\\"", "\u{2028}\u{2029}\u{feff}",
      "\u{202e}gpj.exe\u{2066}", "\u{e0041}\u{1f600}𝄞", "客户端", "a\u{301}\u{10fffd}\u{e001}",
    ])
  func hostile(text: String) throws {
    var report = Report()
    report.captures = [CaptureReport()]
    report.captures[0].title = text
    report.captures[0].ledger.skipped = [Ledger.Entry(reason: text, frames: 1)]
    let octets = JSONReport.write(report, to: ByteSink()).octets()
    let capture = try #require((try decoded(octets)["captures"] as? [[String: Any]])?.first)
    #expect((capture["title"] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    let frames = try #require(capture["frames"] as? [String: Any])
    #expect((frames["skipped"] as? [String: Int])?.keys.first == text)
    let written = String(decoding: octets, as: UTF8.self)
    #expect(!written.contains("<"))
    #expect(!written.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    #expect(!written.unicodeScalars.contains { $0.properties.generalCategory == .format })
    #expect(!written.unicodeScalars.contains("\u{2028}"))
  }

  @Test(
    "moments are those of the calendar",
    arguments: [
      (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
      (1_700_000_000_000_000_001, "2023-11-14T22:13:20.000000001Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
      (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
      (-2_203_977_600_000_000_000, "1900-02-28T00:00:00.000000000Z"),
      (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
    ])
  func moments(nanoseconds: Int64, text: String) { #expect(TimeText.rfc3339(nanoseconds) == text) }

  @Test("moments agree with Foundation on ten thousand days")
  func moreMoments() {
    var dice = SeededGenerator(seed: 7)
    let formatter = ISO8601DateFormatter()
    for _ in 0..<10_000 {
      let second = Int64.random(in: -9_000_000_000..<9_000_000_000, using: &dice)
      let expected = formatter.string(from: Date(timeIntervalSince1970: Double(second)))
      #expect(TimeText.rfc3339(second * 1_000_000_000) == expected.dropLast() + ".000000000Z")
    }
  }

  @Test("a sink that is handed on in pieces writes what a sink writes that keeps everything")
  func streaming() throws {
    let report = try SampleReports.report("many-connections.pcap")
    var pieces: [[UInt8]] = []
    try JSONReport.write(report, to: ByteSink(to: { pieces.append($0) })).finish()
    #expect(pieces.flatMap(\.self) == JSONReport.write(report, to: ByteSink()).octets())
    struct DiskFull: Error {}
    #expect(throws: DiskFull.self) { try JSONReport.write(report, to: ByteSink(to: { _ in throw DiskFull() })).finish() }
  }

  @Test(
    "what the figures are drawn from stands in the document", arguments: ["loss-and-reordering.pcap", "third-ack-wrong.pcap", "time-wait-1s.pcap"])
  func figures(name: String) throws {
    let report = try SampleReports.report(name)
    let document = try decoded(JSONReport.write(report, to: ByteSink()).octets())
    let capture = try #require((document["captures"] as? [[String: Any]])?.first)
    let rows = try #require(capture["connections"] as? [[String: Any]])
    for (row, connection) in zip(rows, report.captures[0].connections) {
      let trace = try #require(row["trace"] as? [String: Any])
      let points = try #require(trace["points"] as? [[String: Any]])
      #expect(points.map { $0["frame"] as? Int } == connection.trace?.points.map(\.frame))
      #expect(points.map { $0["end"] as? Int } == connection.trace?.points.map { Int($0.end) })
      #expect(points.map { $0["isRetransmission"] as? Bool ?? false } == connection.trace?.points.map(\.isRetransmission))
      #expect((trace["folds"] as? [Any])?.count == connection.trace?.folds.count)
      let waits = row["timeWaits"] as? [String: [String: Any]]
      for role in Role.allCases {
        #expect(waits?[role.rawValue]?["standing"] as? String == connection.timeWaits[role]?.standing.rawValue)
        #expect(waits?[role.rawValue]?["from"] as? Double == connection.timeWaits[role].map { Double($0.from) / 1e9 })
        #expect(waits?[role.rawValue]?["gone"] as? Double == connection.timeWaits[role]?.gone.map { Double($0) / 1e9 })
      }
      let findings = try #require(row["findings"] as? [[String: Any]])
      for (found, finding) in zip(findings, connection.findings) {
        let header = found["header"] as? [String: Any]
        #expect(header?["fault"] as? String == finding.header?.fault?.rawValue)
        #expect(header?["options"] as? [Int] == finding.header?.options.map { Int($0) })
        #expect(header?["seq"] as? Int == finding.header.map { Int($0.seq) })
      }
    }
    let text = String(describing: document)
    #expect(name != "third-ack-wrong.pcap" || text.contains("fault"))
    #expect(name != "time-wait-1s.pcap" || text.contains("gone"))
  }

  @Test("every sample decodes, its frames add up, and its lines say what the document says", arguments: SampleReports.names)
  func samples(name: String) throws {
    let report = try SampleReports.report(name)
    let document = try decoded(JSONReport.write(report, to: ByteSink()).octets())
    #expect(document["schema"] as? String == "tcpreport/1")
    let capture = try #require((document["captures"] as? [[String: Any]])?.first)
    let frames = try #require(capture["frames"] as? [String: Any])
    let skipped = try #require(frames["skipped"] as? [String: Int])
    let counted = ["tcp", "icmpErrors"].reduce(skipped.values.reduce(0, +)) { $0 + (frames[$1] as? Int ?? 0) }
    #expect(frames["read"] as? Int == counted)
    let connections = try #require(capture["connections"] as? [[String: Any]])
    #expect(connections.count == report.captures[0].connections.count)
    let lines = JSONReport.writeLines(report.captures[0], to: ByteSink()).octets().split(separator: UInt8(ascii: "\n"))
    try #require(lines.count == connections.count)
    for (number, (line, connection)) in zip(lines, connections).enumerated() {
      var row = try decoded(Array(line))
      #expect(row["id"] as? Int == number + 1)
      #expect(row.removeValue(forKey: "capture") as? String == report.captures[0].name)
      #expect(NSDictionary(dictionary: row) == NSDictionary(dictionary: connection))
    }
  }
}
