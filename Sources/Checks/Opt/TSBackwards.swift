import Replay
import Wire

extension Check {
  static let tsBackwards = Check(
    id: "opt/ts-backwards", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Timestamp value went backwards", zh: "时间戳回退"),
    citation: .rfc(
      7323, "5.4", nil,
      "The sender's timestamp clock is used as a source of monotonic non-decreasing values to stamp the segments."),
    why: Bilingual(
      "The other end takes the segments for old duplicates and drops them (PAWS): the connection hangs until the clock has caught up.",
      zh: "对端会把这些报文段当作旧的重复报文丢弃（PAWS）：在时钟追上之前连接停滞。"),
    guards: [.ord, .mbx, .loss], opportunity: .agreedOnTimestamps,
    triggers: [
      """
      # the server's clock falls back by ten seconds in the middle of an answer
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.020  B > A  .   9001:10001(1000)  ack 1101  win 65535  <nop,nop,TS val 70040 ecr 31>
      ↓ +0.001  B > A  .   10001:11001(1000)  ack 1101  win 65535  <nop,nop,TS val 60041 ecr 31>
        +0.001  B > A  P.  11001:12001(1000)  ack 1101  win 65535  <nop,nop,TS val 60042 ecr 31>
        +0.001  A > B  .   1101:1101(0)  ack 10001  win 64240  <nop,nop,TS val 53 ecr 70040>
      """
    ],
    passes: [
      """
      # two segments change places on the way: the numbers tell which was sent first
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.020  B > A  .   9001:10001(1000)  ack 1001  win 65535  <nop,nop,TS val 70040 ecr 30>
        +0.001  B > A  .   12001:13001(1000)  ack 1001  win 65535  <nop,nop,TS val 70060 ecr 30>
        +0.001  B > A  .   10001:11001(1000)  ack 1001  win 65535  <nop,nop,TS val 70050 ecr 30>
        +0.001  B > A  .   11001:12001(1000)  ack 1001  win 65535  <nop,nop,TS val 70055 ecr 30>
        +0.001  B > A  P.  13001:14001(1000)  ack 1001  win 65535  <nop,nop,TS val 70061 ecr 30>
        +0.001  A > B  .   1001:1001(0)  ack 14001  win 64240  <nop,nop,TS val 53 ecr 70061>
      """,
      """
      # a box answered the SYN in the server's name; the server's own clock runs elsewhere
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.005  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.020  B > A  .   9001:10001(1000)  ack 1101  win 65535  <nop,nop,TS val 500 ecr 31>
        +0.001  B > A  P.  10001:11001(1000)  ack 1101  win 65535  <nop,nop,TS val 501 ecr 31>
        +0.001  A > B  .   1101:1101(0)  ack 11001  win 64240  <nop,nop,TS val 53 ecr 501>
      """,
      """
      # one was sent again before those above it came through
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.020  B > A  .   10001:11001(1000)  ack 1001  win 65535  <nop,nop,TS val 70040 ecr 30>
        +0.300  B > A  .   9001:10001(1000)  ack 1001  win 65535  <nop,nop,TS val 70340 ecr 30>
        +0.001  B > A  .   11001:12001(1000)  ack 1001  win 65535  <nop,nop,TS val 70041 ecr 30>
        +0.001  B > A  .   12001:13001(1000)  ack 1001  win 65535  <nop,nop,TS val 70042 ecr 30>
        +0.001  A > B  .   1001:1001(0)  ack 13001  win 64240  <nop,nop,TS val 353 ecr 70340>
      """,
    ],
    subject: .step(on: .clockBack) { step, _ in
      let (top, stamp) = (step.senderAfter.header.clockTop, step.seg.options.timestamp)
      return [
        .charge(
          Charge(
            expected: Bilingual("a TSval of \(top) or later, as on octets sent before", zh: "TSval 不早于先前数据上的 \(top)"),
            observed: Bilingual("\(stamp), \(top - stamp) ticks before it", zh: "\(stamp)，早了 \(top - stamp) 个时钟单位"),
            title: Bilingual(
              "\(step.speaker.en) turned its timestamps back by \(top - stamp) ticks", zh: "\(step.speaker.zh)的时间戳回退了 \(top - stamp) 个时钟单位"),
            frames: [step.seg.frame, step.senderAfter.header.clockTopFrame], instancesNeeded: 2))
      ]
    })
}
