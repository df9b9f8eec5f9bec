import Replay
import Wire

extension Check {
  static let toBroadcast = Check(
    id: "handshake/to-broadcast", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Answered a SYN that had to be ignored", zh: "应答了广播、多播或非法源地址的 SYN"),
    citation: .rfc(
      9293, "3.9.2.3", "MUST-63",
      "This prevents connection state and replies from being erroneously generated"),
    why: Bilingual(
      "One forged SYN makes a whole network answer, or the answer goes to a whole network.",
      zh: "一个伪造的 SYN 就能让整个网络应答，或让应答发往整个网络。"),
    guards: [.ord, .csum],
    triggers: [
      """
      # a SYN that claims to come from a multicast group is answered
      A = [ff02::1]:40000
      B = [fd00::2]:80
        +0      A > B  S   1000:1000(0)  win 64240
      ↓ +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        capture ends +5
      """
    ],
    passes: [
      """
      # an address that only looks like a broadcast
      A = 10.0.1.255:40000
      B = 10.0.0.255:80
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # ignored, as it must be
      A = 10.0.0.1:40000
      B = 224.0.0.1:80
        +0      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.synAck, .rst, .dutyMissed]) { step, _ in
      let key = step.before.key
      guard key.lower.address.isNoHost || key.upper.address.isNoHost else { return [] }
      if step.event == .missedDuty {
        guard let duty = step.duty, duty.kind == .answerSyn else { return [] }
        return [.pass(frames: [duty.lastFrame], side: duty.side)]
      }
      let (seg, syn) = (step.seg, step.receiver)
      guard syn.facts.contains(.issKnown), syn.counts.syns > 0, seg.has(.ack), syn.snd.iss < seg.ack, seg.ack <= syn.snd.nxt
      else { return [] }
      let odd = key[step.side.other].address.isNoHost ? key[step.side.other].address : key[step.side].address
      return [
        .charge(
          Charge(
            expected: Bilingual("silence", zh: "不应答"),
            observed: Bilingual(
              "\(seg.has(.rst) ? "RST" : "SYN,ACK") in answer to a SYN with the address \(odd.text)",
              zh: "用 \(seg.has(.rst) ? "RST" : "SYN,ACK") 应答了地址为 \(odd.text) 的 SYN"),
            title: Bilingual(
              "\(step.speaker.en) answered a SYN with an address of no single host by \(seg.has(.rst) ? "RST" : "SYN,ACK")",
              zh: "\(step.speaker.zh)用 \(seg.has(.rst) ? "RST" : "SYN,ACK") 应答了地址并非单个主机的 SYN"),
            frames: [seg.frame, syn.snd.lastSynFrame], selfEvident: true))
      ]
    })
}

extension Address {
  /// No single host can be meant: a multicast group, the limited broadcast, or network 0 (RFC 1122 §3.2.1.3).
  fileprivate var isNoHost: Bool {
    switch family {
    case .v4:
      let first = UInt8(truncatingIfNeeded: low >> 24)
      return first == 0 || 224...239 ~= first || low == 0xffff_ffff
    case .v6: return high >> 56 == 0xff || high == 0 && low == 0
    }
  }
}
