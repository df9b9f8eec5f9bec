import Tap
import Wire

extension Check {
  static let dropsReported = Check(
    id: "capture/drops-reported", priority: .p1, level: .artefact, kind: .artefact,
    title: Bilingual("The capturing system reports dropped packets", zh: "抓包程序自报丢包"),
    citation: .rfc(2525, "2.6", nil,
      """
      Tcpdump reported 77 packet drops; the excerpt below is fully self-consistent so it is unlikely that any of these \
      occurred during the excerpt.
      """),
    why: Bilingual(
      "Any packet may be among the dropped ones: what rests on silence becomes less sure.",
      zh: "任何报文都可能在被丢弃之列：以“没有响应”为依据的结论因此不那么可靠。"),
    triggers: [
      """
      # the interface statistics of the file speak of seven
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      capture drops 7
      """
    ],
    passes: [
      """
      # counted, and none
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      capture drops 0
      """,
      """
      # no counter at all, as in a plain pcap file
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      guard let drops = evidence.file.drops, drops > 0 else { return [] }
      return [
        .fact(
          Fact(
            Bilingual(
              "The capturing system dropped \(counted(drops, "packet")), of whatever connection.",
              zh: "抓包系统丢弃了 \(drops) 个报文，不知属于哪个连接。"),
            frames: evidence.frames))
      ]
    })
}
