import Replay
import Wire

extension Check {
  static let negotiation = Check(
    id: "ecn/negotiation", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("ECN negotiated or used illegally", zh: "ECN 协商违规"),
    citation: .rfc(
      3168, "6.1.1", nil,
      """
      A host MUST NOT set ECT on data packets unless it has sent at least one ECN-setup SYN or ECN-setup SYN-ACK packet, \
      and has received at least one ECN-setup SYN or ECN-setup SYN-ACK packet, and has sent no non-ECN-setup SYN or \
      non-ECN-setup SYN-ACK packet.
      """),
    why: Bilingual(
      "Routers mark such packets instead of dropping them, and the other end does not know what the mark means: nobody slows down.",
      zh: "路由器会标记而不是丢弃这些报文，而对端不明白标记的含义：没有人降速。"),
    guards: [.mid, .one, .snap, .ord, .mbx, .csum], opportunity: [.sentSynAck, .sentData],
    triggers: [
      """
      # ECN is answered to a SYN that did not ask for it, time and again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A:40001 > B  S   5000:5000(0)  win 64240  <mss 1460>
      ↓ +0.020  B > A:40001  S.E  7000:7000(0)  ack 5001  win 65535  <mss 1460>
        +0.001  A:40001 > B  .   5001:5001(0)  ack 7001  win 64240
      """,
      """
      # captured beside the server, which sends as if ECN were agreed upon
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.001  B > A  .   9001:10001(1000)  ack 1001  win 65535  {tos 2}
        +0.001  B > A  .   10001:11001(1000)  ack 1001  win 65535  {tos 2}
        +0.001  B > A  .   11001:12001(1000)  ack 1001  win 65535  {tos 2}
        +0.020  A > B  .   1001:1001(0)  ack 12001  win 64240
      """,
    ],
    passes: [
      """
      # the second SYN does without ECN; the first is answered
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +1      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """,
      """
      # both agree, and data is sent so
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {tos 2}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # RFC 9768 answers with other bits
        +0      A > B  SEWe  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.W  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .W  1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.W  1001:1101(100)  ack 9001  win 64240  {tos 2}
      """,
    ],
    subject: .step(on: [.synAck, .oddECN]) { step, _ in
      if step.seg.has(.rst) { return [] }
      if step.seg.has(.syn) { return step.ecnAnswer }
      guard step.seg.payload > 0, step.seg.trafficClass & 3 != 0 else { return [] }
      if let reason = step.offersUnknown(of: step.side) { return [.doubt(Doubt(reason, frames: [step.seg.frame]))] }
      guard
        step.senderAfter.header.misplacedECT > step.sender.header.misplacedECT,
        !step.sender.usesClassicECN(with: step.receiver)
      else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("no ECT codepoint on data, since ECN was not set up by both SYNs", zh: "双方 SYN 未建立 ECN，数据报文不应带 ECT"),
            observed: Bilingual("ECN field \(step.seg.trafficClass & 3) in frame \(step.seg.frame)", zh: "第 \(step.seg.frame) 帧的 ECN 字段为 \(step.seg.trafficClass & 3)"),
            title: Bilingual(
              "\(step.speaker.en) marked data as ECN-capable, which the SYNs had not agreed on", zh: "双方 SYN 未建立 ECN，\(step.speaker.zh)的数据却带 ECT"),
            frames: [step.seg.frame, step.sender.snd.lastSynFrame], guards: .box, instancesNeeded: 2))
      ]
    })
}

extension Step {
  /// A SYN,ACK that answers what no SYN asked (RFC 3168 §6.1.1). An ECN-setup SYN from before the capture would
  /// explain one.
  fileprivate var ecnAnswer: [Outcome] {
    let ecn = seg.flags.intersection([.ece, .cwr, .ae])
    let asked = receiver.header.facts
    guard !ecn.isEmpty, asked.contains(.offerKnown), !asked.contains(.accurateECN) else { return [] }
    if ecn == .ece, !asked.contains(.setUpECN) {
      return [
        .charge(
          Charge(
            expected: Bilingual("neither ECE nor CWR in the SYN,ACK: the SYN did not set ECN up", zh: "SYN 未建立 ECN，SYN,ACK 不应置 ECE 或 CWR"),
            observed: Bilingual("ECE without CWR: ECN is set up", zh: "置 ECE、未置 CWR：表示建立 ECN"),
            title: Bilingual("\(speaker.en) set ECN up, which the SYN had not asked for", zh: "SYN 未请求 ECN，\(speaker.zh)的 SYN,ACK 却建立 ECN"),
            frames: [seg.frame, receiver.snd.lastSynFrame], instancesNeeded: 2))
      ]
    }
    guard ecn == [.ece, .cwr], asked.contains(.setUpECN) else { return [] }
    return [
      .charge(
        Charge(
          expected: Bilingual("ECE alone to set ECN up, or neither flag (RFC 3168 §6.1.1.2)", zh: "建立 ECN 应只置 ECE，否则两者均不置（RFC 3168 §6.1.1.2）"),
          observed: Bilingual("both flags of the SYN, reflected", zh: "原样反射了 SYN 的两个标志"),
          title: Bilingual("\(speaker.en) reflected the ECN flags of the SYN", zh: "\(speaker.zh)的 SYN,ACK 反射了 SYN 的 ECN 标志"),
          frames: [seg.frame, receiver.snd.lastSynFrame], level: .should, selfEvident: true))
    ]
  }
}
