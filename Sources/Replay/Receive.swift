import Wire

/// SEGMENT ARRIVES (RFC 9293 §3.10.7), as assumed from what crossed the tap toward an endpoint: sequence, RST, SYN,
/// ACK, text, FIN, in the RFC's own order.
extension Endpoint {
  package mutating func take(
    _ seg: Segment, from peer: inout Endpoint, marks: Marks, parameters: ReplayParameters
  ) -> Marks {
    var seen: Marks = []
    // No receiver takes a segment whose sum is wrong, or whose header ends nowhere (RFC 9293 §3.1).
    if seg.checksum == .bad || seg.anomalies.contains(.badDataOffset) { return seen }
    if isOver, !seg.has(.syn), !seg.has(.rst), seg.has(.ack) { return takeLate(seg) }
    if marks.contains(.keepalive) {
      opportunities.insert(.wasProbedByKeepalive)
      peer.opportunities.insert(.sentKeepalive)
      peer.noteProbe(seg, idleSince: times.last)
    }
    if state.isSynchronized, !isAcceptable(seg) {
      seen.insert(.unacceptable)
      if seg.payload > 0, !seg.has(.rst), !seg.has(.fin), marks.isDisjoint(with: [.keepalive, .windowProbe]) {
        noteChallenge(seg.end <= rcv.acked ? .oldData : .beyondWindow, seg)
      }
    }
    if seg.has(.rst) {
      noteReset(seg, nextOfPeer: peer.snd.nxt)
      takeRst(seg)
      return seen
    }
    if seg.has(.syn) {
      takeSyn(seg, from: &peer)
      if !seg.has(.ack) { return seen }
    }
    // An ACK without SYN leaves SYN-SENT as it is, whatever else it carries (§3.10.7.3, fifth check).
    guard seg.has(.ack), state != .synSent || counts.segments > UInt32(counts.syns) + UInt32(counts.rsts) else { return seen }
    takeAck(seg)
    let (next, hadGap) = (rcv.nxt, !rcv.arrived.isEmpty)
    takeText(seg, marks: marks)
    noteGap(seg, marks: marks, next: next, hadGap: hadGap, parameters: parameters)
    noteOwed(seg, marks: marks)
    takeFin(seg, from: &peer)
    if seg.options.present.contains(.timestamps) {
      rcv.timestamp = facts.contains(.timestamps) ? TimestampValue.later(rcv.timestamp, seg.options.timestamp) : seg.options.timestamp
      facts.insert(.timestamps)
    }
    return seen
  }

  /// First check: Table 6 with the widest window this endpoint can have had.
  private func isAcceptable(_ seg: Segment) -> Bool {
    guard facts.contains(.acknowledged), facts.contains(.offered) else { return true }
    let right = SequenceNumber.later(rcv.edge, rcv.nxt)
    if seg.len == 0 { return rcv.acked <= seg.seq && seg.seq <= right }
    return rcv.acked < seg.end && seg.seq <= right
  }

  /// Second check: an exact RST ends the connection at once; an inexact one in the window is challenged by
  /// RFC 5961 §3.2, so it changes nothing here.
  private mutating func takeRst(_ seg: Segment) {
    switch state {
    case .synSent:
      guard answersSyn(seg) else {
        facts.insert(.rstInexact)
        return
      }
      facts.formUnion([.rstReceived, .refused])
      opportunities.insert(.receivedRst)
      enter(.closed, at: seg.time, sureness: .assumed)
    case .synReceived, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck:
      let low = facts.contains(.acknowledged) ? rcv.acked : rcv.nxt
      guard low <= seg.seq, seg.seq <= rcv.nxt else {
        if low <= seg.seq, seg.seq <= rcv.edge { facts.insert(.rstInexact) }
        return
      }
      facts.insert(.rstReceived)
      opportunities.insert(.receivedRst)
      if times.rst == Instant(nanoseconds: 0) { times.rst = seg.time }
      // Only a passive open returns to LISTEN (RFC 9293 §3.10.7.4, second check).
      let refused = state == .synReceived && opening != .passive
      refused ? enter(.closed, at: seg.time, sureness: .assumed) : move(.receiveRst, at: seg.time, sureness: .assumed)
    case .timeWait:
      guard rcv.acked <= seg.seq, seg.seq <= SequenceNumber.later(rcv.edge, rcv.nxt) else { return }
      facts.insert(.timeWaitReset)
      if seg.seq == rcv.acked, challenge.timeWaitRstFrame == 0 { challenge.timeWaitRstFrame = seg.frame }
      opportunities.insert(.receivedRst)
    case .unknown:
      facts.insert(.rstReceived)
      enter(.closed, at: seg.time, sureness: .assumed)
    case .closed, .listen, .gone:
      break
    }
  }

  /// In SYN-SENT only what acknowledges the SYN can refuse it (RFC 9293 §3.10.7.3, second check); what echoes a timestamp
  /// that the SYN never bore has not seen it.
  package func answersSyn(_ rst: Segment) -> Bool {
    guard rst.has(.ack), snd.iss < rst.ack, rst.ack <= snd.nxt else { return false }
    guard rst.options.present.contains(.timestamps), looks.synOptions.contains(.timestamps) else { return true }
    let echo = rst.options.timestampEcho
    return echo.rawValue == 0 || snd.synTimestamp <= echo && echo <= snd.timestamp
  }

