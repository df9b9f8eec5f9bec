import Wire

/// How an endpoint moves its own window, and how it minds its peer's.
extension Endpoint {
  /// The right edge of a segment lies to the left of one offered before, by more than the scale's rounding
  /// (RFC 7323 §2.4).
  @inline(__always)
  func retreats(with seg: Segment) -> Bool {
    guard facts.isSuperset(of: [.offered, .shiftKnown]) else { return false }
    let shift = Int(min(snd.shift, 14))
    return seg.ack + ((Int(seg.wnd) + 1) << shift + -1) < rcv.edge
  }

  /// The window statement of an emitted segment, against the ones before it.
  ///
  /// - Parameter peer: its newest numbers before the segment.
  /// - Returns: whether it is taken back in part.
  mutating func judgeWindow(_ seg: Segment, before: Standing, peer: inout Endpoint) -> Bool {
    guard retreats(with: seg), !seg.has(.fin), before.facts.isDisjoint(with: [.finReceived, .finSent]),
      before.edge != rcv.firstEdge || counts.synAcks == 0,
      seg.anomalies.isDisjoint(with: [.reordered, .headerCut, .badDataOffset]), !looksForeign(seg),
      looks.ttlHigh <= looks.ttlLow &+ 1
    else { return false }
    // Sent after the statement that it takes back: a newer acknowledgement, a higher number, or a newer timestamp.
    let isNewer = before.acked < seg.ack || conduct.retreat.offeredAt < seg.seq
      || before.acked == seg.ack && seg.options.present.contains(.timestamps) && peer.facts.contains(.timestamps)
        && peer.rcv.timestamp < seg.options.timestamp
    // A box that took the window scale option out of a SYN leaves windows that keep still when read unscaled.
    let window = Int(before.window)
    let raw = window >> Int(min(snd.shift, 14))
    let isUnscaled = snd.shift > 0 && seg.ack + Int(seg.wnd) == before.edgeNow + (raw - window)
    guard isNewer, !isUnscaled else { return false }
    conduct.retreat.count &+= 1
    conduct.retreat.frame = seg.frame
    conduct.retreat.time = seg.time
    conduct.retreat.edge = seg.ack + Int(seg.wnd) << Int(min(snd.shift, 14))
    conduct.retreat.timestamp = seg.options.timestamp
    return true
  }

  /// It took back a part of its window, and has not given it again since.
  var hasRetreated: Bool { conduct.retreat.count > 0 && rcv.edgeNow < rcv.edge }

  /// New text of E beyond the edge to which P has moved back (RFC 9293 §3.8.6, SHLD-15).
  func judgeNewData(_ seg: Segment, peer: inout Endpoint, marks: Marks) -> Marks {
    guard seg.payload > 0, peer.hasRetreated,
      marks.isDisjoint(with: [.retransmission, .fillsHole, .keepalive, .windowProbe]),
      peer.rcv.edgeNow + (1 << Int(min(peer.snd.shift, 14)) + -1) < seg.seq + Int(seg.payload)
    else { return [] }
    return .newDataBeyondShrunk
  }

  /// E sends octets beyond every window of `peer`, or sends such octets again.
  mutating func noteBeyond(_ seg: Segment, before: Standing, peer: inout Endpoint, marks: Marks) {
    if marks.contains(.beyondWindow) {
      guard peer.facts.contains(.shiftKnown), !looksForeign(seg), !seg.anomalies.contains(.reordered) else { return }
      if conduct.beyond.frame == 0 {
        conduct.beyond.begin = peer.rcv.edge
        conduct.beyond.time = seg.time
        conduct.beyond.frame = seg.frame
        conduct.beyond.deniedFrame = 0
      }
      conduct.beyond.end = seg.seq + Int(seg.payload)
      peer.facts.insert(.watched)
    } else if conduct.beyond.deniedFrame != 0, marks.contains(.retransmission), conduct.beyond.begin < seg.end {
      refuseBeyond()
    }
  }

  private mutating func refuseBeyond() {
    if conduct.beyond.refused == 0 {
      conduct.beyond.firstFrame = conduct.beyond.frame
      conduct.beyond.firstDenied = conduct.beyond.deniedFrame
      conduct.beyond.first = conduct.beyond.time
      conduct.beyond.octets = conduct.beyond.end.distance(from: conduct.beyond.begin)
    }
    conduct.beyond.refused &+= 1
    conduct.beyond.frame = 0
    conduct.beyond.deniedFrame = 0
  }

  /// P's next statement, for octets of E beyond its window: it took them after all, or still grants less, and so never
  /// had granted more (a right edge does not move back).
  mutating func noteGrant(_ seg: Segment, of peer: inout Endpoint) {
    guard conduct.beyond.frame != 0, peer.facts.contains(.watched) else { return }
    if conduct.beyond.end <= seg.ack {
      conduct.beyond.frame = 0
      conduct.beyond.deniedFrame = 0
    } else if peer.rcv.edge < conduct.beyond.end, peer.conduct.retreat.count == 0, peer.rcv.acked <= seg.ack {
      conduct.beyond.deniedFrame = seg.frame
      conduct.beyond.denied = seg.time
    }
  }
}

