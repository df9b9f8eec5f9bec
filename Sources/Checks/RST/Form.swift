import Replay
import Wire

extension Check {
  static let form = Check(
    id: "rst/form", level: .mustUnlabelled, kind: .safety,
    title: Bilingual("RST reply has the wrong numbers", zh: "RST 的序号不符合规则"),
    citation: .rfc(
      9293, "3.5.2", nil,
      """
      If the incoming segment has the ACK bit set, the reset takes its sequence number from the ACK field of the \
      segment; otherwise, the reset has sequence number zero and the ACK field is set to the sum of the sequence \
      number and segment length of the incoming segment.
      """),
    why: Bilingual(
      "The other end has to ignore such a RST, so it goes on sending into a connection that is gone until it times out.",
      zh: "对端必须忽略这样的 RST，于是继续向已不存在的连接发送，直到超时。"),
    guards: [.mid, .loss, .ord, .mbx, .csum],
    opportunity: .sentRstReply,
    triggers: [
      """
      # nothing listens, and the refusal acknowledges the wrong number
        +0      A > B  S   1000:1000(0)  win 64240
      ↓ +0.020  B > A  R.  0:0(0)  ack 1000  win 0
      """,
      """
      # the connection is lost, and every answer has the number the server began with
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1034(33)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9045(44)  ack 1034  win 65535
        +0.001  A > B  .   1034:1034(0)  ack 9045  win 64240
        +9      A > B  P.  1034:1049(15)  ack 9045  win 64240
        +0.020  B > A  R   7000:7000(0)  win 0
        +0.980  A > B  P.  1034:1049(15)  ack 9045  win 64240
      ↓ +0.020  B > A  R   7000:7000(0)  win 0
      """,
    ],
    passes: [
      """
      # a refusal as it should be, and one that leaves the SYN's data out
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
        +1      A:40001 > B  S   5000:5100(100)  win 64240
        +0.020  B > A:40001  R.  0:0(0)  ack 5101  win 0
      """,
      """
      # two more segments may have provoked it: it answers the first of them
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  R.  0:0(0)  ack 1001  win 0
        +0.001  A > B  .   1001:1001(0)  ack 7777  win 64240
        +0.001  A > B  .   1001:1001(0)  ack 8888  win 64240
        +0.020  B > A  R   7777:7777(0)  win 0
      """,
      """
      # acknowledgements long under way find the client closed: each is answered with its own number
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0      A > B  .   1501:2001(500)  ack 9001  win 64240
        +0      B > A  .   9001:9001(0)  ack 1501  win 65535
        +0      B > A  .   9001:9001(0)  ack 2001  win 65535
        +0.020  A > B  R.  2001:2001(0)  ack 9001  win 64240
        +0.300  A > B  R   1501:1501(0)  win 0
        +0.001  A > B  R   2001:2001(0)  win 0
      """,
      """
      # a refused SYN,ACK takes its number from it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 501  win 65535
        +0.001  A > B  R   501:501(0)  win 0
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      guard step.answersWithoutConnection, !step.resetIsOwnAbort else { return [] }
      if step.provocations.contains(where: { $0.isAnswered(by: step.seg) }) { return [] }
      let fresh = step.unansweredProvocations(parameters)
      guard let stimulus = fresh.first, fresh.allSatisfy({ $0.asksTheSame(as: stimulus) }),
        step.remembersProvocations(parameters), !step.mayAnswerOlderAck
      else { return [.doubt(Doubt(.receiptUnproven, frames: [step.seg.frame]))] }
      let isVariant = stimulus.isAnsweredWithoutData(by: step.seg)
      if step.resetIsInWindow, !isVariant {
        return [.doubt(Doubt(.specAmbiguous, leaning: .fail, frames: [step.seg.frame, stimulus.frame]))]
      }
      return [
        .charge(
          Charge(
            expected: stimulus.expectedReset, observed: step.observedReset(answering: stimulus),
            title: Bilingual(
              "\(step.speaker.en) answered frame \(stimulus.frame) by a RST with wrong numbers",
              zh: "\(step.speaker.zh)应答第 \(stimulus.frame) 帧的 RST 序号错误"),
            frames: [step.seg.frame, stimulus.frame], interval: stimulus.time...step.seg.time,
            level: isVariant ? .note : nil))
      ]
    })
}

extension Step {
  /// The RST's sender has no connection (CLOSED, LISTEN) or none that is synchronized; one in TIME-WAIT that sends
  /// a RST has left it.
  fileprivate var answersWithoutConnection: Bool {
    switch sender.state {
    case .closed, .listen, .synSent, .synReceived, .timeWait: true
    case .established, .finWait1, .finWait2, .closing, .closeWait, .lastAck, .unknown, .gone: false
    }
  }

  /// ABORT takes SND.NXT (RFC 9293 §3.10.5), whatever crossed before.
  fileprivate var resetIsOwnAbort: Bool { sender.facts.contains(.issKnown) && seg.seq == sender.snd.nxt }

  /// The other end need not reject it: its number lies in the widest window that end can have.
  fileprivate var resetIsInWindow: Bool {
    let peer = receiver
    guard peer.state.isSynchronized, peer.facts.isSuperset(of: [.acknowledged, .offered]) else { return false }
    return peer.rcv.acked <= seg.seq && seg.seq <= SequenceNumber.later(peer.rcv.edge, peer.rcv.nxt)
  }

  /// What came after the sender's last segment: whatever came before may have been answered by that one.
  fileprivate func unansweredProvocations(_ parameters: Parameters) -> [RecentStimuli.Stimulus] {
    let fresh = freshProvocations(parameters)
    return sender.facts.contains(.spoke) ? fresh.filter { sender.times.last <= $0.time } : fresh
  }

  /// Its number was acknowledged before: an older acknowledgement may have been long under way.
  fileprivate var mayAnswerOlderAck: Bool {
    let peer = receiver
    return peer.facts.contains(.acknowledged) && peer.facts.contains(.hearing)
      && peer.rcv.irs < seg.seq && seg.seq < peer.rcv.acked
  }

  fileprivate func observedReset(answering stimulus: RecentStimuli.Stimulus) -> Bilingual {
    let ack = seg.has(.ack) ? Bilingual(", ACK=\(seg.ack)", zh: "、ACK=\(seg.ack)") : Bilingual(" and no ACK", zh: "、无 ACK")
    let after = (seg.time - stimulus.time).text
    return Bilingual(
      "RST with SEQ=\(seg.seq)\(ack.en) in frame \(seg.frame), \(after) after it",
      zh: "其后 \(after)，第 \(seg.frame) 帧的 RST 为 SEQ=\(seg.seq)\(ack.zh)")
  }
}

extension RecentStimuli.Stimulus {
  /// A RST that answers one of them answers the other.
  fileprivate func asksTheSame(as other: Self) -> Bool {
    guard flags.contains(.ack) == other.flags.contains(.ack) else { return false }
    return flags.contains(.ack) ? ack == other.ack : seq + Int(len) == other.seq + Int(other.len)
  }

  fileprivate var expectedReset: Bilingual {
    let numbers = flags.contains(.ack) ? "SEQ=\(ack)" : "SEQ=0, ACK=\(seq + Int(len))"
    let rule = flags.contains(.ack) ? "its ACK field" : "SEG.SEQ+SEG.LEN = \(seq)+\(len)"
    let regel = flags.contains(.ack) ? "取自其确认号" : "SEG.SEQ+SEG.LEN = \(seq)+\(len)"
    return Bilingual(
      "a RST that answers frame \(frame) has \(numbers) (\(rule))", zh: "应答第 \(frame) 帧的 RST 应为 \(numbers)（\(regel)）")
  }
}
