import Replay
import Wire

extension Check {
  package static let halfOpenPeer = Check(
    id: "path/half-open-peer", level: .info, kind: .measurement,
    title: Bilingual("Peer had lost the connection (reboot/crash)", zh: "半开连接：对端已丢失状态"),
    citation: .rfc(
      9293, "3.5.1", nil,
      """
      If at site A the connection no longer exists, then an attempt by the user at site B to send any data on it will \
      result in the site B TCP endpoint receiving a reset control message.
      """),
    why: Bilingual(
      "A restart or a forgetful load balancer cuts connections that the other end still believed in.",
      zh: "重启或遗忘状态的负载均衡器会切断另一端仍以为存在的连接。"),
    triggers: [
      """
      # the server was restarted in between
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +300    A > B  P.  1101:1201(100)  ack 9001  win 64240
      ↓ +0.020  B > A  R   9001:9001(0)  win 0
      """
    ],
    passes: [
      """
      # the application aborts: the RST knows what it has received
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R.  9001:9001(0)  ack 1101  win 0
      """,
      """
      # the server had closed before: data after that finds nobody
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +5      B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9002  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9002  win 64240
        +0.020  B > A  R   9002:9002(0)  win 0
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      let reading = step.reset(parameters)
      guard reading.kind == .halfOpen, let stimulus = reading.stimulus else { return [] }
      let who = step.name(of: step.side)
      let brief = Bilingual(
        "\(who.en) no longer knew the connection and answered with a RST", zh: "\(who.zh)已不知道该连接，以 RST 应答")
      return [
        .fact(Fact(step.sentence(of: reading), brief: brief, frames: [step.seg.frame, stimulus.frame], side: step.side))
      ]
    })
}
