import Replay
import Wire

extension Check {
  static let wanderingSegment = Check(
    id: "isn/wandering-segment",
    level: .note,
    kind: .safety,
    title: Bilingual(
      "Segment of an old incarnation was accepted in the new one", zh: "旧连接的迷途报文进入新连接"),
    citation: .rfc(
      1337, "2.2", nil,
      "Without the protection of the TIME-WAIT delay, it is possible for erroneous old duplicate data from the earlier incarnation to be accepted."
    ),
    why: Bilingual(
      "The application receives octets that nobody sent on this connection.", zh: "应用程序收到了本连接中从未发送过的数据。"),
    guards: [.mid, .loss, .one, .ord],
    opportunity: .metWanderingSegment,
    triggers: [
      """
      # The wandering 3: sent in the first connection, it arrives in the second and is acknowledged there.
        +0     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240
        +0.01  A > B  P.  1011:1021(10)  ack 9001  win 64240
        +0.01  A > B  P.  1021:1031(10)  ack 9001  win 64240
        +0.01  B > A  .   9001:9001(0)  ack 1031  win 65160
        +0.01  A > B  R.  1031:1031(0)  ack 9001  win 0
        +1     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  77000:77000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 77001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 77001  win 64240
        +0.01  A > B  P.  1011:1021(10)  ack 77001  win 64240
        +0.01  B > A  .   77001:77001(0)  ack 1021  win 65160
      ↓ +0.9   A > B  P.  1021:1031(10)  ack 9001  win 64240
      ↓ +0.01  B > A  .   77001:77001(0)  ack 1031  win 65160
        +0.01  A > B  .   1021:1021(0)  ack 77001  win 64240
      """
    ],
    passes: [
      """
      # It comes back, fits by its number, and is refused: its acknowledgement is too old (RFC 5961, 5).
        +0     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240
        +0.01  A > B  P.  1011:1021(10)  ack 9001  win 64240
        +0.01  B > A  .   9001:9001(0)  ack 1021  win 65160
        +0.01  A > B  R.  1021:1021(0)  ack 9001  win 0
        +1     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  77000:77000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 77001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 77001  win 64240
        +0.01  B > A  .   77001:77001(0)  ack 1011  win 65160
        +0.9   A > B  P.  1011:1021(10)  ack 9001  win 64240
        +0.01  B > A  .   77001:77001(0)  ack 1011  win 65160
      """,
      """
      # The new connection sends the same octets itself.
        +0     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240
        +0.01  B > A  .   9001:9001(0)  ack 1011  win 65160
        +0.01  A > B  R.  1011:1011(0)  ack 9001  win 0
        +1     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  77000:77000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 77001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 77001  win 64240
        +0.01  B > A  .   77001:77001(0)  ack 1011  win 65160
      """,
    ],
    subject: .step(on: .ackOfUnseen) { step, _ in
      let stray = step.after.wandering
      guard stray.acceptedFrame == step.seg.frame, step.before.wandering.acceptedFrame == 0 else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "octets \(stray.seq) to \(stray.end + -1) refused: the other end has not sent them in this connection",
              zh: "拒绝序号 \(stray.seq) 至 \(stray.end + -1)：对方在本连接中从未发送"),
            observed: Bilingual(
              "ACK \(step.seg.ack) covers them, frame \(stray.frame) being a copy of frame \(stray.oldFrame)",
              zh: "ACK \(step.seg.ack) 已确认它们；第 \(stray.frame) 帧是第 \(stray.oldFrame) 帧的旧副本"),
            title: Bilingual(
              "\(step.speaker.en) accepted \(counted(stray.end - stray.seq, "octet")) of the connection before",
              zh: "\(step.speaker.zh)接受了上一个连接的 \(stray.end - stray.seq) 字节"),
            frames: [step.seg.frame, stray.frame, stray.oldFrame], side: step.side, selfEvident: true))
      ]
    })
}
