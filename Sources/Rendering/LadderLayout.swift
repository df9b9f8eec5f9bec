import Analysis
import Checks

/// Where everything in a ladder stands: a pure function of the connection, measured and free of collisions.
///
/// Rows go down in the order of the report, each as high as its label; the arrows of two rows never cross, except where
/// the numbers prove that two SYNs or two FINs crossed on the way. The boxes of states begin and end exactly where
/// the arrow that brought them leaves or arrives, and rows move apart until every box can hold its name.
struct LadderLayout: Sendable {
  /// How a line is drawn, and what that means.
  enum Manner: Sendable, Hashable { case plain, offending, noted, lost, expected, unseen, icmp, transfer }

  /// A line between two points with a gap for its label.
  struct Arrow: Sendable, Hashable {
    var manner: Manner
    /// The pieces of the line around the label, in the direction of travel.
    var pieces: [Line]
    var headAtEnd = true
    var headAtStart = false
    /// The notation, for those who point at it.
    var hint: String?
  }
  struct Line: Sendable, Hashable {
    var x1: Double
    var y1: Double
    var x2: Double
    var y2: Double
  }
  /// A finding's number in a circle (a pill from three digits on).
  struct Badge: Sendable, Hashable {
    enum Kind: Sendable { case offending, expected, other }
    var frame: Rectangle
    var number: PlacedText
    var kind: Kind
  }
  struct StateBox: Sendable, Hashable {
    var role: Role
    var frame: Rectangle
    var sureness: String
    /// Heights between which nothing was heard: the box's sides break there.
    var breaks: [ClosedRange<Double>]
  }
  /// The scale inside a TIME-WAIT box: equal steps from border to border, filled as far as the wait is proven, and
  /// outlined from there to where the state was proven gone.
  struct Wait: Sendable, Hashable {
    var frame: Rectangle
    var ticks: [Double]
    /// The x up to which the wait is proven.
    var filled: Double?
    /// The x at which the state was proven gone.
    var gone: Double?
  }

  private(set) var texts: [PlacedText] = []
  private(set) var arrows: [Arrow] = []
  private(set) var badges: [Badge] = []
  private(set) var boxes: [StateBox] = []
  private(set) var waits: [Wait] = []
  /// The top-left corners of the samples in the legend, and what they show.
  private(set) var samples: [(x: Double, middle: Double, kind: LadderLegend.Sample)] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  /// Clear space between a label and the ends of its line.
  static let gap = 5.0
  private static let rowGap = 9.0

  /// Left and right edge of the space between the boxes.
  private var left = 0.0
  private var right = 0.0
  private var words: LadderWords
  private let metrics: LadderMetrics
  private var breaks: [ClosedRange<Double>] = []
  /// Small print of crossing rows, which have no room for it.
  private var aside: [String] = []
  private var crossed = false

  init(_ connection: ConnectionReport, metrics: LadderMetrics = .figure, language: Language) {
    self.init(connection, excerpt: nil, metrics: metrics, language: language)
  }

  /// A few rows, small enough to stand beside a sentence.
  init(_ excerpt: LadderExcerpt, language: Language) {
    self.init(excerpt.connection, excerpt: excerpt, metrics: .small, language: language)
  }

