import Replay
import Wire

extension Check {
  static let utoInvalid = Check(
    id: "opt/uto-invalid", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Invalid User Timeout option", zh: "用户超时选项非法"),
    citation: .rfc(
      5482, "3.4", nil,
      "Current TCP implementations MUST NOT send it and MUST ignore it upon reception."),
    why: Bilingual(
      "The other end ignores it and keeps its own timeout, which may be shorter than what was meant to be asked for.",
      zh: "对端会忽略它并沿用自己的超时，可能短于原本想要的时长。"),
    guards: [.snap, .mbx, .csum],
    triggers: [
      """
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-28 8000>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    ],
    passes: [
      """
      # one minute
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-28 8001>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # five minutes in seconds, once more when the connection is open
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-28 012c>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <opt-28 012c>
      """,
    ],
    subject: .step(on: [.syn, .synAck, .oddOptions]) { step, _ in
      guard let timeout = step.seg.options.userTimeout else { return [] }
      let (isInMinutes, value) = (timeout & 0x8000 != 0, timeout & 0x7fff)
      guard value == 0 else {
        let unit = isInMinutes ? "minute" : "second"
        return [
          .pass(frames: [step.seg.frame], side: step.side),
          .fact(
            Fact(
              Bilingual(
                "The user timeout is announced as \(counted(value, unit)).", zh: "通告用户超时为 \(value) \(isInMinutes ? "分钟" : "秒")。"),
              frames: [step.seg.frame], side: step.side)),
        ]
      }
      return [
        .charge(
          Charge(
            expected: Bilingual("a user timeout above 0: the value 0 is reserved", zh: "用户超时应大于 0：取值 0 保留"),
            observed: Bilingual("0 \(isInMinutes ? "minutes" : "seconds")", zh: "0 \(isInMinutes ? "分钟" : "秒")"),
            title: Bilingual(
              "\(step.speaker.en) announced a user timeout of 0 \(isInMinutes ? "minutes" : "seconds")",
              zh: "\(step.speaker.zh)通告的用户超时为 0 \(isInMinutes ? "分钟" : "秒")"),
            frames: [step.seg.frame], selfEvident: true))
      ]
    })
}
