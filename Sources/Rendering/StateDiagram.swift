import Analysis
import Checks

/// RFC 9293 Figure 5 with the way both ends took through it.
///
/// The client's way is a solid line with numbers `C1`, `C2`, …, the server's a dashed one with `S1`, …; states that
/// nobody was in are faint. Steps that the figure has no arrow for, such as after a reset, stand beneath it in words.
package enum StateDiagram {
  /// The name of the figure's own file, beside the ladder's.
  package static func fileName(_ connection: ConnectionReport) -> String {
    String(LadderFigure.fileName(connection).dropLast(4)) + "-states.svg"
  }

  /// The figure as SVG in UTF-8; no octets where no end changed its state.
  package static func svg(_ connection: ConnectionReport, language: Language, standalone: Bool) -> [UInt8] {
    guard connection.states.client.count > 1 || connection.states.server.count > 1 else { return [] }
    let layout = StateDiagramLayout(connection, say: Say(language: language))
    let xml = XMLWriter()
    xml.figure(
      prefix: "c\(connection.id)-d", width: StateDiagramLayout.width, height: layout.height, title: layout.title,
      description: layout.description, language: language, standalone: standalone
    ) {
      for line in layout.lines { xml.line(line) }
      for box in layout.boxes { xml.box(box) }
      for text in layout.texts { xml.draw(text) }
    }
    return xml.octets()
  }
}

/// Where everything in the state diagram stands.
struct StateDiagramLayout: Sendable {
  struct Line: Sendable, Hashable {
    /// `nil`: an arrow of the figure that was not taken.
    var role: Role?
    var x1: Double
    var y1: Double
    var x2: Double
    var y2: Double

    /// True where any of the line lies in the frame (Liang and Barsky's clipping).
    func meets(_ frame: Rectangle) -> Bool {
      var (from, to) = (0.0, 1.0)
      for (start, step, low, high) in [(x1, x2 - x1, frame.x, frame.right), (y1, y2 - y1, frame.y, frame.bottom)] {
        if step == 0 {
          if start < low || start > high { return false }
          continue
        }
        let (one, other) = ((low - start) / step, (high - start) / step)
        (from, to) = (max(from, min(one, other)), min(to, max(one, other)))
      }
      return from <= to
    }
  }
  struct Box: Sendable, Hashable {
    var frame: Rectangle
    var isVisited: Bool
  }
  private struct Place {
    let state: String
    let x: Double
    let y: Double
  }
  static let width = Figure.half
  private(set) var height = 0.0
  private(set) var lines: [Line] = []
  private(set) var boxes: [Box] = []
  private(set) var texts: [PlacedText] = []
  /// Names of steps, each beside its line; `texts` has them too.
  private(set) var labels: [PlacedText] = []
  let title: String
  private(set) var description: String

  /// CLOSED stands twice, as in the figure: where connections begin and where they end.
  private static let places: [Place] = [
    Place(state: "CLOSED", x: 356, y: 62), Place(state: "LISTEN", x: 356, y: 142),
    Place(state: "SYN-RECEIVED", x: 108, y: 222), Place(state: "SYN-SENT", x: 604, y: 222),
    Place(state: "ESTABLISHED", x: 356, y: 302), Place(state: "FIN-WAIT-1", x: 108, y: 382),
    Place(state: "CLOSE-WAIT", x: 604, y: 382), Place(state: "FIN-WAIT-2", x: 108, y: 472),
    Place(state: "CLOSING", x: 356, y: 472), Place(state: "LAST-ACK", x: 604, y: 472),
    Place(state: "TIME-WAIT", x: 356, y: 562), Place(state: "CLOSED", x: 604, y: 562),
  ]
  /// Arrows of the figure, by places; a test holds them against the machine's own table.
  static let arrows: [(from: Int, to: Int)] = [
    (0, 1), (0, 3), (1, 2), (1, 3), (3, 2), (2, 4), (3, 4), (2, 5), (4, 5), (4, 6), (5, 7), (5, 8), (5, 10), (7, 10),
    (8, 10), (6, 9), (9, 11), (10, 11),
  ]
  static func state(_ place: Int) -> String { places[place].state }

