import Tap
import Wire

extension Check {
  static let oneDirection = Check(
    id: "capture/one-direction", level: .artefact, kind: .artefact,
    title: Bilingual("Only one direction was captured", zh: "只抓到单向流量"),
    citation: .rfc(9293, "3.4", nil, "Since every octet is sequenced, each of them can be acknowledged."),
    why: Bilingual(
      "The other side spoke, and none of it was recorded: its part of the conversation cannot be judged.",
      zh: "另一侧有过通信，却没有任何记录：无法评判其行为。"),
    triggers: [
      """
      # the client acknowledges more and more of what was never recorded
      ↓ +0      A > B  S   1000:1000(0)  win 64240
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.040  A > B  .   1101:1101(0)  ack 10461  win 64240
        +0.040  A > B  .   1101:1101(0)  ack 11921  win 64240
      """
    ],
    passes: [
      """
      # a dead host: nothing is acknowledged
        +0      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +2      A > B  S   1000:1000(0)  win 64240
        +4      A > B  S   1000:1000(0)  win 64240
        +8      A > B  S   1000:1000(0)  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      let seen = evidence.oneDirection
      guard seen.isSeen else { return [] }
      return [
        .fact(
          Fact(
            Bilingual(
              "\(counted(seen.connections, "connection")) with one side only, though it acknowledges the other.",
              zh: "\(seen.connections) 个连接只有一侧的报文，但其确认号表明另一侧在发送。"),
            frames: seen.frames, connections: seen.ids))
      ]
    })
}
