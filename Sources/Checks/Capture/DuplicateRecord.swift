import Tap
import Wire

extension Check {
  static let duplicateRecord = Check(
    id: "capture/duplicate-record", level: .artefact, kind: .artefact,
    title: Bilingual("The same packet recorded more than once", zh: "同一报文被重复记录（镜像）"),
    citation: .rfc(9293, "3.8", nil, "Duplicate segments may arrive due to network or TCP retransmission."),
    why: Bilingual(
      "A second record of a packet is no retransmission; it was counted and left out.",
      zh: "同一报文的第二条记录不是重传；已计数并剔除。"),
    triggers: [
      """
      # every packet twice, 5 µs apart: both directions of a port are mirrored
        +0         A > B  S   1000:1000(0)  win 64240
      ↓ +0.000005  A > B  S   1000:1000(0)  win 64240
        +0.020     B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000005  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.000005  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # before and behind a router
        +0         A > B  S   1000:1000(0)  win 64240  {id 7}
      ↓ +0.000300  A > B  S   1000:1000(0)  win 64240  {id 7, ttl 63}
        +0.020     B > A  S.  9000:9000(0)  ack 1001  win 65535  {id 8}
        +0.000300  B > A  S.  9000:9000(0)  ack 1001  win 65535  {id 8, ttl 63}
        +0.001     A > B  .   1001:1001(0)  ack 9001  win 64240  {id 9}
        +0.000300  A > B  .   1001:1001(0)  ack 9001  win 64240  {id 9, ttl 63}
      """,
      """
      # one packet only: the network may have doubled it
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001     A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.000005  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020     B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # a retransmission 200 ms later that bears the same identification
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.200  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # duplicate acknowledgements are alike by their nature
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001     A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.000010  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.000010  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.020     B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.000010  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.000010  B > A  .   9001:9001(0)  ack 1001  win 65535
      """
    ],
    subject: .capture { evidence, _ in
      // Fewer than one in a thousand is no habit of this capture.
      let single = evidence.doubles.count * 1000 >= evidence.records ? evidence.doubles : CaptureEvidence.Effect()
      let kinds: [(effect: CaptureEvidence.Effect, what: Bilingual)] = [
        (evidence.mirrored, Bilingual("every packet twice, as from a mirror of both port directions", zh: "每个报文记录两次，如同镜像了端口的两个方向")),
        (evidence.oneEnd, Bilingual("every packet of one end twice", zh: "一端的每个报文记录两次")),
        (evidence.routed, Bilingual("packets before and behind a router", zh: "报文在路由器前后各记录一次")),
        (
          evidence.merged,
          evidence.merged.connections >= 3
            ? Bilingual("two points of one path in one file", zh: "同一路径的两个抓包点合并在一个文件中")
            : Bilingual("possibly two points of one path in one file", zh: "可能是同一路径的两个抓包点合并在一个文件中")
        ),
        (
          evidence.translated,
          Bilingual("one connection under two pairs of addresses, as with a translator or a tunnel", zh: "同一连接以两组地址出现（地址转换或隧道）")
        ),
        (single, Bilingual("single packets twice", zh: "个别报文记录两次")),
      ]
      return kinds.filter { $0.effect.isSeen }.map { effect, what in
        .fact(
          Fact(
            Bilingual(
              "\(what.capitalized.en): \(counted(effect.count, "record")) in \(counted(effect.connections, "connection")).",
              zh: "\(what.zh)：\(effect.connections) 个连接，\(effect.count) 条记录。"),
            frames: effect.frames, connections: effect.ids))
      }
    })
}
