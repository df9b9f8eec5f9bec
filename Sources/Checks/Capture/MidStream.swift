import Tap
import Wire

extension Check {
  static let midStream = Check(
    id: "capture/mid-stream", level: .artefact, kind: .artefact,
    title: Bilingual("Connection began before the capture", zh: "连接在抓包开始前已建立"),
    citation: .rfc(9293, "3.4.1", nil,
      """
      The synchronization requires each side to send its own initial sequence number and to receive a confirmation of \
      it in acknowledgment from the remote TCP peer.
      """),
    why: Bilingual(
      "Without the SYNs the initial numbers and the window scale are unknown; what rests on them is not judged.",
      zh: "没有 SYN 就不知道初始序号与窗口扩大因子；依赖它们的检查不作判定。"),
    triggers: [
      """
      # the handshake was not captured
      ↓ +0      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # only its second half was
      ↓ +0      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # octets that nothing answers
      ↓ +0      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """
    ],
    passes: [
      """
      # from the SYN on
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # a stray RST is no connection
        +0      A > B  R   1001:1001(0)  win 0
      """,
      """
      # a lone probe and its answer
        +0      A > B  .   1001:1001(0)  ack 9001  win 1024
        +0.020  B > A  R   9001:9001(0)  win 0
      """
    ],
    subject: .capture { evidence, _ in
      let seen = evidence.midstream
      guard seen.isSeen else { return [] }
      return [
        .fact(
          Fact(
            Bilingual(
              "\(counted(seen.connections, "connection")) without the client's SYN.",
              zh: "\(seen.connections) 个连接未抓到客户端的 SYN。"),
            frames: seen.frames, connections: seen.ids))
      ]
    })
}
