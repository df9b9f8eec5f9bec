import Hosts
import Wire

extension Check {
  static let predictable = Check(
    id: "isn/predictable",
    level: .should,
    kind: .statistical,
    title: Bilingual("Next ISN can be guessed", zh: "下一个 ISN 可被预测"),
    citation: .rfc(
      9293, "3.4.1", nil,
      "There are security issues that result if an off-path attacker is able to predict or guess ISN values"),
    why: Bilingual(
      "Forged segments need only so many tries to be taken for genuine.",
      zh: "伪造的报文段只需这么多次尝试就会被当作真实报文。"),
    guards: [.n, .cky],
    triggers: [
      """
      # 16 random bits, shifted: the lower half never changes.
      ↓ +0     A:40001 > B  S   1376256:1376256(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 1376257  win 65160
        +0     A:40001 > B  .   1376257:1376257(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   3103391744:3103391744(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 3103391745  win 65160
        +0     A:40002 > B  .   3103391745:3103391745(0)  ack 3912000001  win 64240
        +0.4   A:40003 > B  S   1868759040:1868759040(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 1868759041  win 65160
        +0     A:40003 > B  .   1868759041:1868759041(0)  ack 2250000001  win 64240
        +0.4   A:40004 > B  S   589299712:589299712(0)  win 64240
        +0.01  B > A:40004  S.  1250000000:1250000000(0)  ack 589299713  win 65160
        +0     A:40004 > B  .   589299713:589299713(0)  ack 1250000001  win 64240
        +0.4   A:40005 > B  S   4170514432:4170514432(0)  win 64240
        +0.01  B > A:40005  S.  950000000:950000000(0)  ack 4170514433  win 65160
        +0     A:40005 > B  .   4170514433:4170514433(0)  ack 950000001  win 64240
        +0.4   A:40006 > B  S   2532573184:2532573184(0)  win 64240
        +0.01  B > A:40006  S.  1950000000:1950000000(0)  ack 2532573185  win 65160
        +0     A:40006 > B  .   2532573185:2532573185(0)  ack 1950000001  win 64240
      """
    ],
    passes: [
      """
      # Six numbers with nothing in common.
        +0     A:40001 > B  S   1376257:1376257(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 1376258  win 65160
        +0     A:40001 > B  .   1376258:1376258(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   3103391742:3103391742(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 3103391743  win 65160
        +0     A:40002 > B  .   3103391743:3103391743(0)  ack 3912000001  win 64240
        +0.4   A:40003 > B  S   1868754915:1868754915(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 1868754916  win 65160
        +0     A:40003 > B  .   1868754916:1868754916(0)  ack 2250000001  win 64240
        +0.4   A:40004 > B  S   589255071:589255071(0)  win 64240
        +0.01  B > A:40004  S.  1250000000:1250000000(0)  ack 589255072  win 65160
        +0     A:40004 > B  .   589255072:589255072(0)  ack 1250000001  win 64240
        +0.4   A:40005 > B  S   4170499388:4170499388(0)  win 64240
        +0.01  B > A:40005  S.  950000000:950000000(0)  ack 4170499389  win 65160
        +0     A:40005 > B  .   4170499389:4170499389(0)  ack 950000001  win 64240
        +0.4   A:40006 > B  S   2532511200:2532511200(0)  win 64240
        +0.01  B > A:40006  S.  1950000000:1950000000(0)  ack 2532511201  win 65160
        +0     A:40006 > B  .   2532511201:2532511201(0)  ack 1950000001  win 64240
      """
    ],
    subject: .host { host, _ in
      guard let (group, best) = host.first({ host.prediction(in: $0) }) else {
        let isOdd = host.whole.flatMap { host.prediction(in: $0, guesses: Prediction.remarkable) } != nil
        return host.unfound(enough: 20, leaning: isOdd ? .fail : nil)
      }
      let count = group.samples.count
      return [
        .charge(
          Charge(
            expected: Bilingual("no guess better than one of 2^32", zh: "猜中的机会不优于 1/2^32"),
            observed: Bilingual(
              """
              the next of \(count) numbers is hit with 95 % by \(Number.tries(best.guesses).en), going by \
              \(best.predictor.name.en)\(group.whose.en)
              """,
              zh: "依据\(best.predictor.name.zh)，\(Number.tries(best.guesses).zh)即有 95 % 命中（\(count) 个样本）\(group.whose.zh)"),
            title: Bilingual(
              "The next ISN of \(host.who.en) can be hit with \(Number.tries(best.guesses).en), after \(count) samples",
              zh: "\(Number.tries(best.guesses).zh)即可猜中\(host.who.zh)的下一个 ISN（\(count) 个样本）"),
            frames: group.samples.evidence, instances: count, instancesNeeded: 3,
            level: group.isOfOnePair ? .note : nil))
      ]
    })
}

extension Prediction.Predictor {
  /// What the guess goes by.
  var name: Bilingual {
    switch self {
    case .fixedBits: Bilingual("the bits that never change", zh: "从不变化的比特")
    case .smallestArc: Bilingual("the range seen so far", zh: "已出现的区间")
    case .lastValue: Bilingual("a step from the number before", zh: "前一个序号加固定步长")
    case .commonStep: Bilingual("the most common step", zh: "最常见的步长")
    case .meanStep: Bilingual("the mean step", zh: "平均步长")
    case .echo: Bilingual("the number of the SYN it answers", zh: "所应答 SYN 的序号")
    case .congruence: Bilingual("a linear congruence of the numbers before", zh: "前几个序号的线性同余关系")
    case .neighbour: Bilingual("what followed a similar step", zh: "相似步长之后的步长")
    }
  }
}
