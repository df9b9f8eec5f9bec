import Replay
import Wire

extension Check {
  static let delayedTooLong = Check(
    id: "ack/delayed-too-long", priority: .p1, level: .must, kind: .timing,
    title: Bilingual("Acknowledgements delayed by more than half a second", zh: "延迟确认超过 0.5 秒"),
    citation: .rfc(
      9293, "3.8.6.3", "MUST-40",
      """
      A TCP endpoint SHOULD implement a delayed ACK (SHLD-18), but an ACK should not be excessively delayed; in \
      particular, the delay MUST be less than 0.5 seconds (MUST-40).
      """),
    why: Bilingual(
      "A sender that waits for the acknowledgement stands still meanwhile, or takes the segment for lost and sends it again.",
      zh: "等待确认的发送方会停下来，或误以为丢包而重传。"),
    guards: [.mid, .one, .loss, .ord, .tap], opportunity: .acknowledged,
    triggers: [
      """
      # captured at the server, which waits for 800 ms each time
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.040  A > B  P.  1101:1201(100)  ack 9001  win 64240
      ↓ +0.800  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.040  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.800  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.040  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.800  B > A  .   9001:9001(0)  ack 1401  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # 200 ms of delay, and 400 ms of path behind the capture point
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.400  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.600  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.600  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.600  B > A  .   9001:9001(0)  ack 1301  win 65535
        capture ends +5
      """,
      """
      # what is acknowledged is the second copy; the first was lost on the last hop
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.040  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.800  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.040  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.800  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.040  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.800  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1401  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ackLate) { step, parameters in
      let (owed, sender) = (step.sender.conduct.owed, step.sender)
      let path = sender.turnaround.samples > 0 ? Duration.nanoseconds(sender.turnaround.minimum) : .zero
      let delay = step.seg.time - owed.since - path
      guard delay > parameters.delayedAckMaximum else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "an acknowledgement within \(parameters.delayedAckMaximum.text)",
              zh: "\(parameters.delayedAckMaximum.text) 内给出确认"),
            observed: Bilingual(
              "\(step.seg.ack) acknowledged \(delay.text) after the octets came", zh: "数据到达 \(delay.text) 之后才确认 \(step.seg.ack)"),
            title: Bilingual(
              "\(step.speaker.en) acknowledged data only \(delay.text) after it came", zh: "\(step.speaker.zh)在数据到达 \(delay.text) 之后才确认"),
            frames: [step.seg.frame], interval: owed.since...step.seg.time,
            instances: Int(step.senderAfter.conduct.owed.late), instancesNeeded: 3))
      ]
    })
}
