import Replay
import Wire

extension Check {
  static let answeredWithRST = Check(
    id: "rst/answered-with-rst", priority: .p2, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("A RST was sent in reply to a RST", zh: "用 RST 回应 RST"),
    citation: .rfc(
      9293, "3.5.2", nil,
      "If the connection does not exist (CLOSED), then a reset is sent in response to any incoming segment except another reset."
    ),
    why: Bilingual(
      "Two such ends reset each other for ever.", zh: "两个这样的端点会无休止地互相复位。"),
    guards: [.one, .loss, .ord, .mbx, .csum, .n],
    triggers: [
      """
      # nothing listens, and every RST is answered by another
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
        +1      A > B  R.  1001:1001(0)  ack 77  win 0
      ↓ +0.020  B > A  R   77:77(0)  win 0
        +1      A > B  R.  1001:1001(0)  ack 77  win 0
        +0.020  B > A  R   77:77(0)  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # two pieces of data and a RST: the two RSTs answer the data
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  R.  9001:9001(0)  ack 1001  win 0
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.001  A > B  R.  1201:1201(0)  ack 9001  win 0
        +0.018  B > A  R   9001:9001(0)  win 0
        +0.001  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """,
      """
      # both give up at once
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A > B  R.  1001:1001(0)  ack 9001  win 0
        +0.001  B > A  R.  9001:9001(0)  ack 1001  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      let (seg, one) = (step.seg, step.before[step.side])
      // An end that may still hold the connection aborts it with the same number.
      guard one.state == .closed || one.state == .listen, let newest = step.before.stimuli(toward: step.side).newest,
        newest.flags.contains(.rst), seg.time - newest.time <= step.reactionTime(parameters)
      else { return [] }
      let isAnswer = newest.flags.contains(.ack)
        ? seg.seq == newest.ack && newest.ack != SequenceNumber(0)
        : seg.seq == SequenceNumber(0) && seg.has(.ack) && seg.ack == newest.seq + Int(newest.len)
      let wasClosed = one.times.stateEntered < newest.time || !one.facts.contains(.spoke)
      guard isAnswer, wasClosed, step.remembersProvocations(parameters),
        !step.freshProvocations(parameters).contains(where: { $0.isAnswered(by: seg) })
      else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("silence to the RST in frame \(newest.frame)", zh: "对第 \(newest.frame) 帧的 RST 不作应答"),
            observed: Bilingual("RST with SEQ \(seg.seq)", zh: "RST，SEQ \(seg.seq)"),
            title: Bilingual(
              "\(step.speaker.en) answered a RST by RST \((seg.time - newest.time).text) after it",
              zh: "\(step.speaker.zh)在收到 RST \((seg.time - newest.time).text) 之后用 RST 回应"),
            frames: [seg.frame, newest.frame],
            interval: newest.time...max(newest.time, seg.time), instancesNeeded: 2))
      ]
    })
}
