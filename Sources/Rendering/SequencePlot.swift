import Analysis
import Checks

/// Sequence numbers over time in tcptrace's grammar, for both directions, with the octets outstanding and the round trips
/// beneath on the same axis.
///
/// Only what the drawing kept is plotted; spans of which only counts were kept are shaded and say how many segments they
/// stand for. Where segments were sampled in them, the figure says how, and straight lines lead from sample to sample;
/// elsewhere no line is led through them but a dotted one.
package enum SequencePlot {
  /// The name of the figure's own file, beside the ladder's.
  package static func fileName(_ connection: ConnectionReport) -> String {
    String(LadderFigure.fileName(connection).dropLast(4)) + "-sequence.svg"
  }

  /// The figure as SVG in UTF-8; no octets where too little data crossed to show anything.
  ///
  /// - Parameter role: whose octets are shown; `nil`: those of the client, and the server's below.
  package static func svg(
    _ connection: ConnectionReport, of role: Role? = nil, language: Language, standalone: Bool
  ) -> [UInt8] {
    guard let layout = SequencePlotLayout(connection, of: role, language: language) else { return [] }
    let xml = XMLWriter()
    xml.figure(
      prefix: "c\(connection.id)-s" + (role.map { $0 == .client ? "c" : "s" } ?? ""), width: SequencePlotLayout.width, height: layout.height, title: layout.title,
      description: layout.description, language: language, standalone: standalone
    ) {
      let marks = layout.marks.enumerated().sorted { ($0.element.manner.order, $0.offset) < ($1.element.manner.order, $1.offset) }
      for (_, mark) in marks { xml.mark(mark) }
      for text in layout.texts { xml.draw(text) }
    }
    return xml.octets()
  }
}

/// Where everything in the plot stands.
struct SequencePlotLayout: Sendable {
  /// A path of one manner.
  struct Mark: Sendable, Hashable {
    enum Manner: Sendable, CaseIterable {
      case fold, sampled, grid, frame, data, course, ack, window, outstanding, unknown, trip, sack, zero, again

      /// What lies beneath comes first.
      var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }
    var manner: Manner
    var path: String
  }
  static let width = Figure.half
  private static let left = 76.0
  private static let right = width - 14
  private(set) var height = 0.0
  private(set) var marks: [Mark] = []
  private(set) var texts: [PlacedText] = []
  let title: String
  private(set) var description: String
  private let say: Say
  private let axis: TimeAxis
  /// Where the path of each manner stands among the marks.
  private var open: [Mark.Manner: Int] = [:]
  private let trace: Trace

  init?(_ connection: ConnectionReport, of role: Role? = nil, language: Language) {
    guard let trace = connection.trace, trace.points.count(where: { $0.payload > 0 }) > 3 else { return nil }
    (self.trace, say) = (trace, Say(language: language))
    let id = connection.id
    let whose =
      switch role {
      case nil: ""
      case .client: say(", client to server", zh: "，客户端至服务端")
      case .server: say(", server to client", zh: "，服务端至客户端")
      }
    title = say("Sequence numbers over time, connection \(id)", zh: "序号随时间的变化，连接 \(id)") + whose
    let folded = trace.folds.reduce(0) { $0 + $1.segments.client + $1.segments.server }
    description = say(
      "Time runs to the right. Upright strokes are segments, the staircase is what was acknowledged, the line above it the edge of the window.",
      zh: "时间向右。竖线为报文段，阶梯线为已确认的序号，其上方的线为窗口上沿。")
    let times = trace.points.map(\.time) + trace.folds.flatMap { [$0.from, $0.to] }
    axis = TimeAxis(times, from: Self.left + 8, width: Self.right - Self.left - 16)
    var y = 22.0
    for role in role.map({ [$0] }) ?? [Role.client, .server] {
      let name = role == .client ? (connection.client, connection.server) : (connection.server, connection.client)
      let heading = say.role(role) + " \(name.0.text) → \(name.1.text)"
      texts.append(
        PlacedText(
          TextWidth.fitting(PlacedText.oneLine(heading), width: Self.width - 40, size: Figure.stateSize), x: 20, baseline: y + 10,
          size: Figure.stateSize))
      if trace.points.contains(where: { $0.from == role && $0.payload > 0 }) {
        y = direction(role, from: y + 34)
      } else {
        small(say("sent no data", zh: "未发送数据"), x: Self.left, y + 32, .start)
        y += 62
      }
    }
    var notes = legend(from: y)
    if folded > 0 {
      let rest = shaded(folded)
      description += say(" ", zh: "") + rest
      for line in TextWidth.lines(of: rest, width: Self.width - 40, size: Figure.smallSize) {
        small(line, x: 20, notes + 8, .start)
        notes += 16
      }
      notes += 2
    }
    height = notes + 14
  }

