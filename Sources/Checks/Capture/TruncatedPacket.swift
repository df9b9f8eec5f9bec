import Tap
import Wire

extension Check {
  static let truncatedPacket = Check(
    id: "capture/truncated-packet", level: .artefact, kind: .artefact,
    title: Bilingual("Packets cut by the snap length", zh: "报文被快照长度截断"),
    citation: .rfc(9293, "3.1", nil,
      """
      The checksum field is the 16-bit ones' complement of the ones' complement sum of all 16-bit words in the header \
      and text.
      """),
    why: Bilingual(
      "Checksums and contents of cut packets cannot be checked; where headers are cut, options are unknown, too.",
      zh: "被截断的报文无法校验检验和与内容；首部被截断时选项也未知。"),
    triggers: [
      """
      # a snap length of 64 octets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.001  A > B  P.  1001:2461(1460)  ack 9001  win 64240  {cut payload, cksum none}
        +0.020  B > A  .   9001:9001(0)  ack 2461  win 65535
      """,
      """
      # even the options are cut
      ↓ +0      A > B  S   1000:1000(0)  win 64240  {cut header, cksum none}
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      """
    ],
    passes: [
      """
      # whole packets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      let kinds: [(effect: CaptureEvidence.Effect, what: Bilingual)] = [
        (evidence.headersCut, Bilingual("headers are cut, options and window scale may be unknown", zh: "首部被截断，选项与窗口扩大因子可能未知")),
        (evidence.payloadsCut, Bilingual("payloads are cut, checksums and contents were not checked", zh: "数据被截断，未检查检验和与内容")),
      ]
      return kinds.filter { $0.effect.isSeen }.map { effect, what in
        .fact(
          Fact(
            Bilingual(
              "\(what.capitalized.en) (\(counted(effect.connections, "connection"))).", zh: "\(what.zh)（\(effect.connections) 个连接）。"),
            frames: effect.frames, connections: effect.ids))
      }
    })
}
