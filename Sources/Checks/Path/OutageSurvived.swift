import Replay
import Wire

extension Check {
  package static let outageSurvived = Check(
    id: "path/outage-survived", level: .info, kind: .measurement,
    title: Bilingual("Connection survived an outage (unplugged and replugged)", zh: "断网后连接存活"),
    citation: .rfc(
      9293, "3.8.3", nil,
      """
      Excessive retransmission of the same segment by a TCP endpoint indicates some failure of the remote host or the \
      internetwork path. This failure may be of short or long duration.
      """),
    why: Bilingual(
      "TCP outlives a pulled cable; but its timer has backed off meanwhile, so the pause lasts longer than the fault.",
      zh: "拔掉网线后 TCP 连接仍能存活；但重传定时器已经退避，停顿会比故障更长。"),
    triggers: [
      """
      # the cable is out for some seconds
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +4      A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # idle: nothing was under way, so an outage cannot be seen
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +20     A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # one segment is lost and comes again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let outage = step.before[side].outage
        guard outage.survived > .zero else { return nil }
        let (who, other) = (step.name(of: side), step.name(of: side.other))
        let (length, backoff) = (outage.survived.text, outage.survivedBackoff.text)
        let rounds = often(outage.survivedRounds)
        return .fact(
          Fact(
            Bilingual(
              "Nothing of \(other.en) crossed for \(length) while \(who.en) asked again \(rounds); the connection went on in frame \(outage.survivedFrame). The timer stood at \(backoff) by then, so the path may have been back that much sooner.",
              zh: "\(other.zh)的报文段中断了 \(length)，其间\(who.zh)重发了 \(outage.survivedRounds) 次；第 \(outage.survivedFrame) 帧起连接继续。此时定时器已退避到 \(backoff)，路径可能在此之前就已恢复，最多早这么久。"),
            brief: Bilingual(
              "nothing of \(other.en) crossed for \(length), and the connection survived",
              zh: "\(other.zh)的报文段中断 \(length)，连接存活"),
            frames: [outage.survivedFirstFrame, outage.survivedFrame], side: side))
      }
    })
}
