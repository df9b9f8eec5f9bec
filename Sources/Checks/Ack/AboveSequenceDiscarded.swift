import Replay
import Wire

extension Check {
  static let aboveSequenceDiscarded = Check(
    id: "ack/above-sequence-discarded", priority: .p2, level: .should, kind: .reaction,
    title: Bilingual("Receiver throws away what arrives above a hole", zh: "丢弃乱序到达的数据"),
    citation: .rfc(
      9293, "3.10.7.4", "SHLD-31",
      "Segments with higher beginning sequence numbers SHOULD be held for later processing (SHLD-31)."),
    why: Bilingual(
      "Every loss costs the whole flight behind it once more.", zh: "每丢一个报文段，其后的整批数据都要重发一遍。"),
    guards: [.mid, .one, .loss, .ord, .csum, .tap, .pr], opportunity: .heardGap,
    triggers: [
      """
      # captured at the server: three holes are filled, and each time what stood above must be sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2001  win 65535
      ↓ +0.300  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2501  win 65535
        +0.040  A > B  .   3001:3501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2501  win 65535
        +0.040  A > B  .   2501:3001(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 3001  win 65535
        +0.300  A > B  .   3001:3501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 3501  win 65535
        +0.040  A > B  .   4001:4501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 3501  win 65535
        +0.040  A > B  .   3501:4001(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 4001  win 65535
        +0.300  A > B  .   4001:4501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 4501  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # the acknowledgement jumps over what was kept
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.040  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2501  win 65535
        capture ends +5
      """,
      """
      # captured far away: what crossed above the hole was lost behind the capture point
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.020  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.300  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
        +0.300  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2501  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        guard habits.discarded > 0, habits.discarded == habits.fills else { return nil }
        return .charge(
          Charge(
            expected: Bilingual(
              "an acknowledgement of all that stood above the hole, once it is filled", zh: "空洞填补后确认其上已到达的全部数据"),
            observed: Bilingual(
              "\(habits.discarded) of \(habits.fills) times only of what filled it; the rest had to be sent again",
              zh: "\(habits.fills) 次中有 \(habits.discarded) 次只确认到填补处，其余只能重发"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) threw away what came above a hole, \(habits.discarded) of \(habits.fills) times",
              zh: "\(step.name(of: side).zh) \(habits.fills) 次中有 \(habits.discarded) 次丢弃了空洞之上的数据"),
            frames: [habits.discardedFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.discarded), instancesNeeded: 3))
      }
    })
}
