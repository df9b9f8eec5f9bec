import Wire

/// The hot path: what may be said of nearly every segment without any look-up.
///
/// Whatever is done here must equal what ``Observer`` does in full; a test holds the two against each other.
extension TapFlow {
  /// Takes the segment in if it is ordinary (in order, of what was recorded, and something new); otherwise nothing is
  /// changed.
  @inline(__always)
  mutating func takeOrdinary(_ seg: Segment, from side: Side) -> Bool {
    guard seg.flags.rawValue & ~TCPFlags.psh.rawValue == TCPFlags.ack.rawValue, seg.kind == .tcp, held == 0, !isWide,
      anomalies.intersection(.harmless).isSuperset(of: seg.anomalies)
    else { return false }
    return side == .lower
      ? TapFlow.takeOrdinary(seg, side, &lower, &upper, &recent, &counts)
      : TapFlow.takeOrdinary(seg, side, &upper, &lower, &recent, &counts)
  }

  @inline(__always)
  private static func takeOrdinary(
    _ seg: Segment, _ side: Side, _ sender: inout TapStream, _ receiver: inout TapStream,
    _ recent: inout RecentRecords, _ counts: inout CopyCounts
  ) -> Bool {
    let time = seg.time.nanoseconds
    guard sender.facts.isSuperset(of: TapStream.Facts.settled.union(.seen(seg.direction))),
      receiver.facts.contains(.spoke), receiver.facts.isDisjoint(with: [.resent, .doubted]), sender.holes.isEmpty,
      receiver.holes.isEmpty, seg.seq == sender.nxt, seg.ack <= receiver.nxt
    else { return false }
    let advance = seg.ack - sender.acked
    guard advance > 0 || advance == 0 && seg.payload > 0 else { return false }
    guard seg.payload <= receiver.largest || sender.facts.contains(.superSegment) else { return false }
    switch seg.checksum {
    case .good, .unverifiable: break
    case .partial: if sender.partial == 0 { return false }
    case .bad: return false
    }
    if seg.options.present.contains(.timestamps) {
      guard sender.facts.contains(.timestamps), !seg.options.present.contains(.sack),
        seg.options.timestampEcho <= receiver.timestamp, time < sender.lineDue, sender.last <= time
      else { return false }
      if sender.timestamp < seg.options.timestamp { sender.timestamp = seg.options.timestamp }
    } else if seg.options.present.contains(.sack) {
      return false
    }
    recent.append(fingerprint(of: seg, from: side), from: side, time: time, ttl: seg.ttl)
    if seg.ipID != sender.ipID {
      sender.ipID = seg.ipID
      sender.facts.insert(.identifies)
    }
    if seg.checksum == .good, sender.good < .max { sender.good &+= 1 }
    if seg.checksum == .partial, sender.partial < .max { sender.partial &+= 1 }
    if seg.wnd == 0 { sender.facts.insert(.shut) } else { sender.facts.remove(.shut) }
    let right = seg.ack + Int(seg.wnd) << Int(sender.shift)
    if sender.edge < right { sender.edge = right }
    if advance > 0 {
      sender.acked = seg.ack
      if sender.advances < .max { sender.advances &+= 1 }
      if receiver.facts.contains(.probing), receiver.probeEnd <= seg.ack {
        receiver.facts.remove(.probing)
        sender.take(turnaround: time &- receiver.probeTime)
      }
    }
    if seg.payload > 0 {
      sender.nxt = seg.seq + Int(seg.payload)
      sender.crossed &+= 1
      counts.carriers &+= 1
      if !sender.facts.contains(.probing) {
        sender.facts.insert(.probing)
        sender.probeEnd = sender.nxt
        sender.probeTime = time
      }
    } else {
      sender.facts.insert(.alive)
    }
    sender.records &+= 1
    sender.last = time
    return true
  }
}

extension TapStream.Facts {
  /// What a side must have shown before its segments can be ordinary.
  static let settled: TapStream.Facts = [.spoke, .contiguous, .acknowledged, .offered]

  /// The fact that a record's direction has been noted already.
  @inline(__always)
  static func seen(_ direction: FrameDirection) -> TapStream.Facts {
    switch direction {
    case .unknown: []
    case .received: .received
    case .sent: .sent
    }
  }
}

extension SegmentAnomalies {
  /// Anomalies that say nothing new once the flow has shown them.
  static let harmless: SegmentAnomalies = [.payloadCut, .networkOptions, .tunnelled]
}
