import Analysis
import Checks
import Foundation
import Templates
import TestSupport
import Testing

@testable import Rendering

@Suite struct HTMLReportTests {
  private func report(_ language: Language, _ captures: [CaptureReport]) -> Report {
    var report = Report()
    report.language = language.rawValue
    report.captures = captures
    return report
  }

  private func pages(_ report: Report, maxOctets: Int = HTMLReport.ordinaryOctets) -> [[UInt8]] {
    [HTMLReport.index(report, maxOctets: maxOctets)]
      + report.captures.map { HTMLReport.page($0, of: report, maxOctets: maxOctets) }
  }

  @Test("pages are well-formed, their ids unique, their links lead somewhere", arguments: Language.allCases)
  func structure(_ language: Language) {
    var empty = CaptureReport()
    empty.name = "empty"
    hold(pages(report(language, [PageFixture.incident(language), PageFixture.hostile(), empty])), language)
  }

  @Test("so are those of every sample, and every figure", arguments: SampleReports.names)
  func samples(name: String) throws {
    for language in Language.allCases {
      var options = AnalysisOptions()
      options.language = language
      options.drawing = .all
      let capture = try SampleReports.read(name, options)
      hold(pages(report(language, [capture])), language)
      for connection in capture.connections {
        #expect(Markup.isWellFormed(LadderFigure.svg(connection, language: language, standalone: true)))
      }
    }
  }

