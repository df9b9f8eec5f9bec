import Wire

/// The measuring undone as far as its small windows reach: copies dropped, order put right, the rest kept as evidence.
///
/// One record in at a time, flow by flow; nothing depends on other flows but the capture's clock. The ordinary segment
/// (new octets or a new acknowledgement, in order, of what was recorded) costs no allocation and no look-up.
package struct Observer: Sendable {
  /// What becomes of a record.
  package enum Answer: Sendable {
    /// It goes on to the replay.
    case segment
    /// A second record of a packet: counted, and dropped.
    case copy
    /// It waits, or others before it do: ask ``next(of:index:atEnd:)``.
    case held
  }

  package let parameters: TapParameters
  package var clock = CaptureClock()
  /// Records that wait, by the flow's index.
  var queues: [UInt32: [Held]] = [:]
  /// Flows with records that wait, by the time of the first, for ``overdue(at:)``.
  var waiting: [Waiting] = []
  var firstWaiting = 0
  var gaps: [UInt32: [Sight.Gap]] = [:]
  var wide: [UInt32: WideRecords] = [:]
  var lines: [ClockLine] = []
  var freeLines: [UInt32] = []

  package init(_ parameters: TapParameters = TapParameters()) { self.parameters = parameters }

  struct Held: Sendable {
    var segment: Segment
    var side: Side
    var hasMoved = false
  }
  struct Waiting: Sendable {
    var index: UInt32
    var time: Int64
  }

  /// Takes the next record of a flow.
  ///
  /// - Parameter index: the flow's own number while it is open.
  @inline(__always)
  package mutating func observe(
    _ seg: inout Segment, from side: Side, flow: inout TapFlow, index: UInt32
  ) -> Answer {
    if flow.takeOrdinary(seg, from: side) { return .segment }
    return observeFully(&seg, from: side, flow: &flow, index: index)
  }

  /// Everything but the ordinary segment; that one may be taken this way, too, and nothing is different then.
  @inline(never)
  package mutating func observeFully(
    _ seg: inout Segment, from side: Side, flow: inout TapFlow, index: UInt32
  ) -> Answer {
    if seg.kind == .tcp {
      if isCopy(seg, from: side, flow: &flow, index: index) { return .copy }
      excuseChecksum(&seg, sender: &flow[side])
      if flow.frames.excused == 0, flow[side].bad > 0 { flow.frames.excused = seg.frame }
    }
    if flow.held > 0 || seg.kind == .tcp && outruns(seg, from: side, flow: flow) {
      hold(seg, from: side, flow: &flow, index: index)
      return .held
    }
    account(seg, from: side, flow: &flow, index: index)
    return .segment
  }

  /// A checksum that is wrong on every segment of a side so far says nothing about the segment: the sender's interface
  /// was to compute it. Once a good one was seen, a bad one is damage, until octets
  /// under a bad one are acknowledged though they were never sent again.
  private func excuseChecksum(_ seg: inout Segment, sender: inout TapStream) {
    switch seg.checksum {
    case .good: sender.good = sender.good == .max ? .max : sender.good + 1
    case .bad:
      sender.bad = sender.bad == .max ? .max : sender.bad + 1
      if sender.good == 0 { sender.facts.insert(.wrongFirst) }
      if sender.good == 0 || sender.facts.contains(.excused) {
        seg.checksum = .unverifiable
      } else if seg.payload > 0 {
        sender.doubtedEnd = seg.end
        sender.facts.insert(.doubted)
      }
    case .partial: sender.partial = sender.partial == .max ? .max : sender.partial + 1
    case .unverifiable: break
    }
  }

  /// Takes a record's evidence in, in the order in which the replay will see it.
  mutating func account(_ seg: Segment, from side: Side, flow: inout TapFlow, index: UInt32) {
    guard seg.kind == .tcp else { return }
    flow.anomalies.formUnion(seg.anomalies)
    if flow.frames.first == 0 { flow.frames.first = seg.frame }
    if flow.frames.cut == 0, !seg.anomalies.isDisjoint(with: [.payloadCut, .headerCut]) { flow.frames.cut = seg.frame }
    var sender = flow[side]
    var receiver = flow[side.other]
    if sender.beganAstray(before: seg, answering: receiver) { sender.forgetNumbers() }
    // A SYN with another number is no part of this connection (RFC 9293 Figure 9), unless it begins the next.
    if seg.has(.syn), sender.facts.contains(.spoke), !(sender.facts.contains(.fromSyn) && sender.iss == seg.seq) { return }
    proveMissingSyn(seg, of: sender, by: receiver, flow: &flow, index: index)
    proveGaps(seg, of: &receiver, by: sender, flow: &flow, index: index)
    sender.describe(seg, toward: receiver)
    if flow.frames.offload == 0, sender.facts.contains(.superSegment) || seg.checksum == .partial
      || seg.anomalies.contains(.lengthFromFrame)
    {
      flow.frames.offload = seg.frame
    }
    let isMoved = seg.anomalies.contains(.reordered)
    if seg.has(.ack), !seg.has(.rst) { sender.acknowledge(seg, of: &receiver, isMoved: isMoved) }
    sender.cover(seg, peer: receiver, window: parameters.orderWindow, isMoved: isMoved)
    if seg.len > 0, !seg.has(.rst) { flow.counts.carriers &+= 1 }
    takeClock(seg, of: &sender, index: index)
    sender.records &+= 1
    sender.last = seg.time.nanoseconds
    flow[side] = sender
    flow[side.other] = receiver
  }
}
