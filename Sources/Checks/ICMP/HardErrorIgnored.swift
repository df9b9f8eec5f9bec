import Replay
import Wire

extension Check {
  static let hardErrorIgnored = Check(
    id: "icmp/hard-error-ignored", priority: .p2, level: .note, kind: .measurement,
    title: Bilingual("Hard ICMP error and its effect", zh: "硬错误的处理"),
    citation: .rfc(
      9293, "3.9.2.2", "SHLD-26",
      "These are hard error conditions, so TCP implementations SHOULD abort the connection (SHLD-26)."),
    why: Bilingual(
      "Who obeys an error that quotes numbers it never sent can be cut off by anybody who guesses its ports.",
      zh: "若服从引用了从未发送序号的错误，任何猜到端口的人都能切断其连接。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .quotedInHardError,
    triggers: [
      """
      # the quoted number is none of the client's, and the client aborts all the same
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.500  R > A  icmp 3/3 quote A > B 987654321
      ↓ +0.001  A > B  R.  1101:1101(0)  ack 9001  win 0
      """
    ],
    passes: [
      """
      # it goes on, as hardened stacks do (RFC 5927 §5.2)
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/3 quote A > B 1001
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # it aborts because of what it has just sent, as SHLD-26 has it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/3 quote A > B 1001
        +0.001  A > B  R.  1101:1101(0)  ack 9001  win 0
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      let errors = step.sender.header.errors
      guard errors.isHard, !errors.isValid, !step.before.midstream, step.abortsOnError(parameters) else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("no heed of frame \(errors.frame), which quotes nothing that was under way (RFC 5927 §4.1)", zh: "不应理会第 \(errors.frame) 帧：其引用的序号并不在途（RFC 5927 §4.1）"),
            observed: Bilingual("a RST \((step.seg.time - errors.time).text) after it", zh: "其后 \((step.seg.time - errors.time).text) 发出 RST"),
            title: Bilingual(
              "\(step.speaker.en) aborted the connection on a hard ICMP error that may be forged",
              zh: "\(step.speaker.zh)因可能伪造的 ICMP 硬错误而中止连接"),
            frames: [step.seg.frame, errors.frame], interval: errors.time...step.seg.time))
      ]
    })
}
