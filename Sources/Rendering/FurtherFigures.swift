import Analysis
import Checks

/// What stands beneath a connection's ladder: headers at fault, sequence numbers over time, states; each with its table.
package struct FurtherFigures {
  let connection: ConnectionReport
  let say: Say
  /// Nothing was found, and the section is one of many: its states are left to the ladder.
  let isFolded: Bool
  private static let headersDrawn = 3
  /// More would weigh as much as the rest of the section.
  private static let samplesInTable = 120

  /// The figures as files of their own, by name.
  package static func files(of connection: ConnectionReport, language: Language) -> [(name: String, octets: [UInt8])] {
    let stem = String(LadderFigure.fileName(connection).dropLast(4))
    var files: [(name: String, octets: [UInt8])] = []
    for finding in connection.findings {
      guard let header = finding.header else { continue }
      let prefix = "c\(connection.id)-h\(finding.number)"
      files.append((
        "\(stem)-header-\(finding.number).svg",
        HeaderFigure.svg(
          header, of: connection, number: finding.number, prefix: prefix, language: language, standalone: true)
      ))
    }
    files.append((SequencePlot.fileName(connection), SequencePlot.svg(connection, language: language, standalone: true)))
    files.append((StateDiagram.fileName(connection), StateDiagram.svg(connection, language: language, standalone: true)))
    return files.filter { !$0.octets.isEmpty }
  }

  func write(to xml: XMLWriter) {
    let plots = self.plots
    let states = isFolded ? [] : StateDiagram.svg(connection, language: say.language, standalone: false)
    let headers = connection.findings.filter { $0.header != nil }.prefix(Self.headersDrawn)
    guard !plots.isEmpty || !states.isEmpty || !headers.isEmpty else { return }
    // Two stand side by side where there is room: what is left over has its table there.
    let isPair = plots.count > 1
    let isAlone = (headers.count + (isPair ? 0 : plots.count)).isMultiple(of: 2)
    xml.element("div", ["class": "figures"]) {
      xml.newline()
      for finding in headers { if let header = finding.header { self.header(header, finding.number, xml) } }
      if !isPair { sequences(plots, xml) }
      if !states.isEmpty {
        figure(say("States of both ends", zh: "两端的状态变迁"), [states], isAlone ? "wide" : nil, xml) { steps(isOpen: isAlone, xml) }
      }
      if isPair { sequences(plots, xml) }
    }
    xml.newline()
  }

  /// Each direction for itself, side by side; both in one where only one of them sent data.
  private var plots: [[UInt8]] {
    let talking = [Role.client, .server].filter { role in
      connection.trace?.points.contains { $0.from == role && $0.payload > 0 } ?? false
    }
    let shown = talking.count > 1 ? talking.map(Optional.some) : [nil]
    return shown.map { SequencePlot.svg(connection, of: $0, language: say.language, standalone: false) }.filter { !$0.isEmpty }
  }

  private func sequences(_ plots: [[UInt8]], _ xml: XMLWriter) {
    guard !plots.isEmpty else { return }
    let label = say("Sequence numbers over time", zh: "序号随时间的变化")
    figure(label, plots, plots.count > 1 ? "pair" : nil, xml) { points(xml) }
  }

  private func figure(_ label: String, _ drawings: [[UInt8]], _ kind: String? = nil, _ xml: XMLWriter, table: () -> Void) {
    xml.element("figure", ["class": kind]) {
      xml.newline()
      for svg in drawings {
        xml.scrollBox(label: label) { xml.raw(svg) }
        xml.newline()
      }
      table()
    }
    xml.newline()
  }

  private var summary: String { say("This figure as a table", zh: "以表格显示此图") }

  private func header(_ header: HeaderReport, _ number: Int, _ xml: XMLWriter) {
    let layout = HeaderLayout(header, of: connection, number: number, say: say)
    let svg = HeaderFigure.svg(
      header, of: connection, number: number, prefix: "c\(connection.id)-h\(number)", language: say.language, standalone: false)
    figure(layout.title, [svg], nil, xml) {
      let columns = [say("field", zh: "字段"), say("value", zh: "值"), say("finding", zh: "发现")]
      FigureTable(say: say).fold(summary, columns: columns, to: xml) {
        for field in layout.fields { xml.tableRow([field.name, field.value, field.isAtFault ? "\(number)" : ""]) }
      }
    }
  }

  private func points(_ xml: XMLWriter) {
    let columns = [
      say("time (s)", zh: "时间 (s)"), say("frame", zh: "帧"), say("from", zh: "发送方"), say("sequence numbers", zh: "序号"),
      say("acknowledged", zh: "已确认"), say("edge of the window", zh: "窗口上沿"), say("remarks", zh: "备注"),
    ]
    FigureTable(say: say).fold(summary, columns: columns, to: xml) {
      var folds = (connection.trace?.folds ?? [])[...]
      let samples = connection.trace?.points.count(where: \.isSampled) ?? 0
      let step = (samples + Self.samplesInTable - 1) / Self.samplesInTable
      var met = 0
      func fold(_ fold: Trace.Fold) {
        let count = say.count(fold.segments.client + fold.segments.server, "segment", "segments", zh: "个报文段")
        xml.tableRow(["\(Figure.seconds(fold.from, decimals: 6))–\(Figure.seconds(fold.to, decimals: 6))", "", "", count, "", "", ""])
      }
      for point in connection.trace?.points ?? [] {
        while let next = folds.first, next.from <= point.time { fold(folds.removeFirst()) }
        if point.isSampled {
          met += 1
          if step > 1, met % step != 1 { continue }
        }
        var remarks: [String] = []
        if point.isSampled { remarks.append(say("sample", zh: "样本")) }
        if point.isRetransmission { remarks.append(say("retransmission", zh: "重传")) }
        if point.isZeroWindow { remarks.append(say("zero window", zh: "零窗口")) }
        for sack in point.sacks { remarks.append("SACK \(Figure.grouped(sack.lowerBound))–\(Figure.grouped(sack.upperBound))") }
        xml.tableRow([
          Figure.seconds(point.time, decimals: 6), Figure.grouped(point.frame), say.role(point.from),
          "\(Figure.grouped(point.seq))–\(Figure.grouped(point.end))", point.ack.map { Figure.grouped($0) } ?? "",
          point.edge.map { Figure.grouped($0) } ?? "", remarks.joined(separator: say(", ", zh: "，")),
        ])
      }
      for rest in folds { fold(rest) }
      if step > 1 {
        xml.tableRow(["", "", "", say("one in \(step) samples; report.json holds all", zh: "每 \(step) 个样本列出一个，全部见 report.json"), "", "", ""])
      }
    }
  }

  private func steps(isOpen: Bool, _ xml: XMLWriter) {
    let columns = [
      say("step", zh: "步骤"), say("state", zh: "状态"), say("time (s)", zh: "时间 (s)"), say("frame", zh: "帧"),
    ]
    FigureTable(say: say).fold(summary, isOpen: isOpen, columns: columns, to: xml) {
      for (role, letter) in [(Role.client, "C"), (.server, "S")] {
        for (index, span) in connection.states[role].enumerated() {
          xml.tableRow([
            "\(letter)\(index)", span.state.state(in: say.language), Figure.seconds(span.from, decimals: 6),
            span.frame == 0 ? "" : Figure.grouped(span.frame),
          ])
        }
      }
    }
  }
}
