import Replay
import Wire

extension Check {
  static let timeWaitAssassinated = Check(
    id: "close/time-wait-assassinated", priority: .p1, level: .note, kind: .reaction,
    title: Bilingual("A RST cut TIME-WAIT short", zh: "TIME_WAIT 被 RST 提前终止"),
    citation: .rfc(
      9293, "3.10.7.4", nil, "If the RST bit is set, then enter the CLOSED state, delete the TCB, and return."),
    why: Bilingual(
      "The wait that keeps old segments out of the next connection is gone; RFC 1337 advises to ignore such a RST.",
      zh: "用来防止旧报文段进入下一个连接的等待被取消了；RFC 1337 建议忽略这样的 RST。"),
    guards: [.one, .loss, .ord, .mbx],
    triggers: [
      """
      # the peer, which has no such connection any more, resets it; soon TIME-WAIT is gone
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.020  B > A  R   9002:9002(0)  win 0
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
      ↓ +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # TIME-WAIT lives on
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.020  B > A  R   9002:9002(0)  win 0
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      """
      # the RST lies outside the window
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.020  B > A  R   2000:2000(0)  win 0
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.afterClose, .incarnation, .synAck]) { step, parameters in
      guard let end = step.timeWaitEndAfterReset else {
        let (old, new) = (step.sender, step.senderAfter)
        guard old.facts.contains(.timeWaitReset), new.times.timeWaitAlive != old.times.timeWaitAlive else { return [] }
        return [.pass(frames: [step.seg.frame, old.late.lastFrame], side: nil)]
      }
      let zone = parameters.zone(end.elapsed)
      guard zone == .belowFloor || zone == .low, end.looksAlike, !end.isProtected else { return [] }
      let elapsed = end.elapsed.text
      let killer = step.sender.challenge.timeWaitRstFrame
      return [
        .charge(
          Charge(
            expected: parameters.timeWaitOwed,
            observed: Bilingual(
              "gone after at most \(elapsed), after a RST" + (killer > 0 ? " in frame \(killer)" : ""),
              zh: (killer > 0 ? "第 \(killer) 帧的" : "") + " RST 之后，至多 \(elapsed) 已消失"),
            title: Bilingual(
              "\(step.name(of: end.side).capitalized.en) left TIME-WAIT after at most \(elapsed), upon a RST",
              zh: "\(step.name(of: end.side).zh)收到 RST，至多 \(elapsed) 就离开了 TIME_WAIT"),
            frames: [step.seg.frame, killer > 0 ? killer : end.frame], side: end.side, interval: end.interval,
            receiptProven: true))
      ]
    })
}
