import Replay
import Wire

extension Check {
  static let finWait2Stuck = Check(
    id: "close/fin-wait-2-stuck", level: .note, kind: .measurement,
    title: Bilingual("An end waits in FIN-WAIT-2 for a FIN that does not come", zh: "一端停留在 FIN_WAIT_2，等待迟迟不来的 FIN"),
    citation: .rfc(
      9293, "3.6", nil,
      "a TCP endpoint receiving a FIN will ACK but not send its own FIN until its user has CLOSED the connection also"),
    why: Bilingual(
      "The state takes up room on the host that closed; when its timer gives up, whatever comes is answered by RST.",
      zh: "关闭方的主机一直为该状态占用资源；定时器放弃之后，再到达的报文只会得到 RST。"),
    guards: [.one, .loss], opportunity: .enteredTimeWait,
    triggers: [
      // Silence until the capture ends.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        capture ends +90
      """,
      // The other end speaks again, too late: the state is gone.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
      ↓ +75     B > A  P.  9001:9026(25)  ack 1002  win 65535
      ↓ +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      // Ten seconds are measured, not noted.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        capture ends +10
      """,
    ],
    passes: [
      // Half closed, and in use all the time.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +30     B > A  P.  9001:9101(100)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9101  win 64240
        +30     B > A  P.  9101:9201(100)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9201  win 64240
        +30     B > A  F.  9201:9201(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9202  win 64240
        capture ends +5
      """
    ],
    subject: .step(on: [.lingered, .ended, .afterClose, .rst]) { step, parameters in
      if step.event == .ended { return Side.allCases.flatMap { stuck($0, step, parameters) } }
      if step.marks.contains(.lingered) { return stuck(step.side.other, step, parameters) }
      // The first answer to what came so late tells whether the state was still there.
      let (gone, alive) = (step.senderAfter.times.finWait2Gone, step.senderAfter.times.finWait2Alive.text)
      guard gone != step.sender.times.finWait2Gone else { return [] }
      let text = Bilingual(
        "FIN-WAIT-2 was given up between \(alive) and \(gone.text)", zh: "FIN_WAIT_2 在 \(alive) 至 \(gone.text) 之间被放弃")
      return [.fact(Fact(text, frames: [step.seg.frame], side: step.side))]
    })

  /// One end's wait up to this step.
  private static func stuck(_ side: Side, _ step: Step, _ parameters: Parameters) -> [Outcome] {
    let (one, peer) = (step.before[side], step.before[side.other])
    guard one.state == .finWait2, peer.state == .closeWait else { return [] }
    let since = max(one.times.finAcked, peer.times.lastData)
    let waited = step.until - since
    guard waited >= parameters.closeLingerInfo else { return [] }
    let who = step.name(of: side).capitalized
    let ended = step.event == .ended
    return [
      .charge(
        Charge(
          expected: Bilingual("a FIN of the other end", zh: "对端的 FIN"),
          observed: Bilingual(
            "silence for \(ended ? "at least " : "")\(waited.text)", zh: "静默\(ended ? "至少" : " ") \(waited.text)"),
          title: Bilingual(
            "\(who.en) stood in FIN-WAIT-2 for \(ended ? "at least " : "")\(waited.text) and heard nothing",
            zh: "\(who.zh)停留在 FIN_WAIT_2 \(ended ? "至少 " : "")\(waited.text)，没有收到任何报文"),
          frames: [step.seg.frame, one.snd.lastFinFrame], side: side, interval: since...step.until,
          level: waited < parameters.closeWaitLinger ? .info : nil))
    ]
  }
}