  init(_ connection: ConnectionReport, say: Say) {
    title = say("States of both ends, connection \(connection.id)", zh: "两端的状态变迁，连接 \(connection.id)")
    description = ""
    texts.append(PlacedText(title, x: 20, baseline: 24, size: Figure.stateSize))
    var visited: Set<Int> = []
    var taken: Set<Int> = []
    var aside: [String] = []
    var told: [String] = []
    var named: [(label: String, line: Line)] = []
    for role in [Role.client, .server] {
      let spans = connection.states[role]
      told.append(say.role(role) + say(": ", zh: "：") + spans.map { $0.state.state(in: say.language) }.joined(separator: " → "))
      var before: Int?
      var steps: [Int: [String]] = [:]
      for (index, span) in spans.enumerated() {
        let isEnd = span.state == "CLOSED" && index > 0
        let now = Self.places.indices.first { Self.places[$0].state == span.state && (!isEnd || $0 == 11) }
        if let now { visited.insert(now) }
        if index > 0 {
          let letter = role == .client ? "C\(index)" : "S\(index)"
          if let before, let now, let arrow = Self.arrows.firstIndex(where: { $0 == (before, now) }) {
            taken.insert(arrow)
            steps[arrow, default: []].append(letter)
          } else {
            aside.append("\(letter) \(spans[index - 1].state.state(in: say.language)) → \(span.state.state(in: say.language))")
          }
        }
        before = now
      }
      for (arrow, letters) in steps.sorted(by: { $0.key < $1.key }) {
        // Whoever went the same way again and again is told by the first and the last time.
        let label = letters.count < 3 ? letters.joined(separator: say(", ", zh: "，")) : "\(letters[0]) … \(letters[letters.count - 1])"
        let (from, to) = Self.arrows[arrow]
        let line = Self.line(from, to, role, shift: role == .client ? -5 : 5)
        lines.append(line)
        named.append((label, line))
      }
    }
    for (index, arrow) in Self.arrows.enumerated() where !taken.contains(index) {
      lines.insert(Self.line(arrow.from, arrow.to, nil, shift: 0), at: 0)
    }
    for (index, place) in Self.places.enumerated() {
      let frame = Rectangle(x: place.x - 68, y: place.y - 17, width: 136, height: 34)
      boxes.append(Box(frame: frame, isVisited: visited.contains(index)))
      texts.append(
        PlacedText(
          place.state.state(in: say.language), x: place.x, baseline: place.y + 4.6, size: Figure.stateSize, anchor: .middle,
          fill: visited.contains(index) ? Figure.ink : Figure.quiet))
    }
    for step in named { name(step.line, step.label) }
    description = told.joined(separator: say("; ", zh: "；"))
    var y = 616.0
    for (role, word) in [
      (Role.client, say("client, C1 is its first step", zh: "客户端，C1 为第一步")),
      (.server, say("server, S1 is its first step", zh: "服务端，S1 为第一步")),
    ] {
      let x = role == .client ? 20.0 : 300
      lines.append(Line(role: role, x1: x, y1: y - 4, x2: x + 44, y2: y - 4))
      texts.append(PlacedText(word, x: x + 54, baseline: y, size: Figure.smallSize, fill: Figure.quiet))
    }
    y += 22
    if !aside.isEmpty {
      let all = say("Steps without an arrow in the figure: ", zh: "图中没有箭头的变迁：") + aside.joined(separator: say(", ", zh: "，"))
      for text in TextWidth.lines(of: all, width: Self.width - 40, size: Figure.smallSize) {
        texts.append(PlacedText(text, x: 20, baseline: y, size: Figure.smallSize, fill: Figure.quiet))
        y += 16
      }
    }
    height = y + 2
  }

