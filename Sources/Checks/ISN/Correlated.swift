import Hosts
import Wire

extension Check {
  static let correlated = Check(
    id: "isn/correlated", priority: .p1, level: .note, kind: .statistical,
    title: Bilingual("Successive ISNs are correlated", zh: "相邻 ISN 相关（吸引子）"),
    citation: .rfc(
      9293, "3.4.1", nil,
      "There are security issues that result if an off-path attacker is able to predict or guess ISN values"),
    why: Bilingual(
      "A number says something of the next: an attacker opens a connection of his own, and guesses from there.",
      zh: "一个序号会透露下一个的信息：攻击者先自己建立连接，再据此猜测。"),
    guards: [.n, .cky],
    parameters: [
      Parameter("n_min_serial", 30, "samples for the dependence on the numbers just before"),
      Parameter("n_min_spectrum", 64, "samples for periods"),
      Parameter("n_min_phase", 500, "samples for attractors in the space of three steps"),
    ],
    triggers: [
      "# a congruence generator with 16 bits of state\n"
        + ISNExamples.opened(
          (0..<36).reduce(into: (state: UInt32(4711), numbers: [UInt32]())) { series, _ in
            series.state = (series.state &* 129 &+ 4321) & 0xffff
            series.numbers.append(series.state << 16 | series.state)
          }.numbers)
    ],
    passes: [
      "# sixty numbers that look clustered to the eye, and are not\n"
        + ISNExamples.opened((0..<60).map { ISNExamples.scattered($0) }, marked: [])
    ],
    subject: .host { host, parameters in host.correlation(parameters) })
}

extension HostEvidence {
  fileprivate func correlation(_ parameters: Parameters) -> [Outcome] {
    var minimum = Irregularity.Minimum()
    func wanted(_ name: String) -> Int { Int(parameters.value("n_min_" + name, of: .correlated)) }
    (minimum.serial, minimum.period, minimum.attractor) = (wanted("serial"), wanted("spectrum"), wanted("phase"))
    guard let group = whole, space(of: group) == Arc.circle, Set(group.numbers).count > 1,
      let found = Irregularity.ofOrder(group.numbers, minimum: minimum)
    else { return unfound(enough: .max) }
    guard found.chance < alpha else { return unfound(enough: minimum.serial) }
    let count = group.samples.count
    return [
      .charge(
        Charge(
          expected: Bilingual("numbers that say nothing of one another", zh: "序号之间互不透露信息"),
          observed: Bilingual("\(found.kind.told.en), over \(count) numbers", zh: "\(count) 个序号中，\(found.kind.told.zh)"),
          title: Bilingual("\(who.capitalized.en) chose \(count) ISNs that depend on one another", zh: "\(who.zh)的 \(count) 个 ISN 彼此相关"),
          frames: group.samples.evidence, instances: count, instancesNeeded: minimum.serial))
    ]
  }
}
