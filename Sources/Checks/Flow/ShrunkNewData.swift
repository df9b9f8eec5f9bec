import Replay
import Wire

extension Check {
  static let shrunkNewData = Check(
    id: "flow/shrunk-new-data", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("New data sent after the window had shrunk", zh: "窗口回缩后仍发送新数据"),
    citation: .rfc(9293, "3.8.6", "SHLD-15", "If this happens, the sender SHOULD NOT send new data (SHLD-15)"),
    why: Bilingual(
      "The receiver has just said that it has no room; what comes all the same is thrown away and sent again.",
      zh: "接收方刚刚声明没有空间，仍然发来的数据会被丢弃并重发。"),
    guards: [.mid, .one, .loss, .ord, .ws, .mp, .pr], opportunity: .metShrunkWindow,
    triggers: [
      """
      # the client's timestamp echo shows that it had read the smaller window
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240  <TS val 31 ecr 50>
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 20000  <TS val 60 ecr 31>
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240  <TS val 52 ecr 60>
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 1000  <TS val 80 ecr 52>
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240  <TS val 74 ecr 80>
      ↓ +0.001  A > B  .   3001:4001(1000)  ack 9001  win 64240  <TS val 75 ecr 80>
        +0.020  B > A  .   9001:9001(0)  ack 3001  win 0  <TS val 101 ecr 74>
        capture ends +5
      """
    ],
    passes: [
      """
      # sent while the smaller window was still on its way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240  <TS val 31 ecr 50>
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 20000  <TS val 60 ecr 31>
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240  <TS val 52 ecr 60>
        +0.001  A > B  .   2001:2501(500)  ack 9001  win 64240  <TS val 53 ecr 60>
        +0.020  B > A  .   9001:9001(0)  ack 2501  win 18000  <TS val 80 ecr 53>
        +0.001  A > B  .   2501:11501(9000)  ack 9001  win 64240  <TS val 74 ecr 60>
        +0.001  A > B  .   11501:21001(9500)  ack 9001  win 64240  <TS val 75 ecr 60>
        capture ends +5
      """,
      """
      # sent again beyond the edge, which is allowed (RFC 9293 §3.8.6, MAY-7)
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240  <TS val 31 ecr 50>
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240  <TS val 32 ecr 50>
        +0.001  A > B  .   2001:20901(18900)  ack 9001  win 64240  <TS val 33 ecr 50>
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 20000  <TS val 60 ecr 31>
        +0.001  B > A  .   9001:9001(0)  ack 2001  win 18500  <TS val 80 ecr 32>
        +0.300  A > B  .   2001:20901(18900)  ack 9001  win 64240  <TS val 374 ecr 80>
        capture ends +5
      """,
    ],
    subject: .step(on: .newDataBeyondShrunk) { step, _ in
      let (retreat, edge) = (step.receiver.conduct.retreat, step.receiver.rcv.edgeNow)
      // An older echo says that it had not come yet; without one, time must have been enough.
      let echoes = step.seg.options.present.contains(.timestamps) && retreat.timestamp != TimestampValue(0)
      let isProven = echoes && retreat.timestamp <= step.seg.options.timestampEcho
      let wait = Duration.nanoseconds(step.sender.turnaround.maximum) + .milliseconds(50)
      guard echoes ? isProven : step.seg.time - retreat.time > wait else { return [] }
      let beyond = step.seg.seq + Int(step.seg.payload) - edge
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "nothing new beyond \(edge), the right edge since frame \(retreat.frame)",
              zh: "自第 \(retreat.frame) 帧起，右边界 \(edge) 之外不再发送新数据"),
            observed: Bilingual(
              "new octets up to \(step.seg.seq + Int(step.seg.payload)), \(counted(beyond, "octet")) beyond it",
              zh: "新数据直到 \(step.seg.seq + Int(step.seg.payload))，超出 \(beyond) 字节"),
            title: Bilingual(
              "\(step.speaker.en) sent \(counted(beyond, "octet")) of new data beyond a window that had shrunk",
              zh: "窗口回缩后\(step.speaker.zh)仍发送了超出它的 \(beyond) 字节新数据"),
            frames: [step.seg.frame, retreat.frame], interval: retreat.time...step.seg.time,
            guards: isProven ? [] : .tap, receiptProven: isProven))
      ]
    })
}