  /// Puts a step's name beside its line: the client's on the one side, the server's on the other, and where a line, a box
  /// or a name is in the way, further along, across, or farther off.
  private mutating func name(_ line: Line, _ label: String) {
    let (dx, dy) = (line.x2 - line.x1, line.y2 - line.y1)
    let length = max(1, (dx * dx + dy * dy).squareRoot())
    // The normal that points to the left, or upwards.
    let sign: Double = dy < 0 || dy == 0 && dx > 0 ? 1 : -1
    let (nx, ny) = (sign * dy / length, -sign * dx / length)
    let half = (width: TextWidth.of(label, size: Figure.labelSize) / 2, height: 0.56 * Figure.labelSize)
    let reach = abs(nx) * half.width + abs(ny) * half.height
    let fill = line.role == .client ? Figure.ink : Figure.expected
    for clearance in stride(from: 4.0, through: 40, by: 6) {
      for along in [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8] {
        for side in line.role == .client ? [1.0, -1] : [-1.0, 1] {
          let x = line.x1 + dx * along + side * nx * (reach + clearance)
          let middle = line.y1 + dy * along + side * ny * (reach + clearance)
          let text = PlacedText(
            label, x: x, baseline: middle + 0.32 * Figure.labelSize, size: Figure.labelSize, anchor: .middle, fill: fill)
          if isClear(text.frame) {
            texts.append(text)
            labels.append(text)
            return
          }
        }
      }
    }
  }

  /// Nothing stands there, nor within the breadth of an arrow's head.
  private func isClear(_ frame: Rectangle) -> Bool {
    let wide = Rectangle(x: frame.x - 3.5, y: frame.y - 2, width: frame.width + 7, height: frame.height + 4)
    return wide.x >= 0 && wide.right <= Self.width && !lines.contains { $0.meets(wide) }
      && !boxes.contains { $0.frame.intersects(wide) } && !texts.contains { $0.frame.intersects(wide) }
  }

  /// From border to border of the two boxes, moved aside so that both ends' lines are seen.
  private static func line(_ from: Int, _ to: Int, _ role: Role?, shift: Double) -> Line {
    let (a, b) = (places[from], places[to])
    var (x1, y1, x2, y2) = (a.x, a.y, b.x, b.y)
    if a.y == b.y {
      let sign: Double = b.x > a.x ? 1 : -1
      (x1, x2) = (a.x + sign * 68, b.x - sign * 68)
    } else {
      (y1, y2) = (a.y + 17, b.y - 17)
      // Lines come out of a box at the side to which they lead, and go in where they come from.
      if a.x != b.x {
        let sign: Double = b.x > a.x ? 1 : -1
        (x1, x2) = (a.x + sign * 44, b.x - sign * 44)
      }
    }
    let (ox, oy) = a.y == b.y ? (0, shift) : (shift, 0)
    return Line(role: role, x1: x1 + ox, y1: y1 + oy, x2: x2 + ox, y2: y2 + oy)
  }
}

extension XMLWriter {
  fileprivate func line(_ line: StateDiagramLayout.Line) {
    let n = Figure.number
    let colour = line.role == nil ? Figure.faint : line.role == .client ? Figure.ink : Figure.expected
    let (dx, dy) = (line.x2 - line.x1, line.y2 - line.y1)
    let length = max(1, (dx * dx + dy * dy).squareRoot())
    let (ux, uy) = (dx / length, dy / length)
    let (bx, by) = (line.x2 - ux * 8, line.y2 - uy * 8)
    element(
      "path",
      [
        "d": "M\(n(line.x1)) \(n(line.y1))L\(n(bx)) \(n(by))", "fill": "none", "stroke": colour,
        "stroke-width": line.role == nil ? "1" : "2", "stroke-dasharray": line.role == .server ? "6 4" : nil,
      ])
    element(
      "path",
      [
        "d": "M\(n(line.x2)) \(n(line.y2))L\(n(bx - uy * 3.2)) \(n(by + ux * 3.2))L\(n(bx + uy * 3.2)) \(n(by - ux * 3.2))z",
        "fill": colour,
      ])
    newline()
  }

  fileprivate func box(_ box: StateDiagramLayout.Box) {
    let n = Figure.number
    element(
      "rect",
      [
        "x": n(box.frame.x), "y": n(box.frame.y), "width": n(box.frame.width), "height": n(box.frame.height),
        "fill": Figure.paper, "stroke": box.isVisited ? Figure.ink : Figure.faint,
        "stroke-width": box.isVisited ? "1.8" : "1",
      ])
    newline()
  }
}
