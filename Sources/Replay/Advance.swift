import Wire

extension Connection {
  /// Advances both ends by any segment: first as emitted by `side`, then as crossing toward the other end.
  ///
  /// - Returns: what is out of the ordinary about it.
  package mutating func advance(_ seg: Segment, from side: Side, parameters: ReplayParameters) -> Marks {
    last = seg.time
    lastFrame = seg.frame
    guard seg.kind == .tcp else {
      self[side].noteError(seg)
      return .icmp
    }
    var marks: Marks = []
    if incarnation >= 1, firstFrame == seg.frame {
      if midstream { marks.insert(.midstream) }
      if incarnation > 1 { marks.insert(.incarnation) }
    }
    if mayBeStray(seg), isStray(seg, from: side) {
      takeStray(seg, from: side)
      if side == .lower { stimuliToUpper.append(seg) } else { stimuliToLower.append(seg) }
      marks.insert(.wandering)
      return marks
    }
    if mayBeStray(seg) { noteRevival(seg, from: side) }
    withdrawFalseStart(seg, from: side)
    let states = (lower.state, upper.state)
    let nextOfPeer = side == .lower ? upper.snd.nxt : lower.snd.nxt
    if seg.has(.syn), !seg.has(.ack), !seg.has(.rst) { remember(syn: seg, from: side) }
    if seg.has([.syn, .ack]), !seg.has(.rst) {
      self[side].judgeSynAck(seg, peerSyns: syns, peerSide: side.other, parameters: parameters)
    }
    marks.formUnion(
      side == .lower
        ? Connection.cross(
          seg, marks, from: &lower, to: &upper, answering: stimuliToLower, after: dataFromLower, own: stimuliToUpper, parameters: parameters)
        : Connection.cross(
          seg, marks, from: &upper, to: &lower, answering: stimuliToUpper, after: dataFromUpper, own: stimuliToLower, parameters: parameters))
    noteAcceptedStray(seg, from: side, nextOfPeer: nextOfPeer)
    if marks.contains(.retransmission), !seg.has(.syn) {
      marks.formUnion(
        side == .lower
          ? lower.compareRepeated(seg, with: dataFromLower) : upper.compareRepeated(seg, with: dataFromUpper))
    }
    if states != (lower.state, upper.state) { marks.insert(.stateChange) }
    if side == .lower {
      stimuliToUpper.append(seg)
      if seg.payload > 0, seg.checksum != .bad, !marks.contains(.retransmission) { dataFromLower.append(seg) }
    } else {
      stimuliToLower.append(seg)
      if seg.payload > 0, seg.checksum != .bad, !marks.contains(.retransmission) { dataFromUpper.append(seg) }
    }
    return marks
  }

  /// The segment as its sender emits it, then as it crosses toward the other end; both are changed where they stand.
  private static func cross(
    _ seg: Segment, _ marks: Marks, from sender: inout Endpoint, to receiver: inout Endpoint,
    answering stimuli: RecentStimuli, after sent: RecentData, own: RecentStimuli, parameters: ReplayParameters
  ) -> Marks {
    var marks = marks
    let foreign = sender.isForeignSyn(seg)
    let before = HeaderVariables.Before(sender)
    if sender.hasLingered(until: seg, parameters: parameters) { marks.insert(.lingered) }
    marks.formUnion(sender.emit(seg, peer: &receiver, answering: stimuli, parameters: parameters))
    if !foreign {
      marks.formUnion(sender.noteHeader(seg, before: before, peer: &receiver, sent: sent, marks: marks))
      sender.noteBurst(seg, before: before, own: own, marks: marks)
      marks.formUnion(receiver.take(seg, from: &sender, marks: marks, parameters: parameters))
    } else if !seg.has(.ack), seg.checksum != .bad, receiver.state.isSynchronized {
      receiver.noteChallenge(.syn, seg)
    }
    return marks
  }

  private mutating func remember(syn seg: Segment, from side: Side) {
    var syn = RecentSyns.Syn()
    syn.seq = seg.seq
    syn.len = UInt16(truncatingIfNeeded: min(seg.len, 0xffff))
    syn.side = side
    syn.time = seg.time
    syn.frame = seg.frame
    syns.append(syn)
  }

