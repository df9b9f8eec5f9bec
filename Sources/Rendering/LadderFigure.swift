import Analysis
import Checks

/// The message ladder of one connection: the tutorial's figures 2 and 3 with what really happened in them.
///
/// A box for each state on both sides at the height where it holds, slanted arrows with their flags and numbers,
/// transfers folded into the double arrow, and each finding's number where it belongs.
package enum LadderFigure {
  /// What ids of this connection begin with; the figure's own are `<prefix>-title` and `<prefix>-desc`.
  package static func prefix(_ connection: ConnectionReport) -> String { "c\(connection.id)" }

  /// The name of the figure's own file: `flow-0001.svg`, the number being the connection's.
  package static func fileName(_ connection: ConnectionReport) -> String { fileName(connection.id) }

  static func fileName(_ connection: Int) -> String {
    let number = String(connection)
    return "flow-\(String(repeating: "0", count: max(0, 4 - number.count)))\(number).svg"
  }

  /// The figure as SVG in UTF-8: a file of its own (`standalone`), or a fragment for a page.
  package static func svg(_ connection: ConnectionReport, language: Language, standalone: Bool) -> [UInt8] {
    let layout = LadderLayout(connection, language: language)
    let words = LadderWords(language: language)
    let title = words.title(connection, client: connection.client.text, server: connection.server.text)
    let xml = XMLWriter()
    xml.figure(
      prefix: prefix(connection), width: layout.width, height: layout.height, title: title,
      description: words.description(connection), language: language, standalone: standalone
    ) {
      draw(layout, with: xml, linked: standalone ? nil : prefix(connection))
    }
    return xml.octets()
  }

  /// The same for a narrow screen: a fragment for a page, beside which the wide one has the ids that can be led to.
  ///
  /// Where arrows cross it needs more room than a telephone has: it `isBroad`, and is scrolled rather than shrunk.
  static func narrow(_ connection: ConnectionReport, language: Language) -> (octets: [UInt8], isBroad: Bool) {
    let layout = LadderLayout(connection, metrics: .narrow, language: language)
    let words = LadderWords(language: language)
    let xml = XMLWriter()
    xml.figure(
      prefix: prefix(connection) + "n", width: layout.width, height: layout.height,
      title: words.title(connection, client: connection.client.text, server: connection.server.text),
      description: words.description(connection), language: language, standalone: false
    ) {
      draw(layout, with: xml, linked: prefix(connection), isTwin: true)
    }
    return (xml.octets(), layout.width > 520)
  }

  /// A few rows as a fragment for a page; `prefix` makes its ids unique there.
  static func svg(_ excerpt: LadderExcerpt, prefix: String, language: Language) -> [UInt8] {
    let layout = LadderLayout(excerpt, language: language)
    let words = LadderWords(language: language)
    let xml = XMLWriter()
    xml.figure(
      prefix: prefix, width: layout.width, height: layout.height, title: words.excerpt(excerpt.connection.id),
      description: words.rows(of: excerpt), language: language, standalone: false
    ) {
      draw(layout, with: xml, linked: nil)
    }
    return xml.octets()
  }

  /// On a page (`linked`), each badge leads to its finding, and the plainest one of a finding can be led to.
  /// A twin has neither ids nor words for those who point at an arrow.
  private static func draw(_ layout: LadderLayout, with xml: XMLWriter, linked: String?, isTwin: Bool = false) {
    xml.element("g", ["fill": "none", "stroke": Figure.border, "stroke-width": "1"]) {
      xml.newline()
      for box in layout.boxes { xml.state(box, last: isLast(box, in: layout.boxes)) }
      for wait in layout.waits { xml.wait(wait) }
    }
    xml.newline()
    for arrow in layout.arrows { xml.arrow(arrow, isHinted: !isTwin) }
    if let linked { badges(layout.badges, with: xml, linked, isTwin: isTwin) } else { for badge in layout.badges { xml.badge(badge) } }
    for text in layout.texts { xml.draw(text) }
    for sample in layout.samples { xml.sample(sample.kind, x: sample.x, middle: sample.middle) }
  }

  private static func badges(_ badges: [LadderLayout.Badge], with xml: XMLWriter, _ prefix: String, isTwin: Bool) {
    var plainest: [String: Int] = [:]
    for (index, badge) in badges.enumerated() {
      let number = badge.number.text
      if plainest[number].map({ badges[$0].kind == .other && badge.kind != .other }) ?? true { plainest[number] = index }
    }
    for (index, badge) in badges.enumerated() {
      let number = badge.number.text
      let id = !isTwin && plainest[number] == index ? "\(prefix)-m\(number)" : nil
      xml.element("a", ["href": "#\(prefix)-f\(number)", "id": id, "tabindex": "-1"]) { xml.badge(badge) }
      xml.newline()
    }
  }

  private static func isLast(_ box: LadderLayout.StateBox, in boxes: [LadderLayout.StateBox]) -> Bool {
    !boxes.contains { $0.role == box.role && $0.frame.y > box.frame.y }
  }
}

