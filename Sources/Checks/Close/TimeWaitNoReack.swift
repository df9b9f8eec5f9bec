import Replay
import Wire

extension Check {
  static let timeWaitNoReack = Check(
    id: "close/time-wait-no-reack", priority: .p1, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("A FIN that comes again in TIME-WAIT is not acknowledged again", zh: "TIME_WAIT 中重传的 FIN 未被再次确认"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL timeout."
    ),
    why: Bilingual(
      "The last ACK was lost; TIME-WAIT is there to send it again, and without it the other end cannot close.",
      zh: "最后的 ACK 丢失了；TIME_WAIT 正是为了重发它而存在，否则对端无法关闭。"),
    guards: [.one, .loss, .end, .tap, .pr, .pn, .fw, .resets, .rl, .auth, .alive],
    opportunity: .timeWaitProven,
    triggers: [lateFinScript(after: ["+0.9", "+2", "+4"], others: ["+0.1", "+0.1", "+0.1"])],
    passes: [
      """
      # acknowledged again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.000  A > B  .   1002:1002(0)  ack 9002  win 64240
        +1      B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.000  A > B  .   1002:1002(0)  ack 9002  win 64240
        +2      B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.000  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      """
      # a filter may have forgotten the connection: nothing shows that strays get through here
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.000  A > B  .   1002:1002(0)  ack 9002  win 64240
        +1      B > A  F.  9001:9001(0)  ack 1002  win 65535
        +2      B > A  F.  9001:9001(0)  ack 1002  win 65535
        +4      B > A  F.  9001:9001(0)  ack 1002  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .dutyMissed) { step, parameters in
      let owner = step.before[step.side]
      let late = owner.late
      guard owner.state == .timeWait, owner.heldTimeWait, late.isFin, late.copies > 0,
        parameters.zone(late.elapsedLast) == .belowFloor
      else { return [] }
      return lateSilence(
        step, parameters, spacing: .milliseconds(500),
        expected: Bilingual("ACK \(step.before[step.side.other].snd.nxt)", zh: "ACK \(step.before[step.side.other].snd.nxt)"),
        title: { who, elapsed in
          Bilingual("\(who.en) did not acknowledge the FIN again, \(elapsed) into TIME-WAIT", zh: "\(who.zh)在 TIME_WAIT 的 \(elapsed) 时未再次确认 FIN")
        })
    })
}
