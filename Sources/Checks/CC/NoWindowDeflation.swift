import Replay
import Wire

extension Check {
  static let noWindowDeflation = Check(
    id: "cc/no-window-deflation", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("A burst at the end of fast recovery", zh: "快速恢复后窗口未收缩"),
    citation: .rfc(
      5681, "3.2", nil,
      """
      When the next ACK arrives that acknowledges previously unacknowledged data, a TCP MUST set cwnd to ssthresh (the value \
      set in step 2).
      """),
    why: Bilingual(
      "The window that was inflated during the recovery is used at once: more than was under way when the path lost a segment.",
      zh: "恢复期间膨胀的窗口被一次用尽：比丢包时在途的数据还要多。"),
    guards: [.one, .loss, .ord, .off, .tap, .n],
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(recovery(1101, burst: 14))
      \(recovery(3301, burst: 14))
      \(recovery(5501, burst: 14, marked: true))
        +1      A > B  .   7701:7801(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 7801  win 65535
      """
    ],
    passes: [
      """
      # half of what was under way
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(recovery(1101, burst: 4))
      \(recovery(2301, burst: 4))
      \(recovery(3501, burst: 4))
      """,
      // Proportional rate reduction (RFC 6937) leaves up to seven tenths.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(recovery(1101, burst: 6))
      \(recovery(2501, burst: 6))
      \(recovery(3901, burst: 6))
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let flight = step.before[side].rtx.flight
        guard flight.undeflated > 0 else { return nil }
        let who = step.name(of: side).capitalized
        return .charge(
          Charge(
            expected: Bilingual(
              "no more at once than was under way when the loss was found", zh: "一次发送的数据不超过发现丢包时的在途数据"),
            observed: Bilingual(
              "\(who.en) sent more than that, and three segments besides, at the end of a recovery, \(often(flight.undeflated))",
              zh: "\(who.zh)在 \(flight.undeflated) 次恢复结束时发送的数据比那还多三个报文段以上"),
            title: Bilingual(
              "\(who.en) sent a burst at the end of fast recovery, \(often(flight.undeflated))",
              zh: "\(who.zh) \(flight.undeflated) 次在快速恢复结束时突发发送"),
            frames: [flight.undeflatedFrame], side: side, instances: Int(flight.undeflated), instancesNeeded: 3))
      }
    })

  /// Eight segments of which the first is lost, six duplicate ACKs, a fast retransmit, and `burst` segments at its end.
  private static func recovery(_ first: Int, burst: Int, marked: Bool = false) -> String {
    let data = (0..<8).map { "  +0.000  A > B  .   \(first + $0 * 100):\(first + $0 * 100 + 100)(100)  ack 9001  win 64240" }
    let answers = (0..<6).map { "  \($0 == 0 ? "+0.020" : "+0.001")  B > A  .   9001:9001(0)  ack \(first)  win 65535" }
    let end = first + 800
    let more = (0..<burst).map { place in
      let left = end + place * 100
      return "\(marked && place + 1 == burst ? "↓" : " ") +0.000  A > B  .   \(left):\(left + 100)(100)  ack 9001  win 64240"
    }
    return
      (data + answers + [
        "  +0.001  A > B  .   \(first):\(first + 100)(100)  ack 9001  win 64240",
        "  +0.020  B > A  .   9001:9001(0)  ack \(end)  win 65535",
      ] + more + ["  +0.020  B > A  .   9001:9001(0)  ack \(end + burst * 100)  win 65535"]).joined(separator: "\n")
  }
}
