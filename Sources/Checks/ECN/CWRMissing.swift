import Replay
import Wire

extension Check {
  static let cwrMissing = Check(
    id: "ecn/cwr-missing", priority: .p2, level: .must, kind: .reaction,
    title: Bilingual("No CWR after ECE", zh: "收到 ECE 未置 CWR"),
    citation: .rfc(
      3168, "6.1.1", nil,
      """
      If a host ever sets the ECT codepoint on a data packet, then that host MUST correctly set/clear the CWR TCP bit on \
      all subsequent packets in the connection.
      """),
    why: Bilingual(
      "The receiver cannot tell whether its echo was heard: it goes on with it, and the next mark goes unnoticed.",
      zh: "接收端无从得知回显是否被听到，只能一直置 ECE，下一次标记便无人察觉。"),
    guards: [.mid, .one, .loss, .ord, .off, .mbx, .tap],
    triggers: [
      Check.echoed + (0..<12).map { round in
        let left = 11001 + round * 1000
        return """

          \(round == 9 ? "↓" : " ") +0.005  B > A  .   \(left):\(left + 1000)(1000)  ack 1001  win 65535  {tos 2}
            +0.005  A > B  .E  1001:1001(0)  ack \(left)  win 64240
          """
      }.joined() + """

          +0.005  B > A  .   23001:24001(1000)  ack 1001  win 65535  {tos 2}
        """
    ],
    passes: [
      Check.echoed + """

          +0.00001  B > A  .W  11001:12001(1000)  ack 1001  win 65535  {tos 2}
          +0.001  B > A  .   12001:13001(1000)  ack 1001  win 65535  {tos 2}
          +0.040  A > B  .   1001:1001(0)  ack 13001  win 64240
        """,
      """
      # nothing more is sent
      """ + "\n" + Check.echoed,
    ],
    subject: .step(on: [.oddECN, .ended]) { step, _ in
      if step.event == .ended {
        return step.endsSpeaking.compactMap { side in
          step.before[side.other].header.reduction.metCWR ? .pass(frames: [], side: side) : nil
        }
      }
      let (before, now) = (step.sender.header.reduction, step.senderAfter.header.reduction)
      guard now.missed > before.missed else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("CWR on the first new segment after the ECE of frame \(now.firstECEFrame)", zh: "第 \(now.firstECEFrame) 帧的 ECE 之后，首个新报文段应置 CWR"),
            observed: Bilingual(
              "\(now.unreduced) new segments without it, while ECE went on for \((now.lastECE - now.firstECE).text)",
              zh: "ECE 持续了 \((now.lastECE - now.firstECE).text)，其间 \(now.unreduced) 个新报文段均未置 CWR"),
            title: Bilingual(
              "\(step.speaker.en) sent \(now.unreduced) new segments without CWR after ECE",
              zh: "\(step.speaker.zh)收到 ECE 之后的 \(now.unreduced) 个新报文段均未置 CWR"),
            frames: [step.seg.frame, now.firstECEFrame], interval: now.firstECE...step.seg.time))
      ]
    })

  /// A mark and its echo, captured at the server.
  fileprivate static let echoed = """
      +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
      +0.00001  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
      +0.00001  B > A  .   9001:10001(1000)  ack 1001  win 65535  {tos 2}
      +0.001  B > A  .   10001:11001(1000)  ack 1001  win 65535  {tos 2}
      +0.039  A > B  .E  1001:1001(0)  ack 10001  win 64240
    """
}
