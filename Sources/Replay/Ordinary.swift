import Wire

/// The hot path: the segment that has nothing to say must cost nothing beyond the machine itself.
/// Whatever is decided here must equal what `advance` would do; a test holds the two against each other.
extension Connection {
  /// In order, in window, acknowledging normally, both ends ESTABLISHED: no mark, no state change.
  @inline(__always)
  package mutating func isOrdinary(_ seg: Segment, from side: Side) -> Bool {
    side == .lower
      ? Connection.isOrdinary(seg, sender: &lower, receiver: &upper) && !mayMeetStrays(seg)
      : Connection.isOrdinary(seg, sender: &upper, receiver: &lower) && !mayMeetStrays(seg)
  }

  /// Both ends are asked where they stand (`inout`, though only read): by value they would be copied.
  @inline(__always)
  private static func isOrdinary(_ seg: Segment, sender: inout Endpoint, receiver: inout Endpoint) -> Bool {
    let plain = seg.flags.rawValue & ~(TCPFlags.psh.rawValue) == TCPFlags.ack.rawValue
    guard plain, seg.kind == .tcp, seg.checksum != .bad, seg.anomalies.isDisjoint(with: .extraordinary) else {
      return false
    }
    guard sender.state == .established, receiver.state == .established, sender.sureness == .observed,
      receiver.sureness == .observed, sender.facts.isDisjoint(with: [.foreignRst, .challenged, .watched])
    else { return false }
    guard seg.seq == sender.snd.nxt, receiver.rcv.nxt == seg.seq, receiver.rcv.arrived.isEmpty, seg.wnd != 0,
      sender.rcv.window != 0, receiver.rcv.window != 0, seg.ttl == sender.looks.steady
    else {
      return false
    }
    let ackAdvance = seg.ack - sender.rcv.acked
    guard ackAdvance >= 0, seg.ack <= receiver.snd.nxt, seg.ack <= sender.rcv.nxt, seg.payload > 0 || ackAdvance > 0
    else { return false }
    guard seg.seq + Int(seg.payload) <= receiver.rcv.edge, !sender.retreats(with: seg),
      ackAdvance == 0 || !sender.isLate(at: seg.time)
    else { return false }
    guard isUnremarkable(seg, sender: &sender) else { return false }
    guard receiver.keepalive.unanswered == 0, receiver.outage.rounds == 0, sender.outage.rounds == 0 else {
      return false
    }
    return true
  }

  /// Size, options, timestamp and ECN field are as this end's segments always are.
  @inline(__always)
  private static func isUnremarkable(_ seg: Segment, sender: inout Endpoint) -> Bool {
    let options = seg.options
    let size = Int(seg.payload) &+ Int(options.count)
    guard size <= Int(sender.header.limit), sender.header.expects(options.present),
      seg.trafficClass & 3 <= (seg.payload > 0 ? sender.header.ectOnData : sender.header.ectOnAcks)
    else { return false }
    if seg.payload > 0, HeaderVariables.silence <= seg.time.nanoseconds(since: sender.times.lastData) { return false }
    return !options.present.contains(.timestamps)
      || sender.snd.timestamp <= options.timestamp && sender.header.echoed <= options.timestampEcho
        && options.timestampEcho <= sender.rcv.timestamp
        && (sender.header.echoed.rawValue != 0 || options.timestampEcho.rawValue == 0)
  }

  /// A four-tuple used before may still meet strays of its earlier incarnation.
  @inline(__always)
  private func mayMeetStrays(_ seg: Segment) -> Bool {
    previous.exists && seg.payload > 0 && seg.time - previous.last < .seconds(600)
  }

  /// Advances both ends by the segment if it is ordinary; otherwise nothing is changed.
  ///
  /// One call from the room above, on the connection where it lies: asked and advanced in two, it was copied whole.
  package mutating func takeOrdinary(_ seg: Segment, from side: Side) -> Bool {
    guard isOrdinary(seg, from: side) else { return false }
    advanceOrdinary(seg, from: side)
    return true
  }

  /// Advances both ends by an ordinary segment.
  @inline(__always)
  package mutating func advanceOrdinary(_ seg: Segment, from side: Side) {
    if side == .lower {
      let answered = stimuliToLower.newest
      Connection.advanceOrdinary(seg, sender: &lower, receiver: &upper, answered: answered)
      stimuliToUpper.append(seg)
      if seg.payload > 0 { dataFromLower.append(seg) }
    } else {
      let answered = stimuliToUpper.newest
      Connection.advanceOrdinary(seg, sender: &upper, receiver: &lower, answered: answered)
      stimuliToLower.append(seg)
      if seg.payload > 0 { dataFromUpper.append(seg) }
    }
    last = seg.time
    lastFrame = seg.frame
  }

