import Wire

/// Segments of a flow, packed, until its machine is wanted.
///
/// Nothing but the flow itself asks what its machine thinks, and where many flows lie open the next segment is another's. So
/// segments are kept, 70 octets each, and go through the machine one right after the other when there are too many of them or
/// when the flow ends: its record of 7 kB, and the program that works on it, lie in the nearest caches then, and meanwhile the
/// record is packed, or not yet there. A flow that has become long is served at once. When segments are kept depends on
/// nothing but the flow.
struct DeferredSegments: BitwiseCopyable {
  private static let capacity: UInt8 = 16
  private var packed = PackedWords()
  private var count: UInt8 = 0
  /// By segment, from the lowest bit: sent by the upper end.
  private var sides: UInt16 = 0
  /// Segments that were ever kept.
  private(set) var met: UInt16 = 0
  /// Ends that sent a FIN, by their numbers; both where there was a RST.
  private var closings: UInt8 = 0

  init() {}

  var isEmpty: Bool { count == 0 }
  /// Both ends have closed, or one has reset the connection.
  var seemsOver: Bool { closings == 3 }
  /// The piece to which the next segment is added.
  var tail: UInt32 { packed.tail }

  /// Keeps one more; its addresses and ports are those of the flow.
  ///
  /// - Returns: `false`, and nothing was kept, where there is no room, or where it may begin another connection, which is
  ///   numbered when it begins.
  mutating func append(
    _ seg: Segment, from side: Side, beside blank: borrowing RawWords<Segment>, _ chunks: inout Slab<WordChunk>
  ) -> Bool {
    if seg.has(.syn) {
      closings = 0
      guard met == 0 || met == 1 && seg.has(.ack) else { return false }
    }
    guard count < Self.capacity else { return false }
    var kept = seg
    kept.forgetEnds()
    packed.append(kept, beside: blank, &chunks)
    if side == .upper { sides |= 1 << UInt16(count) }
    if seg.kind == .tcp {
      if seg.has(.fin) { closings |= side == .lower ? 1 : 2 }
      if seg.has(.rst) { closings = 3 }
    }
    count += 1
    met += 1
    return true
  }

  mutating func release(_ chunks: inout Slab<WordChunk>) {
    packed.release(&chunks)
    (count, sides) = (0, 0)
  }

  /// Reads them back in their order.
  struct Reader {
    private var packed: PackedReader
    private var left: UInt8
    private var sides: UInt16

    init(_ segments: DeferredSegments) {
      packed = PackedReader(segments.packed)
      (left, sides) = (segments.count, segments.sides)
    }

    /// The next one of a flow, and who sent it.
    mutating func next(
      of key: FlowKey, into seg: inout Segment, beside blank: borrowing RawWords<Segment>, _ chunks: borrowing Slab<WordChunk>
    ) -> Side? {
      guard left > 0 else { return nil }
      packed.read(into: &seg, beside: blank, chunks)
      let side: Side = sides & 1 == 0 ? .lower : .upper
      (seg.source, seg.sourcePort) = (key[side].address, key[side].port)
      (seg.destination, seg.destinationPort) = (key[side.other].address, key[side.other].port)
      left -= 1
      sides >>= 1
      return side
    }
  }
}

extension Segment {
  fileprivate mutating func forgetEnds() {
    let blank = Segment()
    (source, sourcePort) = (blank.source, blank.sourcePort)
    (destination, destinationPort) = (blank.destination, blank.destinationPort)
  }
}
