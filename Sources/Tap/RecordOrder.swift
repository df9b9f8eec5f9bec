import Wire

/// An effect recorded before its cause waits for it, and the records behind it wait with it.
///
/// The effect then changes places with the records that lead up to its cause; if the cause does not come within
/// `order.window` and half a round trip, all go on as they stood, and the effect proves a gap.
extension Observer {
  /// Whether the segment speaks of something of the other side that no record has carried yet.
  func outruns(_ seg: Segment, from side: Side, flow: TapFlow) -> Bool {
    let sender = flow[side]
    let other = flow[side.other]
    guard seg.has(.ack), !seg.has(.rst), flow.gaps < 64 || flow.moved > 0 else { return false }
    if seg.has(.syn) { return !other.facts.contains(.spoke) && !other.facts.contains(.presumed) && sender.records == 0 }
    guard other.facts.contains(.spoke) else {
      // Nothing of the answer to a recorded SYN, and yet it is acknowledged.
      return !other.facts.contains(.presumed) && sender.facts.contains(.fromSyn)
        && !sender.facts.contains(.answered)
    }
    if other.isSound, sender.acknowledgesUnseen(seg, of: other) { return true }
    return !flow.hasUnexplainedEcho && flow.gaps == 0 && sender.echoesUnseen(seg, of: other)
  }

  mutating func hold(_ seg: Segment, from side: Side, flow: inout TapFlow, index: UInt32) {
    if flow.held == 0 { waiting.append(Waiting(index: index, time: seg.time.nanoseconds)) }
    queues[index, default: []].append(Held(segment: seg, side: side))
    flow.held += 1
  }

  /// The next record of a flow that need not wait any longer, with its evidence taken in; `nil` while all must wait.
  ///
  /// - Parameter atEnd: nothing more will come.
  package mutating func next(of flow: inout TapFlow, index: UInt32, atEnd: Bool) -> (segment: Segment, side: Side)? {
    guard flow.held > 0, var queue = queues[index], let head = queue.first, let newest = queue.last else { return nil }
    if !head.hasMoved, head.segment.kind == .tcp, outruns(head.segment, from: head.side, flow: flow) {
      let half = flow.roundTrip.map { $0 / 2 } ?? .max
      let window = min(parameters.orderWindow, half)
      if let cause = cause(of: head, in: queue, flow: flow, within: window) {
        // What the other side said up to the cause, in its own order, then the effect and all that stood behind it.
        var led = queue[1...cause].filter { $0.side != head.side }
        for place in led.indices { led[place].hasMoved = true }
        led[led.count - 1].segment.anomalies.insert(.reordered)
        let rest = queue[1...cause].filter { $0.side == head.side } + queue[(cause + 1)...]
        var effect = head
        effect.segment.anomalies.insert(.reordered)
        queue = led + [effect] + rest
        flow.moved = flow.moved == .max ? .max : flow.moved + 1
        if flow.frames.moved == 0 { flow.frames.moved = head.segment.frame }
      } else {
        let waited = newest.segment.time.nanoseconds &- head.segment.time.nanoseconds
        let isOver = atEnd || waited > window || queue.count > parameters.heldRecords
        guard isOver else {
          queues[index] = queue
          return nil
        }
        if !flow[head.side].acknowledgesUnseen(head.segment, of: flow[head.side.other]) {
          flow.hasUnexplainedEcho = true
        }
      }
    }
    let first = queue.removeFirst()
    flow.held -= 1
    queues[index] = queue.isEmpty ? nil : queue
    account(first.segment, from: first.side, flow: &flow, index: index)
    return (first.segment, first.side)
  }

  /// The place of the record that explains the first one, if it is there already.
  private func cause(of effect: Held, in queue: [Held], flow: TapFlow, within window: Int64) -> Int? {
    var trial = flow
    // An unseen SYN is explained by a SYN alone.
    let needsSyn = !flow[effect.side.other].facts.contains(.spoke)
    for place in queue.indices.dropFirst() where queue[place].side != effect.side {
      let seg = queue[place].segment
      guard seg.kind == .tcp else { continue }
      // What acknowledges the effect is none of its causes, nor does anything behind it lead up to one.
      if seg.has(.ack), effect.segment.seq < seg.ack { return nil }
      guard seg.time.nanoseconds &- effect.segment.time.nanoseconds <= window, !needsSyn || seg.has(.syn) else {
        return nil
      }
      var other = trial[effect.side.other]
      other.describe(seg, toward: trial[effect.side])
      other.cover(seg, peer: trial[effect.side], window: parameters.orderWindow, isMoved: true)
      trial[effect.side.other] = other
      if !outruns(effect.segment, from: effect.side, flow: trial) { return place }
    }
    return nil
  }

  /// A flow whose first waiting record is older than any cause could be, whatever its own next record says: so that
  /// memory follows open connections. A second of grace covers clocks that step back a little.
  package mutating func overdue(at now: Instant) -> UInt32? {
    while firstWaiting < waiting.count {
      let first = waiting[firstWaiting]
      guard now.nanoseconds &- first.time > parameters.orderWindow &+ 1_000_000_000 else { return nil }
      firstWaiting += 1
      if firstWaiting > 1024, firstWaiting * 2 > waiting.count {
        waiting.removeFirst(firstWaiting)
        firstWaiting = 0
      }
      if let queue = queues[first.index], queue.first?.segment.time.nanoseconds == first.time { return first.index }
    }
    return nil
  }
}

