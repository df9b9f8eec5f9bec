import Replay
import Wire

extension Check {
  static let portReuseWithin2MSL = Check(
    id: "close/port-reuse-within-2msl", level: .note, kind: .safety,
    title: Bilingual("The same four-tuple is used again within 2MSL", zh: "2MSL 内重用同一四元组"),
    citation: .rfc(
      9293, "3.6.1", "MUST-13",
      "When a connection is closed actively, it MUST linger in the TIME-WAIT state for a time 2xMSL (Maximum Segment Lifetime) (MUST-13)."
    ),
    why: Bilingual(
      "A segment of the earlier connection that is still on its way may fall into the new one's window.",
      zh: "上一个连接仍在途中的报文段可能落入新连接的窗口。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .reusedTuple,
    triggers: [
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
      // With a greater timestamp, as Linux does where tcp_tw_reuse is set: a note.
      """
        +0      A > B  S   1000:1000(0)  win 64240  <TS val 100 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <TS val 500 ecr 100>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 121 ecr 500>
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240  <TS val 131 ecr 500>
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535  <TS val 530 ecr 131>
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240  <TS val 152 ecr 530>
      ↓ +2      A > B  S   500000:500000(0)  win 64240  <TS val 2152 ecr 0>
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535  <TS val 2550 ecr 2152>
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240  <TS val 2173 ecr 2550>
        capture ends +5
      """,
      // The connection before was never closed.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
      ↓ +30     A > B  S   500000:500000(0)  win 64240
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240
        capture ends +5
      """,
    ],
    passes: [
      // The server closed first: the client owes no TIME-WAIT.
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
      // After a RST there is nothing left to wait for.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R.  1001:1001(0)  ack 9001  win 0
        +1      A > B  S   500000:500000(0)  win 64240
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240
        capture ends +5
      """,
      // Five minutes later.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +300    A > B  S   500000:500000(0)  win 64240
        +0.020  B > A  S.  700000:700000(0)  ack 500001  win 65535
        +0.001  A > B  .   500001:500001(0)  ack 700001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .incarnation) { step, parameters in
      guard step.seg.has(.syn), !step.seg.has(.ack) else { return [] }
      let since = step.seg.time - step.before.previous.last
      if let end = step.timeWaitEnd { return byHolder(end, step, parameters) }
      guard since < parameters.timeWaitRFC else { return [] }
      let (who, port) = (step.name(of: step.side).capitalized, step.before.key[step.side].port)
      let frames = [step.seg.frame, step.before.previous.lastFrame]
      func fact(_ en: String, zh: String) -> [Outcome] {
        [.fact(Fact(Bilingual("port \(port) again after \(since.text), \(en)", zh: "\(since.text) 后再次使用端口 \(port)，\(zh)"), frames: frames, side: step.side))]
      }
      switch step.before.previous.closing(side: step.side) {
      case .passive: return fact("lawful: the other end had closed first", zh: "合法：对端先关闭")
      case .reset: return fact("the connection before had been reset", zh: "上一个连接已被复位")
      case .active, .neverOpen: return []
      case .silent:
        return [
          .charge(
            Charge(
              expected: Bilingual("the connection before closed or reset", zh: "上一个连接已关闭或复位"),
              observed: Bilingual("neither was seen; silence for \(since.text)", zh: "两者均未见到；静默 \(since.text)"),
              title: Bilingual(
                "\(who.en) used port \(port) again although the connection before had not ended",
                zh: "上一个连接尚未结束，\(who.zh)就再次使用端口 \(port)"), frames: frames))
        ]
      }
    })

  /// Used again by the end that was in TIME-WAIT.
  private static func byHolder(_ end: TimeWaitEnd, _ step: Step, _ parameters: Parameters) -> [Outcome] {
    let zone = parameters.zone(end.elapsed)
    let (who, port) = (step.name(of: end.side).capitalized, step.before.key[end.side].port)
    let frames = [step.seg.frame, end.frame]
    let elapsed = end.elapsed.text
    if parameters.timeWaitRFC <= end.elapsed { return [] }
    if zone == .open || zone == .over {
      let text = Bilingual("port \(port) again \(elapsed) into TIME-WAIT", zh: "TIME_WAIT 的 \(elapsed) 时再次使用端口 \(port)")
      return [.fact(Fact(text, frames: frames, side: end.side))]
    }
    guard end.looksAlike else { return [.doubt(Doubt(.middlebox, frames: frames, side: end.side))] }
    let graver = zone == .belowFloor && !end.isProtected
    return [
      .charge(
        Charge(
          expected: parameters.timeWaitOwed,
          observed: Bilingual(
            "port \(port) again after \(elapsed)\(end.isProtected ? ", with a greater timestamp" : ", without timestamps that tell old from new")",
            zh: "\(elapsed) 后再次使用端口 \(port)\(end.isProtected ? "，时间戳更大" : "，没有可区分新旧的时间戳")"),
          title: Bilingual(
            "\(who.en) used port \(port) again \(elapsed) into TIME-WAIT",
            zh: "\(who.zh)在 TIME_WAIT 的 \(elapsed) 时再次使用端口 \(port)"), frames: frames, side: end.side, interval: end.interval,
          guards: .box, level: graver ? .must : nil))
    ]
  }
}