  /// A record equal to one of the incarnation before in number, length, payload and timestamp, whose numbers the
  /// alleged sender has not reached in this one, or began beyond: a segment that wandered (RFC 9293 §3.4.1).
  ///
  /// The same octets may also be sent anew, above a hole that the capture made. So it must bear the mark of its own
  /// time: an acknowledgement that belongs to the peer's numbers of then and not to those of now, or a timestamp from
  /// before this incarnation's SYN.
  private func isStray(_ seg: Segment, from side: Side) -> Bool {
    guard seg.payload >= 8 || seg.options.present.contains(.timestamps),
      !seg.has(.syn), previous.data(from: side).match(seg) != nil
    else { return false }
    let sender = self[side]
    let peer = self[side.other]
    guard sender.facts.contains(.issKnown), sender.snd.nxt < seg.end || seg.seq < sender.snd.iss else { return false }
    if seg.options.present.contains(.timestamps), sender.looks.synOptions.contains(.timestamps) {
      return seg.options.timestamp < sender.snd.synTimestamp
    }
    let then = previous[side.other]
    return peer.facts.contains(.issKnown) && then.facts.contains(.issKnown)
      && then.iss < seg.ack && seg.ack <= then.nxt && !(peer.snd.iss < seg.ack && seg.ack <= peer.snd.nxt)
  }

  @inline(__always)
  private func mayBeStray(_ seg: Segment) -> Bool { previous.exists && seg.payload > 0 }

  private mutating func takeStray(_ seg: Segment, from side: Side) {
    self[side.other].opportunities.insert(.metWanderingSegment)
    wandering.seen = true
    wandering.side = side
    wandering.frame = seg.frame
    wandering.oldFrame = previous.data(from: side).match(seg)?.frame ?? 0
    wandering.seq = seg.seq
    wandering.end = seg.end
    var receiver = self[side.other]
    if receiver.facts.contains(.hearing), self[side].snd.iss < seg.seq { receiver.hear(seg.seq, seg.end) }
    self[side.other] = receiver
  }

  /// The receiver of a stray acknowledges octets that only the stray carried: it took it for new.
  ///
  /// - Parameter nextOfPeer: what the alleged sender had reached before this acknowledgement.
  private mutating func noteAcceptedStray(_ seg: Segment, from side: Side, nextOfPeer: SequenceNumber) {
    guard wandering.seen, wandering.acceptedFrame == 0, side != wandering.side, seg.has(.ack) else { return }
    if nextOfPeer < wandering.end, wandering.end <= seg.ack { wandering.acceptedFrame = seg.frame }
  }
}

extension Endpoint {
  /// Data, FIN or RST after a long silence in CLOSE-WAIT (with the peer in FIN-WAIT-2, waiting for it).
  fileprivate func hasLingered(until seg: Segment, parameters: ReplayParameters) -> Bool {
    state == .closeWait && (seg.len > 0 || seg.has(.rst)) && parameters.closeLinger <= seg.time - idleSince
  }

  /// In CLOSE-WAIT: since when neither data nor FIN has come from this endpoint.
  package var idleSince: Instant { times.lastData < times.stateEntered ? times.stateEntered : times.lastData }

  /// Compares a SYN,ACK's acknowledgement with every SYN it may answer.
  fileprivate mutating func judgeSynAck(
    _ seg: Segment, peerSyns: RecentSyns, peerSide: Side, parameters: ReplayParameters
  ) {
    if peerSyns.answered(by: seg.ack, from: peerSide, at: seg.time, within: parameters.oldSyn) != nil {
      counts.wrongSynAcks = 0
    } else if counts.wrongSynAcks > 0, rcv.acked == seg.ack {
      counts.wrongSynAcks &+= 1
    } else {
      counts.wrongSynAcks = 1
    }
  }

  /// Octets `left ..< right` crossed toward this endpoint.
  package mutating func hear(_ left: SequenceNumber, _ right: SequenceNumber) {
    guard left < right else { return }
    if left <= rcv.nxt {
      rcv.nxt = SequenceNumber.later(rcv.nxt, right)
      rcv.nxt = rcv.arrived.advance(from: rcv.nxt)
    } else if rcv.arrived.insert(left, right) {
      facts.insert(.outOfOrderOverflow)
    }
  }
}
