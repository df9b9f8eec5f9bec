import Analysis
import Checks
import Foundation
import TestSupport
import Testing

@testable import Rendering

@Suite struct LadderFigureTests {
  @Test("the incident is drawn as agreed", arguments: Language.allCases)
  func incident(_ language: Language) throws {
    let svg = LadderFigure.svg(LadderFixture.incident(), language: language, standalone: true)
    #expect(Markup.isWellFormed(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "ladder-incident.\(language.rawValue).svg")
  }

  @Test("SYNs and FINs that crossed are drawn crossing")
  func simultaneous() throws {
    let svg = LadderFigure.svg(LadderFixture.simultaneous(), language: .en, standalone: true)
    #expect(Markup.isWellFormed(svg))
    try expectGolden(String(decoding: svg, as: UTF8.self), "ladder-simultaneous.svg")
  }

  @Test("no label touches another, a box's border, a line or the edge", arguments: [0, 1, 3, 40, 300])
  func nothingTouches(rows: Int) {
    let seeds: Range<UInt64> = rows > 100 ? 0..<12 : 0..<60
    for seed in seeds {
      let connection = LadderFixture.random(rows: rows, seed: seed)
      for language in Language.allCases {
        for metrics in [LadderMetrics.figure, .narrow] {
          let layout = LadderLayout(connection, metrics: metrics, language: language)
          let complaint = firstCollision(in: layout)
          #expect(complaint == nil, "\(rows) rows, seed \(seed), \(language), \(metrics.isWhole): \(complaint ?? "")")
        }
      }
    }
    for connection in [LadderFixture.incident(), LadderFixture.simultaneous()] {
      for metrics in [LadderMetrics.figure, .narrow] {
        #expect(firstCollision(in: LadderLayout(connection, metrics: metrics, language: .zh)) == nil)
      }
    }
  }

  @Test("drawn narrow, a ladder says the same in half the width", arguments: SampleReports.names)
  func narrow(sample: String) throws {
    for connection in try SampleReports.all[sample]?.get().connections.prefix(10) ?? [] where connection.ladder != nil {
      let (wide, narrow) = (LadderLayout(connection, language: .en), LadderLayout(connection, metrics: .narrow, language: .en))
      #expect(firstCollision(in: narrow) == nil)
      #expect(narrow.arrows.map(\.manner) == wide.arrows.map(\.manner) && narrow.boxes.map(\.role) == wide.boxes.map(\.role))
      #expect(narrow.badges.map(\.number.text) == wide.badges.map(\.number.text))
      // Crossing arrows need their room.
      #expect(narrow.width < 520 || wide.width > 1000 || sample.contains("simultaneous"), "\(narrow.width) and \(wide.width)")
    }
  }

  @Test("the measure of collisions sees one")
  func measureCanFail() {
    let layout = LadderLayout(LadderFixture.incident(), language: .en)
    #expect(firstCollision(in: layout) == nil)
    #expect(firstCollision(in: layout, nudge: 40) != nil)
  }

  @Test("every figure of senseless connections is well-formed and the same twice", arguments: 0..<40 as Range<UInt64>)
  func wellFormed(seed: UInt64) {
    let connection = LadderFixture.random(rows: 25, seed: seed)
    let svg = LadderFigure.svg(connection, language: .zh, standalone: true)
    #expect(Markup.isWellFormed(svg))
    #expect(svg == LadderFigure.svg(connection, language: .zh, standalone: true))
    let text = String(decoding: svg, as: UTF8.self)
    #expect(!text.contains("<script") && !text.contains("style=") && !text.contains("\u{202e}"))
  }

