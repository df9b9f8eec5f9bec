import Replay
import Wire

extension Check {
  static let initialRTOLow = Check(
    id: "rtx/initial-rto-low", priority: .p2, level: .should, kind: .safety,
    title: Bilingual("The first retransmission timeout is below one second", zh: "初始 RTO 过低"),
    citation: .rfc(
      6298, "2", nil,
      """
      Until a round-trip time (RTT) measurement has been made for a segment sent between the sender and receiver, the \
      sender SHOULD set RTO <- 1 second
      """),
    why: Bilingual(
      "Over a long path each attempt to connect is sent twice, and the connection begins with the window of a loss.",
      zh: "在长路径上每次建连都会重复发送，并且连接一开始就按丢包处理窗口。"),
    guards: [.one, .heard, .loss, .ord, .new, .n],
    triggers: [
      """
      # two servers' answers come again after 300 ms
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.300  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      C > B  S   1000:1000(0)  win 64240
        +0.020  B > C  S.  9500:9500(0)  ack 1001  win 65535
        +0.300  B > C  S.  9500:9500(0)  ack 1001  win 65535
        +0.020  C > B  .   1001:1001(0)  ack 9501  win 64240
      """,
      """
      # two clients ask again after 300 ms; the second copy is answered
        +0      A > B  S   1000:1000(0)  win 64240
      ↓ +0.300  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A:40002 > B  S   7000:7000(0)  win 64240
        +0.300  A:40002 > B  S   7000:7000(0)  win 64240
        +0.020  B > A:40002  S.  9500:9500(0)  ack 7001  win 65535
        +0.001  A:40002 > B  .   7001:7001(0)  ack 9501  win 64240
      """,
    ],
    passes: [
      """
      # refused, and tried again half a second later, as Windows does
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  R.  0:0(0)  ack 1001  win 0
        +0.500  A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  R.  0:0(0)  ack 1001  win 0
        +1      A:40002 > B  S   1000:1000(0)  win 64240
        +0.001  B > A:40002  R.  0:0(0)  ack 1001  win 0
        +0.500  A:40002 > B  S   1000:1000(0)  win 64240
        +0.001  B > A:40002  R.  0:0(0)  ack 1001  win 0
      """,
      """
      # the same where the capture shows no answer: the refusals took another way
        +0      A > B  S   1000:1000(0)  win 64240
        +0.500  A > B  S   1000:1000(0)  win 64240
        +0.500  A > B  S   1000:1000(0)  win 64240
        +1      A:40002 > B  S   1000:1000(0)  win 64240
        +0.500  A:40002 > B  S   1000:1000(0)  win 64240
        +0.500  A:40002 > B  S   1000:1000(0)  win 64240
        capture ends +5
      """,
      """
      # a second, as Linux has it
        +0      A > B  S   1000:1000(0)  win 64240
        +1.010  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      C > B  S   1000:1000(0)  win 64240
        +0.999  C > B  S   1000:1000(0)  win 64240
        +0.020  B > C  S.  9500:9500(0)  ack 1001  win 65535
        +0.001  C > B  .   1001:1001(0)  ack 9501  win 64240
      """,
      """
      # the SYN came again, and its answer with it: no timer
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.300  A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      C > B  S   1000:1000(0)  win 64240
        +0.020  B > C  S.  9500:9500(0)  ack 1001  win 65535
        +1      C > B  S   1000:1000(0)  win 64240
        +0.001  B > C  S.  9500:9500(0)  ack 1001  win 65535
        +0.020  C > B  .   1001:1001(0)  ack 9501  win 64240
      """,
    ],
    subject: .step(on: .retransmission) { step, _ in
      let (seg, sender, peer) = (step.seg, step.sender, step.receiver)
      // A SYN may be answered by a RST and tried again at once; a SYN,ACK only ever answers a SYN.
      let isFirst =
        seg.has(.ack)
        ? sender.counts.synAcks == 1 && sender.counts.segments == 1 && peer.facts.contains(.spoke)
          && peer.times.lastSyn < sender.times.lastSyn
        : sender.counts.syns == 1 && !peer.facts.contains(.spoke)
      guard seg.has(.syn), isFirst, sender.counts.icmpErrors == 0, seg.options.present.contains(.fastOpen) == sender.facts.contains(.fastOpen)
      else { return [] }
      let after = seg.time - sender.times.lastSyn
      guard after < .milliseconds(900) else { return [.pass(frames: [seg.frame], side: nil)] }
      // So soon it may be the same packet twice, on the way or in the capture.
      let isAnother = seg.ipID != 0 && sender.looks.ipID != 0 && seg.ipID != sender.looks.ipID
      guard .milliseconds(isAnother ? 20 : 100) <= after else { return [] }
      return [
        .charge(
          Charge(
            expected: Bilingual("the first copy after one second", zh: "一秒之后才首次重传"),
            observed: Bilingual("sent again after \(after.text)", zh: "\(after.text) 后即重传"),
            title: Bilingual(
              "\(step.speaker.en) sent its \(seg.has(.ack) ? "SYN,ACK" : "SYN") again after only \(after.text)",
              zh: "\(step.speaker.zh)仅 \(after.text) 后就重传 \(seg.has(.ack) ? "SYN,ACK" : "SYN")"),
            frames: [seg.frame, sender.snd.lastSynFrame], interval: sender.times.lastSyn...seg.time, instancesNeeded: 2))
      ]
    })
}
