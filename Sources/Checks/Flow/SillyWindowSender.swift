import Replay
import Wire

extension Check {
  static let sillyWindowSender = Check(
    id: "flow/silly-window-sender", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Sender fills tiny windows", zh: "发送方糊涂窗口"),
    citation: .rfc(
      9293, "3.8.6.2.1", "MUST-38",
      "A TCP implementation MUST include a SWS avoidance algorithm in the sender (MUST-38)."),
    why: Bilingual(
      "A sender that takes every offer, however small, keeps a stream of tiny segments alive.",
      zh: "无论窗口多小都立即填满的发送方，会让小报文流一直持续。"),
    guards: [.mid, .one, .loss, .ord, .ws, .mp], opportunity: .sentDataIntoKnownWindow,
    triggers: [Offers.captured(step: 50)],
    passes: [
      Offers.captured(step: 1460),
      """
      # the last octets of a message are pushed, and fill the window by chance
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 1460  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2461  win 50
        +0.000010  A > B  P.  2461:2511(50)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2511  win 50
        +0.000010  A > B  P.  2511:2561(50)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        guard habits.tinyFills >= 6 else { return nil }
        let little = min(step.before[side.other].rcv.maxWindow / 2, one.snd.maxPayload)
        return .charge(
          Charge(
            expected: Bilingual(
              "no segment until \(little) octets are open: half of the largest window, or a full segment",
              zh: "可用窗口达到 \(little) 字节（最大窗口的一半或一个满段）之前不发送"),
            observed: Bilingual(
              "\(habits.tinyFills) times a smaller opening was filled to its edge at once, with more text waiting",
              zh: "\(habits.tinyFills) 次立即填满更小的可用窗口，且仍有数据等待"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) filled tiny windows at once, \(habits.tinyFills) times",
              zh: "\(step.name(of: side).zh) \(habits.tinyFills) 次立即填满很小的窗口"),
            frames: [habits.tinyFillFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.tinyFills)))
      }
    })
}

private enum Offers {
  /// Captured at the client: eight offers of `step` octets, each filled at once.
  static func captured(step: Int) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.040  B > A  S.  9000:9000(0)  ack 1001  win 1460  <mss 1460>",
      "+0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240",
      "+0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240",
    ]
    var next = 2461
    for offer in 0..<8 {
      lines.append("+0.040  B > A  .   9001:9001(0)  ack \(next)  win \(step)")
      let mark = offer == 0 && step < 100 ? "↓ " : ""
      lines.append("\(mark)+0.000010  A > B  .   \(next):\(next + step)(\(step))  ack 9001  win 64240")
      next += step
    }
    return (lines + ["+0.040  B > A  .   9001:9001(0)  ack \(next)  win 1460", "capture ends +5"]).joined(separator: "\n")
  }
}
