import Replay
import Wire

extension Check {
  static let pointer = Check(
    id: "urg/pointer", priority: .p2, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Urgent pointer goes back", zh: "紧急指针异常"),
    citation: .rfc(
      9293, "3.8.5", nil,
      """
      Note that because changes in the urgent pointer correspond to data being written by a sending application, the \
      urgent pointer cannot "recede" in the sequence space, but a TCP receiver should be robust to invalid urgent pointer \
      values.
      """),
    why: Bilingual(
      "Receivers disagree about which octets are urgent then: some lose one, and filters see another stream than the host.",
      zh: "接收方对哪些字节紧急的理解会不一致：有的丢掉一个字节，过滤设备看到的数据流也与主机不同。"),
    guards: [.ord, .mbx, .csum, .loss],
    triggers: [
      """
      # the urgent data ends at 6001, and in the next segment at 1111
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  U.  1001:1101(100)  ack 9001  win 64240  urg 5000
      ↓ +0.001  A > B  U.  1101:1201(100)  ack 9001  win 64240  urg 10
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """
    ],
    passes: [
      """
      # the older segment comes again, with the point it had
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  U.  1001:1101(100)  ack 9001  win 64240  urg 100
        +0.001  A > B  U.  1101:1201(100)  ack 9001  win 64240  urg 100
        +0.300  A > B  U.  1001:1101(100)  ack 9001  win 64240  urg 100
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """,
      """
      # one urgent octet, then ordinary ones, then another
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  U.  1001:1002(1)  ack 9001  win 64240  urg 1
        +0.001  A > B  P.  1002:1102(100)  ack 9001  win 64240
        +0.001  A > B  U.  1102:1103(1)  ack 9001  win 64240  urg 1
        +0.020  B > A  .   9001:9001(0)  ack 1103  win 65535
      """,
    ],
    subject: .step(on: .urgent) { step, _ in
      let before = step.sender.header
      let point = step.senderAfter.header.urgentPoint
      guard before.facts.contains(.usedUrgent) else {
        return [
          .pass(frames: [step.seg.frame], side: step.side),
          .fact(
            Fact(
              Bilingual(
                "Urgent data is announced, which new applications should not use (RFC 9293 §3.8.5, SHLD-13).",
                zh: "通告了紧急数据；新应用不应使用（RFC 9293 §3.8.5，SHLD-13）。"),
              frames: [step.seg.frame], side: step.side)),
        ]
      }
      guard point < before.urgentPoint else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("an urgent point at \(before.urgentPoint) or beyond, as in frame \(before.urgentFrame)", zh: "紧急点不早于第 \(before.urgentFrame) 帧的 \(before.urgentPoint)"),
            observed: Bilingual("\(point), \(before.urgentPoint - point) octets before it", zh: "\(point)，回退了 \(before.urgentPoint - point) 字节"),
            title: Bilingual(
              "\(step.speaker.en) took its urgent pointer back by \(counted(before.urgentPoint - point, "octet"))",
              zh: "\(step.speaker.zh)的紧急指针回退了 \(before.urgentPoint - point) 字节"),
            frames: [step.seg.frame, before.urgentFrame]))
      ]
    })
}
