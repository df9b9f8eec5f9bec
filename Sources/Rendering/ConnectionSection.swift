import Analysis
import Checks

/// One connection on the page: what was found beside the figure that shows it.
struct ConnectionSection {
  let connection: ConnectionReport
  let say: Say
  /// Without findings, the section is folded among many.
  let isFolded: Bool
  /// The ladder is drawn for a narrow screen, too.
  var isDrawnNarrow = true
  /// The connection that used the four-tuple before this one.
  var predecessor: ConnectionReport?
  /// It has a section of its own on the page.
  var isPredecessorDrawn = true

  func octets() -> [UInt8] {
    let xml = XMLWriter()
    if isFolded {
      xml.element("details", ["class": "connection", "id": prefix]) {
        xml.element("summary") { heading(xml) }
        xml.newline()
        body(xml)
      }
    } else {
      xml.element("section", ["class": "connection", "id": prefix]) {
        xml.newline()
        heading(xml)
        xml.newline()
        body(xml)
      }
    }
    xml.newline()
    return xml.octets()
  }

  private var prefix: String { LadderFigure.prefix(connection) }

  private func heading(_ xml: XMLWriter) {
    xml.element("h3") {
      xml.element("span", ["class": "which"], text: "#\(connection.id)")
      xml.text(" \(connection.client.text) → \(connection.server.text)")
    }
    if isFolded, !connection.closeStyle.isEmpty {
      xml.text(" ")
      xml.element("span", ["class": "fact"], text: connection.closeStyle)
    }
  }

  /// Findings, figure and the rest: below one another on a narrow page, the figure at the side on a wide one.
  private func body(_ xml: XMLWriter) {
    xml.element("p", ["class": "meta"], text: facts.joined(separator: " · "))
    xml.newline()
    xml.element("div", ["class": "exhibit"]) {
      xml.newline()
      if !connection.findings.isEmpty {
        xml.element("div", ["class": "accused"]) {
          xml.newline()
          FindingMarkup(say: say, prefix: prefix, marks: marks).write(connection.findings, to: xml)
        }
        xml.newline()
      }
      figure(xml)
      xml.element("div", ["class": "notes"]) {
        xml.newline()
        measures(xml)
        VerdictLists(say: say).write(connection.verdicts, notExercised: connection.tally.notExercised, to: xml)
      }
      xml.newline()
    }
    xml.newline()
    FurtherFigures(connection: connection, say: say, isFolded: isFolded).write(to: xml)
  }

  /// When, how long, how it ended, and from where it was seen.
  private var facts: [String] {
    let start = UTCTime(connection.start)
    var facts = ["\(start.date) \(start.time) UTC", Figure.span(connection.duration)]
    if !connection.closeStyle.isEmpty { facts.append(connection.closeStyle) }
    if connection.incarnation > 1 {
      let number = connection.incarnation
      facts.append(say("use \(number) of this four-tuple", zh: "此四元组的第 \(number) 次使用"))
    }
    facts.append(say.vantage(connection.vantage))
    if let carries = connection.carries { facts.append(carries) }
    return facts
  }

  /// How the figure marks each finding, where it does so most plainly.
  private var marks: [Int: LadderLayout.Badge.Kind] {
    var marks: [Int: LadderLayout.Badge.Kind] = [:]
    for row in connection.ladder?.rows ?? [] {
      let kind = row.badgeKind(in: connection)
      for number in row.findings where marks[number] == nil || kind != .other { marks[number] = kind }
    }
    return marks
  }

  private func measures(_ xml: XMLWriter) {
    let (segments, octets) = (connection.segments, connection.octets)
    let (again, isn) = (connection.retransmissions, connection.isn)
    xml.element("table", ["class": "measures"]) {
      xml.element("thead") {
        xml.element("tr") {
          xml.element("td") {}
          for name in [say("client →", zh: "客户端 →"), say("← server", zh: "← 服务端")] {
            xml.element("th", ["scope": "col", "class": "number"], text: name)
          }
        }
      }
      xml.newline()
      xml.element("tbody") {
        xml.newline()
        var rows = [
          (say("segments", zh: "报文段"), Figure.grouped(segments.client), Figure.grouped(segments.server)),
          (say("octets of data", zh: "数据字节"), Figure.grouped(octets.client), Figure.grouped(octets.server)),
          (say("retransmissions", zh: "重传"), Figure.grouped(again.client), Figure.grouped(again.server)),
        ]
        // What never happened is left out, so that what did is seen.
        for (client, server) in connection.namedMeasures {
          rows.append((client.name[say.language], client.text, server.text))
        }
        let waits = Role.allCases.map { connection.timeWaits[$0].map(say.timeWait) }
        let waiting = "TIME-WAIT".state(in: say.language)
        if waits.contains(where: { $0 != nil }) { rows.append((waiting, waits[0] ?? "–", waits[1] ?? "–")) }
        let options = say("options offered", zh: "所报选项")
        rows.append((options, offered(.client), offered(.server)))
        rows.append(
          (say("ISN", zh: "初始序号"), isn.client.map { Figure.grouped($0) } ?? "–", isn.server.map { Figure.grouped($0) } ?? "–"))
        for (name, client, server) in rows {
          xml.element("tr") {
            xml.element("th", ["scope": "row"], text: name)
            for value in [client, server] { xml.element("td", ["class": name == options || name == waiting ? "words" : "number"], text: value) }
          }
          xml.newline()
        }
      }
    }
    xml.newline()
    xml.facts(connection.facts, say)
  }

