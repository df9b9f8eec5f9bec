/// How large a ladder is drawn: as a figure of its own, or beside a sentence.
struct LadderMetrics: Sendable {
  /// Width of the boxes of states.
  let boxWidth: Double
  /// Clear space around everything.
  let margin: Double
  /// Between the columns of times, frames and boxes.
  let columnGap: Double
  /// How much of an arrow stays visible on each side of the longest label.
  let stub: Double
  /// The space between the boxes, at least and at most.
  let channel: ClosedRange<Double>
  /// Addresses over the boxes, and the legend beneath.
  let isWhole: Bool

  static let figure = LadderMetrics(boxWidth: 140, margin: 20, columnGap: 14, stub: 46, channel: 430...620, isWhole: true)
  static let small = LadderMetrics(boxWidth: 108, margin: 12, columnGap: 10, stub: 34, channel: 250...380, isWhole: false)
}
