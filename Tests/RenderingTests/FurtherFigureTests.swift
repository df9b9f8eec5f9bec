import Analysis
import Checks
import Replay
import TestSupport
import Testing

@testable import Rendering

@Suite struct FurtherFigureTests {
  private func connection(_ sample: String, _ language: Language = .en) throws -> ConnectionReport {
    var options = AnalysisOptions()
    options.language = language
    return try #require(try SampleReports.read(sample, options).connections.first { !$0.findings.isEmpty || $0.trace != nil })
  }

  @Test(
    "the figures of one sample each are drawn as agreed",
    arguments: [("loss-and-reordering.pcap", "en"), ("third-ack-wrong.pcap", "zh"), ("zero-window.pcap", "zh")])
  func golden(sample: String, language: String) throws {
    let language = Language(rawValue: language) ?? .en
    let connection = try connection(sample, language)
    for file in FurtherFigures.files(of: connection, language: language) {
      #expect(Markup.isWellFormed(file.octets))
      let name = "figures/\(SampleReports.stem(sample)).\(language.rawValue).\(file.name.drop { $0 != "-" }.dropFirst())"
      try expectGolden(String(decoding: file.octets, as: UTF8.self), name)
    }
  }

  @Test("no text of any sample's figures touches another or the edge", arguments: SampleReports.names)
  func nothingTouches(sample: String) throws {
    for language in Language.allCases {
      for connection in try SampleReports.all[sample]?.get().connections.prefix(40) ?? [] where connection.ladder != nil {
        let say = Say(language: language)
        if let plot = SequencePlotLayout(connection, language: language) {
          expectApart(plot.texts, width: SequencePlotLayout.width, height: plot.height)
        }
        let states = StateDiagramLayout(connection, say: say)
        expectApart(states.texts, width: StateDiagramLayout.width, height: states.height)
        #expect(touched(in: states) == [])
        for finding in connection.findings {
          guard let header = finding.header else { continue }
          let layout = HeaderLayout(header, of: connection, number: finding.number, say: say)
          expectApart(layout.texts, width: HeaderLayout.width, height: layout.height)
          #expect(layout.cells.contains { $0.isAtFault }, "\(finding.check)")
        }
      }
    }
  }

  @Test("names of steps are all told and meet no line of the state diagram, whatever way was taken", arguments: 0..<80 as Range<UInt64>)
  func stepNames(seed: UInt64) {
    var dice = Dice(state: seed)
    var connection = LadderFixture.incident()
    for role in [Role.client, .server] {
      var place = 0
      var spans: [StateSpan] = []
      for row in 0..<(2 + dice.below(40)) {
        spans.append(StateSpan(state: StateDiagramLayout.state(place), from: 0, frame: row, row: row, atTail: true))
        let ways = StateDiagramLayout.arrows.filter { $0.from == place }
        place = ways.isEmpty ? 0 : dice.one(of: ways.map(\.to))
      }
      if role == .client { connection.states.client = spans } else { connection.states.server = spans }
    }
    let layout = StateDiagramLayout(connection, say: Say(language: .en))
    // Two more lines stand in the legend.
    #expect(layout.labels.count == layout.lines.count { $0.role != nil } - 2)
    #expect(touched(in: layout) == [])
    expectApart(layout.texts, width: StateDiagramLayout.width, height: layout.height)
  }

  @Test("the measure of names on lines sees one")
  func measureCanFail() throws {
    let layout = StateDiagramLayout(LadderFixture.incident(), say: Say(language: .en))
    #expect(touched(in: layout) == [])
    #expect(touched(in: layout, nudge: 14) != [])
  }

  /// Names of steps that a line runs through or beside within a stroke, measured by walking along every line.
  private func touched(in layout: StateDiagramLayout, nudge: Double = 0) -> [String] {
    layout.labels.filter { label in
      let frame = Rectangle(
        x: label.frame.x - 1 - nudge, y: label.frame.y - 1 - nudge, width: label.frame.width + 2 + 2 * nudge,
        height: label.frame.height + 2 + 2 * nudge)
      return layout.lines.contains { line in
        stride(from: 0.0, through: 1, by: 0.004).contains { part in
          let (x, y) = (line.x1 + (line.x2 - line.x1) * part, line.y1 + (line.y2 - line.y1) * part)
          return frame.x <= x && x <= frame.right && frame.y <= y && y <= frame.bottom
        }
      }
    }.map(\.text)
  }

