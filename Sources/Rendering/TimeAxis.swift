/// Time from left to right, to scale; long silences are cut out and marked as breaks of the axis.
struct TimeAxis: Sendable {
  private struct Piece { var from: Int64, to: Int64, x: Double, width: Double }
  private var pieces: [Piece] = []
  struct Tick: Sendable, Hashable { var x: Double, label: String }
  private(set) var ticks: [Tick] = []
  /// Middles of the breaks and what they leave out.
  private(set) var breaks: [(x: Double, silence: Int64)] = []
  private static let breakWidth = 46.0

  /// - Parameter times: when anything happened, in nanoseconds; in any order.
  init(_ times: [Int64], from left: Double, width: Double) {
    let sorted = Array(Set(times)).sorted()
    guard let first = sorted.first, let last = sorted.last else { return }
    // A silence is cut out where it takes more than a third of what is left without the longer ones.
    var remaining = last - first
    var cuts: Set<Int64> = []
    let gaps = zip(sorted, sorted.dropFirst()).map { (start: $0, length: $1 - $0) }
    for gap in gaps.sorted(by: { $0.length == $1.length ? $0.start < $1.start : $0.length > $1.length }).prefix(4) {
      guard gap.length * 3 > remaining, gap.length >= 200_000_000, remaining > gap.length else { break }
      cuts.insert(gap.start)
      remaining -= gap.length
    }
    var spans: [(Int64, Int64)] = []
    var start = first
    for (time, next) in zip(sorted, sorted.dropFirst()) where cuts.contains(time) {
      spans.append((start, time))
      start = next
    }
    spans.append((start, last))
    let least = 20.0
    let room = width - Double(spans.count - 1) * Self.breakWidth - Double(spans.count) * least
    let total = Double(max(1, spans.reduce(0) { $0 + $1.1 - $1.0 }))
    var x = left
    for (index, span) in spans.enumerated() {
      let share = least + room * Double(span.1 - span.0) / total
      pieces.append(Piece(from: span.0, to: span.1, x: x, width: spans.count == 1 ? width : share))
      x += share
      if index + 1 < spans.count {
        breaks.append((x + Self.breakWidth / 2, spans[index + 1].0 - span.1))
        x += Self.breakWidth
      }
    }
    mark(scale: total / max(room, 1))
  }

  func x(_ time: Int64) -> Double {
    for piece in pieces where time <= piece.to {
      if time <= piece.from { return piece.x + (piece.from == piece.to ? piece.width / 2 : 0) }
      return piece.x + piece.width * Double(time - piece.from) / Double(max(1, piece.to - piece.from))
    }
    return pieces.last.map { $0.x + $0.width } ?? 0
  }

  /// Round seconds, some 80 apart; a piece too short for one says when it begins.
  private mutating func mark(scale: Double) {
    var (step, decimals): (Int64, Int) = (1_000, 6)
    search: while step < 1_000_000_000_000_000 {
      for factor: Int64 in [1, 2, 5] where Double(step * factor) / scale >= 80 {
        step *= factor
        break search
      }
      (step, decimals) = (step * 10, max(0, decimals - 1))
    }
    var clear = -Double.infinity
    for piece in pieces {
      var times: [Int64] = []
      var time = (piece.from + step - 1) / step * step
      while time <= piece.to {
        times.append(time)
        time += step
      }
      if times.isEmpty { times = [piece.from] }
      for time in times {
        let label = Figure.seconds(time, decimals: time % step == 0 ? decimals : max(decimals, 3))
        let (place, width) = (x(time), TextWidth.of(label, size: Figure.smallSize))
        guard place - width / 2 > clear + 8 else { continue }
        ticks.append(Tick(x: place, label: label))
        clear = place + width / 2
      }
    }
  }
}
