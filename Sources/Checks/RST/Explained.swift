import Replay
import Wire

extension Check {
  static let explained = Check(
    id: "rst/explained", level: .info, kind: .measurement,
    title: Bilingual("What a reset says", zh: "RST 的含义"),
    citation: .rfc(
      9293, "3.5.2", nil,
      """
      As a general rule, reset (RST) is sent whenever a segment arrives that apparently is not intended for the \
      current connection.
      """),
    why: Bilingual(
      "One flag stands for a dozen stories: a late segment, a lost connection, a box on the way. Which one it is decides where to look.",
      zh: "同一个标志背后可能有十几种原因：迟到的报文段、丢失的连接、途中的设备。是哪一种，决定了该去哪里查。"),
    triggers: [
      """
      # the client had closed, and data still comes
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9101(100)  ack 1002  win 65535
      ↓ +0.001  A > B  R   1002:1002(0)  win 0
      """,
      """
      # a segment for a connection that was reset
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  R.  1001:1001(0)  ack 9001  win 0
        +0.020  B > A  P.  9001:9101(100)  ack 1001  win 65535
      ↓ +0.001  A > B  R   1001:1001(0)  win 0
      """,
      """
      # a scan: the SYN,ACK is not what it wanted
        +0      A > B  S   1000:1000(0)  win 1024
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  A > B  R   1001:1001(0)  win 0
      """,
      """
      # a forged refusal: it echoes a timestamp that the client never sent, and the server answers after it
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 500 ecr 0>
      ↓ +0.001  B > A  R.  0:0(0)  ack 1001  win 0  <TS val 7 ecr 9999>
        +0.001  B > A  F.  0:0(0)  ack 1001  win 0  <TS val 7 ecr 9999>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,TS val 8000 ecr 500>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 521 ecr 8000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <TS val 522 ecr 8000>
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535  <TS val 8021 ecr 522>
      """,
    ],
    passes: [
      """
      # refused: how the connection was closed says it already
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
      """
    ],
    subject: .step(on: .rst) { step, parameters in
      let reading = step.reset(parameters)
      switch reading.kind {
      // The way it was closed tells the first two, `close/abortive` and `path/half-open-peer` the others.
      case .refused, .noConnection, .abort, .gaveUp, .halfOpen: return []
      case .again where step.sender.counts.rsts > 1: return []
      case .rejectedAck, .rejectedSynAck, .abandoned, .afterOwnFin, .late, .afterTimeWait, .again, .unclear, .foreign,
        .unseen, .astray:
        let frames = [step.seg.frame] + (reading.stimulus.map { [$0.frame] } ?? [])
        return [.fact(Fact(step.sentence(of: reading), frames: frames, side: step.side))]
      }
    })
}
