import Replay
import Wire

extension Check {
  static let sackBlockInvalid = Check(
    id: "opt/sack-block-invalid", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Impossible SACK blocks", zh: "SACK 块非法"),
    citation: .rfc(
      2018, "3", nil,
      "Each block represents received bytes of data that are contiguous and isolated; that is, the bytes just below the block, (Left Edge of Block - 1), and just above the block, (Right Edge of Block), have not been received."),
    why: Bilingual(
      "The sender believes that octets arrived which did not, and does not send them again until it times out.",
      zh: "发送端误以为某些数据已到达，直到超时才会重发。"),
    guards: [.mid, .snap, .ord, .mbx, .csum], opportunity: .sentSack,
    triggers: [
      """
      # a block that ends before it begins
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.001  A > B  .   3001:4001(1000)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 4001:3001>
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 4001  win 65535
      """,
      """
      # octets that nobody may have sent, captured beside the client
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.00001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:10001(1000)  ack 1001  win 65535
      ↓ +0.00001  A > B  .   1001:1001(0)  ack 10001  win 64240  <nop,nop,sack 400001:500001>
        +0.020  B > A  .   10001:11001(1000)  ack 1001  win 65535
        +0.00001  A > B  .   1001:1001(0)  ack 11001  win 64240  <nop,nop,sack 400001:500001>
      """,
    ],
    passes: [
      """
      # the first block may tell of octets that came twice (RFC 2883)
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
        +0.300  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 1001:2001>
      """,
      """
      # a block above what the capture has: it missed a segment
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 3001:4001>
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 4001  win 65535
      """,
    ],
    subject: .step(on: .oddOptions) { step, _ in
      guard step.seg.options.present.contains(.sack) else { return [] }
      guard let fault = step.sackFault else {
        let isOpen = step.before.midstream && step.seg.options.sackBlocks.contains { step.receiver.snd.nxt < $0.right }
        return isOpen ? [.doubt(Doubt(.midStream, frames: [step.seg.frame]))] : []
      }
      return [
        .charge(
          Charge(
            expected: Bilingual("blocks of octets above SEG.ACK that the other end may have sent", zh: "SACK 块应为 SEG.ACK 之上、对端可能发送过的数据"),
            observed: fault.text,
            title: Bilingual("\(step.speaker.en) sent a SACK block that \(fault.what.en)", zh: "\(step.speaker.zh)的 SACK 块\(fault.what.zh)"),
            frames: [step.seg.frame], guards: fault.isPlain ? [] : .box,
            instancesNeeded: fault.isPlain ? 1 : 2, selfEvident: fault.isPlain))
      ]
    })
}

extension Step {
  fileprivate struct SACKFault {
    var text: Bilingual
    /// The same without its numbers, to follow `a SACK block that`.
    var what: Bilingual
    /// One header states it by itself. Numbers out of place may be those of another numbering, which a box on the way
    /// changed everywhere but here.
    var isPlain: Bool
  }

  fileprivate var sackFault: SACKFault? {
    for (place, block) in seg.options.sackBlocks.enumerated() {
      let range = "\(block.left):\(block.right)"
      if block.right <= block.left {
        return SACKFault(
          text: Bilingual("block \(range) ends before it begins", zh: "块 \(range) 的右端不在左端之后"),
          what: Bilingual("ends before it begins", zh: "右端不在左端之后"), isPlain: true)
      }
      let peer = receiver
      if peer.snd.nxt < block.right, senderAfter.rcv.edge < block.right, senderAfter.facts.contains(.offered) {
        return SACKFault(
          text: Bilingual("block \(range) lies beyond the widest window that was offered", zh: "块 \(range) 超出曾提供的最大窗口"),
          what: Bilingual("lies beyond the widest window it offered", zh: "超出其曾提供的最大窗口"), isPlain: false)
      }
      // The first may tell of octets that came twice, the second of the block around them (RFC 2883 §4).
      if place > 1, block.right <= seg.ack, peer.facts.contains(.issKnown), peer.snd.iss < block.left {
        return SACKFault(
          text: Bilingual("block \(range) lies below SEG.ACK \(seg.ack)", zh: "块 \(range) 位于 SEG.ACK \(seg.ack) 之下"),
          what: Bilingual("lies below its own acknowledgement", zh: "位于其确认号之下"), isPlain: false)
      }
    }
    return nil
  }
}
