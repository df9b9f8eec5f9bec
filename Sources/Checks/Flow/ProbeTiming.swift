import Replay
import Wire

extension Check {
  static let probeTiming = Check(
    id: "flow/probe-timing", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("Zero-window probes come at a constant interval", zh: "零窗口探测无指数退避"),
    citation: .rfc(
      9293, "3.8.6.1", "SHLD-30",
      """
      The transmitting host SHOULD send the first zero-window probe when a zero window has existed for the retransmission \
      timeout period (SHLD-29) (Section 3.8.1), and SHOULD increase exponentially the interval between successive probes \
      (SHLD-30).
      """),
    why: Bilingual(
      "Thousands of connections whose receivers stand still keep path and receivers busy with probes.",
      zh: "大量接收方停滞的连接会不断以探测占用路径和接收方。"),
    guards: [.mid, .one, .loss, .ord], opportunity: .probedLong,
    triggers: [Probes.captured(growing: false)],
    passes: [
      Probes.captured(growing: true),
      """
      # four probes say nothing yet
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +1      A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .probedLong) { step, _ in
      let probing = step.senderAfter.conduct.probing
      let (first, last) = (Duration.nanoseconds(probing.firstInterval), Duration.nanoseconds(probing.lastInterval))
      // Once the interval has grown to a minute it may stay there (RFC 6298 (2.5)).
      guard probing.answered + 1 >= WindowProbing.enough, last * 2 < first * 3, last < .seconds(54) else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("intervals that double from probe to probe", zh: "探测间隔逐次加倍"),
            observed: Bilingual(
              "\(last.text) before probe \(probing.probes), \(first.text) before the second",
              zh: "第 \(probing.probes) 次探测前间隔 \(last.text)，第二次前为 \(first.text)"),
            title: Bilingual(
              "\(step.speaker.en) sent \(probing.probes) zero-window probes at intervals that hardly grew",
              zh: "\(step.speaker.zh)发出 \(probing.probes) 次零窗口探测，间隔几乎不增长"),
            frames: [step.seg.frame, probing.firstFrame], interval: probing.firstProbe...step.seg.time,
            instances: Int(probing.probes)))
      ]
    })
}

private enum Probes {
  /// Ten probes of a shut window, each answered, at one interval or doubling up to a minute.
  static func captured(growing: Bool) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>",
      "+0.001  A > B  .   1001:1001(0)  ack 9001  win 64240",
      "+0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240",
      "+0.020  B > A  .   9001:9001(0)  ack 2001  win 0",
    ]
    for probe in 0..<10 {
      let wait = growing ? min(60, 1 << probe) : 1
      let mark = !growing && probe == 8 ? "↓ " : ""
      lines.append("\(mark)+\(wait)  A > B  .   2001:2002(1)  ack 9001  win 64240")
      lines.append("+0.020  B > A  .   9001:9001(0)  ack 2001  win 0")
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
