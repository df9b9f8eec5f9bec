import Replay
import Wire

extension Check {
  static let mssExceeded = Check(
    id: "opt/mss-exceeded", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Segment larger than the peer's MSS", zh: "报文超过对端 MSS"),
    citation: .rfc(
      9293, "3.7.1", "MUST-16",
      """
      The maximum size of a segment that a TCP endpoint really sends, the "effective send MSS", MUST be the smaller \
      (MUST-16) of the send MSS (that reflects the available reassembly buffer size at the remote host, the EMTU_R [19]) \
      and the largest transmission size permitted by the IP layer (EMTU_S [19]):
      """),
    why: Bilingual(
      "The other end said what it can take: larger segments are cut up, or dropped again and again, and the connection hangs as soon as it has much to send.",
      zh: "对端已声明可接收的大小：更大的报文会被分片或反复丢弃，一旦发送大量数据，连接就会停滞。"),
    guards: [.mid, .snap, .ord, .mbx], opportunity: .sentData,
    triggers: [
      """
      # a line that takes 1400; the server sends 1440 all the same, and each segment is one packet by its identification
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1360>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +0.001  B > A  .   9001:10401(1400)  ack 1101  win 65535
      ↓ +0.001  B > A  .   10401:11801(1400)  ack 1101  win 65535
        +0.001  B > A  .   11801:13201(1400)  ack 1101  win 65535
        +0.001  B > A  P.  13201:13301(100)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 13301  win 64240
      """
    ],
    passes: [
      """
      # segments of 1360 that the interface put together: the identification counts what was on the wire
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1360>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  B > A  .   9001:13081(4080)  ack 1101  win 65535  {id 102}
        +0.001  B > A  .   13081:14481(1400)  ack 1101  win 65535  {id 105}
        +0.001  B > A  .   14481:15881(1400)  ack 1101  win 65535  {id 107}
        +0.001  B > A  P.  15881:15981(100)  ack 1101  win 65535  {id 109}
        +0.001  A > B  .   1101:1101(0)  ack 15981  win 64240
      """,
      """
      # a server that fills the client's MSS, on a link that takes more
      B = 10.0.0.2:80 id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 8960>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1001  win 65535
        +0.001  B > A  .   10461:11921(1460)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 11921  win 64240
      """,
    ],
    subject: .step(on: [.oversized, .ended]) { step, _ in
      if step.event == .ended { return step.openSizes { $0.snd.maxPayload > UInt32($0.header.sendMSS) } }
      let (large, size) = (step.sender.header.large, step.sender.header.sendMSS)
      guard large.payload > UInt32(size) else { return [] }
      // Stacks refuse to be driven to tiny segments (CVE-2019-11479).
      guard size >= 216 else { return [.doubt(Doubt(.specAmbiguous, leaning: .fail, frames: [large.frame]))] }
      return [
        .charge(
          Charge(
            expected: Bilingual("at most \(size) octets a segment, as the other end's SYN has it", zh: "每个报文段至多 \(size) 字节（对端 SYN 所声明）"),
            observed: Bilingual(
              "\(large.payload) octets in frame \(large.frame), one packet by its identification",
              zh: "第 \(large.frame) 帧有 \(large.payload) 字节，按 IP 标识是单个报文"),
            title: Bilingual(
              "\(step.speaker.en) sent \(large.payload) octets in a segment where \(size) are taken",
              zh: "\(step.speaker.zh)的报文段有 \(large.payload) 字节，而对端只接受 \(size)"),
            frames: [large.frame, step.seg.frame], instancesNeeded: 2))
      ]
    })
}

extension Step {
  /// At the end: ends whose segments were beyond what the peer takes, or may have been, and nothing tells whether each
  /// was one packet.
  func openSizes(_ isMeant: (Endpoint) -> Bool) -> [Outcome] {
    endsSpeaking.compactMap { side in
      let end = before[side]
      guard end.opportunities.contains(.sentData) else { return nil }
      guard end.header.facts.contains(.mssKnown) else {
        return .doubt(Doubt(before[side.other].facts.contains(.synCut) ? .snaplen : .midStream, side: side))
      }
      guard isMeant(end), end.header.single < 3 else { return nil }
      return .doubt(Doubt(.offload, side: side))
    }
  }
}