  /// What stands in the shaded spans, and what does not.
  private func shaded(_ folded: Int) -> String {
    let count = Figure.grouped(folded)
    let samples = trace.points.count(where: \.isSampled)
    guard let sampling = trace.sampling, samples > 0 else {
      return say(
        "Shaded: \(count) segments of which only the number was kept; dotted lines lead through them without knowing.",
        zh: "阴影处共 \(count) 个报文段，只保留了数量；其间的点线仅作连接，并非实测。")
    }
    let (every, telling) = (Figure.span(sampling.interval), Figure.span(sampling.tellingInterval))
    let others =
      sampling.hasAllTelling
      ? say("all", zh: "全部") : say("the first in every \(telling)", zh: "每 \(telling) 内第一个")
    var text = say(
      "Shaded: \(count) segments, of which \(Figure.grouped(samples)) are plotted: of each end the first in every \(every), and \(others) of those sent again, out of order, with SACK blocks or without a window. Lines between them are led straight, and a round trip there is the mean since the sample before.",
      zh: "阴影处共 \(count) 个报文段，绘出其中 \(Figure.grouped(samples)) 个：两端各取每 \(every) 内的第一个，以及\(others)重传、乱序、带 SACK 块或零窗口的报文段。其间以直线相连，往返时间为自上一样本起的均值。")
    if trace.folds.contains(where: { $0.from < sampling.from }) {
      let start = Figure.seconds(sampling.from, decimals: 3)
      text += say(" Sampling began at \(start) s; dotted lines before it lead through without knowing.", zh: "采样自 \(start) 秒开始，此前的点线仅作连接。")
    }
    return text
  }

  // MARK: One direction

  private mutating func direction(_ role: Role, from top: Double) -> Double {
    let sent = trace.points.filter { $0.from == role }
    let answers = trace.points.filter { $0.from != role && $0.ack != nil }
    let numbers = sent.flatMap { [$0.seq, $0.end] } + answers.compactMap(\.ack)
    let (low, high) = (numbers.min() ?? 0, max(numbers.max() ?? 1, (numbers.min() ?? 0) + 1))
    let edges = answers.compactMap(\.edge)
    // A window far above the data would press the data flat.
    let reach = edges.filter { $0 <= high + (high - low) * 3 / 2 }.max() ?? high
    let panel = Rectangle(x: Self.left, y: top + 18, width: Self.right - Self.left, height: 210)
    let scale = Scale(low: low, high: max(high, reach), panel)
    var caption = say("sequence number, octets from the ISN", zh: "序号（自 ISN 起的字节数）")
    if let far = edges.max(), far > reach {
      let beyond = Figure.grouped(far - high)
      caption += say(" · window edge above the picture, up to \(beyond) beyond the data", zh: " · 窗口上沿超出图外，最多高出数据 \(beyond)")
    }
    frame(panel, scale, caption: caption)
    for fold in trace.folds {
      let (x1, x2) = (axis.x(fold.from), axis.x(fold.to))
      let isSampled = trace.sampling.map { $0.from < fold.to } ?? false
      add(isSampled ? .sampled : .fold, box(Rectangle(x: x1, y: panel.y, width: max(2, x2 - x1), height: panel.height)))
      let label = Figure.grouped(fold.segments[role])
      if TextWidth.of(label, size: Figure.smallSize) < x2 - x1 - 6 {
        small(label, x: (x1 + x2) / 2, panel.y + 14, .middle)
        texts[texts.count - 1].hasRim = true
      }
    }
    course(sent, scale)
    for segment in sent {
      let x = axis.x(segment.time)
      let (y1, y2) = (scale.y(segment.seq), scale.y(segment.end))
      // Nothing of it is an acknowledgement alone.
      guard segment.end > segment.seq else { continue }
      let top = min(y2, y1 - 1.5)
      if segment.isSampled, !segment.isRetransmission {
        add(.data, "M\(n(x)) \(n(y1))V\(n(top))")
        continue
      }
      // Its first and last octet, as tcptrace's arrows have them.
      add(segment.isRetransmission ? .again : .data, "M\(n(x)) \(n(y1))V\(n(top))M\(n(x - 2.2)) \(n(y1))h4.4M\(n(x - 2.2)) \(n(top))h4.4")
      if segment.isRetransmission { add(.again, "M\(n(x - 3.5)) \(n(top - 9))l7 6m0 -6l-7 6") }
    }
    stairs(answers.map { ($0.time, $0.ack ?? 0) }, .ack, scale, panel)
    stairs(answers.compactMap { answer in answer.edge.flatMap { $0 <= scale.high ? (answer.time, $0) : nil } }, .window, scale, panel)
    for answer in answers {
      let x = axis.x(answer.time)
      for sack in answer.sacks where sack.lowerBound >= low && sack.upperBound <= scale.high {
        add(.sack, "M\(n(x + 3)) \(n(scale.y(sack.lowerBound)))V\(n(scale.y(sack.upperBound)))")
      }
      if answer.isZeroWindow, let ack = answer.ack {
        add(.zero, "M\(n(x)) \(n(scale.y(ack) - 4.5))l4.5 4.5l-4.5 4.5l-4.5 -4.5z")
      }
    }
    var y = panel.bottom
    y = outstanding(role, answers, from: y)
    y = roundTrips(sent, answers, from: y)
    for tick in axis.ticks { small(tick.label, x: tick.x, y + 16, .middle) }
    small(say("seconds since the first segment", zh: "自首个报文段起的秒数"), x: (Self.left + Self.right) / 2, y + 33, .middle)
    return y + 62
  }