  private init(
    _ connection: ConnectionReport, excerpt: LadderExcerpt?, metrics: LadderMetrics, language: Language
  ) {
    words = LadderWords(language: language)
    self.metrics = metrics
    let ladder = connection.ladder ?? Ladder()
    let (blocks, channel) = LadderBlock.blocks(of: connection, excerpt: excerpt, metrics: metrics, words: words)

    // Columns, from left to right.
    let decimals = Self.decimals(for: ladder.rows)
    let times = zip(ladder.rows, blocks).map { row, block in
      block.manner == nil ? "⋮" : Figure.seconds(row.time, decimals: decimals)
    }
    let timeWidth = (times + [words.time]).map { TextWidth.of($0, size: Figure.smallSize) }.max() ?? 0
    let frameWidth = (blocks.map(\.frames) + [words.frame]).map { TextWidth.of($0, size: Figure.smallSize) }.max() ?? 0
    let timeRight = metrics.margin + (metrics.isWhole ? timeWidth : max(timeWidth, frameWidth))
    let frameRight = metrics.isWhole ? timeRight + metrics.columnGap + frameWidth : timeRight
    left = frameRight + metrics.columnGap + 2 + metrics.boxWidth
    right = left + channel
    width = right + metrics.boxWidth + metrics.margin

    let top = header(connection, timeRight: timeRight, frameRight: frameRight)
    var columns = PerSide(
      client: StateColumn(connection.states.client, rows: blocks.count, width: metrics.boxWidth, words: words),
      server: StateColumn(connection.states.server, rows: blocks.count, width: metrics.boxWidth, words: words))

    // Rows, from top to bottom.
    let slopes = SlopeScale(blocks)
    var floor = (label: top + 4, arrow: top)
    var index = 0
    while index < blocks.count {
      let crossing = index + 1 < blocks.count && Self.cross(blocks, index, columns, channel: channel)
      let unit =
        crossing
        ? Unit(crossing: blocks, index, apart: metrics.crossingGap)
        : Unit(blocks[index], index, slopes, channel: channel, least: blocks[index].frames.isEmpty ? 0 : metrics.columnReach)
      var base = max(floor.label + Self.rowGap + unit.up, floor.arrow + Self.rowGap - unit.firstEnd)
      base = max(base, columns.client.lowestBase(for: unit.ends(.client), top: top))
      base = max(base, columns.server.lowestBase(for: unit.ends(.server), top: top))
      base = base.rounded(.up)
      columns.client.place(unit.ends(.client), base: base, top: top)
      columns.server.place(unit.ends(.server), base: base, top: top)
      for row in unit.rows {
        let middle = base + row.middle
        draw(blocks[row.index], row, base: base, crossing: crossing)
        let baseline = middle + 0.36 * Figure.smallSize
        // Above each other where there is no room for two columns.
        let shift = metrics.isWhole || blocks[row.index].frames.isEmpty ? 0 : 6.5
        texts.append(
          PlacedText(
            times[row.index], x: timeRight, baseline: baseline - shift, size: Figure.smallSize, anchor: .end,
            fill: Figure.quiet))
        if !blocks[row.index].frames.isEmpty {
          texts.append(
            PlacedText(
              blocks[row.index].frames, x: frameRight, baseline: baseline + shift, size: Figure.smallSize, anchor: .end,
              fill: Figure.quiet))
        }
      }
      floor = (base + unit.down, base + unit.lastEnd)
      index += unit.rows.count
    }

    let last = max(floor.label, floor.arrow) + 10
    let bottom = max(columns.client.finish(after: last, top: top), columns.server.finish(after: last, top: top))
    states(columns.client, .client, x: left - metrics.boxWidth, top: top, bottom: bottom)
    states(columns.server, .server, x: right, top: top, bottom: bottom)
    if metrics.hasLegend {
      legend(connection, blocks, slopes, from: bottom + 26)
    } else {
      height = (bottom + metrics.margin).rounded(.up)
    }
  }

  // MARK: Header and columns

  /// Three decimals; six where three could not tell two rows apart.
  private static func decimals(for rows: [LadderRow]) -> Int {
    for (row, next) in zip(rows, rows.dropFirst()) where row.time != next.time {
      if row.time / 1_000_000 == next.time / 1_000_000 { return 6 }
    }
    return 3
  }

  /// Roles and addresses over the boxes; returns the top of the boxes.
  private mutating func header(_ connection: ConnectionReport, timeRight: Double, frameRight: Double) -> Double {
    let first = metrics.margin + (metrics.isWhole ? 14 : 20)
    let clientLines = metrics.isWhole ? addressLines(connection.client) : []
    let serverLines = metrics.isWhole ? addressLines(connection.server) : []
    let lines = max(clientLines.count, serverLines.count)
    for (role, lines, outer) in [
      (Role.client, clientLines, left - metrics.boxWidth), (.server, serverLines, right + metrics.boxWidth),
    ] {
      let middle = role == .client ? left - metrics.boxWidth / 2 : right + metrics.boxWidth / 2
      let wide = lines.contains { TextWidth.of($0, size: 11.5) > metrics.boxWidth + 20 }
      let anchor: PlacedText.Anchor = wide ? (role == .client ? .start : .end) : .middle
      let x = wide ? outer : middle
      texts.append(PlacedText(words.role(role), x: x, baseline: first, size: 14, anchor: anchor))
      for (index, line) in lines.enumerated() {
        texts.append(
          PlacedText(
            line, x: x, baseline: first + 17 + 15 * Double(index), size: 11.5, anchor: anchor, fill: Figure.quiet))
      }
    }
    let top = first + (lines == 0 ? 12 : 14 + 15 * Double(lines))
    texts.append(
      PlacedText(
        words.time, x: timeRight, baseline: metrics.isWhole ? top - 12 : top - 24, size: Figure.smallSize, anchor: .end, fill: Figure.quiet))
    texts.append(
      PlacedText(
        words.frame, x: frameRight, baseline: top - 12, size: Figure.smallSize, anchor: .end, fill: Figure.quiet))
    return top
  }

