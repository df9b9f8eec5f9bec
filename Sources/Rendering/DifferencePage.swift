import Analysis
import Checks
import FoundationEssentials

/// What changed between two runs, as a page with both ladders of each changed connection side by side.
struct DifferencePage {
  private let difference: Difference
  private let words: DifferenceWords
  private var say: Say { words.say }
  /// An SVG file by its name below the folder of a report; `nil` where there is none.
  private let oldFigure: (String) -> [UInt8]?
  private let newFigure: (String) -> [UInt8]?
  private let maxOctets: Int

  init(
    _ difference: Difference, language: Language, maxOctets: Int, old: @escaping (String) -> [UInt8]?,
    new: @escaping (String) -> [UInt8]?
  ) {
    self.difference = difference
    self.maxOctets = maxOctets
    words = DifferenceWords(say: Say(language: language))
    oldFigure = old
    newFigure = new
  }

  var title: String {
    if difference.isEmpty { return words.nothing(in: difference) }
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
    // What is said comes first; figures have what room it leaves.
    let changed = difference.captures.filter(\.isTold)
    var room = maxOctets - Self.shellOctets
    let told = changed.map { capture in
      (capture: capture, words: fragment { words(of: capture, $0) }, connections: capture.connections.map { one in fragment { said(of: one, $0) } })
    }
    var missing = 0
    var spoken: [[[UInt8]?]] = []
    for one in told {
      room -= one.words.count + 200
      spoken.append(
        one.connections.map { octets in
          guard octets.count <= room else {
            missing += 1
            return nil
          }
          room -= octets.count
          return octets
        })
    }
    for (place, one) in told.enumerated() {
      let label = "d\(place + 1)"
      xml.element("section", ["class": "compared", "aria-labelledby": label]) {
        xml.newline()
        xml.element("h2", ["id": label], text: words.name(of: one.capture))
        xml.newline()
        xml.raw(one.words)
        for (connection, octets) in zip(one.capture.connections, spoken[place]) {
          guard let octets else { continue }
          xml.raw(octets)
          let pictures = fragment { self.pictures(connection, of: one.capture, $0) }
          guard pictures.count <= room else { continue }
          room -= pictures.count
          xml.raw(pictures)
        }
      }
      xml.newline()
    }
    guard missing > 0 else { return }
    let more = Figure.grouped(missing)
    xml.element(
      "p", ["class": "remainder"],
      text: say("\(more) more connections that changed have no room on this page; --format json tells them all.",
        zh: "另有 \(more) 个有变化的连接因篇幅未列出；--format json 给出全部。"))
    xml.newline()
  }

  /// Style, shell and head, generously.
  private static let shellOctets = 32_000

  private func words(of capture: CaptureDifference, _ xml: XMLWriter) {
    renamed(capture, xml)
    findings(capture, xml)
    values(capture.checks.map(words.spoken), say("Verdicts of checks", zh: "检查结论"), xml)
    for host in capture.hosts {
      xml.element("h3", text: say("Host \(words.name(of: host, in: capture))", zh: "主机 \(words.name(of: host, in: capture))"))
      xml.newline()
      values(host.changes.map(words.spoken), say("Behaviour over all its connections", zh: "在其全部连接上的行为"), xml)
    }
  }

  private func renamed(_ capture: CaptureDifference, _ xml: XMLWriter) {
    let sentences = words.renamed(capture)
    guard !sentences.isEmpty else { return }
    xml.element("ul") { for sentence in sentences { xml.element("li", text: sentence) } }
    xml.newline()
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
            xml.text("\(finding.level)\(known) · \(PlacedText.oneLine(finding.title)) · \(words.whose(finding.whose)) ")
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

  private func said(of connection: ConnectionDifference, _ xml: XMLWriter) {
    let number = connection.new ?? connection.old ?? 0
    let came = connection.old == nil ? say(" (new)", zh: "（新增）") : connection.new == nil ? say(" (gone)", zh: "（已无）") : ""
    xml.element("h3", text: say("Connection \(number)\(came): ", zh: "连接 \(number)\(came)：") + connection.ends)
    xml.newline()
    values(connection.changes.map(words.spoken), say("Behaviour", zh: "行为"), xml)
  }

  private func pictures(_ connection: ConnectionDifference, of capture: CaptureDifference, _ xml: XMLWriter) {
    let number = connection.new ?? connection.old ?? 0
    let before = connection.old.flatMap { oldFigure("\(capture.oldName ?? capture.name)/\(LadderFigure.fileName($0))") }
    let after = connection.new.flatMap { newFigure("\(capture.name)/\(LadderFigure.fileName($0))") }
    guard before != nil || after != nil else { return }
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

  private func fragment(_ write: (XMLWriter) -> Void) -> [UInt8] {
    let xml = XMLWriter()
    write(xml)
    return xml.octets()
  }
  private func string(_ write: (XMLWriter) -> Void) -> String { String(decoding: fragment(write), as: UTF8.self) }
}

extension [UInt8] {
  /// An SVG image in an address of its own (RFC 2397).
  fileprivate var asDataAddress: String { "data:image/svg+xml;base64," + Data(self).base64EncodedString() }
}
