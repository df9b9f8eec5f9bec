import Replay
import Wire

extension Check {
  static let sillyWindowReceiver = Check(
    id: "flow/silly-window-receiver", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("A small window is opened in tiny steps", zh: "接收方糊涂窗口"),
    citation: .rfc(
      9293, "3.8.6.2.2", "MUST-39",
      "A TCP implementation MUST include a SWS avoidance algorithm in the receiver (MUST-39)."),
    why: Bilingual(
      "Every few octets get a segment of their own: headers and interrupts eat the path and both hosts.",
      zh: "每几个字节就单独用一个报文段：报文头和中断耗尽路径与两端主机。"),
    guards: [.mid, .one, .ord, .ws, .mp, .mbx], opportunity: .updatedWindow,
    triggers: [Updates.captured(step: 10)],
    passes: [
      Updates.captured(step: 1460),
      """
      # three small steps are no pattern
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 3000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2461  win 1540
        +0.001  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 3921  win 80
        +0.100  B > A  .   9001:9001(0)  ack 3921  win 100
        +0.100  B > A  .   9001:9001(0)  ack 3921  win 120
        +0.100  B > A  .   9001:9001(0)  ack 3921  win 3000
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        guard habits.tinyUpdates >= 10, habits.tinyUpdates * 2 > habits.updates else { return nil }
        let little = min(one.rcv.maxWindow / 2, step.before[side.other].snd.maxPayload)
        return .charge(
          Charge(
            expected: Bilingual(
              "window updates of \(little) octets at least, half of the buffer or a full segment",
              zh: "窗口更新至少 \(little) 字节，即半个缓冲区或一个满段"),
            observed: Bilingual(
              "\(habits.tinyUpdates) of \(habits.updates) updates are smaller, while less than one segment is open",
              zh: "\(habits.updates) 次更新中有 \(habits.tinyUpdates) 次更小，且此时可用窗口不足一个段"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) opened its window in tiny steps, \(habits.tinyUpdates) of \(habits.updates) times",
              zh: "\(step.name(of: side).zh)的 \(habits.updates) 次窗口更新中有 \(habits.tinyUpdates) 次过小"),
            frames: [habits.tinyUpdateFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.tinyUpdates)))
      }
    })
}

private enum Updates {
  /// A window that is nearly shut, and twelve updates by `step` octets each.
  static func captured(step: Int) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.020  B > A  S.  9000:9000(0)  ack 1001  win 3000  <mss 1460>",
      "+0.001  A > B  .   1001:1001(0)  ack 9001  win 64240",
      "+0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240",
      "+0.020  B > A  .   9001:9001(0)  ack 2461  win 1540",
      "+0.001  A > B  .   2461:3921(1460)  ack 9001  win 64240",
      "+0.020  B > A  .   9001:9001(0)  ack 3921  win 80",
    ]
    for update in 1...12 {
      let mark = step < 100 && update == 1 ? "↓ " : ""
      lines.append("\(mark)+0.010  B > A  .   9001:9001(0)  ack 3921  win \(80 + update * step)")
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