  private func addressLines(_ name: EndpointName) -> [String] {
    let text = PlacedText.oneLine(name.text)
    return TextWidth.lines(of: text, width: (right - left) / 2 + metrics.boxWidth - 12, size: 11.5)
  }

  // MARK: Rows

  /// Where one row stands within its unit: heights of tail, head and label, relative to the unit's base.
  struct RowPlace {
    var index: Int
    var from: Role
    var tail: Double
    var head: Double
    var middle: Double
  }

  /// One row, or two rows that cross: what is placed as a whole.
  struct Unit {
    var rows: [RowPlace]
    /// Highest and lowest extent of labels, and of line ends, from the base.
    var up: Double
    var down: Double
    var firstEnd: Double
    var lastEnd: Double

    /// - Parameter least: what a row takes up and down at least.
    init(_ block: LadderBlock, _ index: Int, _ slopes: SlopeScale, channel: Double, least: Double) {
      let drop = block.drop(slopes)
      rows = [RowPlace(index: index, from: block.from, tail: -drop / 2, head: drop / 2, middle: 0)]
      (firstEnd, lastEnd) = (-drop / 2, drop / 2)
      up = max(block.up, least)
      down = max(block.down(slope: drop, channel: channel), least)
    }

    /// - Parameter apart: how far below each other the two rows stand.
    init(crossing blocks: [LadderBlock], _ index: Int, apart: Double) {
      let drop = 100.0
      rows = [
        RowPlace(index: index, from: blocks[index].from, tail: 0, head: drop, middle: drop / 4),
        RowPlace(index: index + 1, from: blocks[index + 1].from, tail: apart, head: drop + apart, middle: apart + drop / 4),
      ]
      (up, firstEnd, lastEnd) = (0, 0, drop + apart)
      down = drop + apart
    }

    /// Row, tail or head, and height on the given side, downwards.
    func ends(_ side: Role) -> [(row: Int, atTail: Bool, offset: Double)] {
      rows.flatMap { [($0.index, true, $0.tail), ($0.index, false, $0.head)] }
        .sorted { $0.2 < $1.2 }
    }
  }

  /// True where the numbers prove that rows `index` and the next crossed, and the states do not say otherwise.
  private static func cross(
    _ blocks: [LadderBlock], _ index: Int, _ columns: PerSide<StateColumn>, channel: Double
  ) -> Bool {
    guard LadderBlock.crossed(blocks, index), let second = blocks[index + 1].segment else { return false }
    for block in blocks[index...(index + 1)] where block.width > channel / 2 - 60 || block.main.count > 1 {
      return false
    }
    let column = second.from == .client ? columns.client : columns.server
    return !column.arrives(index, beforeLeaving: index + 1)
  }

