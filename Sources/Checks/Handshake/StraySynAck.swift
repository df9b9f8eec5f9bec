import Replay
import Wire

extension Check {
  static let straySynAck = Check(
    id: "handshake/stray-synack", priority: .p2, level: .note, kind: .reaction,
    title: Bilingual("A SYN,ACK came without a SYN", zh: "无 SYN 的 SYN,ACK"),
    citation: .rfc(
      9293, "3.10.7.1", nil, "An incoming segment not containing a RST causes a RST to be sent in response."),
    why: Bilingual(
      "Somebody may be opening connections in this address's name; the end that answers him keeps them half open until it is told.",
      zh: "可能有人正以此地址的名义发起连接；应答方在被告知之前会一直保留这些半开连接。"),
    guards: [.one, .loss, .ord],
    triggers: [
      """
      # whoever resets it says that it did not ask for it
        +0      C > B  S   500:500(0)  win 64240
        +0.020  B > C  R.  0:0(0)  ack 501  win 0
        +1      B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.000  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
    ],
    passes: [
      """
      # the SYN was missed, or took another way: the client takes the answer up
        +0      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # the capture has just begun: the SYN may have been before it
        +0      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +1      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: [.rst, .ended]) { step, parameters in
      if step.event == .segment {
        guard step.before.midstream, step.side == step.before.client, step.sender.counts.syns == 0 else { return [] }
        guard let answered = step.freshProvocations(parameters).first(where: { $0.isAnswered(by: step.seg) }),
          answered.flags.contains(.syn)
        else { return [] }
        return [
          .charge(
            Charge(
              expected: Bilingual("a SYN before it", zh: "此前应有 SYN"),
              observed: Bilingual("none; it is reset, as it must be", zh: "没有；并按规定予以复位"),
              title: Bilingual(
                "\(step.speaker.en) was sent a SYN,ACK without a SYN, and reset it", zh: "\(step.speaker.zh)没有发送 SYN 却收到 SYN,ACK，并予以复位"),
              frames: [step.seg.frame, answered.frame], waived: .mid,
              receiptProven: true))
        ]
      }
      guard step.before.midstream else { return [] }
      let side = step.before.client
      let (one, peer) = (step.before[side], step.before[side.other])
      guard one.opening == .active, one.counts.segments == 0, one.counts.syns == 0, peer.counts.synAcks > 0,
        peer.counts.segments == UInt32(peer.counts.synAcks)
      else { return [] }
      // A filter in front of it, or on it, is the likelier reason.
      return [
        .doubt(
          Doubt(
            .firewallPossible, frames: [peer.snd.lastSynFrame, peer.snd.firstSynFrame], side: side,
            expected: Bilingual("RST with SEQ \(one.snd.nxt)", zh: "RST，SEQ \(one.snd.nxt)"),
            observed: Bilingual(
              "silence to \(counted(peer.counts.synAcks, "SYN,ACK"))", zh: "对 \(peer.counts.synAcks) 个 SYN,ACK 均无应答")))
      ]
    })
}
