import Wire

/// The hot path: what may be said of nearly every segment without any look-up.
///
/// Whatever is done here must equal what ``Observer`` does in full; a test holds the two against each other.
extension TapFlow {
  /// Takes the segment in if it is ordinary (in order, of what was recorded, and something new); otherwise nothing is
  /// changed.
  ///
  /// One path for both sides, by place: two copies of it, one a side, would fill the instruction cache twice.
  @inline(__always)
  mutating func takeOrdinary(_ seg: Segment, from side: Side) -> Bool {
    let one = Int(side.rawValue)
    let other = 1 - one
    let flags = seg.flags.rawValue
    guard flags & ~TCPFlags.psh.rawValue == TCPFlags.ack.rawValue, seg.kind == .tcp, held == 0, !isWide,
      seg.anomalies.rawValue & ~(anomalies.rawValue & SegmentAnomalies.harmless) == 0
    else { return false }
    let facts = streams[one].facts.rawValue
    let needed = TapStream.Facts.settled | TapStream.Facts.seen(seg.direction)
    let peerFacts = streams[other].facts.rawValue
    guard facts & needed == needed, peerFacts & TapStream.Facts.unsettled == TapStream.Facts.spoke.rawValue,
      streams[one].holes.isEmpty, streams[other].holes.isEmpty, seg.seq == streams[one].nxt,
      seg.ack <= streams[other].nxt
    else { return false }
    let advance = seg.ack - streams[one].acked
    guard advance > 0 || advance == 0 && seg.payload > 0 else { return false }
    let time = seg.time.nanoseconds
    guard takesOrdinary(seg, one, other, facts, time) else { return false }
    recent.append(fingerprint(of: seg, from: side), from: side, time: time, ttl: seg.ttl)
    var new = facts & ~TapStream.Facts.shut.rawValue
    if seg.ipID != streams[one].ipID {
      streams[one].ipID = seg.ipID
      new |= TapStream.Facts.identifies.rawValue
    }
    if seg.wnd == 0 { new |= TapStream.Facts.shut.rawValue }
    let right = seg.ack + Int(seg.wnd) << Int(streams[one].shift)
    if streams[one].edge < right { streams[one].edge = right }
    if advance > 0 {
      streams[one].acked = seg.ack
      if streams[one].advances < .max { streams[one].advances &+= 1 }
      if peerFacts & TapStream.Facts.probing.rawValue != 0, streams[other].probeEnd <= seg.ack {
        streams[other].facts.rawValue = peerFacts & ~TapStream.Facts.probing.rawValue
        streams[one].take(turnaround: time &- streams[other].probeTime)
      }
    }
    if seg.payload > 0 {
      let end = seg.seq + Int(seg.payload)
      streams[one].nxt = end
      streams[one].crossed &+= 1
      counts.carriers &+= 1
      if new & TapStream.Facts.probing.rawValue == 0 {
        new |= TapStream.Facts.probing.rawValue
        streams[one].probeEnd = end
        streams[one].probeTime = time
      }
    } else {
      new |= TapStream.Facts.alive.rawValue
    }
    streams[one].facts.rawValue = new
    streams[one].records &+= 1
    streams[one].last = time
    return true
  }

  /// Size, checksum and time stamps are as they were; the checksum is counted.
  @inline(__always)
  private mutating func takesOrdinary(
    _ seg: Segment, _ one: Int, _ other: Int, _ facts: UInt32, _ time: Int64
  ) -> Bool {
    guard seg.payload <= streams[other].largest || facts & TapStream.Facts.superSegment.rawValue != 0 else { return false }
    let options = seg.options.present.rawValue
    if options != 0 {
      guard options & TCPOptions.Present.sack.rawValue == 0 else { return false }
      if options & TCPOptions.Present.timestamps.rawValue != 0 {
        guard facts & TapStream.Facts.timestamps.rawValue != 0, seg.options.timestampEcho <= streams[other].timestamp,
          time < streams[one].lineDue, streams[one].last <= time
        else { return false }
      }
    }
    switch seg.checksum {
    case .good: if streams[one].good < .max { streams[one].good &+= 1 }
    case .unverifiable: break
    case .partial:
      if streams[one].partial == 0 { return false }
      if streams[one].partial < .max { streams[one].partial &+= 1 }
    case .bad: return false
    }
    if options & TCPOptions.Present.timestamps.rawValue != 0, streams[one].timestamp < seg.options.timestamp {
      streams[one].timestamp = seg.options.timestamp
    }
    return true
  }
}

extension TapStream.Facts {
  /// What a side must have shown before its segments can be ordinary.
  static let settled = spoke.rawValue | contiguous.rawValue | acknowledged.rawValue | offered.rawValue
  /// What its peer must have shown, and what must not be in question.
  static let unsettled = spoke.rawValue | resent.rawValue | doubted.rawValue

  /// The bit that says that a record's direction has been noted already.
  @inline(__always)
  static func seen(_ direction: FrameDirection) -> UInt32 {
    switch direction {
    case .unknown: 0
    case .received: TapStream.Facts.received.rawValue
    case .sent: TapStream.Facts.sent.rawValue
    }
  }
}

extension SegmentAnomalies {
  /// Anomalies that say nothing new once the flow has shown them.
  static let harmless = payloadCut.rawValue | networkOptions.rawValue | tunnelled.rawValue | routed.rawValue
}
