import Checks
import Hosts
import Replay
import Tap
import Wire

/// How a capture is to be judged and told.
package struct AnalysisOptions: Sendable {
  package var parameters = Parameters()
  package var language = Language.en
  package var limits = Limits()
  package var drawing = Drawing.automatic
  /// Verdicts of all connections, not only of the drawn ones.
  package var allVerdicts = false
  package var policy = Policy()

  /// Which connections are drawn (`--draw`).
  package enum Drawing: Sendable, Hashable {
    /// With a finding, worst first, then the others in order, within the budget.
    case automatic
    case all
    case findings
    case none
    /// These connection numbers.
    case only([Int])
  }
  package init() {}

  /// Whether a connection is drawn though it has no finding, by its place among the connections (from 0).
  func mayDrawUncharged(_ ordinal: Int) -> Bool {
    switch drawing {
    case .automatic: ordinal < limits.drawnConnections
    case .all: true
    case .only(let numbers): numbers.contains(ordinal + 1)
    case .findings, .none: false
    }
  }
}

/// The fold: segments of one capture in, one report out.
///
/// An ordinary segment costs a look-up in the flow table and the machine's own step: no allocation, no reference
/// count, no dictionary.
package struct Analysis: ~Copyable {
  /// A connection while it is open.
  struct FlowRecord: BitwiseCopyable {
    var connection: Connection
    var tap = TapFlow()
    /// A segment has reached the replay; before, the first record may still wait for its cause.
    var hasBegun = false
    var log = EventLog()
    var ordinal: Int
    var initialLower: TCPState
    var initialUpper: TCPState
    var facts = 0
    var charged = false
    var alive = true
    /// The capture's clock, which never goes back, at the flow's newest record.
    var seen = Instant(nanoseconds: .min)
  }

  let table: CheckTable
  let options: AnalysisOptions
  let replay: ReplayParameters
  var flows = FlowTable()
  var records = Slab<FlowRecord>()
  var events = Slab<EventChunk>()
  var tap: Observer
  var hosts: Population
  var docket = Docket()
  var rows: [ConnectionRow] = []
  /// What the capture's end cuts short.
  var pending = CaptureEvidence()
  var ordinals = 0
  var segments = 0
  var start: Instant?
  var end = Instant(nanoseconds: .min)
  private var hand: UInt32 = 0

  package init(options: AnalysisOptions = AnalysisOptions(), checks: [Check] = Catalogue.checks) {
    self.options = options
    table = CheckTable(checks)
    replay = ReplayParameters(options.parameters)
    tap = Observer(TapParameters(options.parameters))
    hosts = Population(options.limits)
  }

  /// Every record moves the capture's clock, a segment of TCP or not.
  @inline(__always)
  package mutating func note(time: Instant) {
    if start == nil { start = time }
    if end < time { end = time }
  }

  /// Takes one segment in; segments come in the order of the file.
  package mutating func consume(_ segment: Segment) {
    var seg = segment
    note(time: seg.time)
    segments += 1
    let (key, side) = FlowKey.of(seg)
    let hash = key.mixed
    var found = flows.find(hash) { records[$0].connection.key == key }
    if let index = found, isOver(index) {
      retire(index)
      found = nil
    }
    guard let index = found ?? begin(seg, key: key, side: side, hash: hash) else { return }
    records[index].seen = end
    switch tap.observe(&seg, from: side, flow: &records[index].tap, index: index) {
    case .segment: advance(index, seg, side)
    case .held: release(index)
    case .copy: break
    }
    if segments & 63 == 0 {
      releaseOverdue()
      sweep()
    }
  }

  @inline(__always)
  mutating func advance(_ index: UInt32, _ seg: Segment, _ side: Side) {
    records[index].hasBegun = true
    if records[index].connection.isOrdinary(seg, from: side) {
      records[index].connection.advanceOrdinary(seg, from: side)
      let event = event(seg, side, marks: [], of: index)
      records[index].log.append(event, weight: .ordinary, limits: options.limits, slab: &events)
    } else {
      advanceMarked(index, seg, side)
    }
  }

  /// Everything but the ordinary segment.
  @inline(never)
  private mutating func advanceMarked(_ index: UInt32, _ seg: Segment, _ side: Side) {
    if records[index].connection.beginsNewIncarnation(seg, from: side) {
      let old = records[index].connection
      close(index, at: seg.time, followed: true)
      reopen(index, seg, side, following: old)
    }
    let before = records[index].connection
    let marks = records[index].connection.advance(seg, from: side, parameters: replay)
    let weightBefore = docket.weight
    var reset: ResetReading.Kind?
    if !marks.isDisjoint(with: table.callingMarks.union(.rst)) {
      let step = Step(
        event: .segment, segment: seg, side: side, marks: marks, before: before, after: records[index].connection)
      if marks.contains(.rst) { reset = step.reset(options.parameters).kind }
      judge(step, index: index)
    }
    let charged = docket.weight != weightBefore
    if charged { records[index].charged = true }
    let weight: EventLog.Weight =
      charged || !marks.isDisjoint(with: .decisive) ? .decisive : marks.isEmpty ? .ordinary : .marked
    records[index].log.append(
      event(seg, side, marks: marks, reset: reset, of: index), weight: weight, limits: options.limits, slab: &events)
  }

  /// A connection's place in the table; an ICMP error about a flow never seen opens none.
  private mutating func begin(_ seg: Segment, key: FlowKey, side: Side, hash: UInt64) -> UInt32? {
    guard seg.kind == .tcp else { return nil }
    let record = fresh(seg, key: key, side: side, following: nil)
    let index = records.allocate(record)
    flows.insert(hash, record: index)
    hosts.meet(key, from: side)
    return index
  }

  private mutating func fresh(_ seg: Segment, key: FlowKey, side: Side, following old: Connection?) -> FlowRecord {
    let connection = Connection(beginningWith: seg, key: key, side: side, following: old, parameters: replay)
    let record = FlowRecord(
      connection: connection, ordinal: ordinals, initialLower: connection.lower.state,
      initialUpper: connection.upper.state)
    ordinals += 1
    return record
  }

  private mutating func reopen(_ index: UInt32, _ seg: Segment, _ side: Side, following old: Connection) {
    var record = fresh(seg, key: records[index].connection.key, side: side, following: old)
    record.tap = records[index].tap
    record.hasBegun = true
    record.seen = end
    tap.renew(&record.tap, with: seg, from: side, index: index)
    records[index] = record
  }

  /// The flow's first record waits for its cause, and another one comes first.
  mutating func beginAnew(_ index: UInt32, _ seg: Segment, _ side: Side) {
    let old = records[index]
    guard old.connection.firstFrame != seg.frame else { return }
    let connection = Connection(
      beginningWith: seg, key: old.connection.key, side: side, following: nil, parameters: replay)
    records[index].connection = connection
    records[index].initialLower = connection.lower.state
    records[index].initialUpper = connection.upper.state
  }

  /// Ends a connection: what it still owed is judged, then its last step; its row remains.
  ///
  /// - Parameter time: of what follows on the four-tuple, or of the capture's newest record. A silence is not counted
  ///   beyond the history, so that it does not matter when a sweep comes by.
  private mutating func close(_ index: UInt32, at time: Instant, followed: Bool) {
    let connection = records[index].connection
    let until = min(time, connection.last + options.limits.tupleHistory)
    let weightBefore = docket.weight
    var last = Segment()
    for duty in connection.missedDuties(captureEnd: until, parameters: replay) {
      last.time = duty.last
      last.frame = duty.lastFrame
      let step = Step(
        event: .missedDuty, segment: last, side: duty.side, marks: .dutyMissed, before: connection, after: connection,
        duty: duty, until: until)
      judge(step, index: index)
    }
    last.time = connection.last
    last.frame = connection.lastFrame
    judge(
      Step(
        event: .ended, segment: last, side: connection.client, marks: .ended, before: connection, after: connection,
        until: until),
      index: index)
    hosts.end(connection, at: until, ordinal: records[index].ordinal)
    docket.close(connection: records[index].ordinal)
    var log = records[index].log.seal(&events)
    let ordinal = records[index].ordinal
    let sight = tap.close(records[index].tap, index: index, client: connection.client, key: connection.key)
    if !records[index].charged, docket.weight == weightBefore, !options.mayDrawUncharged(ordinal) { log.release(&events) }
    rows.append(
      ConnectionRow(
        key: connection.key, client: connection.client, incarnation: connection.incarnation,
        firstFrame: connection.firstFrame, lastFrame: connection.lastFrame, start: connection.start,
        last: connection.last, midstream: connection.midstream, lower: EndpointRow(connection.lower),
        upper: EndpointRow(connection.upper), sight: sight,
        closing: CloseStyle(connection), followed: followed, log: log, initialLower: records[index].initialLower,
        initialUpper: records[index].initialUpper, ordinal: ordinal))
  }

  /// A flow that was silent for longer than the history is over, by the capture's clock: the sweep and a segment that
  /// comes late ask the same, so that nothing depends on which of them comes first.
  @inline(__always)
  private func isOver(_ index: UInt32) -> Bool {
    end - records[index].seen > options.limits.tupleHistory
  }

  private mutating func retire(_ index: UInt32) {
    let key = records[index].connection.key
    release(index, atEnd: true)
    close(index, at: end, followed: false)
    records[index].alive = false
    flows.remove(key.mixed, record: index)
    records.release(index)
  }

  /// Memory follows open connections: a few records in turn are looked at for every 64 segments.
  private mutating func sweep() {
    guard records.count > 0 else { return }
    for _ in 0..<8 {
      hand = Int(hand) + 1 < records.count ? hand + 1 : 0
      if records[hand].alive, isOver(hand) { retire(hand) }
    }
  }

  /// Ends every connection that is still open, in the order of their first segments.
  mutating func closeAll() {
    var open: [(ordinal: Int, index: UInt32)] = []
    for index in 0..<UInt32(records.count) where records[index].alive {
      open.append((records[index].ordinal, index))
    }
    open.sort { $0.ordinal < $1.ordinal }
    for place in open {
      release(place.index, atEnd: true)
      let connection = records[place.index].connection
      for (kind, needed) in connection.pending(at: end, options.parameters) {
        pending.add(kind, connection: place.ordinal + 1, frame: connection.lastFrame, needed: needed)
      }
      close(place.index, at: end, followed: false)
      records[place.index].alive = false
    }
    rows.sort { $0.ordinal < $1.ordinal }
  }

  /// Asks the checks that the step's marks call for.
  private mutating func judge(_ step: Step, index: UInt32) {
    let ordinal = records[index].ordinal
    var facts = records[index].facts
    table.called(by: step.marks).forEach { place in
      guard case .step(_, let ask) = table.checks[place].subject else { return }
      for outcome in ask(step, options.parameters) {
        switch outcome {
        case .charge(let charge):
          docket.add(entry(charge, of: place, at: step, ordinal), limits: options.limits)
        case .doubt(let doubt):
          docket.add(
            Docket.DoubtEntry(check: place, connection: ordinal, side: doubt.side ?? step.side, doubt: doubt),
            limits: options.limits)
        case .fact(let fact):
          guard facts < options.limits.factsPerConnection else { continue }
          facts += 1
          docket.add(
            Docket.FactEntry(check: place, connection: ordinal, side: fact.side, fact: fact), limits: options.limits)
        case .pass(let frames, let side):
          docket.add(
            Docket.PassEntry(check: place, connection: ordinal, side: side ?? step.side, frames: frames),
            limits: options.limits)
        }
      }
    }
    records[index].facts = facts
  }

  private func entry(_ charge: Charge, of place: Int, at step: Step, _ ordinal: Int) -> Docket.Entry {
    let side = charge.side ?? step.side
    let looks = step.before[side].looks
    let known = looks.ttlLow <= looks.ttlHigh
    let foreign =
      step.event == .segment && side == step.side && known
      && (Int(step.segment.ttl) < Int(looks.ttlLow) - 1 || Int(step.segment.ttl) > Int(looks.ttlHigh) + 1)
    return Docket.Entry(
      check: place, connection: ordinal, side: side, charge: charge, event: step.event, time: step.segment.time,
      foreign: foreign, reordered: step.segment.anomalies.contains(.reordered),
      fragment: step.segment.anomalies.contains(.fragment), badChecksum: step.segment.checksum == .bad,
      inferred: step.before.lower.sureness == .inferred || step.before.upper.sureness == .inferred)
  }

  @inline(__always)
  private func event(
    _ seg: Segment, _ side: Side, marks: Marks, reset: ResetReading.Kind? = nil, of index: UInt32
  ) -> LoggedEvent {
    var event = LoggedEvent()
    event.time = seg.time
    event.side = side
    event.lower.state = records[index].connection.lower.state
    event.lower.sureness = records[index].connection.lower.sureness
    event.upper.state = records[index].connection.upper.state
    event.upper.sureness = records[index].connection.upper.sureness
    if seg.kind == .icmpError {
      event.body = .icmp(seg.icmp, frame: seg.frame, quoted: seg.seq)
    } else {
      let facts = side == .lower ? records[index].connection.lower.facts : records[index].connection.upper.facts
      let sent = side == .lower ? records[index].connection.lower.snd.shift : records[index].connection.upper.snd.shift
      let shift = facts.contains(.shiftKnown) ? sent : nil
      event.body = .segment(LoggedSegment(seg, shift: shift, marks: marks, reset: reset))
    }
    return event
  }
}

extension Marks {
  /// Rows a drawing never folds.
  static let decisive: Marks = [
    .syn, .synAck, .third, .fin, .rst, .icmp, .stateChange, .incarnation, .late, .afterClose, .beyondFin, .wandering,
    .beyondWindow, .resumed,
  ]
}

extension ReplayParameters {
  /// The machine's numbers out of the judgement's.
  init(_ parameters: Parameters) {
    self.init()
    closeLinger = parameters.closeLingerInfo
    keepaliveMinimumIdle = parameters.keepaliveMinimumIdle
    reactSlack = parameters.reactSlack
    ttlDelta = parameters.ttlDelta
    orderWindow = parameters.orderWindow
    zeroWindowWait = parameters.zeroWindowWait
  }
}
