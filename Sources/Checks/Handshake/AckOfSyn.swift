import Replay
import Wire

extension Check {
  static let ackOfSyn = Check(
    id: "handshake/ack-of-syn", level: .mustUnlabelled, kind: .safety,
    title: Bilingual("The SYN,ACK does not acknowledge the SYN's number plus one", zh: "SYN,ACK 的确认号不是 SYN 的序号加一"),
    citation: .rfc(9293, "3.10.7.2", nil, "Set RCV.NXT to SEG.SEQ+1"),
    why: Bilingual(
      "The other end must take such an answer for one to an older SYN and resets it, so no connection comes about.",
      zh: "对端只能把这样的应答当作对旧 SYN 的应答并将其复位，因此连接无法建立。"),
    guards: [.mid, .one, .loss, .ord, .mbx], opportunity: .sentSynAck,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1002  win 65535
        +0.020  A > B  R   1002:1002(0)  win 0
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9500:9500(0)  ack 1002  win 65535
        +0.020  A > B  R   1002:1002(0)  win 0
        +2      A > B  S   1000:1000(0)  win 64240
      ↓ +0.020  B > A  S.  9900:9900(0)  ack 1002  win 65535
        +0.020  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
      """
        +0      C > B  S   500:500(0)  win 64240
        +0.020  B > C  R.  0:0(0)  ack 501  win 0
        +250    A > B  S   1000:1000(0)  win 64240
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1000  win 65535
        +0.020  A > B  R   1000:1000(0)  win 0
        capture ends +5
      """,
    ],
    passes: [
      // An older SYN, sent before the capture began, is answered first (RFC 9293 Figure 8).
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 91  win 65535
        +0.020  A > B  R   91:91(0)  win 0
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9500:9500(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9501  win 64240
        capture ends +5
      """,
      // The port is used again; that SYN was not captured, only its answer.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
        +900    B > A  S.  7000:7000(0)  ack 5001  win 65535
        +0.001  A > B  .   5001:5001(0)  ack 7001  win 64240
        capture ends +5
      """,
      // TCP Fast Open: the data on the SYN is acknowledged with it.
      """
        +0      A > B  S   1000:1100(100)  win 64240  <mss 1460,opt-34 0102030405060708>
        +0.020  B > A  S.  9000:9000(0)  ack 1101  win 65535  <mss 1460>
        +0.001  A > B  .   1101:1101(0)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .synAck) { step, _ in
      let syn = step.receiver.snd.iss
      guard !step.seg.has(.rst), step.senderAfter.counts.wrongSynAcks > 0, step.receiver.facts.contains(.issKnown) else {
        return []
      }
      guard step.receiver.facts.contains(.seenFromSyn) else { return [.doubt(Doubt(.midStream, frames: [step.seg.frame]))] }
      // What it answers is not on record, where no SYN of the last 240 s is.
      guard step.seg.time - step.receiver.times.lastSyn <= .seconds(240) else {
        return [.doubt(Doubt(.captureLoss, frames: [step.seg.frame]))]
      }
      // An older SYN that the capture missed explains one wrong answer, not the same one to every copy of a newer SYN.
      let wrong = Int(step.senderAfter.counts.wrongSynAcks)
      let repeated = wrong >= 3 && step.receiver.counts.syns >= 3
      let offset = step.seg.ack - syn
      return [
        .charge(
          Charge(
            expected: Bilingual("acknowledgement \(syn + 1), the SYN's number plus one", zh: "确认号 \(syn + 1)，即 SYN 的序号加一"),
            observed: Bilingual(
              "acknowledgement \(step.seg.ack), the SYN's number \(offset < 0 ? "minus \(-offset)" : "plus \(offset)")",
              zh: "确认号 \(step.seg.ack)，即 SYN 的序号\(offset < 0 ? "减 \(-offset)" : "加 \(offset)")"),
            title: Bilingual(
              "\(step.speaker.en) acknowledged the SYN's number \(offset < 0 ? "minus \(-offset)" : "plus \(offset)"), not plus one",
              zh: "\(step.speaker.zh)确认的是 SYN 的序号\(offset < 0 ? "减 \(-offset)" : "加 \(offset)")，而非加一"),
            frames: [step.seg.frame, step.receiver.snd.lastSynFrame], guards: repeated ? [] : .old, instances: wrong))
      ]
    })
}
