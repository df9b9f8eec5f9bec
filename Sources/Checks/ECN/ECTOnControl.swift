import Replay
import Wire

extension Check {
  static let ectOnControl = Check(
    id: "ecn/ect-on-control", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("ECT on a pure ACK, retransmission or probe", zh: "控制报文或重传带 ECT"),
    citation: .rfc(
      3168, "6.1.5", nil,
      """
      This document specifies ECN-capable TCP implementations MUST NOT set either ECT codepoint (ECT(0) or ECT(1)) in \
      the IP header for retransmitted data packets
      """),
    why: Bilingual(
      "A mark on such a packet is seen by nobody who would slow down, and anybody can use it to slow down others.",
      zh: "这类报文上的标记没有人据以降速，却可被用来使他人降速。"),
    guards: [.mid, .snap, .ord, .mbx, .box, .csum], opportunity: .agreedOnECN,
    triggers: [
      """
      # captured beside the server, which sends again what it marked as able to bear marks
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.001  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 2}
      ↓ +0.300  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 2}
        +0.600  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 2}
        +1.2    B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 2}
        +0.020  A > B  .   1101:1101(0)  ack 10001  win 64240
      """
    ],
    passes: [
      """
      # data so, and sent again without
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.001  B > A  .   9001:10001(1000)  ack 1101  win 65535  {tos 2}
        +0.300  B > A  .   9001:10001(1000)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 10001  win 64240
      """,
      """
      # RFC 9768 allows it on acknowledgements
        +0      A > B  SEWe  1000:1000(0)  win 64240  <mss 1460>  {tos 2}
        +0.00001  B > A  S.W  9000:9000(0)  ack 1001  win 65535  <mss 1460>  {tos 2}
        +0.020  A > B  .W  1001:1001(0)  ack 9001  win 64240  {tos 2}
        +0.001  A > B  P.W  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.001  B > A  .W  9001:9001(0)  ack 1101  win 65535  {tos 2}
      """,
      """
      # ECT(1) is for experiments that RFC 8311 allows
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240  {tos 1}
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 1}
        +0.001  B > A  .   9001:9001(0)  ack 1101  win 65535  {tos 1}
        +0.020  A > B  P.  1101:1201(100)  ack 9001  win 64240  {tos 1}
        +0.001  B > A  .   9001:9001(0)  ack 1201  win 65535  {tos 1}
        +0.020  A > B  P.  1201:1301(100)  ack 9001  win 64240  {tos 1}
        +0.001  B > A  .   9001:9001(0)  ack 1301  win 65535  {tos 1}
      """,
    ],
    subject: .step(on: [.oddECN, .retransmission, .windowProbe]) { step, _ in
      guard !step.seg.has(.rst), step.seg.trafficClass & 3 == 2, let kind = step.controlKind,
        step.senderAfter.usesClassicECN(with: step.receiverAfter)
      else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("no ECT codepoint on \(kind.en)", zh: "\(kind.zh)不应带 ECT"),
            observed: Bilingual("ECT(0) in frame \(step.seg.frame)", zh: "第 \(step.seg.frame) 帧带 ECT(0)"),
            title: Bilingual("\(step.speaker.en) sent \(kind.en) with ECT(0)", zh: "\(step.speaker.zh)发送的\(kind.zh)带 ECT(0)"),
            frames: [step.seg.frame],
            instancesNeeded: 3))
      ]
    })
}

extension Step {
  fileprivate var controlKind: Bilingual? {
    if seg.has(.syn) { return nil }
    if marks.contains(.windowProbe) { return Bilingual("a window probe", zh: "窗口探测") }
    if marks.contains(.retransmission), seg.payload > 0 { return Bilingual("a retransmission", zh: "重传报文") }
    return seg.payload == 0 && !seg.has(.fin) ? Bilingual("a pure ACK", zh: "纯确认报文") : nil
  }
}