  private mutating func draw(_ block: LadderBlock, _ place: RowPlace, base: Double, crossing: Bool) {
    let (start, end) = place.from == .client ? (left, right) : (right, left)
    let (tail, head, middle) = (base + place.tail, base + place.head, base + place.middle)
    let centre = crossing ? start + (end - start) / 4 : (left + right) / 2

    if crossing {
      crossed = true
      aside += block.small
    }
    let group = write(block, centre: centre, middle: middle, smallToo: !crossing, slope: place.head - place.tail)
    let height = { (x: Double) in tail + (head - tail) * (x - start) / (end - start) }
    let sign: Double = place.from == .client ? 1 : -1
    // The line stops where it meets the label's clearing, at its side or, when steep, at its upper or lower edge.
    let reach = abs(head - tail) > 0 ? 10 * (right - left) / abs(head - tail) : .infinity
    let near = centre - sign * min(group.width / 2 + Self.gap, reach)
    let far = centre + sign * min(group.width / 2 + Self.gap, reach)
    func line(_ x1: Double, _ x2: Double) -> Line { Line(x1: x1, y1: height(x1), x2: x2, y2: height(x2)) }

    switch block.manner {
    case nil:
      breaks.append((base - block.up)...(base + block.up))
    case .lost:
      // Beyond the label, and before the box.
      let clear = max(sign * (far - centre), block.widest / 2 + Self.gap) + 26
      let cross = centre + sign * max((right - left) / 4, min(clear, (right - left) / 2 - 8))
      arrows.append(
        Arrow(manner: .lost, pieces: [line(start, near), line(far, cross)], headAtEnd: false, hint: block.hint))
    case .icmp:
      let origin = sign > 0 ? max(near - 26, start + 5) : min(near + 26, start - 5)
      arrows.append(Arrow(manner: .icmp, pieces: [line(origin, near), line(far, end)], hint: block.hint))
    case .transfer:
      arrows.append(
        Arrow(
          manner: .transfer, pieces: [line(start, near), line(far, end)], headAtEnd: block.heads.server,
          headAtStart: block.heads.client, hint: block.hint))
    case let manner?:
      arrows.append(Arrow(manner: manner, pieces: [line(start, near), line(far, end)], hint: block.hint))
    }
  }

