import Analysis
import Checks

/// The states of one endpoint on their way to becoming boxes: knows how high each must be and where it began.
struct StateColumn: Sendable {
  /// What stands in a box beside the state's name.
  struct Content: Sendable, Hashable {
    var notes: [String] = []
    var borders: [Int64] = []
    var height: Double
  }
  let spans: [StateSpan]
  let contents: [Content]
  /// The top of each box placed so far.
  private(set) var starts: [Double] = []
  private let rows: Int

  /// What the scale of a TIME-WAIT box adds to its height.
  static let scaleHeight = 36.0

  /// Spans that begin beyond the last row are placed by `finish`.
  init(_ spans: [StateSpan], rows: Int, width: Double, words: LadderWords) {
    let known = spans.isEmpty ? [StateSpan(state: "", from: 0, frame: 0, row: 0, atTail: true)] : spans
    self.spans = known
    self.rows = rows
    contents = known.map { Self.content(of: $0, width: width - 12, words) }
  }

  private static func content(of span: StateSpan, width: Double, _ words: LadderWords) -> Content {
    let waiting = span.state == "TIME-WAIT"
    var note = span.note
    if waiting, note == nil { note = span.waited.map(words.waited) ?? words.waits }
    var lines = note.map { TextWidth.lines(of: PlacedText.oneLine($0), width: width, size: Figure.smallSize) } ?? []
    if lines.count > 4 {
      lines = Array(lines.prefix(3)) + [TextWidth.fitting(lines[3] + "…", width: width, size: Figure.smallSize)]
    }
    let borders = waiting ? Array(Set(span.borders.filter { $0 > 0 }).sorted().prefix(4)) : []
    let height = 25 + 14 * Double(lines.count) + (borders.isEmpty ? 0 : scaleHeight)
    return Content(notes: lines, borders: borders, height: height)
  }

  /// True if the state brought by the arrival of `row` comes before the one that began when `later` left.
  func arrives(_ row: Int, beforeLeaving later: Int) -> Bool {
    let arrival = spans.firstIndex { $0.row == row && !$0.atTail }
    let leaving = spans.firstIndex { $0.row == later && $0.atTail }
    guard let arrival, let leaving else { return false }
    return arrival < leaving
  }

  /// The states that begin within a unit of rows, with the heights where they do, relative to the unit's base.
  ///
  /// States that begin too close to each other to hold a name share the last one's place and stack upwards from it.
  private func groups(for ends: [(row: Int, atTail: Bool, offset: Double)]) -> [(offset: Double, spans: Range<Int>)] {
    var groups: [(offset: Double, spans: Range<Int>)] = []
    var index = starts.count
    while index < spans.count {
      let span = spans[index]
      let row = max(0, span.row)
      // A span of an earlier row that was passed over begins here at the latest.
      let end = ends.first { $0.row == row && $0.atTail == span.atTail } ?? ends.first { _ in row < ends[0].row }
      guard row < rows, let end else { break }
      var group = (offset: end.offset, spans: index..<(index + 1))
      while let last = groups.last,
        group.offset - stack(group.spans) - last.offset < contents[last.spans.upperBound - 1].height
      {
        group = (max(group.offset, last.offset), last.spans.lowerBound..<(index + 1))
        groups.removeLast()
      }
      groups.append(group)
      index += 1
    }
    return groups
  }

  /// The height of the boxes that stack above a group's place.
  private func stack(_ spans: Range<Int>) -> Double { spans.dropLast().reduce(0) { $0 + contents[$1].height } }

  /// The base that a unit of rows needs at least, so that the boxes above it can hold their names.
  func lowestBase(for ends: [(row: Int, atTail: Bool, offset: Double)], top: Double) -> Double {
    var lowest = top
    var above = starts.last.map { $0 + contents[starts.count - 1].height } ?? top
    for group in groups(for: ends) {
      let first = starts.isEmpty && group.spans.lowerBound == 0
      // The very first box begins at the top, so it stacks nothing above itself when it is alone.
      if first, group.spans.count == 1 {
        above = top + contents[0].height
        continue
      }
      lowest = max(lowest, above + stack(group.spans) - group.offset)
      above = lowest + group.offset + contents[group.spans.upperBound - 1].height
    }
    return lowest
  }

  /// Gives the boxes that begin within the unit their places.
  mutating func place(_ ends: [(row: Int, atTail: Bool, offset: Double)], base: Double, top: Double) {
    for group in groups(for: ends) {
      var y = base + group.offset - stack(group.spans)
      for index in group.spans {
        starts.append(index == 0 ? top : y)
        y += contents[index].height
      }
    }
  }

  /// Places what begins after the last row; returns the height where the column may end.
  mutating func finish(after last: Double, top: Double) -> Double {
    var y = last
    while starts.count < spans.count {
      let index = starts.count
      if index > 0 { y = max(y, starts[index - 1] + contents[index - 1].height) }
      starts.append(index == 0 ? top : y)
    }
    return max(last, (starts.last ?? top) + (contents.last?.height ?? 0))
  }
}
