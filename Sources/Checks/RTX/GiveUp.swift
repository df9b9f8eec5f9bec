import Replay
import Wire

extension Check {
  static let giveUp = Check(
    id: "rtx/give-up", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("Retransmission ended too early, or not at all", zh: "数据重传过早放弃或永不放弃"),
    citation: .rfc(9293, "3.8.3", "SHLD-11", "The value of R2 SHOULD correspond to at least 100 seconds (SHLD-11)."),
    why: Bilingual(
      "An outage of a minute kills the connection, or a dead one keeps its memory for hours; the application may have set the limit.",
      zh: "一分钟的中断就会断开连接，或者死连接数小时不释放；上限也可能由应用设定。"),
    guards: [.one, .end, .mid],
    triggers: [
      """
      # a user timeout of five seconds
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.600  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1.200  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +2.400  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  R.  1101:1101(0)  ack 9001  win 0
        capture ends +60
      """
    ],
    passes: [
      """
      # two minutes
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +4      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +8      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +16     A > B  P.  1001:1101(100)  ack 9001  win 64240
        +32     A > B  P.  1001:1101(100)  ack 9001  win 64240
        +60     A > B  R.  1101:1101(0)  ack 9001  win 0
        capture ends +60
      """,
      """
      # the peer resets
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.600  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
        capture ends +60
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      step.ends.compactMap { step.abandonment(by: $0, parameters) }
    })
}

extension Step {
  /// Timeouts that nothing answered, and how they ended.
  fileprivate func abandonment(by side: Side, _ parameters: Parameters) -> Outcome? {
    let (one, peer) = (before[side], before[side.other])
    let outage = one.outage
    guard outage.rounds >= 2, peer.facts.contains(.spoke), peer.rcv.window > 0,
      peer.facts.isDisjoint(with: [.rstSent, .foreignRst]), one.counts.icmpErrors == 0, peer.counts.icmpErrors == 0
    else { return nil }
    let isReset = one.facts.contains(.rstSent) && outage.last < one.times.rst
    let length = (isReset ? one.times.rst : outage.last) - outage.began
    let frames = [outage.lastFrame, outage.firstFrame]
    let who = name(of: side).capitalized
    if length > .seconds(3600) {
      let observed = Bilingual("\(who.en) was still repeating after \(length.text)", zh: "\(who.zh)在 \(length.text) 后仍在重传")
      return .charge(abandoned(observed, observed, side, frames, through: outage.last, parameters))
    }
    // Silence means giving up once twice the next interval has passed, and the host is heard elsewhere.
    let silence = outage.backoff * 4
    guard length + (isReset ? .zero : outage.backoff * 2) < parameters.giveUpMinimum else {
      return .pass(frames: frames, side: side)
    }
    let end = isReset ? one.times.rst : outage.last + silence
    let how = isReset
      ? Bilingual("reset the connection", zh: "重置了连接") : Bilingual("fell silent", zh: "不再发送")
    let observed = Bilingual(
      "\(who.en) \(how.en) \(length.text) after it began to wait for an acknowledgement, as its application may have wanted",
      zh: "\(who.zh)等待确认 \(length.text) 后\(how.zh)，也可能是应用的要求")
    let title = Bilingual(
      "\(who.en) \(how.en) after \(length.text) without an acknowledgement", zh: "\(who.zh)在 \(length.text) 未获确认后\(how.zh)")
    var charge = abandoned(title, observed, side, frames, through: end, parameters)
    if !isReset { charge.guards = .alive }
    return .charge(charge)
  }

  private func abandoned(
    _ title: Bilingual, _ observed: Bilingual, _ side: Side, _ frames: [UInt32], through end: Instant, _ parameters: Parameters
  ) -> Charge {
    Charge(
      expected: Bilingual(
        "retransmission for at least \(parameters.giveUpMinimum.text), and an end to it", zh: "重传至少持续 \(parameters.giveUpMinimum.text)，并最终停止"),
      observed: observed, title: title, frames: frames, side: side, interval: before[side].outage.last...end, selfEvident: true)
  }
}
