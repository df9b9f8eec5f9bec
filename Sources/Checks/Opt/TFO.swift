import Replay
import Wire

extension Check {
  static let tfo = Check(
    id: "opt/tfo", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("Data in the SYN, and Fast Open", zh: "SYN 携带数据与 TFO"),
    citation: .rfc(
      7413, "4.2.2", nil,
      "To open a TFO connection, the client MUST have obtained a cookie from the server:"),
    why: Bilingual(
      "Data in the SYN saves a round trip only where server and path take it; where they do not, it is sent twice.",
      zh: "SYN 携带数据只有在服务端与路径都接受时才能节省一个往返；否则数据要发送两次。"),
    guards: [.snap, .one, .loss], opportunity: .sentTextInSyn,
    triggers: [
      """
      # data in the SYN, and nothing that would make it Fast Open
      ↓ +0      A > B  S   1000:1100(100)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # the server takes the SYN alone; its data never comes again, though what follows does
      ↓ +0      A > B  S   1000:1100(100)  win 64240  <mss 1460,opt-34 0102030405060708>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +1      A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +4      A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        capture ends +10
      """,
    ],
    passes: [
      """
      # a cookie is asked for and granted, and used the next time
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-34>
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,opt-34 0102030405060708>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +1      A:40001 > B  S   5000:5100(100)  win 64240  <mss 1460,opt-34 0102030405060708>
      ↓ +0.020  B > A:40001  S.  7000:7000(0)  ack 5101  win 65535  <mss 1460>
        +0.001  A:40001 > B  .   5101:5101(0)  ack 7001  win 64240
      """,
      """
      # the server takes the SYN alone, and the data comes again
      ↓ +0      A > B  S   1000:1100(100)  win 64240  <mss 1460,opt-34 0102030405060708>
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +10
      """,
    ],
    subject: .step(on: [.syn, .synAck, .ended]) { step, _ in
      if step.event == .ended { return step.lostSynText }
      if step.seg.has(.rst) { return [] }
      return step.seg.has(.ack) ? step.fastOpenAnswer : step.fastOpenAttempt
    })
}

extension Step {
  private func fact(_ en: String, zh: String) -> [Outcome] {
    [.fact(Fact(Bilingual(en, zh: zh), frames: [seg.frame], side: side))]
  }

  fileprivate var fastOpenAttempt: [Outcome] {
    let (octets, cookie) = (seg.payload, seg.options.fastOpenCookie)
    if let cookie, cookie > 0 {
      return fact(
        "The SYN has a Fast Open cookie of \(cookie) octets and \(counted(octets, "octet")) of data.",
        zh: "SYN 携带 \(cookie) 字节的 TFO cookie 和 \(octets) 字节数据。")
    }
    guard octets > 0 else {
      return cookie == nil ? [] : fact("The SYN asks for a Fast Open cookie.", zh: "SYN 请求 TFO cookie。")
    }
    return [
      .charge(
        Charge(
          expected: Bilingual("a Fast Open cookie with data in a SYN", zh: "SYN 携带数据时应带有 TFO cookie"),
          observed: Bilingual(
            "\(counted(octets, "octet")) of data and no cookie", zh: "有 \(octets) 字节数据而没有 cookie"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) sent \(counted(octets, "octet")) in its SYN, without a cookie",
            zh: "\(name(of: side).zh)在没有 cookie 的 SYN 中发送了 \(octets) 字节"),
          frames: [seg.frame]))
    ]
  }

  fileprivate var fastOpenAnswer: [Outcome] {
    var found: [Outcome] = []
    if let cookie = seg.options.fastOpenCookie, cookie > 0 {
      found += fact("The SYN,ACK grants a Fast Open cookie of \(cookie) octets.", zh: "SYN,ACK 授予 \(cookie) 字节的 TFO cookie。")
    }
    let peer = receiver
    guard peer.snd.synPayload > 0, peer.facts.contains(.issKnown) else { return found }
    let taken = seg.ack - (peer.snd.iss + 1)
    found += taken > 0
      ? fact("The SYN,ACK acknowledges \(counted(taken, "octet")) of the SYN's data.", zh: "SYN,ACK 确认了 SYN 中的 \(taken) 字节数据。")
      : fact("The SYN,ACK acknowledges the SYN, and not its data.", zh: "SYN,ACK 只确认 SYN，未确认其数据。")
    return found
  }

  /// Octets of a SYN that were refused, and never came again though later ones did.
  fileprivate var lostSynText: [Outcome] {
    let side = before.client
    let (one, peer) = (before[side], before[side.other])
    let start = one.snd.iss + 1
    guard one.snd.synPayload > 0, one.facts.contains(.seenFromSyn), peer.facts.contains(.acknowledged),
      peer.rcv.acked == start, peer.counts.segments > peer.counts.synAcks,
      one.counts.uniqueOctets > UInt64(one.snd.synPayload), !one.header.facts.contains(.resentSynText),
      one.facts.union(peer.facts).isDisjoint(with: [.rstSent, .foreignRst]),
      .seconds(3) < until - one.times.firstSyn, .seconds(3) < one.times.last - one.times.firstSyn
    else { return [] }
    let octets = one.snd.synPayload
    return [
      .charge(
        Charge(
          expected: Bilingual("the SYN's \(octets) octets again, since only the SYN was acknowledged", zh: "只有 SYN 被确认，其 \(octets) 字节数据应重新发送"),
          observed: Bilingual("later octets, and these never again", zh: "发送了后面的数据，这些数据却再未发送"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) never sent the \(octets) octets of its refused SYN again",
            zh: "\(name(of: side).zh)再未重发未被接受的 SYN 中的 \(octets) 字节"),
          frames: [one.snd.firstSynFrame, one.snd.lastSynFrame], side: side, interval: one.times.firstSyn...one.times.last,
          guards: [.mid, .ord, .mbx], level: .mustUnlabelled))
    ]
  }
}
