import Replay
import Wire

extension Check {
  static let fastRetransmit = Check(
    id: "rtx/fast-retransmit", priority: .p1, level: .should, kind: .safety,
    title: Bilingual("Duplicate ACKs do not lead to a fast retransmit", zh: "快速重传缺失或过早"),
    citation: .rfc(
      5681, "3.2", nil,
      """
      The TCP sender SHOULD use the "fast retransmit" algorithm to detect and repair loss, based on incoming duplicate ACKs.
      """),
    why: Bilingual(
      "Each lost segment costs a whole timeout and a collapsed window instead of one round trip.",
      zh: "每丢一个报文段都要等到超时并重新慢启动，而不是一个往返时间。"),
    guards: [.one, .loss, .ord, .off, .tap, .mid], opportunity: .repeatedQuickly,
    triggers: [
      """
      # three times six duplicate ACKs, and three times the timer; captured at the client
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(slowEpisode(1101))
      \(slowEpisode(1801))
      \(slowEpisode(2501, marked: true))
      """
    ],
    passes: [
      """
      # the third duplicate ACK is answered at once; a reordering window of a quarter of a round trip (RFC 8985) is lawful
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(slowEpisode(1101, pause: "+0.005"))
      \(slowEpisode(1801, pause: "+0.005"))
      \(slowEpisode(2501, pause: "+0.005"))
      """,
      """
      # three duplicate ACKs each time, of which the last may have been on its way when the timer expired
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      \(slowEpisode(1101, count: 3))
      \(slowEpisode(1501, count: 3))
      \(slowEpisode(1901, count: 3))
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let rtx = step.before[side].rtx
        guard rtx.slow > 0 || rtx.premature > 0 else { return nil }
        let who = step.name(of: side).capitalized
        if rtx.slow > 0, rtx.quick == 0 {
          return .charge(
            Charge(
              expected: Bilingual("the lost segment again on the third duplicate ACK", zh: "第三个重复确认到达时重传丢失的报文段"),
              observed: Bilingual(
                "\(who.en) waited for its timer \(often(rtx.slow)), each time after six duplicate ACKs or more",
                zh: "\(who.zh) \(rtx.slow) 次在至少六个重复确认之后仍等到定时器超时才重传"),
              title: Bilingual(
                "\(who.en) waited for its timer \(often(rtx.slow)) in spite of duplicate ACKs",
                zh: "\(who.zh)收到重复确认，却 \(rtx.slow) 次等到超时才重传"),
              frames: [rtx.slowLast, rtx.slowFirst], side: side, interval: rtx.slowSince...rtx.slowTime,
              instances: Int(rtx.slow), instancesNeeded: 3))
        }
        guard rtx.premature > 0 else { return nil }
        return .charge(
          Charge(
            expected: Bilingual("no copy before the third duplicate ACK", zh: "第三个重复确认之前不应重传"),
            observed: Bilingual(
              "\(who.en) repeated on one or two duplicate ACKs \(often(rtx.premature))",
              zh: "\(who.zh) \(rtx.premature) 次仅凭一两个重复确认就重传"),
            title: Bilingual(
              "\(who.en) repeated on fewer than three duplicate ACKs, \(often(rtx.premature))",
              zh: "\(who.zh) \(rtx.premature) 次凭不足三个重复确认就重传"),
            frames: [rtx.prematureFrame], side: side, instances: Int(rtx.premature), instancesNeeded: 5, level: .note))
      }
    })

  /// A hundred octets at `first` are lost and `count` segments behind them arrive; the copy comes after `pause`.
  private static func slowEpisode(
    _ first: Int, count: Int = 6, pause: String = "+0.500", marked: Bool = false
  ) -> String {
    let data = (0...count).map { place in
      "  +0.000  A > B  .   \(first + place * 100):\(first + place * 100 + 100)(100)  ack 9001  win 64240"
    }
    let answers = (0..<count).map { place in
      "  \(place == 0 ? "+0.020" : "+0.001")  B > A  .   9001:9001(0)  ack \(first)  win 65535"
    }
    let rest = [
      "\(marked ? "↓" : " ") \(pause)  A > B  .   \(first):\(first + 100)(100)  ack 9001  win 64240",
      "  +0.020  B > A  .   9001:9001(0)  ack \(first + (count + 1) * 100)  win 65535",
    ]
    return (data + answers + rest).joined(separator: "\n")
  }
}
