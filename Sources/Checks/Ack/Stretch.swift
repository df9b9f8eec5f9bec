import Replay
import Wire

extension Check {
  static let stretch = Check(
    id: "ack/stretch", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("Acknowledgements cover more than two segments", zh: "跨段确认（超过两个满段）"),
    citation: .rfc(
      9293, "3.8.6.3", "SHLD-19",
      """
      An ACK SHOULD be generated for at least every second full-sized segment or 2*RMSS bytes of new data (where RMSS is \
      the MSS specified by the TCP endpoint receiving the segments to be acknowledged, or the default value if not \
      specified) (SHLD-19).
      """),
    why: Bilingual(
      "A sender that counts acknowledgements opens its congestion window too slowly, and sends in bursts.",
      zh: "按确认个数增窗的发送方会增长过慢，并且突发发送。"),
    guards: [.mid, .one, .loss, .ord, .off, .tap], opportunity: .acknowledged,
    triggers: [Transfer.acknowledging(every: 3, rounds: 11)],
    passes: [
      Transfer.acknowledging(every: 2, rounds: 11),
      """
      # a few acknowledgements over a burst are no habit
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1000>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1000>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0      A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0      A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0      A > B  .   3001:4001(1000)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 4001  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        guard habits.stretched >= 10, habits.stretchedOver * 2 >= habits.advanced else { return nil }
        // A host that takes segments in together answers them together (RFC 9293 §3.8.6.3 names GRO).
        let who = step.name(of: side)
        let isCoalesced = habits.stretchedSlowly * 2 < habits.stretched
        return .charge(
          Charge(
            expected: Bilingual(
              "an ACK for every second full-sized segment, \(2 * Int(one.snd.mss)) octets at most",
              zh: "至少每两个满段确认一次，即不超过 \(2 * Int(one.snd.mss)) 字节"),
            observed: Bilingual(
              "\(habits.stretched) of \(habits.advances) acknowledgements cover more, \(habits.stretchedOver) octets of \(habits.advanced)",
              zh: "\(habits.advances) 个确认中有 \(habits.stretched) 个超过此值，占 \(habits.advanced) 字节中的 \(habits.stretchedOver) 字节"),
            title: Bilingual(
              "\(habits.stretched) of \(habits.advances) acknowledgements of \(who.en) cover more than two segments",
              zh: "\(who.zh)的 \(habits.advances) 个确认中有 \(habits.stretched) 个覆盖两个以上报文段"),
            frames: [habits.stretchedFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.stretched), level: isCoalesced ? .note : nil))
      }
    })
}

private enum Transfer {
  /// A transfer of full-sized segments, captured at the server, which acknowledges every so many of them.
  static func acknowledging(every count: Int, rounds: Int) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1000>",
      "+0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1000>",
      "+0.040  A > B  .   1001:1001(0)  ack 9001  win 64240",
    ]
    var next = 1001
    for round in 0..<rounds {
      for place in 0..<count {
        lines.append("+\(place == 0 ? "0.040" : "0.010")  A > B  .   \(next):\(next + 1000)(1000)  ack 9001  win 64240")
        next += 1000
      }
      let mark = round == 0 && count > 2 ? "↓ " : ""
      lines.append("\(mark)+0.000010  B > A  .   9001:9001(0)  ack \(next)  win 65535")
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
