import Replay
import Wire

extension Check {
  static let wsShiftLarge = Check(
    id: "opt/ws-shift-large", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Window scale above 14", zh: "窗口扩大因子大于 14"),
    citation: .rfc(
      7323, "2.3", nil,
      "Thus, the shift count MUST be limited to 14 (which allows windows of 2^30 = 1 GiB)."),
    why: Bilingual(
      "The other end takes it for 14, so the two read every window differently, and a transfer stops short of what is offered.",
      zh: "对端按 14 处理，两端对每个窗口的理解不同，传输达不到所提供的窗口。"),
    guards: [.snap, .mbx, .csum], opportunity: [.sentSyn, .sentSynAck],
    triggers: [
      """
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 15>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,wscale 7>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 502
      """
    ],
    passes: [
      """
      # the largest there is
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 14>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,wscale 0>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 4
      """,
      """
      # no window scaling at all
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: [.syn, .synAck]) { step, _ in
      guard step.seg.options.present.contains(.windowScale), step.seg.options.windowShift > 14 else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("a shift of at most 14", zh: "移位数至多为 14"),
            observed: Bilingual("a shift of \(step.seg.options.windowShift)", zh: "移位数为 \(step.seg.options.windowShift)"),
            title: Bilingual(
              "\(step.speaker.en) offered a window scale of \(step.seg.options.windowShift), above 14",
              zh: "\(step.speaker.zh)提出的窗口扩大因子为 \(step.seg.options.windowShift)，大于 14"),
            frames: [step.seg.frame], selfEvident: true))
      ]
    })
}