extension TapStream {
  /// E acknowledges, cumulatively or selectively, numbers of `other` that no record carried, and that `other` was
  /// allowed to send.
  func acknowledgesUnseen(_ seg: Segment, of other: TapStream) -> Bool {
    if other.nxt < seg.ack { return offered(seg.ack, beyond: other.nxt) }
    if !other.holes.isEmpty, other.holes[0].left < seg.ack { return true }
    guard seg.options.present.contains(.sack) else { return false }
    var unseen = false
    seg.options.forEachSACKBlock { block in
      guard seg.ack < block.left, block.left < block.right else { return }
      if other.nxt < block.right, offered(block.right, beyond: other.nxt) { unseen = true }
      if other.holes.meets(block.left, block.right) { unseen = true }
    }
    return unseen
  }

  /// Beyond what E ever offered, loss explains nothing: that is for `ack/unsent-data` to judge.
  func offered(_ right: SequenceNumber, beyond nxt: SequenceNumber) -> Bool {
    facts.contains(.offered) ? right <= edge : right - nxt < 1 << 30
  }

  /// E echoes a time stamp that `other` has not sent in any record.
  func echoesUnseen(_ seg: Segment, of other: TapStream) -> Bool {
    seg.options.present.contains(.timestamps) && other.facts.contains(.timestamps)
      && seg.options.timestampEcho.rawValue != 0 && other.timestamp < seg.options.timestampEcho
  }
}

extension Observer {
  /// What a segment proves to be missing is entered, and the other side's numbers are put right: a phantom at the
  /// latest possible time.
  mutating func proveGaps(
    _ seg: Segment, of other: inout TapStream, by sender: TapStream, flow: inout TapFlow, index: UInt32
  ) {
    guard seg.has(.ack), !seg.has(.rst) else { return }
    guard other.facts.contains(.spoke) else {
      presume(seg, of: &other, by: sender)
      return
    }
    guard !seg.has(.syn), other.isSound else { return }
    while !other.holes.isEmpty, other.holes[0].left < seg.ack {
      let hole = other.holes[0]
      let right = hole.right < seg.ack ? hole.right : seg.ack
      enter(hole.left, right, since: hole.since, seg, flow: &flow, index: index)
      _ = other.holes.fill(hole.left, right)
    }
    if other.nxt < seg.ack, sender.offered(seg.ack, beyond: other.nxt) {
      enter(other.nxt, seg.ack, since: other.last, seg, flow: &flow, index: index)
      other.nxt = seg.ack
      other.facts.remove(.probing)
    }
    guard seg.options.present.contains(.sack) else { return }
    for block in seg.options.sackBlocks where seg.ack < block.left && block.left < block.right {
      for place in (0..<Int(other.holes.count)).reversed() {
        let hole = other.holes[place]
        let left = SequenceNumber.later(hole.left, block.left)
        let right = hole.right < block.right ? hole.right : block.right
        guard left < right else { continue }
        enter(left, right, since: hole.since, seg, flow: &flow, index: index)
        _ = other.holes.fill(left, right)
      }
      guard other.nxt < block.right, sender.offered(block.right, beyond: other.nxt) else { continue }
      let left = SequenceNumber.later(other.nxt, block.left)
      enter(left, block.right, since: other.last, seg, flow: &flow, index: index)
      if other.nxt < left {
        let hole = Holes.Hole(left: other.nxt, right: left, since: other.last, opened: seg.time.nanoseconds)
        if !other.holes.insert(hole) { other.facts.insert(.overflowed) }
      }
      other.nxt = block.right
      other.facts.remove(.probing)
    }
  }

  /// A side that has never spoken is known by what its peer acknowledges, from the handshake on.
  private func presume(_ seg: Segment, of other: inout TapStream, by sender: TapStream) {
    guard sender.facts.contains(.fromSyn) || seg.has(.syn) else { return }
    if !other.facts.contains(.presumed) || other.nxt < seg.ack { other.nxt = seg.ack }
    if !other.facts.contains(.presumed) { other.last = seg.time.nanoseconds }
    other.facts.formUnion([.presumed, .contiguous])
  }

  /// A side speaks for the first time, long after its peer has acknowledged a SYN,ACK that was never recorded.
  mutating func proveMissingSyn(
    _ seg: Segment, of sender: TapStream, by peer: TapStream, flow: inout TapFlow, index: UInt32
  ) {
    guard sender.facts.contains(.presumed), !sender.facts.contains(.spoke), !seg.has(.syn), !seg.has(.rst),
      peer.facts.contains(.fromSyn), !peer.facts.contains(.answered)
    else { return }
    var proof = seg
    proof.time = Instant(nanoseconds: sender.last)
    enter(sender.nxt + -1, sender.nxt, since: peer.first, proof, flow: &flow, index: index)
  }

  private mutating func enter(
    _ left: SequenceNumber, _ right: SequenceNumber, since: Int64, _ seg: Segment, flow: inout TapFlow, index: UInt32
  ) {
    let octets = right.distance(from: left)
    flow.gaps = flow.gaps == .max ? .max : flow.gaps + 1
    var known = gaps[index] ?? []
    let to = seg.time
    let from = Instant(nanoseconds: min(since, to.nanoseconds))
    if let last = known.last, known.count >= parameters.gapsPerFlow || last.frame == seg.frame {
      known[known.count - 1].to = to
      known[known.count - 1].octets &+= octets
      known[known.count - 1].from = Instant(nanoseconds: min(last.from.nanoseconds, from.nanoseconds))
    } else {
      known.append(Sight.Gap(from: from, to: to, octets: octets, frame: seg.frame))
    }
    gaps[index] = known
  }
}
