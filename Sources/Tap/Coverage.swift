import Wire

/// Which numbers of a stream were recorded, what was acknowledged of them, and how long that took.
extension TapStream {
  /// A turnaround tap → E → tap; delayed ACKs only lengthen, so the smallest counts.
  @inline(__always)
  mutating func take(turnaround: Int64) {
    guard turnaround >= 0 else { return }
    if turnaround < half { half = turnaround }
    samples &+= 1
  }

  /// The SYN,ACK answers the peer's recorded SYN, and E's numbers so far came from something else: stray or forged
  /// segments, which a peer in SYN-SENT drops (RFC 9293 §3.10.7.3, fifth check).
  ///
  /// Not where the peer has acknowledged E's numbers, nor where the SYN,ACK goes with them: then the capture has missed a
  /// first one.
  func beganAstray(before seg: Segment, answering peer: TapStream) -> Bool {
    guard seg.has([.syn, .ack]), !seg.has(.rst), facts.contains(.spoke), !facts.contains(.fromSyn) else { return false }
    guard peer.facts.contains(.fromSyn), !peer.facts.contains(.acknowledged), seg.ack == peer.iss + 1 else { return false }
    return !(1...1 << 16).contains(nxt - seg.seq)
  }

  /// E's numbers begin anew; what its packets look like remains.
  mutating func forgetNumbers() {
    facts.subtract([.spoke, .presumed, .contiguous, .probing, .resent, .overflowed])
    holes = Holes()
    again = 0
  }

  /// What E's packets look like, and what the capturing host did to them.
  mutating func describe(_ seg: Segment, toward peer: TapStream) {
    if records == 0 {
      first = seg.time.nanoseconds
      last = first
    }
    if ttl == 0 { ttl = seg.ttl }
    if records > 0, seg.ipID != ipID { facts.insert(.identifies) }
    ipID = seg.ipID
    switch seg.direction {
    case .sent: facts.insert(.sent)
    case .received: facts.insert(.received)
    case .unknown: break
    }
    if seg.has(.syn) {
      shift = seg.options.present.contains(.windowScale) ? min(seg.options.windowShift, 14) : 0
      if seg.options.present.contains(.mss) { largest = UInt32(seg.options.maximumSegmentSize) }
    }
    if isSuper(seg, toward: peer) {
      facts.insert(.superSegment)
      if seg.checksum == .good { facts.insert(.assembled) }
    }
    if seg.options.present.contains(.timestamps) {
      if !facts.contains(.timestamps) {
        facts.insert(.timestamps)
        timestamp = seg.options.timestamp
        lineDue = seg.time.nanoseconds &+ ClockLine.interval
      } else if timestamp < seg.options.timestamp {
        timestamp = seg.options.timestamp
      }
    }
    if !seg.has(.rst) { seg.wnd == 0 ? facts.formUnion(.shut) : facts.subtract(.shut) }
  }

  /// More than one segment's worth in one record: no link carries it, so an interface was to cut it up, or has put it
  /// together.
  private func isSuper(_ seg: Segment, toward peer: TapStream) -> Bool {
    guard seg.payload > 0, !seg.has(.syn) else { return false }
    if seg.anomalies.contains(.lengthFromFrame), seg.ipLength > 0xffff { return true }
    guard peer.largest != .max else {
      // Jumbo frames end at 9 216 octets; the loopback interface takes 65 536.
      return seg.ipLength > 9216 && !seg.source.isLoopback
    }
    let room = peer.largest &- UInt32(min(seg.options.count, 40))
    guard seg.payload > peer.largest, room > 0, peer.largest > 0 else { return false }
    return seg.ipLength > 1500 || seg.payload % room == 0
  }

  /// SEG.ACK and SEG.WND that E emitted.
  mutating func acknowledge(_ seg: Segment, of peer: inout TapStream, isMoved: Bool) {
    let edge = seg.ack + Int(seg.wnd) << (seg.has(.syn) ? 0 : Int(shift))
    if !facts.contains(.offered) || self.edge < edge { self.edge = edge }
    facts.insert(.offered)
    if seg.payload == 0, !seg.has(.syn) { facts.insert(.alive) }
    let isNew = !facts.contains(.acknowledged) || acked < seg.ack
    guard isNew else {
      noteNeedless(seg, of: &peer)
      return
    }
    if facts.contains(.acknowledged) { advances = advances == .max ? .max : advances + 1 }
    facts.insert(.acknowledged)
    acked = seg.ack
    if peer.facts.contains(.probing), peer.probeEnd <= seg.ack {
      peer.facts.remove(.probing)
      if !isMoved, seg.checksum != .bad { take(turnaround: seg.time.nanoseconds &- peer.probeTime) }
    }
    if peer.facts.contains(.doubted), peer.doubtedEnd <= seg.ack {
      peer.facts.remove(.doubted)
      peer.facts.insert(.excused)
    }
    if peer.facts.contains(.resent), peer.resentEnd <= seg.ack {
      // An ACK sooner than the turnaround answers what had crossed before: that last copy was needless.
      let needless = samples > 0 && seg.time.nanoseconds &- peer.resentTime < half
      peer.lost &+= UInt32(peer.again) &- (needless && peer.again > 0 ? 1 : 0)
      peer.again = 0
      peer.facts.remove(.resent)
    }
    noteNeedless(seg, of: &peer)
  }

