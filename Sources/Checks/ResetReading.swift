import Replay
import Wire

/// What a RST says where it stands: who sends it, out of which state, in answer to what (RFC 9293 §3.5.1, §3.5.2,
/// §3.10.5). A reading explains; it accuses nobody.
package struct ResetReading: Sendable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// A SYN is answered from CLOSED.
    case refused
    /// Something else than a SYN is answered by an end that has not spoken before.
    case noConnection
    /// In SYN-SENT or SYN-RECEIVED, an acknowledgement of something not sent is answered (Figures 8 and 9).
    case rejectedAck
    /// The SYN,ACK is answered instead of acknowledged: a scan, or an attempt given up meanwhile.
    case rejectedSynAck
    /// SYN-RECEIVED is given up.
    case abandoned
    /// An end that had the connection answers as one that has not (RFC 9293 §3.5.1).
    case halfOpen
    /// Data came for an end that had already closed.
    case afterOwnFin
    /// The connection had been closed, or reset by the other end.
    case late
    case afterTimeWait
    /// The sender had reset the connection before.
    case again
    /// A live connection is cut off by its own end (RFC 9293 §3.10.5, ABORT).
    case abort
    /// After retransmissions or probes that nothing answered.
    case gaveUp
    /// Neither the number of an abort nor that of an answer.
    case unclear
    /// It does not look like the segments of the end that is named as its sender.
    case foreign
    /// The connection's beginning was not captured, and this end has not spoken since.
    case unseen
    /// To an end in SYN-SENT, and not what answers its SYN (``Endpoint/answersSyn(_:)``).
    case astray
  }
  package var kind: Kind
  /// The segment it answers.
  package var stimulus: RecentStimuli.Stimulus?
}

extension RecentStimuli.Stimulus {
  /// The RST has the numbers of an answer to this segment (RFC 9293 §3.5.2, group 1).
  func isAnswered(by rst: Segment) -> Bool {
    flags.contains(.ack) ? rst.seq == ack : rst.has(.ack) && rst.ack == seq + Int(len)
  }

  /// The RST acknowledges this SYN without its data, or without all of it: a common variant.
  func isAnsweredWithoutData(by rst: Segment) -> Bool {
    flags.contains(.syn) && !flags.contains(.ack) && rst.has(.ack) && seq < rst.ack && rst.ack < seq + Int(len)
  }
}

extension Step {
  /// The newest segments that crossed toward the emitter and may provoke a RST, newest first; never a RST.
  var provocations: [RecentStimuli.Stimulus] {
    let recent = before.stimuli(toward: side)
    return (0..<Int(recent.count)).map { recent[newest: $0] }.filter { !$0.flags.contains(.rst) }
  }

  /// How long a reaction of the emitter may take.
  func reactionTime(_ parameters: Parameters) -> Duration {
    sender.turnaround.deadline(slack: parameters.reactSlack)
  }

  /// Provocations that are not too old to be answered now.
  func freshProvocations(_ parameters: Parameters) -> [RecentStimuli.Stimulus] {
    let time = reactionTime(parameters)
    return provocations.filter { seg.time - $0.time <= time }
  }

  /// No segment young enough to be answered now has been forgotten.
  func remembersProvocations(_ parameters: Parameters) -> Bool {
    let recent = before.stimuli(toward: side)
    return recent.count < 4 || seg.time - recent[newest: 3].time > reactionTime(parameters)
  }

  /// What a RST says; only to be asked of a step with a RST.
  package func reset(_ parameters: Parameters) -> ResetReading {
    let answered = freshProvocations(parameters).first { $0.isAnswered(by: seg) }
    return ResetReading(kind: kind(answering: answered, parameters), stimulus: answered)
  }

