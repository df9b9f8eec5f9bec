import Wire

/// What is wrong with a group's numbers beyond chance and beyond the effect that makes it worth saying.
///
/// Each answers `nil` unless the chance lies below the host's threshold and the effect passes its own.
extension HostEvidence {
  /// All numbers are one: 2^(−32·(tuples − 1)), over distinct four-tuples.
  package func constant(in group: ISNGroup) -> SequenceNumber? {
    guard group.samples.count >= 2, let first = group.numbers.first, Set(group.numbers).count == 1 else { return nil }
    return Arc.chance(samples: group.samples.count, width: 1) < alpha ? first : nil
  }

  /// Steps all equal or all small.
  ///
  /// A clock sampled in quick succession takes small steps, too: the tighter of the two explanations holds.
  package func steps(in group: ISNGroup) -> Steps? {
    let steps = Steps.common(to: group.numbers, space: space(of: group))
    guard let steps, steps.chance < alpha else { return nil }
    if case .small = steps.kind, let clock = clock(in: group), clock.arc <= Double(steps.largest) { return nil }
    return steps
  }

  /// One clock for every four-tuple.
  package func clock(in group: ISNGroup) -> Clock? {
    let clock = Clock.behind(group.samples, space: space(of: group))
    return clock.flatMap { $0.chance < alpha ? $0 : nil }
  }

  /// All numbers within 2²⁴.
  package func arc(in group: ISNGroup) -> Arc? {
    guard group.samples.count >= 3, let arc = Arc.holding(group.numbers), arc.width <= 1 << 24 else { return nil }
    let chance = Arc.chance(samples: group.samples.count, width: Double(arc.width), space: space(of: group))
    return chance < alpha ? arc : nil
  }

  /// The next number lies in a guess set of at most `guesses`.
  package func prediction(in group: ISNGroup, guesses: Double = Prediction.feasible) -> Prediction? {
    let best = Prediction.best(group.samples, role: role)
    return best.flatMap { $0.chance < alpha && $0.guesses <= guesses ? $0 : nil }
  }

  /// Anything more specific than that the next number can be guessed.
  private func isWeak(_ group: ISNGroup) -> Bool {
    constant(in: group) != nil || steps(in: group) != nil || clock(in: group) != nil || arc(in: group) != nil
  }

  /// Sets the threshold, and leaves out parts that would only repeat what the whole, or another part, already shows.
  mutating func judge(at threshold: Double) {
    alpha = threshold
    guard let whole, !isWeak(whole) else {
      groups = whole.map { [$0] } ?? []
      return
    }
    let isPredictable = prediction(in: whole) != nil
    var told: Set<UInt32> = []
    let parts = groups.dropFirst().filter { part in
      guard isWeak(part) && !(isPredictable && part.key.isPair) || !isPredictable && prediction(in: part) != nil else {
        return false
      }
      let frames = part.samples.map(\.frame)
      guard told.isDisjoint(with: frames) else { return false }
      told.formUnion(frames)
      return true
    }
    groups = isPredictable && !parts.isEmpty ? parts : [whole] + parts
  }
}
