import Replay
import Wire

extension Check {
  static let windowExceeded = Check(
    id: "flow/window-exceeded", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Sent beyond the offered window", zh: "发送超出对端通告窗口"),
    citation: .rfc(
      7323, "2.4", nil, "The initial transmission MUST be within the window announced by the most recent <ACK>."),
    why: Bilingual(
      "The receiver has no room for what comes beyond its window and throws it away: the same octets cross the path twice.",
      zh: "接收方没有空间容纳窗口之外的数据，只能丢弃：同样的数据要在路径上走两遍。"),
    guards: [.mid, .one, .loss, .ord, .ws, .mp, .tfo], opportunity: .sentDataIntoKnownWindow,
    untested: Untested(.sentData, .windowScaleUnknown),
    triggers: [
      """
      # 1000 octets are offered and 2000 sent; the second half is not taken, and sent again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
      ↓ +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 500
        +0.300  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2501  win 500
        capture ends +5
      """
    ],
    passes: [
      """
      # the capture missed the statement that granted more: it is taken
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.060  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 3001  win 1000
        capture ends +5
      """,
      """
      # one octet beyond a shut window is a probe, and a FIN needs no room
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.300  A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 0
        +0.600  A > B  .   2001:2002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2002  win 0
        +0.600  A > B  F.  2002:2002(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2003  win 0
        capture ends +5
      """,
      """
      # the window scale counts from the first segment after the SYN,ACK
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 7>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 1000  <mss 1460,nop,wscale 7>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 502
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 8
        +0.001  A > B  .   1101:2101(1000)  ack 9001  win 502
        +0.020  B > A  .   9001:9001(0)  ack 2101  win 8
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      Side.allCases.compactMap { side in
        let (beyond, peer) = (step.before[side].conduct.beyond, step.before[side.other])
        // What is still open at the end was refused if the peer went on granting less after it must have come.
        let wait = peer.turnaround.deadline(slack: parameters.reactSlack)
        let isOpen = beyond.frame != 0 && beyond.deniedFrame != 0 && beyond.denied - beyond.time > wait
        guard beyond.refused > 0 || isOpen else { return nil }
        let known = beyond.refused > 0
        let octets = known ? beyond.octets : beyond.end.distance(from: beyond.begin)
        let (frame, denied) = known ? (beyond.firstFrame, beyond.firstDenied) : (beyond.frame, beyond.deniedFrame)
        let other = step.name(of: side.other)
        return .charge(
          Charge(
            expected: Bilingual(
              "first transmissions within the window of \(other.en)", zh: "首次发送不超出\(other.zh)的窗口"),
            observed: Bilingual(
              "\(counted(octets, "octet")) beyond the right edge; frame \(denied) still grants less, and does not take them",
              zh: "超出右边界 \(octets) 字节；第 \(denied) 帧仍未给出这么大的窗口，也没有接收"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) sent \(counted(octets, "octet")) beyond the window of \(other.en)",
              zh: "\(step.name(of: side).zh)发送的数据超出\(other.zh)的窗口 \(octets) 字节"),
            frames: [frame, denied], side: side, interval: (known ? beyond.first : beyond.time)...beyond.denied,
            instances: Int(beyond.refused) + (isOpen ? 1 : 0)))
      }
    })
}