  /// A first SACK block below the acknowledgement reports octets received twice (RFC 2883 §4): nothing was lost.
  private func noteNeedless(_ seg: Segment, of peer: inout TapStream) {
    guard seg.options.present.contains(.sack), peer.lost > 0 else { return }
    if let first = seg.options.sackBlocks.first, first.right <= seg.ack { peer.lost &-= 1 }
  }

  /// Octets that E emitted.
  mutating func cover(_ seg: Segment, peer: TapStream, window: Int64, isMoved: Bool) {
    if seg.has(.rst) { return }
    if seg.has(.syn) {
      guard !facts.contains(.spoke) || facts.contains(.fromSyn) && iss == seg.seq else { return }
      if facts.contains(.fromSyn) {
        // Karn: an answer to a SYN that was sent twice measures nothing.
        facts.remove(.probing)
        crossed &+= 1
        return
      }
      iss = seg.seq
      facts.formUnion([.fromSyn, .contiguous])
      if seg.has(.ack) { facts.insert(.answered) }
      begin(seg, probes: !isMoved)
      return
    }
    if !facts.contains(.spoke), !facts.contains(.presumed) {
      begin(seg, probes: false)
      return
    }
    facts.insert(.spoke)
    facts.remove(.presumed)
    let end = seg.end
    if nxt < seg.seq {
      passOver(seg, peer: peer)
    } else if end <= nxt {
      if seg.len > 0 { repeated(seg, peer: peer, window: window) }
    } else {
      if seg.seq == nxt { facts.insert(.contiguous) } else { fillHoles(seg, window: window) }
      nxt = end
      crossed &+= 1
      if !isMoved, !facts.contains(.probing) { probe(seg, end) }
    }
  }

  private mutating func begin(_ seg: Segment, probes: Bool) {
    let known = facts.contains(.presumed) && nxt > seg.end
    if !known { nxt = seg.end }
    facts.insert(.spoke)
    facts.remove(.presumed)
    if seg.len > 0 { crossed &+= 1 }
    if seg.payload > 0 { facts.insert(.text) }
    if probes { probe(seg, seg.end) }
  }

  private mutating func probe(_ seg: Segment, _ end: SequenceNumber) {
    facts.insert(.probing)
    probeEnd = end
    probeTime = seg.time.nanoseconds
  }

  /// Numbers were passed over: lost before the tap, late, or missed by the capture.
  ///
  /// Not beyond what P ever offered: such a number belongs to no segment of this connection.
  private mutating func passOver(_ seg: Segment, peer: TapStream) {
    let believable = peer.facts.contains(.offered) ? seg.seq <= peer.edge : seg.seq - nxt < 1 << 30
    guard believable else { return }
    let hole = Holes.Hole(left: nxt, right: seg.seq, since: last, opened: seg.time.nanoseconds)
    if !holes.insert(hole) { facts.insert(.overflowed) }
    facts.remove(.probing)
    nxt = seg.end
    if seg.len > 0 { crossed &+= 1 }
  }

  private mutating func fillHoles(_ seg: Segment, window: Int64) {
    guard let hole = holes.fill(seg.seq, seg.end) else { return }
    if seg.time.nanoseconds &- hole.opened > window { lostBefore &+= 1 }
  }

  /// Octets below `nxt`: they fill a hole, or had crossed before.
  private mutating func repeated(_ seg: Segment, peer: TapStream, window: Int64) {
    let probes = seg.payload <= 1 && !seg.has(.fin) && (seg.seq == nxt + -1 || peer.facts.contains(.shut))
    if holes.meets(seg.seq, seg.end) {
      fillHoles(seg, window: window)
      crossed &+= 1
      return
    }
    guard !probes else { return }
    if seg.payload > 0 { facts.insert(.text) }
    crossed &+= 1
    facts.subtract([.probing, .doubted])
    // Acknowledged before it was sent again: nothing was lost on the way to P.
    if peer.facts.contains(.acknowledged), seg.end <= peer.acked { return }
    again = again == .max ? .max : again + 1
    resentEnd = facts.contains(.resent) ? SequenceNumber.later(resentEnd, seg.end) : seg.end
    resentTime = seg.time.nanoseconds
    facts.insert(.resent)
  }
}

extension Address {
  /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3).
  package var isLoopback: Bool {
    switch family {
    case .v4: low >> 24 == 127
    case .v6: high == 0 && low == 1
    }
  }
}
