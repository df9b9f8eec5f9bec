import Replay
import Wire

extension Check {
  static let windowShrunk = Check(
    id: "flow/window-shrunk", priority: .p1, level: .should, kind: .safety,
    title: Bilingual("Receiver shrank its window", zh: "接收窗口右边界回缩"),
    citation: .rfc(
      9293, "3.8.6", "SHLD-14",
      "A TCP receiver SHOULD NOT shrink the window, i.e., move the right window edge to the left (SHLD-14)."),
    why: Bilingual(
      "What the sender had sent in good faith may now be thrown away; some senders stall over a window that runs backwards.",
      zh: "发送方依据原窗口已发出的数据可能被丢弃；有的发送方会因窗口回退而停滞。"),
    guards: [.mid, .one, .ord, .ws, .mp, .mbx, .snap], opportunity: .statedWindow,
    untested: Untested(.acknowledged, .windowScaleUnknown),
    triggers: [
      """
      # 20000 octets were offered, of which 1000 are used, and 5000 are left
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 20000
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 2001  win 5000
        capture ends +5
      """
    ],
    passes: [
      """
      # ten octets use up less than one unit of a scale of 2^7
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 7>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 64240  <mss 1460,nop,wscale 7>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 502
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 600
        +0.001  A > B  P.  1101:1111(10)  ack 9001  win 502
        +0.020  B > A  .   9001:9001(0)  ack 1111  win 599
        capture ends +5
      """,
      """
      # the application does not read: the edge keeps still until the window is shut
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 2000  <mss 1460>
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 1000
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 3001  win 0
        +1      B > A  .   9001:9001(0)  ack 3001  win 2000
        capture ends +5
      """,
      """
      # the window of a SYN is another thing than what follows
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 29200
        capture ends +5
      """,
      """
      # two window updates changed places on the way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460>
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 30000
        +0.001  B > A  .   9001:9001(0)  ack 1501  win 20000
        capture ends +5
      """,
      """
      # another TTL: a proxy opened the connection in the server's name
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460>  {ttl 254}
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 30000
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 8000
        capture ends +5
      """,
      """
      # nothing is read any more by an end that has closed
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 20000  <mss 1460>
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 30000
        +0.001  A > B  F.  1501:1501(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1502  win 0
        +0.001  A > B  .   1502:1502(0)  ack 9002  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .windowShrunk) { step, _ in
      let (edge, now) = (step.sender.rcv.edge, step.senderAfter.conduct.retreat.edge)
      // A host may be told to shrink rather than to run out of memory (Linux, tcp_shrink_window): it gives back little.
      let isSmall = edge - now < 1460
      let who = step.name(of: step.side)
      return [
        .charge(
          Charge(
            expected: Bilingual("a right edge of \(edge) or more, as offered before", zh: "窗口右边界不小于此前给出的 \(edge)"),
            observed: Bilingual(
              "right edge \(now), \(counted(edge - now, "octet")) to the left",
              zh: "右边界为 \(now)，向左回缩 \(edge - now) 字节"),
            title: Bilingual(
              "\(who.capitalized.en) took back \(counted(edge - now, "octet")) of the window it had offered",
              zh: "\(who.zh)收回了已通告窗口中的 \(edge - now) 字节"),
            frames: [step.seg.frame], instances: Int(step.senderAfter.conduct.retreat.count),
            level: isSmall ? .note : nil))
      ]
    })
}
