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
  /// Only some pairs of hosts are read: what is kept of the whole capture is decided later.
  var isShard = false
  /// Connections before the first of which the row is gone: their numbers are those by which drawings were kept.
  var unbroken = Int.max
  /// Threads that share one capture; the results are the same.
  package var lanes = 1

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
    case .automatic: ordinal < min(limits.drawnConnections, unbroken)
    case .all: true
    case .only(let numbers): numbers.contains(ordinal + 1)
    case .findings, .none: false
    }
  }

  /// Whether a connection with a charge may be drawn for it.
  var plotsCharged: Bool { drawing == .automatic || drawing == .findings }

  /// Whether the drawing of a connection is kept by the order in which it was met: its number may turn out a little
  /// smaller, where records had to wait, and of a shard's connection much larger.
  func keepsDrawing(_ ordinal: Int) -> Bool {
    let slack = 64
    return switch drawing {
    case .automatic: ordinal < limits.drawnConnections + slack
    case .all: true
    case .only(let numbers) where isShard || lanes > 1: ordinal < (numbers.max() ?? 0) + slack
    case .only(let numbers): numbers.contains { ($0 - 1 - ordinal).magnitude <= slack }
    case .findings, .none: false
    }
  }
}

/// The fold: segments of one capture in, one report out.
///
/// An ordinary segment costs a look-up in the flow table and the machine's own step: no allocation, no reference
/// count, no dictionary.
package struct Analysis: ~Copyable {
  /// A connection while its machine runs.
  struct FlowRecord: BitwiseCopyable {
    var connection: Connection
    var log = EventLog()
    var initialLower = TCPState.closed
    var initialUpper = TCPState.closed
    var facts = 0
    /// Something was charged, or doubted.
    var charged = false
    /// Something was charged.
    var accused = false
  }

  let table: CheckTable
  let options: AnalysisOptions
  /// The threads that share the capture, and which of them this is.
  let lanes: Lanes
  let lane: Int
  let replay: ReplayParameters
  var flows = FlowTable()
  var records: FlowRecords
  var events = Slab<WordChunk>()
  var plots: [Plot] = []
  /// Places among them that are free again.
  var sparePlots: [UInt32] = []
  /// Connections that have a plot of either kind.
  var quietPlots = PlotPlaces()
  var chargedPlots = PlotPlaces()
  /// What plots have lost to others, by their places.
  var lostPlots: [UInt32: PlotKinds] = [:]
  private let callingMarks: Marks
  /// Nanoseconds, see ``Limits/tupleHistory``.
  private let history: Int64
  var tap: Observer
  var hosts: Population
  var docket = Docket()
  var rows: [ConnectionRow] = []
  /// What the capture's end cuts short.
  var pending: [Fold.PendingNote] = []
  var ordinals = 0
  var flood = Flood()
  /// Quiet rows among the rows.
  var quietRows = 0
  /// With more of them it is asked whether some are to go.
  var quietRowsAllowed: Int
  var segments = 0
  var start: Instant?
  var end = Instant(nanoseconds: .min)
  private var hand: UInt32 = 0
  /// Means nothing: what is fetched ahead must be wanted by somebody.
  var warmth = 0

  package init(options: AnalysisOptions = AnalysisOptions(), checks: [Check] = Catalogue.checks) {
    self.init(options: options, checks: checks, lanes: Lanes(1), lane: 0)
  }

  init(options: AnalysisOptions, checks: [Check], lanes: Lanes, lane: Int) {
    self.options = options
    (self.lanes, self.lane) = (lanes, lane)
    quietRowsAllowed = 2 * options.limits.quietRows / lanes.count
    table = CheckTable(checks)
    replay = ReplayParameters(options.parameters)
    tap = Observer(TapParameters(options.parameters))
    hosts = Population(options.limits)
    callingMarks = table.callingMarks.union(.rst)
    records = FlowRecords(options.limits)
    history = options.limits.tupleHistory.nanoseconds
  }

  /// Every record moves the capture's clock, a segment of TCP or not.
  @inline(__always)
  package mutating func note(time: Instant) {
    if start == nil { start = time }
    if end < time { end = time }
  }

  /// Every record of the file, in its order, before what is in it is taken in.
  @inline(__always)
  package mutating func note(interface: UInt16, time: Instant, frame: UInt32) {
    note(time: time)
    tap.clock.records.take(interface: interface, time, frame: frame)
  }

  /// Takes the segment of a record in that nobody else has noted; segments come in the order of the file.
  package mutating func consume(_ segment: Segment) {
    note(interface: segment.interface, time: segment.time, frame: segment.frame)
    var seg = segment
    take(&seg)
  }

  /// Takes the segment of a noted record in.
  ///
  /// - Parameter seg: the tap's work may change what it was taken for.
  mutating func take(_ seg: inout Segment) {
    segments += 1
    let (key, side) = FlowKey.of(seg)
    let hash = flows.hash(of: key)
    var found = flows.find(hash) { records.places[$0].key == key }
    if let index = found, isOver(index) {
      retire(index)
      found = nil
    }
    guard let index = found ?? begin(seg, key: key, side: side, hash: hash) else { return }
    records.touch(index, at: end)
    if records.places[index].isAttempt { records.hear(index, seg, from: side) }
    switch tap.observe(&seg, from: side, flow: &records[tapOf: index], index: index) {
    case .segment: advance(index, seg, side)
    case .held: release(index)
    case .copy: break
    }
    if segments & 63 == 0 {
      releaseOverdue()
      sweep()
      records.tidy(at: end)
    }
  }

  @inline(__always)
  mutating func advance(_ index: UInt32, _ seg: Segment, _ side: Side) {
    if records.postpone(seg, from: side, of: index) { return }
    let wasBehind = records.isBehind(index)
    if wasBehind { catchUp(index, before: (seg, side)) }
    step(index, seg, side)
    if wasBehind { records.pause(index) }
  }

  /// The flow's machine is wanted: it sees what was kept for it.
  ///
  /// - Parameter next: what comes then; where nothing was kept, the connection begins with it.
  @inline(never)
  private mutating func catchUp(_ index: UInt32, before next: (seg: Segment, side: Side)? = nil) {
    var reader = records.catchUp(index)
    var hasBegun = records.places[index].hasBegun
    var seg = Segment()
    while let side = records.next(&reader, of: index, into: &seg) {
      if !hasBegun { begin(index, with: seg, side) }
      hasBegun = true
      step(index, seg, side)
    }
    if !hasBegun, let next { begin(index, with: next.seg, next.side) }
    records.hasCaughtUp(index)
  }

  /// One segment through the machine.
  private mutating func step(_ index: UInt32, _ seg: Segment, _ side: Side) {
    if records[index].connection.takeOrdinary(seg, from: side) {
      let event = event(seg, side, marks: [], of: index)
      records[index].log.append(event, weight: .ordinary, limits: options.limits, slab: &events)
      if records[index].log.due.isDue(seg.time, side) { sample(event, isTelling: false, of: index) }
    } else {
      advanceMarked(index, seg, side)
    }
  }

  /// Everything but the ordinary segment.
  @inline(never)
  private mutating func advanceMarked(_ index: UInt32, _ seg: Segment, _ side: Side) {
    if seg.has(.syn), records[index].connection.beginsNewIncarnation(seg, from: side) {
      close(index, at: seg.time, followed: true)
      reopen(index, seg, side)
    }
    let before = records.keepConnection(index)
    let marks = records[index].connection.advance(seg, from: side, parameters: replay)
    let (weightBefore, chargesBefore) = (docket.weight, docket.charges.count)
    var reset: ResetReading.Kind?
    if !marks.isDisjoint(with: callingMarks) {
      let step = Step(
        event: .segment, segment: seg, side: side, marks: marks, before: before, after: records.lend(index))
      if marks.contains(.rst) { reset = step.reset(options.parameters).kind }
      judge(step, index: index)
    }
    let charged = docket.weight != weightBefore
    if charged {
      records[index].charged = true
      if docket.charges.count != chargesBefore {
        records[index].accused = true
        if options.plotsCharged { records[index].log.due.invite(.charged) }
      }
    }
    let weight: EventLog.Weight =
      charged || !marks.isDisjoint(with: .decisive) ? .decisive : marks.isEmpty ? .ordinary : .marked
    let event = event(seg, side, marks: marks, reset: reset, of: index)
    records[index].log.append(event, weight: weight, limits: options.limits, slab: &events)
    let isTelling = records[index].log.due.place != .max && (!marks.isDisjoint(with: .telling) || seg.options.present.contains(.sack))
    if isTelling || records[index].log.due.isDue(seg.time, side) { sample(event, isTelling: isTelling, of: index) }
  }

  /// A connection's place in the table; an ICMP error about a flow never seen opens none.
  private mutating func begin(_ seg: Segment, key: FlowKey, side: Side, hash: UInt64) -> UInt32? {
    guard seg.kind == .tcp else { return nil }
    let bucket = key.pairBucket
    guard flood.follows(seg, in: bucket) else { return nil }
    let index = records.allocate(key, bucket: UInt16(truncatingIfNeeded: bucket))
    number(index)
    flows.insert(hash, record: index)
    beginAttempt(in: bucket)
    hosts.meet(key, in: records.places[index].bucket, from: side)
    return index
  }

  /// Connections are counted in the order in which they are met.
  private mutating func number(_ index: UInt32) {
    records.number(index, ordinals)
    ordinals += 1
  }

  /// The connection of a record that is blank but for its key.
  private mutating func begin(_ index: UInt32, with seg: Segment, _ side: Side) {
    records[index].connection.begin(with: seg, side: side, parameters: replay)
    records[index].initialLower = records[index].connection.lower.state
    records[index].initialUpper = records[index].connection.upper.state
    if options.keepsDrawing(records.places[index].ordinal) { records[index].log.due.invite(.quiet) }
  }

  private mutating func reopen(_ index: UInt32, _ seg: Segment, _ side: Side) {
    let old = records[index].connection
    records.clear(index)
    records[index].connection.follow(old)
    number(index)
    begin(index, with: seg, side)
    tap.renew(&records[tapOf: index], with: seg, from: side, index: index)
  }

  /// Ends a connection: what it still owed is judged, then its last step; its row remains.
  ///
  /// - Parameter time: of what follows on the four-tuple, or of the capture's newest record. A silence is not counted
  ///   beyond the history, so that it does not matter when a sweep comes by.
  private mutating func close(_ index: UInt32, at time: Instant, followed: Bool) {
    let chargesBefore = docket.charges.count
    let lent = records.lend(index)
    let until = min(time, lent.last + options.limits.tupleHistory)
    var last = Segment()
    for duty in lent.missedDuties(captureEnd: until, parameters: replay) {
      last.time = duty.last
      last.frame = duty.lastFrame
      let step = Step(
        event: .missedDuty, segment: last, side: duty.side, marks: .dutyMissed, before: lent, after: lent, duty: duty,
        until: until)
      judge(step, index: index)
    }
    last.time = lent.last
    last.frame = lent.lastFrame
    judge(
      Step(
        event: .ended, segment: last, side: lent.client, marks: lent.endingMarks, before: lent, after: lent,
        until: until),
      index: index)
    hosts.end(lent, in: records.places[index].bucket, at: until, ordinal: records.places[index].ordinal)
    docket.close(connection: records.places[index].ordinal)
    var log = seal(index)
    let sight = tap.close(records[tapOf: index], index: index, client: lent.client, key: lent.key)
    // A doubt is never drawn for its own sake.
    let isAccused = records[index].accused || docket.charges.count != chargesBefore
    if !isAccused, !options.keepsDrawing(records.places[index].ordinal) {
      releasePlot(of: &log)
      log.release(&events)
    }
    let row = ConnectionRow(
      lent, ordinal: records.places[index].ordinal, sight: sight, followed: followed, log: log,
      initial: (records[index].initialLower, records[index].initialUpper))
    keep(row, isCharged: isAccused)
  }

  /// A flow that was silent for longer than the history is over, by the capture's clock: the sweep and a segment that
  /// comes late ask the same, so that nothing depends on which of them comes first.
  @inline(__always)
  func isOver(_ index: UInt32) -> Bool {
    end.nanoseconds(since: records.places[index].seen) > history
  }

  /// Nothing more comes of a flow: its tap hands on what waits, and its machine sees all of it.
  private mutating func finish(_ index: UInt32) {
    records.wake(index)
    release(index, atEnd: true)
    if records.isBehind(index) { catchUp(index) }
  }

  mutating func retire(_ index: UInt32) {
    let key = records.places[index].key
    finish(index)
    close(index, at: end, followed: false)
    flows.remove(flows.hash(of: key), record: index)
    records.release(index)
  }

  /// Memory follows open connections: a few records in turn are looked at for every 64 segments.
  private mutating func sweep() {
    guard records.count > 0 else { return }
    for _ in 0..<8 {
      hand = Int(hand) + 1 < records.count ? hand + 1 : 0
      if records.places[hand].alive, isOver(hand) { retire(hand) }
    }
  }

  /// Ends every connection that is still open, in the order of their first segments.
  mutating func closeAll() {
    var open: [(ordinal: Int, index: UInt32)] = []
    for index in 0..<UInt32(records.count) where records.places[index].alive {
      open.append((records.places[index].ordinal, index))
    }
    open.sort { $0.ordinal < $1.ordinal }
    rows.reserveCapacity(rows.count + open.count)
    for place in open {
      finish(place.index)
      let lent = records.lend(place.index)
      for (kind, needed) in lent.pending(at: end, options.parameters) {
        pending.append(
          Fold.PendingNote(connection: place.ordinal, kind: kind, frame: lent.lastFrame, needed: needed))
      }
      close(place.index, at: end, followed: false)
      records.release(place.index)
    }
    settlePlots()
    rows.sort { $0.ordinal < $1.ordinal }
  }

  /// Asks the checks that the step's marks call for.
  private mutating func judge(_ step: Step, index: UInt32) {
    let ordinal = records.places[index].ordinal
    let bucket = Int(records.places[index].bucket)
    var facts = records[index].facts
    let parameters = options.parameters
    table.called(by: step.marks).forEach { place in
      for outcome in table.questions[place].ask(step, parameters) {
        switch outcome {
        case .charge(let charge):
          docket.add(entry(charge, of: place, at: step, ordinal), in: bucket, limits: options.limits)
        case .doubt(let doubt):
          docket.add(
            Docket.DoubtEntry(check: place, connection: ordinal, side: doubt.side ?? step.side, doubt: doubt),
            in: bucket, limits: options.limits)
        case .fact(let fact):
          guard facts < options.limits.factsPerConnection else { continue }
          facts += 1
          docket.add(
            Docket.FactEntry(check: place, connection: ordinal, side: fact.side, fact: fact), in: bucket, limits: options.limits)
        case .pass(let frames, let side):
          docket.add(
            Docket.PassEntry(check: place, connection: ordinal, side: side ?? step.side, frames: frames),
            in: bucket, limits: options.limits)
        }
      }
    }
    records[index].facts = facts
  }

  private func entry(_ charge: Charge, of place: Int, at step: Step, _ ordinal: Int) -> Docket.Entry {
    let side = charge.side ?? step.side
    let foreign = step.event == .segment && side == step.side && step.before[side].looksForeign(step.segment)
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
    var head = LoggedEvent.Head()
    head.time = seg.time
    head.side = side
    head.lower.state = records[index].connection.lower.state
    head.lower.sureness = records[index].connection.lower.sureness
    head.upper.state = records[index].connection.upper.state
    head.upper.sureness = records[index].connection.upper.sureness
    if seg.kind == .icmpError { return LoggedEvent(head, .icmp(seg.icmp, frame: seg.frame, quoted: seg.seq)) }
    let facts = side == .lower ? records[index].connection.lower.facts : records[index].connection.upper.facts
    let sent = side == .lower ? records[index].connection.lower.snd.shift : records[index].connection.upper.snd.shift
    let shift = facts.contains(.shiftKnown) ? sent : nil
    return LoggedEvent(head, .segment(LoggedSegment(seg, shift: shift, marks: marks, reset: reset)))
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
    timerCap = parameters.timeoutCap
  }
}
