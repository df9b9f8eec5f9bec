import Wire

/// A departure of initial numbers from 32 independent fair bits each, whatever it may come from.
package struct Irregularity: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// So many bits never change.
    case stuckBits(Int)
    /// One bit, counted from the lowest, is 1 too often or too rarely.
    case bias(bit: Int)
    /// Four bits, the eighth from below being the highest, are not spread evenly over their 16 values.
    case nibble(Int)
    case byte(Int)
    /// The numbers crowd in a part of the circle.
    case crowding
    /// Numbers above and below the median follow each other too regularly, or too rarely.
    case runs
    /// Numbers depend on the one so many before.
    case serial(lag: Int)
    /// Each number is this multiple of the one before, and a constant.
    case multiple(Int)
    /// The numbers come round with a period.
    case period
    /// Triples of steps visit far fewer places than they should (Zalewski's attractors).
    case attractor
  }
  package var kind: Kind
  package var samples: Int
  /// Chance under independent uniform numbers, every variant of the test taken together.
  package var chance: Double

  /// Samples that each test needs, `isn.n_min`.
  package struct Minimum: Sendable {
    package var bias = 64
    package var nibble = 80
    package var byte = 1300
    package var crowding = 20
    package var runs = 50
    package var serial = 30
    package var period = 64
    package var attractor = 500
    package init() {}
  }

  // MARK: One number at a time

  /// The least probable departure of the numbers' own distribution.
  package static func ofDistribution(_ numbers: [SequenceNumber], minimum: Minimum = Minimum()) -> Irregularity? {
    let values = numbers.map(\.rawValue)
    let n = values.count
    guard n >= 2 else { return nil }
    var found = [stuckBits(values)]
    if n >= minimum.bias { found.append(bias(values)) }
    if n >= minimum.nibble { found.append(pieces(values, width: 4)) }
    if n >= minimum.byte { found.append(pieces(values, width: 8)) }
    if n >= minimum.crowding { found.append(crowding(values)) }
    if n >= minimum.runs { found.append(runs(values)) }
    return found.min { $0.chance < $1.chance }
  }

  /// Statistic: m bits that never change. Null law C(32, m)·2^(−m(n−1)).
  static func stuckBits(_ values: [UInt32]) -> Irregularity {
    let changed = values.reduce(UInt32(0)) { $0 | ($1 ^ values[0]) }
    let stuck = 32 - changed.nonzeroBitCount
    var chance = Arc.power(Arc.power(0.5, stuck), values.count - 1)
    for place in 0..<min(stuck, 32 - stuck) { chance *= Double(32 - place) / Double(place + 1) }
    return Irregularity(kind: .stuckBits(stuck), samples: values.count, chance: min(1, chance))
  }

  /// Statistic: (2·ones − n)/√n of each bit. Null law N(0, 1), the extreme of 32 after Holm.
  static func bias(_ values: [UInt32]) -> Irregularity {
    let root = Double(values.count).squareRoot()
    let scores = (0..<32).map { bit -> Double in
      let ones = values.reduce(0) { $0 + Int($1 >> UInt32(bit) & 1) }
      return abs(Double(2 * ones - values.count)) / root
    }
    let worst = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    return Irregularity(
      kind: .bias(bit: worst), samples: values.count, chance: min(1, 32 * Tail.normal(scores[worst])))
  }

  /// Statistic: Pearson's χ² of each piece of `width` bits over its values. Null law χ² with 2^width − 1 degrees of
  /// freedom, times the number of pieces.
  static func pieces(_ values: [UInt32], width: Int) -> Irregularity {
    let (cells, count) = (1 << width, 32 / width)
    var worst: (piece: Int, statistic: Double) = (0, 0)
    for piece in 0..<count {
      let seen = occupation(values, piece: piece, width: width)
      let expected = Double(values.count) / Double(cells)
      let statistic = seen.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
      if statistic > worst.statistic { worst = (piece, statistic) }
    }
    let chance = Double(count) * Tail.chiSquare(worst.statistic, freedom: cells - 1)
    return Irregularity(
      kind: width == 4 ? .nibble(worst.piece) : .byte(worst.piece), samples: values.count, chance: min(1, chance))
  }

  private static func occupation(_ values: [UInt32], piece: Int, width: Int) -> [Int] {
    var seen = Array(repeating: 0, count: 1 << width)
    for value in values { seen[Int(value >> UInt32(piece * width)) & ((1 << width) - 1)] += 1 }
    return seen
  }

  /// Statistic: Kuiper's V, the same wherever the circle is cut.
  static func crowding(_ values: [UInt32]) -> Irregularity {
    Irregularity(
      kind: .crowding, samples: values.count, chance: Tail.kuiper(kuiper(values), count: values.count))
  }

  static func kuiper(_ values: [UInt32]) -> Double {
    let n = Double(values.count)
    var (above, below) = (0.0, 0.0)
    for (place, value) in values.sorted().enumerated() {
      let part = Double(value) / Arc.circle
      above = max(above, Double(place + 1) / n - part)
      below = max(below, part - Double(place) / n)
    }
    return above + below
  }

  /// Statistic: runs above and below the median (Wald and Wolfowitz 1940), standardized; values at it are left out.
  /// Null law N(0, 1).
  static func runs(_ values: [UInt32]) -> Irregularity {
    let sorted = values.sorted()
    let median = sorted[sorted.count / 2]
    let sides = values.filter { $0 != median }.map { $0 > median }
    let up = Double(sides.count { $0 })
    let down = Double(sides.count) - up
    guard up > 0, down > 0 else { return Irregularity(kind: .runs, samples: values.count, chance: 1) }
    let runs = Double(1 + zip(sides, sides.dropFirst()).count { $0 != $1 })
    let n = up + down
    let mean = 2 * up * down / n + 1
    let variance = (mean - 1) * (mean - 2) / (n - 1)
    let chance = variance > 0 ? Tail.normal((runs - mean) / variance.squareRoot()) : 1
    return Irregularity(kind: .runs, samples: values.count, chance: chance)
  }

  // MARK: One number after the other

  /// Samples of a series looked at, the earliest: the work grows with their square.
  static let serialLimit = 512
  /// Multiples tried, of either sign.
  static let multiples = 256

  /// The least probable dependence of the numbers on those before them.
  package static func ofOrder(_ numbers: [SequenceNumber], minimum: Minimum = Minimum()) -> Irregularity? {
    let values = numbers.prefix(serialLimit).map(\.rawValue)
    guard values.count >= minimum.serial else { return nil }
    var found = [serial(values), multiple(values)]
    if values.count >= minimum.period { found.append(period(values)) }
    if numbers.count >= minimum.attractor, let one = attractor(numbers.map(\.rawValue)) { found.append(one) }
    return found.min { $0.chance < $1.chance }
  }

  /// Length of the mean of unit vectors, as Rayleigh's n·R̄²: for independent uniform directions at least z with a
  /// chance of at most e^(−z), within a few per cent of it.
  static func rayleigh(_ values: [UInt32]) -> Double {
    var (x, y) = (0.0, 0.0)
    for value in values {
      let turn = Elementary.turn(value)
      x += turn.cosine
      y += turn.sine
    }
    return values.isEmpty ? 0 : (x * x + y * y) / Double(values.count)
  }

  /// Statistic: n·ρ_k² of the steps over k = 1 … 5 numbers. Null law Exp(1), five lags.
  static func serial(_ values: [UInt32]) -> Irregularity {
    let scores = (1...5).map { lag in (lag: lag, score: rayleigh(zip(values.dropFirst(lag), values).map { $0 &- $1 })) }
    let worst = scores.max { $0.score < $1.score } ?? (1, 0)
    return Irregularity(
      kind: .serial(lag: worst.lag), samples: values.count, chance: min(1, 5 * Elementary.exp(-worst.score)))
  }

  /// Statistic: the same of x' − a·x for |a| ≤ 256 but 0 and 1: congruence generators with a small multiplier.
  static func multiple(_ values: [UInt32]) -> Irregularity {
    var worst: (factor: Int, score: Double) = (0, 0)
    var turns = Turns(
      at: zip(values.dropFirst(), values).map { $0 &+ UInt32(multiples) &* $1 }, by: values.dropLast().map { 0 &- $0 })
    for factor in -multiples...multiples {
      if factor != 0 && factor != 1 {
        let score = turns.rayleigh
        if score > worst.score { worst = (factor, score) }
      }
      turns.advance()
    }
    return Irregularity(
      kind: .multiple(worst.factor), samples: values.count,
      chance: min(1, Double(2 * multiples) * Elementary.exp(-worst.score)))
  }

  /// Statistic: the highest of n ordinates of the periodogram of exp(2πi·x/2³²) (Fisher's g), each by Rayleigh's law.
  static func period(_ values: [UInt32]) -> Irregularity {
    let n = values.count
    let points = values.map { Elementary.turn($0) }
    let roots = (0..<n).map { Elementary.turn(UInt32(truncatingIfNeeded: Int64(Double($0) / Double(n) * Arc.circle))) }
    var highest = 0.0
    for frequency in 0..<n {
      var (x, y, place) = (0.0, 0.0, 0)
      for point in points {
        let root = roots[place]
        x += point.cosine * root.cosine + point.sine * root.sine
        y += point.sine * root.cosine - point.cosine * root.sine
        place += frequency
        if place >= n { place -= n }
      }
      highest = max(highest, (x * x + y * y) / Double(n))
    }
    return Irregularity(kind: .period, samples: n, chance: min(1, Double(n) * Elementary.exp(-highest)))
  }

  /// Statistic: occupied ones among 16³ boxes of three steps in a row, as a score against the classical occupancy
  /// law. Triples overlap, so nothing above −8 counts.
  static func attractor(_ values: [UInt32]) -> Irregularity? {
    let steps = zip(values.dropFirst(), values).map { $0 &- $1 }
    guard steps.count >= 3 else { return nil }
    var boxes: Set<UInt32> = []
    for place in 2..<steps.count {
      let (x, y, z) = (steps[place - 2] >> 28, steps[place - 1] >> 28, steps[place] >> 28)
      boxes.insert((x << 8) | (y << 4) | z)
    }
    let score = occupancyScore(boxes.count, balls: steps.count - 2)
    guard score <= -8 else { return nil }
    return Irregularity(kind: .attractor, samples: values.count, chance: Tail.normal(score))
  }

  /// How far `occupied` of 4096 boxes lies from what so many balls occupy, in standard deviations.
  static func occupancyScore(_ occupied: Int, balls: Int) -> Double {
    let boxes = 4096.0
    let one = Arc.power(1 - 1 / boxes, balls)
    let two = Arc.power(1 - 2 / boxes, balls)
    let variance = boxes * (boxes - 1) * two + boxes * one - boxes * boxes * one * one
    return variance > 0 ? (Double(occupied) - boxes * (1 - one)) / variance.squareRoot() : 0
  }

  // MARK: The effect

  /// An upper bound of the numbers' min-entropy, in bits, as far as these samples show it: by bits, by nibbles and by
  /// the arc that holds half of them. Frequencies are taken three standard deviations lower than seen.
  package static func minEntropy(_ numbers: [SequenceNumber]) -> Double {
    let values = numbers.map(\.rawValue)
    let n = Double(values.count)
    guard n >= 2 else { return 32 }
    func bits(_ most: Int, of cells: Double) -> Double {
      let seen = Double(most) / n
      let sure = max(1 / cells, seen - 3 * (seen * (1 - seen) / n).squareRoot())
      return -Logarithm.base2(sure)
    }
    let byBits = (0..<32).reduce(0.0) { sum, bit in
      let ones = values.reduce(0) { $0 + Int($1 >> UInt32(bit) & 1) }
      return sum + bits(max(ones, values.count - ones), of: 2)
    }
    let byNibbles = (0..<8).reduce(0.0) { sum, piece in
      sum + bits(occupation(values, piece: piece, width: 4).max() ?? 0, of: 16)
    }
    let sorted = values.sorted()
    let half = (values.count + 1) / 2
    let narrowest = sorted.indices.map { sorted[($0 + half - 1) % sorted.count] &- sorted[$0] }.min() ?? .max
    return min(byBits, byNibbles, Logarithm.base2(2 * (Double(narrowest) + 1)), 32)
  }
}
