import Wire

/// What an endpoint emits, judged and applied to its own machine.
///
/// The peer is handed down where it stands (`inout`, though mostly only read): by value it would be copied at every call,
/// eleven times 0.9 kB for a segment.
extension Endpoint {
  package mutating func emit(
    _ seg: Segment, peer: inout Endpoint, answering stimuli: RecentStimuli, parameters: ReplayParameters
  ) -> Marks {
    var marks: Marks = []
    let before = Earlier(self)
    let stood = Standing(self)
    let nextBefore = snd.nxt
    let heardForeignRst = facts.contains(.foreignRst)
    if seg.checksum == .bad { marks.insert(.badChecksum) }
    if facts.contains(.challenged), seg.checksum != .bad {
      meetChallenge(seg, peer: &peer, answering: stimuli, parameters: parameters)
    }
    if isForeignSyn(seg) {
      // A SYN on a live connection is no part of it (RFC 9293 Figure 9): it may begin another once it is answered.
      countSegment(seg)
      return marks.union([seg.has(.ack) ? .synAck : .syn, .unacceptable]).union(strangeFlags(seg, peer: &peer))
    }
    inferHandshake(from: seg, peer: &peer)
    noteRebased(seg, peer: &peer)
    if seg.checksum != .bad { noteEarly(seg) }
    if seg.checksum != .bad, noteLoop(seg, answering: stimuli.newest) { marks.insert(.ackLoop) }
    marks.formUnion(classify(seg, peer: &peer, parameters: parameters))
    // A segment whose sum is wrong may have lost any of its numbers.
    if seg.has(.ack), !seg.has(.rst), seg.checksum != .bad {
      marks.formUnion(acknowledge(seg, peer: &peer, answering: stimuli.newest))
    }
    if seg.checksum == .bad {
      // Nothing moves but what runs on.
      if seg.flags.isDisjoint(with: [.syn, .fin, .rst]), seg.seq == snd.nxt { advanceNext(seg, marks: marks) }
    } else if seg.has(.rst) {
      noteRejection(seg, answering: stimuli)
      noteForgery(seg, peer: &peer, answering: stimuli, parameters: parameters)
      emitRst(seg)
    } else {
      noteContinuation(seg, peer: &peer)
      if seg.has(.syn) { emitSyn(seg, peer: &peer, parameters: parameters) }
      advanceNext(seg, marks: marks)
      if seg.has(.fin) { emitFin(seg, peer: &peer) }
    }
    timeRoundTrip(seg, marks: marks)
    if marks.contains(.windowProbe) { peer.shut.probes &+= 1 }
    if seg.has(.ack), !seg.has(.rst), !seg.has(.syn) { noteShutWindow(seg) }
    noteOrder(seg, marks: marks, peer: &peer, parameters: parameters)
    marks.formUnion(judgeConduct(seg, before: stood, peer: &peer, marks: marks, parameters: parameters))
    noteRepetition(seg, marks: marks, peer: &peer, parameters: parameters)
    if burstsAfterTimeout(seg, marks: marks, peer: &peer) { marks.insert(.burst) }
    if marks.isDisjoint(with: [.keepalive, .windowProbe]), seg.seq != nextBefore {
      marks.formUnion(noteOddProbe(seg, nextBefore: nextBefore, peer: &peer))
    }
    noteTTL(seg, parameters: parameters)
    if seg.payload > 0, peer.facts.contains(.offered), !seg.has(.rst), !marks.contains(.retransmission),
      seg.seq + Int(seg.payload) == peer.rcv.edge
    {
      counts.windowFull &+= 1
      noteFill(seg, peer: &peer)
    }
    if seg.payload > 0, seg.payload &* 2 < UInt32(peer.snd.mss),
      marks.isDisjoint(with: [.retransmission, .fillsHole, .outOfOrder, .keepalive, .windowProbe, .rst, .syn, .synAck])
    {
      noteSmall(seg, peer: &peer)
    }
    if seg.payload > 0, peer.facts.isSuperset(of: [.offered, .shiftKnown]), !seg.has(.rst) {
      opportunities.insert(.sentDataIntoKnownWindow)
    }
    noteFinWait2(seg, before: before, answering: stimuli)
    if heardForeignRst { marks.insert(.afterClose) }
    if before.isOver { marks.formUnion(speakAfterClose(seg, before: before, peer: &peer, answering: stimuli)) }
    marks.formUnion(answerRounds(of: &peer, with: seg, marks: marks, parameters: parameters))
    if marks.contains(.timeout), seg.checksum != .bad, !peer.isOver { noteTimeout(seg) }
    counts.rsts &+= seg.has(.rst) ? 1 : 0
    if marks.contains(.retransmission) {
      counts.retransmissions &+= 1
      opportunities.insert(.retransmitted)
    }
    if marks.contains(.outOfOrder) { counts.outOfOrder &+= 1 }
    if marks.contains(.duplicateAck) { counts.duplicateAcks &+= 1 }
    if marks.contains(.zeroWindow) { counts.zeroWindows &+= 1 }
    if marks.contains(.windowProbe) { counts.windowProbes &+= 1 }
    countSegment(seg)
    if seg.options.present.contains(.timestamps) {
      if !seg.has(.fin), seg.options.timestamp == snd.finTimestamp { snd.finTimestamp = TimestampValue(0) }
      snd.timestamp = seg.options.timestamp
    }
    if seg.options.present.contains(.authentication) { facts.insert(.authenticated) }
    if seg.options.present.contains(.multipath) { facts.insert(.multipath) }
    if seg.options.present.contains(.fastOpen) { facts.insert(.fastOpen) }
    return marks
  }

