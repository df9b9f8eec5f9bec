import Replay
import Wire

extension Check {
  package static let attemptAnswered = Check(
    id: "icmp/attempt-answered", level: .info, kind: .measurement,
    title: Bilingual("The attempt to connect was answered by an ICMP error", zh: "连接请求得到的应答是 ICMP 差错"),
    citation: .rfc(
      9293, "3.9.2.2", nil,
      """
      TCP implementations MUST act on an ICMP error message passed up from the IP layer, directing it to the connection \
      that created the error
      """),
    why: Bilingual(
      "Somebody on the way, or the host itself, says why the SYN does not get through: it is no silence.",
      zh: "途中的设备或主机自身说明了 SYN 为何无法到达：这并非没有应答。"),
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
      ↓ +0.010  R > A  icmp 3/1 quote A > B 1000
        +1      A > B  S   1000:1000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1000
      """
    ],
    passes: [
      """
      # the connection stands already
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1001
      """,
      """
      # it quotes another number
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 5000
      """,
    ],
    subject: .step(on: .icmp) { step, _ in
      let end = step.sender
      guard end.isAnswered(by: step.seg), !end.facts.contains(.unreachable) else { return [] }
      let (error, who) = (step.seg.icmp, step.seg.icmp.reporter.text)
      let said = Bilingual("\(error.name.en), says \(who)", zh: "\(who) 称\(error.name.zh)")
      return [
        .fact(
          Fact(
            Bilingual(
              "\(said.en), \((step.seg.time - end.times.lastSyn).text) after the SYN in frame \(end.snd.lastSynFrame).",
              zh: "第 \(end.snd.lastSynFrame) 帧 SYN 之后 \((step.seg.time - end.times.lastSyn).text)，\(said.zh)。"),
            brief: Bilingual("refused by ICMP: \(error.name.en), from \(who)", zh: "被 ICMP 拒绝：\(error.name.zh)，来自 \(who)"),
            frames: [step.seg.frame], side: step.side))
      ]
    })
}
