import Replay
import Wire

extension Check {
  static let rstInexact = Check(
    id: "challenge/rst-inexact", priority: .p1, level: .should, kind: .safety,
    title: Bilingual("An in-window but inexact RST killed the connection", zh: "窗口内但不精确的 RST 直接复位了连接"),
    citation: .rfc(
      5961, "3.2", nil,
      """
      If the RST bit is set and the sequence number does not exactly match the next expected sequence value, yet is \
      within the current receive window (RCV.NXT < SEG.SEQ < RCV.NXT+RCV.WND), TCP MUST send an acknowledgment \
      (challenge ACK):
      """),
    why: Bilingual(
      "An attacker who sees nothing of the connection needs one hit in the window, not one in 2^32, to end it.",
      zh: "完全看不到连接的攻击者只需命中窗口即可终止它，而不必在 2^32 个序号中猜中一个。"),
    guards: [.mid, .one, .loss, .ord, .ws, .mbx, .csum, .box, .n], opportunity: .challengedRst,
    triggers: [
      (0..<2).map { place in
        """
          +0.1    A:4001\(place) > B  S   1000:1000(0)  win 64240
          +0.001  B > A:4001\(place)  S.  9000:9000(0)  ack 1001  win 65535
          +0.020  A:4001\(place) > B  .   1001:1001(0)  ack 9001  win 64240
          +0.001  A:4001\(place) > B  P.  1001:1101(100)  ack 9001  win 64240
          +0.001  B > A:4001\(place)  .   9001:9001(0)  ack 1101  win 65535
          +1      A:4001\(place) > B  R   1201:1201(0)  win 0
          +1      A:4001\(place) > B  P.  1101:1201(100)  ack 9001  win 64240
        ↓ +0.001  B > A:4001\(place)  R   9001:9001(0)  win 0
        """
      }.joined(separator: "\n") + "\ncapture ends +5"
    ],
    passes: [
      """
      # challenged, and on it goes
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1      A > B  R   1201:1201(0)  win 0
        +0.001  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 1201  win 65535
        capture ends +5
      """,
      """
      # a genuine RST that overtook data: challenged, and repeated as it should be
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A > B  R   1101:1101(0)  win 0
        +0.001  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.020  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, _ in
      step.killed(by: .inexact) { who, trial in
        Charge(
          expected: Bilingual("a challenge ACK, ACK \(trial.acked), and no more", zh: "只回复挑战 ACK（ACK \(trial.acked)）"),
          observed: Bilingual(
            "RST with SEQ \(trial.seq), \(trial.seq - trial.acked) beyond RCV.NXT, in frame \(trial.firstFrame); then data is answered by RST",
            zh: "第 \(trial.firstFrame) 帧的 RST 序号为 \(trial.seq)，超出 RCV.NXT \(trial.seq - trial.acked)；此后用 RST 应答数据"),
          title: Bilingual(
            "\(who.en) gave the connection up for a RST \(trial.seq - trial.acked) beyond RCV.NXT",
            zh: "\(who.zh)因超出 RCV.NXT \(trial.seq - trial.acked) 的 RST 而放弃连接"),
          frames: [], instancesNeeded: 2)
      }
    })
}

extension Step {
  /// The charge that a RST which must not end the connection did end it: what came after it is answered as from CLOSED.
  func killed(by kind: ResetTrial.Kind, _ charge: (Bilingual, ResetTrial) -> Charge) -> [Outcome] {
    Side.allCases.flatMap { side -> [Outcome] in
      let one = before[side]
      let trial = one.challenge.reset
      guard trial.kind == kind, trial.denials > 0, trial.survived == 0, !trial.isResolved else { return [] }
      var made = charge(name(of: side).capitalized, trial)
      made.frames = [trial.firstDenialFrame, trial.firstFrame]
      made.side = side
      made.interval = trial.first...max(trial.first, trial.lastDenial)
      return [.charge(made)]
    }
  }
}
