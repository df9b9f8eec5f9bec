import Replay
import Wire

extension Check {
  static let lateFinUnanswered = Check(
    id: "close/late-fin-unanswered", level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("A late FIN is met with silence", zh: "迟到的 FIN 没有得到任何应答"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL timeout."
    ),
    why: Bilingual(
      "The other end, whose FIN was never acknowledged for it, waits in vain: TIME-WAIT owes it an ACK, a closed port a RST.",
      zh: "对端的 FIN 未得到确认，只能空等：TIME_WAIT 应回 ACK，已关闭的端口应回 RST。"),
    guards: [.one, .loss, .end, .pr, .pn, .fw, .resets, .rl, .auth, .alive],
    triggers: [
      lateFinScript(after: ["+69.9", "+5", "+5"], others: ["+0.1", "+5", "+5"])
    ],
    passes: [
      // Linux after 50 s: still in TIME-WAIT; after 75 s: closed.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +50     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +75     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      // Silent, but it may be a filter that forgot the connection: nothing shows that strays are answered here.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +70     B > A  F.  9001:9001(0)  ack 1002  win 65535
        +5      B > A  F.  9001:9001(0)  ack 1002  win 65535
        +5      B > A  F.  9001:9001(0)  ack 1002  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: [.dutyMissed, .afterClose]) { step, parameters in
      let owner = step.before[step.side]
      let late = owner.late
      guard owner.heldTimeWait, owner.state == .timeWait, late.isFin, late.copies > 0,
        [.low, .open].contains(parameters.zone(late.elapsedLast))
      else { return [] }
      if step.event == .segment { return [.pass(frames: [step.seg.frame, late.lastFrame], side: nil)] }
      return lateSilence(
        step, parameters, expected: Bilingual("ACK while TIME-WAIT lasts, RST afterwards", zh: "TIME_WAIT 期间应回 ACK，之后应回 RST"),
        title: { who, elapsed in
          Bilingual("\(who.en) did not answer a FIN \(elapsed) after its last ACK", zh: "\(who.zh)对最后 ACK 之后 \(elapsed) 的 FIN 没有应答")
        })
    })

  /// The charge that one end left late copies of a segment unanswered; fewer than three, or too close, prove nothing.
  ///
  /// - Parameter isPooled: three on several connections of the host will do.
  static func lateSilence(
    _ step: Step, _ parameters: Parameters, spacing: Duration = .seconds(1), isPooled: Bool = false, expected: Bilingual,
    title: (Bilingual, String) -> Bilingual
  ) -> [Outcome] {
    guard let duty = step.duty, duty.kind == .answerLateSegment else { return [] }
    let late = step.before[duty.side].late
    let frames = [late.lastFrame, late.firstFrame]
    guard late.copies >= (isPooled ? 2 : 3), late.spacing >= spacing else {
      return [.doubt(Doubt(.tooFewSamples, leaning: .fail, frames: frames, side: duty.side, expected: expected))]
    }
    let length = (late.last - late.first).text
    let deadline = late.last + step.before[duty.side].turnaround.deadline(slack: parameters.reactSlack)
    return [
      .charge(
        Charge(
          expected: expected,
          observed: Bilingual(
            "silence to \(late.copies) copies in \(length), the first and the last of which are named",
            zh: "\(length) 内对 \(late.copies) 份副本均无应答；所列帧为首份与末份"),
          title: title(step.name(of: duty.side).capitalized, late.elapsedLast.text), frames: frames, side: duty.side,
          interval: late.first...deadline, copies: Int(late.copies), repliesDue: Int(late.copies),
          instances: isPooled ? Int(late.copies) : 1, instancesNeeded: isPooled ? 3 : 1))
    ]
  }

  /// A's connection is closed in order, its peer's FIN comes again later and meets silence, while A goes on answering
  /// strays by RST and talking on other ports. `after`: when the copies come, `others`: what follows each of them.
  static func lateFinScript(after: [String], others: [String]) -> String {
    let copies = zip(after, others).enumerated().map { place, times in
      """
      \(place == 0 ? "  " : place + 1 == after.count ? "↓ " : "  ")\(times.0)  B > A  F.  9001:9001(0)  ack 1002  win 65535
        \(times.1)  A:4002\(place) > B  S   5000:5000(0)  win 64240
        +0.020  B > A:4002\(place)  R.  0:0(0)  ack 5001  win 0
      """
    }
    return """
        +0      A:40011 > B  S   100:100(0)  win 64240
        +0.020  B > A:40011  S.  600:600(0)  ack 101  win 65535
        +0.000  A:40011 > B  .   101:101(0)  ack 601  win 64240
        +0.001  A:40011 > B  R.  101:101(0)  ack 601  win 0
        +0.019  B > A:40011  P.  601:701(100)  ack 101  win 65535
        +0.000  A:40011 > B  R   101:101(0)  win 0
        +0.100  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.000  A > B  .   1002:1002(0)  ack 9002  win 64240
      \(copies.joined(separator: "\n"))
        capture ends +5
      """
  }
}
