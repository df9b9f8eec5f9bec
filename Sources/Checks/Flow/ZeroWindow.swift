import Replay
import Wire

extension Check {
  package static let zeroWindow = Check(
    id: "flow/zero-window", priority: .p1, level: .info, kind: .measurement,
    title: Bilingual("Receiver closed its window", zh: "零窗口"),
    citation: .rfc(
      9293, "3.8.6.1", nil,
      """
      The sending TCP peer must regularly transmit at least one octet of new data (if available), or retransmit to the \
      receiving TCP peer even if the send window is zero, in order to "probe" the window.
      """),
    why: Bilingual(
      "The application behind a shut window does not read fast enough: the pause is its own, not the network's.",
      zh: "窗口关闭说明其后的应用读取得不够快：停顿来自应用，而不是网络。"),
    triggers: [
      """
      # the server's application does not read; the client probes until it does
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.300  A > B  .   2000:2000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
      ↓ +2      B > A  .   9001:9001(0)  ack 2001  win 1000
        +0.001  A > B  P.  2001:2101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2101  win 1000
      """
    ],
    passes: [
      """
      # a RST carries no window
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R.  9001:9001(0)  ack 1101  win 0
      """,
      """
      # nothing can come after the client's FIN, and the server offers nothing for it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 0
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 0
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (shut, full) = (step.before[side].shut, step.before[side.other].counts.windowFull)
        guard shut.episodes > 0 || full > 0 else { return nil }
        let told = [step.shutTimes(of: side), step.updates(of: side), step.filledTimes(by: side.other)].compactMap { $0 }
        let text = Bilingual(told.map(\.en).joined(separator: " "), zh: told.map(\.zh).joined())
        let frames = shut.episodes > 0 ? [shut.firstFrame, shut.lastFrame] : []
        return .fact(Fact(text, brief: step.stall(by: side), frames: frames, side: side))
      }
    })
}

extension Step {
  /// A pause that somebody waits for: no shorter than the first timeout of a retransmission (RFC 6298 (2.1)).
  private static let stall: Duration = .seconds(1)

  fileprivate func stall(by side: Side) -> Bilingual? {
    let shut = before[side].shut
    guard shut.episodes > 0, Self.stall <= longest(shut) else { return nil }
    let (who, length) = (name(of: side), longest(shut).text)
    return shut.isShut && longest(shut) == open(shut)
      ? Bilingual(
        "\(who.en) shut its window for \(length), to the last segment", zh: "\(who.zh)关闭窗口 \(length)，直到最后一个报文段")
      : Bilingual("\(who.en) shut its window for \(length)", zh: "\(who.zh)关闭窗口长达 \(length)")
  }

  private func open(_ shut: ShutWindow) -> Duration { shut.isShut ? before.last - shut.since : .zero }
  private func longest(_ shut: ShutWindow) -> Duration { max(shut.longest, open(shut)) }

  fileprivate func shutTimes(of side: Side) -> Bilingual? {
    let shut = before[side].shut
    guard shut.episodes > 0 else { return nil }
    let (who, other) = (name(of: side), name(of: side.other))
    let (total, longest) = ((shut.total + open(shut)).text, longest(shut).text)
    let still = shut.isShut ? Bilingual("; it was still shut at the last segment", zh: "；到最后一个报文段时仍未打开") : Bilingual("", zh: "")
    return Bilingual(
      "\(who.capitalized.en) shut its window \(often(shut.episodes)), for \(total) in all and \(longest) at most\(still.en); \(other.en) probed \(often(shut.probes)) meanwhile.",
      zh: "\(who.zh)关闭窗口 \(shut.episodes) 次，共 \(total)，最长 \(longest)\(still.zh)；其间\(other.zh)探测 \(shut.probes) 次。")
  }

  fileprivate func updates(of side: Side) -> Bilingual? {
    let updates = before[side].conduct.habits.updates
    guard updates > 0 else { return nil }
    let who = name(of: side)
    return Bilingual(
      "\(who.capitalized.en) updated its window \(often(updates)).", zh: "\(who.zh)更新窗口 \(updates) 次。")
  }

  fileprivate func filledTimes(by side: Side) -> Bilingual? {
    let full = before[side].counts.windowFull
    guard full > 0 else { return nil }
    let (who, other) = (name(of: side), name(of: side.other))
    return Bilingual(
      "\(who.capitalized.en) filled the window of \(other.en) to its edge \(often(full)).",
      zh: "\(who.zh)把\(other.zh)的窗口恰好填满 \(full) 次。")
  }
}
