import Replay
import Wire

extension Check {
  static let mssOnNonSyn = Check(
    id: "opt/mss-on-non-syn", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("MSS option outside a SYN", zh: "非 SYN 报文携带 MSS"),
    citation: .rfc(
      9293, "3.2", "MUST-65",
      """
      This field may be sent in the initial connection request (i.e., in segments with the SYN control bit set) and \
      MUST NOT be sent in other segments (MUST-65).
      """),
    why: Bilingual(
      "A receiver that minds it changes its segments in the middle of the connection; most ignore it, and then the two ends disagree.",
      zh: "理会它的接收方会在连接中途改变分段大小；多数会忽略它，于是两端理解不一。"),
    guards: [.snap, .mbx, .csum], opportunity: .sentOptions,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <mss 1460>
      """
    ],
    passes: [
      """
      # in the SYN,ACK it has its place, and in a SYN that comes again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +1      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # damaged on the way: the checksum says so
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240  <mss 1460>  {cksum bad}
        +1      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: .oddOptions) { step, _ in
      guard step.seg.options.present.contains(.mss), !step.seg.has(.syn) else { return [] }
      let who = step.name(of: step.side)
      return [
        .charge(
          Charge(
            expected: Bilingual("the MSS option in SYNs alone", zh: "仅 SYN 携带 MSS 选项"),
            observed: Bilingual("MSS \(step.seg.options.maximumSegmentSize) without SYN", zh: "无 SYN 的报文段携带 MSS \(step.seg.options.maximumSegmentSize)"),
            title: Bilingual("\(who.capitalized.en) sent an MSS option outside a SYN", zh: "\(who.zh)在非 SYN 报文段中携带 MSS 选项"),
            frames: [step.seg.frame], selfEvident: true))
      ]
    })
}
