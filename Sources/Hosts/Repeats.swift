import Wire

/// The same number on several four-tuples, more often than chance allows.
package struct Repeats: Sendable, Hashable {
  /// Pairs of equal numbers, and the samples among which they were found.
  package var pairs: Int
  package var samples: Int
  /// Frames of one such pair.
  package var frames: [UInt32]
  package var chance: Double

  /// Statistic: C equal pairs among n samples of distinct four-tuples. Null law Poisson(n(n−1)/2³³) (Feller, birthday
  /// problem). A pair whose peers' numbers are equal, too, is one connection seen twice, and does not count.
  package static func among(_ samples: [ISNSample], space: Double = Arc.circle) -> Repeats? {
    var known: [SequenceNumber: [ISNSample]] = [:]
    var (pairs, frames) = (0, [UInt32]())
    for sample in samples {
      let same = known[sample.isn, default: []].filter { other in
        !(sample.facts.contains(.irsKnown) && other.facts.contains(.irsKnown) && sample.irs == other.irs)
      }
      if let first = same.first, frames.isEmpty { frames = [first.frame, sample.frame] }
      pairs += same.count
      known[sample.isn, default: []].append(sample)
    }
    guard pairs > 0 else { return nil }
    let n = Double(samples.count)
    return Repeats(
      pairs: pairs, samples: samples.count, frames: frames,
      chance: Tail.poisson(atLeast: pairs, mean: n * (n - 1) / 2 / space))
  }
}

extension Steps {
  /// A divisor that all steps over distinct four-tuples share (Nmap's GCD); `nil` with fewer than five steps.
  ///
  /// Statistic: g = gcd of min(d, 2³² − d), steps of 0 left out. Null law Σ_{m≥g} m^(−k)/ζ(k).
  package static func divisor(of numbers: [SequenceNumber]) -> (divisor: UInt32, steps: Int, chance: Double)? {
    let steps = between(numbers).filter { $0 != 0 }.map { min($0, 0 &- $0) }
    guard steps.count >= 5 else { return nil }
    let divisor = steps.reduce(UInt32(0)) { a, b in
      var (a, b) = (a, b)
      while b != 0 { (a, b) = (b, a % b) }
      return a
    }
    let chance = divisor > 1 ? Tail.commonDivisor(atLeast: divisor, count: steps.count) : 1
    return (divisor, steps.count, chance)
  }
}

extension TupleClock {
  /// No clock moves the numbers of one four-tuple on: not even a part of the pairs, so that a restart in between, or
  /// one odd connection, would not hide it.
  ///
  /// At least ten pairs; in every five that follow each other in time no rate within 0 … 50 MHz explains all steps to
  /// within 2²⁸; and the steps themselves are spread evenly (Kuiper, above one per cent).
  package static func isRuledOut(_ histories: [[ISNSample]], role: ISNRole) -> (pairs: Int, isRuledOut: Bool) {
    var pairs: [ISNPair] = histories.flatMap { ISNPair.comparable($0, role: role) }
    pairs = pairs.filter { $0.time <= 3600 }.sorted { ISNSample.precedes($0.after, $1.after) }
    guard pairs.count >= 10 else { return (pairs.count, false) }
    for start in stride(from: 0, through: pairs.count - 5, by: 1) {
      let chunk = pairs[start..<start + 5].sorted { $0.time < $1.time }
      var alive = [0...Clock.rateMaximum]
      for pair in chunk {
        alive = Clock.narrowed(alive, step: Double(pair.step), time: pair.time, within: 134_217_728)
      }
      if !alive.isEmpty { return (pairs.count, false) }
    }
    let steps: [UInt32] = pairs.map(\.step)
    let spread = Tail.kuiper(Irregularity.kuiper(steps), count: steps.count)
    return (pairs.count, spread > 0.01)
  }
}
