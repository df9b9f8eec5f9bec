import Replay
import Wire

extension Check {
  static let finAcked = Check(
    id: "close/fin-acked", level: .mustUnlabelled, kind: .reaction,
    title: Bilingual("The FIN is never acknowledged", zh: "FIN 一直未被确认"),
    citation: .rfc(9293, "3.10.7.4", nil, "advance RCV.NXT over the FIN, and send an acknowledgment for the FIN"),
    why: Bilingual(
      "The closing end can never finish: it sends its FIN again and again until it gives up with an error.",
      zh: "关闭方永远无法完成关闭：它不断重发 FIN，直到报错放弃。"),
    guards: [.one, .loss, .pr, .auth, .mbx], opportunity: .acknowledgedFin,
    untested: Untested(.receivedFin, .receiptUnproven),
    triggers: [
      """
        A = 10.0.0.1:40000
        B = 10.0.0.2:80
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 100 ecr 0>
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,TS val 500 ecr 100>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 120 ecr 500>
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240  <TS val 130 ecr 500>
        +0.001  B > A  .   9001:9001(0)  ack 1001  win 65535  <TS val 531 ecr 120>
        +0.250  A > B  F.  1001:1001(0)  ack 9001  win 64240  <TS val 380 ecr 500>
        +0.001  B > A  .   9001:9001(0)  ack 1001  win 65535  <TS val 781 ecr 380>
        +1      A > B  F.  1001:1001(0)  ack 9001  win 64240  <TS val 1380 ecr 500>
        +0.001  B > A  .   9001:9001(0)  ack 1001  win 65535  <TS val 1781 ecr 1380>
      ↓ +2      A > B  F.  1001:1001(0)  ack 9001  win 64240  <TS val 3380 ecr 500>
        +0.001  B > A  .   9001:9001(0)  ack 1001  win 65535  <TS val 3781 ecr 3380>
        capture ends +5
      """
    ],
    passes: [
      // Lost twice behind the tap, then acknowledged.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.300  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.600  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +0.010  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        capture ends +5
      """,
      // What stands before the FIN was lost: the answers ask for that.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  F.  1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.300  A > B  F.  1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.600  A > B  F.  1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +2      A > B  F.  1101:1101(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .dutyMissed) { step, _ in
      guard let duty = step.duty, duty.kind == .acknowledgeFin else { return [] }
      let (one, peer) = (step.before[duty.side], step.before[duty.side.other])
      let frames = [duty.lastFrame, duty.firstFrame]
      // Only an answer after the third copy that still asks for the FIN itself shows that the FIN is what was ignored.
      guard duty.copies >= 4, duty.last - duty.first >= .seconds(3), one.counts.acksAtFin > 0 else { return [] }
      // Whether a FIN needs room in the window, no RFC says.
      if one.rcv.window == 0 { return [.doubt(Doubt(.specAmbiguous, leaning: .fail, frames: frames, side: duty.side))] }
      let length = (duty.last - duty.first).text
      return [
        .charge(
          Charge(
            expected: Bilingual("ACK \(peer.snd.fin + 1), one beyond the FIN", zh: "ACK \(peer.snd.fin + 1)，即 FIN 的序号加一"),
            observed: Bilingual(
              "ACK \(peer.snd.fin) still, after \(duty.copies) copies of the FIN in \(length)",
              zh: "\(length) 内收到 \(duty.copies) 份 FIN，确认号仍为 \(peer.snd.fin)"),
            title: Bilingual(
              "\(step.name(of: duty.side).capitalized.en) did not acknowledge the FIN, sent \(duty.copies) times in \(length)",
              zh: "\(length) 内收到 \(duty.copies) 份 FIN，\(step.name(of: duty.side).zh)始终不确认"),
            frames: frames, side: duty.side, interval: duty.first...duty.last, copies: Int(duty.copies),
            receiptProven: one.facts.contains(.echoedFin), instances: Int(one.counts.acksAtFin)))
      ]
    })
}
