import Analysis
import Checks
import Rendering
import TestSupport
import Testing
import Wire

@Suite struct TextReportTests {
  private func text(_ report: Report) -> String {
    String(decoding: TextReport.write(report, to: ByteSink()).octets(), as: UTF8.self)
  }

  /// Everything is drawn and nothing folded, so that the text says all that was seen.
  private var unfolded: AnalysisOptions {
    var options = AnalysisOptions()
    options.drawing = .all
    options.limits.phaseHead = 100_000
    options.limits.phaseMarked = 100_000
    options.limits.rowsPerConnection = 100_000
    return options
  }

  @Test("the text of a sample is a script that is judged alike", arguments: SampleReports.names)
  func script(name: String) throws { try judgeAgain(try SampleReports.read(name, unfolded)) }

  @Test(
    "so is that of any capture", .enabled(if: !SampleReports.others.isEmpty, "CAPTURES names no folder"),
    arguments: SampleReports.others)
  func others(path: String) throws {
    guard let capture = try? CaptureReport.reading(path, options: unfolded) else { return }
    try judgeAgain(capture)
  }

  private func judgeAgain(_ capture: CaptureReport) throws {
    guard !capture.connections.isEmpty else { return }
    var report = Report()
    report.captures = [capture]
    let script = try SegmentNotation.parse(text(report))
    let frames = capture.connections.flatMap { $0.ladder?.rows ?? [] }.compactMap(\.record)
    try #require(script.segments.count == frames.count)
    var segments = script.segments
    for (place, frame) in frames.enumerated() { segments[place].frame = UInt32(frame) }
    segments.sort { $0.frame < $1.frame }

    var analysis = Analysis(options: unfolded)
    for segment in segments { analysis.consume(segment) }
    analysis.note(time: try #require(script.end))
    let again = analysis.finish()
    try #require(again.connections.count == capture.connections.count)
    for (second, first) in zip(again.connections, capture.connections) {
      #expect(second.findings.map(Said.init) == first.findings.map(Said.init), "connection \(first.id)")
      #expect(second.ladder?.rows.map(\.notation) == first.ladder?.rows.map(\.notation), "connection \(first.id)")
      #expect(second.ladder?.hosts == first.ladder?.hosts)
      #expect(second.states.client.map(\.state) == first.states.client.map(\.state))
      #expect(second.states.server.map(\.state) == first.states.server.map(\.state))
    }
    let marked = Set(script.marked.map { frames[Int($0) - 1] })
    for finding in capture.connections.flatMap(\.findings) {
      if let decisive = finding.frames.first { #expect(marked.contains(decisive), "\(finding.check)") }
    }
  }

  @Test("everything that a block may hold is told as agreed", arguments: [Language.en, .zh])
  func incident(language: Language) throws {
    var connection = LadderFixture.incident()
    connection.start = 1_700_000_000_250_000_000
    connection.duration = 4_023 * LadderFixture.millisecond
    (connection.firstFrame, connection.lastFrame) = (1, 1217)
    connection.retransmissions = PerRole(client: 3, server: 1)
    connection.closeStyle = "the client closed first, in four segments"
    connection.vantage.place = "server"
    connection.vantage.why = "round trip 21.4 ms, of which 21.3 ms on the client's side"
    connection.incarnation = 2
    connection.ladder?.hosts = ["A = 10.1.0.7:49152  seq 3141592653", "B = 10.1.0.9:80  seq 2718281828  ttl 61"]
    connection.findings[0].check = "close/late-fin-unanswered"
    connection.findings[0].level = .must
    connection.findings[0].endpoint = .client
    connection.findings[0].frames = [1215, 1213]
    connection.findings[0].expected = "an ACK of the late FIN"
    connection.findings[0].observed = "nothing within 0.2 s, though the client was there"
    connection.findings[0].citation.rfc = 9293
    connection.findings[0].citation.section = "3.10.7.4"
    connection.findings[0].citation.label = "MUST-99"
    connection.findings[0].citation.sentence = String(repeating: "a sentence that is longer than a line ", count: 5)
    connection.findings[0].basis = "captured at the server"
    connection.findings[0].consequences = ["The server sent it again (x/y)"]
    connection.findings[1].check = "close/port-reuse-within-2msl"
    connection.findings[1].expected = "no SYN on this four-tuple for 2MSL"
    connection.findings[1].observed = "one after 1.00 s"
    connection.findings[1].citation.rfc = 9293
    connection.findings[1].citation.section = "3.6.1"
    connection.findings[1].citation.sentence = "a sentence"
    connection.findings[1].frames = Array(1200...1216).reversed()
    connection.verdicts = ["a/b", "a/c"].map {
      VerdictReport(check: $0, title: "", endpoint: .server, verdict: "inconclusive", reason: "vantage", leaning: "fail")
    }
    connection.facts = [FactReport(check: "close/style", title: "", frames: [1211], text: "closed by the client")]
    var report = Report()
    report.language = language.rawValue
    report.parameters = [NamedValue("msl", "2 s")]
    var capture = CaptureReport()
    capture.title = "incident.pcap"
    (capture.start, capture.end) = (1_700_000_000_000_000_000, 1_700_000_060_000_000_000)
    capture.linkTypes = ["EN10MB", "LINUX_SLL"]
    capture.ledger.read = 1220
    capture.ledger.tcp = 1217
    capture.ledger.icmpErrors = 1
    capture.ledger.skipped = [.init(reason: "arp", frames: 2)]
    capture.damage = "the file ends inside frame 1221, 7 octets after its beginning"
    var quality = QualityEntry()
    quality.check = "capture/duplicates"
    (quality.title, quality.text) = ("Every packet twice", "copies 0.02 ms apart")
    (quality.frames, quality.connections) = (Array(1...40), [12])
    capture.quality = [quality]
    capture.connections = [connection]
    report.captures = [capture]
    try expectGolden(text(report), "incident.\(language.rawValue).txt")
  }

  @Test("one record that came a little later changes at most two lines", arguments: 4...9)
  func stability(place: Int) throws {
    let capture = try SampleReports.read("open-close-by-client.pcap", unfolded)
    var report = Report()
    report.captures = [capture]
    var segments = try SegmentNotation.parse(text(report)).segments
    func lines() -> [Substring] {
      var analysis = Analysis(options: unfolded)
      for segment in segments { analysis.consume(segment) }
      report.captures = [analysis.finish()]
      return text(report).split(separator: "\n")
    }
    let before = lines()
    segments[place].time = segments[place].time + .microseconds(3)
    let after = lines()
    #expect(after.count == before.count)
    #expect((1...2).contains(zip(after, before).count { $0 != $1 }))
  }

  @Test("hostile names neither leave their line nor reach the terminal")
  func hostile() throws {
    var report = try SampleReports.report("icmp-unreachable.pcap")
    let name = "a\u{1b}[2J\u{202e}\n  +0  A > B  R  0:0(0)  win 0\r\u{9b}31m\u{2028}"
    report.captures[0].title = name
    report.captures[0].damage = name
    report.captures[0].linkTypes = [name]
    report.parameters = [NamedValue(name, name)]
    let wanted = try SegmentNotation.parse(text(try SampleReports.report("icmp-unreachable.pcap"))).segments.count
    let written = text(report)
    #expect(try SegmentNotation.parse(written).segments.count == wanted)
    #expect(!written.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    #expect(!written.unicodeScalars.contains { $0.properties.generalCategory == .format })
    for colour in [true, false] {
      let line = Summary.line(report.captures[0], language: .en, isColoured: colour)
      #expect(!line.contains("\n") && !line.contains("\u{1b}[2J") && !line.unicodeScalars.contains("\u{202e}"))
    }
  }

  @Test("what can be broken is no longer than 118 columns, in both languages", arguments: SampleReports.names)
  func width(name: String) throws {
    for language in [Language.en, .zh] {
      var options = unfolded
      options.language = language
      options.allVerdicts = true
      var report = Report()
      report.captures = [try SampleReports.read(name, options)]
      report.language = language.rawValue
      for line in text(report).split(separator: "\n") where line.hasPrefix("#") {
        let wide = line.unicodeScalars.count { $0.value >= 0x2e80 }
        #expect(line.unicodeScalars.count + wide <= 118, "\(line)")
      }
    }
  }

  @Test("a connection that is not drawn is one line, and an undrawn accusation is still told")
  func brief() throws {
    var options = AnalysisOptions()
    options.drawing = .none
    var report = Report()
    report.captures = [try SampleReports.read("many-connections.pcap", options)]
    let count = report.captures[0].connections.count
    let plain = text(report).split(separator: "\n")
    #expect(plain.count { $0.contains("10.77.0.1:40") } == count)
    #expect(try SegmentNotation.parse(text(report)).segments.isEmpty)
    var finding = Finding()
    finding.title = "The accusation"
    report.captures[0].connections[7].findings = [finding]
    #expect(text(report).contains("The accusation"))
  }

  @Test("a line for the terminal says what the capture holds")
  func summary() throws {
    let capture = try SampleReports.read("open-close-by-client.pcap", AnalysisOptions())
    let line = Summary.line(capture, language: .en)
    #expect(line.hasPrefix("open-close-by-client.pcap  ") && line.contains("1 connection  ") && line.contains("0 must"))
    var empty = CaptureReport()
    empty.title = "quiet.pcap"
    empty.ledger.read = 3
    empty.ledger.skipped = [.init(reason: "arp", frames: 2), .init(reason: "udp", frames: 1)]
    #expect(Summary.line(empty, language: .en).hasSuffix("no TCP in 3 frames: 2 arp, 1 udp"))
    #expect(Summary.line(empty, language: .zh).contains("3 帧中没有 TCP"))
  }

  private struct Said: Hashable {
    var check: String
    var level: FindingLevel
    var endpoint: Role?
    var frames: [Int]
    init(_ finding: Finding) {
      (check, level, endpoint, frames) = (finding.check, finding.level, finding.endpoint, finding.frames)
    }
  }
}

extension LadderRow {
  /// The frame of a row that is one record.
  fileprivate var record: Int? {
    switch content {
    case .segment(let segment): segment.frame
    case .icmp(_, _, _, let frame): frame
    case .transfer, .silence, .expected, .unseen: nil
    }
  }
}
