import Hosts
import Wire

extension Check {
  static let lowEntropy = Check(
    id: "isn/low-entropy", priority: .p1, level: .note, kind: .statistical,
    title: Bilingual("Bits of the ISN are stuck or biased", zh: "ISN 比特位固定或偏斜"),
    citation: .rfc(
      6528, "3", nil,
      "TCP SHOULD generate its Initial Sequence Numbers with the expression: ISN = M + F(localip, localport, remoteip, remoteport, secretkey)"
    ),
    why: Bilingual(
      "Every bit that is known halves the number of guesses a forger needs.", zh: "每知道一个比特，伪造者所需的猜测次数就减半。"),
    guards: [.n, .cky],
    parameters: [
      Parameter("n_min_monobit", 64, "samples for the bias of single bits"),
      Parameter("n_min_nibble", 80, "samples for the spread of four bits each"),
      Parameter("n_min_byte", 1300, "samples for the spread of eight bits each"),
      Parameter("n_min_kuiper", 20, "samples for crowding on the circle"),
      Parameter("n_min_runs", 50, "samples for runs about the median"),
    ],
    triggers: [
      "# the lowest octet is always 0\n"
        + ISNExamples.opened((0..<12).map { ISNExamples.scattered($0) & ~0xff })
    ],
    passes: [
      "# seven even numbers: so much happens\n"
        + ISNExamples.opened((0..<7).map { ISNExamples.scattered($0) & ~1 }, marked: []),
      "# forty numbers with nothing the matter\n"
        + ISNExamples.opened((0..<40).map { ISNExamples.scattered($0) }, marked: []),
    ],
    subject: .host { host, parameters in host.lowEntropy(parameters) })
}

extension HostEvidence {
  fileprivate func lowEntropy(_ parameters: Parameters) -> [Outcome] {
    var minimum = Irregularity.Minimum()
    func wanted(_ name: String) -> Int { Int(parameters.value("n_min_" + name, of: .lowEntropy)) }
    (minimum.bias, minimum.nibble, minimum.byte) = (wanted("monobit"), wanted("nibble"), wanted("byte"))
    (minimum.crowding, minimum.runs) = (wanted("kuiper"), wanted("runs"))
    guard let group = whole, space(of: group) == Arc.circle, Set(group.numbers).count > 1,
      let found = Irregularity.ofDistribution(group.numbers, minimum: minimum), found.chance < alpha
    else { return unfound(enough: minimum.nibble) }
    // What leaves 24 bits and more to guess is no danger.
    let left = Irregularity.minEntropy(group.numbers)
    guard left <= 24 else { return unfound(enough: minimum.nibble, leaning: left < 28 ? .fail : nil) }
    let count = group.samples.count
    return [
      .charge(
        Charge(
          expected: Bilingual("32 bits, each as likely 0 as 1", zh: "32 个比特各以相同概率为 0 或 1"),
          observed: Bilingual(
            "\(found.kind.told.en) in \(count) numbers; at most \(Number.decimal(left, places: 1)) bits are left to guess",
            zh: "\(count) 个序号中\(found.kind.told.zh)；至多剩 \(Number.decimal(left, places: 1)) 比特需要猜测"),
          title: Bilingual(
            "\(who.capitalized.en) chose \(count) ISNs with at most \(Number.decimal(left, places: 1)) bits to guess",
            zh: "\(who.zh)的 \(count) 个 ISN 至多有 \(Number.decimal(left, places: 1)) 比特需要猜测"),
          frames: group.samples.evidence, instances: count, instancesNeeded: 3))
    ]
  }
}

extension Irregularity.Kind {
  /// What was seen, as a part of a sentence.
  var told: Bilingual {
    switch self {
    case .stuckBits(let bits): Bilingual("\(counted(bits, "bit")) that never change", zh: "有 \(bits) 个比特从不变化")
    case .bias(let bit): Bilingual("bit \(bit) leans to one side", zh: "第 \(bit) 位偏向一侧")
    case .nibble(let place): Bilingual("bits \(4 * place) to \(4 * place + 3) unevenly spread", zh: "第 \(4 * place) 至 \(4 * place + 3) 位分布不均")
    case .byte(let place): Bilingual("bits \(8 * place) to \(8 * place + 7) unevenly spread", zh: "第 \(8 * place) 至 \(8 * place + 7) 位分布不均")
    case .crowding: Bilingual("a part of the circle crowded", zh: "取值集中于部分区间")
    case .runs: Bilingual("too few or too many runs about the median", zh: "围绕中位数的游程数异常")
    case .serial(let lag): Bilingual("each number depends on the one \(lag) before", zh: "每个序号都与其前第 \(lag) 个有关")
    case .multiple(let factor): Bilingual("each number is \(factor) times the one before and a constant", zh: "每个序号都是前一个的 \(factor) 倍加常数")
    case .period: Bilingual("the numbers come round with a period", zh: "序号呈周期性")
    case .attractor: Bilingual("triples of steps fill only a part of the space", zh: "三元步长只占据部分空间")
    }
  }
}
