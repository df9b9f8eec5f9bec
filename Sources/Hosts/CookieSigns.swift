import Wire

/// What SYN cookies look like from outside (RFC 4987 §3.6 and its appendix A); one sign alone proves nothing.
package enum CookieSign: Sendable, Hashable {
  /// SYN,ACKs that nothing acknowledged for 3 s and longer; none of the host was ever sent again.
  case neverAgain(Int)
  /// Answers without any of the options that the SYN offered, where others of the host have them.
  case plainAnswers(Int, of: Int)
  /// Another number in answer to a copy of the same SYN.
  case newNumber(Int)
  /// Timestamps of answers to copies of one SYN move by multiples of 64 and not with time: Linux keeps the options that
  /// were offered in the six bits below.
  case steppedStamps(Int)
}

extension [CookieSign] {
  /// Two signs; or one that is none of chance.
  package var isSuspicious: Bool {
    count >= 2 || contains { if case .steppedStamps = $0 { true } else { false } }
  }
}

extension HostEvidence {
  /// The signs that this answering host shows, are they enough for a suspicion, or not.
  package func cookieSigns(forgotten enough: Int = 3) -> [CookieSign] {
    guard role == .passive else { return [] }
    func count(_ fact: ISNSample.Facts) -> Int { samples.count { $0.facts.contains(fact) } }
    var signs: [CookieSign] = []
    if count(.forgotten) >= enough, count(.repeated) == 0 { signs.append(.neverAgain(count(.forgotten))) }
    let offered = samples.filter { $0.facts.contains(.wasOffered) }
    let plain = offered.count { $0.facts.contains(.plain) }
    if plain > 0, plain < offered.count { signs.append(.plainAnswers(plain, of: offered.count)) }
    if count(.renumbered) > 0 { signs.append(.newNumber(count(.renumbered))) }
    let stepped = samples.reduce(0) { $0 + Int($1.stampSteps) }
    // One in 64 by chance, each time.
    if stepped >= 3, !samples.contains(where: { $0.facts.contains(.oddStamp) }) { signs.append(.steppedStamps(stepped)) }
    return signs
  }
}

/// Attempts of one source at many targets, of which hardly any came to something.
package struct Scan: Sendable, Hashable {
  package var targets = 0
  package var refused = 0
  package var silent = 0
  package var open = 0
  /// Seconds from the first attempt to the last.
  package var span = 0.0
  /// Same window, same options in every SYN.
  package var isUniform = true
  package var frames: [UInt32] = []
}

extension HostEvidence {
  /// The minute with the most targets, if they are enough and so large a share came to nothing.
  package func scan(targets enough: Int, share: Double) -> Scan? {
    guard role == .active, samples.count >= enough else { return nil }
    var best: Scan?
    var (start, seen) = (0, [SocketAddress: Int]())
    var completed = 0
    for (end, sample) in samples.enumerated() {
      seen[sample.peer, default: 0] += 1
      completed += sample.facts.contains(.completed) ? 1 : 0
      while sample.time - samples[start].time > .seconds(60) {
        let first = samples[start]
        seen[first.peer].map { seen[first.peer] = $0 > 1 ? $0 - 1 : nil }
        completed -= first.facts.contains(.completed) ? 1 : 0
        start += 1
      }
      let attempts = end - start + 1
      guard seen.count >= enough, seen.count > best?.targets ?? 0,
        Double(attempts - completed) >= share * Double(attempts)
      else { continue }
      best = Scan(samples[start...end], targets: seen.count)
    }
    return best
  }
}

extension Scan {
  fileprivate init(_ samples: ArraySlice<ISNSample>, targets: Int) {
    self.targets = targets
    for sample in samples {
      if sample.facts.contains(.irsKnown) {
        open += 1
      } else if sample.facts.contains(.refused) {
        refused += 1
      } else {
        silent += 1
      }
    }
    guard let first = samples.first, let last = samples.last else { return }
    span = (last.time - first.time).inSeconds
    isUniform = samples.allSatisfy { $0.window == first.window && $0.layout == first.layout }
    frames = samples.prefix(4).map(\.frame) + [last.frame]
  }
}
