import Hosts
import Wire

/// What the checks of initial sequence numbers share: which samples are named, and in which words.
extension HostEvidence {
  /// The end that the host was on the connections whose numbers it chose.
  var who: Bilingual { role == .active ? Bilingual("the client", zh: "客户端") : Bilingual("the server", zh: "服务端") }

  /// The first group, the host as a whole before its parts, in which `weakness` finds something.
  func first<Weakness>(_ weakness: (ISNGroup) -> Weakness?) -> (group: ISNGroup, weakness: Weakness)? {
    for group in groups {
      if let found = weakness(group) { return (group, found) }
    }
    return nil
  }

  /// Nothing was found: upheld with `enough` samples, too few to say below.
  ///
  /// - Parameter leaning: the evidence points at the host all the same.
  func unfound(enough: Int, leaning: Doubt.Leaning? = nil) -> [Outcome] {
    if usable.count >= enough, leaning == nil { return [.pass(frames: [], side: nil)] }
    guard usable.count >= 2 else { return [] }
    return [.doubt(Doubt(.tooFewSamples, leaning: leaning, frames: usable.evidence))]
  }
}

extension ISNGroup {
  /// Weak toward one peer only: others must know that peer's connections first, so it weighs one level less.
  var isOfOnePair: Bool { key.isPair }

  /// Which part of the host's connections the group is, as an addition to a sentence; nothing for the whole.
  var whose: Bilingual {
    switch key {
    case .host: Bilingual("", zh: "")
    case .machine: Bilingual(", one of several machines at this address", zh: "（此地址后多台机器之一）")
    case .boot: Bilingual(", between two restarts", zh: "（两次重启之间）")
    case .pair(let peer): Bilingual(", toward \(peer.text)", zh: "（对端 \(peer.text)）")
    case .service(let port): Bilingual(", of port \(port)", zh: "（端口 \(port)）")
    }
  }
}

extension [ISNSample] {
  /// Frames that show the numbers: the first eight.
  var evidence: [UInt32] { prefix(8).map(\.frame) }
}

/// Numbers as the texts print them.
package enum Number {
  /// `12 345 678`
  package static func grouped(_ value: UInt64) -> String {
    let digits = String(value)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text += " " }
      text.append(digit)
    }
    return text
  }

  /// A count beyond 2²⁰ by its power of two, others as they are.
  package static func guesses(_ value: Double) -> String {
    value >= 1_048_576 ? "2^\(decimal(Logarithm.base2(value), places: 1))" : grouped(UInt64(max(0, value)))
  }

  /// So many guesses, as words.
  package static func tries(_ count: Double) -> Bilingual {
    count < 1.5
      ? Bilingual("a single guess", zh: "一次猜测") : Bilingual("\(guesses(count)) guesses", zh: "\(guesses(count)) 次猜测")
  }

  /// A number with so many decimals, rounded half up.
  package static func decimal(_ value: Double, places: Int) -> String {
    let unit = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int64((abs(value) * unit + 0.5).rounded(.down))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % Int64(unit))
    return "\(sign)\(scaled / Int64(unit)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
  }

  /// A duration in the unit that suits it: `0.25 s`, `275 s`, `4.77 h`.
  package static func span(_ seconds: Double) -> String {
    if seconds >= 7200 { return "\(decimal(seconds / 3600, places: 2)) h" }
    return "\(decimal(seconds, places: seconds < 10 ? 2 : 0)) s"
  }
}
