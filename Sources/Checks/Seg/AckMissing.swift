import Replay
import Wire

extension Check {
  static let ackMissing = Check(
    id: "seg/ack-missing", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Segment without the ACK flag after the handshake", zh: "建立连接后报文缺少 ACK 标志"),
    citation: .rfc(9293, "3.1", nil, "Once a connection is established, this is always sent."),
    why: Bilingual(
      "The receiver throws such a segment away unread, so what it carries must be sent again.",
      zh: "接收方会直接丢弃这样的报文段，其中的内容只能重发。"),
    guards: [.frag, .mbx], opportunity: .acknowledged,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.010  A > B  P  1001:1101(100)  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # a RST needs none
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
      """
      # the connection is over; what comes on its ports belongs to none
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  R   1001:1001(0)  win 0
        +5      A > B  -   7000:7000(0)  win 1024
        +0.020  B > A  R.  0:0(0)  ack 7000  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .strangeFlags) { step, _ in
      guard step.seg.flags.isDisjoint(with: [.syn, .rst, .ack, .fin, .urg]), step.seg.payload > 0 else { return [] }
      guard step.lacksAck else {
        let isAssumed = step.sender.state.isSynchronized && !step.sender.isOver
        return isAssumed ? [.doubt(Doubt(.midStream, leaning: .fail, frames: [step.seg.frame]))] : []
      }
      return [
        .charge(
          Charge(
            expected: Bilingual("the ACK flag and SEG.ACK on every segment", zh: "每个报文段都带 ACK 标志和确认号"),
            observed: Bilingual(
              "no ACK flag on \(counted(step.seg.payload, "octet")) at \(step.seg.seq)",
              zh: "序号 \(step.seg.seq) 处的 \(step.seg.payload) 字节没有 ACK 标志"),
            title: Bilingual(
              "\(step.speaker.en) sent \(counted(step.seg.payload, "octet")) without the ACK flag",
              zh: "\(step.speaker.zh)发送的 \(step.seg.payload) 字节没有 ACK 标志"),
            frames: [step.seg.frame], selfEvident: true))
      ]
    })
}
