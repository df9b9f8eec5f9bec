import Wire

/// Two incarnations of one four-tuple that follow each other, fit to be compared.
package struct ISNPair: Sendable, Hashable {
  package var before: ISNSample
  package var after: ISNSample
  /// Seconds between the two numbers.
  package var time: Double { (after.time - before.time).inSeconds }
  /// How far the number moved on, modulo 2³².
  package var step: UInt32 { after.isn.distance(from: before.isn) }
  package var isEqual: Bool { step == 0 }

  /// The comparable pairs of one tuple's history.
  ///
  /// Each incarnation is confirmed by both handshakes' numbers and the one before it is over (or silent for 240 s);
  /// at least 1 s lies between. Left out: Linux reopening TIME-WAIT, two senders that do not look alike, and pairs in
  /// which the peer's number is the same, too: a SYN cookie depends on it, and a recording replayed repeats both.
  package static func comparable(_ history: [ISNSample], role: ISNRole) -> [ISNPair] {
    zip(history, history.dropFirst()).compactMap { before, after in
      guard before.facts.contains(.confirmed), after.facts.contains(.confirmed) else { return nil }
      guard before.facts.contains(.over) || after.time - before.last > .seconds(240) else { return nil }
      guard after.time - before.time >= .seconds(1), !after.facts.contains(.reopened) else { return nil }
      guard before.ttl == after.ttl, role == .passive || before.layout == after.layout else { return nil }
      guard before.irs != after.irs else { return nil }
      return ISNPair(before: before, after: after)
    }
  }
}

/// Four-tuples whose number stayed the same from one incarnation to the next: F without a clock.
package struct ConstantOnTuple: Sendable {
  /// Tuples whose pairs are all equal.
  package private(set) var tuples = 0
  /// Equal pairs that count, and those whose number moved on.
  package private(set) var equalPairs: [ISNPair] = []
  package private(set) var unequal = 0
  /// Chance under independent uniform numbers: 2^(−32·k) for k equal pairs.
  package var chance: Double { equalPairs.isEmpty ? 1 : Arc.power(1 / Arc.circle, equalPairs.count) }

  /// Enough is equal, and nothing speaks against it: three incarnations of one tuple, or a pair each of two.
  package var isFound: Bool { equalPairs.count >= 2 && (unequal == 0 || hasTriple) }
  private var hasTriple = false

  /// Statistic: equal numbers over confirmed incarnations of one tuple. A distance beyond 2³²/50 MHz = 86 s could be
  /// a whole turn of a fast clock, so such pairs count once for each distance (to within 1 %).
  package init(_ histories: [[ISNSample]], role: ISNRole) {
    for history in histories {
      let pairs = ISNPair.comparable(history, role: role)
      let equal = pairs.filter(\.isEqual)
      unequal += pairs.count - equal.count
      if equal.count == pairs.count, !equal.isEmpty { tuples += 1 }
      let counted = ConstantOnTuple.counted(equal, known: equalPairs)
      if counted.count >= 2, equal.count == pairs.count { hasTriple = true }
      equalPairs += counted
    }
  }

  private static func counted(_ pairs: [ISNPair], known: [ISNPair]) -> [ISNPair] {
    let turn = Arc.circle / Clock.rateMaximum
    var long = known.map(\.time).filter { $0 > turn }
    return pairs.filter { pair in
      guard pair.time > turn else { return true }
      if long.contains(where: { abs($0 - pair.time) <= 0.01 * pair.time }) { return false }
      long.append(pair.time)
      return true
    }
  }
}

/// The clock M of RFC 6528 as it shows between incarnations of one four-tuple.
package struct TupleClock: Sendable, Hashable {
  package var rate: Double
  package var pairs: Int
  package var chance: Double
  package var wrap: Double { Arc.circle / rate }

  /// The rate at which the numbers of one tuple move on, pooled over the tuples; a measurement, never an accusation.
  ///
  /// Statistic: |Δ − r·Δt| ≤ w/2 for all pairs and some r in 0 … 50 MHz, w in 2¹² … 2²⁸. Null law, for any fixed Δt:
  /// p = 5·e·(w/2³²)^m·(1 + m·r_max·Δt_max/w). A rate below 2¹² over the longest Δt is no clock.
  package static func behind(_ histories: [[ISNSample]], role: ISNRole, alpha: Double) -> TupleClock? {
    let pairs = histories.flatMap { ISNPair.comparable($0, role: role) }.sorted {
      $0.time == $1.time ? $0.after.frame < $1.after.frame : $0.time < $1.time
    }
    guard pairs.count >= 3, let longest = pairs.last?.time else { return nil }
    for width in Clock.widths + [268_435_456] {
      var alive = [0...Clock.rateMaximum]
      for pair in pairs {
        alive = Clock.narrowed(alive, step: Double(pair.step), time: pair.time, within: width / 2)
      }
      guard !alive.isEmpty else { continue }
      guard let range = alive.first(where: { $0.upperBound * longest >= 4096 }) else { return nil }
      let m = Double(pairs.count)
      let rates = 1 + m * Clock.rateMaximum * longest / width
      let chance = min(1, 5 * 2.718281829 * Arc.power(width / Arc.circle, pairs.count) * rates)
      guard chance < alpha else { return nil }
      return TupleClock(rate: (range.lowerBound + range.upperBound) / 2, pairs: pairs.count, chance: chance)
    }
    return nil
  }
}