  private func kind(answering stimulus: RecentStimuli.Stimulus?, _ parameters: Parameters) -> ResetReading.Kind {
    let s = sender
    // An end that has sent nothing but RSTs has never had the connection.
    let (rsts, syns) = (UInt32(s.counts.rsts), UInt32(s.counts.syns) + UInt32(s.counts.synAcks))
    let spoke = s.counts.segments > rsts
    if !spoke, before.midstream { return isBareAnswer(to: stimulus) ? .noConnection : .unseen }
    switch s.state {
    case .timeWait where s.facts.contains(.finAcknowledged): return .afterTimeWait
    case .closed, .listen, .gone:
      guard spoke else {
        guard receiver.state == .synSent else { return .noConnection }
        return receiver.answersSyn(seg) ? .refused : .astray
      }
      if s.facts.contains(.rstSent) { return .again }
      // The peer's RST crossed, but this end may not have had it yet.
      let wasClosed = stimulus.map { $0.time < s.times.stateEntered } == true && s.facts.contains(.finSent)
      return wasClosed ? .afterOwnFin : .late
    case .synSent where s.counts.segments == syns + rsts: return stimulus == nil ? .abandoned : .rejectedAck
    case .synReceived where s.counts.segments == syns + rsts:
      return stimulus.map { $0.flags.contains(.ack) && $0.ack != s.snd.nxt } == true ? .rejectedAck : .abandoned
    case .unknown: return .unseen
    case .synSent, .synReceived, .established, .finWait1, .finWait2, .closing, .timeWait, .closeWait, .lastAck: break
    }
    if s.opening == .active, s.state == .established, !s.opportunities.contains(.completedHandshake) {
      return .rejectedSynAck
    }
    if looksForeign(parameters) { return .foreign }
    if isGivingUp { return .gaveUp }
    if s.facts.contains(.finSent) { return stimulus.map { $0.len > 0 } == true ? .afterOwnFin : .abort }
    if spoke, isBareAnswer(to: stimulus) { return .halfOpen }
    // Beyond SND.NXT, in the window: an abort after octets that were not captured.
    let fits = s.snd.nxt <= seg.seq && seg.seq <= SequenceNumber.later(receiver.rcv.edge, s.snd.nxt)
    return seg.has(.ack) || fits ? .abort : .unclear
  }

  /// Only an end without the connection answers with nothing but the numbers of what it answers: an abort carries an
  /// acknowledgement in practice, and a time stamp where they are in use.
  private func isBareAnswer(to stimulus: RecentStimuli.Stimulus?) -> Bool {
    guard let stimulus else { return false }
    return seg.has(.ack) != stimulus.flags.contains(.ack) && !seg.options.present.contains(.timestamps)
  }

  private var isGivingUp: Bool { sender.outage.rounds >= 2 || sender.keepalive.unanswered >= 1 }

  private func looksForeign(_ parameters: Parameters) -> Bool {
    let looks = sender.looks
    guard looks.ttlLow <= looks.ttlHigh else { return false }
    let delta = parameters.ttlDelta
    return Int(seg.ttl) <= Int(looks.ttlLow) - delta || Int(looks.ttlHigh) + delta <= Int(seg.ttl)
  }
}