/// Zero-window probing (RFC 9293 §3.8.6.1).
extension Endpoint {
  /// E emits something while P's window is shut.
  mutating func noteProbing(_ seg: Segment, before: Standing, peer: inout Endpoint, marks: Marks) -> Marks {
    guard peer.shut.isShut else { return [] }
    let probes = marks.contains(.windowProbe) || marks.contains(.retransmission) && seg.seq == snd.una
    let asks = probes || seg.has(.fin) || seg.seq < before.next || peer.rcv.edge < seg.end
    if asks { conduct.probing.hasAsked = true }
    guard probes else { return [] }
    opportunities.insert(.probedWindow)
    let gap = seg.time.nanoseconds &- conduct.probing.lastProbe.nanoseconds
    if conduct.probing.probes == 0 {
      conduct.probing.firstProbe = seg.time
      conduct.probing.firstFrame = seg.frame
    } else {
      if conduct.probing.probes == 1 { conduct.probing.firstInterval = gap }
      conduct.probing.lastInterval = gap
    }
    if conduct.probing.unanswered == 0 {
      conduct.probing.firstUnanswered = seg.time
      conduct.probing.firstUnansweredFrame = seg.frame
    }
    conduct.probing.probes &+= 1
    conduct.probing.unanswered &+= 1
    conduct.probing.lastProbe = seg.time
    conduct.probing.lastFrame = seg.frame
    guard conduct.probing.probes == WindowProbing.enough else { return [] }
    opportunities.insert(.probedLong)
    return .probedLong
  }

  /// P, this endpoint, emits something while its window is shut, or shuts or opens it; E is `peer`.
  mutating func answerProbing(_ seg: Segment, before: Standing, peer: inout Endpoint, marks: Marks, parameters: ReplayParameters) {
    if before.isShut, peer.conduct.probing.unanswered > 0 {
      opportunities.insert(.wasProbedShut)
      let late = seg.time - peer.conduct.probing.lastProbe > turnaround.deadline(slack: parameters.reactSlack)
      // New text soon after a probe may answer it or not.
      let isNewText = seg.payload > 0 && !marks.contains(.retransmission)
      if late, isNewText {
        peer.noteIgnoredProbes(aliveIn: seg.frame)
      } else if !isNewText {
        peer.conduct.probing.answers &+= 1
        peer.conduct.probing.answered = shut.isShut ? peer.conduct.probing.answered &+ 1 : 0
      }
      peer.conduct.probing.unanswered = 0
    }
    if shut.isShut, !before.isShut {
      peer.conduct.probing.hasAsked = SequenceNumber.later(peer.snd.una, seg.ack) < peer.snd.nxt
      peer.conduct.probing.probes = 0
      peer.conduct.probing.answered = 0
      peer.conduct.probing.unanswered = 0
      peer.conduct.probing.silence = 0
      peer.conduct.probing.shutFrame = seg.frame
      peer.conduct.probing.peerNext = seg.end
    } else if before.isShut, !shut.isShut, !peer.conduct.probing.hasAsked {
      let length = seg.time - before.shutSince
      guard parameters.zeroWindowWait <= length else { return }
      peer.conduct.probing.silence = length.nanoseconds
      peer.conduct.probing.reopened = seg.time
      peer.conduct.probing.reopenedFrame = seg.frame
      peer.facts.insert(.watched)
    }
  }

  private mutating func noteIgnoredProbes(aliveIn frame: UInt32) {
    if conduct.probing.ignored == 0 {
      conduct.probing.firstIgnored = conduct.probing.firstUnanswered
      conduct.probing.firstIgnoredFrame = conduct.probing.firstUnansweredFrame
    }
    conduct.probing.ignored &+= conduct.probing.unanswered
    conduct.probing.ignoredRuns &+= 1
    conduct.probing.aliveFrame = frame
  }

  /// E's first new text after a shut window that nothing had probed: at once, it had been waiting for it.
  mutating func judgeSilence(_ seg: Segment, peer: inout Endpoint, marks: Marks) -> Marks {
    guard facts.contains(.watched), conduct.probing.silence > 0, seg.payload > 0 else { return [] }
    conduct.probing.silence = 0
    let isNew = marks.isDisjoint(with: [.retransmission, .keepalive, .windowProbe])
    let wait = turnaround.samples > 0 ? Duration.nanoseconds(turnaround.minimum) * 2 : .zero
    let isAtOnce = seg.time - conduct.probing.reopened <= wait + .milliseconds(50)
    // P's own text may have made E's application speak.
    guard isNew, isAtOnce, peer.snd.nxt == conduct.probing.peerNext else { return [] }
    return .unprobed
  }
}

extension WindowProbing {
  /// So many probes show whether their intervals grow, whatever the smallest and the largest interval of a stack.
  package static let enough: UInt16 = 9
}
