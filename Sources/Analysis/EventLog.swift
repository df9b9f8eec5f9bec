import Checks
import Replay
import Wire

/// One row of a drawing, as compact as a row can be kept.
struct LoggedEvent: BitwiseCopyable {
  var time = Instant(nanoseconds: 0)
  var side = Side.lower
  /// States of both ends after it.
  var lower = LoggedState()
  var upper = LoggedState()
  var body = Body.none

  struct LoggedState: BitwiseCopyable, Equatable {
    var state = TCPState.closed
    var sureness = Endpoint.Sureness.observed
  }

  enum Body: BitwiseCopyable {
    case none
    case segment(LoggedSegment)
    case transfer(LoggedTransfer)
    case icmp(ICMPError, frame: UInt32, quoted: SequenceNumber)
  }
}

/// What a drawing needs of a segment.
struct LoggedSegment: BitwiseCopyable {
  var frame: UInt32
  var seq: SequenceNumber
  var ack: SequenceNumber
  var payload: UInt32
  var wnd: UInt16
  var urgentPointer: UInt16
  var flags: TCPFlags
  /// The emitter's window shift; `nil` where unknown.
  var shift: UInt8?
  var marks: Marks
  var options: TCPOptions
  /// What a RST says.
  var reset: ResetReading.Kind?
  // What else the notation says of a record.
  var ipID: UInt16
  var anomalies: SegmentAnomalies
  var ttl: UInt8
  var trafficClass: UInt8
  var checksum: ChecksumVerdict
  var direction: FrameDirection
  var dontFragment: Bool
  /// The low half tells payloads of one range apart.
  var payloadHash: UInt32

  init(_ seg: Segment, shift: UInt8?, marks: Marks, reset: ResetReading.Kind? = nil) {
    frame = seg.frame
    seq = seg.seq
    ack = seg.ack
    payload = seg.payload
    wnd = seg.wnd
    urgentPointer = seg.urgentPointer
    flags = seg.flags
    self.shift = shift
    self.marks = marks
    self.reset = reset
    options = seg.options
    ipID = seg.ipID
    anomalies = seg.anomalies
    ttl = seg.ttl
    trafficClass = seg.trafficClass
    checksum = seg.checksum
    direction = seg.direction
    dontFragment = seg.dontFragment
    payloadHash = UInt32(truncatingIfNeeded: seg.payloadHash)
  }
}

extension LoggedEvent {
  /// The record again, as far as the notation needs it; `nil` where the row is no single record.
  func record(_ key: FlowKey) -> Segment? {
    var seg = Segment()
    let (sender, receiver) = (key[side], key[side.other])
    (seg.source, seg.sourcePort) = (sender.address, sender.port)
    (seg.destination, seg.destinationPort) = (receiver.address, receiver.port)
    seg.time = time
    switch body {
    case .none, .transfer: return nil
    case .icmp(let error, let frame, let quoted):
      seg.kind = .icmpError
      seg.icmp = error
      seg.frame = frame
      seg.seq = quoted
    case .segment(let logged):
      seg.frame = logged.frame
      seg.seq = logged.seq
      seg.ack = logged.ack
      seg.payload = logged.payload
      seg.wnd = logged.wnd
      seg.urgentPointer = logged.urgentPointer
      seg.flags = logged.flags
      seg.options = logged.options
      seg.ipID = logged.ipID
      seg.anomalies = logged.anomalies
      seg.ttl = logged.ttl
      seg.trafficClass = logged.trafficClass
      seg.checksum = logged.checksum
      seg.direction = logged.direction
      seg.dontFragment = logged.dontFragment
      seg.payloadHash = UInt64(logged.payloadHash)
    }
    return seg
  }
}

/// Segments folded into the double arrow.
struct LoggedTransfer: BitwiseCopyable {
  var firstFrame: UInt32 = 0
  var lastFrame: UInt32 = 0
  var last = Instant(nanoseconds: 0)
  var lowerSegments: UInt32 = 0
  var upperSegments: UInt32 = 0
  var lowerOctets: UInt64 = 0
  var upperOctets: UInt64 = 0
  var retransmissions: UInt32 = 0
}

/// Eight rows and where the next ones are.
struct EventChunk: BitwiseCopyable {
  var events = InlineArray<8, LoggedEvent>(repeating: LoggedEvent())
  var next = UInt32.max
}

