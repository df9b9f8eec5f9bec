import Tap
import Wire

extension Check {
  static let missingSegment = Check(
    id: "capture/missing-segment", level: .artefact, kind: .artefact,
    title: Bilingual("The capture missed packets that existed", zh: "抓包丢包：确认了未抓到的数据"),
    citation: .rfc(9293, "3.4", nil,
      """
      The acknowledgment mechanism employed is cumulative so that an acknowledgment of sequence number X indicates that \
      all octets up to but not including X have been received.
      """),
    why: Bilingual(
      "What the capture missed looks as if it had never happened; around such a gap nobody is accused.",
      zh: "漏抓的报文看起来像从未发生过；在这样的缺口附近不指责任何一方。"),
    triggers: [
      """
      # the server acknowledges 100 octets that no record carries
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +1      A > B  P.  1201:1301(100)  ack 9001  win 64240
      """,
      """
      # a hole that is never filled, and yet is acknowledged
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1301  win 65535
        +1      A > B  P.  1301:1401(100)  ack 9001  win 64240
      """,
      """
      # a selective acknowledgement of octets above the highest recorded
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535  <nop,nop,sack 1101:1201>
        +1      A > B  P.  1201:1301(100)  ack 9001  win 64240
      """
    ],
    passes: [
      """
      # the data and its acknowledgement, recorded the wrong way round
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
      """,
      """
      # lost on the way before the tap, and sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """,
      """
      # an acknowledgement beyond anything the server ever offered to take is no proof
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 90000  win 65535
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      let seen = evidence.missing
      guard seen.isSeen else { return [] }
      return [
        .fact(
          Fact(
            Bilingual(
              "\(counted(seen.octets, "octet")) in \(counted(seen.count, "gap")) of \(counted(seen.connections, "connection")) were acknowledged, and no record carries them.",
              zh: "\(seen.connections) 个连接的 \(seen.count) 处缺口中共 \(seen.octets) 个字节已被确认，却没有任何记录。"),
            frames: seen.frames, connections: seen.ids))
      ]
    })
}
