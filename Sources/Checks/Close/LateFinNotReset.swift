import Replay
import Wire

extension Check {
  static let lateFinNotReset = Check(
    id: "close/late-fin-not-reset", level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("A FIN after 2MSL is not answered by RST", zh: "2MSL 之后的迟到 FIN 未得到 RST"),
    citation: .rfc(
      9293, "3.10.7.1", nil, "An incoming segment not containing a RST causes a RST to be sent in response."),
    why: Bilingual(
      "The other end keeps a dead connection and sends into the void until its own timers give up.",
      zh: "对端保留着已死的连接，不断向虚空发送，直到自己的定时器放弃。"),
    guards: [.one, .loss, .end, .pr, .pn, .fw, .resets, .rl, .auth, .alive],
    triggers: [
      lateFinScript(after: ["+309.9", "+3", "+3"], others: ["+0.1", "+3", "+3"]),
      // It acknowledges: the state is still there.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +310    B > A  F.  9001:9001(0)  ack 1002  win 65535
      ↓ +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
    ],
    passes: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +310    B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      // After 20 s an ACK is right.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +20     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      // The FIN comes every 100 s: each answer begins 2MSL anew.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +200    B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +200    B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.dutyMissed, .afterClose]) { step, parameters in
      let owner = step.before[step.side]
      let late = owner.late
      guard late.copies > 0, owner.facts.isSuperset(of: [.finAcked, .finAcknowledged]),
        parameters.zone(late.elapsedLast) == .over
      else { return [] }
      if step.event == .missedDuty {
        return lateSilence(
          step, parameters, expected: Bilingual("RST with SEQ \(late.ack)", zh: "RST，SEQ \(late.ack)"),
          title: { who, elapsed in
            Bilingual("\(who.en) did not reset a FIN \(elapsed) after its last ACK", zh: "\(who.zh)对最后 ACK 之后 \(elapsed) 的 FIN 没有回复 RST")
          })
      }
      let frames = [step.seg.frame, late.lastFrame]
      if step.seg.has(.rst) { return step.seg.seq == late.ack ? [.pass(frames: frames, side: nil)] : [] }
      guard owner.heldTimeWait else { return [] }
      let (who, elapsed) = (step.name(of: step.side).capitalized, late.elapsedLast.text)
      return [
        .charge(
          Charge(
            expected: Bilingual("RST with SEQ \(late.ack)", zh: "RST，SEQ \(late.ack)"),
            observed: Bilingual("ACK \(step.seg.ack)", zh: "ACK \(step.seg.ack)"),
            title: Bilingual("\(who.en) still held the connection \(elapsed) after its last ACK", zh: "\(who.zh)在最后 ACK 之后 \(elapsed) 仍保持连接"),
            frames: frames, waived: [.pr, .pn, .fw, .resets, .rl, .alive], copies: Int(late.copies), receiptProven: true,
            level: .note))
      ]
    })
}
