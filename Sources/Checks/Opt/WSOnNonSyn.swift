import Replay
import Wire

extension Check {
  static let wsOnNonSyn = Check(
    id: "opt/ws-on-non-syn", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("Window scale option outside a SYN", zh: "非 SYN 报文携带窗口扩大选项"),
    citation: .rfc(7323, "2.2", nil, "A Window Scale option in a segment without a SYN bit MUST be ignored."),
    why: Bilingual(
      "The other end has to ignore it: who counts on it offers another window than it means.",
      zh: "对端必须忽略它：依赖它的一方所通告的窗口并非其本意。"),
    guards: [.snap, .mbx, .csum], opportunity: .sentOptions,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 502  <nop,wscale 7>
      """
    ],
    passes: [
      """
      # in the SYN,ACK, and in a SYN that comes again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 7>
        +1      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 7>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,wscale 7>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 502
      """,
      """
      # damaged on the way: the checksum says so
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240  <nop,wscale 7>  {cksum bad}
        +1      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: .oddOptions) { step, _ in
      guard step.seg.options.present.contains(.windowScale), !step.seg.has(.syn) else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("window scaling in SYNs alone", zh: "仅 SYN 携带窗口扩大选项"),
            observed: Bilingual("a shift of \(step.seg.options.windowShift) without SYN", zh: "无 SYN 的报文段携带移位数 \(step.seg.options.windowShift)"),
            title: Bilingual(
              "\(step.speaker.en) sent a window scale of \(step.seg.options.windowShift) outside a SYN",
              zh: "\(step.speaker.zh)在非 SYN 报文段中携带窗口扩大因子 \(step.seg.options.windowShift)"),
            frames: [step.seg.frame], selfEvident: true))
      ]
    })
}
