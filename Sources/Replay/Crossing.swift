import Wire

/// How an endpoint's segments came to the tap: in which order, again, and over which distance.
extension Endpoint {
  /// Octets that came late, or again.
  mutating func noteOrder(_ seg: Segment, marks: Marks, peer: inout Endpoint, parameters: ReplayParameters) {
    guard seg.len > 0, marks.isDisjoint(with: [.keepalive, .windowProbe]) else { return }
    if marks.contains(.outOfOrder) {
      order.holeOpened = seg.time
      order.holeIPID = seg.ipID
      return
    }
    if marks.contains(.fillsHole) {
      if isReordered(seg, peer: &peer, parameters: parameters) { order.reordered &+= 1 } else { order.lostBefore &+= 1 }
    } else if marks.contains(.retransmission) {
      order.again &+= 1
      if seg.end <= snd.una { order.needless &+= 1 }
    } else {
      return
    }
    if order.firstFrame == 0 { order.firstFrame = seg.frame }
    order.lastFrame = seg.frame
  }

  /// It was sent before the segment above the hole, as its IP identification says; or, where that says nothing, it
  /// came sooner than it could have been asked for again.
  private func isReordered(_ seg: Segment, peer: inout Endpoint, parameters: ReplayParameters) -> Bool {
    if seg.ipID != 0, order.holeIPID != 0, seg.ipID != order.holeIPID {
      return Int16(bitPattern: seg.ipID &- order.holeIPID) < 0
    }
    let trip = turnaround.samples > 0 && peer.turnaround.samples > 0
      ? Duration.nanoseconds(turnaround.minimum + peer.turnaround.minimum) : parameters.orderWindow
    return seg.time - order.holeOpened < min(trip, parameters.orderWindow)
  }

  /// Another TTL than that of the segments before: alone, or from here on.
  mutating func noteTTL(_ seg: Segment, parameters: ReplayParameters) {
    guard !seg.has(.syn), !seg.has(.rst) else { return }
    if looks.usual == 0 { looks.usual = seg.ttl }
    if abs(Int(seg.ttl) - Int(looks.usual)) < parameters.ttlDelta {
      looks.usual = seg.ttl
      looks.steady = seg.ttl
      looks.oddRun = 0
      return
    }
    looks.steady = 0
    if looks.oddRun == 0 || seg.ttl != looks.runTTL {
      looks.oddRun = 0
      looks.runTTL = seg.ttl
      looks.runFrame = seg.frame
    }
    looks.oddRun &+= 1
    looks.odd &+= 1
    if looks.odd == 1 || looks.oddFrame == 0 {
      looks.oddFrame = seg.frame
      looks.oddTTL = seg.ttl
    }
    guard looks.oddRun >= 4 else { return }
    looks.odd &-= UInt16(looks.oddRun)
    if looks.oddFrame == looks.runFrame { looks.oddFrame = 0 }
    looks.oddRun = 0
    looks.steps &+= 1
    looks.stepFrame = looks.runFrame
    looks.stepTTL = seg.ttl
    looks.ttlBeforeStep = looks.usual
    looks.usual = seg.ttl
    looks.steady = seg.ttl
  }
}
