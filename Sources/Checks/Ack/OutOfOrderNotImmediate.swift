import Replay
import Wire

extension Check {
  static let outOfOrderNotImmediate = Check(
    id: "ack/out-of-order-not-immediate", priority: .p2, level: .should, kind: .timing,
    title: Bilingual("Octets out of order are not acknowledged at once", zh: "乱序到达未立即确认"),
    citation: .rfc(
      5681, "4.2", nil,
      "Out-of-order data segments SHOULD be acknowledged immediately, in order to accelerate loss recovery."),
    why: Bilingual(
      "The sender learns late what is missing: loss is repaired by its timer instead of at once.",
      zh: "发送方得知缺失太晚：丢包只能等超时修复，而不能立即修复。"),
    guards: [.mid, .one, .loss, .ord, .tap],
    opportunity: .heardGap,
    triggers: [Gaps.captured(delay: "0.100")],
    passes: [
      Gaps.captured(delay: "0.001"),
      """
      # once, late: no habit
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2501  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        guard habits.slow >= 2, habits.slow * 2 >= habits.gaps else { return nil }
        return .charge(
          Charge(
            expected: Bilingual(
              "an ACK at once for text above a hole, and for what fills it", zh: "空洞之上的数据和填补空洞的数据都应立即确认"),
            observed: Bilingual(
              "\(habits.slow) of \(habits.gaps) times none within 20 ms", zh: "\(habits.gaps) 次中有 \(habits.slow) 次 20 ms 内没有确认"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) was slow to acknowledge what came out of order, \(habits.slow) of \(habits.gaps) times",
              zh: "\(step.name(of: side).zh)对乱序数据的确认 \(habits.gaps) 次中有 \(habits.slow) 次过慢"),
            frames: [habits.slowFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.slow), instancesNeeded: 10))
      }
    })
}

private enum Gaps {
  /// Ten holes, captured at the server, which answers what stands above each after `delay`.
  static func captured(delay: String) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>",
      "+0.040  A > B  .   1001:1001(0)  ack 9001  win 64240",
      "+0.001  A > B  .   1001:1501(500)  ack 9001  win 64240",
      "+0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535",
    ]
    for round in 0..<10 {
      let next = 1501 + round * 1000
      let mark = round == 0 && delay == "0.100" ? "↓ " : ""
      lines += [
        "\(mark)+0.040  A > B  .   \(next + 500):\(next + 1000)(500)  ack 9001  win 64240",
        "+\(delay)  B > A  .   9001:9001(0)  ack \(next)  win 65535",
        "+0.040  A > B  .   \(next):\(next + 500)(500)  ack 9001  win 64240",
        "+0.000010  B > A  .   9001:9001(0)  ack \(next + 1000)  win 65535",
      ]
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
