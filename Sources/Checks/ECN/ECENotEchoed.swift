import Replay
import Wire

extension Check {
  static let eceNotEchoed = Check(
    id: "ecn/ece-not-echoed", priority: .p1, level: .must, kind: .reaction,
    title: Bilingual("CE mark not echoed", zh: "CE 未回显 ECE"),
    citation: .rfc(
      3168, "6.1.3", nil,
      """
      When TCP receives a CE data packet at the destination end-system, the TCP data receiver sets the ECN-Echo flag in \
      the TCP header of the subsequent ACK packet.
      """),
    why: Bilingual(
      "The sender never learns of the congestion and does not slow down, until routers drop what they only marked before.",
      zh: "发送端无从得知拥塞，不会降速，直到路由器由标记改为丢弃。"),
    guards: [.mid, .one, .loss, .ord, .off, .mbx, .box], opportunity: .metCongestionMark,
    triggers: [
      """
      # a router marks a segment, the client takes it and says nothing
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.020  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 3}
        +0.001  A > B  .   1101:1101(0)  ack 10001  win 64240
        +0.020  B > A  .   10001:11001(1000)  ack 1101  win 65535  {tos 2}
        +0.001  A > B  .   1101:1101(0)  ack 11001  win 64240
        +0.020  B > A  .   11001:12001(1000)  ack 1101  win 65535  {tos 2}
      ↓ +0.001  A > B  .   1101:1101(0)  ack 12001  win 64240
      """
    ],
    passes: [
      """
      # the echo goes on until CWR
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.020  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 3}
        +0.001  A > B  .E  1101:1101(0)  ack 10001  win 64240
        +0.020  B > A  .W  10001:11001(1000)  ack 1101  win 65535  {tos 2}
        +0.001  A > B  .   1101:1101(0)  ack 11001  win 64240
        +0.020  B > A  .   11001:12001(1000)  ack 1101  win 65535  {tos 2}
        +0.001  A > B  .   1101:1101(0)  ack 12001  win 64240
      """,
      """
      # ECN counted exactly (RFC 9768): no flag stands for one mark
        +0      A > B  SEWe  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.W  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .W  1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.W  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.020  B > A  .W  9001:10001(1000)  ack 1101  win 65535  {tos 3}
        +0.001  A > B  .We  1101:1101(0)  ack 10001  win 64240
        +0.020  B > A  .W  10001:11001(1000)  ack 1101  win 65535  {tos 2}
        +0.001  A > B  .We  1101:1101(0)  ack 11001  win 64240
        +0.020  B > A  .W  11001:12001(1000)  ack 1101  win 65535  {tos 2}
        +0.001  A > B  .We  1101:1101(0)  ack 12001  win 64240
      """,
      """
      # the marked segment was lost behind the tap; what was received is the second copy
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:10001(1000)  ack 1001  win 65535  {tos 3}
        +0.300  B > A  .   9001:10001(1000)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 10001  win 64240
        +0.020  B > A  .   10001:11001(1000)  ack 1001  win 65535  {tos 2}
        +0.001  A > B  .   1001:1001(0)  ack 11001  win 64240
        +0.020  B > A  .   11001:12001(1000)  ack 1001  win 65535  {tos 2}
        +0.001  A > B  .   1001:1001(0)  ack 12001  win 64240
      """,
    ],
    subject: .step(on: .oddECN) { step, _ in
      let mark = step.senderAfter.header.mark
      guard mark.unechoed == 3, step.sender.header.mark.unechoed == 2 else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("ECE on the acknowledgement of frame \(mark.frame), which was marked CE", zh: "对带 CE 标记的第 \(mark.frame) 帧的确认应置 ECE"),
            observed: Bilingual("three acknowledgements of it without ECE, and no CWR in between", zh: "三次确认均未置 ECE，其间也没有 CWR"),
            title: Bilingual("\(step.speaker.en) did not echo a CE mark in three acknowledgements", zh: "\(step.speaker.zh)在三次确认中均未回显 CE 标记"),
            frames: [step.seg.frame, mark.frame], interval: mark.time...step.seg.time, receiptProven: true))
      ]
    })
}
