import Replay
import Wire

extension Check {
  static let notAnswered = Check(
    id: "keepalive/not-answered", level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("Keepalive not answered", zh: "保活探测无应答"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      """
      If an incoming segment is not acceptable, an acknowledgment should be sent in reply (unless the RST bit is set, \
      if so drop the segment and return):
      """),
    why: Bilingual(
      "The other end takes an endpoint that does not answer probes for dead, and cuts off a connection that works.",
      zh: "对端会认为不应答探测的一端已经死亡，从而切断仍在工作的连接。"),
    guards: [.one, .loss, .csum, .auth, .rl, .fw, .pr, .pn],
    opportunity: .wasProbedByKeepalive,
    triggers: [
      """
      # captured at the server: it answers strays, goes on sending data, and lets every probe pass
        +0      C > B  S   500:500(0)  win 64240
        +0.000010  B > C  S.  7000:7000(0)  ack 501  win 65535
        +0.040  C > B  .   501:501(0)  ack 7001  win 64240
        +0.001  B > C  R.  7001:7001(0)  ack 501  win 0
        +0.040  C > B  P.  501:601(100)  ack 7001  win 64240
        +0.000010  B > C  R   7001:7001(0)  win 0
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1101  win 65535
        +10     A > B  .   1100:1100(0)  ack 9001  win 64240
        +2      A > B  .   1100:1100(0)  ack 9001  win 64240
        +1      B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 9101  win 64240
        +10     A > B  .   1100:1100(0)  ack 9101  win 64240
        +2      A > B  .   1100:1100(0)  ack 9101  win 64240
      ↓ +1      B > A  P.  9101:9201(100)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 9201  win 64240
      """
    ],
    passes: [
      """
      # one probe is lost, the next is answered
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +10     A > B  .   1000:1000(0)  ack 9001  win 64240
        +2      A > B  .   1000:1000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
      """,
      """
      # nobody is there any more: the peer or the path is gone
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +10     A > B  .   1000:1000(0)  ack 9001  win 64240
        +2      A > B  .   1000:1000(0)  ack 9001  win 64240
        +2      A > B  .   1000:1000(0)  ack 9001  win 64240
        +2      A > B  R.  1001:1001(0)  ack 9001  win 0
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      Side.allCases.compactMap { side in
        let (probes, probed) = (step.before[side.other].keepalive, step.before[side])
        guard probes.firstFrame != 0 else { return nil }
        if probes.answered == 0, probes.ignored >= 3, probes.ignoredRuns >= 2, probed.turnaround.samples > 0 {
          return .charge(step.ignoring(side, parameters))
        }
        // Whoever never answered may be gone, or its path: nothing tells whether the probes came through.
        guard probes.answered == 0, probes.unanswered > 0 || probes.ignored > 0 else { return nil }
        let reason: Reason = probes.unanswered < 3 ? .tooFewSamples : .receiptUnproven
        return .doubt(Doubt(reason, frames: [probes.firstFrame, probes.lastFrame], side: side))
      }
    })
}

extension Step {
  /// Probes that `side` let pass while it went on sending data: it was alive, and so was its path to the tap.
  fileprivate func ignoring(_ side: Side, _ parameters: Parameters) -> Charge {
    let (probes, who) = (before[side.other].keepalive, name(of: side))
    let time = before[side].turnaround.deadline(slack: parameters.reactSlack).text
    return Charge(
      expected: Bilingual("an ACK of \(who.en) within \(time) of each probe", zh: "每次探测后 \(time) 内应有\(who.zh)的 ACK"),
      observed: Bilingual(
        "\(probes.ignored) probes from frame \(probes.firstIgnoredFrame) on were not answered, while \(who.en) sent new data in between",
        zh: "自第 \(probes.firstIgnoredFrame) 帧起的 \(probes.ignored) 次探测没有应答，其间\(who.zh)仍在发送新数据"),
      title: Bilingual("\(who.capitalized.en) left \(probes.ignored) keep-alives unanswered", zh: "\(who.zh)没有应答 \(probes.ignored) 次保活探测"),
      frames: [probes.aliveFrame, probes.firstIgnoredFrame], side: side,
      interval: probes.firstIgnored...probes.lastProbe, copies: Int(probes.ignored),
      repliesDue: Int(probes.ignored), instances: Int(probes.ignored))
  }
}
