import Replay
import Wire

extension Check {
  /// What an ordinary close leaves to say is the connection's own line; here is what was out of the ordinary about it.
  static let style = Check(
    id: "close/style", level: .info, kind: .measurement,
    title: Bilingual("How the connection was closed", zh: "连接的关闭方式"),
    citation: .rfc(9293, "3.6", nil, "Both users CLOSE simultaneously (Figure 13)."),
    why: Bilingual(
      "A half-closed connection goes on in one direction; when both ends close at once, both wait for 2MSL.",
      zh: "半关闭的连接仍有一个方向继续传输；双方同时关闭时，两端都要等待 2MSL。"),
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
      ↓ +0.001  B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.020  A > B  .   1002:1002(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 1002  win 65535
        capture ends +5
      """,
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +1      B > A  P.  9001:9101(100)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9101  win 64240
      ↓ +0.100  B > A  F.  9101:9101(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9102  win 64240
        capture ends +5
      """,
    ],
    passes: [
      // FIN and ACK on one segment: three segments instead of four, and none is missing.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """
    ],
    subject: .step(on: .ended) { step, _ in
      let connection = step.before
      let frames = Side.allCases.map { connection[$0].snd.firstFinFrame }.filter { $0 > 0 }.sorted()
      let style = CloseStyle(connection)
      switch style {
      case .simultaneous: return [.fact(Fact(style.words(client: connection.client), frames: frames))]
      case .orderly(let first, _, _):
        let other = connection[first.other]
        guard other.facts.contains(.finAcknowledged) else { return [] }
        let octets = other.counts.uniqueOctets - other.counts.octetsAtFinAck
        guard octets > 0 else { return [] }
        let length = (other.times.firstFin - connection[first].times.firstFin).text
        let who = step.name(of: first.other)
        let text = Bilingual(
          "half closed for \(length), in which \(who.en) still sent \(octets) octets",
          zh: "半关闭 \(length)，其间\(who.zh)仍发送了 \(octets) 字节")
        return [.fact(Fact(text, frames: frames, side: first))]
      case .refused, .reset, .halfClosed, .unreachable, .unanswered, .incomplete, .open, .stray: return []
      }
    })
}
