import Replay
import Wire

extension Check {
  static let synGiveUp = Check(
    id: "rtx/syn-give-up", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("An attempt to connect was given up before three minutes", zh: "建连重试不足三分钟即放弃"),
    citation: .rfc(
      9293, "3.8.3", "MUST-23",
      """
      In particular, R2 for a SYN segment MUST be set large enough to provide retransmission of the segment for at least \
      3 minutes (MUST-23).
      """),
    why: Bilingual(
      "A server that restarts, or a path that fails for two minutes, is taken for gone; the application may have asked for it.",
      zh: "服务器重启或路径中断两分钟即被当作不可达；也可能是应用自己要求的。"),
    guards: [.one, .end],
    triggers: [
      """
      # six SYNs in a minute, and no more
      ↓ +0   A > B  S  1000:1000(0)  win 64240
        +1   A > B  S  1000:1000(0)  win 64240
        +2   A > B  S  1000:1000(0)  win 64240
        +4   A > B  S  1000:1000(0)  win 64240
        +8   A > B  S  1000:1000(0)  win 64240
      ↓ +16  A > B  S  1000:1000(0)  win 64240
        capture ends +200
      """
    ],
    passes: [
      """
      # three minutes and more
        +0   A > B  S  1000:1000(0)  win 64240
        +3   A > B  S  1000:1000(0)  win 64240
        +6   A > B  S  1000:1000(0)  win 64240
        +12  A > B  S  1000:1000(0)  win 64240
        +24  A > B  S  1000:1000(0)  win 64240
        +48  A > B  S  1000:1000(0)  win 64240
        +60  A > B  S  1000:1000(0)  win 64240
        +60  A > B  S  1000:1000(0)  win 64240
        capture ends +300
      """,
      """
      # refused: nobody gave up
        +0   A > B  S  1000:1000(0)  win 64240
        +1   A > B  S  1000:1000(0)  win 64240
        +2   A > B  S  1000:1000(0)  win 64240
        +0.02  B > A  R.  0:0(0)  ack 1001  win 0
        capture ends +200
      """,
      """
      # the capture ends before three minutes are over
        +0   A > B  S  1000:1000(0)  win 64240
        +1   A > B  S  1000:1000(0)  win 64240
        +2   A > B  S  1000:1000(0)  win 64240
        capture ends +100
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      let (side, client, server) = (step.before.client, step.before[step.before.client], step.before[step.before.server])
      // One SYN, or two, are a scan as likely as an attempt.
      guard client.state == .synSent, client.counts.syns >= 3, !server.facts.contains(.spoke),
        client.counts.icmpErrors == 0, step.isUncut
      else { return [] }
      let total = client.times.lastSyn - client.times.firstSyn
      let next = total / Int(client.counts.syns)
      let owed = Duration.seconds(180)
      guard total + next < owed else { return [.pass(frames: [client.snd.lastSynFrame], side: side)] }
      let who = step.name(of: side).capitalized
      let deadline = client.times.firstSyn + owed
      let end = max(deadline, client.times.lastSyn + total * 2)
      return [
        .charge(
          Charge(
            expected: Bilingual("SYNs for at least 180 s", zh: "SYN 重传至少持续 180 s"),
            observed: Bilingual(
              "\(who.en) sent \(client.counts.syns) SYNs in \(total.text) and then gave up, as the application may have wanted",
              zh: "\(who.zh)在 \(total.text) 内发送 \(client.counts.syns) 个 SYN 后放弃，也可能是应用的要求"),
            title: Bilingual("\(who.en) gave up connecting after \(total.text)", zh: "\(who.zh)在 \(total.text) 后放弃连接"),
            frames: [client.snd.firstSynFrame, client.snd.lastSynFrame], side: side,
            interval: client.times.firstSyn...end, selfEvident: true))
      ]
    })
}