  @inline(__always)
  private static func advanceOrdinary(
    _ seg: Segment, sender: inout Endpoint, receiver: inout Endpoint, answered: RecentStimuli.Stimulus?
  ) {
    if sender.rcv.acked < seg.ack {
      if let answered, answered.seq + Int(answered.len) == seg.ack, answered.len > 0 {
        sender.turnaround.take(seg.time.nanoseconds(since: answered.time))
      }
      sender.noteAdvance(seg, largest: receiver.snd.maxPayload, texts: receiver.conduct.habits.texts)
      sender.rcv.acked = seg.ack
      sender.noteAcknowledging(at: seg.time)
      receiver.snd.una = seg.ack
      receiver.snd.unaTime = seg.time
      receiver.gauges.roundTrips.acknowledge(seg.ack, at: seg.time)
      if receiver.rtx.flight.isOpen { receiver.measureAcked(seg) }
      sender.opportunities.insert(.acknowledged)
    }
    sender.offer(seg)
    if seg.payload > 0 {
      sender.countData(seg, unique: Int(seg.payload))
      sender.snd.nxt = seg.seq + Int(seg.payload)
      if !sender.gauges.roundTrips.isTiming { sender.gauges.roundTrips.begin(seg) }
      if sender.rtx.flight.isOpen { sender.measureSent(seg) }
      receiver.rcv.nxt = sender.snd.nxt
      receiver.noteOwed(seg)
      if receiver.facts.contains(.shiftKnown) { sender.opportunities.insert(.sentDataIntoKnownWindow) }
      if sender.snd.nxt == receiver.rcv.edge {
        sender.counts.windowFull &+= 1
        sender.noteFill(seg, peer: &receiver)
      }
      if seg.payload &* 2 < UInt32(receiver.snd.mss) { sender.noteSmall(seg, peer: &receiver) }
    }
    if seg.checksum == .good { sender.opportunities.insert(.sumVerified) }
    sender.countSegment(seg)
    if seg.options.present.contains(.timestamps) {
      sender.snd.timestamp = seg.options.timestamp
      sender.header.echoed = seg.options.timestampEcho
      receiver.rcv.timestamp = TimestampValue.later(receiver.rcv.timestamp, seg.options.timestamp)
    }
  }
}

extension SegmentAnomalies {
  /// Anomalies that take a segment off the hot path.
  package static let extraordinary: SegmentAnomalies = [
    .headerCut, .badDataOffset, .malformedOptions, .fragment, .reordered,
  ]
}

extension Turnaround {
  /// Takes one sample in, in nanoseconds.
  @inline(__always)
  package mutating func take(_ nanoseconds: Int64) {
    guard nanoseconds >= 0 else { return }
    if nanoseconds < minimum { minimum = nanoseconds }
    if nanoseconds > maximum { maximum = nanoseconds }
    samples &+= 1
  }
}

extension Endpoint {
  /// The shift by which this end's windows make its edges; 14, the largest, where it is not known.
  @inline(__always)
  var statedShift: Int { facts.contains(.shiftKnown) ? Int(min(snd.shift, 14)) : 14 }

  /// Takes the window statement of a segment this endpoint emitted (RFC 9293 §3.10.7.4, SND.WL1 and SND.WL2).
  ///
  /// A SYN's window is never scaled (RFC 7323 §2.2); where the shift is unknown the widest edge uses 14, the largest.
  @inline(__always)
  package mutating func offer(_ seg: Segment) {
    let known = facts.contains(.shiftKnown)
    let shift = seg.has(.syn) ? 0 : statedShift
    let window = Int(seg.wnd) << shift
    let right = seg.ack + window
    if !facts.contains(.offered) {
      rcv.edge = right
      rcv.firstEdge = right
      conduct.retreat.offeredAt = seg.seq + max(0, Int(seg.payload) + -1)
    } else if rcv.edge < right {
      rcv.edge = right
      conduct.retreat.offeredAt = seg.seq + max(0, Int(seg.payload) + -1)
    }
    facts.insert(.offered)
    if !facts.contains(.acknowledged) || rcv.acked <= seg.ack {
      rcv.edgeNow = right
      rcv.window = UInt32(truncatingIfNeeded: known || seg.has(.syn) ? window : Int(seg.wnd))
      if rcv.window > rcv.maxWindow { rcv.maxWindow = rcv.window }
    }
  }

  @inline(__always)
  package mutating func countSegment(_ seg: Segment) {
    gauge(seg)
    counts.segments &+= 1
    if !facts.contains(.spoke) {
      times.first = seg.time
      looks.ttl = seg.ttl
      facts.insert(.spoke)
    }
    times.last = seg.time
    // A RST may come from a box on the way, or from the kernel's own template: it shows nothing of E's packets.
    if !seg.has(.rst) {
      if seg.ttl < looks.ttlLow { looks.ttlLow = seg.ttl }
      if seg.ttl > looks.ttlHigh { looks.ttlHigh = seg.ttl }
      looks.ipID = seg.ipID
    }
    opportunities.formUnion([.spoke, .carriedChecksum])
  }

  @inline(__always)
  package mutating func countData(_ seg: Segment, unique: Int) {
    conduct.habits.texts &+= 1
    counts.octets &+= UInt64(seg.payload)
    counts.uniqueOctets &+= UInt64(unique)
    if !opportunities.contains(.sentData) {
      times.firstData = seg.time
      opportunities.insert(.sentData)
      // A record of a handshake (RFC 8446 §5.1): its type, and a header of five octets before it.
      if seg.firstOctet == 22, seg.payload > 5 { facts.insert(.beganTLS) }
    } else if seg.time.nanoseconds &- times.lastData.nanoseconds > 1_000_000_000 {
      beginFlight(seg, after: seg.time - times.lastData)
    }
    times.lastData = seg.time
    if seg.payload > snd.maxPayload { (snd.maxPayload, snd.maxPayloadSeq) = (seg.payload, seg.seq) }
  }

  /// Follows the arrow of RFC 9293 Figure 5, if there is one. A flow joined in the middle is taken for ESTABLISHED.
  package mutating func move(_ event: TCPEvent, at time: Instant, sureness: Sureness = .observed) {
    let known = state == .unknown ? TCPState.established : state
    guard let next = known.after(event), next != state else { return }
    enter(next, at: time, sureness: sureness)
    guard next == .timeWait else { return }
    facts.insert(.enteredTimeWait)
    opportunities.insert(.enteredTimeWait)
    times.timeWaitEntered = time
    times.timeWaitRestart = time
  }

  @inline(__always)
  package mutating func enter(_ next: TCPState, at time: Instant, sureness: Sureness = .observed) {
    state = next
    self.sureness = sureness
    times.stateEntered = time
  }
}