  /// A staircase; across a fold only dots.
  private mutating func stairs(_ points: [(Int64, Int64)], _ manner: Mark.Manner, _ scale: Scale, _ panel: Rectangle) {
    guard let first = points.first else { return }
    var path = "M\(n(axis.x(first.0))) \(n(scale.y(first.1)))"
    for (before, now) in zip(points, points.dropFirst()) {
      let (x, y) = (axis.x(now.0), scale.y(now.1))
      switch passage(from: before.0, to: now.0) {
      case .unknown:
        add(.unknown, "M\(n(axis.x(before.0))) \(n(scale.y(before.1)))L\(n(x)) \(n(y))")
        path += "M\(n(x)) \(n(y))"
      case .sampled: path += "L\(n(x)) \(n(y))"
      case .seen: path += "H\(n(x))V\(n(y))"
      }
    }
    add(manner, path)
  }

  /// From sample to sample, as far as data went out in order.
  private mutating func course(_ sent: [Trace.Point], _ scale: Scale) {
    let data = sent.filter { $0.end > $0.seq && !$0.isRetransmission }
    for (before, now) in zip(data, data.dropFirst()) where before.isSampled || now.isSampled {
      guard before.end <= now.seq, passage(from: before.time, to: now.time) == .sampled else { continue }
      add(.course, "M\(n(axis.x(before.time))) \(n(scale.y(before.end)))L\(n(axis.x(now.time))) \(n(scale.y(now.seq)))")
    }
  }

  private enum Passage { case seen, sampled, unknown }

  /// What is known of the time between two points.
  private func passage(from: Int64, to: Int64) -> Passage {
    guard trace.folds.contains(where: { from < $0.to && $0.from < to }) else { return .seen }
    guard let sampling = trace.sampling, sampling.from <= to else { return isFolded(from, to) ? .unknown : .seen }
    if from < sampling.from, isFolded(from, to), trace.folds.contains(where: { $0.from < sampling.from && from <= $0.from }) {
      return .unknown
    }
    // Whoever speaks is sampled once in an interval: a longer time without a sample is one without a segment.
    return to - from > 2 * sampling.interval ? .seen : .sampled
  }

  private func isFolded(_ from: Int64, _ to: Int64) -> Bool { trace.folds.contains { from <= $0.from && $0.from < to } }

  /// Sent and not yet acknowledged, as the tap saw it.
  private mutating func outstanding(_ role: Role, _ answers: [Trace.Point], from top: Double) -> Double {
    var steps: [(Int64, Int64)] = []
    var (sentUpTo, acknowledged): (Int64?, Int64?) = (nil, nil)
    var wasSampled = false
    for point in trace.points {
      // What the rows after the last sample add to is not known.
      if wasSampled, !point.isSampled { (sentUpTo, acknowledged) = (nil, nil) }
      wasSampled = point.isSampled
      if let answered = answers.first?.from, point.from == answered {
        if let ack = point.ack { acknowledged = max(acknowledged ?? ack, ack) }
        if let open = point.outstanding, let ack = point.ack { (sentUpTo, acknowledged) = (ack + Int64(open[role]), ack) }
      } else {
        sentUpTo = max(sentUpTo ?? point.end, point.end)
        if let open = point.outstanding, let sentUpTo { acknowledged = sentUpTo - Int64(open[role]) }
      }
      if let sentUpTo, let acknowledged { steps.append((point.time, max(0, sentUpTo - acknowledged))) }
    }
    let panel = Rectangle(x: Self.left, y: top + 30, width: Self.right - Self.left, height: 56)
    let scale = Scale(low: 0, high: max(1, steps.map(\.1).max() ?? 1), panel)
    frame(panel, scale, caption: say("octets outstanding", zh: "在途字节"))
    stairs(steps, .outstanding, scale, panel)
    return panel.bottom
  }

