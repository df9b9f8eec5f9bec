import Replay
import Wire

extension Check {
  static let idleRestart = Check(
    id: "cc/idle-restart", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("The old window was sent at once after a pause", zh: "空闲后未降低拥塞窗口"),
    citation: .rfc(
      5681, "4.1", nil,
      """
      Therefore, a TCP SHOULD set cwnd to no more than RW before beginning transmission if the TCP has not sent data in an \
      interval exceeding the retransmission timeout.
      """),
    why: Bilingual(
      "Nobody knows what the path still carries after a pause; many servers are configured so on purpose.",
      zh: "空闲之后路径的可用容量未知；许多服务器是有意这样配置的。"),
    guards: [.mid, .one, .loss, .ord, .mp, .n], opportunity: .pausedAndSent,
    triggers: [
      """
      # three pauses of three seconds, and thirty segments at once after each
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 10461  win 64240
      \(burst(10461))
      \(burst(54261))
      \(burst(98061))
        +0.001  B > A  P.  141861:141961(100)  ack 1101  win 65535
      """.replacing("↓", with: " ", maxReplacements: 2)
    ],
    passes: [
      """
      # thirty segments at once in the midst of a transfer
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 10461  win 64240
      \(burst(10461, pause: "+0.100"))
      \(burst(54261, pause: "+0.100"))
      \(burst(98061, pause: "+0.100"))
      """.replacing("↓", with: " "),
      """
      # ten segments after a pause
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 10461  win 64240
      \(burst(10461, segments: 10))
      \(burst(25061, segments: 10))
      \(burst(39661, segments: 10))
      """.replacing("↓", with: " "),
    ],
    subject: .step(on: .ended) { step, parameters in
      step.ends.compactMap { side in
        let flight = step.before[side].rtx.flight
        guard flight.bursts > 0 else { return nil }
        // Where the window is halved for each timeout that passes, six are enough for any.
        let owed = max((step.longestTrip * 3 + .milliseconds(200)) * 6, .seconds(2))
        guard owed <= flight.shortestPause else { return nil }
        let who = step.name(of: side).capitalized
        return .charge(
          Charge(
            expected: Bilingual("no more than the initial window after a pause", zh: "空闲之后不超过初始窗口"),
            observed: Bilingual(
              "\(who.en) sent up to \(flight.largestBurst) octets at once after pauses of \(flight.shortestPause.text) and more, \(often(flight.bursts))",
              zh: "\(who.zh) \(flight.bursts) 次在空闲 \(flight.shortestPause.text) 以上之后一次发出多达 \(flight.largestBurst) 字节"),
            title: Bilingual(
              "\(who.en) sent up to \(flight.largestBurst) octets at once after a pause, \(often(flight.bursts))",
              zh: "\(who.zh) \(flight.bursts) 次在空闲之后连发多达 \(flight.largestBurst) 字节"),
            frames: [flight.burstFrame], side: side, interval: flight.burstTime...flight.burstTime,
            instances: Int(flight.bursts), instancesNeeded: 3))
      }
    })

  /// Segments of the server from `first` on, all at once after `pause`, and their acknowledgement.
  private static func burst(_ first: Int, segments: Int = 30, pause: String = "+3") -> String {
    let end = first + segments * 1460
    let data = (0..<segments).map { place in
      let left = first + place * 1460
      return "\(place + 1 == segments ? "↓" : " ") \(place == 0 ? pause : "+0.000")  B > A  .   \(left):\(left + 1460)(1460)  ack 1101  win 65535"
    }
    return (data + ["  +0.040  A > B  .   1101:1101(0)  ack \(end)  win 64240"]).joined(separator: "\n")
  }
}
