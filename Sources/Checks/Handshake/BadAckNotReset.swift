import Replay
import Wire

extension Check {
  static let badAckNotReset = Check(
    id: "handshake/bad-ack-not-reset", priority: .p2, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("A bad ACK in SYN-SENT is not answered by RST", zh: "SYN_SENT 收到错误的 ACK 却未回复 RST"),
    citation: .rfc(
      9293, "3.10.7.3", nil,
      "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is set, if so drop the segment and return)"
    ),
    why: Bilingual(
      "The other end holds a connection that this end does not have; without a RST it never learns so, and the SYN is never taken.",
      zh: "对端仍保留着本端没有的连接；收不到 RST 它就无从得知，SYN 也就永远不会被接受。"),
    guards: [.one, .loss, .end, .pr, .pn, .fw, .rl, .auth],
    triggers: [
      """
      # the server still has an old connection; the client lets its acknowledgements pass
      A = 10.0.0.1:40000  sent
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +0.980  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +1.980  A > B  S   1000:1000(0)  win 64240
      ↓ +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +3.980  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """
    ],
    passes: [
      """
      # as Figure 9 of RFC 9293 has it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +0.000  A > B  R   100:100(0)  win 0
        +0.980  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # twice may be throttling
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +0.300  B > A  .   300:300(0)  ack 100  win 65535
        +0.680  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.rst, .tried]) { step, parameters in
      if step.event == .segment {
        let trial = step.sender.challenge.handshake
        guard step.sender.state == .synSent, trial.badAcks > 0, trial.badAck == step.seg.seq else { return [] }
        return [.pass(frames: [step.seg.frame, trial.lastBadFrame], side: nil)]
      }
      return Side.allCases.flatMap { step.unrejected(by: $0, parameters) }
    })
}

extension Step {
  /// Acknowledgements of what this end never sent, while it went on sending its SYN.
  fileprivate func unrejected(by side: Side, _ parameters: Parameters) -> [Outcome] {
    let one = before[side]
    let trial = one.challenge.handshake
    guard one.opening == .active, trial.badAcks > 0, trial.rejected == 0, one.counts.rsts == 0, trial.earlyFrame == 0,
      trial.firstBad < one.times.lastSyn
    else { return [] }
    let expected = Bilingual("RST with SEQ \(trial.badAck)", zh: "RST，SEQ \(trial.badAck)")
    let frames = [trial.lastBadFrame, trial.firstBadFrame]
    guard trial.badAcks >= 3 else {
      return [.doubt(Doubt(.tooFewSamples, leaning: .fail, frames: frames, side: side, expected: expected))]
    }
    let deadline = trial.lastBad + one.turnaround.deadline(slack: parameters.reactSlack)
    return [
      .charge(
        Charge(
          expected: expected,
          observed: Bilingual(
            "silence to \(trial.badAcks) of them, and the SYN again", zh: "\(trial.badAcks) 次均无应答，只是继续重发 SYN"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) did not reset \(trial.badAcks) answers that acknowledge the wrong number",
            zh: "\(name(of: side).zh)对 \(trial.badAcks) 个确认号错误的应答没有回复 RST"),
          frames: frames, side: side, interval: trial.firstBad...max(trial.firstBad, deadline), copies: Int(trial.badAcks),
          repliesDue: Int(trial.badAcks)))
    ]
  }
}
