import Replay
import Wire

extension Check {
  static let needless = Check(
    id: "rtx/needless", priority: .p1, level: .note, kind: .safety,
    title: Bilingual("Data was sent again although it had been received", zh: "不必要的重传（数据已被收到）"),
    citation: .rfc(
      6298, "5", nil,
      """
      An implementation MUST manage the retransmission timer(s) in such a way that a segment is never retransmitted too \
      early
      """),
    why: Bilingual(
      "Not loss but a delay beyond the timer, reordering, or a lost acknowledgement: the sender slows down for nothing.",
      zh: "并非丢包，而是时延超过定时器、乱序或确认丢失：发送方无谓地降速。"),
    guards: [.one, .ord], opportunity: .retransmitted,
    triggers: [
      """
      # a delay of three seconds; the receiver says by D-SACK what it got twice
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2      B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +0.001  B > A  .   9001:9001(0)  ack 1101  win 65535  <nop,nop,sack 1001:1101>
      """,
      """
      # captured at the client: the acknowledgement is there, and still it repeats
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    passes: [
      """
      # the acknowledgement crossed the tap one millisecond before, and cannot have arrived
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # lost, and needed
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let rtx = step.before[side].rtx
        let all = step.before[side].counts.retransmissions
        guard rtx.twice > 0 && all > 0 || rtx.needless > 0 else { return nil }
        let (who, other) = (step.name(of: side), step.name(of: side.other))
        let expected = Bilingual("each octet once it is lost, and no other", zh: "只重传确已丢失的数据")
        func title(_ times: UInt32) -> Bilingual {
          Bilingual(
            "\(who.capitalized.en) sent again what \(other.en) had received, \(often(times))",
            zh: "\(who.zh) \(times) 次重传了\(other.zh)已收到的数据")
        }
        if rtx.twice > 0, all > 0 {
          return .charge(
            Charge(
              expected: expected,
              observed: Bilingual(
                "\(other.capitalized.en) received octets twice, as it reports \(often(Int(rtx.twice))) (D-SACK); \(who.en) repeated \(counted(all, "segment"))",
                zh: "\(other.zh)报告 \(rtx.twice) 次收到重复数据（D-SACK）；\(who.zh)共重传 \(all) 个报文段"),
              title: title(UInt32(rtx.twice)),
              frames: rtx.twiceCopyFrame == 0 ? [rtx.twiceFrame] : [rtx.twiceCopyFrame, rtx.twiceFrame], side: side, instances: Int(rtx.twice), selfEvident: true))
        }
        return .charge(
          Charge(
            expected: expected,
            observed: Bilingual(
              "\(who.capitalized.en) sent again what \(other.en) had acknowledged: \(rtx.needless) of \(counted(all, "retransmission"))",
              zh: "\(who.zh)重传了\(other.zh)已确认的数据：\(all) 次重传中的 \(rtx.needless) 次"),
            title: title(UInt32(rtx.needless)),
            frames: [rtx.needlessFirst, rtx.needlessLast], side: side,
            interval: rtx.needlessSince...rtx.needlessTime, guards: [.tap, .loss], instances: Int(rtx.needless)))
      }
    })
}