extension Step {
  /// One sentence about a RST.
  package func sentence(of reading: ResetReading) -> Bilingual {
    let who = name(of: side)
    let upper = who.capitalized.en
    let frame = reading.stimulus?.frame
    let answered = Bilingual(
      frame.map { "frame \($0)" } ?? "what came last", zh: frame.map { "第 \($0) 帧" } ?? "此前到达的报文段")
    switch reading.kind {
    case .refused:
      return Bilingual(
        "\(upper) refuses the connection: nothing listens on port \(seg.sourcePort), or a filter answers in its name.",
        zh: "\(who.zh)拒绝连接：端口 \(seg.sourcePort) 上没有监听，或由过滤设备代为应答。")
    case .noConnection:
      return Bilingual(
        "\(upper) knows no such connection: it answers \(answered.en).", zh: "\(who.zh)没有这个连接，以此应答\(answered.zh)。")
    case .rejectedAck where reading.stimulus.map { sender.snd.iss < $0.ack && $0.ack <= sender.snd.nxt } == true:
      return Bilingual(
        "\(upper) rejects \(answered.en): it is no SYN,ACK to its SYN.", zh: "\(who.zh)拒绝\(answered.zh)：它不是对其 SYN 的 SYN,ACK。")
    case .rejectedAck:
      return Bilingual(
        "\(upper) rejects \(answered.en): it acknowledges something that \(who.en) has not sent.",
        zh: "\(who.zh)拒绝\(answered.zh)：它确认了\(who.zh)没有发送过的内容。")
    case .rejectedSynAck:
      return Bilingual(
        "\(upper) answers the SYN,ACK with RST: the attempt was cancelled meanwhile, or it was a scan.",
        zh: "\(who.zh)用 RST 应答 SYN,ACK：连接请求在此期间已取消，或者这是端口扫描。")
    case .abandoned:
      return Bilingual(
        "\(upper) gives up before the handshake is complete.", zh: "\(who.zh)在握手完成之前放弃。")
    case .halfOpen:
      let silence = (seg.time - sender.times.last).text
      return Bilingual(
        "\(upper) answers \(answered.en) as if it had no such connection, \(silence) after its last segment: restarted, or the state was lost (NAT, load balancer, crash).",
        zh: "距其上一个报文段 \(silence)，\(who.zh)应答\(answered.zh)时已像没有这个连接：重启过，或状态已丢失（NAT、负载均衡、崩溃）。")
    case .afterOwnFin:
      return Bilingual(
        "\(upper) had closed already: nobody there reads \(answered.en) any more.",
        zh: "\(who.zh)已经关闭：\(answered.zh)不再有人读取。")
    case .late:
      guard let stimulus = reading.stimulus, sender.times.stateEntered <= stimulus.time else {
        return Bilingual("The connection is over for \(who.en) already.", zh: "对\(who.zh)而言连接已经结束。")
      }
      return Bilingual(
        "The connection is over for \(who.en); \(answered.en) came after that.", zh: "对\(who.zh)而言连接已经结束；\(answered.zh)在此之后才到。")
    case .afterTimeWait:
      let waited = (seg.time - sender.times.timeWaitRestart).text
      return Bilingual(
        "\(upper) has forgotten the connection \(waited) after its end" + (frame.map { ", and answers frame \($0)." } ?? "."),
        zh: "连接结束 \(waited) 后，\(who.zh)已不再记得它" + (frame.map { "，以此应答第 \($0) 帧。" } ?? "。"))
    case .again:
      return Bilingual(
        "\(upper) had reset the connection before; this RST follows \(answered.en).",
        zh: "\(who.zh)此前已复位该连接；这个 RST 紧随\(answered.zh)。")
    case .abort:
      return Bilingual("\(upper) aborts the connection.", zh: "\(who.zh)中止连接。")
    case .gaveUp:
      let tries = Int(sender.outage.rounds) + Int(sender.keepalive.unanswered)
      return Bilingual(
        "\(upper) gives up: \(counted(tries, "retransmission or probe")) without an answer.",
        zh: "\(who.zh)放弃：\(tries) 次重传或探测没有应答。")
    case .unclear:
      return Bilingual(
        "This RST is neither an abort, which has SEQ=\(sender.snd.nxt), nor an answer to what came before.",
        zh: "这个 RST 既不是中止（其序号应为 \(sender.snd.nxt)），也不是对此前报文段的应答。")
    case .foreign:
      let (low, high) = (sender.looks.ttlLow, sender.looks.ttlHigh)
      let usual = low == high ? "\(low)" : "\(low)–\(high)"
      return Bilingual(
        "This RST has a TTL of \(seg.ttl), \(who.en)'s other segments \(usual): perhaps a box on the way sent it.",
        zh: "这个 RST 的 TTL 为 \(seg.ttl)，而\(who.zh)其他报文段为 \(usual)：可能由途中的设备发出。")
    case .unseen:
      return Bilingual(
        "The connection's beginning was not captured: whether this aborts it or answers from CLOSED cannot be told.",
        zh: "未抓到连接的开头：无法判断这是中止还是 CLOSED 状态的应答。")
    case .astray:
      let syn = receiver.snd
      guard seg.has(.ack), syn.iss < seg.ack, seg.ack <= syn.nxt else {
        let flaw = seg.has(.ack) ? Bilingual("acknowledges \(seg.ack), not \(syn.nxt)", zh: "确认的是 \(seg.ack)，而非 \(syn.nxt)")
          : Bilingual("acknowledges nothing", zh: "没有确认任何序号")
        return Bilingual(
          "This RST refuses nothing: it answers a SYN, and yet it \(flaw.en).", zh: "这个 RST 拒绝不了连接：它要应答 SYN，却\(flaw.zh)。")
      }
      let echo = seg.options.timestampEcho
      return Bilingual(
        "This RST echoes the timestamp \(echo), where the SYN bore \(syn.synTimestamp): its sender has not seen the SYN, and who compares the two does not heed it.",
        zh: "这个 RST 回显的时间戳是 \(echo)，而 SYN 所带的是 \(syn.synTimestamp)：其发送者没有见过该 SYN，会比较二者的一端不予理会。")
    }
  }
}