  /// From a segment sent once to the first acknowledgement of all of it (RFC 6298 §3, Karn).
  private mutating func roundTrips(_ sent: [Trace.Point], _ answers: [Trace.Point], from top: Double) -> Double {
    var samples: [(Int64, Int64)] = []
    var next = answers[...]
    for segment in sent {
      if let trip = segment.roundTrip { samples.append((segment.time, trip)) }
      guard segment.end > segment.seq, !segment.isRetransmission, !segment.isSampled else { continue }
      let again = sent.contains { $0.isRetransmission && $0.seq < segment.end && segment.seq < $0.end }
      while let answer = next.first, answer.time < segment.time { next.removeFirst() }
      guard !again, let answer = next.first(where: { ($0.ack ?? 0) >= segment.end }), !isFolded(segment.time, answer.time)
      else { continue }
      samples.append((segment.time, answer.time - segment.time))
    }
    let panel = Rectangle(x: Self.left, y: top + 30, width: Self.right - Self.left, height: 56)
    let scale = Scale(low: 0, high: max(1000, samples.map(\.1).max() ?? 1000), panel)
    frame(panel, scale, caption: say("round trip seen at the tap", zh: "抓包处所见的往返时间"), isTime: true)
    for sample in samples {
      add(.trip, "M\(n(axis.x(sample.0) - 2.5)) \(n(scale.y(sample.1)))h5m-2.5 -2.5v5")
    }
    if samples.isEmpty { small(say("no sample", zh: "无样本"), x: panel.middle, panel.y + 32, .middle) }
    return panel.bottom
  }

  // MARK: Frames and small print

  struct Scale {
    let low: Int64
    let high: Int64
    private let panel: Rectangle
    init(low: Int64, high: Int64, _ panel: Rectangle) { (self.low, self.high, self.panel) = (low, high, panel) }
    func y(_ number: Int64) -> Double {
      let share = Double(min(max(number, low), high) - low) / Double(max(1, high - low))
      return panel.bottom - 6 - (panel.height - 14) * share
    }
    /// Two to five round numbers.
    func ticks(atMost most: Int64) -> [Int64] {
      var power: Int64 = 1
      while power < 1_000_000_000_000_000_000 {
        for factor: Int64 in [1, 2, 5] where (high - low) / (power * factor) < most {
          let step = power * factor
          let first = low >= 0 ? (low + step - 1) / step * step : low / step * step
          return Array(stride(from: first, through: high, by: Int64.Stride(step)))
        }
        power *= 10
      }
      return []
    }
  }

  private mutating func frame(_ panel: Rectangle, _ scale: Scale, caption: String, isTime: Bool = false) {
    small(caption, x: panel.x, panel.y - 8, .start)
    var grid = ""
    for tick in scale.ticks(atMost: panel.height > 100 ? 5 : 2) {
      grid += "M\(n(panel.x)) \(n(scale.y(tick)))H\(n(panel.right))"
      small(isTime ? Figure.span(tick) : Figure.grouped(tick), x: panel.x - 7, scale.y(tick) + 3.8, .end)
    }
    for tick in axis.ticks { grid += "M\(n(tick.x)) \(n(panel.y))V\(n(panel.bottom))" }
    add(.grid, grid)
    var border = "M\(n(panel.x)) \(n(panel.y))V\(n(panel.bottom))M\(n(panel.right)) \(n(panel.y))V\(n(panel.bottom))"
    for y in [panel.y, panel.bottom] {
      border += "M\(n(panel.x)) \(n(y))"
      for cut in axis.breaks { border += "H\(n(cut.x - 3))m-2.5 4l5 -8m1 8l5 -8M\(n(cut.x + 3)) \(n(y))" }
      border += "H\(n(panel.right))"
    }
    add(.frame, border)
    if panel.height > 100 {
      for cut in axis.breaks {
        let label = Figure.span(cut.silence)
        small(TextWidth.fitting(label, width: 45, size: 9.5), x: cut.x, panel.bottom - 8, .middle, size: 9.5)
      }
    }
  }

