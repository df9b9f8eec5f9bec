import Replay
import Wire

extension Check {
  static let isnChanged = Check(
    id: "handshake/isn-changed", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("A retransmitted SYN or SYN,ACK has another ISN", zh: "重传 SYN 或 SYN,ACK 时 ISN 改变"),
    citation: .rfc(
      9293, "3.8.3", "MUST-22",
      "SYN retransmissions MUST be handled in the general way just described for data retransmissions"),
    why: Bilingual(
      "The other end cannot know which of the two numbers holds; whichever it acknowledges, the answer may be a RST.",
      zh: "对端无从知道哪个序号有效；无论确认哪一个，都可能换来 RST。"),
    guards: [.mid, .one, .ord, .mbx, .n],
    triggers: [
      """
      # every time the SYN,ACK is sent again it begins elsewhere
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +1      B > A  S.  99000:99000(0)  ack 1001  win 65535
        +2      B > A  S.  999000:999000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 999001  win 64240
        capture ends +5
      """,
      """
      # one attempt to connect, and two numbers that take turns
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 100 ecr 0>
        +1      A > B  S   77000:77000(0)  win 64240  <mss 1460,TS val 1100 ecr 0>
      ↓ +2      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 3100 ecr 0>
        +4      A > B  S   77000:77000(0)  win 64240  <mss 1460,TS val 7100 ecr 0>
      ↓ +8      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 15100 ecr 0>
        capture ends +5
      """,
    ],
    passes: [
      """
      # a stateless server (SYN cookies) answers every copy of the SYN anew
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +1      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  99000:99000(0)  ack 1001  win 65535
        +2      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  999000:999000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 999001  win 64240
        capture ends +5
      """,
      """
      # the application tries again from the same port
        +0      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +2      A > B  S   77000:77000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 77001  win 65535
        +0.001  A > B  .   77001:77001(0)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # two servers behind one address answer the same SYN
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.002  B > A  S.  99000:99000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: [.synAck, .syn]) { step, _ in step.seg.has(.ack) ? step.changedAnswer : step.changedAttempt })
}

extension Step {
  /// A SYN,ACK again that nothing asked for.
  fileprivate var changedAnswer: [Outcome] {
    let (one, peer) = (sender, receiver)
    // The third ACK may have crossed; that it arrived shows in what this end sends then.
    let isWaiting = one.state == .synReceived
      || one.state == .established && one.sureness == .assumed && one.opening == .passive
    guard !seg.has(.rst), isWaiting else { return [] }
    guard one.counts.synAcks > 0, seg.ack == one.rcv.acked, one.counts.rsts == 0, peer.counts.rsts == 0 else { return [] }
    let frames = [seg.frame, one.snd.lastSynFrame]
    if seg.seq == one.snd.iss { return [.pass(frames: frames, side: nil)] }
    guard peer.times.lastSyn <= one.times.lastSyn else { return [] }
    let looksAlike = one.looks.ttlLow <= seg.ttl && seg.ttl <= one.looks.ttlHigh && seg.wnd == one.looks.synWindow
      && seg.options.layout == one.looks.synLayout
    guard looksAlike, seg.time - one.times.lastSyn >= .milliseconds(200) else {
      return [.doubt(Doubt(.middlebox, leaning: .fail, frames: frames))]
    }
    return [changed(from: one.snd.iss, frames, since: one.times.firstSyn)]
  }

  /// A SYN with the number of an earlier one, after another number in between: one attempt that has two.
  ///
  /// A copy of the old SYN that lost its way looks the same: unless its timestamp is newer, or it has none and comes
  /// too late for one that was on its way.
  fileprivate var changedAttempt: [Outcome] {
    if marks.contains(.retransmission), !marks.contains(.incarnation) {
      return [.pass(frames: [seg.frame, sender.snd.firstSynFrame], side: nil)]
    }
    let previous = before.previous
    guard marks.contains(.incarnation), previous.exists, !previous[side.other].facts.contains(.spoke) else { return [] }
    let (last, known) = (previous[side].iss, before.syns)
    let sent = (0..<Int(known.count)).map { known[$0] }.filter { $0.side == side && $0.frame < seg.frame }
    guard seg.seq != last, let first = sent.first(where: { $0.seq == seg.seq }),
      let second = sent.first(where: { $0.seq == last }), first.frame < second.frame
    else { return [] }
    let frames = [seg.frame, second.frame, first.frame]
    let isLate = seg.options.present.contains(.timestamps)
      ? previous[side].timestamp < seg.options.timestamp : seg.time - first.time >= .seconds(1)
    guard isLate else {
      return [.doubt(Doubt(.newIncarnationPossible, leaning: .fail, frames: frames))]
    }
    return [changed(from: last, frames, since: first.time)]
  }

  private func changed(from number: SequenceNumber, _ frames: [UInt32], since start: Instant) -> Outcome {
    .charge(
      Charge(
        expected: Bilingual("the same number again, \(number)", zh: "与之前相同的序号 \(number)"),
        observed: Bilingual("\(seg.seq)", zh: "\(seg.seq)"),
        title: Bilingual(
          "\(speaker.en) sent its \(seg.has(.ack) ? "SYN,ACK" : "SYN") again with another ISN",
          zh: "\(speaker.zh)重发 \(seg.has(.ack) ? "SYN,ACK" : "SYN") 时换了 ISN"),
        frames: frames, interval: start...max(start, seg.time),
        instancesNeeded: 2))
  }
}
