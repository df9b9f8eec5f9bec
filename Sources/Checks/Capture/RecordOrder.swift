import Tap
import Wire

extension Check {
  static let recordOrder = Check(
    id: "capture/record-order", level: .artefact, kind: .artefact,
    title: Bilingual("Records are out of causal order", zh: "记录顺序违反因果"),
    citation: .rfc(9293, "3.4", nil, "In response to sending data, the TCP endpoint will receive acknowledgments."),
    why: Bilingual(
      "Read as it stands, an endpoint would answer what it had not received; the order was put right, and these times are not used.",
      zh: "按原样解读，会像是端点回应了尚未收到的报文；顺序已纠正，相关时间不予采用。"),
    triggers: [
      """
      # the acknowledgement recorded 1 ms before the data
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
      """,
      """
      # the SYN,ACK before the SYN
      ↓ +0      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  S   1000:1000(0)  win 64240
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # a time stamp echoed before it was sent
        +0      A > B  S   1000:1000(0)  win 64240  <TS val 100 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <TS val 500 ecr 100>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 120 ecr 500>
      ↓ +1      B > A  P.  9001:9101(100)  ack 1001  win 65535  <TS val 1520 ecr 1121>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 1121 ecr 500>
        +1      A > B  .   1001:1001(0)  ack 9101  win 64240  <TS val 2121 ecr 1520>
      """
    ],
    passes: [
      """
      # the network reorders data: no effect stands before its cause
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """,
      """
      # too far apart: the first copy was missed, this one is another
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      let seen = evidence.moved
      guard seen.isSeen else { return [] }
      return [
        .fact(
          Fact(
            Bilingual(
              "\(counted(seen.count, "effect")) recorded before the cause, in \(counted(seen.connections, "connection")); put right.",
              zh: "\(seen.connections) 个连接中有 \(seen.count) 处结果先于原因被记录；已纠正。"),
            frames: seen.frames, connections: seen.ids))
      ]
    })
}
