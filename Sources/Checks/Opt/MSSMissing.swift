import Replay
import Wire

extension Check {
  static let mssMissing = Check(
    id: "opt/mss-missing", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("SYN without MSS option", zh: "SYN 未携带 MSS"),
    citation: .rfc(
      9293, "3.7.1", "SHLD-5",
      """
      TCP implementations SHOULD send an MSS Option in every SYN segment when its receive MSS differs from the default \
      536 for IPv4 or 1220 for IPv6 (SHLD-5), and MAY send it always (MAY-3).
      """),
    why: Bilingual(
      "The other end may send no more than 536 octets (IPv6: 1220) a segment, a third of what the link takes.",
      zh: "对端每个报文段最多只能发送 536 字节（IPv6 为 1220），仅为链路能力的三分之一。"),
    guards: [.mid, .snap, .mbx, .box, .off], opportunity: [.sentSyn, .sentSynAck],
    triggers: [
      """
      # captured beside the server, whose own segments show that its link takes more
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
      ↓ +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:10461(1460)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 10461  win 64240
      """
    ],
    passes: [
      """
      # a small device that really takes no more than 536
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 4096
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9537(536)  ack 1101  win 4096
        +0.020  A > B  .   1101:1101(0)  ack 9537  win 64240
      """,
      """
      # sent again without options, in case a box on the way minds them
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +3      A > B  S   1000:1000(0)  win 64240
        +0.00001  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:2461(1460)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 2461  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.endsSpeaking.compactMap { side in
        let end = step.before[side]
        guard end.header.facts.contains(.offerKnown), !end.facts.contains(.synCut),
          !end.header.offered.contains(.mss), end.facts.contains(.seenFromSyn)
        else { return nil }
        let standard = step.before.key.lower.address.family == .v4 ? 536 : 1220
        // What it sends tells what its own link takes; one that sends little may be what it seems.
        guard Int(end.snd.maxPayload) > standard else {
          return .doubt(Doubt(.specAmbiguous, frames: [end.snd.firstSynFrame], side: side))
        }
        // What is larger than the usual link takes was put together by an interface.
        guard end.snd.maxPayload <= 1460 else {
          return .doubt(Doubt(.offload, frames: [end.snd.firstSynFrame], side: side))
        }
        return .charge(
          Charge(
            expected: Bilingual("an MSS option, since its link takes more than \(standard) octets", zh: "链路可容纳超过 \(standard) 字节，SYN 应携带 MSS 选项"),
            observed: Bilingual(
              "none, and segments of up to \(end.snd.maxPayload) octets of its own", zh: "没有该选项，而自己发送的报文段达 \(end.snd.maxPayload) 字节"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) sent its \(end.counts.synAcks > 0 ? "SYN,ACK" : "SYN") without MSS, and segments of up to \(end.snd.maxPayload) octets",
              zh: "\(step.name(of: side).zh)的 \(end.counts.synAcks > 0 ? "SYN,ACK" : "SYN") 没有 MSS 选项，而其报文段达 \(end.snd.maxPayload) 字节"),
            frames: [end.snd.firstSynFrame], side: side, interval: end.times.firstSyn...end.times.firstSyn))
      }
    })
}
