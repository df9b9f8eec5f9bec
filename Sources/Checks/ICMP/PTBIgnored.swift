import Replay
import Wire

extension Check {
  static let ptbIgnored = Check(
    id: "icmp/ptb-ignored", priority: .p1, level: .should, kind: .reaction,
    title: Bilingual("Packet-too-big ignored", zh: "忽略“需要分片”消息"),
    citation: .rfc(
      1191, "3", nil,
      """
      When a host receives a Datagram Too Big message, it MUST reduce its estimate of the PMTU for the relevant path, \
      based on the value of the Next-Hop MTU field in the message (see section 4).
      """),
    why: Bilingual(
      "Large segments never arrive while small ones do: the connection opens, and hangs with the first page or file.",
      zh: "大报文始终无法到达而小报文可以：连接能建立，但传输第一个页面或文件时就停滞。"),
    guards: [.one, .loss, .ord, .off, .tap], opportunity: .quotedInTooBig,
    triggers: [
      """
      # captured at the server, which sends the same large packet however often a router says that it takes 1400
      B = 10.0.0.2:80 df
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.00001  B > A  .   9001:9101(100)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 9101  win 64240
        +0.001  B > A  .   9101:10561(1460)  ack 1101  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9101
        +1      B > A  .   9101:10561(1460)  ack 1101  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9101
        +3      B > A  .   9101:10561(1460)  ack 1101  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9101
        +6      B > A  .   9101:10561(1460)  ack 1101  win 65535
      ↓ +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9101
        +12     B > A  .   9101:10561(1460)  ack 1101  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9101
      """
    ],
    passes: [
      """
      # what was under way is too large as well; then the server sends smaller packets
      B = 10.0.0.2:80 df
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1001  win 65535
        +0.001  B > A  .   10461:11921(1460)  ack 1001  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9001
        +0.001  R > B  icmp 3/4 mtu 1400 quote B > A 10461
        +0.001  B > A  .   9001:10361(1360)  ack 1001  win 65535
        +0.040  A > B  .   1001:1001(0)  ack 10361  win 64240
      """,
      """
      # ten minutes later it tries again, and obeys again (RFC 1191 §6.3)
      B = 10.0.0.2:80 df
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1001  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 9001
        +0.001  B > A  .   9001:10361(1360)  ack 1001  win 65535
        +0.040  A > B  .   1001:1001(0)  ack 10361  win 64240
        +600    B > A  .   10361:11821(1460)  ack 1001  win 65535
        +0.010  R > B  icmp 3/4 mtu 1400 quote B > A 10361
        +0.001  B > A  .   10361:11721(1360)  ack 1001  win 65535
        +0.040  A > B  .   1001:1001(0)  ack 11721  win 64240
      """,
    ],
    subject: .step(on: .icmp) { step, _ in
      let errors = step.senderAfter.header.errors
      guard errors.again >= 2, errors.again != step.sender.header.errors.again else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("packets of at most \(errors.mtu) octets after frame \(errors.firstFrame)", zh: "第 \(errors.firstFrame) 帧之后，报文不超过 \(errors.mtu) 字节"),
            observed: Bilingual(
              "larger ones with DF, the newest in frame \(errors.largeFrame), and reports of them for \((errors.last - errors.first).text)",
              zh: "仍发送更大的 DF 报文，最近的是第 \(errors.largeFrame) 帧；此类报告持续了 \((errors.last - errors.first).text)"),
            title: Bilingual(
              "\(step.speaker.en) went on for \((errors.last - errors.first).text) with packets above \(errors.mtu) octets",
              zh: "\(step.speaker.zh)被告知后 \((errors.last - errors.first).text) 内仍发送超过 \(errors.mtu) 字节的报文"),
            frames: [step.seg.frame, errors.largeFrame, errors.firstFrame], interval: errors.first...errors.last,
            copies: Int(errors.again) + 1))
      ]
    })
}