/// A connection's rows: the first and last segments of each phase, everything that changes a state or is charged, and
/// counts of the rest.
///
/// A phase reaches from one such row to the next. Its first segments are kept as they come; the newest stand in a
/// ring of three, and what falls out of the ring is folded into the phase's transfer.
struct EventLog: BitwiseCopyable {
  private var first = UInt32.max
  private var lastChunk = UInt32.max
  private(set) var count = 0
  private var ordinary = 0
  private var marked = 0
  private var transfer = LoggedTransfer()
  private var transferEvent = LoggedEvent()
  private var ring = InlineArray<3, LoggedEvent>(repeating: LoggedEvent())
  private var ringCount = 0
  private var ringNext = 0
  /// Rows were folded because of the cap on rows.
  private(set) var capped = false

  init() {}

  /// How much a row matters to the drawing.
  enum Weight { case ordinary, marked, decisive }

  /// Takes one row in.
  mutating func append(
    _ event: LoggedEvent, weight: Weight, limits: Limits, slab: inout Slab<EventChunk>
  ) {
    switch weight {
    case .decisive where count < limits.rowsPerConnection + limits.rowsForDecisive:
      endPhase(&slab)
      store(event, &slab)
    case .marked where marked < limits.phaseMarked && count < limits.rowsPerConnection:
      marked += 1
      let kept = marked
      endPhase(&slab)
      marked = kept
      store(event, &slab)
    case .ordinary where ordinary < limits.phaseHead && count < limits.rowsPerConnection && ringCount == 0:
      ordinary += 1
      store(event, &slab)
    case .decisive, .marked, .ordinary:
      if count >= limits.rowsPerConnection { capped = true }
      roll(event)
    }
  }

  /// Writes the transfer and the ring out, so that the next row stands after them.
  mutating func endPhase(_ slab: inout Slab<EventChunk>) {
    if transfer.firstFrame != 0 {
      transferEvent.body = .transfer(transfer)
      store(transferEvent, &slab)
      transfer = LoggedTransfer()
    }
    for step in 0..<ringCount { store(ring[(ringNext + 3 - ringCount + step) % 3], &slab) }
    (ringCount, ringNext, ordinary, marked) = (0, 0, 0, 0)
  }

  private mutating func roll(_ event: LoggedEvent) {
    if ringCount == 3 { fold(ring[ringNext]) } else { ringCount += 1 }
    ring[ringNext] = event
    ringNext = (ringNext + 1) % 3
  }

  private mutating func fold(_ event: LoggedEvent) {
    guard case .segment(let segment) = event.body else { return }
    if transfer.firstFrame == 0 {
      transfer.firstFrame = segment.frame
      transferEvent = event
    }
    transfer.lastFrame = segment.frame
    transfer.last = event.time
    transferEvent.lower = event.lower
    transferEvent.upper = event.upper
    if event.side == .lower {
      transfer.lowerSegments &+= 1
      transfer.lowerOctets &+= UInt64(segment.payload)
    } else {
      transfer.upperSegments &+= 1
      transfer.upperOctets &+= UInt64(segment.payload)
    }
    if segment.marks.contains(.retransmission) { transfer.retransmissions &+= 1 }
  }

  private mutating func store(_ event: LoggedEvent, _ slab: inout Slab<EventChunk>) {
    let place = count % 8
    if place == 0 {
      let chunk = slab.allocate(EventChunk())
      if first == .max { first = chunk } else { slab[lastChunk].next = chunk }
      lastChunk = chunk
    }
    slab[lastChunk].events[place] = event
    count += 1
  }

  /// Closes the log; what remains is where its rows are.
  mutating func seal(_ slab: inout Slab<EventChunk>) -> SealedLog {
    endPhase(&slab)
    return SealedLog(first: first, count: count, capped: capped)
  }
}

/// A finished log.
struct SealedLog: BitwiseCopyable {
  var first = UInt32.max
  var count = 0
  var capped = false

  /// All rows in order.
  func events(_ slab: borrowing Slab<EventChunk>) -> [LoggedEvent] {
    var rows: [LoggedEvent] = []
    rows.reserveCapacity(count)
    var chunk = first
    while chunk != .max {
      for place in 0..<min(8, count - rows.count) { rows.append(slab[chunk].events[place]) }
      chunk = slab[chunk].next
    }
    return rows
  }

  /// Gives the chunks back.
  mutating func release(_ slab: inout Slab<EventChunk>) {
    var chunk = first
    while chunk != .max {
      let next = slab[chunk].next
      slab.release(chunk)
      chunk = next
    }
    self = SealedLog()
  }
}
