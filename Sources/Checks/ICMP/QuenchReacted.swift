import Replay
import Wire

extension Check {
  static let quenchReacted = Check(
    id: "icmp/quench-reacted", priority: .p2, level: .must, kind: .reaction,
    title: Bilingual("Reacted to Source Quench", zh: "对源抑制作出反应"),
    citation: .rfc(
      9293, "3.9.2.2", "MUST-55",
      "TCP implementations MUST silently discard any received ICMP Source Quench messages (MUST-55)."),
    why: Bilingual(
      "Anybody who guesses address and port can slow the connection down to a crawl, without seeing it.",
      zh: "任何猜到地址和端口的人，无需看到连接就能把它拖慢。"),
    guards: [.one, .loss, .ord, .mbx],
    triggers: [
      """
      # a host sends what none may send any more
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.020  B > A  icmp 4/0 quote A > B 1001
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # a router sends it, and the client goes on as before
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 4/0 quote A > B 1001
        +0.010  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
      """,
      """
      # it has little to send afterwards, once
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.00001  A > B  .   1001:2461(1460)  ack 9001  win 64240
        +0      A > B  .   2461:3921(1460)  ack 9001  win 64240
        +0      A > B  .   3921:5381(1460)  ack 9001  win 64240
        +0.010  R > A  icmp 4/0 quote A > B 1001
        +0.010  B > A  .   9001:9001(0)  ack 5381  win 65535
        +0.005  A > B  P.  5381:5391(10)  ack 9001  win 64240
        +0.001  A > B  P.  5391:5401(10)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 5401  win 65535
        +0.001  A > B  P.  5401:5411(10)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: [.icmp, .ended]) { step, _ in
      if step.event == .ended { return step.slowedDown }
      guard step.seg.icmp.gravity == .quench, step.seg.icmp.reporter == step.seg.destination else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("no Source Quench from a host (RFC 6633 §3 has it MUST NOT)", zh: "主机不应发送源抑制（RFC 6633 §3 禁止）"),
            observed: Bilingual("one in frame \(step.seg.frame)", zh: "第 \(step.seg.frame) 帧即是"),
            title: Bilingual(
              "\(step.name(of: step.side.other).capitalized.en) sent a Source Quench", zh: "\(step.name(of: step.side.other).zh)发送了源抑制"),
            frames: [step.seg.frame], side: step.side.other, receiptProven: true))
      ]
    })
}

extension Step {
  /// Ends whose flight was half or less after each of three quenches at least.
  fileprivate var slowedDown: [Outcome] {
    endsSpeaking.compactMap { side in
      let quench = before[side].header.quench
      guard quench.measured > 0 else { return nil }
      guard quench.halved == quench.measured else { return .pass(frames: [quench.frame], side: side) }
      return .charge(
        Charge(
          expected: Bilingual("as much under way after Source Quench as before", zh: "源抑制前后在途数据量应无变化"),
          observed: Bilingual(
            "half or less within two round trips after each of \(quench.measured), the newest in frame \(quench.frame)",
            zh: "\(quench.measured) 次源抑制之后两个往返内在途数据均减半以下，最近一次是第 \(quench.frame) 帧"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) halved what was under way after each of \(quench.measured) Source Quenches",
            zh: "\(name(of: side).zh)在 \(quench.measured) 次源抑制之后都把在途数据减半"),
          frames: [quench.frame], side: side, interval: before.start...before.last, guards: .tap,
          instances: Int(quench.measured), instancesNeeded: 3))
    }
  }
}
