import Wire

/// Segments that were read and wait to be taken in together.
///
/// Nothing is done out of order for it: while they wait, the memory that each of them will need is fetched side by side,
/// where one after the other each would wait for it alone (see ``FlowRecords/warm(_:)``).
struct SegmentBatch: ~Copyable {
  static let capacity = 32
  private var segments = [Segment](repeating: Segment(), count: capacity)
  private var clocks = [Instant](repeating: Instant(nanoseconds: 0), count: capacity)
  private(set) var count = 0

  init() {}

  /// The place of the next segment, to be filled.
  var next: Segment {
    @inline(__always) get { segments[count] }
    @inline(__always) _modify { yield &segments[count] }
  }
  var isFull: Bool { count == Self.capacity }

  /// The next segment is there.
  ///
  /// - Parameter clock: the capture's clock at its record.
  @inline(__always)
  mutating func add(at clock: Instant) {
    clocks[count] = clock
    count += 1
  }

  @inline(__always)
  subscript(_ place: Int) -> Segment {
    _read { yield segments[place] }
    _modify { yield &segments[place] }
  }
  func clock(_ place: Int) -> Instant { clocks[place] }
  mutating func clear() { count = 0 }
}

extension Analysis {
  /// Takes all segments of a batch in, in their order, each by the capture's clock at its record.
  mutating func consume(_ batch: inout SegmentBatch) {
    if records.areMany { warm(batch) }
    let newest = end
    for place in 0..<batch.count {
      end = batch.clock(place)
      take(&batch[place])
    }
    end = newest
    batch.clear()
  }

  /// Fetches what the segments will need, each kind of memory for all of them before the next kind.
  private mutating func warm(_ batch: borrowing SegmentBatch) {
    var hashes = InlineArray<32, UInt64>(repeating: 0)
    var flows = InlineArray<32, UInt32>(repeating: .max)
    var openings = InlineArray<32, FlowRecords.Opening>(repeating: .nowhere)
    for place in 0..<batch.count { hashes[place] = self.flows.hash(of: FlowKey.of(batch[place]).key) }
    for place in 0..<batch.count { flows[place] = self.flows.candidate(hashes[place]) }
    for place in 0..<batch.count { openings[place] = records.opening(flows[place]) }
    for place in 0..<batch.count { warmth &+= records.warm(openings[place]) }
  }
}