  @Test("boxes follow one another from the top to the bottom of both columns")
  func boxesAreWhole() {
    for seed in UInt64(0)..<60 {
      let layout = LadderLayout(LadderFixture.random(rows: 40, seed: seed), language: .en)
      for role in [Role.client, .server] {
        let boxes = layout.boxes.filter { $0.role == role }
        for (box, next) in zip(boxes, boxes.dropFirst()) { #expect(box.frame.bottom == next.frame.y) }
        #expect(boxes.allSatisfy { $0.frame.height >= 25 })
        #expect(boxes.first?.frame.y == layout.boxes.first?.frame.y)
        #expect(boxes.last?.frame.bottom == layout.boxes.last?.frame.bottom)
      }
    }
  }

  @Test("a fragment carries no declaration, and its ids begin with the connection")
  func fragment() {
    let text = String(
      decoding: LadderFigure.svg(LadderFixture.incident(), language: .en, standalone: false), as: UTF8.self)
    #expect(text.hasPrefix("<svg "))
    #expect(text.contains(#"id="c12-title""#) && text.contains(#"id="c12-desc""#))
    // Of the two findings, each can be led to, and leads to its words.
    #expect(text.contains(##"href="#c12-f1" id="c12-m1""##) && text.contains(##"href="#c12-f2" id="c12-m2""##))
    #expect(text.components(separatedBy: " id=").count == 5)
  }

  @Test("numbers near a name are written with it, others stand alone")
  func names() {
    let texts = LadderLayout(LadderFixture.incident(), language: .en).texts.map(\.text)
    for label in [
      "SYN, seq=x", "x = 3\u{202f}141\u{202f}592\u{202f}653", "SYN, ACK, seq=y, ack=x+1", "ACK, seq=x+1, ack=y+1",
      "FIN, ACK, seq=p, ack=y+3402", "ACK, ack=p+1", "FIN, ACK, seq=q, ack=p+1", "SYN, seq=x′",
      "RST, ACK, seq=0, ack=x′+1",
    ] {
      #expect(texts.contains(label), "\(label)")
    }
  }

  @Test("a finding's few rows hold what it rests on, and nothing in them touches", arguments: SampleReports.names)
  func excerpts(sample: String) throws {
    for language in Language.allCases {
      var options = AnalysisOptions()
      options.language = language
      for connection in try SampleReports.read(sample, options).connections where connection.ladder != nil {
        for finding in connection.findings {
          let excerpt = try #require(LadderExcerpt(of: finding, in: connection))
          let rows = excerpt.connection.ladder?.rows ?? []
          let breaks = rows.count { if case .silence = $0.content { true } else { false } }
          let least = min(3, connection.ladder?.rows.count ?? 0)
          #expect(least <= rows.count && rows.count - breaks <= 6, "\(finding.check)")
          #expect(rows.contains { $0.findings.contains(finding.number) })
          let layout = LadderLayout(excerpt, language: language)
          #expect(firstCollision(in: layout) == nil, "\(finding.check)")
          #expect(layout.badges.allSatisfy { $0.number.text == String(finding.number) } && !layout.badges.isEmpty)
        }
      }
    }
  }

  @Test("what lies between the rows of an excerpt is counted, and states go on as they were")
  func excerptStates() throws {
    let whole = LadderFixture.incident()
    let all = try #require(whole.ladder?.rows)
    let last = all.count - 1
    let excerpt = LadderExcerpt(whole, rows: [0, 1, last])
    let rows = try #require(excerpt.connection.ladder?.rows)
    #expect(rows.count == 4)
    let between = all[2..<last].reduce(0) { $0 + $1.content.segments }
    let texts = LadderLayout(excerpt, language: .en).texts.map(\.text)
    #expect(texts.contains { $0.hasPrefix("\(Figure.grouped(between)) more segments in ") })
    for role in [Role.client, .server] {
      let (before, after) = (whole.states[role], excerpt.connection.states[role])
      #expect(after.first?.state == before.first?.state)
      #expect(after.last?.state == before.last { $0.row <= last }?.state)
      #expect(zip(after, after.dropFirst()).allSatisfy { $0.row <= $1.row })
    }
  }

  @Test("random rows of senseless connections keep apart as an excerpt", arguments: 0..<60 as Range<UInt64>)
  func randomExcerpts(seed: UInt64) {
    var dice = Dice(state: seed)
    let connection = LadderFixture.random(rows: 40, seed: seed)
    let count = connection.ladder?.rows.count ?? 0
    let rows = Set((0..<6).map { _ in dice.below(max(1, count)) }).sorted()
    for language in Language.allCases {
      let complaint = firstCollision(in: LadderLayout(LadderExcerpt(connection, rows: rows), language: language))
      #expect(complaint == nil, "seed \(seed): \(complaint ?? "")")
    }
  }

  /// The first text or badge that touches what it must not, in words.
  private func firstCollision(in layout: LadderLayout, nudge: Double = 0) -> String? {
    let sheet = Rectangle(x: 0, y: 0, width: layout.width, height: layout.height)
    var items = layout.texts.map { (frame: $0.frame, name: $0.text) }
    if nudge > 0, !items.isEmpty { items[items.count / 2].frame.height += nudge }
    items += layout.badges.map { ($0.frame, "(\($0.number.text))") }
    items.sort { $0.frame.y < $1.frame.y }
    let lines = layout.arrows.flatMap { arrow in arrow.pieces.map { (line: $0, lost: arrow.manner == .lost && $0 == arrow.pieces.last) } }
      .sorted { min($0.line.y1, $0.line.y2) < min($1.line.y1, $1.line.y2) }
    let tallest = items.map(\.frame.height).max() ?? 0
    for (index, item) in items.enumerated() {
      if !sheet.contains(item.frame) { return "\(item.name) leaves the sheet" }
      for other in items[(index + 1)...] {
        if other.frame.y > item.frame.bottom { break }
        if item.frame.intersects(other.frame) { return "\(item.name) touches \(other.name)" }
      }
      for box in layout.boxes where item.frame.intersects(box.frame) && !box.frame.contains(item.frame) {
        return "\(item.name) crosses the border of a box"
      }
      for wait in layout.waits where item.frame.intersects(wait.frame) { return "\(item.name) covers a scale" }
      for (line, lost) in lines {
        if min(line.y1, line.y2) > item.frame.bottom + tallest { break }
        if max(line.y1, line.y2) < item.frame.y { continue }
        if crosses(line, item.frame) { return "a line runs through \(item.name)" }
        let cross = Rectangle(x: line.x2 - 6, y: line.y2 - 6, width: 12, height: 12)
        if lost, cross.intersects(item.frame) { return "the cross touches \(item.name)" }
      }
    }
    return nil
  }

  /// True if the segment passes through the rectangle: its part within the rectangle's width lies within its height.
  private func crosses(_ line: LadderLayout.Line, _ frame: Rectangle) -> Bool {
    let (x1, y1, x2, y2) =
      line.x1 <= line.x2 ? (line.x1, line.y1, line.x2, line.y2) : (line.x2, line.y2, line.x1, line.y1)
    let (from, to) = (max(x1, frame.x), min(x2, frame.right))
    guard from < to, x1 < x2 else { return false }
    let height = { (x: Double) in y1 + (y2 - y1) * (x - x1) / (x2 - x1) }
    return min(height(from), height(to)) < frame.bottom && frame.y < max(height(from), height(to))
  }
}
