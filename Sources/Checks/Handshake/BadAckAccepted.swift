import Replay
import Wire

extension Check {
  static let badAckAccepted = Check(
    id: "handshake/bad-ack-accepted", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Went on to ESTABLISHED on an unacceptable ACK", zh: "接受了错误的确认号并进入 ESTABLISHED"),
    citation: .rfc(
      9293, "3.5.2", nil,
      """
      If the connection is in any non-synchronized state (LISTEN, SYN-SENT, SYN-RECEIVED), and the incoming segment \
      acknowledges something not yet sent (the segment carries an unacceptable ACK), or if an incoming segment has a \
      security level or compartment (Appendix A.1) that does not exactly match the level and compartment requested for \
      the connection, a reset is sent.
      """),
    why: Bilingual(
      "Whoever need not know the number to open a connection can open it in anybody's name; and the two ends do not agree on what was sent.",
      zh: "无需知道序号就能建立连接，意味着可以冒充任何人；双方对已发送的内容也不一致。"),
    guards: [.mid, .one, .loss, .ord, .mbx],
    triggers: [
      """
      # the third segment does not acknowledge the SYN,ACK, and is served all the same
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9000  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9000  win 64240
      ↓ +0.001  B > A  P.  9001:9201(200)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 9000  win 64240
        +0.100  A > B  .   1101:1101(0)  ack 9000  win 64240
        capture ends +5
      """,
      """
      # the SYN,ACK acknowledges one octet too many, and the client goes on
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1002  win 65535
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    passes: [
      """
      # the answer to an older SYN is rejected, and the right one taken
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 91  win 65535
        +0.001  A > B  R   91:91(0)  win 0
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9500:9500(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9501  win 64240
        capture ends +5
      """,
      """
      # a box on the way moves the client's numbers, and the tap sees one direction before it and the other behind
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 71001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 71101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, _ in Side.allCases.flatMap { step.acceptance(by: $0) } })
}

extension Step {
  fileprivate func acceptance(by side: Side) -> [Outcome] {
    let one = before[side]
    let trial = one.challenge.handshake
    guard trial.earlyFrame != 0, trial.earlyAfterBad, trial.rejected == 0 else { return [] }
    let frames = [trial.earlyFrame, trial.firstBadFrame]
    let expected = Bilingual("RST with SEQ \(trial.badAck), and no more", zh: "RST，SEQ \(trial.badAck)，仅此而已")
    func doubt(_ reason: Reason) -> [Outcome] {
      [.doubt(Doubt(reason, leaning: .fail, frames: frames, side: side, expected: expected))]
    }
    let (who, other) = (name(of: side), name(of: side.other))
    let observed, title: Bilingual
    if trial.earlyActive {
      // Numbers that stay as far off are moved on their way.
      if trial.shifted > 0 { return doubt(.middlebox) }
      guard trial.straight > 0 || trial.stillBad > 0 else { return doubt(.receiptUnproven) }
      observed = Bilingual(
        "\(who.en) acknowledges a SYN,ACK with ACK \(trial.badAck), which is not its SYN's number \(one.snd.iss) plus one",
        zh: "\(who.zh)确认了 ACK 为 \(trial.badAck) 的 SYN,ACK，而其 SYN 的序号为 \(one.snd.iss)")
      title = Bilingual(
        "\(who.capitalized.en) took a SYN,ACK that does not acknowledge its SYN", zh: "\(who.zh)接受了并未确认其 SYN 的 SYN,ACK")
    } else {
      // An acknowledgement that the capture missed explains it, unless those after it are bad still.
      guard !one.opportunities.contains(.completedPassively) else { return [] }
      guard trial.stillBad > 0 else { return doubt(.captureLoss) }
      observed = Bilingual(
        "\(who.en) goes on, though \(other.en) never acknowledged its SYN,ACK: \(trial.badAck) instead of \(one.snd.iss + 1)",
        zh: "\(other.zh)从未确认其 SYN,ACK（\(trial.badAck) 而非 \(one.snd.iss + 1)），\(who.zh)却继续下去")
      title = Bilingual(
        "\(who.capitalized.en) went on though its SYN,ACK was never acknowledged", zh: "SYN,ACK 从未被确认，\(who.zh)却继续下去")
    }
    let end = max(trial.lastBad, trial.early)
    return [
      .charge(
        Charge(
          expected: expected, observed: observed, title: title, frames: frames, side: side,
          interval: min(trial.firstBad, end)...end, instances: 1 + Int(trial.stillBad), selfEvident: trial.earlyActive))
    ]
  }
}
