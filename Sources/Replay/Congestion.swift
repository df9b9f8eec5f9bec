import Wire

/// Explicit Congestion Notification (RFC 3168), as both ends agreed upon it.
extension Endpoint {
  /// Both ends set ECN up as RFC 3168 §6.1.1 has it, in every SYN, and neither means RFC 9768 by the same bits.
  package func usesClassicECN(with peer: Endpoint) -> Bool {
    let both = header.facts.intersection(peer.header.facts)
    let either = header.facts.union(peer.header.facts)
    return offersAreKnown(with: peer) && both.contains(.setUpECN)
      && either.isDisjoint(with: [.declinedECN, .accurateECN])
  }

  /// The ECN field and the flags ECE and CWR of an emitted segment.
  mutating func noteECN(_ seg: Segment, peer: inout Endpoint, isFirst: Bool, isAgain: Bool) -> Marks {
    var seen = noteField(seg, peer: &peer)
    guard usesClassicECN(with: peer) else { return seen }
    if peer.header.watch.contains(.echo), seg.has(.cwr) || isAgain && seg.seq < peer.header.mark.end {
      // After a CWR no echo is owed; and a copy without the mark may be the one that was received.
      peer.header.end(.echo)
    }
    if seg.trafficClass & 3 == 3 { noteMark(seg, peer: &peer, isFirst: isFirst) }
    // Whoever recovers from a loss has reduced its window already.
    if isAgain { header.end(.reduction) }
    if isFirst, noteReduction(seg, peer: &peer) { seen.insert(.oddECN) }
    if seg.has(.ack), noteECE(seg, peer: &peer) { seen.insert(.oddECN) }
    guard header.watch.contains(.echo), seg.has(.ack), header.mark.end <= seg.ack else { return seen }
    if seg.has(.ece) {
      header.end(.echo)
    } else {
      header.mark.unechoed &+= 1
      if header.mark.unechoed == 3 {
        header.end(.echo)
        seen.insert(.oddECN)
      }
    }
    return seen
  }

  /// A packet marked CE crosses toward the peer, which has to say so until it meets CWR.
  private func noteMark(_ seg: Segment, peer: inout Endpoint, isFirst: Bool) {
    peer.header.reduction.metCWR = false
    peer.header.reduction.echoes = 0
    peer.header.reduction.rounds = 0
    peer.header.end(.echoing)
    guard isFirst, !peer.header.watch.contains(.echo) else { return }
    peer.header.mark = CongestionMark()
    peer.header.mark.time = seg.time
    peer.header.mark.frame = seg.frame
    peer.header.mark.end = seg.end
    peer.header.begin(.echo)
    peer.opportunities.insert(.metCongestionMark)
  }

  /// New octets of this end, with CWR or without (RFC 3168 §6.1.2).
  ///
  /// - Returns: `true` where ten segments and a round trip of ECE have passed without.
  private mutating func noteReduction(_ seg: Segment, peer: inout Endpoint) -> Bool {
    if seg.has(.cwr) {
      header.reduction.unreduced = 0
      header.reduction.sentCWR = true
      header.reduction.sentCWREnd = seg.end
      header.end(.reduction)
      if peer.header.reduction.echoes > 0 { peer.header.reduction.rounds &+= 1 }
      peer.header.reduction.metCWR = true
      peer.header.reduction.cwrEnd = seg.end
      return false
    }
    guard header.watch.contains(.reduction) else { return false }
    let trip = Duration.nanoseconds(turnaround.maximum + peer.turnaround.maximum)
    if trip + trip < seg.time - header.reduction.lastECE {
      header.end(.reduction)
      return false
    }
    if .nanoseconds(turnaround.maximum) < seg.time - header.reduction.firstECE {
      header.reduction.unreduced &+= header.reduction.unreduced < .max ? 1 : 0
    }
    guard header.reduction.unreduced >= 10, trip > .zero,
      trip <= header.reduction.lastECE - header.reduction.firstECE
    else { return false }
    header.end(.reduction)
    header.reduction.missed &+= 1
    return true
  }

  /// ECE, or its end, on an acknowledgement of this end (RFC 3168 §6.1.3).
  ///
  /// - Returns: `true` where it goes on though CWR came twice.
  private mutating func noteECE(_ seg: Segment, peer: inout Endpoint) -> Bool {
    let isBehindCWR = header.reduction.metCWR && header.reduction.cwrEnd < seg.ack
    guard seg.has(.ece) else {
      if header.watch.contains(.echoing), isBehindCWR {
        header.reduction.echoes = 0
        header.reduction.rounds = 0
        header.end(.echoing)
      }
      return false
    }
    // Until the peer's CWR is acknowledged ECE is what it answered.
    if peer.header.reduction.sentCWR, seg.ack <= peer.header.reduction.sentCWREnd { return false }
    if !peer.header.watch.contains(.reduction) {
      peer.header.reduction.firstECE = seg.time
      peer.header.reduction.firstECEFrame = seg.frame
      peer.header.reduction.unreduced = 0
      peer.header.begin(.reduction)
    }
    peer.header.reduction.lastECE = seg.time
    guard isBehindCWR else { return false }
    if header.reduction.echoes == 0 {
      header.reduction.firstEcho = seg.time
      header.reduction.firstEchoFrame = seg.frame
      header.begin(.echoing)
    }
    guard header.reduction.echoes < ReductionVariables.enough else { return false }
    header.reduction.echoes &+= 1
    guard header.reduction.echoes >= 10, header.reduction.rounds >= 2 else { return false }
    header.reduction.echoes = ReductionVariables.enough
    header.end(.echoing)
    return true
  }

  /// ECT or CE where nobody set ECN up, or without octets (RFC 3168 §6.1.1, §6.1.4).
  private mutating func noteField(_ seg: Segment, peer: inout Endpoint) -> Marks {
    let field = seg.trafficClass & 3
    let isText = seg.payload > 0
    guard field > (isText ? header.ectOnData : header.ectOnAcks) else { return [] }
    let either = header.facts.union(peer.header.facts)
    let isOpen = offersAreKnown(with: peer) && !either.contains(.accurateECN)
    if isOpen, isText, usesClassicECN(with: peer) {
      header.ectOnData = 2
      return []
    }
    if isOpen { header.misplacedECT &+= header.misplacedECT < .max ? 1 : 0 }
    if !isOpen || header.misplacedECT >= 8 {
      (header.ectOnData, header.ectOnAcks) = (usesClassicECN(with: peer) ? 2 : 3, 3)
    }
    return .oddECN
  }
}