  /// Options of an end's SYN; a dash where it was not captured.
  private func offered(_ role: Role) -> String {
    guard let names = connection.measures[role].offered else { return "–" }
    return names.isEmpty ? say("none", zh: "无") : say.options(names)
  }

  private func figure(_ xml: XMLWriter) {
    guard connection.ladder != nil else { return }
    let words = LadderWords(language: say.language)
    xml.element("figure") {
      xml.newline()
      before(xml)
      let title = words.title(connection, client: connection.client.text, server: connection.server.text)
      xml.scrollBox(label: title, kind: isDrawnNarrow ? "whole" : nil) {
        xml.raw(LadderFigure.svg(connection, language: say.language, standalone: false))
      }
      xml.newline()
      if isDrawnNarrow {
        // Where the style sheet does not get through, the wide one alone is seen.
        let narrow = LadderFigure.narrow(connection, language: say.language)
        xml.element("div", ["class": "narrow", "hidden": "hidden"]) {
          xml.newline()
          if narrow.isBroad { xml.scrollBox(label: title) { xml.raw(narrow.octets) } } else { xml.raw(narrow.octets) }
        }
        xml.newline()
      }
      FigureTable(say: say).write(connection, to: xml)
    }
    xml.newline()
  }
}

extension ConnectionSection {
  /// So long after a close the numbers of the old connection may still be under way (2 MSL, RFC 9293 §3.4.2).
  private static let memory: Int64 = 240_000_000_000
  private static let rowsBefore = 4

  /// How the connection before ended, above the segment that took its four-tuple again.
  private func before(_ xml: XMLWriter) {
    guard let earlier = predecessor else { return }
    let gap = max(0, connection.start - earlier.start - earlier.duration)
    let length = Duration.nanoseconds(gap).text
    let rows = Array((earlier.ladder?.rows.indices).map { $0.suffix(Self.rowsBefore) } ?? [])
    let isShown = !isFolded && gap < Self.memory && !rows.isEmpty
    xml.element("p", ["class": "before"]) {
      let name = say("Connection \(earlier.id)", zh: "连接 \(earlier.id)")
      let target = isPredecessorDrawn && earlier.ladder != nil ? "#" + LadderFigure.prefix(earlier) : nil
      if let target { xml.element("a", ["href": target], text: name) } else { xml.text(name) }
      let how = earlier.closeStyle.isEmpty ? "" : say(" (\(earlier.closeStyle))", zh: "（\(earlier.closeStyle)）")
      xml.text(
        say(
          " had the same four-tuple and ended \(length) before this one began\(how)\(isShown ? ":" : ".")",
          zh: "使用同一四元组，在本连接开始前 \(length) 结束\(how)\(isShown ? "：" : "。")"))
    }
    xml.newline()
    guard isShown else { return }
    let excerpt = LadderExcerpt(earlier, rows: rows)
    xml.element("div", ["class": "earlier"]) {
      xml.newline()
      xml.scrollBox(label: say("The end of connection \(earlier.id)", zh: "连接 \(earlier.id) 的结束")) {
        xml.raw(LadderFigure.svg(excerpt, prefix: prefix + "b", language: say.language))
      }
      xml.newline()
    }
    xml.newline()
    xml.element(
      "p", ["class": "before"],
      text: say("and \(length) later connection \(connection.id):", zh: "\(length) 之后，连接 \(connection.id)："))
    xml.newline()
  }
}

extension XMLWriter {
  /// Measurements: shown, never judged.
  func facts(_ facts: [FactReport], _ say: Say) {
    guard !facts.isEmpty else { return }
    let list = {
      self.element("ul", ["class": "facts"]) {
        self.newline()
        for fact in facts {
          self.element("li") {
            self.text(fact.text)
            var notes: [String] = []
            if let role = fact.endpoint { notes.append(say.role(role)) }
            if !fact.frames.isEmpty { notes.append(say.frames(fact.frames, upTo: 3)) }
            notes.append(fact.check)
            self.element("small", text: " " + notes.joined(separator: " · "))
          }
          self.newline()
        }
      }
      self.newline()
    }
    if facts.count <= 4 { return list() }
    element("details", ["class": "measured"]) {
      element("summary", text: say.count(facts.count, "measurement", "measurements", zh: "项测量"))
      newline()
      list()
    }
    newline()
  }
}
