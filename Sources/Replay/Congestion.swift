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
    var seen = noteField(seg, peer: peer)
    if seg.trafficClass & 3 == 3, isFirst, !peer.header.watch.contains(.echo), usesClassicECN(with: peer) {
      peer.header.mark = CongestionMark()
      peer.header.mark.time = seg.time
      peer.header.mark.frame = seg.frame
      peer.header.mark.end = seg.end
      peer.header.begin(.echo)
      peer.opportunities.insert(.metCongestionMark)
    } else if peer.header.watch.contains(.echo), seg.has(.cwr) || isAgain && seg.seq < peer.header.mark.end {
      // After a CWR no echo is owed; and a copy without the mark may be the one that was received.
      peer.header.end(.echo)
    }
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

  /// ECT or CE where nobody set ECN up, or without octets (RFC 3168 §6.1.1, §6.1.4).
  private mutating func noteField(_ seg: Segment, peer: Endpoint) -> Marks {
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
