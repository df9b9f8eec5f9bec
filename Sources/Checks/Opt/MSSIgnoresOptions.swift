import Replay
import Wire

extension Check {
  static let mssIgnoresOptions = Check(
    id: "opt/mss-ignores-options", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Option octets are not subtracted from the segment's size", zh: "分段大小未扣除 TCP 选项"),
    citation: .rfc(
      9293, "3.7.1", "MUST-16",
      """
      When TCP is used in a situation where either the IP or TCP headers are not fixed, the sender must reduce the \
      amount of TCP data in any given packet by the number of octets used by the IP and TCP options.
      """),
    why: Bilingual(
      "Every full segment is a few octets too large for the path, so it is cut into two packets or dropped; transfers are slow or hang.",
      zh: "每个满长报文段都比路径允许的大几个字节，因此被分片或丢弃，传输缓慢或停滞。"),
    guards: [.mid, .snap, .ord, .mbx], opportunity: .agreedOnTimestamps,
    triggers: [
      """
      # an MSS of 1400 filled to the last octet, and twelve octets of timestamps beside
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1400,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70>
        +0.001  B > A  .   9001:10401(1400)  ack 1001  win 65535  <nop,nop,TS val 72 ecr 30>
      ↓ +0.001  B > A  .   10401:11801(1400)  ack 1001  win 65535  <nop,nop,TS val 73 ecr 30>
        +0.001  B > A  .   11801:13201(1400)  ack 1001  win 65535  <nop,nop,TS val 74 ecr 30>
        +0.001  B > A  P.  13201:13301(100)  ack 1001  win 65535  <nop,nop,TS val 75 ecr 30>
        +0.001  A > B  .   1001:1001(0)  ack 13301  win 64240  <nop,nop,TS val 35 ecr 75>
      """
    ],
    passes: [
      """
      # 1448 and twelve are 1460
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70>
        +0.001  B > A  .   9001:10449(1448)  ack 1001  win 65535  <nop,nop,TS val 72 ecr 30>
        +0.001  B > A  .   10449:11897(1448)  ack 1001  win 65535  <nop,nop,TS val 73 ecr 30>
        +0.001  A > B  .   1001:1001(0)  ack 11897  win 64240  <nop,nop,TS val 35 ecr 73>
      """,
      """
      # full segments without options, where only SYNs have any
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1400,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  .   9001:10401(1400)  ack 1001  win 65535
        +0.001  B > A  .   10401:11801(1400)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 11801  win 64240
      """,
    ],
    subject: .step(on: [.oversized, .ended]) { step, _ in
      if step.event == .ended {
        return step.openSizes { $0.header.facts.contains(.sizeInDoubt) && $0.opportunities.contains(.agreedOnTimestamps) }
      }
      let (large, size) = (step.sender.header.large, step.sender.header.sendMSS)
      guard large.payload <= UInt32(size), size >= 216 else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "at most \(size) octets of text and options together, as the other end's SYN has it", zh: "数据与选项合计至多 \(size) 字节（对端 SYN 所声明）"),
            observed: Bilingual(
              "\(large.payload) octets of text and \(large.options) of options in frame \(large.frame)",
              zh: "第 \(large.frame) 帧有 \(large.payload) 字节数据和 \(large.options) 字节选项"),
            title: Bilingual(
              "\(step.speaker.en) sent \(large.payload) octets and \(large.options) of options where \(size) in all are taken",
              zh: "\(step.speaker.zh)的报文段有 \(large.payload) 字节数据和 \(large.options) 字节选项，而对端合计只接受 \(size)"),
            frames: [large.frame, step.seg.frame], instancesNeeded: 3))
      ]
    })
}
