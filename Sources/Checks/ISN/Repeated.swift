import Hosts
import Wire

extension Check {
  static let repeated = Check(
    id: "isn/repeated", priority: .p1, level: .note, kind: .statistical,
    title: Bilingual("Same ISN reused more often than chance allows", zh: "ISN 重复次数超出随机"),
    citation: .rfc(
      9293, "3.4.1", nil,
      "There are security issues that result if an off-path attacker is able to predict or guess ISN values"),
    why: Bilingual(
      "Numbers come out of a small pool: whoever has seen them all guesses the next in as many tries as the pool is large.",
      zh: "序号出自一个很小的集合：见过全部取值的人，猜测次数不会超过集合大小。"),
    guards: [.n, .cky],
    triggers: [
      "# eleven numbers taken in turn, and each comes back\n"
        + ISNExamples.opened((0..<22).map { ISNExamples.scattered($0 % 11) }, marked: [0])
    ],
    passes: [
      "# all different\n" + ISNExamples.opened((0..<22).map { ISNExamples.scattered($0) }, marked: []),
      "# two of twelve are equal: once may be chance, or one connection seen twice\n"
        + ISNExamples.opened((0..<12).map { ISNExamples.scattered($0 % 11) }, marked: []),
    ],
    subject: .host { host, _ in
      guard let group = host.whole else { return [] }
      guard let found = Repeats.among(group.samples, space: host.space(of: group)), found.pairs >= 2 else {
        return host.unfound(enough: 100)
      }
      guard found.chance < host.alpha else { return host.unfound(enough: 100, leaning: .fail) }
      return [
        .charge(
          Charge(
            expected: Bilingual("no two of \(found.samples) numbers alike", zh: "\(found.samples) 个序号互不相同"),
            observed: Bilingual(
              "\(found.pairs) pairs of four-tuples with the same number", zh: "\(found.pairs) 对四元组的序号相同"),
            title: Bilingual(
              "\(host.who.capitalized.en) used the same ISN on \(counted(found.pairs, "pair")) of \(found.samples) connections",
              zh: "\(host.who.zh)的 \(found.samples) 个 ISN 中有 \(found.pairs) 对相同"),
            frames: [group.samples[0].frame] + found.frames.filter { $0 != group.samples[0].frame }, instances: found.samples, instancesNeeded: 3))
      ]
    })
}
