import Wire

/// How E acknowledges and fills windows over a whole connection, counted: what is a habit, not a slip.
package struct Habits: BitwiseCopyable, Sendable {
  /// Acknowledgements that moved on, and those of them over more than two of the largest segments E allows.
  package var advances: UInt32 = 0
  package var stretched: UInt32 = 0
  package var stretchedFrame: UInt32 = 0
  /// Those of them whose first octets had come more than 2 ms before: no interface holds them back so long.
  package var stretchedSlowly: UInt32 = 0
  /// Octets that all of them acknowledged, and those.
  package var advanced: UInt64 = 0
  package var stretchedOver: UInt64 = 0
  /// The first acknowledgement of more segments than P had sent by then; 0: none.
  package var pieceFrame: UInt32 = 0
  /// Text above or into a hole that crossed toward E: how often, and how often no ACK came at once.
  package var gaps: UInt16 = 0
  package var slow: UInt16 = 0
  package var slowFrame: UInt32 = 0
  /// The newest of these that waits for its ACK; 0: none.
  package var gapSince = Instant(nanoseconds: 0)
  package var gapFrame: UInt32 = 0
  /// A hole was filled and E held text above it: what E acknowledges if it kept nothing, and what if it kept all.
  package var filled = SequenceNumber(0)
  package var kept = SequenceNumber(0)
  package var fill = Fill.none
  /// E acknowledged selectively: what it says to hold and then forgets is another matter (RFC 2018 §8).
  package var hasSacked = false
  /// Holes filled so, and how often E asked for what stood above them once more.
  package var fills: UInt16 = 0
  package var discarded: UInt16 = 0
  package var discardedFrame: UInt32 = 0
  /// Window updates, and those that opened a small window by little.
  package var updates: UInt16 = 0
  package var tinyUpdates: UInt16 = 0
  package var tinyUpdateFrame: UInt32 = 0
  /// Where E last filled P's window to its edge, and how often it did so again at once with little.
  package var filledTo = SequenceNumber(0)
  package var tinyFills: UInt16 = 0
  package var tinyFillFrame: UInt32 = 0
  /// Octets sent again while E's own window was shut, though P had acknowledged them.
  package var deaf: UInt16 = 0
  package var deafFrame: UInt32 = 0
  package var deafSince = Instant(nanoseconds: 0)
  /// Segments with text; those of less than half P's MSS that left while an earlier one of that kind was not
  /// acknowledged and P had room for more; and the end of the newest of that kind.
  package var texts: UInt32 = 0
  package var small: UInt32 = 0
  package var smallFrame: UInt32 = 0
  package var smallEnd = SequenceNumber(0)
  package var finTiming = FinTiming.unknown
  package init() {}

  /// What has become of text above a hole since the hole was filled.
  package enum Fill: UInt8, Sendable, BitwiseCopyable { case none, waiting, refused }
}

extension Endpoint {
  /// An acknowledgement moves on over text in order.
  ///
  /// - Parameters:
  ///   - largest: payload of the peer's largest segment.
  ///   - texts: how many it sent with text.
  @inline(__always)
  mutating func noteAdvance(_ seg: Segment, largest: UInt32, texts: UInt32) {
    // Over a hole that was filled an acknowledgement jumps by right.
    guard !conduct.owed.isSpoiled else { return }
    conduct.habits.advances &+= 1
    if conduct.habits.advances > texts, conduct.habits.pieceFrame == 0 { conduct.habits.pieceFrame = seg.frame }
    let segment = max(UInt32(max(snd.mss, Endpoint.defaultMSS)), largest)
    let octets = seg.ack.distance(from: rcv.acked)
    conduct.habits.advanced &+= UInt64(octets)
    if UInt64(octets) > 2 * UInt64(segment) {
      conduct.habits.stretched &+= 1
      conduct.habits.stretchedOver &+= UInt64(octets)
      if seg.time.nanoseconds &- conduct.owed.since.nanoseconds > 2_000_000 { conduct.habits.stretchedSlowly &+= 1 }
      if conduct.habits.stretchedFrame == 0 { conduct.habits.stretchedFrame = seg.frame }
    }
  }

