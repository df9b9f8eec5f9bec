import Replay
import Wire

extension Check {
  static let pmtuBlackHole = Check(
    id: "path/pmtu-black-hole", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("Full-sized segments never get through", zh: "路径 MTU 黑洞"),
    citation: .rfc(
      2923, "2.1", nil,
      """
      The upper-layer protocol continues to try to send large packets and, without the ICMP messages, never discovers \
      that it needs to reduce the size of those packets.
      """),
    why: Bilingual(
      "A link on the way is narrower than the segments, and the message that says so is filtered: transfers hang, logins work.",
      zh: "途中某段链路的 MTU 更小，而告知此事的 ICMP 被过滤：小报文正常，大数据传输挂起。"),
    guards: [.one, .ord, .off],
    triggers: [
      """
      # small ones pass, 1460 octets never do; a smaller copy gets through
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +0.300  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +0.600  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +1.200  A > B  .   1101:2561(1460)  ack 9001  win 64240
      ↓ +2.400  A > B  .   1101:1613(512)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1613  win 65535
      """,
      """
      # the last, short segment of the flight arrives, the large ones do not
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +0.000  A > B  P.  2561:2661(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.300  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +0.600  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +1.200  A > B  .   1101:2561(1460)  ack 9001  win 64240
      ↓ +2.400  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +2      B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.001  A > B  .   2661:2661(0)  ack 9101  win 64240
        capture ends +10
      """,
    ],
    passes: [
      """
      # a router said so: the message is there
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  .   1101:2561(1460)  ack 9001  win 64240
        +0.010  R > A  icmp 3/4 mtu 1400 quote A > B 1101
        +0.290  A > B  .   1101:2461(1360)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2461  win 65535
      """,
      """
      # an outage: a segment of the same size had got through before
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2461  win 65535
        +0.001  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +0.300  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +0.600  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +1.200  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +2.400  A > B  .   2461:3921(1460)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 3921  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { step.neverPassed(from: $0) }
    })
}

extension Step {
  /// Large segments of one end that were lost again and again while small ones passed.
  fileprivate func neverPassed(from side: Side) -> Outcome? {
    let (one, peer) = (before[side], before[side.other])
    let rtx = one.rtx
    guard one.counts.icmpErrors == 0, peer.counts.icmpErrors == 0, rtx.shrunkFrame != 0 || rtx.copies > 0 else { return nil }
    let who = name(of: side).capitalized
    let expected = Bilingual("a message that tells the size that passes, or segments of that size", zh: "应有告知可通过大小的 ICMP，或改用该大小的报文段")
    if rtx.shrunkFrame != 0, rtx.shrunkEdge < one.snd.una, rtx.shrunkFrom >= 576 {
      return .charge(
        Charge(
          expected: expected,
          observed: Bilingual(
            "\(who.en) sent \(rtx.shrunkFrom) octets at least four times in vain; \(rtx.shrunkTo) of them got through",
            zh: "\(who.zh)至少四次发送 \(rtx.shrunkFrom) 字节均无果；改为 \(rtx.shrunkTo) 字节后送达"),
          title: Bilingual(
            "\(who.en) got no segment of \(rtx.shrunkFrom) octets through, those of \(rtx.shrunkTo) passed",
            zh: "\(who.zh)的 \(rtx.shrunkFrom) 字节报文段均未送达，\(rtx.shrunkTo) 字节的可以通过"),
          frames: [rtx.shrunkFrame, rtx.shrunkFirst], side: side))
    }
    // No segment of this size was ever acknowledged, and the peer is there.
    guard rtx.copies(at: one.snd.una) >= 3, rtx.largest >= 1000, rtx.largest == one.snd.maxPayload,
      one.snd.una <= one.snd.maxPayloadSeq, one.snd.una < one.snd.nxt, one.snd.iss + 1 < one.snd.una,
      rtx.last - rtx.first >= .milliseconds(600), rtx.first < peer.times.last, peer.rcv.window > 0,
      peer.facts.isDisjoint(with: [.rstSent, .foreignRst])
    else { return nil }
    return .charge(
      Charge(
        expected: expected,
        observed: Bilingual(
          "\(who.en) sent \(rtx.largest) octets \(rtx.copies + 1) times in vain, though its smaller segments passed and the other end still spoke",
          zh: "\(who.zh) \(rtx.copies + 1) 次发送 \(rtx.largest) 字节均无果，而较小的报文段可以通过，对端也仍在发送"),
        title: Bilingual(
          "\(who.en) got no segment of \(rtx.largest) octets through, smaller ones passed", zh: "\(who.zh)的 \(rtx.largest) 字节报文段均未送达，较小的可以通过"),
        frames: [rtx.lastFrame, rtx.firstFrame], side: side, interval: rtx.first...rtx.last))
  }
}