// MARK: Marks

extension LadderLayout.Manner {
  var colour: String {
    switch self {
    case .plain, .noted, .lost, .transfer, .icmp: Figure.ink
    case .offending: Figure.accent
    case .expected: Figure.expected
    case .unseen: Figure.quiet
    }
  }
  var dash: String? {
    switch self {
    case .plain, .lost, .transfer, .offending, .noted: nil
    case .expected: "6 4"
    case .unseen: "1.5 4"
    case .icmp: "9 3 2 3"
    }
  }
  var width: String { self == .offending || self == .noted ? "2.2" : "1.5" }
}

extension XMLWriter {
  private func n(_ value: Double) -> String { Figure.number(value) }

  func state(_ box: LadderLayout.StateBox, last: Bool) {
    let frame = box.frame
    let dash: String? =
      switch box.sureness {
      case "assumed": "5 3"
      case "inferred": "2 3"
      default: nil
      }
    var sides = "M\(n(frame.x)) \(n(frame.y))H\(n(frame.right))"
    if last { sides += "M\(n(frame.x)) \(n(frame.bottom))H\(n(frame.right))" }
    for x in [frame.x, frame.right] {
      var from = frame.y
      for silence in box.breaks {
        let middle = (silence.lowerBound + silence.upperBound) / 2
        sides += "M\(n(x)) \(n(from))V\(n(middle - 3))"
        from = middle + 3
      }
      sides += "M\(n(x)) \(n(from))V\(n(frame.bottom))"
    }
    element("path", ["d": sides, "stroke-dasharray": dash])
    newline()
    // The classical break of an axis: two short parallel strokes.
    var strokes = ""
    for x in [frame.x, frame.right] {
      for silence in box.breaks {
        let middle = (silence.lowerBound + silence.upperBound) / 2
        for y in [middle - 3, middle + 3] { strokes += "M\(n(x - 6)) \(n(y + 2.5))l12 -5" }
      }
    }
    if !strokes.isEmpty {
      element("path", ["d": strokes])
      newline()
    }
  }

  func wait(_ wait: LadderLayout.Wait) {
    let frame = wait.frame
    if let filled = wait.filled, filled > frame.x {
      element(
        "rect",
        [
          "x": n(frame.x), "y": n(frame.y), "width": n(max(1.5, filled - frame.x)), "height": n(frame.height),
          "fill": Figure.quiet, "stroke": "none",
        ])
      newline()
    }
    if let gone = wait.gone {
      let from = max(frame.x, wait.filled ?? frame.x)
      let outline = Rectangle(x: from, y: frame.y + 1, width: max(2, gone - from), height: frame.height - 1)
      element(
        "rect",
        [
          "x": n(outline.x), "y": n(outline.y), "width": n(outline.width), "height": n(outline.height),
          "stroke": Figure.quiet, "stroke-dasharray": "2 1.5",
        ])
      newline()
    }
    var path = "M\(n(frame.x)) \(n(frame.y))V\(n(frame.bottom))H\(n(frame.right))"
    for tick in wait.ticks { path += "M\(n(tick)) \(n(frame.y - 2))V\(n(frame.bottom + 3))" }
    element("path", ["d": path])
    newline()
  }