  /// RFC 9293 §3.7.1, MUST-15: without an MSS option.
  static let defaultMSS: UInt16 = 536

  /// Text fills P's window to its edge.
  ///
  /// - Parameter peerLast: when P last spoke.
  mutating func noteFill(_ seg: Segment, peer: inout Endpoint) {
    let isChained = conduct.habits.filledTo == seg.seq
    conduct.habits.filledTo = seg.seq + Int(seg.payload)
    let little = min(peer.rcv.maxWindow / 2, snd.maxPayload)
    // Not pushed text: more of it is queued. The timer that overrides the algorithm runs for 0.1 s at least.
    guard isChained, seg.payload < little, !seg.has(.psh), peer.facts.contains(.shiftKnown),
      seg.time - peer.times.last < .milliseconds(100)
    else { return }
    conduct.habits.tinyFills &+= 1
    if conduct.habits.tinyFillFrame == 0 { conduct.habits.tinyFillFrame = seg.frame }
  }

  /// First-time text in a small segment (RFC 9293 §3.7.4).
  mutating func noteSmall(_ seg: Segment, peer: inout Endpoint) {
    let waits = snd.una < conduct.habits.smallEnd && conduct.habits.smallEnd <= seg.seq
    conduct.habits.smallEnd = seg.seq + Int(seg.payload)
    guard waits, seg.seq + Int(peer.snd.mss) <= peer.rcv.edge else { return }
    conduct.habits.small &+= 1
    if conduct.habits.smallFrame == 0 { conduct.habits.smallFrame = seg.frame }
  }

  /// A window update: the same acknowledgement, and a right edge farther to the right (RFC 9293 §3.8.6.2.2).
  mutating func noteUpdate(_ seg: Segment, before: Standing, peer: inout Endpoint) {
    if seg.len == 0, seg.wnd > 0, before.facts.isSuperset(of: [.acknowledged, .offered]), seg.ack == before.acked,
      rcv.edgeNow != before.edgeNow
    {
      gauges.updates &+= 1
    }
    guard seg.len == 0, before.facts.isSuperset(of: [.acknowledged, .offered, .shiftKnown]), seg.ack == before.acked,
      before.edge < rcv.edge
    else { return }
    opportunities.insert(.updatedWindow)
    if conduct.habits.updates < .max { conduct.habits.updates += 1 }
    let segment = Int(max(peer.snd.maxPayload, UInt32(Endpoint.defaultMSS)))
    let little = min(Int(rcv.maxWindow) / 2, segment)
    let unit = 1 << Int(min(snd.shift, 14))
    guard rcv.edge - before.edge < little, unit * 2 <= little, before.edge - rcv.nxt < segment else { return }
    if conduct.habits.tinyUpdates < .max { conduct.habits.tinyUpdates += 1 }
    if conduct.habits.tinyUpdateFrame == 0 { conduct.habits.tinyUpdateFrame = seg.frame }
  }

  /// E sends again, with its own window shut, what P has acknowledged since (RFC 2525 §2.12).
  mutating func noteDeaf(_ seg: Segment, peer: inout Endpoint, marks: Marks) {
    guard marks.contains(.retransmission), shut.isShut, seg.payload > 0 else { return }
    opportunities.insert(.repeatedWhileShut)
    guard seg.end <= snd.una, times.last < peer.times.last else { return }
    if conduct.habits.deaf == 0 {
      conduct.habits.deafFrame = seg.frame
      conduct.habits.deafSince = seg.time
    }
    if conduct.habits.deaf < .max { conduct.habits.deaf += 1 }
  }
}

/// When E's FIN left, against the acknowledgement of all that E had sent (RFC 2525 §2.15).
package enum FinTiming: UInt8, Sendable, BitwiseCopyable {
  /// Not E closed first, or there was nothing to wait for.
  case unknown
  /// With text, or before all of it was acknowledged.
  case prompt
  /// At once upon the acknowledgement, and nothing but that had come.
  case held
  /// Some time after it: the application closed then.
  case later
}

