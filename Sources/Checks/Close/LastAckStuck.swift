import Replay
import Wire

extension Check {
  static let lastAckStuck = Check(
    id: "close/last-ack-stuck", priority: .p1, level: .info, kind: .measurement,
    title: Bilingual("The last FIN was never acknowledged", zh: "LAST_ACK：最后的 FIN 无人确认"),
    citation: .rfc(
      9293, "3.6", nil,
      "If an ACK is not forthcoming, after the user timeout the connection is aborted and the user is told."),
    why: Bilingual(
      "The end that closed second waits for an ACK that nobody sends any more, and holds the port meanwhile.",
      zh: "后关闭的一端一直等待不会再来的 ACK，期间端口一直被占用。"),
    guards: [.one, .loss],
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.600  B > A  F.  9001:9001(0)  ack 1002  win 65535
      ↓ +1.200  B > A  F.  9001:9001(0)  ack 1002  win 65535
        capture ends +30
      """
    ],
    passes: [
      """
      # one ACK is lost, the next gets through
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +30
      """,
      """
      # reset at last
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.600  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +1.200  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +30
      """,
    ],
    subject: .step(on: .tried) { step, _ in
      Side.allCases.flatMap { side -> [Outcome] in
        let one = step.before[side]
        guard one.state == .lastAck, one.counts.fins > 3, !one.facts.contains(.finAcked) else { return [] }
        let (who, times) = (step.name(of: side).capitalized, Int(one.counts.fins))
        let (span, rest) = ((one.times.lastFin - one.times.firstFin).text, (step.until - one.times.lastFin).text)
        return [
          .fact(
            Fact(
              Bilingual(
                "\(who.en) sent its FIN \(times) times within \(span); neither an ACK nor a RST came, to the last \(rest) later",
                zh: "\(who.zh)在 \(span) 内发送了 \(times) 次 FIN；直到最后一次之后 \(rest) 仍既无 ACK 也无 RST"),
              frames: [one.snd.lastFinFrame, one.snd.firstFinFrame], side: side))
        ]
      }
    })
}