  func arrow(_ arrow: LadderLayout.Arrow, isHinted: Bool = true) {
    let manner = arrow.manner
    element("g", ["stroke": manner.colour, "fill": manner.colour, "stroke-width": manner.width]) {
      if isHinted, let hint = arrow.hint { element("title", text: PlacedText.oneLine(hint)) }
      var path = ""
      for (index, piece) in arrow.pieces.enumerated() {
        var piece = piece
        // The line ends inside the head, so that the tip stays sharp.
        if arrow.headAtEnd, index == arrow.pieces.count - 1 { piece = piece.shortened(by: 8) }
        if arrow.headAtStart, index == 0 { piece = piece.reversed.shortened(by: 8).reversed }
        path += "M\(n(piece.x1)) \(n(piece.y1))L\(n(piece.x2)) \(n(piece.y2))"
      }
      element("path", ["d": path, "fill": "none", "stroke-dasharray": manner.dash])
      if arrow.headAtEnd, let last = arrow.pieces.last { head(last, open: manner == .expected || manner == .unseen) }
      if arrow.headAtStart, let first = arrow.pieces.first { head(first.reversed, open: false) }
      if manner == .lost, let last = arrow.pieces.last { cross(last.x2, last.y2) }
      if manner == .icmp, let first = arrow.pieces.first {
        element("rect", ["x": n(first.x1 - 3.5), "y": n(first.y1 - 3.5), "width": "7", "height": "7"])
      }
    }
    newline()
  }

  /// A slender head as in the tutorial; open where nothing solid travelled.
  private func head(_ line: LadderLayout.Line, open: Bool) {
    let (ux, uy) = line.unit
    let (bx, by) = (line.x2 - 13 * ux, line.y2 - 13 * uy)
    let one = "\(n(bx - 4.2 * uy)) \(n(by + 4.2 * ux))"
    let other = "\(n(bx + 4.2 * uy)) \(n(by - 4.2 * ux))"
    let path = "M\(one)L\(n(line.x2)) \(n(line.y2))L\(other)"
    if open {
      element("path", ["d": path, "fill": "none"])
    } else {
      element("path", ["d": path + "Z", "stroke": "none"])
    }
  }

  private func cross(_ x: Double, _ y: Double) {
    element(
      "path",
      [
        "d": "M\(n(x - 5)) \(n(y - 5))l10 10M\(n(x - 5)) \(n(y + 5))l10 -10", "fill": "none", "stroke-width": "2",
      ])
  }

  func badge(_ badge: LadderLayout.Badge) {
    let frame = badge.frame
    let (fill, stroke) =
      switch badge.kind {
      case .offending: (Figure.accent, Figure.accent)
      case .expected: (Figure.expected, Figure.expected)
      case .other: (Figure.paper, Figure.ink)
      }
    element(
      "rect",
      [
        "x": n(frame.x + 0.5), "y": n(frame.y + 0.5), "width": n(frame.width - 1), "height": n(frame.height - 1),
        "rx": "8", "fill": fill, "stroke": stroke,
      ])
    draw(badge.number)
  }

  /// A mark of the legend, 28 wide.
  func sample(_ sample: LadderLegend.Sample, x: Double, middle: Double) {
    switch sample {
    case .line(let manner):
      let end = manner == .lost ? x + 22 : x + 28
      let line = LadderLayout.Line(x1: x, y1: middle, x2: end, y2: middle)
      arrow(LadderLayout.Arrow(manner: manner, pieces: [line], headAtEnd: manner != .lost))
    case .badge(let kind):
      let frame = Rectangle(x: x + 9, y: middle - 8.5, width: 17, height: 17)
      let number = PlacedText(
        "1", x: frame.middle, baseline: middle + 3.8, size: Figure.smallSize, anchor: .middle,
        fill: kind == .other ? Figure.ink : Figure.paper)
      badge(LadderLayout.Badge(frame: frame, number: number, kind: kind))
    case .state(let sureness):
      let frame = Rectangle(x: x + 2, y: middle - 6, width: 24, height: 12)
      element("g", ["fill": "none", "stroke": Figure.border]) {
        state(LadderLayout.StateBox(role: .client, frame: frame, sureness: sureness, breaks: []), last: true)
      }
      newline()
    }
  }
}

extension LadderLayout.Line {
  var reversed: LadderLayout.Line { LadderLayout.Line(x1: x2, y1: y2, x2: x1, y2: y1) }
  private var length: Double { ((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)).squareRoot() }
  /// The direction as a vector of length 1; square roots are exact by IEEE 754, so this is the same everywhere.
  var unit: (Double, Double) { length > 0 ? ((x2 - x1) / length, (y2 - y1) / length) : (1, 0) }
  func shortened(by amount: Double) -> LadderLayout.Line {
    let cut = Swift.min(amount, length)
    return LadderLayout.Line(x1: x1, y1: y1, x2: x2 - cut * unit.0, y2: y2 - cut * unit.1)
  }
}