  private mutating func legend(from y: Double) -> Double {
    let entries: [(Mark.Manner, String, String)] = [
      (.data, "M8 -8V2M5.8 -8h4.4M5.8 2h4.4", say("segment", zh: "报文段")),
      (.again, "M8 -4V4M5.8 -4h4.4M5.8 4h4.4M4.5 -13l7 6m0 -6l-7 6", say("retransmission", zh: "重传")),
      (.ack, "M0 0H8V-7H18", say("acknowledged", zh: "已确认")),
      (.window, "M0 0H8V-7H18", say("edge of the window", zh: "窗口上沿")),
      (.sack, "M8 -9V3", "SACK"),
      (.zero, "M8 -7.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z", say("zero window", zh: "零窗口")),
      (.trip, "M5.5 -3h5m-2.5 -2.5v5", say("one round trip", zh: "一次往返")),
    ]
    var (x, y) = (20.0, y)
    for (manner, path, word) in entries {
      var text = PlacedText(word, x: x + 24, baseline: y, size: Figure.smallSize, fill: Figure.quiet)
      if text.frame.right > Self.width - 12 {
        (x, y) = (20, y + 18)
        text = PlacedText(word, x: x + 24, baseline: y, size: Figure.smallSize, fill: Figure.quiet)
      }
      marks.append(Mark(manner: manner, path: Self.moved(path, x: x, y: y)))
      texts.append(text)
      x += 24 + text.width + 13
    }
    return y + 16
  }

  /// A path of relative steps behind its first points, moved: only `M`, `H`, `V` take absolute numbers here.
  private static func moved(_ path: String, x: Double, y: Double) -> String {
    var (result, number, command, isFirst) = ("", "", Character("M"), true)
    func flush() {
      guard let value = Double(number) else { return }
      switch command {
      case "M":
        result += Figure.number(value + (isFirst ? x : y))
        isFirst.toggle()
      case "H": result += Figure.number(value + x)
      case "V": result += Figure.number(value + y)
      default: result += number
      }
      number = ""
    }
    for character in path {
      if character.isLetter {
        flush()
        (command, isFirst) = (character, true)
        result.append(character)
      } else if character == " " {
        flush()
        result.append(" ")
      } else {
        number.append(character)
      }
    }
    flush()
    return result
  }

  private func n(_ value: Double) -> String { Figure.number(value) }
  private func box(_ frame: Rectangle) -> String { "M\(n(frame.x)) \(n(frame.y))h\(n(frame.width))v\(n(frame.height))h\(n(-frame.width))z" }
  private mutating func add(_ manner: Mark.Manner, _ path: String) {
    guard !path.isEmpty else { return }
    // One path for each manner; letters begin anew with every `M`.
    if let last = open[manner] { marks[last].path += path } else {
      open[manner] = marks.count
      marks.append(Mark(manner: manner, path: path))
    }
  }
  private mutating func small(
    _ text: String, x: Double, _ baseline: Double, _ anchor: PlacedText.Anchor, size: Double = Figure.smallSize
  ) {
    texts.append(PlacedText(text, x: x, baseline: baseline, size: size, anchor: anchor, fill: Figure.quiet))
  }
}

extension XMLWriter {
  fileprivate func mark(_ mark: SequencePlotLayout.Mark) {
    let (colour, width, dash, fill): (String, String, String?, String) =
      switch mark.manner {
      case .grid: (Figure.faint, "0.6", nil, "none")
      case .frame: (Figure.border, "1", nil, "none")
      case .data, .trip: (Figure.ink, "1.3", nil, "none")
      case .course: (Figure.ink, "0.9", nil, "none")
      case .again: (Figure.accent, "1.8", nil, "none")
      case .ack, .outstanding: (Figure.expected, "1.5", nil, "none")
      case .window: (Figure.quiet, "1.2", "5 3", "none")
      case .sack: (Figure.expected, "3", "1.5 1.5", "none")
      case .zero: (Figure.accent, "1.5", nil, Figure.paper)
      case .unknown: (Figure.border, "1.2", "1 3.5", "none")
      case .fold, .sampled: ("none", "0", nil, Figure.faint)
      }
    element(
      "path",
      [
        "d": mark.path, "fill": fill, "fill-opacity": mark.manner == .fold ? "0.28" : mark.manner == .sampled ? "0.13" : nil, "stroke": colour,
        "stroke-width": width, "stroke-dasharray": dash,
      ])
    newline()
  }
}
