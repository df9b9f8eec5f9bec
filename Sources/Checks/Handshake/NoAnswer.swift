import Replay
import Wire

extension Check {
  static let noAnswer = Check(
    id: "handshake/no-answer", level: .info, kind: .measurement,
    title: Bilingual("The attempt to connect got no answer", zh: "连接请求没有得到应答"),
    citation: .rfc(9293, "3.8.3", nil, "An attempt to open a TCP connection could fail with excessive retransmissions of the SYN segment"),
    why: Bilingual(
      "Nobody is there, a filter drops the SYN, or the answer is lost on its way back.",
      zh: "目标不存在，或过滤器丢弃了 SYN，或应答在返回途中丢失。"),
    guards: [.one, .end],
    triggers: [
      """
      ↓ +0  A > B  S  1000:1000(0)  win 64240
        +1  A > B  S  1000:1000(0)  win 64240
      ↓ +2  A > B  S  1000:1000(0)  win 64240
        capture ends +5
      """,
      // The answer crosses the tap, but the client goes on asking.
      """
        +0      A > B  S   1000:1000(0)  win 64240
      ↓ +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +1      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        capture ends +5
      """,
    ],
    passes: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
        +0.500  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
        capture ends +5
      """,
      """
        +0      A > B  S  1000:1000(0)  win 64240
        +1      A > B  S  1000:1000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1000
        capture ends +5
      """,
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.dutyMissed, .ended]) { step, _ in
      let (client, server) = (step.before[step.before.client], step.before[step.before.server])
      let isOwed = step.duty?.kind == .answerSyn && step.duty?.side == step.before.server && client.counts.syns >= 2
      let isAskedAgain = step.event == .ended && server.counts.synAcks > 0 && server.times.firstSyn < client.times.lastSyn
        && !client.opportunities.contains(.completedHandshake) && !client.facts.contains(.rstSent)
      guard isOwed || isAskedAgain else { return [] }
      let length = (client.times.lastSyn - client.times.firstSyn).text
      var charge = Charge(
        expected: Bilingual("SYN,ACK or RST", zh: "SYN,ACK 或 RST"),
        observed: Bilingual(
          "\(client.counts.syns) SYNs in \(length), no answer", zh: "\(length) 内 \(client.counts.syns) 个 SYN，没有应答"),
        title: Bilingual(
          "\(step.name(of: step.before.client).capitalized.en) got no answer to \(client.counts.syns) SYNs in \(length)",
          zh: "\(step.name(of: step.before.client).zh)在 \(length) 内发送的 \(client.counts.syns) 个 SYN 没有得到应答"),
        frames: [client.snd.firstSynFrame, client.snd.lastSynFrame], side: step.before.client,
        interval: client.times.firstSyn...step.until)
      guard isAskedAgain else { return [.charge(charge)] }
      charge.title = Bilingual("The SYN,ACK crossed the tap, and the client asked again", zh: "SYN,ACK 经过了抓包点，客户端却仍在重发 SYN")
      charge.observed = Bilingual(
        "\(client.counts.syns) SYNs in \(length), although \(server.counts.synAcks) SYN,ACKs crossed",
        zh: "\(length) 内 \(client.counts.syns) 个 SYN，尽管有 \(server.counts.synAcks) 个 SYN,ACK 经过")
      charge.frames = [server.snd.firstSynFrame, client.snd.lastSynFrame]
      return [.charge(charge)]
    })
}
