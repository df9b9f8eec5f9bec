/// Chances of a statistic at least as large as the one seen, under its null law.
package enum Tail {
  /// Of a standard normal variate, both sides.
  package static func normal(_ z: Double) -> Double { Elementary.erfc(abs(z) / 1.414213562373095048802) }

  /// Of χ² with an odd number of degrees of freedom: Q(k/2, x/2) = erfc √(x/2) + e^(−x/2)·Σ (x/2)^(j+1/2)/Γ(j+3/2).
  package static func chiSquare(_ x: Double, freedom: Int) -> Double {
    guard x > 0 else { return 1 }
    let half = x / 2
    if half > 700 { return 0 }
    var sum = Elementary.erfc(half.squareRoot())
    // Γ(3/2) = √π/2.
    var term = Elementary.exp(-half) * half.squareRoot() * 2 / 1.772453850905516027298
    for step in 0..<(max(1, freedom) - 1) / 2 {
      sum += term
      term *= half / (Double(step) + 1.5)
    }
    return min(1, sum)
  }

  /// Of a Poisson variate of this mean, at least `count`.
  package static func poisson(atLeast count: Int, mean: Double) -> Double {
    guard count > 0 else { return 1 }
    var term = Elementary.exp(-mean)
    for step in 1...count { term *= mean / Double(step) }
    var (sum, place) = (term, count)
    while term > sum * 1e-17, place < count + 10_000 {
      place += 1
      term *= mean / Double(place)
      sum += term
    }
    return min(1, sum)
  }

  /// The greatest common divisor of `count` independent large numbers is at least `divisor`: Σ m^(−k)/ζ(k) over
  /// m ≥ g (Mertens; Nymann 1972), the sums by Euler and Maclaurin.
  package static func commonDivisor(atLeast divisor: UInt32, count: Int) -> Double {
    guard count >= 2, divisor > 1 else { return 1 }
    return zeta(count, from: Double(divisor)) / zeta(count, from: 1)
  }

  /// Σ m^(−k) over m = a, a+1, …
  private static func zeta(_ k: Int, from a: Double) -> Double {
    var sum = 0.0
    for step in 0..<16 { sum += Arc.power(1 / (a + Double(step)), k) }
    let (end, order) = (a + 16, Double(k))
    let power = Arc.power(1 / end, k)
    let third = order * (order + 1) * (order + 2) / 720 / (end * end * end)
    return sum + power * (end / (order - 1) + 0.5 + order / 12 / end - third)
  }

  /// Of Kuiper's V for n points on a circle: exact where V > ½ (Stephens 1965), otherwise his approximation (1970),
  /// which is good to some ten per cent.
  package static func kuiper(_ v: Double, count n: Int) -> Double {
    guard n > 0, v > 0 else { return 1 }
    if v > 0.5 { return exactKuiper(v, n) }
    let root = Double(n).squareRoot()
    let lambda = v * (root + 0.155 + 0.24 / root)
    if lambda < 0.4 { return 1 }
    var sum = 0.0
    for step in 1...100 {
      let square = Double(step * step) * lambda * lambda
      let term = 2 * (4 * square - 1) * Elementary.exp(-2 * square)
      sum += term
      if abs(term) < 1e-18 * abs(sum) { break }
    }
    return max(0, min(1, sum))
  }

  private static func exactKuiper(_ v: Double, _ n: Int) -> Double {
    let N = Double(n)
    var (sum, choices) = (0.0, 1.0)
    for t in 0...Int((N * (1 - v)).rounded(.down)) {
      let T = Double(t)
      if t > 0 { choices *= (N - T + 1) / T }
      let y = v + T / N
      let inner = y * y * y * N - y * y * T * (3 - 2 / N) + y * T * (T - 1) * (3 - 2 / N) / N
        - T * (T - 1) * (T - 2) / (N * N)
      let outer = t >= 3 ? Arc.power(y, t - 3) : 1 / Arc.power(y, 3 - t)
      sum += choices * Arc.power(max(0, 1 - v - T / N), n - t - 1) * outer * inner
    }
    return max(0, min(1, sum))
  }
}
