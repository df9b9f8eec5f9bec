import Analysis
import Checks

/// Two captures of the same connections as a page: how the clocks stand, and each connection with its slanted arrows,
/// what became of its segments, and what was rewritten on the way.
struct PairPage {
  private let report: PairReport
  private let words: PairWords
  private var say: Say { words.say }
  /// So many connections are drawn, those with something to tell first; the others are counted.
  private static let pictured = 40

  init(_ report: PairReport, language: Language) {
    self.report = report
    words = PairWords(Say(language: language))
  }

  var title: String { PlacedText.oneLine(words.heading(report)) }

  func parts() -> [String: String] { ["masthead": string(masthead), "captures": string(connections)] }

  private func masthead(_ xml: XMLWriter) {
    xml.element("h1", text: title)
    xml.newline()
    for line in words.clock(report.clock) + words.leftOut(report) + [report.hidden].compactMap(\.self) {
      xml.element("p", ["class": "lede"], text: line)
      xml.newline()
    }
  }

  private func connections(_ xml: XMLWriter) {
    func odd(_ connection: PairedConnection) -> Int {
      Role.allCases.reduce(0) { sum, role in
        sum + connection.fates[role].counts.reduce(0) { $1.key == .crossed || $1.key == .recut ? $0 : $0 + $1.value }
      }
    }
    let order = report.connections.sorted { (odd($0), $1.id) > (odd($1), $0.id) }
    for connection in order.prefix(Self.pictured).sorted(by: { $0.id < $1.id }) {
      xml.element("section", ["aria-labelledby": "p\(connection.id)"]) {
        xml.newline()
        xml.element("h2", ["id": "p\(connection.id)"], text: PlacedText.oneLine(words.title(connection)))
        xml.newline()
        xml.element("ul") { for line in words.fates(connection) { xml.element("li", text: line) } }
        xml.newline()
        rewritten(connection, xml)
        xml.element("figure") {
          xml.raw(LadderFigure.svg(connection.drawn, language: say.language, standalone: false))
        }
        xml.newline()
      }
      xml.newline()
    }
    if order.count > Self.pictured {
      let more = order.count - Self.pictured
      xml.element("p", text: say("\(more) more connections stand in pair.json and pair.txt.", zh: "另有 \(more) 个连接，见 pair.json 与 pair.txt。"))
    }
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

  private func string(_ write: (XMLWriter) -> Void) -> String {
    let xml = XMLWriter()
    write(xml)
    return String(decoding: xml.octets(), as: UTF8.self)
  }
}

extension PairedConnection {
  /// As the ladder's figure takes it.
  fileprivate var drawn: ConnectionReport {
    var report = ConnectionReport()
    report.id = id
    (report.client, report.server) = (atClient.client, atServer.server)
    report.segments = PerRole(client: rows.count { $0.from == .client }, server: rows.count { $0.from == .server })
    report.isn = PerRole(client: 0, server: 0)
    report.ladder = ladder
    return report
  }
}
