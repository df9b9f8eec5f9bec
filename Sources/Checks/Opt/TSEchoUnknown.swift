import Replay
import Wire

extension Check {
  static let tsEchoUnknown = Check(
    id: "opt/ts-echo-unknown", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Echoed timestamp was never sent", zh: "回显了从未发送的时间戳"),
    citation: .rfc(
      7323, "3.2", nil,
      """
      When the ACK bit is set in an outgoing segment, the sender MUST echo a recently received TSval sent by the remote \
      TCP in the TSval field of a Timestamps option.
      """),
    why: Bilingual(
      "The other end measures round trips with it: its timeouts become far too long or too short.",
      zh: "对端用它测量往返时间：重传超时会变得过长或过短。"),
    guards: [.mid, .one, .loss, .snap, .ord, .mbx], opportunity: .agreedOnTimestamps,
    triggers: [
      """
      # the client echoes the same number all the time, which the server never sent
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 9999999>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 9999999>
        +0.020  B > A  P.  9001:9101(100)  ack 1101  win 65535  <nop,nop,TS val 70040 ecr 31>
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240  <nop,nop,TS val 52 ecr 9999999>
        +0.020  B > A  P.  9101:9201(100)  ack 1101  win 65535  <nop,nop,TS val 70060 ecr 52>
        +0.001  A > B  .   1101:1101(0)  ack 9201  win 64240  <nop,nop,TS val 72 ecr 9999999>
      """
    ],
    passes: [
      """
      # what carried 70040 is missing in the capture
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 51 ecr 70040>
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240  <nop,nop,TS val 52 ecr 70040>
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240  <nop,nop,TS val 53 ecr 70040>
        +0.020  B > A  P.  9001:9101(100)  ack 1301  win 65535  <nop,nop,TS val 70060 ecr 53>
        +0.001  A > B  .   1301:1301(0)  ack 9101  win 64240  <nop,nop,TS val 74 ecr 70060>
      """,
      """
      # the client's last acknowledgements are missing in the capture; then it has aborted
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.020  B > A  P.  9001:9101(100)  ack 1001  win 65535  <nop,nop,TS val 70060 ecr 53>
        +0.001  A > B  R   1001:1001(0)  win 0
        +0.020  B > A  P.  9101:9201(100)  ack 1001  win 65535  <nop,nop,TS val 70080 ecr 73>
        +0.001  A > B  R   1001:1001(0)  win 0
        +0.020  B > A  P.  9201:9301(100)  ack 1001  win 65535  <nop,nop,TS val 70100 ecr 73>
        +0.001  A > B  R   1001:1001(0)  win 0
      """,
      """
      # a box answered the SYN with a clock of its own; the server's is echoed ever after
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.005  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.020  B > A  P.  9001:9101(100)  ack 1101  win 65535  <nop,nop,TS val 500 ecr 31>
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240  <nop,nop,TS val 52 ecr 500>
        +0.020  B > A  P.  9101:9201(100)  ack 1101  win 65535  <nop,nop,TS val 520 ecr 52>
        +0.001  A > B  .   1101:1101(0)  ack 9201  win 64240  <nop,nop,TS val 73 ecr 520>
        +0.020  B > A  P.  9201:9301(100)  ack 1101  win 65535  <nop,nop,TS val 540 ecr 73>
        +0.001  A > B  .   1101:1101(0)  ack 9301  win 64240  <nop,nop,TS val 94 ecr 540>
      """,
      """
      # data of the connection before come again into the next one of the same ports, and echo the clock of then
        +0      A > B  S   900000:900000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 900001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 10>
        +0.001  A > B  .   900001:900001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 70000>
        +0.001  A > B  P.  900001:900101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.020  B > A  .   9001:9001(0)  ack 900101  win 65535  <nop,nop,TS val 70040 ecr 31>
        +0.010  B > A  F.  9001:9001(0)  ack 900101  win 65535  <nop,nop,TS val 70050 ecr 31>
        +0.020  A > B  F.  900101:900101(0)  ack 9002  win 64240  <nop,nop,TS val 90 ecr 70050>
        +0.020  B > A  .   9002:9002(0)  ack 900102  win 65535  <nop,nop,TS val 70090 ecr 90>
        +0.500  A > B  S   5000000:5000000(0)  win 64240  <mss 1460,nop,nop,TS val 600 ecr 0>
        +0.020  B > A  S.  80000:80000(0)  ack 5000001  win 65535  <mss 1460,nop,nop,TS val 70610 ecr 600>
        +0.001  A > B  .   5000001:5000001(0)  ack 80001  win 64240  <nop,nop,TS val 621 ecr 70610>
        +0.001  A > B  P.  900001:900101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.001  B > A  .   80001:80001(0)  ack 5000001  win 65535  <nop,nop,TS val 70630 ecr 621>
        +0.100  A > B  P.  900001:900101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.001  B > A  .   80001:80001(0)  ack 5000001  win 65535  <nop,nop,TS val 70730 ecr 621>
        +0.100  A > B  P.  900001:900101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 70000>
        +0.001  B > A  .   80001:80001(0)  ack 5000001  win 65535  <nop,nop,TS val 70830 ecr 621>
        capture ends +5
      """,
      """
      # the SYNs agree on one-way delays in the place of the echo
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,nop,TS val 10 ecr 2684354561>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70000 ecr 2684364811>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 30 ecr 129>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  <nop,nop,TS val 31 ecr 129>
        +0.020  B > A  P.  9001:9101(100)  ack 1101  win 65535  <nop,nop,TS val 70040 ecr 65>
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240  <nop,nop,TS val 52 ecr 66>
        +0.020  B > A  P.  9101:9201(100)  ack 1101  win 65535  <nop,nop,TS val 70060 ecr 63>
        +0.001  A > B  .   1101:1101(0)  ack 9201  win 64240  <nop,nop,TS val 72 ecr 66>
        +0.020  B > A  P.  9201:9301(100)  ack 1101  win 65535  <nop,nop,TS val 70080 ecr 63>
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.endsSpeaking.compactMap { side in
        let (end, peer) = (step.before[side], step.before[side.other])
        let strange = end.header.strange
        guard strange.frame != 0 else { return nil }
        // Over a longer time a fast clock may have come round.
        let isShort = step.before.last - step.before.start < .seconds(1800)
        let newest = TimestampValue.later(end.rcv.timestamp, peer.snd.timestamp)
        // The other end's clock was seen to go on afterwards, and not to have come there.
        let wentOn = strange.newest < newest && newest < strange.least
        let ahead = strange.ahead > 0 && isShort && wentOn ? Int(strange.ahead) : 0
        let count = Int(strange.older) + ahead
        guard count > 0 else { return nil }
        // RFC 7323 §3.2 wants a zero there. An experiment negotiates by it what TSecr shall hold, such as delays.
        if end.header.facts.union(peer.header.facts).contains(.echoWithoutAck) {
          return .doubt(Doubt(.specAmbiguous, leaning: .fail, frames: [strange.frame], side: side))
        }
        return .charge(
          Charge(
            expected: Bilingual("an echo of a TSval that the other end sent, from \(peer.snd.synTimestamp) to \(newest)", zh: "应回显对端发送过的 TSval（\(peer.snd.synTimestamp) 至 \(newest)）"),
            observed: Bilingual(
              "\(counted(count, "segment")) with another, the first in frame \(strange.frame)", zh: "\(count) 个报文段回显了其他值，最早的是第 \(strange.frame) 帧"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) echoed timestamps that were never sent, in \(counted(count, "segment"))",
              zh: "\(step.name(of: side).zh)在 \(count) 个报文段中回显了从未发送的时间戳"),
            frames: [strange.frame], side: side, interval: end.times.first...end.times.last, instances: count,
            instancesNeeded: 3))
      }
    })
}