  /// A SYN with another number than this synchronized endpoint's own.
  package func isForeignSyn(_ seg: Segment) -> Bool {
    seg.has(.syn) && !seg.has(.rst) && state.isSynchronized && !(facts.contains(.issKnown) && snd.iss == seg.seq)
  }

  /// The connection is over for this endpoint: it lingers in TIME-WAIT, or was open once and is closed.
  package var isOver: Bool {
    state == .timeWait || state == .gone
      || state == .closed && (facts.contains(.finAcked) || facts.contains(.rstSent) || facts.contains(.rstReceived))
  }

  /// From when on what arrives late is counted: the newest start of 2MSL, or where there was no TIME-WAIT, the end.
  package var overSince: Instant { facts.contains(.enteredTimeWait) ? times.timeWaitRestart : times.stateEntered }

  /// The endpoint was in TIME-WAIT beyond doubt: each end's FIN was acknowledged by a record of the other.
  package var heldTimeWait: Bool { facts.isSuperset(of: [.enteredTimeWait, .finAcked, .finAcknowledged]) }

  /// The packet comes from farther or nearer than this endpoint's others (guard MBX).
  package func looksForeign(_ seg: Segment) -> Bool { Endpoint.isForeign(seg.ttl, looks.ttlLow, looks.ttlHigh) }

  fileprivate static func isForeign(_ ttl: UInt8, _ low: UInt8, _ high: UInt8) -> Bool {
    low <= high && (Int(ttl) + 1 < Int(low) || Int(ttl) > Int(high) + 1)
  }

  /// The first segment after the SYN,ACK tells where the stream of this end really begins.
  private mutating func noteRebased(_ seg: Segment, peer: inout Endpoint) {
    guard counts.synAcks > 0, counts.segments == counts.synAcks, !seg.has(.syn), !seg.has(.rst) else { return }
    if seg.seq != snd.nxt, peer.facts.contains(.acknowledged), seg.seq == peer.rcv.acked {
      facts.insert(.rebased)
      gauges.roundTrips.forget()
    }
  }

  /// A handshake the capture missed in part: what the endpoint emits shows that it took place.
  private mutating func inferHandshake(from seg: Segment, peer: inout Endpoint) {
    guard !seg.has(.syn), !seg.has(.rst), seg.has(.ack) else { return }
    if state == .unknown || state == .closed && !facts.contains(.spoke) && !peer.facts.contains(.issKnown) {
      enter(.established, at: seg.time, sureness: .assumed)
      if peer.state == .unknown { peer.enter(.established, at: seg.time, sureness: .assumed) }
    } else if state == .synSent, !peer.facts.contains(.spoke), seg.ack != peer.snd.nxt || !facts.contains(.hearing) {
      enter(.established, at: seg.time, sureness: .inferred)
      peer.snd.iss = seg.ack + -1
      peer.snd.nxt = seg.ack
      peer.snd.una = seg.ack
      peer.enter(.established, at: seg.time, sureness: .inferred)
      rcv.nxt = seg.ack
      rcv.acked = seg.ack
      facts.formUnion([.hearing, .acknowledged])
    } else if state == .closed, !facts.contains(.spoke), peer.state == .synSent, seg.ack - peer.snd.iss >= 1,
      seg.ack <= peer.snd.nxt
    {
      snd.iss = seg.seq + -1
      snd.nxt = seg.seq
      snd.una = seg.seq
      opening = .passive
      enter(.established, at: seg.time, sureness: .inferred)
      peer.enter(.established, at: seg.time, sureness: .inferred)
      peer.rcv.nxt = seg.seq
      peer.rcv.irs = snd.iss
      peer.facts.insert(.hearing)
    } else if state == .established, sureness == .assumed, seg.ack == rcv.nxt || facts.contains(.acknowledged) {
      sureness = .observed
    }
  }

