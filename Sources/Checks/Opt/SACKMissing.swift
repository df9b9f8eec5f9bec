import Replay
import Wire

extension Check {
  static let sackMissing = Check(
    id: "opt/sack-missing", priority: .p2, level: .note, kind: .measurement,
    title: Bilingual("SACK agreed upon but not sent", zh: "已协商却不发送 SACK"),
    citation: .rfc(
      2018, "4", nil,
      """
      If the data receiver generates SACK options under any circumstance, it SHOULD generate them under all permitted \
      circumstances.
      """),
    why: Bilingual(
      "The sender does not learn what arrived above a hole: after several losses it sends everything again, or waits for a timeout.",
      zh: "发送端不知道空洞之上已收到什么：多处丢包后只能全部重发，或等待超时。"),
    guards: [.mid, .one, .loss, .snap, .ord, .mbx, .tap, .mp, .auth],
    triggers: [
      """
      # captured at the client: twelve segments above a hole, and not a word of them
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.020  B > A  .   10001:10101(100)  ack 1001  win 65535
      ↓ +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10101:10201(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10201:10301(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10301:10401(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10401:10501(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10501:10601(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10601:10701(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10701:10801(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10801:10901(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.001  B > A  .   10901:11001(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9501  win 64240
        +0.300  B > A  .   9501:10001(500)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 11001  win 64240
      """
    ],
    passes: [
      """
      # the server did not permit it
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9501:9601(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  .   9601:9701(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.300  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9701  win 64240
      """,
      """
      # agreed upon and sent
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9501:9601(100)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,sack 9501:9601>
        +0.300  B > A  .   9001:9501(500)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 9601  win 64240
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.endsSpeaking.compactMap { side in
        let end = step.before[side]
        if end.header.facts.contains(.usedSACK) { return .pass(frames: [], side: side) }
        guard end.header.sackless >= 10 else { return nil }
        return .charge(
          Charge(
            expected: Bilingual("SACK blocks on duplicate ACKs above a hole, since both ends permitted SACK", zh: "双方均允许 SACK，空洞之上的重复确认应携带 SACK 块"),
            observed: Bilingual("\(end.header.sackless) duplicate ACKs from frame \(end.header.sacklessFrame) on, none with a block", zh: "自第 \(end.header.sacklessFrame) 帧起 \(end.header.sackless) 次重复确认均无 SACK 块"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) sent \(end.header.sackless) duplicate ACKs without SACK, which both ends permit",
              zh: "双方均允许 SACK，\(step.name(of: side).zh)的 \(end.header.sackless) 次重复确认却没有 SACK 块"),
            frames: [end.header.sacklessFrame], side: side, interval: end.times.first...end.times.last,
            instances: Int(end.header.sackless)))
      }
    })
}
