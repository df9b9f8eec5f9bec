import Replay
import Wire

extension Check {
  static let eceNeverCleared = Check(
    id: "ecn/ece-never-cleared", priority: .p2, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("ECE goes on after CWR", zh: "收到 CWR 后仍持续置 ECE"),
    citation: .rfc(
      3168, "6.1.3", nil,
      """
      After the receipt of the CWR packet, acknowledgments for subsequent non-CE data packets do not have the ECN-Echo \
      flag set.
      """),
    why: Bilingual(
      "The sender halves its rate again and again for one mark: the transfer crawls.",
      zh: "发送端因一次标记反复减半速率：传输如爬行。"),
    guards: [.mid, .one, .loss, .ord, .off, .mbx, .tap],
    triggers: [Check.marked + Check.answeredAlways],
    passes: [
      Check.marked + """

        +0.0001 A > B  .   1001:1001(0)  ack 12001  win 64240
        +0.020  B > A  .W  12001:13001(1000)  ack 1001  win 65535  {tos 2}
        +0.0001 A > B  .   1001:1001(0)  ack 13001  win 64240
      """,
      Check.marked + """

        +0.0001 A > B  .   1001:1001(0)  ack 12001  win 64240
        +0.020  B > A  .   12001:13001(1000)  ack 1001  win 65535  {tos 3}
        +0.0001 A > B  .E  1001:1001(0)  ack 13001  win 64240
        +0.020  B > A  .W  13001:14001(1000)  ack 1001  win 65535  {tos 2}
        +0.0001 A > B  .   1001:1001(0)  ack 14001  win 64240
      """,
    ],
    subject: .step(on: [.oddECN, .ended]) { step, _ in
      if step.event == .ended {
        return step.endsSpeaking.compactMap { side in
          let reduction = step.before[side].header.reduction
          return reduction.metCWR && reduction.echoes == 0 ? .pass(frames: [], side: side) : nil
        }
      }
      let (before, now) = (step.sender.header.reduction, step.senderAfter.header.reduction)
      guard now.echoes == ReductionVariables.enough, before.echoes != ReductionVariables.enough else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("no ECE on acknowledgements of what came behind CWR, until another CE mark", zh: "CWR 之后数据的确认不应置 ECE，除非再有 CE 标记"),
            observed: Bilingual(
              "ECE on all of them from frame \(now.firstEchoFrame) on, through \(now.rounds) more rounds of CWR and without a mark",
              zh: "自第 \(now.firstEchoFrame) 帧起全部置 ECE，其间又有 \(now.rounds) 轮 CWR，且没有标记"),
            title: Bilingual(
              "\(step.speaker.en) went on with ECE through \(now.rounds) more rounds of CWR",
              zh: "\(step.speaker.zh)在又收到 \(now.rounds) 轮 CWR 之后仍置 ECE"),
            frames: [step.seg.frame, now.firstEchoFrame], interval: now.firstEcho...step.seg.time, receiptProven: true))
      ]
    })

  /// One mark, its echo, and the CWR that ends it; captured at the client.
  fileprivate static let marked = """
      +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
      +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      +0.0001 A > B  .   1001:1001(0)  ack 9001  win 64240
      +0.020  B > A  .   9001:10001(1000)  ack 1001  win 65535  {tos 3}
      +0.0001 A > B  .E  1001:1001(0)  ack 10001  win 64240
      +0.020  B > A  .W  10001:11001(1000)  ack 1001  win 65535  {tos 2}
      +0.001  B > A  .   11001:12001(1000)  ack 1001  win 65535  {tos 2}
    """

  /// Twelve more, with CWR on every fourth, and ECE on every acknowledgement.
  fileprivate static let answeredAlways: String = (0..<12).map { round in
    let (left, right) = (12001 + round * 1000, 13001 + round * 1000)
    return """

        +0.0001 A > B  .E  1001:1001(0)  ack \(left)  win 64240
        +0.020  B > A  \(round % 4 == 2 ? ".W" : ". ")  \(left):\(right)(1000)  ack 1001  win 65535  {tos 2}
      """
  }.joined() + """

      ↓ +0.0001 A > B  .E  1001:1001(0)  ack 24001  win 64240
    """
}
