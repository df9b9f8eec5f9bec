import Analysis
import Checks
import FoundationEssentials

/// What changed between two runs, as a page with both ladders of each changed connection side by side.
struct DifferencePage {
  private let difference: Difference
  private let say: Say
  /// An SVG file by its name below the folder of a report; `nil` where there is none.
  private let oldFigure: (String) -> [UInt8]?
  private let newFigure: (String) -> [UInt8]?
  /// So many pairs of figures; what is beyond is told without them.
  private static let pictured = 40

  init(
    _ difference: Difference, language: Language, old: @escaping (String) -> [UInt8]?,
    new: @escaping (String) -> [UInt8]?
  ) {
    self.difference = difference
    say = Say(language: language)
    oldFigure = old
    newFigure = new
  }

  var title: String {
    if difference.isEmpty { return say("No difference", zh: "没有差异") }
    return difference.isWorse
      ? say("Something got worse", zh: "有所恶化") : say("Changed, and nothing got worse", zh: "有变化，但未恶化")
  }

  func parts() -> [String: String] {
    ["masthead": string { $0.element("h1", text: "tcpreport diff: \(title)") }, "captures": string(captures)]
  }

  private func captures(_ xml: XMLWriter) {
    for (names, head) in [
      (difference.onlyOld, say("No longer there", zh: "已不存在")), (difference.onlyNew, say("New captures", zh: "新增抓包")),
    ] where !names.isEmpty {
      xml.element("h2", text: head)
      xml.newline()
      xml.element("ul") { for name in names { xml.element("li", text: PlacedText.oneLine(name)) } }
      xml.newline()
    }
    var room = Self.pictured
    for (place, capture) in difference.captures.filter({ !$0.isEmpty }).enumerated() {
      let label = "d\(place + 1)"
      xml.element("section", ["class": "compared", "aria-labelledby": label]) {
        xml.newline()
        xml.element("h2", ["id": label], text: PlacedText.oneLine(capture.name))
        xml.newline()
        findings(capture, xml)
        values(capture.checks.map(spoken), say("Verdicts of checks", zh: "检查结论"), xml)
        for connection in capture.connections { self.connection(connection, of: capture, &room, xml) }
      }
      xml.newline()
    }
  }

  private func findings(_ capture: CaptureDifference, _ xml: XMLWriter) {
    guard !capture.findings.isEmpty else { return }
    xml.element("div", ["class": "diff"]) {
      xml.newline()
      for finding in capture.findings {
        let came = finding.change == .came
        xml.element("p", ["class": came ? "observed" : "expected"]) {
          let word = came ? say("came", zh: "新出现") : say("went", zh: "已消失")
          xml.element("b", text: "\(came ? "+" : "-") \(word)")
          let known = finding.counts ? "" : say(", known", zh: "，已知")
          xml.element("span") {
            xml.text("\(finding.level)\(known) · \(PlacedText.oneLine(finding.title)) · \(whose(finding.whose)) ")
            xml.element("code", text: finding.check)
          }
        }
        xml.newline()
      }
    }
    xml.newline()
    if capture.same > 0 {
      xml.element("p", text: say("\(capture.same) findings as before.", zh: "\(capture.same) 个发现不变。"))
      xml.newline()
    }
  }

  private func values(_ changes: [ValueDifference], _ title: String, _ xml: XMLWriter) {
    guard !changes.isEmpty else { return }
    xml.element("table") {
      xml.element("caption", text: title)
      xml.newline()
      xml.element("thead") {
        xml.element("tr") {
          for head in ["", say("before", zh: "之前"), say("now", zh: "现在")] { xml.element("th", ["scope": "col"], text: head) }
        }
      }
      xml.element("tbody") {
        for change in changes {
          xml.newline()
          xml.element("tr") {
            xml.element("th", ["scope": "row"], text: change.name)
            xml.element("td", text: PlacedText.oneLine(change.old))
            xml.element("td", text: PlacedText.oneLine(change.new))
          }
        }
      }
    }
    xml.newline()
  }

  private func connection(
    _ connection: ConnectionDifference, of capture: CaptureDifference, _ room: inout Int, _ xml: XMLWriter
  ) {
    let number = connection.new ?? connection.old ?? 0
    let came = connection.old == nil ? say(" (new)", zh: "（新增）") : connection.new == nil ? say(" (gone)", zh: "（已无）") : ""
    xml.element("h3", text: say("Connection \(number)\(came): ", zh: "连接 \(number)\(came)：") + connection.ends)
    xml.newline()
    values(connection.changes.map(spoken), say("Behaviour", zh: "行为"), xml)
    let before = connection.old.flatMap { oldFigure("\(capture.name)/\(LadderFigure.fileName($0))") }
    let after = connection.new.flatMap { newFigure("\(capture.name)/\(LadderFigure.fileName($0))") }
    guard room > 0, before != nil || after != nil else { return }
    room -= 1
    xml.element("div", ["class": "beside"]) {
      for (figure, word) in [(before, say("before", zh: "之前")), (after, say("now", zh: "现在"))] {
        guard let figure else { continue }
        xml.element("figure") {
          xml.element("figcaption", text: word)
          // As an image it can neither run nor fetch anything, whatever the file holds.
          xml.element("img", ["alt": say("ladder of connection \(number), \(word)", zh: "连接 \(number) 的梯形图，\(word)"), "src": figure.asDataAddress])
        }
        xml.newline()
      }
    }
    xml.newline()
  }

  /// A change in the reader's words; `report.json`, and so the other forms, name members and values as programs do.
  private func spoken(_ change: ValueDifference) -> ValueDifference {
    switch change.name {
    case "closedBy":
      ValueDifference(say("closed by", zh: "关闭方"), say.closedBy(change.old.told), say.closedBy(change.new.told))
    case "closeStyle": ValueDifference(say("how it ended", zh: "如何结束"), change.old, change.new)
    case "vantage": ValueDifference(say("captured at", zh: "抓取位置"), change.old, change.new)
    case "states of the client": ValueDifference(say(change.name, zh: "客户端状态"), change.old, change.new)
    case "states of the server": ValueDifference(say(change.name, zh: "服务端状态"), change.old, change.new)
    default: ValueDifference(change.name, verdict(change.old), verdict(change.new))
    }
  }

  private func verdict(_ word: String) -> String {
    Verdict.allCases.first { "\($0)" == word }?.word(say) ?? word
  }

  /// `connection 3, client` or `host 192.0.2.1` in the reader's language.
  private func whose(_ words: String) -> String {
    guard say.language == .zh else { return words }
    return words.replacing("connection ", with: "连接 ").replacing("host ", with: "主机 ").replacing(", client", with: "，客户端")
      .replacing(", server", with: "，服务端")
  }

  private func string(_ write: (XMLWriter) -> Void) -> String {
    let xml = XMLWriter()
    write(xml)
    return String(decoding: xml.octets(), as: UTF8.self)
  }
}

extension String {
  /// The dash of a value that was not there is none.
  fileprivate var told: String? { self == "–" ? nil : self }
}

extension [UInt8] {
  /// An SVG image in an address of its own (RFC 2397).
  fileprivate var asDataAddress: String { "data:image/svg+xml;base64," + Data(self).base64EncodedString() }
}
