import Tap
import Wire

extension Check {
  static let clockDisorder = Check(
    id: "capture/clock-disorder", level: .artefact, kind: .artefact,
    title: Bilingual("Capture time goes backwards or jumps", zh: "抓包时间倒退或跳变"),
    citation: .rfc(7323, "4.1", nil,
      """
      Values of this clock MUST be at least approximately proportional to real time, in order to measure actual RTT.
      """),
    why: Bilingual(
      "No time that runs across such a step can be trusted: neither a timeout nor the length of a TIME-WAIT.",
      zh: "跨越这种跳变的时间都不可信：超时与 TIME_WAIT 时长均不可据此判断。"),
    triggers: [
      """
      # three seconds back
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ -3      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # two interfaces, one clock behind the other by a constant
        +0      A > B  S   1000:1000(0)  win 64240
        -3      B > A  S.  9000:9000(0)  ack 1001  win 65535  {interface 1}
        +3.020  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # equal times are no step
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    subject: .capture { evidence, _ in
      evidence.clock.setbackFact + evidence.clock.steps.prefix(8).map { .fact(Fact($0.words, frames: [$0.frame])) }
    })
}

extension ClockEvidence {
  fileprivate var setbackFact: [Outcome] {
    guard setbackCount > 0 else { return [] }
    let most = Duration.nanoseconds(largestSetback)
    let size = most < .milliseconds(1) ? "\(most.nanoseconds / 1000) µs" : most.text
    return [
      .fact(
        Fact(
          Bilingual(
            "Time runs backwards \(often(setbackCount)), by \(size) at most.",
            zh: "时间倒退 \(setbackCount) 次，最多 \(size)。"),
          frames: setbacks.prefix(8).map(\.frame)))
    ]
  }
}

extension ClockEvidence.Step {
  fileprivate var words: Bilingual {
    let size = Duration.nanoseconds(step.distance).text
    let way = step > 0 ? Bilingual("forward", zh: "向前") : Bilingual("back", zh: "向后")
    let sure = isPossible ? Bilingual("possibly ", zh: "可能") : Bilingual("", zh: "")
    return Bilingual(
      "The clock \(sure.en)jumps \(size) \(way.en): the time stamps of \(hosts) hosts run on without it.",
      zh: "时钟\(sure.zh)\(way.zh)跳变 \(size)：\(hosts) 台主机的时间戳并无此跳变。")
  }
}
