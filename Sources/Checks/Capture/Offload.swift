import Tap
import Wire

extension Check {
  static let offload = Check(
    id: "capture/offload", level: .artefact, kind: .artefact,
    title: Bilingual("Network card offload visible: unfinished checksums or giant segments", zh: "网卡卸载假象：校验和错误与超大报文"),
    citation: .rfc(9293, "3.8.6.3", nil,
      """
      Note that there are several current practices that further lead to a reduced number of ACKs, including generic \
      receive offload (GRO) [72], ACK compression, and ACK decimation [28].
      """),
    why: Bilingual(
      "The capture was taken above the network card: these checksums and segment sizes never were on the wire.",
      zh: "抓包发生在网卡之上：这些校验和与报文大小从未出现在线路上。"),
    triggers: [
      """
      # the sender's card was to finish the checksums
      ↓ +0      A > B  S   1000:1000(0)  win 64240  {cksum partial}
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  {cksum partial}
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {cksum partial}
      """,
      """
      # three segments' worth in one record, though the peer takes 1460 octets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.001  A > B  P.  1001:5381(4380)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 5381  win 65535
      """,
      """
      # every checksum of one side wrong, and every segment acknowledged
      ↓ +0      A > B  S   1000:1000(0)  win 64240  {cksum bad}
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  {cksum bad}
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {cksum bad}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # one damaged segment, sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {cksum bad}
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # jumbo frames: both ends take 8960 octets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 8960>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 8960>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:9961(8960)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 9961  win 65535
      """
    ],
    subject: .capture { evidence, _ in
      guard evidence.offload.isSeen else { return [] }
      let kinds: [(kind: Sight.OffloadKinds, what: Bilingual)] = [
        (.checksums, Bilingual("checksums still to be finished", zh: "校验和尚未完成")),
        (.wrongChecksums, Bilingual("checksums of one side all wrong, and acknowledged", zh: "一侧的校验和全部错误，却都被确认")),
        (.superSegments, Bilingual("segments larger than the peer takes", zh: "大于对端 MSS 的报文")),
        (.lengthZero, Bilingual("IP lengths of zero", zh: "IP 长度为零")),
      ]
      let seen = kinds.filter { evidence.offloadKinds.contains($0.kind) }.map(\.what)
      return [
        .fact(
          Fact(
            Bilingual(
              "\(counted(evidence.offload.connections, "connection")): \(seen.map(\.en).joined(separator: "; ")).",
              zh: "\(evidence.offload.connections) 个连接：\(seen.map(\.zh).joined(separator: "；"))。"),
            frames: evidence.offload.frames, connections: evidence.offload.ids))
      ]
    })
}
