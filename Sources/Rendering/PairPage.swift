import Analysis
import Checks

/// Two captures of the same connections as a page: how the clocks stand, and each connection with its slanted arrows,
/// what became of its segments, and what was rewritten on the way.
struct PairPage {
  private let report: PairReport
  private let words: PairWords
  private let maxOctets: Int
  private let isLinked: Bool
  private var say: Say { words.say }

  init(_ report: PairReport, language: Language, maxOctets: Int, isLinked: Bool) {
    self.report = report
    self.maxOctets = maxOctets
    self.isLinked = isLinked
    words = PairWords(Say(language: language))
  }

  var title: String { PlacedText.oneLine(words.heading(report)) }

  func parts() -> [String: String] {
    let head = fragment(masthead)
    let body = fragment { connections(within: maxOctets - Self.shellOctets - head.count, $0) }
    return ["masthead": String(decoding: head, as: UTF8.self), "captures": String(decoding: body, as: UTF8.self)]
  }

  /// Style and shell, and what is said of the connections that have no room; generously.
  private static let shellOctets = 32_000

  private func masthead(_ xml: XMLWriter) {
    xml.element("h1", text: words.outcome(report))
    xml.newline()
    for line in [title + say.stop] + words.clock(report.clock) + words.leftOut(report) + [report.hidden].compactMap(\.self) {
      xml.element("p", ["class": "lede"], text: line)
      xml.newline()
    }
    guard isLinked else { return }
    xml.element("nav", ["aria-label": say("Reports", zh: "报告")]) {
      xml.element("ul") {
        let pages = [("index.html", say("all captures", zh: "全部抓包"))]
          + Role.allCases.map { (IndexPage.link(to: report.pages[$0]), PlacedText.oneLine(report.names[$0])) }
        for (address, name) in pages { xml.element("li") { xml.element("a", ["href": address], text: name) } }
      }
    }
    xml.newline()
  }

  /// Those with most to tell first, as many as fit; the others are counted.
  private func connections(within budget: Int, _ xml: XMLWriter) {
    let order = report.connections.map { (connection: $0, weight: $0.weight) }
      .sorted { ($1.weight, $0.connection.id) < ($0.weight, $1.connection.id) }
    var left = budget
    // A smaller connection may still fit where a larger one did not; but not for ever.
    var misses = 0
    var missing = 0
    var rest = PerRole(client: Fates(), server: Fates())
    for (connection, _) in order {
      let section = misses < 8 ? fragment { self.section(connection, $0) } : []
      if misses < 8, section.count <= left {
        left -= section.count
        xml.raw(section)
        continue
      }
      misses += 1
      missing += 1
      rest.add(connection.fates)
    }
    guard missing > 0 else { return }
    let more = Figure.grouped(missing)
    xml.element(
      "p", ["class": "remainder"],
      text: say(
        "\(more) more connections have no room on this page; pair.json and pair.txt hold them all. Of their segments:",
        zh: "另有 \(more) 个连接因篇幅未列出；pair.json 与 pair.txt 中完整保存。其报文段："))
    xml.newline()
    xml.element("ul") { for role in Role.allCases { xml.element("li", text: words.told(rest, role)) } }
    xml.newline()
  }

  private func section(_ connection: PairedConnection, _ xml: XMLWriter) {
    xml.element("section", ["aria-labelledby": "p\(connection.id)"]) {
      xml.newline()
      xml.element("h2", ["id": "p\(connection.id)"], text: PlacedText.oneLine(words.title(connection)))
      xml.newline()
      xml.element("ul") { for line in words.fates(connection) { xml.element("li", text: line) } }
      xml.newline()
      rewritten(connection, xml)
      xml.element("figure") {
        xml.newline()
        xml.scrollBox(label: words.title(connection)) {
          xml.raw(LadderFigure.svg(connection.drawn, language: say.language, standalone: false))
        }
        xml.newline()
        FigureTable(say: say).write(connection.drawn, to: xml)
      }
      xml.newline()
    }
    xml.newline()
  }

  private func rewritten(_ connection: PairedConnection, _ xml: XMLWriter) {
    guard !connection.rewritten.isEmpty else { return }
    xml.element("table") {
      xml.element("caption", text: say("Changed on the way", zh: "途中被改写"))
      xml.newline()
      xml.element("thead") {
        xml.element("tr") {
          for head in [
            say("field", zh: "字段"), say("sent by", zh: "发送方"), say("when it left", zh: "发出时"),
            say("when it came", zh: "到达时"), say("segments", zh: "报文段"), say("first frames", zh: "首个帧"),
          ] { xml.element("th", ["scope": "col"], text: head) }
        }
      }
      xml.element("tbody") {
        for field in connection.rewritten {
          xml.newline()
          xml.element("tr") {
            xml.element("th", ["scope": "row"], text: words.field(field))
            for cell in [
              say.role(field.from), field.before, field.after, Figure.grouped(field.segments),
              field.frames.map { "#\($0)" }.joined(separator: " → "),
            ] { xml.element("td", text: cell) }
          }
        }
      }
    }
    xml.newline()
  }

  private func fragment(_ write: (XMLWriter) -> Void) -> [UInt8] {
    let xml = XMLWriter()
    write(xml)
    return xml.octets()
  }
}

extension PairedConnection {
  /// Segments that did not simply cross, and fields that were rewritten.
  fileprivate var weight: Int {
    Role.allCases.reduce(rewritten.count) { sum, role in
      sum + fates[role].counts.reduce(0) { $1.key == .crossed || $1.key == .recut ? $0 : $0 + $1.value }
    }
  }

  /// As the ladder's figure takes it.
  fileprivate var drawn: ConnectionReport {
    var report = ConnectionReport()
    report.id = id
    (report.client, report.server) = (atClient.client, atServer.server)
    report.segments = PerRole(client: rows.count { $0.from == .client }, server: rows.count { $0.from == .server })
    report.isn = PerRole(client: isn.client ?? 0, server: isn.server ?? 0)
    (report.ladder, report.states) = (ladder, states)
    // The figure names the real numbers, as the sender's own capture has them.
    for place in ladder.rows.indices {
      guard case .segment(var segment) = ladder.rows[place].content else { continue }
      segment.seq &+= isn[segment.from] ?? 0
      segment.ack = segment.ack.map { $0 &+ (isn[segment.from == .client ? .server : .client] ?? 0) }
      report.ladder?.rows[place].content = .segment(segment)
    }
    return report
  }
}