  private func hold(_ pages: [[UInt8]], _ language: Language) {
    for page in pages {
      #expect(Markup.isWellFormed(page))
      let text = String(decoding: page, as: UTF8.self)
      let ids = text.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
      #expect(Set(ids).count == ids.count)
      let links = text.matches(of: #/ href="#([^"]*)"/#).map { String($0.1) }
      #expect(links.filter { !ids.contains($0) } == [])
      let labels = text.matches(of: #/ aria-labelledby="([^"]*)"/#).flatMap { $0.1.split(separator: " ") }
      #expect(labels.allSatisfy { ids.contains(String($0)) })
      #expect(text.contains("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"\(language.tag)\""))
    }
  }

  @Test("the measure of links sees one that leads nowhere: an undrawn connection is not linked to")
  func undrawnIsNotLinked() {
    let capture = PageFixture.incident(.en)
    let text = String(decoding: HTMLReport.page(capture, of: report(.en, [capture]), maxOctets: 55_000), as: UTF8.self)
    #expect(!text.contains("id=\"c12\"") && !text.contains("#c12"))
    #expect(text.contains("2\u{a0}connections are not drawn on this page"))
    #expect(text.contains("A retransmitted FIN was not acknowledged"))
  }

  @Test("nothing is fetched, nothing runs, and the policy says so")
  func selfContained() throws {
    for page in pages(report(.en, [PageFixture.incident(.en), PageFixture.hostile()])) {
      let text = String(decoding: page, as: UTF8.self)
      for tag in ["<script", "<link", "<img", "<iframe", "<object", "<use", "@import", "url(", " src=", " style=", " on"] {
        #expect(!markup(of: text).contains(tag), "\(tag)")
      }
      #expect(text.contains("content=\"default-src 'none'; style-src 'sha256-\(Templates.styleDigest)'"))
      let style = try #require(text.firstMatch(of: #/<style>((?s).*?)</style>/#))
      #expect(String(style.1) == Templates.style)
    }
    #expect(!Templates.style.contains("<") && !Templates.style.contains("&") && !Templates.style.contains("]]>"))
  }

  /// What stands between `<` and `>`, without texts and the style sheet.
  private func markup(of page: String) -> String {
    let body = page.replacing(#/<style>(?s).*?</style>/#, with: "")
    return body.matches(of: #/<[^>]*>/#).map { String($0.0).replacing(#/="[^"]*"/#, with: "=\"\"") }.joined()
  }

  @Test("the digest in the policy is that of the style sheet (make digest writes it)")
  func digest() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "tcpreport-\(UUID().uuidString).css")
    try Data(Templates.style.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let sum = Process()
    sum.executableURL = URL(filePath: "/usr/bin/sha256sum")
    sum.arguments = [file.path]
    let pipe = Pipe()
    sum.standardOutput = pipe
    try sum.run()
    let output = try #require(try pipe.fileHandleForReading.readToEnd())
    sum.waitUntilExit()
    let digits = Array(String(decoding: output, as: UTF8.self).prefix(64))
    let octets = stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    #expect(Data(octets).base64EncodedString() == Templates.styleDigest)
  }

  @Test("hostile text in every field stays text", arguments: Language.allCases)
  func hostile(_ language: Language) {
    let report = report(language, [PageFixture.hostile()])
    for page in pages(report) {
      #expect(Markup.isWellFormed(page))
      let text = String(decoding: page, as: UTF8.self)
      #expect(!text.contains("<svg onload") && !text.contains("</script>"))
      for scalar in text.unicodeScalars {
        let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
        #expect(!isControl && scalar.value != 0x202e && scalar.value != 0x1b && scalar.value != 0x85)
      }
    }
  }

  @Test("a page keeps within its budget and counts what it leaves out", arguments: [100_000, 300_000, 2_000_000])
  func budget(maxOctets: Int) {
    var capture = PageFixture.incident(.en)
    let pattern = capture.connections
    capture.connections = (0..<3000).map { index in
      var connection = pattern[index % 2]
      connection.id = index + 1
      return connection
    }
    capture.hosts = (0..<400).map { index in
      var host = PageFixture.incident(.en).hosts[0]
      host.address = "10.2.\(index / 256).\(index % 256)"
      return host
    }
    for page in pages(report(.en, [capture]), maxOctets: maxOctets) {
      #expect(page.count <= maxOctets)
      #expect(page.count > maxOctets / 4 || page.count > 30_000)
      #expect(Markup.isWellFormed(page))
      #expect(String(decoding: page, as: UTF8.self).contains("more hosts have no room") || maxOctets > 1_000_000
        || String(decoding: page, as: UTF8.self).contains("more have no room"))
    }
  }

  @Test("a port used again stands beneath the close before it, however long ago that was, in both languages")
  func close() throws {
    for language in Language.allCases {
      var options = AnalysisOptions()
      options.language = language
      let capture = try SampleReports.read("time-wait-1s.pcap", options)
      let text = String(decoding: HTMLReport.page(capture, of: report(language, [capture])), as: UTF8.self)
      let section = try #require(text.firstMatch(of: #/<section class="connection" id="c2">(.|\n)*?<\/section>/#)).output.0
      #expect(section.contains(language == .en ? "<a href=\"#c1\">Connection 1</a> had the same four-tuple and ended 1.28 s before" : "开始前 1.28 s 结束"))
      // Its four last segments, and above the ladder.
      let earlier = try #require(section.range(of: "class=\"earlier\"")), ladder = try #require(section.range(of: "id=\"c2-title\""))
      #expect(earlier.upperBound < ladder.lowerBound && section[earlier.upperBound..<ladder.lowerBound].contains("#11"))
      #expect(!section[earlier.upperBound..<ladder.lowerBound].contains("#12"))
    }
  }

  @Test("one whose predecessor has no room on the page does not lead there")
  func closeOfNoRoom() throws {
    var capture = try SampleReports.read("time-wait-1s.pcap", AnalysisOptions())
    let first = try #require(capture.connections.firstIndex { $0.id == 1 })
    let row = try #require(capture.connections[first].ladder?.rows.first)
    capture.connections[first].ladder?.rows = Array(repeating: row, count: 4000)
    let text = String(decoding: HTMLReport.page(capture, of: report(.en, [capture]), maxOctets: 400_000), as: UTF8.self)
    #expect(!text.contains("href=\"#c1\"") && text.contains("Connection 1 had the same four-tuple"))
  }

  @Test("a second drawing for narrow screens is given up before a connection is")
  func narrow() {
    var capture = PageFixture.incident(.en)
    let pattern = capture.connections
    capture.connections = (0..<300).map { index in
      var connection = pattern[index % 2]
      connection.id = index + 1
      return connection
    }
    let text = String(decoding: HTMLReport.page(capture, of: report(.en, [capture]), maxOctets: 600_000), as: UTF8.self)
    let (drawn, narrow) = (text.matches(of: /class="connection" id=/).count, text.matches(of: /class="narrow" hidden="hidden"/).count)
    #expect(0 < narrow && narrow < drawn, "\(narrow) of \(drawn)")
  }

  @Test("further figures stand two by two, and what is left over beside its table")
  func pairs() throws {
    func figures(_ sample: String) throws -> [String] {
      let capture = try SampleReports.read(sample, AnalysisOptions())
      let text = String(decoding: HTMLReport.page(capture, of: report(.en, [capture])), as: UTF8.self)
      let all = try #require(text.firstMatch(of: #/<div class="figures">((.|\n)*?)\n<\/div>\n<\/(section|details)>/#)).output.1
      return all.split(separator: "<figure").dropFirst().map(String.init)
    }
    let plotted = try figures("loss-and-reordering.pcap")
    #expect(plotted.count == 2 && plotted[0].hasPrefix(" class=\"wide\"") && plotted[1].hasPrefix(" class=\"pair\""))
    #expect(plotted[0].contains("<details class=\"as-table\" open=\"open\">"))
    #expect(plotted[1].contains("client to server") && plotted[1].contains("server to client") && plotted[1].matches(of: /<svg/).count == 2)
    let header = try figures("third-ack-wrong.pcap")
    #expect(header.count == 2 && header.allSatisfy { $0.hasPrefix(">") && !$0.contains(" open=") })
  }

  @Test("the gravest findings lead, each check told once with its number of occurrences")
  func top() throws {
    let summary = CaptureSummary(PageFixture.incident(.en))
    #expect(summary.top.map(\.finding.check) == ["close/time-wait-fin-ack", "isn/fixed-increment", "close/time-wait-too-short"])
    #expect(summary.headline(PageFixture.incident(.en), Say(language: .en)) == "2\u{a0}deviations from MUST, 1 from SHOULD")
    var twice = PageFixture.incident(.en)
    twice.connections.append(twice.connections[1])
    #expect(CaptureSummary(twice).top.first?.count == 2)
    let empty = CaptureReport()
    #expect(CaptureSummary(empty).headline(empty, Say(language: .zh)) == "抓包中没有 TCP")
  }

  @Test("dates are those of the calendar", arguments: [
    (0, "1970-01-01", "00:00:00.000"), (951_782_399_999_999_999, "2000-02-28", "23:59:59.999"),
    (951_782_400_000_000_000, "2000-02-29", "00:00:00.000"), (1_772_352_902_114_000_000, "2026-03-01", "08:15:02.114"),
    (-1, "1969-12-31", "23:59:59.999"), (4_107_542_400_000_000_000, "2100-03-01", "00:00:00.000"),
  ] as [(Int64, String, String)])
  func calendar(nanoseconds: Int64, date: String, time: String) {
    #expect(UTCTime(nanoseconds).date == date)
    #expect(UTCTime(nanoseconds).time == time)
  }
}
