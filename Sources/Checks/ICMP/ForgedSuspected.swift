import Replay
import Wire

extension Check {
  static let forgedSuspected = Check(
    id: "icmp/forged-suspected", priority: .p2, level: .note, kind: .measurement,
    title: Bilingual("ICMP error that cannot belong to the connection", zh: "疑似伪造 ICMP"),
    citation: .rfc(
      9293, "3.9.2.2", "MUST-54",
      """
      TCP implementations MUST act on an ICMP error message passed up from the IP layer, directing it to the connection \
      that created the error (MUST-54).
      """),
    why: Bilingual(
      "Somebody may be trying to cut off or slow down the connection without seeing it; or a box changes the numbers and forgets those in errors.",
      zh: "可能有人在看不到连接的情况下试图切断或拖慢它；也可能是设备改写了序号却漏改错误报文中的引用。"),
    guards: [.mid, .one, .loss, .ord], opportunity: [.quotedInSoftError, .quotedInHardError, .quotedInTooBig],
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.010  R > A  icmp 3/1 quote A > B 123456789
        +0.010  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    ],
    passes: [
      """
      # late, but about something that was sent
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +2      R > A  icmp 11/0 quote A > B 1001
      """,
      """
      # about the SYN
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1000
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: .icmp) { step, _ in
      let end = step.sender
      guard end.facts.contains(.issKnown), end.facts.contains(.spoke), end.state != .closed, end.state != .listen,
        !(end.snd.iss <= step.seg.seq && step.seg.seq <= end.snd.nxt)
      else { return [] }
      let edge = SequenceNumber.later(end.snd.nxt, step.receiver.rcv.edge)
      // What the capture may have missed, or an incarnation before may have sent.
      guard edge < step.seg.seq || step.seg.seq < end.snd.iss, step.before.incarnation == 1 else {
        return [.doubt(Doubt(.captureLoss, frames: [step.seg.frame], side: step.side))]
      }
      return [
        .charge(
          Charge(
            expected: Bilingual("a quote of a number from \(end.snd.iss) to \(end.snd.nxt), as the end has sent", zh: "引用该端发送过的序号（\(end.snd.iss) 至 \(end.snd.nxt)）"),
            observed: Bilingual("\(step.seg.seq), from \(step.seg.icmp.reporter.text)", zh: "\(step.seg.seq)，来自 \(step.seg.icmp.reporter.text)"),
            title: Bilingual(
              "An ICMP error quotes a number that \(step.name(of: step.side).en) never sent",
              zh: "一条 ICMP 差错引用了\(step.name(of: step.side).zh)从未发送的序号"),
            frames: [step.seg.frame]))
      ]
    })
}
