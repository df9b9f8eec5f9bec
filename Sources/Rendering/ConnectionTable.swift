import Analysis
import Checks

/// The connections of a capture as rows: those with findings first, worst on top, the others in the order of time.
struct ConnectionTable {
  let capture: CaptureReport
  let summary: CaptureSummary
  let say: Say
  /// Indices of connections that have a section of their own on the page.
  var drawn: Set<Int>
  /// What the rows may weigh, in octets.
  let budget: Int

  func write(to xml: XMLWriter) {
    var left = budget
    let quiet = capture.connections.indices.filter { capture.connections[$0].findings.isEmpty }
    let worst = rows(summary.worst, &left)
    let others = rows(quiet, &left)
    let bad = say.count(
      summary.worst.count, "connection with findings", "connections with findings", zh: "个连接有发现")
    let good = say.count(quiet.count, "connection without findings", "connections without findings", zh: "个连接没有发现")
    let isShort = quiet.count <= 12
    if isShort || quiet.isEmpty {
      table([(summary.worst.isEmpty ? nil : bad, worst.octets), (summary.worst.isEmpty ? nil : good, others.octets)], to: xml)
      xml.remainder(summary.worst.count - worst.count + quiet.count - others.count, zh: "个连接", say)
      return
    }
    if !summary.worst.isEmpty {
      table([(bad, worst.octets)], to: xml)
      xml.remainder(summary.worst.count - worst.count, zh: "个连接", say)
    }
    xml.element("details", ["class": "quiet"]) {
      xml.element("summary", text: good)
      xml.newline()
      table([(nil, others.octets)], to: xml)
      xml.remainder(quiet.count - others.count, zh: "个连接", say)
    }
    xml.newline()
  }

  private var verdicts: [Verdict] { Verdict.told(of: summary.tally) }

  /// One table, a body for each group of rows under its heading.
  private func table(_ groups: [(heading: String?, rows: [UInt8])], to xml: XMLWriter) {
    let heads = [
      ("number", "#"), (nil, say("client", zh: "客户端")), (nil, say("server", zh: "服务端")),
      ("number", say("start (UTC)", zh: "开始 (UTC)")), ("number", say("duration", zh: "时长")),
      ("number", say("octets →", zh: "字节 →")), ("number", say("octets ←", zh: "字节 ←")),
    ]
    let last = summary.worst.isEmpty ? [say("how it ended", zh: "如何结束")]
      : [say("how it ended", zh: "如何结束"), say("what was found", zh: "发现")]
    xml.scrollBox(label: say("connections", zh: "连接")) {
      xml.element("table", ["class": "connections"]) {
        xml.element("thead") {
          xml.element("tr") {
            for (style, name) in heads { xml.element("th", ["scope": "col", "class": style], text: name) }
            for verdict in verdicts {
              xml.element("th", ["scope": "col", "class": "number verdict"]) {
                xml.glyph(verdict)
                xml.element("span", ["class": "spoken"], text: verdict.word(say))
              }
            }
            for name in last { xml.element("th", ["scope": "col"], text: name) }
          }
        }
        xml.newline()
        for group in groups where !group.rows.isEmpty {
          xml.element("tbody") {
            xml.newline()
            if let heading = group.heading {
              xml.element("tr", ["class": "group"]) {
                xml.element("th", ["colspan": String(heads.count + verdicts.count + last.count), "scope": "rowgroup"], text: heading)
              }
              xml.newline()
            }
            xml.raw(group.rows)
          }
          xml.newline()
        }
      }
    }
    xml.newline()
  }

  /// As many rows as the budget holds; at least one, so that no table is empty.
  private func rows(_ indices: [Int], _ left: inout Int) -> (octets: [UInt8], count: Int) {
    var octets: [UInt8] = []
    var count = 0
    for index in indices {
      let xml = XMLWriter()
      row(index, to: xml)
      let row = xml.octets()
      if row.count > left, count > 0 || left < 1000 { break }
      left -= row.count
      octets += row
      count += 1
    }
    return (octets, count)
  }

  private func row(_ index: Int, to xml: XMLWriter) {
    let connection = capture.connections[index]
    let started = UTCTime(connection.start)
    let sameDay = capture.start.map { UTCTime($0).date == started.date } ?? false
    func number(_ text: String) { xml.element("td", ["class": "number"], text: text) }
    xml.element("tr") {
      xml.element("td", ["class": "number"]) {
        if drawn.contains(index) {
          xml.element("a", ["href": "#c\(connection.id)"], text: String(connection.id))
        } else {
          xml.text(String(connection.id))
        }
      }
      xml.element("td", ["class": "address"], text: connection.client.text)
      xml.element("td", ["class": "address"], text: connection.server.text)
      number(sameDay ? started.time : "\(started.date) \(started.time)")
      number(Figure.span(connection.duration))
      xml.element("td", ["class": "number out"], text: Figure.octets(connection.octets.client))
      xml.element("td", ["class": "number back"], text: Figure.octets(connection.octets.server))
      for verdict in verdicts {
        let count = verdict.count(in: connection.tally)
        xml.element("td", ["class": count == 0 ? "number \(verdict) none" : "number \(verdict)"], text: Figure.grouped(count))
      }
      xml.element("td", ["class": "closing"], text: connection.closeStyle)
      if !summary.worst.isEmpty { xml.element("td", ["class": "fact"], text: found(in: connection)) }
    }
    xml.newline()
  }

  private func found(in connection: ConnectionReport) -> String {
    guard let worst = connection.findings.first else { return "" }
    let more = connection.findings.count - 1
    let rest = more == 0 ? "" : say(", and \(more) more", zh: "，另有 \(more) 处")
    return "\(say.level(worst.level)): \(worst.title)\(rest)"
  }
}
