import Replay
import Wire

extension Check {
  static let lastSegment = Check(
    id: "psh/last-segment", priority: .p2, level: .note, kind: .measurement,
    title: Bilingual("Last segment of a burst without PSH", zh: "缓冲区末段未置 PSH"),
    citation: .rfc(
      9293, "3.9.1.2", "MUST-61",
      """
      If PUSH flags are not implemented, then the sending TCP peer: (1) MUST NOT buffer data indefinitely (MUST-60), and \
      (2) MUST set the PSH bit in the last buffered segment (i.e., when there is no more queued data to be sent) (MUST-61).
      """),
    why: Bilingual(
      "A receiver that waits for PSH hands the data to its application late, or not at all.",
      zh: "等待 PSH 的接收方会推迟甚至不把数据交给应用。"),
    guards: [.one, .loss, .off, .mbx, .ord],
    triggers: [Check.bursts(flags: ".", count: 22, marked: true)],
    passes: [
      Check.bursts(flags: "P.", count: 22, marked: false),
      Check.bursts(flags: ".", count: 8, marked: false),
    ],
    subject: .step(on: .ended) { step, _ in
      step.endsSpeaking.compactMap { side in
        let header = step.before[side].header
        guard header.bursts >= 20 else { return nil }
        guard Int(header.unpushed) * 2 >= Int(header.bursts) else { return .pass(frames: [], side: side) }
        return .charge(
          Charge(
            expected: Bilingual("PSH on the last segment before a silence, when nothing is left to be sent", zh: "静默之前、数据发完时，末段应置 PSH"),
            observed: Bilingual("none on \(header.unpushed) of \(header.bursts), the newest before frame \(header.unpushedFrame)", zh: "\(header.bursts) 次中有 \(header.unpushed) 次未置 PSH，最近一次在第 \(header.unpushedFrame) 帧之前"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) ended \(header.unpushed) of \(header.bursts) bursts without PSH",
              zh: "\(step.name(of: side).zh)的 \(header.bursts) 次突发中有 \(header.unpushed) 次末段未置 PSH"),
            frames: [header.unpushedFrame], side: side, interval: step.before.start...step.before.last,
            instances: Int(header.unpushed)))
      }
    })

  /// Requests a second and a half apart, each answered.
  fileprivate static func bursts(flags: String, count: Int, marked: Bool) -> String {
    let opening = """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    return opening + (0..<count).map { number in
      let left = 1001 + number * 10
      let mark = marked && number == count - 1 ? "↓" : " "
      return """

        \(mark) +1.5    A > B  \(flags)  \(left):\(left + 10)(10)  ack 9001  win 64240
          +0.020  B > A  .   9001:9001(0)  ack \(left + 10)  win 65535
        """
    }.joined()
  }
}
