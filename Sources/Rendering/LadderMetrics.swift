/// How large a ladder is drawn: as a figure of its own, or beside a sentence.
struct LadderMetrics: Sendable {
  /// Width of the boxes of states, and the size of the names in them.
  let boxWidth: Double
  let stateSize: Double
  /// Clear space around everything.
  let margin: Double
  /// Between the columns of times, frames and boxes.
  let columnGap: Double
  /// How much of an arrow stays visible on each side of the longest label.
  let stub: Double
  /// The space between the boxes, at least and at most; arrows that cross may need more.
  let channel: ClosedRange<Double>
  let crossing: Double
  /// Addresses over the boxes, and a column each for times and frames.
  let isWhole: Bool
  let hasLegend: Bool

  static let figure = LadderMetrics(
    boxWidth: 140, stateSize: Figure.stateSize, margin: 20, columnGap: 14, stub: 46, channel: 430...620, crossing: 620, isWhole: true,
    hasLegend: true)
  /// Narrow enough to be read on a telephone: frames stand under the times.
  static let small = LadderMetrics(
    boxWidth: 94, stateSize: 11, margin: 8, columnGap: 6, stub: 22, channel: 176...220, crossing: 380, isWhole: false,
    hasLegend: false)
  /// All rows in the manner of the small ones.
  static let narrow = LadderMetrics(
    boxWidth: 94, stateSize: 11, margin: 8, columnGap: 6, stub: 22, channel: 176...220, crossing: 380, isWhole: false,
    hasLegend: true)

  /// The scale of a TIME-WAIT box keeps so far from its sides.
  var scaleInset: Double { isWhole ? 14 : 6 }
  /// Half of what the columns of times and frames need in height.
  var columnReach: Double { isWhole ? 0 : 12.5 }
  /// How far below each other two rows stand that cross.
  var crossingGap: Double { isWhole ? 16 : 28 }
}