extension Endpoint {
  /// E's first FIN goes out, and P has not sent one.
  mutating func noteFinTiming(_ seg: Segment, peer: inout Endpoint) {
    guard times.lastData.nanoseconds != 0, counts.windowFull == 0, !seg.has(.syn) else { return }
    if seg.payload > 0 || snd.una < seg.seq {
      conduct.habits.finTiming = .prompt
      return
    }
    // What came with the acknowledgement, or after the text, may be what the application waited for.
    guard turnaround.samples > 0, peer.times.lastData < times.lastData, times.lastData < snd.unaTime else { return }
    let path = snd.unaTime.nanoseconds - times.lastData.nanoseconds + turnaround.minimum
    guard path >= 20_000_000 else { return }
    let reaction = seg.time.nanoseconds - snd.unaTime.nanoseconds - turnaround.minimum
    conduct.habits.finTiming = reaction <= 5_000_000 ? .held : .later
  }
}

/// Text above a hole (RFC 5681 §4.2, RFC 9293 §3.10.7.4 SHLD-31).
extension Endpoint {
  /// Text crossed toward this endpoint.
  ///
  /// - Parameters:
  ///   - next: RCV.NXT before it.
  ///   - hadGap: something stood above a hole before it.
  mutating func noteGap(
    _ seg: Segment, marks: Marks, next: SequenceNumber, hadGap: Bool, parameters: ReplayParameters
  ) {
    guard seg.payload > 0, state == .established, facts.contains(.acknowledged), rcv.window != 0,
      !facts.contains(.outOfOrderOverflow), marks.isDisjoint(with: [.keepalive, .windowProbe, .beyondFin])
    else { return }
    let isAbove = next < seg.seq
    let isFill = hadGap && seg.seq <= next && next < seg.end
    if conduct.habits.fill == .refused, marks.contains(.retransmission), seg.seq == conduct.habits.filled {
      conduct.habits.fill = .none
      conduct.habits.discarded &+= 1
      if conduct.habits.discardedFrame == 0 { conduct.habits.discardedFrame = seg.frame }
    } else if isFill, seg.end < rcv.nxt, !conduct.habits.hasSacked {
      conduct.habits.fill = .waiting
      conduct.habits.filled = seg.end
      conduct.habits.kept = rcv.nxt
      conduct.habits.fills &+= 1
    }
    guard isAbove || isFill else { return }
    opportunities.insert(.heardGap)
    facts.insert(.watched)
    settleGap(at: seg.time, slack: parameters.orderWindow)
    guard conduct.habits.gapSince.nanoseconds == 0 else { return }
    conduct.habits.gapSince = seg.time
    conduct.habits.gapFrame = seg.frame
    conduct.habits.gaps &+= 1
  }

  /// Whether the ACK that such text called for came at once; `time` is that of the ACK, or of more such text.
  mutating func settleGap(at time: Instant, slack: Duration) {
    guard conduct.habits.gapSince.nanoseconds != 0 else { return }
    let path = turnaround.samples > 0 ? turnaround.minimum : 0
    guard conduct.habits.gapSince + slack + .nanoseconds(path) < time else { return }
    conduct.habits.slow &+= 1
    if conduct.habits.slowFrame == 0 { conduct.habits.slowFrame = conduct.habits.gapFrame }
    conduct.habits.gapSince = Instant(nanoseconds: 0)
  }

  /// SEG.ACK of an emitted segment, after text called for an ACK at once, or a hole was filled.
  mutating func answerGap(_ seg: Segment, parameters: ReplayParameters) {
    if conduct.habits.gapSince.nanoseconds != 0, seg.options.present.contains(.sack) { conduct.habits.hasSacked = true }
    settleGap(at: seg.time, slack: parameters.orderWindow)
    conduct.habits.gapSince = Instant(nanoseconds: 0)
    guard conduct.habits.fill != .none else { return }
    if conduct.habits.filled < seg.ack {
      conduct.habits.fill = .none
    } else if seg.ack == conduct.habits.filled {
      conduct.habits.fill = .refused
    }
  }
}
