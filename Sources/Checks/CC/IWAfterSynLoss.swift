import Replay
import Wire

extension Check {
  static let iwAfterSynLoss = Check(
    id: "cc/iw-after-syn-loss", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("A full initial window although the SYN was lost", zh: "SYN 丢失后未降低初始窗口"),
    citation: .rfc(
      5681, "3.1", nil,
      """
      Further, if the SYN or SYN/ACK is lost, the initial window used by a sender after a correctly transmitted SYN MUST be \
      one segment consisting of at most SMSS bytes.
      """),
    why: Bilingual(
      "A path that lost the first packets gets a whole burst next. One lost SYN is forgiven by RFC 6928, two are not.",
      zh: "刚丢失了最初报文的路径接着收到整个突发。RFC 6928 只容许丢失一个 SYN。"),
    guards: [.mid, .one, .loss, .ord, .mp, .tfo],
    triggers: ["\(syns(3))\n\(flight)"],
    passes: [
      // One SYN was lost: RFC 6928 §2 allows it.
      "\(syns(2))\n\(flight)",
      """
      \(syns(3))
        +0.001  A > B  P.  1001:2461(1460)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2461  win 65535
        +0.001  A > B  P.  2461:5381(2920)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 5381  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (one, peer) = (step.before[side], step.before[side.other])
        let (flight, size) = (one.rtx.flight.initial, UInt32(peer.snd.mss == 0 ? 536 : peer.snd.mss))
        let sent = max(one.counts.syns, one.counts.synAcks)
        // An answer that crossed was not lost here; its SYN was sent again too soon.
        let answers = one.counts.synAcks > 0 ? peer.counts.syns : peer.counts.synAcks
        guard sent >= 3, answers == 1, flight > size, one.facts.contains(.issKnown), peer.facts.contains(.seenFromSyn)
        else { return nil }
        let who = step.name(of: side).capitalized
        return .charge(
          Charge(
            expected: Bilingual("one segment, \(size) octets at most", zh: "一个报文段，不超过 \(size) 字节"),
            observed: Bilingual(
              "\(who.en) sent its SYN \(sent) times, and then \(flight) octets at once",
              zh: "\(who.zh)发送了 \(sent) 次 SYN，随后一次发出 \(flight) 字节"),
            title: Bilingual(
              "\(who.en) began with \(flight) octets at once after \(sent) SYNs", zh: "\(who.zh)发送 \(sent) 次 SYN 之后一开始就连发 \(flight) 字节"),
            frames: [one.rtx.flight.initialFrame, one.snd.lastSynFrame], side: side,
            interval: one.times.lastSyn...one.rtx.flight.initialTime))
      }
    })

  private static func syns(_ count: Int) -> String {
    let lines = (0..<count).map { place in
      "  \(place == 0 ? "+0" : "+\(1 << (place - 1))")  A > B  S   1000:1000(0)  win 64240  <mss 1460>"
    }
    return (lines + [
      "  +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>",
      "  +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240",
    ]).joined(separator: "\n")
  }

  private static let flight = """
      +0.001  A > B  .   1001:2461(1460)  ack 9001  win 64240
      +0.000  A > B  .   2461:3921(1460)  ack 9001  win 64240
    ↓ +0.000  A > B  P.  3921:5381(1460)  ack 9001  win 64240
      +0.040  B > A  .   9001:9001(0)  ack 5381  win 65535
      +0.001  A > B  P.  5381:5481(100)  ack 9001  win 64240
      +0.040  B > A  .   9001:9001(0)  ack 5481  win 65535
    """
}
