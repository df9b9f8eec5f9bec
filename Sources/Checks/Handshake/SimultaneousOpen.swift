import Replay
import Wire

extension Check {
  static let simultaneousOpen = Check(
    id: "handshake/simultaneous-open", priority: .p2, level: .must, kind: .reaction,
    title: Bilingual("A SYN that crossed its own was answered by RST", zh: "同时打开：交叉的 SYN 被回复 RST"),
    citation: .rfc(9293, "3.5", "MUST-10", "A TCP implementation MUST support simultaneous open attempts (MUST-10)."),
    why: Bilingual(
      "Two peers behind address translators that find each other by calling at the same moment never get a connection.",
      zh: "依靠同时呼叫来穿越地址转换的两端永远无法建立连接。"),
    guards: [.mid, .one, .loss, .ord, .mbx, .tap],
    triggers: [
      """
      A = 10.0.0.1:40000  sent
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  B > A  S   5000:5000(0)  win 64240
      ↓ +0.001  A > B  R.  0:0(0)  ack 5001  win 0
        +0.990  A > B  S   1000:1000(0)  win 64240
        capture ends +5
      """
    ],
    passes: [
      """
      # as Figure 7 of RFC 9293 has it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  B > A  S   5000:5000(0)  win 64240
        +0.001  A > B  S.  1000:1000(0)  ack 5001  win 64240
        +0.010  B > A  S.  5000:5000(0)  ack 1001  win 64240
        +0.001  A > B  .   1001:1001(0)  ack 5001  win 64240
        capture ends +5
      """,
      """
      # given up meanwhile: no more attempts
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  B > A  S   5000:5000(0)  win 64240
        +0.001  A > B  R.  0:0(0)  ack 5001  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: [.stateChange, .tried]) { step, _ in
      if step.event == .segment {
        let isOpen = step.after[step.side].opening == .simultaneous && step.after[step.side.other].state == .established
        return isOpen ? [.pass(frames: [step.seg.frame], side: step.side.other)] : []
      }
      return Side.allCases.flatMap { side -> [Outcome] in
        let (one, peer) = (step.before[side], step.before[side.other])
        let refusal = one.challenge.handshake.refusedCrossing
        // It had not given up: its SYN comes again, or what the SYN asked for is taken up.
        let goesOn = refusal < one.snd.lastSynFrame
          || one.counts.segments > UInt32(one.counts.syns) + UInt32(one.counts.synAcks) + UInt32(one.counts.rsts)
        guard refusal != 0, goesOn else { return [] }
        let (syn, frame) = (peer.snd.iss, peer.snd.firstSynFrame)
        return [
          .charge(
            Charge(
              expected: Bilingual(
                "SYN,ACK with ACK \(syn + 1), in answer to the SYN in frame \(frame)", zh: "以 ACK 为 \(syn + 1) 的 SYN,ACK 应答第 \(frame) 帧的 SYN"),
              observed: Bilingual(
                "RST in frame \(refusal), and on with its own attempt", zh: "第 \(refusal) 帧回复 RST，却继续自己的连接请求"),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) answered the SYN that crossed its own by RST",
                zh: "\(step.name(of: side).zh)用 RST 应答了与自己的 SYN 交叉的 SYN"),
              frames: [refusal, frame], side: side, interval: one.times.firstSyn...one.times.last, receiptProven: true))
        ]
      }
    })
}
