import Replay
import Wire

extension Check {
  static let wrongSequence = Check(
    id: "keepalive/wrong-sequence", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("Probes of an idle connection carry an unusual sequence number", zh: "保活探测的序号异常"),
    citation: .rfc(9293, "3.8.4", nil, "Such a segment generally contains SEG.SEQ = SND.NXT-1"),
    why: Bilingual(
      "It works, since any unacceptable segment is answered; but filters and analysers take it for something else.",
      zh: "任何不可接受的报文段都会得到应答，因此可行；但过滤设备和分析工具会误判。"),
    guards: [.mid, .one, .loss, .ord, .mbx],
    triggers: [
      """
      # a hundred below
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1201(200)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +5      A > B  .   1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      ↓ +5      A > B  .   1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """
    ],
    passes: [
      """
      # window updates
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1201(200)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +5      A > B  .   1201:1201(0)  ack 9001  win 65535
        +5      A > B  .   1201:1201(0)  ack 9001  win 65000
      """,
      """
      # one ACK that came late
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1201(200)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +1.500  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let probe = step.before[side].rtx.oddProbe
        guard probe.count >= 2 else { return nil }
        let who = step.name(of: side).capitalized
        let place = probe.offset < 0 ? "− \(-Int(probe.offset))" : "+ \(probe.offset)"
        // A number above the highest that was seen may only mean that the tap missed data.
        return .charge(
          Charge(
            expected: Bilingual("probes at SND.NXT − 1", zh: "探测序号为 SND.NXT − 1"),
            observed: Bilingual(
              "\(who.en) probed \(probe.count) times with SND.NXT \(place), at least \(probe.spacing.text) apart",
              zh: "\(who.zh)以 SND.NXT \(place) 探测 \(probe.count) 次，间隔至少 \(probe.spacing.text)"),
            title: Bilingual("\(who.en) sent \(probe.count) probes with SND.NXT \(place)", zh: "\(who.zh)以 SND.NXT \(place) 探测 \(probe.count) 次"),
            frames: [probe.lastFrame, probe.firstFrame], side: side, guards: probe.offset > 0 ? .tap : [],
            instances: Int(probe.count)))
      }
    })
}
