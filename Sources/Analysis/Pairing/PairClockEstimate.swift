/// Aligns two clocks by the least times that segments took, in both directions.
struct PairClockEstimate {
  /// A segment that crossed: when, by the clock of the first capture, and what the second clock showed beyond the first
  /// on arrival (client's segments) or the first beyond the second (server's), nanoseconds.
  struct Sample {
    var time: Int64
    var difference: Int64
  }

  private static let intervals = 16

  static func clock(client: [Sample], server: [Sample]) -> PairClock {
    var clock = PairClock()
    clock.samples = PerRole(client: client.count, server: server.count)
    guard let start = (client + server).map(\.time).min(), let end = (client + server).map(\.time).max(), !client.isEmpty,
      !server.isEmpty
    else { return clock }
    clock.drift = drift(client, server, start, end)
    // A drifting clock's readings are taken back to what it showed at the start.
    func gained(_ sample: Sample) -> Int64 { (sample.time - start) / 1000 * clock.drift / 1_000_000 }
    let there = client.map { $0.difference - gained($0) }.min() ?? 0
    let back = server.map { $0.difference + gained($0) }.min() ?? 0
    // A negative way there and back is none: at least one clock was set in between.
    guard there + back >= 0 else { return clock }
    clock.offset = (there - back) / 2
    clock.oneWay = (there + back) / 2
    return clock
  }

  /// Parts in a billion: the slope of the least differences, which a drift gives with opposite signs to the two directions
  /// and a queue that builds up does not.
  private static func drift(_ client: [Sample], _ server: [Sample], _ start: Int64, _ end: Int64) -> Int64 {
    guard end - start > 10_000_000_000 else { return 0 }
    guard let there = slope(client, start, end), let back = slope(server, start, end) else { return 0 }
    guard there * back < 0, abs(there + back) <= (abs(there) + abs(back)) / 4 else { return 0 }
    return Int64((there - back) / 2 * 1e9)
  }

  /// Theil and Sen's slope over the least of each interval; `nil` where too few of them were met.
  private static func slope(_ samples: [Sample], _ start: Int64, _ end: Int64) -> Double? {
    let width = (end - start) / Int64(intervals) + 1
    var least = [Sample?](repeating: nil, count: intervals)
    for sample in samples {
      let place = Int((sample.time - start) / width)
      if least[place].map({ sample.difference < $0.difference }) ?? true { least[place] = sample }
    }
    let points = least.compactMap(\.self)
    guard points.count >= intervals / 2 else { return nil }
    var slopes: [Double] = []
    for (place, one) in points.enumerated() {
      for other in points[(place + 1)...] where other.time > one.time {
        slopes.append(Double(other.difference - one.difference) / Double(other.time - one.time))
      }
    }
    slopes.sort()
    return slopes[slopes.count / 2]
  }
}