  /// Where the segment lies in this endpoint's own stream.
  private mutating func classify(_ seg: Segment, peer: inout Endpoint, parameters: ReplayParameters) -> Marks {
    var marks: Marks = []
    if seg.has(.syn) { marks.insert(seg.has(.ack) ? .synAck : .syn) }
    if seg.has(.fin) { marks.insert(.fin) }
    if seg.has(.rst) { return marks.union(.rst) }
    if seg.wnd == 0, seg.has(.ack), !seg.has(.syn) { marks.insert(.zeroWindow) }
    if opening == .active, !opportunities.contains(.completedHandshake), !seg.has(.syn), state == .established {
      marks.insert(.third)
      snd.thirdFrame = seg.frame
      opportunities.insert(.completedHandshake)
    }
    guard facts.contains(.spoke) || facts.contains(.issKnown), !seg.has(.syn) || facts.contains(.issKnown) else {
      return marks
    }
    if seg.has(.syn) {
      let again = seg.has(.ack) ? counts.synAcks > 0 : counts.syns > 0
      return again && seg.seq == snd.iss ? marks.union(.retransmission) : marks
    }
    if let probe = probeShape(of: seg, peer: &peer, parameters: parameters) { return marks.union(probe) }
    let end = seg.end
    if facts.contains(.finSent), snd.fin + 1 < end || seg.has(.fin) && end != snd.fin + 1 { marks.insert(.beyondFin) }
    guard seg.len > 0 else { return marks }
    if peer.facts.contains(.offered), peer.rcv.edge < seg.seq + Int(seg.payload), snd.nxt < end {
      marks.insert(.beyondWindow)
    }
    if snd.nxt < seg.seq {
      marks.insert(.outOfOrder)
    } else if end <= snd.nxt {
      let known = !peer.facts.contains(.hearing) || end <= peer.rcv.nxt || peer.rcv.arrived.contains(seg.seq, end)
      marks.insert(known ? .retransmission : .fillsHole)
      if known, seg.seq <= snd.una, times.last + .milliseconds(200) <= seg.time, peer.times.last < times.last {
        marks.insert(.timeout)
      }
    } else if seg.seq < snd.nxt {
      marks.insert(.retransmission)
    }
    return marks
  }

  /// A keepalive or zero-window probe by its shape.
  @inline(__always)
  private func probeShape(of seg: Segment, peer: inout Endpoint, parameters: ReplayParameters) -> Marks? {
    guard !seg.has(.fin), seg.payload <= 1, state.isSynchronized, peer.facts.contains(.offered) else { return nil }
    if peer.rcv.window == 0, peer.counts.zeroWindows > 0 {
      let probes = seg.payload == 1 && seg.seq == snd.nxt || seg.payload == 0 && seg.seq == snd.una + -1
        || seg.payload == 1 && seg.seq == snd.una
      return probes ? .windowProbe : nil
    }
    guard seg.seq == snd.nxt + -1, snd.una == snd.nxt || facts.contains(.finAcked),
      seg.time - later(times.last, peer.times.last) >= parameters.keepaliveMinimumIdle || keepalive.unanswered > 0
    else { return nil }
    return .keepalive
  }


