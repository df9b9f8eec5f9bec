/// The vertical axis of ISNs over time: the whole circle of 2³², or the part of it that holds them all.
///
/// A counter that adds 64 000 a connection would be a line along the bottom of the circle; on its own part one sees it
/// climb. The part is taken only where all numbers lie within a sixteenth, and the figure says so.
struct ISNScale: Sendable, Hashable {
  struct Tick: Sendable, Hashable {
    /// From 0 at the bottom to 1 at the top.
    var share: Double
    var label: String
  }
  /// The number at the bottom of a part; `nil` for the whole circle.
  let base: UInt32?
  private let length: Double
  let ticks: [Tick]

  init(_ numbers: [UInt32]) {
    let (least, most) = (numbers.min() ?? 0, numbers.max() ?? 0)
    guard numbers.count > 2, most - least < 1 << 28 else {
      (base, length) = (nil, 4_294_967_296)
      ticks = [Tick(share: 0, label: "0"), Tick(share: 0.5, label: "2³¹"), Tick(share: 1, label: "2³²")]
      return
    }
    base = least
    let step = Self.step(for: most - least)
    // One step of air above the highest number, so that no point lies on the frame.
    let steps = (most - least) / step + 1
    length = Double(steps) * Double(step)
    ticks = (0...steps).map { Tick(share: 0.02 + 0.96 * Double($0) / Double(steps), label: Self.label(UInt64($0) * UInt64(step))) }
  }

  /// Where a number stands, from 0 to 1.
  func share(of number: UInt32) -> Double {
    let above = Double(number &- (base ?? 0)) / length
    return base == nil ? above : 0.02 + 0.96 * above
  }

  /// How much of the circle the axis holds.
  var percent: Double { length / 4_294_967_296 * 100 }
  var isTiny: Bool { percent < 0.01 }

  /// 1, 2 or 5 times a power of ten, at most six of them.
  private static func step(for length: UInt32) -> UInt32 {
    var power: UInt32 = 1
    while power < 1_000_000_000 {
      for factor: UInt32 in [1, 2, 5] where length / (factor * power) < 6 { return factor * power }
      power *= 10
    }
    return power
  }

  /// `0`, `500`, `20 k`, `5 M`.
  private static func label(_ number: UInt64) -> String {
    if number >= 1_000_000, number % 100_000 == 0 { return decimal(number, 1_000_000) + "\u{a0}M" }
    if number >= 1_000, number % 100 == 0 { return decimal(number, 1_000) + "\u{a0}k" }
    return String(number)
  }

  private static func decimal(_ number: UInt64, _ unit: UInt64) -> String {
    let tenths = number % unit / (unit / 10)
    return tenths == 0 ? "\(number / unit)" : "\(number / unit).\(tenths)"
  }
}
