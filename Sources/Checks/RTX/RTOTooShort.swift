import Replay
import Wire

extension Check {
  static let rtoTooShort = Check(
    id: "rtx/rto-too-short", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Retransmitted sooner than one round trip", zh: "重传过早（小于一个往返时间）"),
    citation: .rfc(
      6298, "5", nil,
      """
      An implementation MUST manage the retransmission timer(s) in such a way that a segment is never retransmitted too \
      early, i.e., less than one RTO after the previous transmission of that segment.
      """),
    why: Bilingual(
      "Nothing can have been acknowledged yet: every segment is sent twice or more, and a busy path gets busier.",
      zh: "此时不可能收到确认：每个报文段都会被多发一遍以上，拥塞的路径更加拥塞。"),
    guards: [.mid, .one, .loss, .ord, .off, .n], opportunity: .retransmitted,
    triggers: [
      """
      # over a path of 100 ms the client repeats after 20 ms; captured at the client
        A = 10.0.0.1:40000 id 1
        +0      A > B  S   1000:1000(0)  win 64240
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.001  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1401  win 65535
        +0.001  A > B  P.  1401:1501(100)  ack 9001  win 64240
      ↓ +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1501  win 65535
      """
    ],
    passes: [
      """
      # a tail loss probe after two round trips (RFC 8985 §7.2)
        A = 10.0.0.1:40000 id 1
        +0      A > B  S   1000:1000(0)  win 64240
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.001  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1401  win 65535
        +0.001  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.210  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.250  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.500  A > B  P.  1401:1501(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1501  win 65535
      """,
      """
      # the same packets four times, as the network or the capture doubles them: one IP identification
        A = 10.0.0.1:40000
        +0      A > B  S   1000:1000(0)  win 64240
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.001  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.100  B > A  .   9001:9001(0)  ack 1401  win 65535
        +0.001  A > B  P.  1401:1501(100)  ack 9001  win 64240  {id 77}
        +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240  {id 77}
        +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240  {id 77}
        +0.020  A > B  P.  1401:1501(100)  ack 9001  win 64240  {id 77}
        +0.040  B > A  .   9001:9001(0)  ack 1501  win 65535
      """,
    ],
    subject: .step(on: .retransmission) { step, _ in step.hastyCopy })
}

extension Step {
  /// A copy of the octet at SND.UNA sooner than any acknowledgement can have come.
  ///
  /// The peer's turnaround is a part of the round trip: all of it beside the sender, where each case counts. Elsewhere
  /// queues may press two copies together, now and then.
  fileprivate var hastyCopy: [Outcome] {
    let peer = receiver
    guard seg.payload > 1, !seg.has(.syn), !seg.has(.rst), peer.turnaround.samples > 0, sender.counts.icmpErrors == 0,
      let previous = previousCopy
    else { return [] }
    let after = seg.time - previous.time
    let beside = Duration.nanoseconds(peer.turnaround.minimum)
    let own = Duration.nanoseconds(sender.turnaround.samples > 0 ? sender.turnaround.minimum : 0)
    let whole = beside + own
    guard after < beside / 10 * 9 || after < whole / 2 else { return [] }
    if sender.snd.una < seg.end {
      guard seg.seq <= sender.snd.una, peer.times.last < previous.time else { return [] }
    } else {
      // The acknowledgement has crossed, but cannot have arrived; nor does the sender go back over older losses.
      guard after < own / 4 * 3, !sender.rtx.hasRecovered || sender.rtx.recover <= seg.seq else { return [] }
    }
    guard peer.turnaround.samples >= 3 else { return [.doubt(Doubt(.tooFewSamples, leaning: .fail, frames: [seg.frame]))] }
    guard previous.isFresh else { return [.doubt(Doubt(.recordOrder, leaning: .fail, frames: [seg.frame]))] }
    var charge = Charge(
      expected: Bilingual(
        "no copy sooner than one round trip (\(whole.text)) after the last", zh: "距上一次发送不足一个往返时间（\(whole.text)）时不应重传"),
      observed: Bilingual("sent again after \(after.text), with nothing heard in between", zh: "\(after.text) 后即重传，其间未收到任何报文段"),
      title: Bilingual(
        "\(speaker.en) repeated a segment after \(after.text), sooner than a round trip of \(whole.text)",
        zh: "\(speaker.zh)仅 \(after.text) 后就重传，短于 \(whole.text) 的往返时间"),
      frames: [seg.frame], interval: previous.time...seg.time, instancesNeeded: 6)
    let anywhere = charge
    // Both count together where both stand: three cases are six.
    (charge.guards, charge.instancesNeeded) = (.tap, 5)
    return [.charge(charge), .charge(anywhere)]
  }
}
