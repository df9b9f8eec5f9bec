import Replay
import Wire

extension Check {
  static let probeNotAnswered = Check(
    id: "flow/probe-not-answered", priority: .p1, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("Zero-window probes not acknowledged", zh: "零窗口探测未被确认"),
    citation: .rfc(
      9293, "3.8.6.1", nil,
      """
      When the receiving TCP peer has a zero window and a segment arrives, it must still send an acknowledgment showing \
      its next expected sequence number and current window (zero).
      """),
    why: Bilingual(
      "A sender that hears nothing takes the receiver for dead, and cuts off a connection that only waits.",
      zh: "发送方得不到应答会认为接收方已死，从而切断只是在等待的连接。"),
    guards: [.one, .loss, .auth, .rl, .fw, .pr, .pn], opportunity: .wasProbedShut,
    triggers: [
      """
      # captured at the server: it answers strays, goes on sending its own data, and lets every probe pass
        +0      C > B  S   500:500(0)  win 64240  <mss 1460>
        +0.000010  B > C  S.  7000:7000(0)  ack 501  win 65535  <mss 1460>
        +0.040  C > B  .   501:501(0)  ack 7001  win 64240
        +0.001  B > C  R.  7001:7001(0)  ack 501  win 0
        +0.040  C > B  P.  501:601(100)  ack 7001  win 64240
        +0.000010  B > C  R   7001:7001(0)  win 0
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +2      A > B  .   2001:2002(1)  ack 9001  win 64240
        +1      B > A  P.  9001:9101(100)  ack 2001  win 0
        +0.040  A > B  .   2002:2002(0)  ack 9101  win 64240
        +4      A > B  .   2001:2002(1)  ack 9101  win 64240
        +8      A > B  .   2001:2002(1)  ack 9101  win 64240
      ↓ +1      B > A  P.  9101:9201(100)  ack 2001  win 0
        +0.040  A > B  .   2002:2002(0)  ack 9201  win 64240
        capture ends +5
      """
    ],
    passes: [
      """
      # one probe is lost, the next is answered
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +2      A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        capture ends +5
      """,
      """
      # nobody is there any more
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +2      A > B  .   2001:2002(1)  ack 9001  win 64240
        +4      A > B  .   2001:2002(1)  ack 9001  win 64240
        +8      A > B  .   2001:2002(1)  ack 9001  win 64240
        capture ends +60
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      Side.allCases.compactMap { side in
        let (probes, probed) = (step.before[side.other].conduct.probing, step.before[side])
        if probes.answers == 0, probes.ignored >= 3, probes.ignoredRuns >= 2, probed.turnaround.samples > 0 {
          return .charge(step.ignoringProbes(side, parameters))
        }
        // Whoever never answered may be gone, or its path: nothing tells whether the probes came through.
        guard probes.answers == 0, probes.unanswered > 0 || probes.ignored > 0 else { return nil }
        let reason: Reason = probes.unanswered < 3 ? .tooFewSamples : .receiptUnproven
        return .doubt(Doubt(reason, frames: [probes.firstFrame, probes.lastFrame], side: side))
      }
    })
}

extension Step {
  /// Probes that `side` let pass while it went on sending text: it was alive, and so was its path to the tap.
  fileprivate func ignoringProbes(_ side: Side, _ parameters: Parameters) -> Charge {
    let (probes, who) = (before[side.other].conduct.probing, name(of: side))
    let time = before[side].turnaround.deadline(slack: parameters.reactSlack).text
    return Charge(
      expected: Bilingual("an ACK of \(who.en) within \(time) of each probe", zh: "每次探测后 \(time) 内应有\(who.zh)的 ACK"),
      observed: Bilingual(
        "\(probes.ignored) probes from frame \(probes.firstIgnoredFrame) on were not answered, while \(who.en) sent new data in between",
        zh: "自第 \(probes.firstIgnoredFrame) 帧起的 \(probes.ignored) 次探测没有应答，其间\(who.zh)仍在发送新数据"),
      title: Bilingual("\(who.capitalized.en) left \(probes.ignored) zero-window probes unanswered", zh: "\(who.zh)没有应答 \(probes.ignored) 次零窗口探测"),
      frames: [probes.aliveFrame, probes.firstIgnoredFrame], side: side,
      interval: probes.firstIgnored...probes.lastProbe, copies: Int(probes.ignored),
      repliesDue: Int(probes.ignored), instances: Int(probes.ignored))
  }
}
