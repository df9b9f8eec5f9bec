import Replay
import Wire

extension Check {
  static let rstOutOfWindow = Check(
    id: "challenge/rst-out-of-window", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("A RST outside the window killed the connection", zh: "窗口外的 RST 复位了连接"),
    citation: .rfc(9293, "3.5.3", nil, "A reset is valid if its sequence number is in the window."),
    why: Bilingual(
      "Anybody who knows the addresses and ports can end such a connection: one packet, no guess.",
      zh: "任何知道地址和端口的人都能用一个报文终止这样的连接，无需猜测。"),
    guards: [.mid, .one, .loss, .ord, .ws, .mp, .mbx, .csum, .box, .n], opportunity: .withstoodRst,
    triggers: [
      """
      # a megabyte before the window; then genuine data is answered from CLOSED, twice
        +0      A > B  S   5001000:5001000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 5001001  win 65535
        +0.020  A > B  .   5001001:5001001(0)  ack 9001  win 64240
        +0.001  A > B  P.  5001001:5001101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 5001101  win 65535
        +1      A > B  R   4000000:4000000(0)  win 0
        +1      A > B  P.  5001101:5001201(100)  ack 9001  win 64240
      ↓ +0.001  B > A  R   9001:9001(0)  win 0
        +0.300  A > B  P.  5001101:5001201(100)  ack 9001  win 64240
        +0.001  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # dropped in silence, as it must be
        +0      A > B  S   5001000:5001000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 5001001  win 65535
        +0.020  A > B  .   5001001:5001001(0)  ack 9001  win 64240
        +0.001  A > B  P.  5001001:5001101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 5001101  win 65535
        +1      A > B  R   4000000:4000000(0)  win 0
        +1      A > B  P.  5001101:5001201(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 5001201  win 65535
        capture ends +5
      """,
      """
      # the last number of the window: this is inside
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A > B  R   66535:66535(0)  win 0
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  R   9001:9001(0)  win 0
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """,
      """
      # the application closes in the same second
        +0      A > B  S   5001000:5001000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 5001001  win 65535
        +0.020  A > B  .   5001001:5001001(0)  ack 9001  win 64240
        +1      A > B  R   4000000:4000000(0)  win 0
        +0.500  B > A  F.  9001:9001(0)  ack 5001001  win 65535
        +0.020  A > B  P.  5001001:5001101(100)  ack 9002  win 64240
        +0.001  B > A  R   9002:9002(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, _ in
      step.killed(by: .outside) { who, trial in
        Charge(
          expected: Bilingual(
            "nothing: RST with SEQ \(trial.seq) lies outside the window from \(trial.acked)",
            zh: "不受影响：序号 \(trial.seq) 在始于 \(trial.acked) 的窗口之外"),
          observed: Bilingual(
            "after the RST in frame \(trial.firstFrame), \(counted(trial.denials, "segment")) with data answered by RST",
            zh: "第 \(trial.firstFrame) 帧的 RST 之后，\(trial.denials) 个数据报文段得到的应答是 RST"),
          title: Bilingual("\(who.en) gave the connection up for a RST outside its window", zh: "\(who.zh)因窗口外的 RST 而放弃连接"),
          frames: [], instances: Int(trial.denials), instancesNeeded: 2)
      }
    })
}
