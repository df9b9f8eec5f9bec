import Replay
import Wire

extension Check {
  static let inconsistentRetransmission = Check(
    id: "seg/inconsistent-retransmission", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Same sequence numbers, different octets", zh: "同一序号重传的数据不一致"),
    citation: .rfc(
      9293, "3.4", nil,
      "A fundamental notion in the design is that every octet of data sent over a TCP connection has a sequence number."),
    why: Bilingual(
      "Which of the two the application reads depends on which arrives first: its data is corrupt, or somebody forges it.",
      zh: "应用读到哪一份取决于哪一份先到：数据被破坏，或者有人在伪造。"),
    guards: [.text, .mbx, .ord, .frag, .off], opportunity: .repeatedOctets,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240  {hash 11}
      ↓ +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240  {hash 12}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # sent again octet by octet
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # the first copy was damaged on its way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240  {hash 11, cksum bad}
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240  {hash 12}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # a keepalive carries one octet of garbage (RFC 9293 §3.8.4)
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1002(1)  ack 9001  win 64240  {hash 11}
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +60     A > B  .   1001:1002(1)  ack 9001  win 64240  {hash 12}
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        capture ends +5
      """,
      """
      # a box nearer by six hops answers in the server's name, before the server itself
        B = 10.0.0.2:80  ttl 52
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  B > A  P.  9001:9101(100)  ack 1101  win 65535  {hash 11, ttl 58}
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240
        +0.010  B > A  P.  9001:9101(100)  ack 1101  win 65535  {hash 12}
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .conflictingOctets) { step, parameters in
      let (seg, looks, other) = (step.seg, step.senderAfter.looks, step.senderAfter.conduct.repeated.otherFrame)
      // Two senders under one name: neither of the contents is known to be this end's.
      // So soon nothing is sent again: a box changed the packet, and it was captured before and behind it.
      let age = Duration.nanoseconds(step.senderAfter.conduct.repeated.otherAge)
      guard looks.ttlHigh <= looks.ttlLow &+ 1, age >= parameters.orderWindow else {
        return [.doubt(Doubt(.middlebox, leaning: .fail, frames: [seg.frame, other]))]
      }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "the octets of frame \(other) again at \(seg.seq)", zh: "序号 \(seg.seq) 处与第 \(other) 帧相同的内容"),
            observed: Bilingual(
              "\(seg.payload) other octets under the same numbers, both under a right checksum",
              zh: "同一序号下 \(seg.payload) 字节内容不同，两者校验和均正确"),
            title: Bilingual(
              "\(step.speaker.en) sent \(seg.payload) other octets under numbers it had used before",
              zh: "\(step.speaker.zh)在用过的序号下发送了 \(seg.payload) 字节不同的内容"),
            frames: [seg.frame, other], instances: Int(step.senderAfter.conduct.repeated.conflicts)))
      ]
    })
}