  @Test("connections of a host stand in lanes, one that took a port again beside the one before")
  func lanes() throws {
    let capture = try SampleReports.read("port-reuse-by-passive-closer.pcap", AnalysisOptions())
    var host = HostReport()
    host.address = try #require(capture.connections.first?.client.address)
    let connections = HostConnections(capture)
    let layout = try #require(LaneLayout(host, of: connections, say: Say(language: .en)))
    #expect(layout.rows.contains { $0.isEarly })
    expectApart(layout.texts, width: LaneLayout.width, height: layout.height)
    let svg = LaneFigure.svg(layout, prefix: "h1", language: .en, standalone: true)
    #expect(Markup.isWellFormed(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "figures/port-reuse.en.lanes.svg")
    host.address = "192.0.2.255"
    #expect(LaneLayout(host, of: connections, say: Say(language: .en)) == nil)
  }

  @Test("the tutorial's figures with the numbers of a real capture are those of the README")
  func tutorial() throws {
    var options = AnalysisOptions()
    options.language = .zh
    let connection = try #require(try SampleReports.read("open-close-by-client.pcap", options).connections.first)
    let parts = [("handshake", connection.opening), ("close", connection.closing)]
    for (name, part) in parts {
      let part = try #require(part)
      let svg = LadderFigure.svg(part, language: .zh, standalone: true)
      #expect(Markup.isWellFormed(svg))
      try expectGolden(String(decoding: svg, as: UTF8.self), "../../samples/pictures/\(name).zh.svg")
    }
    let wrong = try #require(try SampleReports.read("third-ack-wrong.pcap", options).connections.first)
    let header = try #require(wrong.findings.first?.header)
    let svg = HeaderFigure.svg(header, of: wrong, number: 1, prefix: "c1-h1", language: .zh, standalone: true)
    try expectGolden(String(decoding: svg, as: UTF8.self), "../../samples/pictures/header.zh.svg")
  }

  private func expectApart(_ texts: [PlacedText], width: Double, height: Double) {
    let sheet = Rectangle(x: 0, y: 0, width: width, height: height)
    for (index, text) in texts.enumerated() {
      #expect(sheet.contains(text.frame), "\(text.text) leaves the sheet")
      for other in texts[(index + 1)...] {
        #expect(!other.frame.intersects(text.frame), "\(text.text) touches \(other.text)")
      }
    }
  }

  @Test("the diagram's arrows are those of the machine, and none is left out")
  func arrows() {
    let events: [TCPEvent] = [
      .passiveOpen, .sendSyn, .receiveSyn, .receiveSynAck, .ackOfSyn, .sendFin, .receiveFin, .ackOfFin, .receiveFinAckOfFin,
      .twoMSL,
    ]
    var known: Set<String> = []
    for state in TCPState.allCases {
      // The figure leaves this arrow out: the eighth check of §3.10.7.4 alone has it.
      for event in events where !(state == .synReceived && event == .receiveFin) {
        if let next = state.after(event) { known.insert("\(state.name) \(next.name)") }
      }
    }
    let drawn = Set(StateDiagramLayout.arrows.map { "\(StateDiagramLayout.state($0.from)) \(StateDiagramLayout.state($0.to))" })
    #expect(drawn == known)
  }

  @Test("options of any octets are drawn cell by cell, as text and within the sheet", arguments: 0..<60 as Range<UInt64>)
  func hostileOptions(seed: UInt64) {
    var dice = Dice(state: seed)
    var header = HeaderReport()
    header.options = (0..<dice.below(41)).map { _ in UInt8(truncatingIfNeeded: dice.word()) }
    header.fault = dice.one(of: HeaderField.allCases)
    (header.seq, header.ack, header.payload) = (dice.word(), dice.word(), 70_000)
    for language in Language.allCases {
      let layout = HeaderLayout(header, of: LadderFixture.incident(), number: 1, say: Say(language: language))
      expectApart(layout.texts, width: HeaderLayout.width, height: layout.height)
      let octets = layout.fields.filter { $0.value.contains(" · ") && !$0.value.contains("0x") }
      #expect(header.options.isEmpty || !octets.isEmpty)
      let svg = HeaderFigure.svg(
        header, of: LadderFixture.incident(), number: 1, prefix: "t", language: language, standalone: true)
      #expect(Markup.isWellFormed(svg))
    }
  }

  @Test("a silence is cut out of the axis, and time still runs to the right")
  func axis() {
    let second: Int64 = 1_000_000_000
    let times: [Int64] = [0, second / 10, second / 5, 75 * second, 75 * second + second / 10]
    let axis = TimeAxis(times, from: 100, width: 700)
    #expect(axis.breaks.map(\.silence) == [75 * second - second / 5])
    let places = times.map(axis.x)
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(places.allSatisfy { (100...800).contains($0) })
    #expect(TimeAxis([5], from: 0, width: 10).breaks.isEmpty)
  }

  @Test("every check that points into a header is one of the catalogue")
  func fields() {
    let known = Set(Catalogue.checks.map(\.id))
    for check in known.sorted() { _ = HeaderField.atFault(in: check) }
    #expect(HeaderField.checks.isSubset(of: known), "\(HeaderField.checks.subtracting(known))")
  }
}
