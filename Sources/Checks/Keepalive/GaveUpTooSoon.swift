import Replay
import Wire

extension Check {
  static let gaveUpTooSoon = Check(
    id: "keepalive/gave-up-too-soon", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("The connection was cut off after one unanswered keep-alive", zh: "单个保活失败即断开"),
    citation: .rfc(
      9293, "3.8.4", "MUST-29",
      """
      Consequently, if a keep-alive mechanism is implemented it MUST NOT interpret failure to respond to any specific probe \
      as a dead connection (MUST-29).
      """),
    why: Bilingual(
      "A probe or its answer is lost as any packet: one loss kills a connection that works.",
      zh: "探测或其应答与其他报文一样会丢失：一次丢包就断开了正常的连接。"),
    guards: [.one, .loss, .mbx, .n], opportunity: .sentKeepalive,
    triggers: ["\(oneStrike(port: 40011))\n\(oneStrike(port: 40012))"],
    passes: [
      // Once may be the application's own time limit.
      oneStrike(port: 40011),
      """
      # three probes, and then the end
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +10     A > B  .   1000:1000(0)  ack 9001  win 64240
        +5      A > B  .   1000:1000(0)  ack 9001  win 64240
        +5      A > B  .   1000:1000(0)  ack 9001  win 64240
        +5      A > B  R.  1001:1001(0)  ack 9001  win 0
      """,
      """
      # the peer answers by a RST
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +10     A > B  .   1000:1000(0)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
      """,
    ],
    subject: .step(on: .rst) { step, _ in
      let (seg, prober, probed) = (step.seg, step.sender, step.receiver)
      let probes = prober.keepalive
      guard probes.unanswered == 1, probes.longestRun == 1, prober.times.last == probes.lastProbe,
        probed.times.last < probes.lastProbe, seg.seq == prober.snd.nxt, !prober.isOver,
        prober.facts.isDisjoint(with: [.finSent, .finReceived]), prober.counts.icmpErrors == 0
      else { return [] }
      // An answer must have had the time to come; and no second probe can have been due for long.
      let (waited, answer) = (seg.time - probes.lastProbe, Duration.nanoseconds(probed.turnaround.maximum))
      guard answer + .seconds(1) <= waited, waited < max(.seconds(75), probes.spacing / 10 * 12) else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("at least one more probe before the connection counts as dead", zh: "认定连接已死之前至少再探测一次"),
            observed: Bilingual(
              "a RST \(waited.text) after the only probe that was not answered", zh: "唯一一次未应答的探测之后 \(waited.text) 即发送 RST"),
            title: Bilingual(
              "\(step.speaker.en) reset the connection \(waited.text) after one unanswered keep-alive",
              zh: "\(step.speaker.zh)在一次保活无应答 \(waited.text) 之后复位了连接"),
            frames: [seg.frame, probes.lastFrame], interval: probes.lastProbe...seg.time, instancesNeeded: 2))
      ]
    })

  /// One probe without an answer, and a RST.
  private static func oneStrike(port: Int) -> String {
    """
      +0      A:\(port) > B  S   1000:1000(0)  win 64240
      +0.020  B > A:\(port)  S.  9000:9000(0)  ack 1001  win 65535
      +0.001  A:\(port) > B  .   1001:1001(0)  ack 9001  win 64240
      +10     A:\(port) > B  .   1000:1000(0)  ack 9001  win 64240
    ↓ +5      A:\(port) > B  R.  1001:1001(0)  ack 9001  win 0
    """
  }
}
