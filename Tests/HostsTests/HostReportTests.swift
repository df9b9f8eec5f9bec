import Analysis
import Checks
import Foundation
import TestSupport
import Testing
import Wire

/// The hosts' part of a report: guards, caps, what is told once, and what TIME-WAIT proved.
@Suite struct HostReportTests {
  /// Connections from ports of their own to one server, three segments each, with these numbers of the client.
  private func opened(_ numbers: [UInt32], every seconds: Double = 0.4) -> String {
    numbers.enumerated().map { place, number in
      let server = UInt32(truncatingIfNeeded: (place + 1) * 2_654_435_761)
      return """
        +\(seconds) A:\(40001 + place) > B S \(number):\(number)(0) win 64240
        +0.01 B > A:\(40001 + place) S. \(server):\(server)(0) ack \(number &+ 1) win 65160
        +0 A:\(40001 + place) > B . \(number &+ 1):\(number &+ 1)(0) ack \(server &+ 1) win 64240
        """
    }.joined(separator: "\n")
  }

  private func host(_ address: String, in report: CaptureReport) throws -> HostReport {
    try #require(report.hosts.first { $0.address == address })
  }

  @Test("one cause is one finding: the gravest and most specific leads, what follows stands beneath")
  func once() throws {
    let script = try SegmentNotation.parse(opened(Array(repeating: 7_000, count: 6)))
    let found = try host("10.0.0.1", in: report(of: script)).findings
    #expect(found.map(\.check) == ["isn/constant"] && found.map(\.number) == [1])
    #expect(found.first?.consequences.contains { $0.hasSuffix("(isn/narrow-range)") } == true)
    #expect(found.first?.endpoint == nil && found.first?.certainty == .certain && found.first?.time == 0)
  }

  @Test("the verdict of each check stands beside the finding, and the series names its connections")
  func verdicts() throws {
    let script = try SegmentNotation.parse(opened((0..<8).map { 4_294_900_000 &+ $0 * 64_000 }))
    let host = try host("10.0.0.1", in: report(of: script))
    let verdicts = Dictionary(uniqueKeysWithValues: host.verdicts.map { ($0.check, $0.verdict) })
    #expect(verdicts["isn/fixed-increment"] == "fail" && verdicts["isn/constant"] == "pass")
    let series = try #require(host.isn.first)
    #expect(series.verdict == "fail" && series.series.map(\.connection) == Array(1...8))
    let measures = Dictionary(uniqueKeysWithValues: series.measures.map { ($0.name, $0.value) })
    #expect(measures["Nmap's formulas (passive spacing, not comparable)"]?.hasPrefix("GCD 64000,") == true)
  }

  @Test("where SYN cookies are suspected, an answering host's numbers are not held against it")
  func cookies() throws {
    let lines = (0..<10).map { place in
      let own = UInt32(place) * 400_000_000
      let number = 5_000 + UInt32(place)
      let options = place < 7 ? "" : "  <mss 1460,wscale 7>"
      let third = place < 7 ? "" : "\n+0 A:\(40001 + place) > B . \(own + 1):\(own + 1)(0) ack \(number + 1) win 64240"
      return """
        +0.4 A:\(40001 + place) > B S \(own):\(own)(0) win 64240  <mss 1460,wscale 7>
        +0.01 B > A:\(40001 + place) S. \(number):\(number)(0) ack \(own + 1) win 65160\(options)\(third)
        """
    }
    let text = lines.joined(separator: "\n")
    let seen = try host("10.0.0.2", in: report(of: try SegmentNotation.parse(text + "\ncapture ends +60")))
    #expect(seen.findings.map(\.check) == ["handshake/syn-cookie"])
    let steps = seen.verdicts.first { $0.check == "isn/fixed-increment" }
    #expect(steps?.verdict == "inconclusive" && steps?.reason == "spec-ambiguous" && steps?.leaning == "fail")
    // A SYN,ACK sent again is no cookie's work.
    let again = text + "\n+1 B > A:40001 S. 5000:5000(0) ack 1 win 65160\ncapture ends +60"
    let timed = try host("10.0.0.2", in: report(of: try SegmentNotation.parse(again)))
    #expect(timed.findings.map(\.check) == ["isn/fixed-increment"])
  }

  @Test("caps that were hit are said")
  func caps() throws {
    var options = AnalysisOptions()
    options.limits.samplesPerSeries = 5
    options.limits.samplesDrawnPerSeries = 3
    options.limits.hostsPerBucket = 1
    let more = "\n+1 C > D S 1:1(0) win 100\n+1 D > C S. 9:9(0) ack 2 win 100"
    let script = try SegmentNotation.parse(opened((0..<9).map { $0 * 64_000 }) + more)
    let report = report(of: script, options: options)
    #expect(report.hosts.map(\.address) == ["10.0.0.1"])
    let series = try #require(report.hosts.first?.isn.first)
    #expect(series.samples == 9 && series.series.count == 3)
    #expect(series.measures.contains(NamedValue("kept", "the first 5 of 9")))
    #expect(report.limits.map(\.name) == ["hosts"])
  }

  @Test("the drawing's budget goes to hosts with findings first")
  func drawing() throws {
    var options = AnalysisOptions()
    options.limits.samplesDrawn = 8
    let script = try SegmentNotation.parse(opened((0..<8).map { $0 * 64_000 }))
    let report = report(of: script, options: options)
    #expect(report.hosts.map { $0.isn.map(\.series.count) } == [[8], [0]])
  }

  @Test(
    "what TIME-WAIT proved is a host's own",
    arguments: [("last-ack-lost", "alive after"), ("late-fin-75s", "gone after at most"), ("time-wait-skipped", "gone after at most")])
  func timeWait(_ sample: (name: String, word: String)) throws {
    let report = try CaptureReport.reading(SampleTests.folder.appending(path: sample.name + ".pcap").path)
    let histories = report.hosts.filter { !$0.timeWait.isEmpty }
    #expect(histories.count == 1)
    #expect(histories.first?.timeWait.contains { $0.name == sample.word } == true)
  }

  @Test("a RST sent in place of the acknowledgement of the FIN tells nothing of TIME-WAIT")
  func noTimeWait() throws {
    let script = try SegmentNotation.parse(
      opened([1_000]) + """

        +0.1 A:40001 > B F. 1001:1001(0) ack 2654435762 win 64240
        +0.01 B > A:40001 P. 2654435762:2654435772(10) ack 1002 win 65160
        +0 B > A:40001 F. 2654435772:2654435772(0) ack 1002 win 65160
        +0.01 A:40001 > B R 1002:1002(0) win 0
        """)
    #expect(report(of: script).hosts.allSatisfy { $0.timeWait.isEmpty })
  }
}
