import Analysis
import Checks

/// What a figure shows, as a table: for those who cannot see it, and for copying.
struct FigureTable {
  let say: Say

  /// The ladder row by row: time, frame, what crossed and in which direction, and the state each end came into.
  func write(_ connection: ConnectionReport, to xml: XMLWriter) {
    let words = LadderWords(language: say.language)
    let rows = connection.ladder?.rows ?? []
    let (blocks, _) = LadderBlock.blocks(of: connection, words: words)
    let columns = [
      words.time, words.frame, words.role(.client), say("segment", zh: "报文段"), words.role(.server),
      say("finding", zh: "发现"),
    ]
    fold(say("This figure as a table", zh: "以表格显示此图"), columns: columns, to: xml) {
      for (index, block) in blocks.enumerated() {
        let separator = say(" ", zh: "")
        let text = ([block.main.joined(separator: separator)] + block.small).joined(separator: "; ")
        xml.tableRow([
          Figure.seconds(rows[index].time, decimals: 6), block.frames,
          states(connection.states.client, at: index, words), block.direction + text,
          states(connection.states.server, at: index, words), block.findings.map(String.init).joined(separator: ", "),
        ])
      }
      let last = [Role.client, .server].map { role in
        connection.states[role].filter { $0.row >= rows.count }.map { state($0, words) }.joined(separator: " → ")
      }
      if last.contains(where: { !$0.isEmpty }) { xml.tableRow(["", "", last[0], "", last[1], ""]) }
    }
  }

  /// The series of ISNs behind the figure of one host.
  func write(_ reports: [ISNReport], to xml: XMLWriter) {
    let limit = 256
    let columns = [
      say("opening", zh: "打开方式"), say("time (s)", zh: "时间 (s)"), say("ISN", zh: "初始序号"),
      say("step", zh: "步长"), say("connection", zh: "连接"),
    ]
    fold(say("This figure as a table", zh: "以表格显示此图"), columns: columns, to: xml) {
      for report in reports {
        let opening = report.role == "active" ? "SYN" : "SYN, ACK"
        var before: UInt32?
        for sample in report.series.prefix(limit) {
          let step = before.map { Figure.grouped(Int32(bitPattern: sample.isn &- $0)) } ?? ""
          before = sample.isn
          xml.tableRow([
            opening, Figure.seconds(sample.time, decimals: 6), Figure.grouped(sample.isn), step,
            String(sample.connection),
          ])
        }
        let rest = report.series.count - limit
        if rest > 0 {
          xml.tableRow([opening, say("\(rest) more in report.json", zh: "其余 \(rest) 个见 report.json"), "", "", ""])
        }
      }
    }
  }

  /// The connections behind the lanes of one host.
  func write(_ rows: [LaneLayout.Row], to xml: XMLWriter) {
    let columns = [
      say("ends", zh: "两端"), say("connection", zh: "连接"), say("start (s)", zh: "开始 (s)"), say("duration", zh: "时长"),
      say("TIME-WAIT from (s)", zh: "TIME_WAIT 始于 (s)"), say("remarks", zh: "备注"),
    ]
    fold(say("This figure as a table", zh: "以表格显示此图"), columns: columns, to: xml) {
      for row in rows {
        var remarks = row.isEarly ? [say("began within 2MSL of the one before", zh: "在前一连接的 2MSL 内开始")] : []
        if let alive = row.wait?.alive {
          remarks.append(say("TIME-WAIT proven for \(Figure.span(alive))", zh: "TIME_WAIT 已证实 \(Figure.span(alive))"))
        }
        xml.tableRow([
          row.lane, String(row.connection), Figure.seconds(row.start, decimals: 3), Figure.span(row.duration),
          row.wait.map { Figure.seconds(row.start + $0.from, decimals: 3) } ?? "", say.list(remarks),
        ])
      }
    }
  }

  func fold(_ summary: String, isOpen: Bool = false, columns: [String], to xml: XMLWriter, _ rows: () -> Void) {
    xml.element("details", ["class": "as-table", "open": isOpen ? "open" : nil]) {
      xml.element("summary", text: summary)
      xml.scrollBox(label: summary) {
        xml.element("table") {
          xml.tableHead(columns)
          xml.element("tbody") {
            xml.newline()
            rows()
          }
        }
      }
    }
    xml.newline()
  }

  private func states(_ spans: [StateSpan], at row: Int, _ words: LadderWords) -> String {
    spans.filter { $0.row == row }.map { state($0, words) }.joined(separator: " → ")
  }

  private func state(_ span: StateSpan, _ words: LadderWords) -> String {
    var notes: [String] = []
    if span.sureness == "assumed" { notes.append(words.assumed) }
    if span.sureness == "inferred" { notes.append(words.inferred) }
    if let note = span.note { notes.append(note) } else if let waited = span.waited { notes.append(words.waited(waited)) }
    if !span.borders.isEmpty {
      let borders = span.borders.map { Figure.seconds($0, decimals: 0) }.joined(separator: say(", ", zh: "、"))
      notes.append(say("borders at \(borders) s", zh: "界线 \(borders) s"))
    }
    let name = span.state.state(in: say.language)
    return notes.isEmpty ? name : "\(name) (\(notes.joined(separator: say("; ", zh: "；"))))"
  }
}

extension LadderBlock {
  /// An arrow of text: which way the row went.
  fileprivate var direction: String {
    switch manner {
    case nil: ""
    case .transfer: "⇄ "
    case .lost: from == .client ? "→ ✕ " : "✕ ← "
    case .plain, .offending, .noted, .expected, .unseen, .icmp: from == .client ? "→ " : "← "
    }
  }
}

extension XMLWriter {
  /// A wide table or figure scrolls within its own box, never the page; keyboards reach it.
  func scrollBox(label: String, kind: String? = nil, _ body: () -> Void) {
    let kinds = kind.map { "scroll \($0)" } ?? "scroll"
    element("div", ["class": kinds, "role": "group", "aria-label": PlacedText.oneLine(label), "tabindex": "0"]) {
      newline()
      body()
      newline()
    }
  }

  func tableHead(_ columns: [String]) {
    element("thead") {
      element("tr") { for column in columns { element("th", ["scope": "col"], text: column) } }
    }
    newline()
  }

  func tableRow(_ cells: [String]) {
    element("tr") { for cell in cells { element("td", text: cell) } }
    newline()
  }
}
