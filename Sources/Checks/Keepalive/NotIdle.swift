import Replay
import Wire

extension Check {
  static let notIdle = Check(
    id: "keepalive/not-idle", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("A keep-alive was sent on a busy connection", zh: "非空闲时发送保活"),
    citation: .rfc(
      9293, "3.8.4", "MUST-26",
      """
      Keep-alive packets MUST only be sent when no sent data is outstanding, and no data or acknowledgment packets have been \
      received for the connection within an interval (MUST-26).
      """),
    why: Bilingual(
      "Probes that nobody needs cost packets and answers, and may end a connection whose peer is merely slow.",
      zh: "无谓的探测消耗报文和应答，还可能断开只是较慢的对端。"),
    guards: [.mid, .one, .loss, .ord, .mbx, .n], opportunity: .sentKeepalive,
    triggers: ["\(busyProbe(port: 40011))\n\(busyProbe(port: 40012).replacing("↓", with: " "))"],
    passes: [
      """
      # a pure ACK that data of one octet has overtaken
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1002(1)  ack 9001  win 64240
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  P.  1002:1003(1)  ack 9001  win 64240
        +0.001  A > B  .   1002:1002(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1003  win 65535
      """,
      """
      # idle for ten seconds
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1027(26)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
        +10     A > B  .   1026:1026(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
        +10     A > B  .   1026:1026(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
      """,
    ],
    subject: .step(on: .oddProbe) { step, _ in
      let (seg, sender, peer) = (step.seg, step.sender, step.receiver)
      // An ACK sent before the last octet would have this number, too: only a longer segment tells.
      let sent = step.before.data(from: step.side)
      let isLong = (0..<Int(sent.count)).contains { place in
        sent[place].payload > 1 && sent[place].seq + Int(sent[place].payload) == sender.snd.nxt
      }
      guard isLong, sender.snd.una < sender.snd.nxt, sender.snd.iss != sender.snd.una else { return [] }
      let outstanding = sender.snd.nxt - sender.snd.una
      return [
        .charge(
          Charge(
            expected: Bilingual("no probe while data is outstanding", zh: "有数据未确认时不应探测"),
            observed: Bilingual(
              "a probe at SND.NXT − 1 with \(outstanding) octets outstanding, \((seg.time - later(sender.times.last, peer.times.last)).text) after the last segment",
              zh: "仍有 \(outstanding) 字节未确认，距上一报文段 \((seg.time - later(sender.times.last, peer.times.last)).text) 即发送序号为 SND.NXT − 1 的探测"),
            title: Bilingual(
              "\(step.speaker.en) sent a keep-alive with \(counted(outstanding, "octet")) outstanding",
              zh: "\(step.speaker.zh)在 \(outstanding) 字节未确认时发送保活"),
            frames: [seg.frame], instancesNeeded: 2))
      ]
    })

  /// A probe right behind data that nobody has acknowledged.
  private static func busyProbe(port: Int) -> String {
    """
      +0      A:\(port) > B  S   1000:1000(0)  win 64240
      +0.020  B > A:\(port)  S.  9000:9000(0)  ack 1001  win 65535
      +0.001  A:\(port) > B  .   1001:1001(0)  ack 9001  win 64240
      +0.001  A:\(port) > B  P.  1001:1027(26)  ack 9001  win 64240
    ↓ +0.001  A:\(port) > B  .   1026:1026(0)  ack 9001  win 64240
      +0.020  B > A:\(port)  .   9001:9001(0)  ack 1027  win 65535
    """
  }
}
