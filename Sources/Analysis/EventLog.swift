import Checks
import Replay
import Wire

/// One row of a drawing, as compact as a row can be kept.
struct LoggedEvent: BitwiseCopyable {
  var head = Head()
  var body = Body.none

  init() {}
  init(_ head: Head, _ body: Body) { (self.head, self.body) = (head, body) }

  /// When, by whom, and what both ends were after it.
  struct Head: BitwiseCopyable {
    var time = Instant(nanoseconds: 0)
    var side = Side.lower
    var lower = LoggedState()
    var upper = LoggedState()
  }
  var time: Instant { head.time }
  var side: Side { head.side }
  var lower: LoggedState { head.lower }
  var upper: LoggedState { head.upper }

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
  private var optionWords: InlineArray<5, UInt64>
  private var optionCount: UInt8
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
    let words = seg.options.words
    optionWords = [words.0, words.1, words.2, words.3, words.4]
    optionCount = seg.options.count
    ipID = seg.ipID
    anomalies = seg.anomalies
    ttl = seg.ttl
    trafficClass = seg.trafficClass
    checksum = seg.checksum
    direction = seg.direction
    dontFragment = seg.dontFragment
    payloadHash = UInt32(truncatingIfNeeded: seg.payloadHash)
  }

  /// The options, read again off their octets.
  var options: TCPOptions {
    var options = TCPOptions()
    options.words = (optionWords[0], optionWords[1], optionWords[2], optionWords[3], optionWords[4])
    options.count = optionCount
    _ = options.scan()
    return options
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

/// A connection's rows: the first and last segments of each phase, everything that changes a state or is charged, and
/// counts of the rest.
///
/// A phase reaches from one such row to the next. Its first segments are kept as they come; the newest stand in a
/// ring of three, and what falls out of the ring is folded into the phase's transfer.
struct EventLog: BitwiseCopyable {
  private var packed = PackedWords()
  /// The newest row that is packed: the next one is packed beside it.
  private var newest = RowWords()
  private var ring = InlineArray<3, LoggedEvent>(repeating: LoggedEvent())
  private var transfer = LoggedTransfer()
  /// The first segment's time and side, and the states after the newest one.
  private var transferHead = LoggedEvent.Head()
  private(set) var count = 0
  private var ordinary = 0
  private var marked = 0
  private var ringCount = 0
  private var ringNext = 0
  /// Rows were folded because of the cap on rows.
  private(set) var capped = false
  /// When the plot over time wants its next segments.
  var due = Plot.Due()
  /// Segments wait to be folded, unless a phase ends before.
  var isFolding: Bool { ringCount > 0 }
  /// The first frame that was folded; 0: none.
  private var folded: UInt32 = 0
  /// The first frame that was folded; `nil` where all rows are there.
  var firstFolded: UInt32? { folded == 0 ? nil : folded }

  init() {}

  /// How much a row matters to the drawing.
  enum Weight { case ordinary, marked, decisive }

  /// Takes one row in.
  mutating func append(
    _ event: LoggedEvent, weight: Weight, limits: Limits, slab: inout Slab<WordChunk>
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
  mutating func endPhase(_ slab: inout Slab<WordChunk>) {
    if transfer.firstFrame != 0 {
      store(LoggedEvent(transferHead, .transfer(transfer)), &slab)
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
      transferHead = event.head
      if folded == 0 { folded = segment.frame }
    }
    transfer.lastFrame = segment.frame
    transfer.last = event.time
    transferHead.lower = event.lower
    transferHead.upper = event.upper
    if event.side == .lower {
      transfer.lowerSegments &+= 1
      transfer.lowerOctets &+= UInt64(segment.payload)
    } else {
      transfer.upperSegments &+= 1
      transfer.upperOctets &+= UInt64(segment.payload)
    }
    if segment.marks.contains(.retransmission) { transfer.retransmissions &+= 1 }
  }

  private mutating func store(_ event: LoggedEvent, _ slab: inout Slab<WordChunk>) {
    packed.append(event, after: &newest, &slab)
    count += 1
  }

  /// Closes the log; what remains is where its rows are.
  mutating func seal(_ slab: inout Slab<WordChunk>) -> SealedLog {
    endPhase(&slab)
    return SealedLog(
      packed: packed, count: UInt32(count), capped: capped, plot: due.place, refusedPlots: due.refused, firstFolded: folded)
  }
}

/// A finished log.
struct SealedLog: BitwiseCopyable {
  fileprivate var packed = PackedWords()
  var count: UInt32 = 0
  var capped = false
  /// Where samples of its segments are; `.max`: there are none.
  var plot = UInt32.max
  /// Kinds of plots for which the connection came too late.
  var refusedPlots: PlotKinds = []
  /// The first frame that was folded; 0: none.
  private(set) var firstFolded: UInt32 = 0

  /// All rows in order.
  func events(_ slab: borrowing Slab<WordChunk>) -> [LoggedEvent] {
    var rows: [LoggedEvent] = []
    rows.reserveCapacity(Int(count))
    var reader = PackedReader(packed)
    var newest = RowWords()
    for _ in 0..<count { rows.append(reader.readRow(after: &newest, slab)) }
    return rows
  }

  /// Gives the room back.
  mutating func release(_ slab: inout Slab<WordChunk>) {
    packed.release(&slab)
    self = SealedLog()
  }

  init() {}

  fileprivate init(
    packed: PackedWords, count: UInt32, capped: Bool, plot: UInt32, refusedPlots: PlotKinds, firstFolded: UInt32
  ) {
    (self.packed, self.count, self.capped) = (packed, count, capped)
    (self.plot, self.refusedPlots, self.firstFolded) = (plot, refusedPlots, firstFolded)
  }

  /// A log of rows that were kept elsewhere.
  init(_ rows: [LoggedEvent], _ slab: inout Slab<WordChunk>) {
    var newest = RowWords()
    for row in rows { packed.append(row, after: &newest, &slab) }
    count = UInt32(rows.count)
  }

  /// Lays its rows, as another slab had them, into this one.
  mutating func lay(_ rows: [LoggedEvent], into slab: inout Slab<WordChunk>) {
    packed = PackedWords()
    var newest = RowWords()
    for row in rows { packed.append(row, after: &newest, &slab) }
  }

  /// Everything but the rows, which lie elsewhere.
  mutating func code(_ archive: inout Archive) {
    archive.code(&capped)
    archive.code(&refusedPlots)
    archive.code(&firstFolded)
  }
}

extension LoggedSegment: Archived {
  static var blank: LoggedSegment { LoggedSegment(Segment(), shift: nil, marks: []) }
  mutating func code(_ archive: inout Archive) {
    archive.code(&frame)
    archive.code(&seq)
    archive.code(&ack)
    archive.code(&payload)
    archive.code(&wnd)
    archive.code(&urgentPointer)
    archive.code(&flags)
    archive.code(&shift)
    archive.code(&marks)
    for place in 0..<5 { archive.code(&optionWords[place]) }
    archive.code(&optionCount)
    archive.code(&reset, blank: .unclear) { $0.code(&$1) }
    archive.code(&ipID)
    archive.code(&anomalies)
    archive.code(&ttl)
    archive.code(&trafficClass)
    archive.code(&checksum)
    archive.code(&direction)
    archive.code(&dontFragment)
    archive.code(&payloadHash)
    if optionCount > 40 { archive.refuse() }
  }
}
