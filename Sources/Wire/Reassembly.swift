/// A piece of an IP datagram as it was found in a frame (RFC 791 §3.2, RFC 8200 §4.5).
package struct Fragment: BitwiseCopyable, Sendable, Equatable {
  /// Where its octets lie in memory, and how many were captured.
  var place: UInt
  var captured: Int
  /// Octets of the datagram before it, and its own.
  var offset: Int
  var length: Int
  var isLast: Bool
  var identification: UInt32
  /// What the datagram carries (an IP protocol number), and how many tunnels were around it.
  var next: UInt8
  var depth: UInt8
}

/// Puts the pieces of IP datagrams together, as far as they are at hand and agree.
///
/// A first piece says the ports, so that a capture filtered by port has it alone: where the rest does not come before
/// the two hosts go on, it is told by itself, as ``SegmentAnomalies/fragment``. Pieces that overlap are an attack or
/// damage, and their datagram is dropped (RFC 8200 §4.5, RFC 5722). At most ``limit`` datagrams are held.
package struct Reassembly {
  fileprivate struct Datagram {
    /// The header's fields of the first piece; of any as long as that is missing.
    var segment: Segment
    var identification: UInt32
    var next: UInt8
    var depth: Int
    var octets: [UInt8] = []
    /// Octets known from the front without a gap in what was captured.
    var captured = 0
    var pieces: [Piece] = []
    /// Octets of the whole, once the last piece has come.
    var length: Int?
    var isRefused = false
    var hasFirst: Bool { pieces.contains { $0.offset == 0 } }
    var held: Int { pieces.reduce(0) { $0 + $1.length } }
  }
  fileprivate struct Piece {
    var offset: Int
    var length: Int
    var captured: Int
  }

  /// Datagrams held at a time.
  package static let limit = 64
  /// RFC 8200 §4.5; hosts give up no later.
  private static let patience = Duration.seconds(60)
  private var held: [Datagram] = []

  package init() {}

  package var isEmpty: Bool { held.isEmpty }

  /// Takes a fragment in.
  ///
  /// - Parameters:
  ///   - frame: the octets in which it lies.
  ///   - seg: the fields of its network header, `time` and `frame` among them; the whole datagram's when it is complete.
  /// - Returns: `segment` or why not, when the datagram is complete; `nil` while it is not.
  package mutating func take(_ fragment: Fragment, of frame: Bytes, _ seg: inout Segment) -> FramingOutcome? {
    held.removeAll { seg.time - $0.segment.time > Reassembly.patience && !$0.hasFirst }
    let piece = Piece(offset: fragment.offset, length: fragment.length, captured: fragment.captured)
    guard piece.length > 0, piece.offset + piece.length <= 65_535 else { return .skipped(.badIPHeader) }
    var place = held.firstIndex { $0.identification == fragment.identification && $0.next == fragment.next && $0.segment.isBetweenTheSameHosts(as: seg) }
    if place == nil {
      if held.count == Reassembly.limit { held.removeFirst() }
      held.append(Datagram(segment: seg, identification: fragment.identification, next: fragment.next, depth: Int(fragment.depth)))
      place = held.count - 1
    }
    guard let place else { return nil }
    if held[place].pieces.contains(where: { $0.offset == piece.offset && $0.length == piece.length }) { return nil }
    if held[place].pieces.contains(where: { $0.offset < piece.offset + piece.length && piece.offset < $0.offset + $0.length }) {
      held[place].isRefused = true
    }
    held[place].add(piece, frame.octets(at: fragment.place, count: fragment.captured), isLast: fragment.isLast)
    if piece.offset == 0 {
      held[place].segment = seg
      held[place].next = fragment.next
    }
    guard let length = held[place].length, held[place].held >= length, held[place].hasFirst else { return nil }
    let whole = held.remove(at: place)
    guard !whole.isRefused, whole.held == length else { return .skipped(.fragment) }
    let (time, number, direction, interface) = (seg.time, seg.frame, seg.direction, seg.interface)
    seg = whole.segment
    (seg.time, seg.frame, seg.direction, seg.interface) = (time, number, direction, interface)
    return whole.decode(length: length, into: &seg)
  }

  /// First pieces that stay alone, since the two hosts of `seg` go on, or the capture ends (`nil`): oldest first.
  package mutating func alone(before seg: Segment?) -> [Segment] {
    var told: [Segment] = []
    held.removeAll { datagram in
      if let seg, !datagram.segment.isBetweenTheSameHosts(as: seg), !datagram.segment.isAnswered(by: seg) { return false }
      guard datagram.hasFirst, !datagram.isRefused else { return true }
      var first = datagram.segment
      first.anomalies.insert(.fragment)
      let length = datagram.pieces.first { $0.offset == 0 }?.length ?? 0
      if datagram.decode(length: length, into: &first) == .segment { told.append(first) }
      return true
    }
    return told
  }
}

extension Reassembly.Datagram {
  fileprivate mutating func add(_ piece: Reassembly.Piece, _ captured: Bytes, isLast: Bool) {
    pieces.append(piece)
    if isLast { length = piece.offset + piece.length }
    let end = piece.offset + captured.count
    if octets.count < end { octets += [UInt8](repeating: 0, count: end - octets.count) }
    for place in 0..<captured.count { octets[piece.offset + place] = captured.octet(place) }
    self.captured = 0
    for piece in pieces.sorted(by: { $0.offset < $1.offset }) {
      guard piece.offset == self.captured else { break }
      self.captured += piece.captured
      if piece.captured < piece.length { break }
    }
  }

  /// What the datagram's first `length` octets carry.
  fileprivate func decode(length: Int, into seg: inout Segment) -> FramingOutcome {
    Bytes.reading(octets) { bytes in
      InternetProtocol.payload(
        bytes.from(0, length: min(captured, length)), length, next: next, depth: depth, into: &seg)
    }
  }
}

extension Segment {
  fileprivate func isBetweenTheSameHosts(as other: Segment) -> Bool {
    source == other.source && destination == other.destination
  }
  fileprivate func isAnswered(by other: Segment) -> Bool { source == other.destination && destination == other.source }
}
