import Replay
import Wire

extension Check {
  static let pawsAccepted = Check(
    id: "opt/paws-accepted", priority: .p2, level: .note, kind: .reaction,
    title: Bilingual("Segment older than TS.Recent was accepted", zh: "接受了 PAWS 应拒绝的报文"),
    citation: .rfc(
      7323, "5.3", nil,
      """
      If the PAWS algorithm is used, the following processing MUST be performed on all incoming segments for a \
      synchronized connection.
      """),
    why: Bilingual(
      "An old segment that wandered in the network can get into the data unnoticed once the numbers have gone round.",
      zh: "序号回绕之后，网络中游荡的旧报文段可能不知不觉混入数据。"),
    guards: [.one, .loss, .ord, .mbx],
    triggers: [
      """
      # data with a timestamp long before the last one echoed is acknowledged
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 60010 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 60010>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 60030 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 60031 ecr 70000>
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,TS val 70040 ecr 60031>
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240  <nop,nop,TS val 500 ecr 70040>
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535  <nop,nop,TS val 70060 ecr 60031>
      """
    ],
    passes: [
      """
      # it is refused, and comes again with the right time
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 60010 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 60010>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 60030 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 60031 ecr 70000>
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,TS val 70040 ecr 60031>
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240  <nop,nop,TS val 500 ecr 70040>
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,TS val 70060 ecr 60031>
        +0.300  A > B  P.  1101:1201(100)  ack 9001  win 64240  <nop,nop,TS val 60380 ecr 70060>
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535  <nop,nop,TS val 70400 ecr 60380>
      """,
      """
      # two segments of one tick change places
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 60010 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 60010>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 60030 ecr 70000>
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240  <nop,nop,TS val 60032 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 60031 ecr 70000>
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535  <nop,nop,TS val 70040 ecr 60031>
      """,
    ],
    subject: .step(on: .tookOldText) { step, _ in
      let old = step.sender.header.old
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "frame \(old.frame) dropped: its TSval \(old.timestamp) is older than \(old.recent), which this end had echoed",
              zh: "应丢弃第 \(old.frame) 帧：其 TSval \(old.timestamp) 早于本端已回显的 \(old.recent)"),
            observed: Bilingual("its octets are acknowledged, and nothing else carried them", zh: "其数据被确认，而没有其他报文携带这些数据"),
            title: Bilingual(
              "\(step.speaker.en) accepted a segment \(old.recent - old.timestamp) ticks older than what it had echoed",
              zh: "\(step.speaker.zh)接受了比已回显的时间戳旧 \(old.recent - old.timestamp) 个单位的报文段"),
            frames: [step.seg.frame, old.frame], receiptProven: true))
      ]
    })
}
