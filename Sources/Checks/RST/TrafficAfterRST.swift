import Replay
import Wire

extension Check {
  static let trafficAfterRST = Check(
    id: "rst/traffic-after-rst", priority: .p1, level: .note, kind: .safety,
    title: Bilingual("Endpoint keeps sending after its own RST", zh: "发出 RST 后仍发送旧连接报文"),
    citation: .rfc(
      9293, "3.10.5", nil,
      """
      all segments queued for transmission (except for the RST formed above) or retransmission should be flushed.
      """),
    why: Bilingual(
      "A connection that goes on after its own reset was most likely reset by somebody else: a firewall, an operator, an attacker.",
      zh: "被自己复位之后仍在继续的连接，很可能是被别人复位的：防火墙、运营商或攻击者。"),
    guards: [.ord, .csum],
    opportunity: .sentRst,
    triggers: [
      """
      # somebody resets the connection in the server's name; the server knows nothing of it
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.005  B > A  R   9001:9001(0)  win 0  {ttl 60}
      ↓ +0.200  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.100  B > A  P.  9001:9101(100)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # reset, and a new connection from the same port
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  R.  1001:1001(0)  ack 9001  win 0
        +0.500  A > B  S   5000:5000(0)  win 64240
        +0.020  B > A  S.  7000:7000(0)  ack 5001  win 65535
        +0.001  A > B  .   5001:5001(0)  ack 7001  win 64240
      """,
      """
      # what was queued leaves right behind it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  R.  1001:1001(0)  ack 9001  win 0
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """,
      """
      # in SYN-SENT the client rejects an old acknowledgement, and goes on with its attempt (Figure 9)
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  .   300:300(0)  ack 100  win 65535
        +0.001  A > B  R   100:100(0)  win 0
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: .afterClose) { step, _ in
      let (seg, sender) = (step.seg, step.sender)
      // In SYN-SENT a RST answers a wrong acknowledgement, and the connection remains in the same state (§3.5.2).
      guard sender.facts.contains(.rstSynchronized), !seg.has(.rst), !seg.has(.syn) else { return [] }
      let trip = Duration.nanoseconds(sender.turnaround.maximum + step.receiver.turnaround.maximum)
      let elapsed = seg.time - sender.times.rst
      guard elapsed > max(trip, .milliseconds(50)) else { return [] }
      let who = step.name(of: step.side)
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "nothing but RSTs of \(who.en) after the RST in frame \(sender.snd.rstFrame)",
              zh: "第 \(sender.snd.rstFrame) 帧的 RST 之后，\(who.zh)只应发送 RST"),
            observed: Bilingual(
              "\(elapsed.text) later \(who.en) goes on: SEQ=\(seg.seq), \(counted(seg.payload, "octet")); perhaps that RST was not its own",
              zh: "\(elapsed.text) 后\(who.zh)仍在继续：SEQ=\(seg.seq)，\(seg.payload) 字节；那个 RST 可能并非由它发出"),
            title: Bilingual("\(who.capitalized.en) went on \(elapsed.text) after its own RST", zh: "\(who.zh)在自己的 RST 之后 \(elapsed.text) 仍在发送"),
            frames: [seg.frame, sender.snd.rstFrame], interval: sender.times.rst...seg.time))
      ]
    })
}
