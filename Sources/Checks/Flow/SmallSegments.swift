import Replay
import Wire

extension Check {
  static let smallSegments = Check(
    id: "flow/small-segments", priority: .p2, level: .info, kind: .measurement,
    title: Bilingual("Many small segments in flight", zh: "大量小报文同时在途"),
    citation: .rfc(
      9293, "3.7.4", "SHLD-7",
      "A TCP implementation SHOULD implement the Nagle algorithm to coalesce short segments (SHLD-7)."),
    why: Bilingual(
      "Each small segment costs a header, an interrupt and an ACK; an application that writes in pieces pays for it.",
      zh: "每个小报文都要付出一个报文头、一次中断和一个确认；零碎写入的应用为此买单。"),
    triggers: [Keystrokes.captured(perRoundTrip: 4)],
    passes: [
      Keystrokes.captured(perRoundTrip: 1)
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (one, habits, who) = (step.before[side], step.before[side].conduct.habits, step.name(of: side))
        guard habits.small >= 20, habits.small * 2 >= habits.texts else { return nil }
        let share = Int(habits.small) * 100 / max(1, Int(habits.texts))
        let mean = one.counts.octets / UInt64(max(1, habits.texts))
        return .fact(
          Fact(
            Bilingual(
              "\(who.capitalized.en) sent \(habits.small) small segments (\(share) % of those with text) while an earlier small one was not acknowledged yet; a segment carries \(mean) octets on average, so Nagle's algorithm is off.",
              zh: "\(who.zh)在前一个小报文尚未被确认时又发出 \(habits.small) 个小报文（占含数据报文的 \(share) %）；平均每个报文 \(mean) 字节，可见 Nagle 算法已关闭。"),
            frames: [habits.smallFrame], side: side))
      }
    })
}

private enum Keystrokes {
  /// Forty single octets, so many in each round trip.
  static func captured(perRoundTrip count: Int) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>",
      "+0.001  A > B  .   1001:1001(0)  ack 9001  win 64240",
    ]
    var next = 1001
    for _ in 0..<(40 / count) {
      for place in 0..<count {
        let mark = count > 1 && next == 1002 ? "↓ " : ""
        lines.append("\(mark)+\(place == 0 ? "0.100" : "0.001")  A > B  P.  \(next):\(next + 1)(1)  ack 9001  win 64240")
        next += 1
      }
      lines.append("+0.040  B > A  .   9001:9001(0)  ack \(next)  win 65535")
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
