import Wire

/// An arc of the circle of 2³² numbers: where it begins, and how many numbers it holds.
package struct Arc: Sendable, Hashable {
  package var start: SequenceNumber
  /// 1 … 2³².
  package var width: UInt64

  /// How many numbers there are: what an independent, uniform choice chooses from.
  package static let circle = 4_294_967_296.0

  /// The smallest arc that holds all these numbers, wherever they wrap; `nil` without any.
  package static func holding(_ numbers: [SequenceNumber]) -> Arc? {
    let sorted = numbers.map(\.rawValue).sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    var gap = UInt64(first &- last)
    var start = first
    for (before, after) in zip(sorted, sorted.dropFirst()) where UInt64(after - before) > gap {
      gap = UInt64(after - before)
      start = after
    }
    if first == last { return Arc(start: SequenceNumber(first), width: 1) }
    return Arc(start: SequenceNumber(start), width: 4_294_967_296 - gap + 1)
  }

  /// The chance that `samples` independent uniform numbers out of `space` all lie in some arc of `width`.
  ///
  /// Statistic: width of the smallest arc. Null law: n·(w/S)^(n−1), exact for w ≤ S/2 (the event that the arc begins
  /// at sample i is disjoint over i), an upper bound beyond (Stevens 1939).
  package static func chance(samples n: Int, width: Double, space: Double = circle) -> Double {
    guard n >= 2 else { return 1 }
    return min(1, Double(n) * power(width / space, n - 1))
  }

  /// The largest arc that `samples` numbers would have to fill before chance explains it: what a test of so many
  /// samples can find at all.
  package static func findable(samples n: Int, alpha: Double) -> Double {
    guard n >= 2 else { return 0 }
    return circle * root(alpha / Double(n), n - 1)
  }

  /// x to the n, by squaring; n ≥ 0.
  static func power(_ x: Double, _ n: Int) -> Double {
    var (result, base, left) = (1.0, x, n)
    while left > 0 {
      if left & 1 == 1 { result *= base }
      base *= base
      left >>= 1
    }
    return result
  }

  /// The n-th root of x in 0 … 1, to within 2⁻⁶⁰, by halving.
  static func root(_ x: Double, _ n: Int) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(middle, n) < x { low = middle } else { high = middle }
    }
    return high
  }
}

/// Logarithms without the platform's mathematics library, whose last digit differs from machine to machine.
package enum Logarithm {
  /// log₂ x for x > 0, by the exponent and repeated squaring of the significand: 40 exact binary digits.
  package static func base2(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return 0 }
    var result = Double(x.exponent)
    var significand = x.significand
    var digit = 0.5
    for _ in 0..<40 {
      significand *= significand
      if significand >= 2 {
        significand /= 2
        result += digit
      }
      digit /= 2
    }
    return result
  }
}
