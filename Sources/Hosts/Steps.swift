import Wire

/// Steps from one initial number to the next over distinct four-tuples.
package struct Steps: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Every step is the same number.
    case equal(UInt32)
    /// Every step lies in 0 … the largest.
    case small
  }
  package var kind: Kind
  /// The largest step.
  package var largest: UInt32
  /// Chance under independent uniform numbers.
  package var chance: Double

  /// Steps beyond are no pattern worth a guess.
  package static let limit: UInt32 = 1 << 24

  /// Forward differences modulo 2³² in the order of use.
  package static func between(_ numbers: [SequenceNumber]) -> [UInt32] {
    zip(numbers.dropFirst(), numbers).map { $0.distance(from: $1) }
  }

  /// What the numbers' steps have in common, if anything; all zero is no step at all (`isn/constant`).
  ///
  /// Statistic: all d_i equal (n ≥ 4), null law 2^(−32(n−2)); or all d_i in 0 … D with D ≤ 2²⁴ (n ≥ 3), null law
  /// ((D+1)/2³²)^(n−1). `space` replaces 2³² where fewer bits are free.
  package static func common(to numbers: [SequenceNumber], space: Double = Arc.circle) -> Steps? {
    let steps = between(numbers)
    guard numbers.count >= 3, let first = steps.first, let largest = steps.max(), largest > 0 else { return nil }
    if numbers.count >= 4, steps.allSatisfy({ $0 == first }) {
      return Steps(kind: .equal(first), largest: largest, chance: Arc.power(1 / space, numbers.count - 2))
    }
    guard largest <= limit else { return nil }
    let chance = Arc.power(min(1, (Double(largest) + 1) / space), numbers.count - 1)
    return Steps(kind: .small, largest: largest, chance: chance)
  }
}
