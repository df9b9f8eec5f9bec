import Replay
import Wire

extension Check {
  static let unsentData = Check(
    id: "ack/unsent-data", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Octets are acknowledged that were never sent", zh: "确认了尚未发送的数据"),
    citation: .rfc(
      9293, "3.4", nil,
      """
      A new acknowledgment (called an "acceptable ack") is one for which the inequality below holds:
      """),
    why: Bilingual(
      "Acknowledging ahead drives the sender faster than the path allows, and hides loss from it for good.",
      zh: "提前确认会使发送方超出路径能力发送，并永久掩盖丢包。"),
    guards: [.mid, .one, .mbx, .ord, .mp], opportunity: .acknowledged,
    triggers: [
      """
      # twice the client acknowledges what the server sends only afterwards: its next datagram begins there
        B = 10.0.0.2:80  id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1101  win 65535
      ↓ +0.001  A > B  .   1101:1101(0)  ack 10501  win 64240
        +0.030  B > A  .   9501:10001(500)  ack 1101  win 65535
        +0.030  B > A  .   10001:10501(500)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 11501  win 64240
        +0.030  B > A  .   10501:11001(500)  ack 1101  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # the capture missed a segment: the next one begins behind it
        B = 10.0.0.2:80  id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 10001  win 64240
        +0.030  B > A  .   10001:10501(500)  ack 1101  win 65535  {id 103}
        +0.030  A > B  .   1101:1101(0)  ack 10501  win 64240
        capture ends +5
      """,
      """
      # the capture missed two segments, and the acknowledgement was lost behind it: they are sent again
        B = 10.0.0.2:80  id 100
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 10501  win 64240
        +0.300  B > A  .   9501:10001(500)  ack 1101  win 65535  {id 104}
        +0.001  A > B  .   1101:1101(0)  ack 10501  win 64240
        +0.030  B > A  .   10501:11001(500)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 11001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .sentAcknowledged) { step, _ in
      let (early, who) = (step.sender.conduct.premature, step.name(of: step.side))
      // Text may be sent again whose first record the capture missed.
      guard early.proven < step.senderAfter.conduct.premature.proven else {
        return [.doubt(Doubt(.captureLoss, frames: [early.frame, step.seg.frame], side: step.side.other))]
      }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "SEG.ACK up to \(early.begin), what \(who.en) had sent", zh: "确认号不超过\(who.zh)已发送的 \(early.begin)"),
            observed: Bilingual(
              "SEG.ACK \(early.end), \(counted(early.end - early.begin, "octet")) ahead; \(who.en) goes on at \(step.seg.seq) afterwards",
              zh: "确认号 \(early.end)，超前 \(early.end - early.begin) 字节；其后\(who.zh)才从 \(step.seg.seq) 继续发送"),
            title: Bilingual(
              "\(step.name(of: step.side.other).capitalized.en) acknowledged \(counted(early.end - early.begin, "octet")) that \(who.en) had not sent",
              zh: "\(step.name(of: step.side.other).zh)确认了\(who.zh)尚未发送的 \(early.end - early.begin) 字节"),
            frames: [early.frame, step.seg.frame], side: step.side.other, interval: early.time...step.seg.time,
            instances: Int(step.senderAfter.conduct.premature.proven), instancesNeeded: 2))
      ]
    })
}
