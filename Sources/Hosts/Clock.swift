import Wire

/// A clock common to all connections that explains the initial numbers: ISN = offset + rate × time.
package struct Clock: Sendable, Hashable {
  /// Numbers a second; negative for a clock that runs backwards.
  package var rate: Double
  /// Numbers in the smallest arc that holds all residuals ISN − rate × time.
  package var arc: Double
  /// The fixed arc the chance was reckoned for.
  package var width: Double
  /// From the first sample to the last, seconds.
  package var span: Double
  package var chance: Double

  /// Seconds until the clock comes round.
  package var wrap: Double { Arc.circle / abs(rate) }

  /// `isn.rate_max`: no known clock runs faster.
  package static let rateMaximum = 5e7
  /// The arcs that are tried, smallest first.
  package static let widths = [4096.0, 65_536, 1_048_576, 16_777_216]

  /// A number and when it was used.
  struct Point {
    /// Seconds since the first.
    var time: Double
    var value: SequenceNumber
  }

  /// The clock behind these numbers, if they have one.
  ///
  /// Statistic: the smallest of the fixed arcs that holds every residual for some rate within ±50 MHz, however often
  /// the clock wraps. Null law, for any fixed times: p = 5·n·e·(w/S)^(n−1)·J with J = 1 + (n−1)·r_max·T/w. It bounds
  /// the chance over all rates: on a grid so fine that the residuals of the nearest rate spread by at most w/(n−1)
  /// more, (1 + 1/(n−1))^(n−1) < e; 5 for the choice of w. Needs r·T ≥ 8·w, or a pool would pass for a clock.
  /// Jitter of the times widens the arc and can only hide a clock, so it is not taken off.
  package static func behind(_ samples: [ISNSample], space: Double = Arc.circle) -> Clock? {
    guard samples.count >= 6, let first = samples.first else { return nil }
    let points = samples.map { Point(time: ($0.time - first.time).inSeconds, value: $0.isn) }
    let span = points[points.count - 1].time
    guard span > 0 else { return nil }
    for width in widths {
      guard let (rate, arc) = best(points, within: width), abs(rate) * span >= 8 * width else { continue }
      let n = Double(points.count)
      let rates = 1 + (n - 1) * rateMaximum * span / width
      let chance = min(1, 5 * n * 2.718281829 * Arc.power(width / space, points.count - 1) * rates)
      return Clock(rate: rate, arc: arc, width: width, span: span, chance: chance)
    }
    return nil
  }

  /// The rate whose residuals fill the smallest arc, and that arc, where one fits into `width`.
  private static func best(_ points: [Point], within width: Double) -> (rate: Double, arc: Double)? {
    var found: (rate: Double, arc: Double)?
    for range in ranges(points, within: width) {
      let middle = (range.lowerBound + range.upperBound) / 2
      for rate in [middle, refined(middle, points)] {
        let arc = arc(of: points, at: rate)
        if arc <= width, found.map({ arc < $0.arc }) ?? true { found = (rate, arc) }
      }
    }
    return found
  }

  /// Ranges of rates at which every number lies within ±`width` of the first of the closest pair's clock.
  ///
  /// Each further sample at a distance Δt leaves of a range only the stretches (d ± w + k·2³²)/Δt; taken in the order
  /// of Δt, few are ever alive. More than 4096 of them mean that the times are too far apart to tell: none then.
  private static func ranges(_ points: [Point], within width: Double) -> [ClosedRange<Double>] {
    let reference = closest(points)
    let origin = points[reference]
    var others: [(time: Double, step: Double)] = []
    for (place, point) in points.enumerated() where place != reference {
      let time = point.time - origin.time
      let value = time < 0 ? origin.value.distance(from: point.value) : point.value.distance(from: origin.value)
      others.append((abs(time), Double(value)))
    }
    others.sort { $0.time == $1.time ? $0.step < $1.step : $0.time < $1.time }
    var alive = [-rateMaximum...rateMaximum]
    for other in others {
      alive = narrowed(alive, step: other.step, time: other.time, within: width)
      if alive.isEmpty { return [] }
    }
    return alive
  }

  /// What one distance leaves of the ranges of rates: the stretches (step ± `half` + k·2³²)/time.
  static func narrowed(
    _ ranges: [ClosedRange<Double>], step: Double, time: Double, within half: Double
  ) -> [ClosedRange<Double>] {
    if time == 0 { return min(step, Arc.circle - step) <= half ? ranges : [] }
    var next: [ClosedRange<Double>] = []
    for range in ranges {
      let turns = ((range.lowerBound * time - step - half) / Arc.circle).rounded(.up)
      var goal = step + turns * Arc.circle
      while goal - half <= range.upperBound * time {
        let low = max(range.lowerBound, (goal - half) / time)
        let high = min(range.upperBound, (goal + half) / time)
        if low <= high { next.append(low...high) }
        goal += Arc.circle
        if next.count > 4096 { return [] }
      }
    }
    return next
  }

  /// The earlier of the two samples that lie closest in time without falling together.
  private static func closest(_ points: [Point]) -> Int {
    var (best, gap) = (0, Double.infinity)
    for place in points.indices.dropFirst() {
      let distance = points[place].time - points[place - 1].time
      if distance > 0, distance < gap { (best, gap) = (place - 1, distance) }
    }
    return best
  }

  /// ISN − rate × time, modulo 2³².
  private static func residual(_ point: Point, _ rate: Double) -> SequenceNumber {
    let turned = (rate * point.time).truncatingRemainder(dividingBy: Arc.circle)
    let ticks = UInt32(truncatingIfNeeded: Int64(turned.rounded()))
    return SequenceNumber(point.value.rawValue &- ticks)
  }

  private static func arc(of points: [Point], at rate: Double) -> Double {
    Arc.holding(points.map { residual($0, rate) }).map { Double($0.width) } ?? Arc.circle
  }

  /// One step of least squares on the residuals, which at `rate` no longer wrap.
  private static func refined(_ rate: Double, _ points: [Point]) -> Double {
    let origin = residual(points[0], rate)
    let n = Double(points.count)
    let meanTime = points.reduce(0) { $0 + $1.time } / n
    let residuals = points.map { Double(residual($0, rate) - origin) }
    let meanResidual = residuals.reduce(0, +) / n
    var (over, under) = (0.0, 0.0)
    for (point, value) in zip(points, residuals) {
      over += (point.time - meanTime) * (value - meanResidual)
      under += (point.time - meanTime) * (point.time - meanTime)
    }
    return under > 0 ? rate + over / under : rate
  }
}
