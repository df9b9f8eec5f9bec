import Replay
import Wire

extension Check {
  static let zeroWindowAbort = Check(
    id: "flow/zero-window-abort", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("Sender gave up although its probes were answered", zh: "探测有应答仍中止连接"),
    citation: .rfc(
      9293, "3.8.6.1", "MUST-37",
      """
      As long as the receiving TCP peer continues to send acknowledgments in response to the probe segments, the sending \
      TCP peer MUST allow the connection to stay open (MUST-37).
      """),
    why: Bilingual(
      "The receiver was alive and only slow. If no application or administrator cut it off, what was queued was lost for nothing.",
      zh: "接收方仍然存活，只是读取慢。若不是应用或管理员主动切断，排队的数据就白白丢失了。"),
    guards: [.one, .mbx], opportunity: .probedWindow,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.3    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.6    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1.2    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
      ↓ +2.4    A > B  R.  2001:2001(0)  ack 9001  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # nothing answers the probes any more
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.3    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.6    A > B  .   2000:2000(0)  ack 9001  win 64240
        +1.2    A > B  .   2000:2000(0)  ack 9001  win 64240
        +2.4    A > B  .   2000:2000(0)  ack 9001  win 64240
        +4.8    A > B  R.  2001:2001(0)  ack 9001  win 0
        capture ends +5
      """,
      """
      # the window opens again in time
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.3    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.6    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1.2    A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 1000
        +0.001  A > B  R.  2001:2001(0)  ack 9001  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .rst) { step, _ in
      let probing = step.sender.conduct.probing
      guard step.receiver.shut.isShut, probing.answered >= 3, probing.unanswered <= 1, step.sender.state.isSynchronized,
        step.seg.seq == step.sender.snd.nxt || step.seg.seq == step.sender.snd.una
      else { return [] }
      let length = step.seg.time - step.receiver.shut.since
      let (who, other) = (step.name(of: step.side), step.name(of: step.side.other))
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "an open connection, as long as \(other.en) answers the probes", zh: "只要\(other.zh)应答探测，连接就应保持"),
            observed: Bilingual(
              "a RST of \(who.en) after \(length.text) of the shut window; the last \(probing.answered) probes were answered",
              zh: "零窗口持续 \(length.text) 后\(who.zh)发出 RST；最近 \(probing.answered) 次探测均有应答"),
            title: Bilingual(
              "\(who.capitalized.en) reset the connection after \(length.text) of a shut window, though its probes were answered",
              zh: "探测有应答，\(who.zh)却在零窗口持续 \(length.text) 后复位了连接"),
            frames: [step.seg.frame, probing.firstFrame, probing.lastFrame],
            interval: step.receiver.shut.since...step.seg.time))
      ]
    })
}
