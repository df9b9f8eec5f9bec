import Replay
import Wire

extension Check {
  static let sequenceInvalid = Check(
    id: "rst/sequence-invalid", level: .note, kind: .safety,
    title: Bilingual("RST outside the receiver's window", zh: "RST 序号不在接收窗口内"),
    citation: .rfc(9293, "3.5.3", nil, "A reset is valid if its sequence number is in the window."),
    why: Bilingual(
      "The receiver ignores such a RST, so the two ends disagree about whether the connection lives; blind attackers and careless boxes send RSTs like that.",
      zh: "接收方会忽略这样的 RST，双方对连接是否存在的认识就不一致；盲目攻击者和不严谨的中间设备会发出这种 RST。"),
    guards: [.mid, .loss, .ord, .ws, .csum],
    opportunity: .sentRst,
    triggers: [
      """
      # 1000 octets before the number the client waits for
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:11001(2000)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 11001  win 64240
      ↓ +1      B > A  R   10001:10001(0)  win 0
      """
    ],
    passes: [
      """
      # newer data is lost, and the number lies in the window
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1101  win 65535
        +0.001  B > A  R   9001:9001(0)  win 0
      """,
      """
      # it answers an older acknowledgement that was still on its way
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9501(500)  ack 1101  win 65535
        +0      B > A  .   9501:10001(500)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 9501  win 64240
        +0      A > B  .   1101:1101(0)  ack 10001  win 64240
        +0.020  B > A  R   9501:9501(0)  win 0
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      let (seg, receiver) = (step.seg, step.receiver)
      guard receiver.canRejectReset, receiver.facts.isSuperset(of: [.acknowledged, .offered]) else { return [] }
      let low = receiver.rcv.acked + -1
      let high = SequenceNumber.later(receiver.rcv.edge, receiver.rcv.nxt) + 1
      let isOwnNext = seg.seq == step.sender.snd.nxt && step.sender.facts.contains(.spoke)
      guard !(low <= seg.seq && seg.seq <= high), !isOwnNext else { return [] }
      let known = step.provocations
      guard !known.contains(where: { $0.flags.contains(.ack) && $0.ack == seg.seq }) else { return [] }
      // Acknowledgements older than the four remembered may still be answered.
      if receiver.rcv.irs < seg.seq, seg.seq < low, !step.remembersProvocations(parameters) {
        return [.doubt(Doubt(.receiptUnproven, leaning: .fail, frames: [seg.frame]))]
      }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "SEQ in the window of \(step.name(of: step.side.other).en), \(receiver.rcv.acked) to \(receiver.rcv.edge)",
              zh: "序号在\(step.name(of: step.side.other).zh)的窗口内，即 \(receiver.rcv.acked) 至 \(receiver.rcv.edge)"),
            observed: step.place(outside: low + 1, high + -1),
            title: step.title(outside: low + 1, high + -1),
            frames: [seg.frame]))
      ]
    })
}

extension Endpoint {
  /// It has a window by which a RST is judged, and a connection to lose.
  fileprivate var canRejectReset: Bool {
    switch state {
    case .synReceived, .established, .finWait1, .finWait2, .closing, .closeWait, .lastAck: true
    case .closed, .listen, .synSent, .timeWait, .unknown, .gone: false
    }
  }
}

extension Step {
  fileprivate func title(outside low: SequenceNumber, _ high: SequenceNumber) -> Bilingual {
    let octets = seg.seq < low ? low - seg.seq : seg.seq - high
    let (who, other) = (speaker, name(of: side.other))
    return octets < 1 << 24
      ? Bilingual(
        "\(who.en) sent a RST \(counted(octets, "octet")) outside the window of \(other.en)",
        zh: "\(who.zh)的 RST 序号在\(other.zh)的窗口之外 \(octets) 字节")
      : Bilingual("\(who.en) sent a RST far outside the window of \(other.en)", zh: "\(who.zh)的 RST 序号远在\(other.zh)的窗口之外")
  }

  /// Where the number lies; a distance that large is chance.
  fileprivate func place(outside low: SequenceNumber, _ high: SequenceNumber) -> Bilingual {
    let below = seg.seq < low
    let octets = below ? low - seg.seq : seg.seq - high
    guard octets < 1 << 24 else { return Bilingual("SEQ=\(seg.seq), far from it", zh: "SEQ=\(seg.seq)，相去甚远") }
    return below
      ? Bilingual("SEQ=\(seg.seq), \(counted(octets, "octet")) before it", zh: "SEQ=\(seg.seq)，在其之前 \(octets) 字节")
      : Bilingual("SEQ=\(seg.seq), \(counted(octets, "octet")) beyond it", zh: "SEQ=\(seg.seq)，在其之后 \(octets) 字节")
  }
}
