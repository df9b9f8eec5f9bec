import Replay
import Wire

extension Check {
  static let regressed = Check(
    id: "ack/regressed", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Cumulative acknowledgement went backwards", zh: "累计确认号倒退"),
    citation: .rfc(
      9293, "3.4", nil,
      """
      The acknowledgment mechanism employed is cumulative so that an acknowledgment of sequence number X indicates that \
      all octets up to but not including X have been received.
      """),
    why: Bilingual(
      "Whoever takes back an acknowledgement has lost octets that the sender no longer keeps, or has read old ones as new.",
      zh: "收回确认意味着丢失了发送方已不再保存的数据，或把旧数据当成了新数据。"),
    guards: [.mid, .one, .mbx, .ord, .snap], opportunity: .acknowledged,
    triggers: [
      """
      # the timestamp says that the lower acknowledgement was sent later
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240  <TS val 40 ecr 50>
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535  <TS val 90 ecr 40>
      ↓ +0.500  B > A  .   9001:9001(0)  ack 1051  win 65535  <TS val 590 ecr 40>
        capture ends +5
      """
    ],
    passes: [
      """
      # two acknowledgements changed places on the way
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.030  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      """
      # text that was sent before the acknowledgement comes after it; its timestamp is the older one
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240  <TS val 40 ecr 50>
        +0.020  B > A  .   9101:9101(0)  ack 1101  win 65535  <TS val 90 ecr 40>
        +0.001  B > A  P.  9001:9101(100)  ack 1001  win 65535  <TS val 80 ecr 30>
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240  <TS val 95 ecr 80>
        capture ends +5
      """,
      """
      # the higher number stood in a damaged segment
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 10 ecr 0>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,TS val 50 ecr 10>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 30 ecr 50>
        +0.010  A > B  P.  1001:1101(100)  ack 9001  win 64240  <TS val 40 ecr 50>
        +0.020  B > A  .   9001:9001(0)  ack 1613  win 65535  <TS val 90 ecr 40>  {cksum bad}
        +0.500  B > A  .   9001:9001(0)  ack 1101  win 65535  <TS val 590 ecr 40>
        capture ends +5
      """,
    ],
    subject: .step(on: .ackRegressed) { step, _ in
      let (seg, sender, receiver) = (step.seg, step.sender, step.receiver)
      guard !seg.has(.rst), !seg.has(.syn), !sender.isOver, seg.anomalies.isDisjoint(with: .extraordinary) else { return [] }
      // What no record had carried may have been a number of somebody else's.
      guard receiver.conduct.premature.end != sender.rcv.acked || receiver.conduct.premature.time == Instant(nanoseconds: 0)
      else { return [] }
      let belongs = seg.seq - sender.snd.una >= -1 && seg.seq <= sender.snd.nxt
      guard belongs, let proof = step.proofOfOrder else { return [] }
      guard proof != .none else { return [.doubt(Doubt(.recordOrder, frames: [seg.frame]))] }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "SEG.ACK \(sender.rcv.acked) or more, as acknowledged before", zh: "确认号不小于此前确认过的 \(sender.rcv.acked)"),
            observed: Bilingual(
              "SEG.ACK \(seg.ack), \(counted(sender.rcv.acked - seg.ack, "octet")) less; \(proof.words.en)",
              zh: "确认号 \(seg.ack)，倒退 \(sender.rcv.acked - seg.ack) 字节；\(proof.words.zh)"),
            title: step.takesOldForNew
              ? Bilingual("\(step.speaker.en) took old octets for new ones", zh: "\(step.speaker.zh)把旧数据当成了新数据")
              : Bilingual(
                "\(step.speaker.en) took back its acknowledgement of \(counted(sender.rcv.acked - seg.ack, "octet"))",
                zh: "\(step.speaker.zh)收回了对 \(sender.rcv.acked - seg.ack) 字节的确认"),
            frames: [seg.frame]))
      ]
    })
}

/// Why a lower acknowledgement must have been sent after a higher one.
private enum ProofOfOrder {
  case timestamp, identification, none

  var words: Bilingual {
    switch self {
    case .timestamp: Bilingual("its timestamp is newer", zh: "其时间戳更新")
    case .identification:
      Bilingual("its IP identification is newer, and it comes long after", zh: "其 IP 标识更新，且间隔很久")
    case .none: Bilingual("", zh: "")
    }
  }
}

extension Step {
  /// How it is known that the segment was sent after the higher acknowledgement; `nil` where reordering explains it.
  fileprivate var proofOfOrder: ProofOfOrder? {
    if seg.options.present.contains(.timestamps), receiver.facts.contains(.timestamps) {
      return receiver.rcv.timestamp + 1 < seg.options.timestamp ? .timestamp : nil
    }
    let trip = Duration.nanoseconds(sender.turnaround.maximum) + .nanoseconds(receiver.turnaround.maximum)
    guard seg.time - sender.times.last > max(trip * 2, .seconds(3)) else { return nil }
    let ahead = seg.ipID &- sender.looks.ipID
    return seg.ipID != 0 && ahead > 0 && ahead < 0x4000 ? .identification : ProofOfOrder.none
  }

  /// SEG.ACK is the end of an old segment that has just crossed.
  fileprivate var takesOldForNew: Bool {
    let recent = before.stimuli(toward: side)
    return (0..<Int(recent.count)).contains { place in
      let stimulus = recent[newest: place]
      return stimulus.len > 0 && stimulus.seq + Int(stimulus.len) == seg.ack
    }
  }
}