  /// SEG.ACK and SEG.WND of an emitted segment.
  private mutating func acknowledge(
    _ seg: Segment, peer: inout Endpoint, answering stimulus: RecentStimuli.Stimulus?
  ) -> Marks {
    var marks: Marks = []
    if peer.state == .synSent || peer.state == .synReceived {
      peer.noteHandshakeAck(seg, isBeyondReach: facts.contains(.offered) && rcv.edge < seg.ack)
    }
    if !peer.facts.contains(.spoke), !peer.facts.contains(.issKnown), !facts.contains(.acknowledged) {
      peer.snd.nxt = seg.ack
      peer.snd.una = seg.ack
    }
    if let stimulus, stimulus.seq + Int(stimulus.len) == seg.ack, stimulus.len > 0,
      !facts.contains(.acknowledged) || rcv.acked < seg.ack
    {
      turnaround.take(seg.time.nanoseconds(since: stimulus.time))
    }
    let isSynAck = seg.has(.syn)
    if !isSynAck, peer.snd.nxt < seg.ack, state != .synSent {
      marks.insert(.ackOfUnseen)
      if peer.facts.contains(.spoke) { peer.notePremature(seg, next: peer.snd.nxt) }
      if !peer.facts.contains(.finSent) { peer.snd.nxt = seg.ack }
    }
    if !isSynAck, facts.contains(.acknowledged), seg.ack == rcv.acked, seg.payload == 0, !seg.has(.fin), seg.wnd != 0,
      peer.snd.una < peer.snd.nxt, rcv.edgeNow == seg.ack + (Int(seg.wnd) << statedShift)
    {
      marks.insert(.duplicateAck)
      if seg.checksum != .bad { peer.noteDuplicateAck(seg) }
    }
    if seg.options.present.contains(.sack), facts.contains(.acknowledged), seg.ack == rcv.acked, seg.payload == 0,
      seg.checksum != .bad
    {
      peer.noteSelective(seg)
    }
    if facts.contains(.acknowledged), rcv.acked < seg.ack, !isSynAck, marks.isEmpty {
      noteAdvance(seg, largest: peer.snd.maxPayload, texts: peer.conduct.habits.texts)
    }
    offer(seg)
    if !facts.contains(.acknowledged) || rcv.acked < seg.ack { rcv.acked = seg.ack }
    facts.insert(.acknowledged)
    if !facts.contains(.hearing) || rcv.nxt < seg.ack, !isSynAck {
      rcv.nxt = rcv.arrived.advance(from: seg.ack)
      facts.insert(.hearing)
    }
    if !isSynAck { opportunities.insert(.acknowledged) }
    if !isSynAck, peer.facts.contains(.finSent) { acknowledgeFin(seg, peer: &peer) }
    return marks
  }

  /// What SEG.ACK says of the peer's FIN: covered, or (though it came again and again) not.
  private mutating func acknowledgeFin(_ seg: Segment, peer: inout Endpoint) {
    if peer.snd.fin < seg.ack, seg.ack <= peer.snd.nxt {
      if !facts.contains(.finReceived) {
        // The tap missed something before the FIN; this endpoint did not.
        facts.insert(.finReceived)
        opportunities.insert(.receivedFin)
        move(.receiveFin, at: seg.time, sureness: .inferred)
      }
      if !facts.contains(.finAcknowledged) { counts.octetsAtFinAck = counts.uniqueOctets }
      facts.insert(.finAcknowledged)
      opportunities.insert(.acknowledgedFin)
    } else if seg.ack == peer.snd.fin, peer.counts.fins > 2 {
      counts.acksAtFin &+= 1
      if seg.options.present.contains(.timestamps), peer.snd.finTimestamp != TimestampValue(0),
        seg.options.timestampEcho == peer.snd.finTimestamp
      {
        facts.insert(.echoedFin)
      }
    }
  }

