/// Functions of the platform's mathematics library made anew: there the last digit differs from machine to machine.
///
/// Only additions, multiplications, divisions and square roots, which IEEE 754 fixes to the last bit.
package enum Elementary {
  private static let ln2 = 0.693147180559945309417
  /// ln 2 in two parts, so that multiples of the first are exact.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33
  private static let rootOfPi = 1.772453850905516027298

  /// eˣ; 0 below −745, infinite above 709.
  package static func exp(_ x: Double) -> Double {
    if x < -745 { return 0 }
    if x > 709 { return .infinity }
    let powers = (x / ln2).rounded()
    let rest = x - powers * ln2High - powers * ln2Low
    var (sum, term) = (1.0, 1.0)
    for step in 1...18 {
      term *= rest / Double(step)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(powers), significand: sum)
  }

  /// The complementary error function for x ≥ 0, relative accuracy some 10⁻¹³ far into the tail.
  package static func erfc(_ x: Double) -> Double {
    if x < 2 {
      // erf x = 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1)/(1·3·…·(2n+1)), all terms positive.
      var (sum, term) = (x, x)
      for step in 1...60 {
        term *= 2 * x * x / Double(2 * step + 1)
        sum += term
      }
      return 1 - 2 / rootOfPi * exp(-x * x) * sum
    }
    // The continued fraction 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from its inside out.
    var fraction = x
    for step in stride(from: 120, to: 0, by: -1) { fraction = x + Double(step) / 2 / fraction }
    return exp(-x * x) / rootOfPi / fraction
  }

  /// Cosine and sine of 2π·`part`/2³².
  package static func turn(_ part: UInt32) -> (cosine: Double, sine: Double) {
    let quarter = (part &+ 0x2000_0000) >> 30
    let rest = Double(Int32(bitPattern: part &- quarter << 30)) * 1.462918079267159693e-09
    let square = rest * rest
    var (sine, cosine) = (1.0, 1.0)
    for step in stride(from: 9, to: 0, by: -1) {
      let place = Double(2 * step)
      sine = 1 - square / (place * (place + 1)) * sine
      cosine = 1 - square / (place * (place - 1)) * cosine
    }
    sine *= rest
    switch quarter {
    case 0: return (cosine, sine)
    case 1: return (-sine, cosine)
    case 2: return (-cosine, -sine)
    default: return (sine, -cosine)
    }
  }
}
