import Replay
import Wire

extension Check {
  static let timeWaitTooShort = Check(
    id: "close/time-wait-too-short", level: .must, kind: .reaction,
    title: Bilingual("TIME-WAIT ended before 2MSL", zh: "TIME_WAIT 未满 2MSL 就结束了"),
    citation: .rfc(
      9293, "3.6.1", "MUST-13",
      "When a connection is closed actively, it MUST linger in the TIME-WAIT state for a time 2xMSL (Maximum Segment Lifetime) (MUST-13)."
    ),
    why: Bilingual(
      "A segment of the old connection that is still on its way can be taken for one of the next, and an end whose last ACK was lost is told by RST that its close failed.",
      zh: "仍在途中的旧报文段可能被下一个连接误收；最后的 ACK 丢失时，对端会被 RST 告知关闭失败。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .timeWaitProven,
    untested: Untested(.enteredTimeWait, .untested),
    triggers: [
      // The last ACK is lost; the FIN comes again and meets a closed port.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9002  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 1002  win 65535
        +0.250  A > B  F.  1001:1001(0)  ack 9002  win 64240
      ↓ +0.001  B > A  R   9002:9002(0)  win 0
        capture ends +5
      """,
      // The host that closed first uses the same port again.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
      ↓ +1      A > B  S   500000:500000(0)  win 64240
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240
        capture ends +5
      """,
      // The host that closed first takes a SYN that no live TIME-WAIT would take: older, and without timestamps.
      """
        +0      A > B  S   1000000:1000000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1000001  win 65535
        +0.020  A > B  .   1000001:1000001(0)  ack 9001  win 64240
        +0.010  B > A  F.  9001:9001(0)  ack 1000001  win 65535
        +0.020  A > B  F.  1000001:1000001(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 1000002  win 65535
        +1      A > B  S   2000:2000(0)  win 64240
      ↓ +0.001  B > A  S.  7000:7000(0)  ack 2001  win 65535
        +0.020  A > B  .   2001:2001(0)  ack 7001  win 64240
        capture ends +5
      """,
    ],
    passes: [
      // The FIN comes again and is acknowledged again.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      // The end that closed second owes no TIME-WAIT.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.001  A > B  F.  1001:1001(0)  ack 9002  win 64240
        +0.020  B > A  .   9002:9002(0)  ack 1002  win 65535
        +1      A > B  S   500000:500000(0)  win 64240
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240
        capture ends +5
      """,
      // Data after the close met RST: the state was given up before TIME-WAIT began.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9101(100)  ack 1002  win 65535
        +0.001  B > A  F.  9101:9101(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      // A RST of the peer put an end to TIME-WAIT (RFC 1337).
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.020  B > A  R   9002:9002(0)  win 0
        +0.300  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      // After 75 s nobody can tell: Linux waits 60 s.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +75     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: [.afterClose, .incarnation, .synAck]) { step, parameters in
      guard let end = step.timeWaitEnd else {
        guard step.senderAfter.times.timeWaitAlive != step.sender.times.timeWaitAlive else { return [] }
        return [.pass(frames: [step.seg.frame, step.sender.late.lastFrame], side: nil)]
      }
      let (told, elapsed) = (told(end, by: step), end.elapsed.text)
      let frames = [step.seg.frame, end.frame]
      if end.isProtected { return [] }
      if parameters.timeWaitRFC <= end.elapsed {
        // How long it really lasted, nobody saw; where the user says what is owed, as long is enough.
        return parameters.mslIsExplicit ? [.pass(frames: frames, side: end.side)] : []
      }
      let zone = parameters.zone(end.elapsed)
      if zone == .open || zone == .over { return [.fact(Fact(told, frames: frames, side: end.side))] }
      guard end.looksAlike else {
        return [.doubt(Doubt(.middlebox, leaning: .fail, frames: frames, side: end.side, observed: told))]
      }
      return [
        .charge(
          Charge(
            expected: parameters.timeWaitOwed,
            observed: Bilingual("gone after at most \(elapsed)", zh: "至多 \(elapsed) 后已消失"), title: told, frames: frames,
            side: end.side, interval: end.interval, guards: .box, receiptProven: true,
            level: zone == .low ? .note : nil))
      ]
    })

  /// The end of a TIME-WAIT as a sentence with its numbers.
  private static func told(_ end: TimeWaitEnd, by step: Step) -> Bilingual {
    let (who, elapsed) = (step.name(of: end.side).capitalized, end.elapsed.text)
    return switch end.evidence {
    case .reset:
      Bilingual("\(who.en) answered RST \(elapsed) into TIME-WAIT", zh: "\(who.zh)在 TIME_WAIT 的 \(elapsed) 时回复了 RST")
    case .reused:
      Bilingual(
        "\(who.en) used port \(step.before.key[end.side].port) again \(elapsed) into TIME-WAIT",
        zh: "\(who.zh)在 TIME_WAIT 的 \(elapsed) 时再次使用端口 \(step.before.key[end.side].port)")
    case .accepted:
      Bilingual(
        "\(who.en) took an older SYN \(elapsed) into TIME-WAIT", zh: "\(who.zh)在 TIME_WAIT 的 \(elapsed) 时接受了较旧的 SYN")
    }
  }
}