  /// Places a block's texts and badges around `centre`; returns the rectangle that the line must leave free.
  private mutating func write(
    _ block: LadderBlock, centre: Double, middle: Double, smallToo: Bool, slope: Double
  ) -> Rectangle {
    let colour =
      switch block.manner {
      case .offending: Figure.accent
      case .expected: Figure.expected
      case nil, .unseen: Figure.quiet
      case .plain, .noted, .lost, .icmp, .transfer: Figure.ink
      }
    let width = block.width
    let x = centre - width / 2
    var baseline = middle + 0.36 * Figure.labelSize
    for (index, line) in block.main.enumerated() {
      if index == 0 {
        texts.append(PlacedText(line, x: x, baseline: baseline, size: Figure.labelSize, fill: colour))
      } else {
        baseline = middle + block.below(line: index, slope: slope, channel: right - left)
        texts.append(
          PlacedText(line, x: centre, baseline: baseline, size: Figure.labelSize, anchor: .middle, fill: colour))
      }
    }
    var badgeX = x + block.firstWidth + 6
    for number in block.findings {
      let badgeWidth = LadderBlock.badgeWidth(number)
      let frame = Rectangle(x: badgeX, y: middle - 8.5, width: badgeWidth, height: 17)
      let kind = block.badgeKind
      let text = PlacedText(
        String(number), x: frame.middle, baseline: middle + 3.8, size: Figure.smallSize, anchor: .middle,
        fill: kind == .other ? Figure.ink : Figure.paper)
      badges.append(Badge(frame: frame, number: text, kind: kind))
      badgeX += badgeWidth + 4
    }
    if smallToo {
      for (index, line) in block.small.enumerated() {
        let y = middle + block.below(line: block.main.count + index, slope: slope, channel: right - left)
        texts.append(
          PlacedText(line, x: centre, baseline: y, size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
      }
    }
    return Rectangle(x: x, y: middle - 8, width: width, height: 16)
  }

  // MARK: States

  private mutating func states(_ column: StateColumn, _ role: Role, x: Double, top: Double, bottom: Double) {
    for (index, span) in column.spans.enumerated() {
      let start = column.starts[index]
      let end = index + 1 < column.starts.count ? column.starts[index + 1] : bottom
      let frame = Rectangle(x: x, y: start, width: metrics.boxWidth, height: end - start)
      let within = breaks.filter { $0.lowerBound > start && $0.upperBound < end }
      boxes.append(StateBox(role: role, frame: frame, sureness: span.sureness, breaks: within))

      let content = column.contents[index]
      let repeats = max(1, Int(frame.height / 700))
      for part in 0..<repeats {
        let share = frame.height / Double(repeats)
        let notes = part == 0 ? content.notes : []
        let wait = part == 0 ? content.borders : []
        let tall = 15 + 14 * Double(notes.count) + (wait.isEmpty ? 0 : StateColumn.scaleHeight)
        var y = start + share * (Double(part) + 0.5) - tall / 2
        texts.append(
          PlacedText(
            span.state.state(in: words.language), x: frame.middle, baseline: y + 12, size: metrics.stateSize, anchor: .middle))
        y += 15
        for note in notes {
          texts.append(
            PlacedText(
              note, x: frame.middle, baseline: y + 11, size: Figure.smallSize, anchor: .middle, fill: Figure.quiet))
          y += 14
        }
        if !wait.isEmpty { scale(wait, span, in: frame, y: y + 8) }
      }
    }
  }

  private mutating func scale(_ borders: [Int64], _ span: StateSpan, in box: Rectangle, y: Double) {
    let frame = Rectangle(x: box.x + metrics.scaleInset, y: y, width: box.width - 2 * metrics.scaleInset, height: 6)
    let step = frame.width / (Double(borders.count) + 0.5)
    var ticks: [Double] = []
    for (index, border) in borders.enumerated() {
      let x = frame.x + step * Double(index + 1)
      ticks.append(x)
      let label = Figure.seconds(border, decimals: 0) + (index == borders.count - 1 ? " s" : "")
      texts.append(PlacedText(label, x: x, baseline: y + 20, size: 10, anchor: .middle, fill: Figure.quiet))
    }
    let place = { (wait: Int64) in Self.extent(wait, borders: borders, frame, step: step) }
    waits.append(Wait(frame: frame, ticks: ticks, filled: span.waited.map(place), gone: span.gone.map(place)))
  }

  /// Linear between neighbouring borders; beyond the last one to the end of the scale.
  private static func extent(_ waited: Int64, borders: [Int64], _ frame: Rectangle, step: Double) -> Double {
    var before: Int64 = 0
    for (index, border) in borders.enumerated() {
      if waited < border, border > before {
        let part = Double(max(0, waited - before)) / Double(border - before)
        return frame.x + step * (Double(index) + part)
      }
      before = border
    }
    return frame.right
  }

  // MARK: Legend

  /// Segments that stand in the ladder, one by one or within a transfer.
  private static func drawn(_ connection: ConnectionReport) -> Int {
    (connection.ladder?.rows ?? []).reduce(0) { $0 + $1.content.segments }
  }

  private mutating func legend(
    _ connection: ConnectionReport, _ blocks: [LadderBlock], _ slopes: SlopeScale, from top: Double
  ) {
    let columns = connection.states.client + connection.states.server
    let legend = LadderLegend(blocks, states: columns, words: words)
    let inner = (left: metrics.margin, right: width - metrics.margin)
    var (x, middle) = (inner.left, top)
    for entry in legend.entries {
      let textWidth = TextWidth.of(entry.text, size: Figure.smallSize)
      if x > inner.left, x + 34 + textWidth > inner.right { (x, middle) = (inner.left, middle + 18) }
      samples.append((x, middle, entry.sample))
      texts.append(
        PlacedText(
          entry.text, x: x + 34, baseline: middle + 3.8, size: Figure.smallSize, fill: Figure.quiet))
      x += 34 + textWidth + 22
    }
    if legend.entries.isEmpty { middle -= 18 }
    var sentences: [String] = []
    if !aside.isEmpty { sentences.append(words.defined(aside) + words.stop) }
    if slopes.longest > 0 {
      sentences.append(
        words.slopes(
          longest: slopes.longest, constant: slopes.isConstant, all: slopes.isComplete, crossing: crossed))
    } else if blocks.contains(where: { $0.segment != nil }) {
      sentences.append(words.directionOnly)
    }
    sentences.append(words.columns)
    let undrawn = connection.segments.client + connection.segments.server - Self.drawn(connection)
    if undrawn > 0 { sentences.append(words.omitted(undrawn)) }
    let separator = words.language == .en ? " " : ""
    var y = middle + 18
    let print = sentences.joined(separator: separator)
    for line in TextWidth.lines(of: print, width: inner.right - inner.left, size: Figure.smallSize) {
      texts.append(PlacedText(line, x: inner.left, baseline: y + 3.8, size: Figure.smallSize, fill: Figure.quiet))
      y += 15
    }
    height = (y + 6).rounded(.up)
  }
}
