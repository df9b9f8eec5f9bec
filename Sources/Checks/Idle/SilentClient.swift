import Replay
import Wire

extension Check {
  static let silentClient = Check(
    id: "idle/silent-client", level: .info, kind: .measurement,
    title: Bilingual("Client connected but sent nothing", zh: "客户端建连后不发数据"),
    citation: .rfc(
      9293, "3.8.4", nil,
      """
      A TCP connection is said to be "idle" if for some long amount of time there have been no incoming segments \
      received and there is no new or unacknowledged data to be sent.
      """),
    why: Bilingual(
      "Connections that are opened and not used hold a place at the server until one end's timer ends them.",
      zh: "建立后不用的连接占用服务端的资源，直到某一端的定时器将其结束。"),
    triggers: [
      """
      # the server waits 35 s for a request, then closes
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +35     B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.001  A > B  F.  1001:1001(0)  ack 9002  win 64240
        +0.020  B > A  .   9002:9002(0)  ack 1002  win 65535
      """,
      """
      # nobody does anything until the capture ends
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      capture ends +60
      """,
    ],
    passes: [
      """
      # a slow greeting
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +2      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      capture ends +60
      """
    ],
    subject: .step(on: .ended) { step, parameters in
      let (client, server) = (step.before[step.before.client], step.before[step.before.server])
      guard !step.before.midstream, client.opportunities.contains(.completedHandshake), client.counts.octets == 0,
        server.facts.contains(.issKnown)
      else { return [] }
      let end = step.closing
      let silence = end.time - server.times.firstSyn
      guard silence >= parameters.idleSilent else { return [] }
      let greeted = server.counts.uniqueOctets
      let greeting =
        greeted > 0
        ? Bilingual(", although the server had spoken first (\(greeted) octets)", zh: "（服务端先发了 \(greeted) 字节）")
        : Bilingual("", zh: "")
      return [
        .fact(
          Fact(
            Bilingual(
              "For \(silence.text) after the handshake the client sent nothing\(greeting.en); \(end.how.en).",
              zh: "握手后 \(silence.text) 内客户端没有发送数据\(greeting.zh)；\(end.how.zh)。"),
            frames: [client.snd.thirdFrame, end.frame].filter { $0 != 0 }, side: step.before.client))
      ]
    })
}

extension Step {
  /// When and how the connection came to its end: the first FIN or RST, or the end of what was watched.
  fileprivate var closing: (time: Instant, frame: UInt32, how: Bilingual) {
    var first: (time: Instant, frame: UInt32, how: Bilingual)?
    for side in ends {
      let (one, who) = (before[side], name(of: side))
      if one.facts.contains(.rstSent), first.map({ one.times.rst < $0.time }) ?? true {
        let probes = one.keepalive.unanswered
        let reason =
          probes > 0
          ? Bilingual(" after \(counted(probes, "unanswered probe"))", zh: "（\(probes) 个探测没有应答之后）") : Bilingual("", zh: "")
        first = (one.times.rst, one.snd.rstFrame, Bilingual("then \(who.en) reset it\(reason.en)", zh: "然后\(who.zh)将其复位\(reason.zh)"))
      }
      if one.facts.contains(.finSent), first.map({ one.times.firstFin < $0.time }) ?? true {
        first = (one.times.firstFin, one.snd.firstFinFrame, Bilingual("then \(who.en) closed it", zh: "然后\(who.zh)将其关闭"))
      }
    }
    return first ?? (until, 0, Bilingual("it was still open when the capture ended", zh: "抓包结束时仍未关闭"))
  }
}
