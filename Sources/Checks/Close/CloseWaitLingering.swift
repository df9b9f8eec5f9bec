import Replay
import Wire

extension Check {
  static let closeWaitLingering = Check(
    id: "close/close-wait-lingering", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("The application does not close after the other end has", zh: "对端关闭之后应用迟迟不关闭"),
    citation: .rfc(9293, "3.6", nil, "The user will respond with a CLOSE"),
    why: Bilingual(
      "CLOSE-WAIT ends only when the application closes; where it forgets to, descriptors run out.",
      zh: "CLOSE_WAIT 只有在应用关闭时才会结束；应用若忘记关闭，文件描述符终将耗尽。"),
    guards: [.one, .loss], opportunity: .enteredLastAck,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        capture ends +90
      """,
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
      ↓ +75     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
    ],
    passes: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +40     B > A  P.  9001:9101(100)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9101  win 64240
        +40     B > A  F.  9101:9101(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9102  win 64240
        capture ends +5
      """
    ],
    subject: .step(on: [.lingered, .ended]) { step, parameters in
      guard step.event == .ended else { return lingering(step.side, step, parameters) }
      return Side.allCases.flatMap { lingering($0, step, parameters) }
    })

  private static func lingering(_ side: Side, _ step: Step, _ parameters: Parameters) -> [Outcome] {
    let (one, peer) = (step.before[side], step.before[side.other])
    guard one.state == .closeWait, one.facts.contains(.finAcknowledged) else { return [] }
    let waited = step.until - one.idleSince
    guard waited >= parameters.closeLingerInfo else { return [] }
    let who = step.name(of: side).capitalized
    let ended = step.event == .ended
    return [
      .charge(
        Charge(
          expected: Bilingual("a FIN once everything is sent", zh: "发送完毕后应发送 FIN"),
          observed: Bilingual(
            "neither data nor FIN for \(ended ? "at least " : "")\(waited.text)",
            zh: "\(ended ? "至少 " : "")\(waited.text) 内既无数据也无 FIN"),
          title: Bilingual(
            "\(who.en) stood in CLOSE-WAIT for \(ended ? "at least " : "")\(waited.text)",
            zh: "\(who.zh)停留在 CLOSE_WAIT \(ended ? "至少 " : "")\(waited.text)"),
          frames: [step.seg.frame, peer.snd.firstFinFrame], side: side, interval: one.idleSince...step.until,
          level: waited < parameters.closeWaitLinger ? .info : nil))
    ]
  }
}
