import Replay
import Wire

extension Check {
  static let dataAfterFin = Check(
    id: "close/data-after-fin", level: .mustUnlabelled, kind: .safety,
    title: Bilingual("New data is sent after the FIN", zh: "FIN 之后仍发送新数据"),
    citation: .rfc(9293, "3.6", nil, "CLOSE is an operation meaning \"I have no more data to send.\""),
    why: Bilingual(
      "The receiver has already told its application that nothing more comes; what comes is thrown away.",
      zh: "接收方已告知应用不再有数据；之后到达的数据会被丢弃。"),
    guards: [.one, .snap, .frag, .off, .mbx], opportunity: .sentFin,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
      ↓ +0.200  A > B  P.  1002:1017(15)  ack 9001  win 64240
        capture ends +5
      """,
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
      ↓ +0.200  A > B  F.  1002:1002(0)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    passes: [
      // The data before the FIN was lost, and both are sent again in one segment.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  F.  1101:1101(0)  ack 9001  win 64240
        +0.300  A > B  FP.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1102  win 65535
        +0.010  B > A  F.  9001:9001(0)  ack 1102  win 65535
        +0.001  A > B  .   1102:1102(0)  ack 9002  win 64240
        capture ends +5
      """,
      // Numbers far off belong to another connection, whose SYN was not captured.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +90     A > B  P.  5001002:5001017(15)  ack 7009002  win 64240
        capture ends +5
      """,
      // The port is used again; the last acknowledgement and the next SYN were not captured.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1061(60)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1061  win 65535
        +0.001  A > B  F.  1061:1061(0)  ack 9002  win 64240
        +0.050  B > A  S.  54540:54540(0)  ack 50001  win 65535
        +0.001  A > B  .   50001:50001(0)  ack 54541  win 64240
        +0.001  A > B  P.  50001:50061(60)  ack 54541  win 64240
        +0.020  B > A  F.  54541:54541(0)  ack 50061  win 65535
        +0.001  A > B  F.  50061:50061(0)  ack 54542  win 64240
        capture ends +5
      """,
      // A FIN whose number was damaged on the way is sent again as it was.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  801:801(0)  ack 9001  win 64240  {cksum bad}
        +0.400  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      // The FIN sent again had crossed the peer's; then the port is used again.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1061(60)  ack 9001  win 64240
        +0.060  B > A  F.  9001:9001(0)  ack 1061  win 65535
        +0.001  A > B  F.  1061:1061(0)  ack 9002  win 64240
        +0.090  B > A  F.  9001:9001(0)  ack 1061  win 65535
        +0.001  A > B  .   1062:1062(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 1062  win 65535
        +0.010  A > B  S   500000:500000(0)  win 64240
        +0.100  B > A  S.  54540:54540(0)  ack 500001  win 65535
        +0.001  A > B  P.  500001:500061(60)  ack 54541  win 64240
        +0.100  B > A  P.  54541:54641(100)  ack 500061  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .beyondFin) { step, _ in
      let (sender, seg) = (step.sender, step.seg)
      // Beyond every window the peer ever offered, or after the close: a connection whose SYN was missed (NEW).
      if step.receiver.rcv.edge < seg.seq || sender.isOver || step.receiver.isOver {
        return [.doubt(Doubt(.newIncarnationPossible, frames: [seg.frame]))]
      }
      guard seg.payload > 0 || seg.has(.fin) else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("nothing beyond the FIN at \(sender.snd.fin)", zh: "FIN（序号 \(sender.snd.fin)）之后不再有新内容"),
            observed: Bilingual(
              seg.has(.fin) ? "another FIN at \(seg.end + -1)" : "\(seg.payload) octets at \(seg.seq)",
              zh: seg.has(.fin) ? "另一个 FIN，序号 \(seg.end + -1)" : "序号 \(seg.seq) 处的 \(seg.payload) 字节"),
            title: seg.has(.fin)
              ? Bilingual("\(step.speaker.en) sent a second FIN with another number", zh: "\(step.speaker.zh)发送了序号不同的第二个 FIN")
              : Bilingual(
                "\(step.speaker.en) sent \(counted(seg.payload, "octet")) of new data after its FIN",
                zh: "\(step.speaker.zh)在 FIN 之后又发送了 \(seg.payload) 字节新数据"),
            frames: [seg.frame, sender.snd.firstFinFrame], selfEvident: true))
      ]
    })
}
