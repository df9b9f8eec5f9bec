import Replay
import Wire

extension Check {
  static let injectedSuspected = Check(
    id: "rst/injected-suspected", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("A RST was probably forged by a third party", zh: "疑似第三方伪造 RST"),
    citation: .rfc(
      3360, "2", nil, "A reset must not be sent if it is not clear that this is the case."),
    why: Bilingual(
      "A firewall, an operator or an attacker ends connections in the name of an end that knows nothing of it.",
      zh: "防火墙、运营商或攻击者正以毫不知情的一端的名义终止连接。"),
    guards: [.loss, .ord, .csum], opportunity: .sentRst,
    triggers: [
      """
      # from nearer by, and the server knows nothing of it
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.005  B > A  R   9001:9001(0)  win 0  {ttl 60}
        +0.200  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.100  B > A  P.  9001:9101(100)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # three at once, each a window's worth farther on, from nearer by
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.200  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.050  B > A  R.  9001:9001(0)  ack 1101  win 0  {ttl 110}
        +0.000  B > A  R.  10461:10461(0)  ack 1101  win 0  {ttl 110}
        +0.000  B > A  R.  13381:13381(0)  ack 1101  win 0  {ttl 110}
        capture ends +5
      """,
    ],
    passes: [
      """
      # the kernel's own template has another TTL; nothing else is odd
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  R.  9001:9001(0)  ack 1002  win 0  {ttl 243}
        capture ends +5
      """,
      """
      # an application that aborts, and what was queued behind its RST
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R.  9001:9001(0)  ack 1101  win 0
        +0.001  B > A  P.  9001:9101(100)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, _ in
      Side.allCases.flatMap { side -> [Outcome] in
        let forgery = step.before[side].challenge.forgery
        guard forgery.signs.rawValue.nonzeroBitCount >= 2 else { return [] }
        let told = step.signs(of: forgery, side)
        let who = step.name(of: side)
        let frames = [forgery.frame, forgery.continuedFrame].filter { $0 != 0 }
        return [
          .charge(
            Charge(
              expected: Bilingual("a RST that \(who.en) itself can have sent", zh: "可能由\(who.zh)自己发出的 RST"),
              observed: Bilingual(told.map(\.en).joined(separator: "; "), zh: told.map(\.zh).joined(separator: "；")),
              title: Bilingual("A RST in \(who.en)'s name was probably forged", zh: "以\(who.zh)名义发出的 RST 很可能是伪造的"),
              frames: frames, side: side, interval: forgery.time...forgery.time))
        ]
      }
    })
}

extension Step {
  /// What speaks against this end as the sender of its RST.
  fileprivate func signs(of forgery: ForgerySigns, _ side: Side) -> [Bilingual] {
    let looks = before[side].looks
    let usual = looks.ttlLow == looks.ttlHigh ? "\(looks.ttlLow)" : "\(looks.ttlLow)–\(looks.ttlHigh)"
    let who = name(of: side)
    let words: [(ForgerySigns.Signs, Bilingual)] = [
      (.looks, Bilingual("a TTL of \(forgery.ttl) where \(who.en)'s segments have \(usual)", zh: "TTL 为 \(forgery.ttl)，而\(who.zh)的报文段为 \(usual)")),
      (.stepped, Bilingual("several at once, their numbers climbing", zh: "同时出现多个，序号逐个增大")),
      (.continued, Bilingual("\(who.en) goes on in frame \(forgery.continuedFrame)", zh: "\(who.zh)在第 \(forgery.continuedFrame) 帧仍在继续")),
      (.hasty, Bilingual("it answers sooner than \(who.en) can", zh: "应答之快非\(who.zh)所能")),
      (.both, Bilingual("both ends were reset at once", zh: "双方同时被复位")),
    ]
    return words.filter { forgery.signs.contains($0.0) }.map(\.1)
  }
}