  private mutating func emitSyn(_ seg: Segment, peer: inout Endpoint, parameters: ReplayParameters) {
    let first = !facts.contains(.issKnown) || snd.iss != seg.seq
    if first {
      if seg.has(.ack), counts.synAcks > 0 { facts.insert(.severalISS) }
      // A FIN before the SYN belonged to no connection.
      if facts.contains(.finSent) { forgetFin() }
      snd.iss = seg.seq
      snd.nxt = seg.seq + 1
      snd.una = seg.seq
      times.firstSyn = seg.time
      snd.firstSynFrame = seg.frame
      snd.synTimestamp = seg.options.timestamp
      looks.synWindow = seg.wnd
      looks.synOptions = seg.options.present
      looks.synLayout = seg.options.layout
      facts.formUnion([.issKnown, .seenFromSyn])
    }
    if seg.anomalies.contains(.headerCut) { facts.insert(.synCut) }
    if !first, seg.has(.ack), counts.synAcks > 0 { noteStamp(seg) }
    times.lastSyn = seg.time
    snd.lastSynFrame = seg.frame
    snd.mss = seg.options.maximumSegmentSize
    snd.shift = seg.options.present.contains(.windowScale) ? min(seg.options.windowShift, 14) : 0
    snd.synPayload = UInt16(truncatingIfNeeded: seg.payload)
    if seg.options.present.contains(.windowScale) { facts.insert(.scaleOffered) } else { facts.remove(.scaleOffered) }
    if seg.has(.ack) {
      counts.synAcks &+= 1
      if state == .established, sureness == .assumed, opening == .passive,
        seg.time - times.stateEntered > turnaround.deadline(slack: parameters.reactSlack)
      {
        counts.synAcksAfterAck &+= 1
      }
      opportunities.insert(.sentSynAck)
      if state != .synReceived, !state.isSynchronized {
        if opening == .unknown { opening = .passive }
        enter(.synReceived, at: seg.time)
      } else if state == .synReceived {
        sureness = .observed
      }
      rcv.irs = seg.ack + -1
    } else {
      counts.syns &+= 1
      opportunities.insert(.sentSyn)
      if !state.isSynchronized, state != .synReceived {
        opening = .active
        enter(.synSent, at: seg.time)
      }
    }
  }

  private mutating func emitRst(_ seg: Segment) {
    opportunities.insert(.sentRst)
    if state == .closed || state == .listen || state == .synSent || state == .synReceived {
      opportunities.insert(.sentRstReply)
    }
    // A third party's RST moves the receiver's machine only.
    let foreign = looksForeign(seg)
    if challenge.handshake.refusedCrossing == seg.frame { return }
    // SYN-SENT and SYN-RECEIVED answer a bad ACK by RST and go on (§3.10.7.3 first, §3.10.7.4 fifth check).
    if !foreign, state == .synSent || state == .synReceived && seg.seq != snd.nxt { return }
    if facts.isDisjoint(with: [.rstSent, .foreignRst]) {
      times.rst = seg.time
      snd.rstFrame = seg.frame
    }
    facts.insert(foreign ? .foreignRst : .rstSent)
    if state.isSynchronized { facts.insert(.rstSynchronized) }
    if !foreign, state != .closed { move(.sendRst, at: seg.time) }
  }

  /// First-time octets move SND.NXT; a keepalive's garbage octet and a RST's text do not.
  private mutating func advanceNext(_ seg: Segment, marks: Marks) {
    if seg.has(.syn) {
      if snd.nxt < seg.end { snd.nxt = seg.end }
      if seg.payload > 0 { countData(seg, unique: Int(seg.payload)) }
      return
    }
    guard facts.contains(.spoke) || facts.contains(.issKnown) || snd.nxt == seg.seq else {
      snd.nxt = seg.end
      snd.una = seg.seq
      if seg.payload > 0 { countData(seg, unique: Int(seg.payload)) }
      return
    }
    guard marks.isDisjoint(with: [.keepalive, .beyondFin]) else { return }
    let before = snd.nxt
    if before < seg.end { snd.nxt = seg.end }
    guard seg.payload > 0 else { return }
    let unique = marks.contains(.fillsHole) ? Int(seg.payload) : max(0, min(Int(seg.payload), seg.seq + Int(seg.payload) - before))
    countData(seg, unique: unique)
    if rtx.flight.isOpen { measureSent(seg) }
  }

  private mutating func emitFin(_ seg: Segment, peer: inout Endpoint) {
    counts.fins &+= 1
    times.lastFin = seg.time
    snd.lastFinFrame = seg.frame
    opportunities.insert(.sentFin)
    noteFinTimestamp(seg)
    let coversPeerFin = peer.facts.contains(.finSent) && seg.has(.ack) && peer.snd.fin < seg.ack
    guard !facts.contains(.finSent) else {
      if counts.fins > 3 { facts.insert(.tried) }
      resumeFin(seg, coversPeerFin: coversPeerFin)
      return
    }
    facts.insert(.finSent)
    snd.fin = seg.end + -1
    challenge.edgeAtFin = rcv.edge
    snd.firstFinFrame = seg.frame
    times.firstFin = seg.time
    if !coversPeerFin {
      facts.insert(.closedFirst)
      noteFinTiming(seg, peer: &peer)
    } else if !peer.facts.contains(.finAcked) {
      facts.insert(.finsMerged)
    }
    if state == .closeWait, !coversPeerFin {
      // The peer's FIN crossed, but this end had not taken it yet when it closed: a simultaneous close.
      enter(.closing, at: seg.time, sureness: .assumed)
    } else {
      move(.sendFin, at: seg.time, sureness: state == .unknown ? .assumed : sureness)
      if state == .lastAck { opportunities.insert(.enteredLastAck) }
    }
  }

