import Replay
import Wire

extension Check {
  static let zeroWindowNoProbe = Check(
    id: "flow/zero-window-no-probe", priority: .p1, level: .must, kind: .reaction,
    title: Bilingual("A shut window is never probed", zh: "零窗口无探测"),
    citation: .rfc(9293, "3.8.6.1", "MUST-36", "Probing of zero (offered) windows MUST be supported (MUST-36)."),
    why: Bilingual(
      "If the one segment that opens the window again is lost, the connection stands still for ever.",
      zh: "重新打开窗口的那个报文段一旦丢失，连接将永远停滞。"),
    guards: [.mid, .one, .loss, .ord, .pn], opportunity: .probedWindow,
    triggers: [
      """
      # captured at the client: twelve seconds of a shut window without a word, then at once the next octets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 0
        +12     B > A  .   9001:9001(0)  ack 2001  win 1000
      ↓ +0.000010  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 3001  win 1000
        +0.000010  A > B  .   3001:4001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 4001  win 1000
        capture ends +5
      """
    ],
    passes: [
      """
      # a probe without text, one number before the window (Linux)
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 0
        +5      A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 0
        +7      B > A  .   9001:9001(0)  ack 2001  win 1000
        +0.000010  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 3001  win 1000
        capture ends +5
      """,
      """
      # the window opens again after two seconds
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 0
        +2      B > A  .   9001:9001(0)  ack 2001  win 1000
        +0.000010  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 3001  win 1000
        capture ends +5
      """,
      """
      # there was nothing to send: the next octets answer what the other end says
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 0
        +12     B > A  P.  9001:9101(100)  ack 2001  win 1000
        +0.000010  A > B  P.  2001:2101(100)  ack 9101  win 64240
        +0.040  B > A  .   9101:9101(0)  ack 2101  win 1000
        capture ends +5
      """,
    ],
    subject: .step(on: .unprobed) { step, parameters in
      let probing = step.sender.conduct.probing
      let trip = Duration.nanoseconds(step.sender.turnaround.maximum) + .nanoseconds(step.receiver.turnaround.maximum)
      let silence = Duration.nanoseconds(probing.silence)
      // The timer may stand at its first value, or at what the round trips allow (RFC 6298).
      let timeout = max(.seconds(3), trip * 5 + .milliseconds(500))
      guard silence >= max(parameters.zeroWindowWait, timeout * 3) else { return [] }
      let (who, other) = (step.name(of: step.side), step.name(of: step.side.other))
      let due = (silence.nanoseconds / timeout.nanoseconds + 1).bitWidth - 1 - (silence.nanoseconds / timeout.nanoseconds + 1).leadingZeroBitCount
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "a probe of \(who.en) while the window of \(other.en) is shut", zh: "\(other.zh)窗口关闭期间\(who.zh)应发出探测"),
            observed: Bilingual(
              "none for \(silence.text) after frame \(probing.shutFrame); as soon as frame \(probing.reopenedFrame) opens the window \(who.en) goes on with \(counted(step.seg.payload, "octet"))",
              zh: "自第 \(probing.shutFrame) 帧起 \(silence.text) 内没有探测；第 \(probing.reopenedFrame) 帧打开窗口后\(who.zh)立即发送 \(step.seg.payload) 字节"),
            title: Bilingual(
              "\(who.capitalized.en) did not probe the shut window of \(other.en) for \(silence.text)",
              zh: "\(who.zh)在 \(silence.text) 内没有探测\(other.zh)关闭的窗口"),
            frames: [step.seg.frame, probing.shutFrame, probing.reopenedFrame],
            interval: (probing.reopened + (.zero - silence))...probing.reopened, repliesDue: due, receiptProven: true))
      ]
    })
}
