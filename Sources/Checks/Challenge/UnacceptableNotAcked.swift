import Replay
import Wire

extension Check {
  static let unacceptableNotAcked = Check(
    id: "challenge/unacceptable-not-acked", priority: .p2, level: .should, kind: .reaction,
    title: Bilingual("Unacceptable data got no ACK", zh: "不可接受的数据未触发 ACK"),
    citation: .rfc(
      9293, "3.10.7.4", nil,
      "If an incoming segment is not acceptable, an acknowledgment should be sent in reply (unless the RST bit is set, if so drop the segment and return)"
    ),
    why: Bilingual(
      "A sender whose ACK was lost goes on retransmitting what has long arrived, until it gives up.",
      zh: "ACK 丢失的发送方会不断重传早已到达的数据，直到放弃。"),
    guards: [.one, .loss, .end, .ord, .pr, .pn, .fw, .auth, .csum, .n], opportunity: .answeredStale,
    triggers: [
      """
      # the tap stands at the server, which lets three copies pass
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1.2    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2.4    A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +4.8    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2      B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 9101  win 64240
        capture ends +5
      """
    ],
    passes: [
      """
      # acknowledged again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1.2    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # three within 300 ms: one ACK may do for all of them
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.1    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.1    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # seen from the sender's side: they may never have arrived
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +1.2    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2.4    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +4.8    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2      B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.000  A > B  .   1101:1101(0)  ack 9101  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, parameters in
      Side.allCases.flatMap { side -> [Outcome] in
        let (one, met) = (step.before[side], step.before[side].challenge.ignoredStale)
        guard met.count > 0 else { return [] }
        let times = Int(met.count)
        let isOld = met.kind == .oldData
        let deadline = met.last + one.turnaround.deadline(slack: parameters.reactSlack)
        return [
          .charge(
            Charge(
              expected: Bilingual("an ACK with the number it waits for", zh: "回复 ACK，给出所等待的序号"),
              observed: Bilingual(
                "silence to \(counted(times, "segment")) with data \(isOld ? "that it had already" : "beyond its window"), until frame \(met.answerFrame)",
                zh: "对 \(times) 个\(isOld ? "已经收到过" : "超出其窗口")的数据报文段没有应答，直到第 \(met.answerFrame) 帧"),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) did not answer \(counted(times, "segment")) \(isOld ? "that it had already" : "beyond its window")",
                zh: "\(step.name(of: side).zh)没有应答 \(times) 个\(isOld ? "已经收到过" : "超出其窗口")的数据报文段"),
              frames: [met.lastFrame, met.firstFrame, met.answerFrame], side: side,
              interval: met.first...max(met.first, deadline), copies: times, repliesDue: times, instances: times,
              instancesNeeded: 3))
        ]
      }
    })
}
