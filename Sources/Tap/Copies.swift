import Wire

/// Records of one packet that was captured more than once.
extension Observer {
  /// Whether the record is a second one of a packet recorded before; every record is remembered.
  ///
  /// A retransmission needs either feedback of the peer, and so a round trip, or a timer, and no timer is as short as
  /// `dup.window`. Acknowledgements and resets without octets may be sent twice alike by their nature (duplicate ACKs):
  /// they are copies only where the identification says that their sender counts, or where all else comes twice, too.
  mutating func isCopy(_ seg: Segment, from side: Side, flow: inout TapFlow, index: UInt32) -> Bool {
    let hash = fingerprint(of: seg, from: side)
    let time = seg.time.nanoseconds
    defer { remember(hash, side, time, seg.ttl, &flow, index) }
    let sender = flow[side]
    let isNew = flow.held == 0 && sender.facts.contains(.spoke) && !seg.has(.syn) && !seg.has(.rst)
      && (seg.len > 0 && sender.nxt <= seg.seq || sender.acked < seg.ack && sender.facts.contains(.acknowledged))
    guard !isNew, let match = match(hash, side, time, flow, index) else { return false }
    let apart = match.apart
    let isRouted = match.ttl != seg.ttl
    guard isCopy(seg, match, apart: apart, isRouted: isRouted, sender: sender, flow: flow) else {
      if apart <= parameters.mergedWindow, !match.isPaired, seg.ipID != 0 || seg.options.present.contains(.timestamps) {
        flow.counts.twins &+= 1
        if seg.len == 0, !seg.has(.rst) { flow.counts.twinAcks &+= 1 }
        pair(match.place, &flow, index)
      }
      return false
    }
    pair(match.place, &flow, index)
    if isRouted { flow[side].routed &+= 1 } else { flow[side].near &+= 1 }
    if seg.len > 0, !match.isPaired { flow.counts.carriersTwice &+= 1 }
    if flow.frames.copy == 0 { flow.frames.copy = seg.frame }
    return true
  }

  private func isCopy(
    _ seg: Segment, _ match: RecentRecords.Match, apart: Int64, isRouted: Bool, sender: TapStream, flow: TapFlow
  ) -> Bool {
    let counts = seg.ipID != 0 && sender.facts.contains(.identifies)
    if isDelayed(seg, match, apart: apart, sender: sender, flow: flow) { return true }
    if seg.len == 0 || seg.has(.rst) {
      guard !match.isPaired, counts || flow.counts.isPattern || isRouted && !seg.has(.rst) else { return false }
    }
    let half = flow.roundTrip.map { $0 / 2 }
    if isRouted { return apart <= max(parameters.routedWindow, half ?? 0) }
    guard apart <= parameters.duplicateWindow else { return false }
    if let half, apart < half { return true }
    return !match.isAnswered && (half == nil || counts || flow.counts.isPattern)
  }

  /// A packet of a sender that counts its packets comes again under the same number, sooner than half a round trip, or from
  /// a tap that records all packets of the flow again and again and may hand one out late.
  ///
  /// The identification alone says nothing: a retransmission may bear it again (RFC 9293, MAY-4). But no answer comes
  /// back in half a round trip, and no timer is as short as the window.
  private func isDelayed(
    _ seg: Segment, _ match: RecentRecords.Match, apart: Int64, sender: TapStream, flow: TapFlow
  ) -> Bool {
    guard seg.ipID != 0, apart <= parameters.delayedWindow else { return false }
    guard flow.counts.isPattern else {
      return sender.facts.contains(.identifies) && flow.roundTrip.map { apart < $0 / 2 } == true
    }
    return sender.facts.contains(.identifies) || sender.records == 1
  }

  private func match(
    _ hash: UInt32, _ side: Side, _ time: Int64, _ flow: TapFlow, _ index: UInt32
  ) -> RecentRecords.Match? {
    flow.isWide ? wide[index]?.match(hash, from: side, time: time) : flow.recent.match(hash, from: side, time: time)
  }

  private mutating func pair(_ place: Int, _ flow: inout TapFlow, _ index: UInt32) {
    if flow.isWide {
      wide[index]?.pair(place)
    } else {
      flow.recent.pair(place)
      flow.isWide = true
      wide[index] = WideRecords(flow.recent)
    }
  }

  private mutating func remember(
    _ hash: UInt32, _ side: Side, _ time: Int64, _ ttl: UInt8, _ flow: inout TapFlow, _ index: UInt32
  ) {
    flow.recent.append(hash, from: side, time: time, ttl: ttl)
    guard flow.isWide else { return }
    wide[index, default: WideRecords()].append(
      hash, from: side, time: UInt32(truncatingIfNeeded: time / 1000), ttl: ttl)
    if wide[index]?.isIdle == true {
      wide[index] = nil
      flow.isWide = false
    }
  }
}
