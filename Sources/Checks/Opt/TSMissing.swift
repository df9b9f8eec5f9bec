import Replay
import Wire

extension Check {
  static let tsMissing = Check(
    id: "opt/ts-missing", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Timestamps dropped in mid-connection", zh: "协商后缺失时间戳"),
    citation: .rfc(
      7323, "3.2", nil,
      """
      Once TSopt has been successfully negotiated, that is both <SYN> and <SYN,ACK> contain TSopt, the TSopt MUST be \
      sent in every non-<RST> segment for the duration of the connection, and SHOULD be sent in an <RST> segment (see \
      Section 5.2 for details).
      """),
    why: Bilingual(
      "The other end should drop such a segment in silence: data is lost, though it arrives.",
      zh: "对端应静默丢弃这样的报文段：数据虽到达却丢失。"),
    guards: [.mid, .snap, .ord, .mbx, .box], opportunity: .agreedOnTimestamps,
    triggers: [
      """
      # captured beside the server, which forgets them as soon as it has data to send
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 10>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70>
        +0.00001  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,TS val 91 ecr 31>
      ↓ +0.001  B > A  .   9001:10001(1000)  ack 1101  win 65535
        +0.001  B > A  P.  10001:11001(1000)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 11001  win 64240  <nop,nop,TS val 53 ecr 91>
      """
    ],
    passes: [
      """
      # a RST may do without
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 10>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70>
        +0.001  B > A  R   9001:9001(0)  win 0
        +0.001  B > A  R   9001:9001(0)  win 0
      """,
      """
      # keepalives sooner than usual, made by the interface
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 10>
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70>
        +0.100  A > B  .   1000:1000(0)  ack 9001  win 4096
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535  <nop,nop,TS val 191 ecr 30>
        +0.500  A > B  .   1000:1000(0)  ack 9001  win 4096
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535  <nop,nop,TS val 711 ecr 30>
      """,
      """
      # only the client offered them
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.00001  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: .oddOptions) { step, _ in
      guard step.senderAfter.header.unstamped > step.sender.header.unstamped else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("timestamps on every segment but RSTs, as both SYNs agreed", zh: "双方 SYN 已约定：除 RST 外每个报文段都带时间戳"),
            observed: Bilingual("none in frame \(step.seg.frame)", zh: "第 \(step.seg.frame) 帧没有时间戳"),
            title: Bilingual(
              "\(step.speaker.en) sent a segment without the timestamps that both SYNs agreed on",
              zh: "\(step.speaker.zh)发送了不带时间戳的报文段，而双方 SYN 已约定使用"),
            frames: [step.seg.frame],
            instancesNeeded: 2))
      ]
    })
}
