import Replay
import Wire

extension Check {
  static let unnegotiated = Check(
    id: "opt/unnegotiated", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Option used without negotiation", zh: "未协商即使用选项"),
    citation: .rfc(
      2018, "4", nil,
      """
      If the data receiver has not received a SACK-Permitted option for a given connection, it MUST NOT send SACK \
      options on that connection.
      """),
    why: Bilingual(
      "The two ends disagree about what was agreed upon: windows are misread by a factor, or segments are taken for old and dropped.",
      zh: "两端对协商结果理解不一：窗口会被误读若干倍，或报文段被当作旧报文丢弃。"),
    guards: [.one, .loss, .ord, .mbx, .snap], opportunity: [.sentSynAck, .sentSack],
    triggers: [
      """
      # SACK blocks for a sender that never permitted them
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.001  A > B  .   3001:4001(1000)  ack 9001  win 64240
      ↓ +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 3001:4001>
        +0.001  A > B  .   4001:5001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 3001:5001>
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 5001  win 65535
      """,
      """
      # timestamps in the answer to a SYN that had none, and they echo nothing
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,nop,TS val 70 ecr 0>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # window scaling that nobody asked for, time and again
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,nop,wscale 7>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +1      A:40001 > B  S   5000:5000(0)  win 64240  <mss 1460>
      ↓ +0.020  B > A:40001  S.  7000:7000(0)  ack 5001  win 65535  <mss 1460,nop,wscale 7>
        +0.001  A:40001 > B  .   5001:5001(0)  ack 7001  win 64240
      """,
    ],
    passes: [
      """
      # the SYN is sent again without options; its first copy is answered
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK,TS val 10 ecr 0,nop,wscale 7>
        +3      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,sackOK,TS val 70 ecr 10,nop,wscale 7>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <nop,nop,TS val 3030 ecr 70>
      """,
      """
      # both open at once, and only one of them has timestamps and window scaling to offer
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,nop,wscale 7,nop,nop,TS val 10 ecr 0>
        +0      B > A  S   9000:9000(0)  win 65535  <mss 1460>
        +0.020  A > B  S.  1000:1000(0)  ack 9001  win 64240  <mss 1460,nop,wscale 7,nop,nop,TS val 30 ecr 0>
        +0      B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # SACK was permitted by the sender, that the receiver did not permit it does not matter
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.001  A > B  .   3001:4001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535  <nop,nop,sack 3001:4001>
        +0.001  A > B  .   2001:3001(1000)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 4001  win 65535
      """,
    ],
    subject: .step(on: [.synAck, .oddOptions]) { step, _ in
      let present = step.seg.options.present
      guard !step.seg.has(.rst), !present.isDisjoint(with: [.windowScale, .timestamps, .sack]) else { return [] }
      if step.seg.has(.syn) { return step.seg.has(.ack) ? step.unaskedInSynAck : [] }
      if let reason = step.offersUnknown(of: step.side) {
        return present.contains(.sack) ? [.doubt(Doubt(reason, frames: [step.seg.frame]))] : []
      }
      let offered = step.receiver.header.offered
      var found: [Outcome] = []
      if present.contains(.sack), !offered.contains(.sackPermitted) {
        found.append(
          .charge(
            Charge(
              expected: Bilingual("no SACK blocks, since the other end's SYN did not permit them", zh: "对端 SYN 未允许 SACK，不应发送 SACK 块"),
              observed: Bilingual("SACK blocks in frame \(step.seg.frame)", zh: "第 \(step.seg.frame) 帧携带 SACK 块"),
              title: Bilingual(
                "\(step.speaker.en) sent SACK blocks that the other end had not permitted", zh: "对端未允许 SACK，\(step.speaker.zh)却发送了 SACK 块"),
              frames: [step.seg.frame, step.receiver.snd.lastSynFrame], instancesNeeded: 2)))
      }
      if present.contains(.timestamps), !offered.contains(.timestamps), !step.sender.header.offered.contains(.timestamps) {
        found.append(
          .charge(
            Charge(
              expected: Bilingual("no timestamps, since no SYN had any", zh: "SYN 中没有时间戳选项，其后不应出现"),
              observed: Bilingual(
                "timestamps in frame \(step.seg.frame); the other end has to ignore them", zh: "第 \(step.seg.frame) 帧携带时间戳；对端必须忽略"),
              title: Bilingual("\(step.speaker.en) sent timestamps that no SYN had", zh: "SYN 中没有时间戳选项，\(step.speaker.zh)却发送了时间戳"),
              frames: [step.seg.frame, step.receiver.snd.lastSynFrame], level: .note)))
      }
      return found
    })
}

extension Step {
  /// What a SYN,ACK may hold only in answer to the same of a SYN (RFC 7323 §2.2 and §3.2). A SYN with it that was
  /// sent before the capture began explains one, unless the timestamps echo nothing.
  fileprivate var unaskedInSynAck: [Outcome] {
    guard sender.opening != .simultaneous, sender.state != .synSent else { return [] }
    guard receiver.header.facts.contains(.offerKnown), !receiver.facts.contains(.synCut) else {
      return [.doubt(Doubt(receiver.facts.contains(.synCut) ? .snaplen : .midStream, frames: [seg.frame]))]
    }
    let unasked = seg.options.present.subtracting(receiver.header.offered)
    let (scale, stamp) = (unasked.contains(.windowScale), unasked.contains(.timestamps))
    guard scale || stamp else { return [] }
    let name = scale && stamp
      ? Bilingual("window scaling and timestamps", zh: "窗口扩大与时间戳")
      : scale ? Bilingual("window scaling", zh: "窗口扩大") : Bilingual("timestamps", zh: "时间戳")
    let isPlain = stamp && seg.options.timestampEcho == TimestampValue(0)
    return [
      .charge(
        Charge(
          expected: Bilingual(
            "no \(name.en) in the SYN,ACK: the SYN offered none (RFC 7323 §2.2, §3.2)", zh: "SYN 未提供\(name.zh)选项，SYN,ACK 不应携带（RFC 7323 §2.2、§3.2）"),
          observed: Bilingual("\(name.en) in frame \(seg.frame)", zh: "第 \(seg.frame) 帧携带\(name.zh)选项"),
          title: Bilingual("\(speaker.en) answered with \(name.en) that the SYN had not offered", zh: "SYN 未提供\(name.zh)选项，\(speaker.zh)却以此应答"),
          frames: [seg.frame, receiver.snd.lastSynFrame], guards: .mid, instancesNeeded: isPlain ? 1 : 2))
    ]
  }
}
