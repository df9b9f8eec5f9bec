import Wire

/// How well the next number can be guessed from those before it (Zalewski 2001).
package struct Prediction: Sendable, Hashable {
  /// What an attacker off the path would go by: only numbers and times of connections of his own.
  package enum Predictor: Sendable, Hashable, CaseIterable {
    /// Bits that never changed are taken as fixed.
    case fixedBits
    case smallestArc
    case lastValue
    case commonStep
    case meanStep
    /// The number of the SYN that is answered, plus a constant.
    case echo
    /// a·x + c, solved from the three before.
    case congruence
    /// The step that followed the most similar step so far.
    case neighbour
  }
  package var predictor: Predictor
  /// How many guesses hit with 95 %: G95.
  package var guesses: Double
  /// Chance under independent uniform numbers, all predictors taken together.
  package var chance: Double
  package var bits: Double { Logarithm.base2(guesses) }

  /// Above, a guess set is no danger; below 2¹⁶ it is one.
  package static let feasible = 65_536.0
  package static let remarkable = 16_777_216.0
  /// Samples looked at, the earliest.
  static let limit = 256

  /// The predictor with the fewest guesses; `nil` with fewer than six samples, unless three show an echo.
  package static func best(_ samples: [ISNSample], role: ISNRole) -> Prediction? {
    let used = Array(samples.prefix(limit))
    let numbers = used.map(\.isn)
    let copied = role == .passive ? copied(used) : nil
    guard numbers.count >= 6 else { return copied }
    var candidates = [fixedBits(numbers)] + [copied].compactMap { $0 }
    if numbers.count >= 20 {
      if let arc = Arc.holding(numbers) {
        let width = Double(arc.width)
        candidates.append(
          Prediction(
            predictor: .smallestArc, guesses: width, chance: Arc.chance(samples: numbers.count, width: width)))
      }
      candidates += [
        from(.lastValue, lastValue(numbers)), from(.commonStep, commonStep(numbers)),
        from(.meanStep, meanStep(numbers)), from(.congruence, congruence(numbers)),
        from(.neighbour, neighbour(numbers)),
      ].compactMap { $0 }
      if role == .passive, let echoed = from(.echo, echo(used)) { candidates.append(echoed) }
    }
    let count = Double(Predictor.allCases.count)
    return candidates.map { candidate in
      var one = candidate
      one.chance = min(1, one.chance * count)
      return one
    }.min { $0.guesses == $1.guesses ? $0.chance < $1.chance : $0.guesses < $1.guesses }
  }

  /// The number of the SYN that is answered plus, or exclusive-or, always the same: 2·2^(−32(n−1)).
  private static func copied(_ samples: [ISNSample]) -> Prediction? {
    let known = samples.filter { $0.facts.contains(.irsKnown) }
    guard known.count >= 3, known.count == samples.count else { return nil }
    let isSum = Set(known.map { $0.isn.distance(from: $0.irs) }).count == 1
    let isMask = Set(known.map { $0.isn.rawValue ^ $0.irs.rawValue }).count == 1
    guard isSum || isMask else { return nil }
    return Prediction(predictor: .echo, guesses: 1, chance: 2 * Arc.chance(samples: known.count, width: 1) / Double(known.count))
  }

  /// m bits that never change in n samples leave 2^(32−m) values; null law C(32, m)·2^(−m(n−1)).
  private static func fixedBits(_ numbers: [SequenceNumber]) -> Prediction {
    let first = numbers[0].rawValue
    let changed = numbers.reduce(UInt32(0)) { $0 | ($1.rawValue ^ first) }
    let fixed = 32 - changed.nonzeroBitCount
    let chance = binomial(32, fixed) * Arc.power(Arc.power(0.5, fixed), numbers.count - 1)
    return Prediction(predictor: .fixedBits, guesses: Arc.power(2, 32 - fixed), chance: min(1, chance))
  }

  /// G95 of a predictor's errors: the shortest arc that holds 95 % of them.
  ///
  /// Each error is the number minus a function of earlier numbers, so under the null all m are independent and
  /// uniform; the chance that some k of them share an arc of width w is at most m·C(m, k)·(w/2³²)^(k−1).
  private static func from(_ predictor: Predictor, _ errors: [UInt32]) -> Prediction? {
    guard errors.count >= 16 else { return nil }
    let inside = (errors.count * 19 + 19) / 20
    let sorted = errors.sorted()
    var width = UInt32.max
    for place in sorted.indices {
      let end = sorted[(place + inside - 1) % sorted.count]
      width = min(width, end &- sorted[place])
    }
    let guesses = Double(width) + 1
    let m = errors.count
    let chance = Double(m) * binomial(m, inside) * Arc.power(guesses / Arc.circle, inside - 1)
    return Prediction(predictor: predictor, guesses: guesses, chance: min(1, chance))
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    let small = min(k, n - k)
    return (0..<max(0, small)).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  // MARK: Errors of each predictor, in order

  private static func lastValue(_ numbers: [SequenceNumber]) -> [UInt32] { Steps.between(numbers) }

  /// The step seen most often so far; of several the smallest.
  private static func commonStep(_ numbers: [SequenceNumber]) -> [UInt32] {
    var seen: [UInt32: Int] = [:]
    var common: (step: UInt32, count: Int) = (0, 0)
    var errors: [UInt32] = []
    for step in Steps.between(numbers) {
      if common.count > 0 { errors.append(step &- common.step) }
      let count = (seen[step] ?? 0) + 1
      seen[step] = count
      if count > common.count || count == common.count && step < common.step { common = (step, count) }
    }
    return errors
  }

  /// The mean of the steps so far, taken as signed numbers.
  private static func meanStep(_ numbers: [SequenceNumber]) -> [UInt32] {
    var sum = 0
    return Steps.between(numbers).enumerated().compactMap { place, step in
      defer { sum += Int(Int32(bitPattern: step)) }
      guard place > 0 else { return nil }
      return step &- UInt32(truncatingIfNeeded: sum / place)
    }
  }

  private static func echo(_ samples: [ISNSample]) -> [UInt32] {
    let known = samples.filter { $0.facts.contains(.irsKnown) }
    return zip(known, known.dropFirst()).map { before, after in
      after.isn.distance(from: after.irs) &- before.isn.distance(from: before.irs)
    }
  }

  /// x' = a·x + c modulo 2³²: a and c from the last three numbers, where the difference can be inverted.
  private static func congruence(_ numbers: [SequenceNumber]) -> [UInt32] {
    (3..<max(3, numbers.count)).compactMap { place in
      let (x, y, z) = (numbers[place - 3].rawValue, numbers[place - 2].rawValue, numbers[place - 1].rawValue)
      guard let inverse = inverse(of: y &- x) else { return nil }
      let a = (z &- y) &* inverse
      return numbers[place].rawValue &- (a &* z &+ (y &- a &* x))
    }
  }

  /// The inverse modulo 2³² of an odd number, by Newton's iteration.
  private static func inverse(of odd: UInt32) -> UInt32? {
    guard odd & 1 == 1 else { return nil }
    var x = odd
    for _ in 0..<5 { x = x &* (2 &- odd &* x) }
    return x
  }

  /// The step that followed the step most like the last one.
  private static func neighbour(_ numbers: [SequenceNumber]) -> [UInt32] {
    let steps = Steps.between(numbers)
    return (2..<max(2, steps.count)).map { place in
      let last = steps[place - 1]
      var best = (distance: UInt32.max, next: steps[place - 1])
      for earlier in 0..<(place - 1) {
        let apart = min(steps[earlier] &- last, last &- steps[earlier])
        if apart < best.distance { best = (apart, steps[earlier + 1]) }
      }
      return steps[place] &- best.next
    }
  }
}

/// GCD, ISR and SP by Nmap's formulas, for those who know them.
///
/// Nmap takes replies about 100 ms apart; passive spacing is irregular, so the numbers are not comparable with its
/// database (Lyon, Nmap Network Scanning, chapter 8).
package struct NmapMeasures: Sendable, Hashable {
  package var gcd: UInt32
  package var isr: Int
  package var sp: Int

  /// `nil` with fewer than four samples.
  package init?(_ samples: [ISNSample]) {
    guard samples.count >= 4 else { return nil }
    let pairs = zip(samples, samples.dropFirst())
    let steps = pairs.map { before, after in min(after.isn.distance(from: before.isn), before.isn.distance(from: after.isn)) }
    let times = pairs.map { before, after in max(1e-6, (after.time - before.time).inSeconds) }
    gcd = steps.reduce(0, NmapMeasures.divisor)
    let rates = zip(steps, times).map { Double($0) / $1 }
    let mean = rates.reduce(0, +) / Double(rates.count)
    isr = mean < 1 ? 0 : Int((8 * Logarithm.base2(mean)).rounded())
    let unit = gcd > 9 ? Double(gcd) : 1
    let squares = rates.reduce(0) { $0 + ($1 - mean) / unit * (($1 - mean) / unit) }
    let deviation = (squares / Double(rates.count - 1)).squareRoot()
    sp = deviation <= 1 ? 0 : Int((8 * Logarithm.base2(deviation)).rounded())
  }

  private static func divisor(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
