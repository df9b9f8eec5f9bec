import Replay
import Wire

extension Check {
  static let reservedBits = Check(
    id: "seg/reserved-bits", priority: .p2, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Reserved header bits set", zh: "保留位非零"),
    citation: .rfc(
      9293, "3.1", nil,
      """
      Must be zero in generated segments and must be ignored in received segments if the corresponding future features \
      are not implemented by the sending or receiving host.
      """),
    why: Bilingual(
      "Filters drop such segments, and whoever gives the bits a meaning one day will misread them.",
      zh: "过滤设备会丢弃这样的报文段；将来赋予这些位含义的实现也会误读。"),
    guards: [.frag, .mbx], opportunity: .spoke,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.010  A > B  P.2  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # the packet was cut, so that nothing tells whether its header is whole
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.2  1001:1101(100)  ack 9001  win 64240  {cksum none, cut payload}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # Accurate ECN (RFC 9768) was asked for in the SYN: bit 7 counts CE marks
        +0      A > B  SEWe  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.W  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .W  1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.e  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .eE  9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # the header was damaged on its way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.123  1001:1101(100)  ack 9001  win 64240  {cksum bad}
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .strangeFlags) { step, _ in
      let isReserved = !step.seg.flags.isDisjoint(with: .reserved)
      guard isReserved || step.sender.hasUnaskedAE(step.seg, peer: step.receiver) else { return [] }
      // Where the sum could not be verified the header may be damaged.
      guard step.seg.checksum != .unverifiable else { return [.doubt(Doubt(.snaplen, frames: [step.seg.frame]))] }
      return [
        .charge(
          Charge(
            expected: Bilingual("reserved bits that are zero", zh: "保留位为零"),
            observed: isReserved
              ? Bilingual("one of the bits 4 to 6 behind the data offset is set", zh: "数据偏移之后的第 4–6 位中有位被置位")
              : Bilingual("bit 7 (AE) is set, though no SYN asked for Accurate ECN", zh: "第 7 位（AE）被置位，而 SYN 并未请求 Accurate ECN"),
            title: isReserved
              ? Bilingual("\(step.speaker.en) set a reserved header bit", zh: "\(step.speaker.zh)的首部保留位被置位")
              : Bilingual("\(step.speaker.en) set AE, which no SYN had asked for", zh: "SYN 并未请求 Accurate ECN，\(step.speaker.zh)却置位 AE"),
            frames: [step.seg.frame], guards: isReserved ? [] : .mid, level: isReserved ? nil : .note,
            selfEvident: true))
      ]
    })
}