  /// A FIN sent again: its ACK crossed the tap, but had not arrived; the state behind it was assumed too soon. So was
  /// the peer's FIN, where it is not acknowledged.
  private mutating func resumeFin(_ seg: Segment, coversPeerFin: Bool) {
    if state == .timeWait, !coversPeerFin { facts.remove(.finReceived) }
    switch state {
    case .finWait2: enter(.finWait1, at: seg.time, sureness: .assumed)
    case .timeWait: enter(coversPeerFin ? .closing : .finWait1, at: seg.time, sureness: .assumed)
    case .closed where facts.contains(.finAcked) && facts.isDisjoint(with: [.rstSent, .rstReceived]):
      enter(.lastAck, at: seg.time, sureness: .assumed)
    default: break
    }
  }

  /// A FIN is known by its TSval if that is newer than any of this endpoint before (PR3).
  private mutating func noteFinTimestamp(_ seg: Segment) {
    let isNewer = seg.options.present.contains(.timestamps) && snd.timestamp < seg.options.timestamp
    snd.finTimestamp = isNewer ? seg.options.timestamp : TimestampValue(0)
  }

  /// How long FIN-WAIT-2 lives, by what it answers.
  private mutating func noteFinWait2(_ seg: Segment, before: Earlier, answering stimuli: RecentStimuli) {
    guard before.facts.contains(.finAcked), !before.facts.contains(.finAcknowledged),
      before.state == .finWait2 || before.state == .timeWait, !before.looksForeign(seg)
    else { return }
    if seg.has(.rst) {
      if stimuli.provocation(of: seg, since: before.finAcked) != nil {
        times.finWait2Gone = seg.time - before.finAcked
      }
    } else if before.acked < seg.ack {
      times.finWait2Alive = seg.time - before.finAcked
    }
  }

  /// A reaction of an endpoint whose connection is over: the only thing that shows whether TIME-WAIT still lives.
  private mutating func speakAfterClose(
    _ seg: Segment, before: Earlier, peer: inout Endpoint, answering stimuli: RecentStimuli
  ) -> Marks {
    let elapsed = seg.time - before.overSince
    let wasWaiting = before.state == .timeWait
    let provoked = before.lateCopies > 0
    late = LateVariables()
    if seg.has(.rst) {
      guard !before.looksForeign(seg), stimuli.provocation(of: seg, since: before.overSince) != nil else {
        return .afterClose
      }
      opportunities.insert(.resetStray)
      if wasWaiting, before.heldTimeWait {
        facts.insert(.timeWaitGone)
        times.timeWaitGone = elapsed
      }
      return .afterClose
    }
    guard wasWaiting else { return .afterClose }
    guard seg.has(.ack), peer.facts.contains(.finSent), peer.snd.fin < seg.ack else {
      return provoked ? .afterClose : []
    }
    if provoked, before.heldTimeWait {
      facts.insert(.timeWaitProven)
      opportunities.insert(.timeWaitProven)
      if times.timeWaitAlive < elapsed { times.timeWaitAlive = elapsed }
    }
    if provoked || !before.facts.contains(.finAcknowledged) { times.timeWaitRestart = seg.time }
    return provoked ? .afterClose : []
  }
}

/// What an end that is through, or nearly, is held against: what it was before the segment.
private struct Earlier {
  let state: TCPState
  let facts: EndpointFacts
  let isOver: Bool
  let heldTimeWait: Bool
  let overSince: Instant
  let finAcked: Instant
  let acked: SequenceNumber
  let lateCopies: UInt16
  private let nearest: UInt8
  private let farthest: UInt8

  @inline(__always)
  init(_ end: Endpoint) {
    state = end.state
    facts = end.facts
    isOver = end.isOver
    heldTimeWait = end.heldTimeWait
    overSince = end.overSince
    finAcked = end.times.finAcked
    acked = end.rcv.acked
    lateCopies = end.late.copies
    (nearest, farthest) = (end.looks.ttlLow, end.looks.ttlHigh)
  }

  func looksForeign(_ seg: Segment) -> Bool { Endpoint.isForeign(seg.ttl, nearest, farthest) }
}
