import Replay
import Wire

extension Check {
  static let ackLoop = Check(
    id: "challenge/ack-loop", priority: .p1, level: .note, kind: .safety,
    title: Bilingual("Two endpoints acknowledge each other endlessly", zh: "ACK 风暴：双方无限互发 ACK"),
    citation: .rfc(
      9293, "3.5.2", nil,
      """
      any unacceptable segment (out-of-window sequence number or unacceptable acknowledgment number) must be responded \
      to with an empty acknowledgment segment (without any user data)
      """),
    why: Bilingual(
      "The two do not agree on what was sent: each finds the other's ACK unacceptable and answers it, as fast as the path carries it.",
      zh: "双方对已发送的内容不一致：都认为对方的 ACK 不可接受而予以应答，速度只受路径限制。"),
    guards: [.ord, .csum], opportunity: .acknowledged,
    triggers: [
      """
      # somebody gave the server 500 octets that the client never sent
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """ + (0..<11).map { place in
        """

        \(place == 9 ? "↓" : " ") +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
          +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        """
      }.joined() + "\ncapture ends +5"
    ],
    passes: [
      """
      # keepalive probes and their answers
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """ + (0..<12).map { _ in
        """

          +1      A > B  .   1000:1000(0)  ack 9001  win 64240
          +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        """
      }.joined() + "\ncapture ends +5",
      """
      # a train of duplicate ACKs, each in answer to data above a hole
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """ + (0..<12).map { place in
        """

          +0.001  A > B  .   \(2001 + place * 100):\(2101 + place * 100)(100)  ack 9001  win 64240
          +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        """
      }.joined() + "\ncapture ends +5",
    ],
    subject: .step(on: .ackLoop) { step, _ in
      let loop = step.senderAfter.challenge.loop
      guard let newest = step.before.stimuli(toward: step.side).newest else { return [] }
      let (who, other) = (step.name(of: step.side), step.name(of: step.side.other))
      let span = (step.seg.time - loop.first).text
      return [
        .charge(
          Charge(
            expected: Bilingual("an end to it after one exchange", zh: "一次往返即应结束"),
            observed: Bilingual(
              "\(loop.count) times in \(span): \(who.en) SEQ \(step.seg.seq) ACK \(step.seg.ack), \(other.en) SEQ \(newest.seq) ACK \(newest.ack)",
              zh: "\(span) 内 \(loop.count) 次：\(who.zh) SEQ \(step.seg.seq) ACK \(step.seg.ack)，\(other.zh) SEQ \(newest.seq) ACK \(newest.ack)"),
            title: Bilingual(
              "Client and server acknowledged each other \(loop.count) times in \(span)", zh: "客户端与服务端在 \(span) 内互发 ACK \(loop.count) 次"),
            frames: [step.seg.frame, loop.firstFrame, newest.frame], interval: loop.first...max(loop.first, step.seg.time),
            instances: Int(loop.count)))
      ]
    })
}
