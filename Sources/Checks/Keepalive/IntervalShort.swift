import Replay
import Wire

extension Check {
  static let intervalShort = Check(
    id: "keepalive/interval-short", level: .info, kind: .measurement,
    title: Bilingual("Keepalive in use and its timing", zh: "保活探测及其间隔"),
    citation: .rfc(
      9293, "3.8.4", "MUST-28",
      "This interval MUST be configurable (MUST-27) and MUST default to no less than two hours (MUST-28)."),
    why: Bilingual(
      "Probes show how soon a dead peer is noticed, and what keeps an idle connection alive in NATs and firewalls.",
      zh: "探测间隔决定多久能发现对端已死，也决定空闲连接能否在 NAT 和防火墙中存活。"),
    triggers: [
      """
      # after 10 s of silence the client asks, is answered, and asks again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +10     A > B  .   1100:1100(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +10     A > B  .   1100:1100(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # the window is shut: these are window probes
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 0
        +2      A > B  .   1100:1100(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 0
      """
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let prober = step.before[side]
        guard prober.counts.keepalives > 0 else { return nil }
        let frames = [prober.keepalive.firstFrame, prober.keepalive.lastFrame]
        return .fact(Fact(prober.probing(step.name(of: side)), frames: frames, side: side))
      }
    })
}

extension Endpoint {
  /// How this endpoint probes an idle connection.
  fileprivate func probing(_ who: Bilingual) -> Bilingual {
    let (probes, idle) = (counts.keepalives, keepalive.idleBeforeFirst)
    let apart =
      probes > 1
      ? Bilingual(" at least \(keepalive.spacing.text) apart", zh: "，间隔至少 \(keepalive.spacing.text)") : Bilingual("", zh: "")
    let setting =
      idle < .seconds(7200)
      ? Bilingual("the default is 2 h, so this was configured", zh: "默认值为 2 小时，可见是配置的结果")
      : Bilingual("no sooner than the default of 2 h", zh: "不早于默认的 2 小时")
    let box =
      keepalive.foreign > 0
      ? Bilingual("; \(keepalive.foreign) of them with another TTL, as a box on the way would send them", zh: "；其中 \(keepalive.foreign) 个 TTL 不同，可能由途中的设备发出")
      : Bilingual("", zh: "")
    return Bilingual(
      "\(who.capitalized.en) probes after \(idle.text) of silence: \(counted(probes, "probe"))\(apart.en), \(keepalive.answered) answered\(box.en); \(setting.en).",
      zh: "静默 \(idle.text) 后\(who.zh)开始探测：共 \(probes) 个探测\(apart.zh)，\(keepalive.answered) 个得到应答\(box.zh)；\(setting.zh)。")
  }
}
