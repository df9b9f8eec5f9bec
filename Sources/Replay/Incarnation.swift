import Wire

extension Connection {
  /// What remains of the incarnation before; the rest is as in a connection just made.
  package mutating func follow(_ old: Connection) {
    incarnation = old.incarnation + 1
    previous = PreviousIncarnation(of: old)
    syns = old.syns
    // A RST may still answer a segment of the incarnation before.
    stimuliToLower = old.stimuliToLower
    stimuliToUpper = old.stimuliToUpper
  }

  /// Begins with its first segment; the rest is as in a connection just made that follows another, if any.
  package mutating func begin(with seg: Segment, side: Side, parameters: ReplayParameters) {
    start = seg.time
    last = seg.time
    firstFrame = seg.frame
    lastFrame = seg.frame
    if seg.has(.syn), !seg.has(.ack) {
      client = side
      if incarnation > 1 { self[side].opportunities.insert(.reusedTuple) }
    } else if seg.has([.syn, .ack]) {
      client = side.other
      adoptSyn(answeredBy: seg, of: side.other, parameters: parameters)
    } else {
      client = likelyClient(seg, from: side)
      midstream = seg.kind == .tcp
      lower.state = .unknown
      upper.state = .unknown
    }
  }

  /// Who opened, where no SYN tells: a guess. Dynamic ports name no service (RFC 6335 §6), so that between two of them, as
  /// between equal ones, who speaks first is the likelier client, and who resets first answers.
  private func likelyClient(_ seg: Segment, from side: Side) -> Side {
    let (lower, upper) = (key.lower.port, key.upper.port)
    if lower != upper, min(lower, upper) < 49152 { return lower > upper ? .lower : .upper }
    return seg.has(.rst) ? side.other : side
  }

  /// The SYN that a SYN,ACK answers may stand in the records of the incarnation before (a SYN into a synchronized
  /// peer starts nothing until it is answered).
  private mutating func adoptSyn(answeredBy seg: Segment, of side: Side, parameters: ReplayParameters) {
    var opener = self[side]
    opener.state = .synSent
    opener.opening = .active
    if let syn = syns.answered(by: seg.ack, from: side, at: seg.time, within: parameters.oldSyn), incarnation > 1 {
      opener.snd.iss = syn.seq
      opener.snd.nxt = syn.seq + Int(syn.len)
      opener.snd.una = syn.seq
      opener.facts.formUnion([.issKnown, .spoke, .seenFromSyn])
      opener.counts.syns = 1
      opener.times.firstSyn = syn.time
      opener.times.lastSyn = syn.time
      opener.snd.firstSynFrame = syn.frame
      opener.snd.lastSynFrame = syn.frame
    } else {
      midstream = true
      opener.sureness = .inferred
      opener.snd.iss = seg.ack + -1
      opener.snd.nxt = seg.ack
      opener.snd.una = seg.ack
    }
    self[side] = opener
  }

  /// Whether the segment opens another connection on the same four-tuple.
  ///
  /// Never by idle time: by the receiver's state and the ISN. A SYN into a synchronized peer starts nothing by itself
  /// (RFC 9293 Figure 9); it does once a SYN,ACK acknowledges its number. The same number again is a copy of the SYN,
  /// unless both ends are through with a connection that had been established: then the number was chosen again.
  package func beginsNewIncarnation(_ seg: Segment, from side: Side) -> Bool {
    guard seg.kind == .tcp, seg.has(.syn), !seg.has(.rst) else { return false }
    return side == .lower
      ? isNewIncarnation(seg, from: side, sender: lower, receiver: upper)
      : isNewIncarnation(seg, from: side, sender: upper, receiver: lower)
  }

  /// Both ends as arguments: chosen by their side they would be copied.
  private func isNewIncarnation(_ seg: Segment, from side: Side, sender: Endpoint, receiver: Endpoint) -> Bool {
    if seg.has(.ack) {
      guard sender.state != .synReceived, sender.state != .synSent else { return false }
      guard !(sender.facts.contains(.issKnown) && sender.snd.iss == seg.seq) else { return false }
      guard let syn = syns.answered(by: seg.ack, from: side.other, at: seg.time, within: .seconds(240)) else {
        // The capture may have missed the SYN, and the last acknowledgement, too; where both ends are through, another
        // answer is another connection.
        let answersAnother = receiver.facts.contains(.issKnown) && seg.ack != receiver.snd.iss + 1
        let isThrough = sender.isOver && (receiver.isOver || receiver.state == .lastAck)
        return isThrough && (sender.facts.contains(.issKnown) || answersAnother)
      }
      return !receiver.facts.contains(.issKnown) || syn.seq != receiver.snd.iss
    }
    if sender.facts.contains(.issKnown), sender.snd.iss == seg.seq {
      return sender.isOver && receiver.isOver && sender.opportunities.contains(.completedHandshake)
    }
    if sender.state == .closed, !sender.facts.contains(.spoke), receiver.state == .synSent { return false }
    switch receiver.state {
    case .closed, .listen, .timeWait, .gone: return sender.facts.contains(.spoke) || receiver.facts.contains(.spoke)
    case .synReceived: return sender.facts.contains(.issKnown)
    case .unknown: return true
    case .synSent: return sender.facts.contains(.issKnown) && receiver.state != .synSent
    case .established, .finWait1, .finWait2, .closing, .closeWait, .lastAck: return false
    }
  }
}

extension PreviousIncarnation {
  /// What remains of a connection.
  package init(of old: Connection) {
    self.init()
    exists = true
    client = old.client
    lower = End(of: old.lower)
    upper = End(of: old.upper)
    start = old.start
    last = old.last
    firstFrame = old.firstFrame
    lastFrame = old.lastFrame
    dataFromLower = old.dataFromLower
    dataFromUpper = old.dataFromUpper
  }
}

extension PreviousIncarnation.End {
  package init(of old: Endpoint) {
    self.init()
    state = old.state
    iss = old.snd.iss
    nxt = old.snd.nxt
    fin = old.snd.fin
    timestamp = old.snd.timestamp
    facts = old.facts
    looks = old.looks
    lastSegment = old.times.last
    timeWaitRestart = old.times.timeWaitRestart
  }
}
