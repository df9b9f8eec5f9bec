import Replay
import Wire

extension Check {
  static let probeDeadlock = Check(
    id: "flow/probe-deadlock", priority: .p2, level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("Acknowledgements are ignored while the own window is shut", zh: "窗口探测死锁"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      """
      If the RCV.WND is zero, no segments will be acceptable, but special allowance should be made to accept valid ACKs, \
      URGs, and RSTs.
      """),
    why: Bilingual(
      "Two ends that wait for each other this way stand still until somebody cuts the connection.",
      zh: "双方这样互相等待，直到有人切断连接。"),
    guards: [.mid, .one, .loss, .pr], opportunity: .repeatedWhileShut,
    triggers: [
      """
      # captured at the client: its own window is shut, and it sends again what is acknowledged time after time
        +0      A > B  S   1000:1000(0)  win 1000  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 1000
        +0.040  B > A  .   9001:10001(1000)  ack 1001  win 65535
        +0.000010  A > B  .   1001:1001(0)  ack 10001  win 0
        +1      B > A  .   10001:10002(1)  ack 1001  win 65535
        +0.000010  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1101  win 65535
      ↓ +0.300  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1101  win 65535
        +0.600  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1101  win 65535
        +1.200  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1101  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # with its window shut it reads the acknowledgement all the same
        +0      A > B  S   1000:1000(0)  win 1000  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 1000
        +0.040  B > A  .   9001:10001(1000)  ack 1001  win 65535
        +0.000010  A > B  .   1001:1001(0)  ack 10001  win 0
        +1      B > A  .   10001:10002(1)  ack 1001  win 65535
        +0.000010  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1101  win 65535
        +0.300  A > B  P.  1101:1201(100)  ack 10001  win 0
        +0.040  B > A  .   10002:10002(0)  ack 1201  win 65535
        capture ends +5
      """,
      """
      # captured at the server: the acknowledgements are lost on their way to the client
        +0      A > B  S   1000:1000(0)  win 1000  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 1000
        +0.000010  B > A  .   9001:10001(1000)  ack 1001  win 65535
        +0.040  A > B  .   1001:1001(0)  ack 10001  win 0
        +1      B > A  .   10001:10002(1)  ack 1001  win 65535
        +0.040  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.000010  B > A  .   10002:10002(0)  ack 1101  win 65535
        +0.300  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.000010  B > A  .   10002:10002(0)  ack 1101  win 65535
        +0.600  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.000010  B > A  .   10002:10002(0)  ack 1101  win 65535
        +1.200  A > B  P.  1001:1101(100)  ack 10001  win 0
        +0.000010  B > A  .   10002:10002(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits, who) = (step.before[side], step.before[side].conduct.habits, step.name(of: side))
        guard habits.deaf >= 3 else { return nil }
        return .charge(
          Charge(
            expected: Bilingual(
              "\(who.en) takes acknowledgements though its own window is shut", zh: "\(who.zh)即使自己的窗口关闭也应接受确认"),
            observed: Bilingual(
              "\(habits.deaf) times it sends again what was acknowledged before",
              zh: "\(habits.deaf) 次重发早已被确认的数据"),
            title: Bilingual(
              "\(who.capitalized.en) ignored acknowledgements while its own window was shut, \(habits.deaf) times",
              zh: "\(who.zh)自身窗口关闭期间 \(habits.deaf) 次忽略确认"),
            frames: [habits.deafFrame], side: side, interval: habits.deafSince...one.times.last,
            copies: Int(habits.deaf), instances: Int(habits.deaf)))
      }
    })
}
