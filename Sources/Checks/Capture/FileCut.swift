import Tap
import Wire

extension Check {
  static let fileCut = Check(
    id: "capture/file-cut", level: .artefact, kind: .artefact,
    title: Bilingual("The file ends inside a record, or a record is damaged", zh: "抓包文件被截断或记录损坏"),
    citation: .rfc(2525, "2.1", nil, "No losses reported by the packet filter."),
    why: Bilingual(
      "What follows the break was not read; everything before it was used.",
      zh: "断点之后的内容未读取；之前的内容全部采用。"),
    triggers: [
      """
      # seven octets of a fourth record
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      capture breaks 7
      """
    ],
    passes: [
      """
      # the file ends on the border of a record
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # a packet cut by the snap length is whole as a record
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:2461(1460)  ack 9001  win 64240  {cut payload, cksum none}
      """
    ],
    subject: .capture { evidence, _ in
      guard let broken = evidence.file.brokenAtFrame else { return [] }
      let left = evidence.file.octetsLeft
      let rest =
        left > 0
        ? Bilingual("\(counted(left, "octet")) of one that is not whole remain", zh: "剩余 \(left) 个字节，属于一条不完整的记录")
        : Bilingual("what follows cannot be one", zh: "其后不是合法的记录")
      return [
        .fact(
          Fact(
            Bilingual("\(counted(evidence.file.frames, "record")) read; \(rest.en).", zh: "读取了 \(evidence.file.frames) 条记录；\(rest.zh)。"),
            frames: broken > 1 ? [broken - 1] : []))
      ]
    })
}
