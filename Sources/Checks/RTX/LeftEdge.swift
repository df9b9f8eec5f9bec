import Replay
import Wire

extension Check {
  static let leftEdge = Check(
    id: "rtx/left-edge", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("A timeout did not resend the earliest segment", zh: "超时后未从最早未确认处重传"),
    citation: .rfc(
      6298, "5", nil, "Retransmit the earliest segment that has not been acknowledged by the TCP receiver."),
    why: Bilingual(
      "What the receiver lacks does not come, so nothing behind it is delivered, however often that is sent.",
      zh: "接收方缺少的数据始终不来，其后的数据重发多少次都无法交付。"),
    guards: [.mid, .one, .loss, .ord, .off, .n],
    triggers: [
      """
      # the second of four, again and again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
      ↓ +1      A > B  .   1101:1201(100)  ack 9001  win 64240
        +2      A > B  .   1101:1201(100)  ack 9001  win 64240
        +4      A > B  .   1101:1201(100)  ack 9001  win 64240
        +8      A > B  .   1101:1201(100)  ack 9001  win 64240
      """
    ],
    passes: [
      """
      # tail loss probes send the highest segment, once each
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.250  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.250  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.250  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.250  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1401  win 65535
        +0.001  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.000  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.250  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.250  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1601  win 65535
      """,
      """
      # the earliest was sent again before, and is under way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.400  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.400  B > A  .   9001:9001(0)  ack 1001  win 65535  <nop,nop,sack 1201:1301>
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.400  B > A  .   9001:9001(0)  ack 1301  win 65535
      """,
    ],
    subject: .step(on: .retransmission) { step, _ in
      let (seg, sender, peer) = (step.seg, step.sender, step.receiver)
      let (edge, rtx) = (sender.snd.una, sender.rtx)
      // Neither the earliest nor the highest, and nothing that P reported called for it.
      guard seg.payload > 1, !seg.has(.syn), edge < seg.seq, seg.end < sender.snd.nxt, rtx.copies(at: edge) == 0,
        rtx.duplicates(at: edge) < 3, !(rtx.sawSACK && rtx.sackEdge == edge), peer.rcv.window > 0, !sender.isOver,
        sender.counts.icmpErrors == 0, peer.facts.contains(.acknowledged), peer.times.last < sender.times.last || rtx.duplicates(at: edge) > 0
      else { return [] }
      let quiet = seg.time - later(sender.times.last, peer.times.last)
      guard max(.milliseconds(200), step.longestTrip * 2) <= quiet else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("the octets from \(edge) on, which nobody has acknowledged", zh: "应重传自 \(edge) 起尚未确认的字节"),
            observed: Bilingual(
              "\(seg.payload) octets at \(seg.seq) after \(quiet.text) of silence", zh: "静默 \(quiet.text) 后重传序号 \(seg.seq) 处的 \(seg.payload) 字节"),
            title: Bilingual(
              "\(step.speaker.en) repeated octets \(seg.seq - edge) beyond the earliest after \(quiet.text)",
              zh: "\(step.speaker.zh)静默 \(quiet.text) 后重传的不是最早的数据，而是其后 \(seg.seq - edge) 字节处"),
            frames: [seg.frame], interval: later(sender.times.last, peer.times.last)...seg.time, instancesNeeded: 3))
      ]
    })
}
