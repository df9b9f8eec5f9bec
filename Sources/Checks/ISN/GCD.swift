import Hosts
import Wire

extension Check {
  static let gcd = Check(
    id: "isn/gcd", priority: .p1, level: .note, kind: .statistical,
    title: Bilingual("All ISN differences share a large divisor", zh: "ISN 差值有大公约数"),
    citation: .rfc(
      9293, "3.4.1", nil,
      "There are security issues that result if an off-path attacker is able to predict or guess ISN values"),
    why: Bilingual(
      "From one number on, all those between the multiples never occur; so much less remains to be guessed.",
      zh: "由一个序号即可知道倍数之间的值永远不会出现，需要猜测的范围因此缩小。"),
    guards: [.n, .cky],
    parameters: [Parameter("n_min", 5, "steps between numbers that the test needs")],
    triggers: [
      "# multiples of 64 000, a random number of them each time\n"
        + ISNExamples.opened((0..<8).map { 7 &+ 64_000 &* (ISNExamples.scattered($0) >> 16) })
    ],
    passes: [
      "# five even steps happen once in thirty times\n"
        + ISNExamples.opened((0..<6).map { ISNExamples.scattered($0) & ~1 }, marked: [])
    ],
    subject: .host { host, parameters in host.divisor(parameters) })
}

extension HostEvidence {
  fileprivate func divisor(_ parameters: Parameters) -> [Outcome] {
    let enough = Int(parameters.value("n_min", of: .gcd))
    guard let group = whole, space(of: group) == Arc.circle,
      let found = Steps.divisor(of: group.numbers), found.steps >= enough
    else { return unfound(enough: .max) }
    guard found.divisor >= 16 else { return [.pass(frames: [], side: nil)] }
    guard found.chance < alpha else { return unfound(enough: 6) }
    return [
      .charge(
        Charge(
          expected: Bilingual("steps without a common divisor", zh: "步长之间没有公约数"),
          observed: Bilingual(
            "\(found.steps) steps, every one a multiple of \(Number.grouped(UInt64(found.divisor)))",
            zh: "\(found.steps) 个步长都是 \(Number.grouped(UInt64(found.divisor))) 的倍数"),
          title: Bilingual(
            "\(who.capitalized.en) moved its ISN \(found.steps) times by multiples of \(Number.grouped(UInt64(found.divisor)))",
            zh: "\(who.zh)的 ISN 的 \(found.steps) 个步长都是 \(Number.grouped(UInt64(found.divisor))) 的倍数"),
          frames: group.samples.evidence, instances: group.samples.count, instancesNeeded: 3))
    ]
  }
}