  /// Fourth check, and the SYN of the unsynchronized states.
  private mutating func takeSyn(_ seg: Segment, from peer: inout Endpoint) {
    let unsynchronized = state == .closed || state == .listen || state == .unknown
    if unsynchronized || state == .synSent {
      rcv.irs = seg.seq
      if !facts.contains(.hearing) || rcv.nxt < seg.end || state == .synSent {
        rcv.nxt = seg.end
        rcv.arrived = ArrivedRanges()
      }
      facts.insert(.hearing)
      if !seg.has(.ack), state == .synSent {
        opening = .simultaneous
        move(.receiveSyn, at: seg.time, sureness: .assumed)
        // The peer sent its SYN without having seen ours, which crossed before: it takes ours now.
        if peer.state == .synSent, facts.contains(.issKnown) {
          peer.opening = .simultaneous
          peer.rcv.irs = snd.iss
          peer.rcv.nxt = snd.nxt
          peer.facts.insert(.hearing)
          peer.move(.receiveSyn, at: seg.time, sureness: .assumed)
        }
      } else if seg.has(.ack), state == .synSent, snd.iss < seg.ack, seg.ack <= snd.nxt {
        move(.receiveSynAck, at: seg.time, sureness: .assumed)
        // Whatever RST came before refused nothing.
        facts.subtract([.refused, .rstReceived, .rstInexact])
        peer.forgetReset()
        settleScale(with: &peer)
      }
    } else if state == .synReceived, seg.has(.ack), opening == .simultaneous, snd.iss < seg.ack, seg.ack <= snd.nxt {
      settleScale(with: &peer)
    }
  }

  /// Both SYNs are known: the shift of each side holds, and only if both offered one (RFC 7323 §2.2).
  mutating func settleScale(with peer: inout Endpoint) {
    guard facts.contains(.issKnown), peer.facts.contains(.issKnown) else { return }
    guard !facts.contains(.synCut), !peer.facts.contains(.synCut) else { return }
    let both = scaleOffered && peer.scaleOffered
    if both {
      beginScaling()
      peer.beginScaling()
    } else {
      (snd.shift, peer.snd.shift) = (0, 0)
    }
    facts.insert(.shiftKnown)
    peer.facts.insert(.shiftKnown)
  }

  private var scaleOffered: Bool { facts.contains(.scaleOffered) }

  /// Fifth check: what the peer acknowledges of this endpoint's stream.
  private mutating func takeAck(_ seg: Segment) {
    let acceptable = snd.una < seg.ack && seg.ack <= snd.nxt
    if state == .synReceived, snd.iss < seg.ack, seg.ack <= snd.nxt {
      move(.ackOfSyn, at: seg.time, sureness: .assumed)
      opportunities.insert(.completedPassively)
      challenge.handshake.completed = seg.time
    }
    if acceptable {
      snd.una = seg.ack
      snd.unaTime = seg.time
      gauges.roundTrips.acknowledge(seg.ack, at: seg.time)
      if rtx.flight.isOpen { measureAcked(seg) }
    }
    guard facts.contains(.finSent), snd.fin < seg.ack, seg.ack <= snd.nxt else { return }
    if !facts.contains(.finAcked) {
      facts.insert(.finAcked)
      times.finAcked = seg.time
    }
    move(.ackOfFin, at: seg.time, sureness: .assumed)
  }

  /// Seventh check: text, in or out of order.
  private mutating func takeText(_ seg: Segment, marks: Marks) {
    guard seg.payload > 0, !marks.contains(.keepalive) else { return }
    let left = seg.seq + (seg.has(.syn) ? 1 : 0)
    if !facts.contains(.hearing) {
      rcv.nxt = left
      facts.insert(.hearing)
    }
    hear(left, left + Int(seg.payload))
  }

  /// Eighth check: a FIN counts once nothing is missing before it.
  private mutating func takeFin(_ seg: Segment, from peer: inout Endpoint) {
    guard peer.facts.contains(.finSent), !facts.contains(.finReceived) || seg.has(.fin) else { return }
    if !facts.contains(.hearing) {
      rcv.nxt = peer.snd.fin
      facts.insert(.hearing)
    }
    guard peer.snd.fin <= rcv.nxt else { return }
    rcv.nxt = SequenceNumber.later(rcv.nxt, peer.snd.fin + 1)
    facts.insert(.finReceived)
    opportunities.insert(.receivedFin)
    move(.receiveFin, at: seg.time, sureness: .assumed)
  }

  /// A segment for a connection that is over.
  private mutating func takeLate(_ seg: Segment) -> Marks {
    let needsAnswer = state == .closed || state == .gone || seg.len > 0
    guard needsAnswer else { return [] }
    let elapsed = seg.time - overSince
    if late.copies > 0, late.seq == seg.seq, late.isFin == seg.has(.fin) {
      let gap = seg.time - late.last
      if late.spacing == .zero || gap < late.spacing { late.spacing = gap }
      late.copies &+= 1
    } else {
      late = LateVariables()
      late.copies = 1
      late.firstFrame = seg.frame
      late.first = seg.time
      late.elapsedFirst = elapsed
    }
    late.lastFrame = seg.frame
    late.last = seg.time
    late.elapsedLast = elapsed
    late.seq = seg.seq
    late.ack = seg.ack
    late.isFin = seg.has(.fin)
    return .late
  }
}
