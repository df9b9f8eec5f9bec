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
/// the two hosts go on, or in time, it is told by itself, as ``SegmentAnomalies/fragment``. Pieces that overlap are an
/// attack or damage: nothing of their datagram is believed (RFC 8200 §4.5, RFC 5722), and they are counted as such.
///
/// Bounded whatever comes: a datagram is given up once ``limit`` others have begun after it, or ``patience`` is over; it
/// has at most ``mostPieces`` pieces and 65 535 octets, so that all together take some 40 MiB at most. A segment costs one
/// look-up by its pair of hosts.
package struct Reassembly {
  /// Datagrams that may begin before an incomplete one is given up.
  package static let limit = 256
  /// RFC 8200 §4.5: "within 60 seconds of the reception of the first-arriving fragment".
  static let patience = Duration.seconds(60)
  /// A datagram of the greatest length in pieces of 64 octets, less than any link makes of it.
  package static let mostPieces = 1024

  /// By their numbers, in the order in which they began; each in the place of its number's remainder.
  private var slots = [Datagram?](repeating: nil, count: Reassembly.limit)
  private var numbers: [Key: Int] = [:]
  /// Numbers of those whose first piece is there.
  private var begun: [HostPair: [Int]] = [:]
  private var (oldest, following) = (0, 0)
  /// First pieces that stay alone.
  private var givenUp: [Segment] = []
  /// The number of the datagram that was put together last, until its segment is told.
  private var completed: Int?

  package init() {}

  package var isEmpty: Bool { numbers.isEmpty && givenUp.isEmpty }

  /// Takes a fragment in.
  ///
  /// - Parameters:
  ///   - frame: the octets in which it lies.
  ///   - seg: the fields of its network header, `time` and `frame` among them; the whole datagram's when it is complete.
  /// - Returns: `segment` or why not, when the datagram is complete or never will be; `nil` while it may be.
  package mutating func take(_ fragment: Fragment, of frame: Bytes, _ seg: inout Segment) -> FramingOutcome? {
    giveUpOld(at: seg.time)
    guard fragment.length > 0, fragment.offset + fragment.length <= 65_535 else { return .skipped(.badIPHeader) }
    let number = self.number(of: Key(fragment, seg), fragment, seg)
    let place = number % Reassembly.limit
    switch slots[place]?.add(fragment, frame.octets(at: fragment.place, count: fragment.captured)) {
    case .refused: return .skipped(.overlappingFragment)
    case .known, nil: return nil
    case .added: break
    }
    if fragment.offset == 0 {
      slots[place]?.segment = seg
      begun[HostPair(seg), default: []].append(number)
    }
    guard let whole = slots[place], let length = whole.length, whole.held == length else { return nil }
    remove(number)
    let (time, frameNumber, direction, interface) = (seg.time, seg.frame, seg.direction, seg.interface)
    seg = whole.segment
    (seg.time, seg.frame, seg.direction, seg.interface) = (time, frameNumber, direction, interface)
    let outcome = whole.decode(length: length, into: &seg)
    completed = outcome == .segment && !isEmpty ? number : nil
    return outcome
  }

  /// First pieces that stay alone, since the two hosts of `seg` go on, or the capture ends (`nil`).
  ///
  /// A segment that was put together just now has gone past those that began before it only.
  package mutating func alone(before seg: Segment?) -> [Segment] {
    if let seg {
      giveUpOld(at: seg.time)
      let limit = completed ?? .max
      for number in begun[HostPair(seg)] ?? [] where number < limit { giveUp(number) }
    } else {
      for number in oldest..<following { giveUp(number) }
    }
    completed = nil
    return abandoned()
  }

  /// First pieces that were given up since it was asked last: too many came after them, or too much time went by.
  package mutating func abandoned() -> [Segment] {
    if givenUp.isEmpty { return [] }
    defer { givenUp = [] }
    return givenUp
  }

  private mutating func number(of key: Key, _ fragment: Fragment, _ seg: Segment) -> Int {
    if let known = numbers[key] { return known }
    let number = following
    following += 1
    giveUp(number - Reassembly.limit)
    oldest = max(oldest, following - Reassembly.limit)
    slots[number % Reassembly.limit] = Datagram(number: number, segment: seg, key: key, depth: Int(fragment.depth))
    numbers[key] = number
    return number
  }

  private mutating func giveUpOld(at time: Instant) {
    while oldest < following {
      if let datagram = slots[oldest % Reassembly.limit], datagram.number == oldest {
        guard time - datagram.start > Reassembly.patience else { return }
        giveUp(oldest)
      }
      oldest += 1
    }
  }

  /// Takes a datagram out; its first piece, where it is there and nothing speaks against it, is to be told.
  private mutating func giveUp(_ number: Int) {
    guard let datagram = remove(number), !datagram.isRefused, let first = datagram.pieces.first, first.offset == 0 else { return }
    var segment = datagram.segment
    segment.anomalies.insert(.fragment)
    if datagram.decode(length: first.length, into: &segment) == .segment { givenUp.append(segment) }
  }

  @discardableResult
  private mutating func remove(_ number: Int) -> Datagram? {
    guard number >= 0, let datagram = slots[number % Reassembly.limit], datagram.number == number else { return nil }
    slots[number % Reassembly.limit] = nil
    numbers[datagram.key] = nil
    let pair = HostPair(datagram.segment)
    if var rest = begun[pair] {
      rest.removeAll { $0 == number }
      begun[pair] = rest.isEmpty ? nil : rest
    }
    return datagram
  }
}

/// What tells a datagram's pieces from another's (RFC 791 §3.2).
private struct Key: Hashable {
  var source: Address
  var destination: Address
  var identification: UInt32
  var next: UInt8
  init(_ fragment: Fragment, _ seg: Segment) {
    (source, destination, identification, next) = (seg.source, seg.destination, fragment.identification, fragment.next)
  }
}

/// Two hosts, whoever of them speaks.
private struct HostPair: Hashable {
  var lower: Address
  var upper: Address
  init(_ seg: Segment) {
    (lower, upper) = Address.precedes(seg.source, seg.destination) ? (seg.source, seg.destination) : (seg.destination, seg.source)
  }
}

/// The pieces of one datagram that are there.
private struct Datagram {
  struct Piece {
    var offset: Int
    var length: Int
    /// As far as it was captured.
    var octets: [UInt8]
    var end: Int { offset + length }
  }
  enum Addition { case added, known, refused }

  let number: Int
  /// The header's fields of the first piece; of any as long as that is missing.
  var segment: Segment
  let key: Key
  let depth: Int
  let start: Instant
  /// In the order of their offsets, none over another.
  private(set) var pieces: [Piece] = []
  /// Octets of all pieces.
  private(set) var held = 0
  /// Octets of the whole, once the last piece has come.
  private(set) var length: Int?
  /// Two pieces contradict each other: nothing of it is believed.
  private(set) var isRefused = false

  init(number: Int, segment: Segment, key: Key, depth: Int) {
    (self.number, self.segment, self.key, self.depth, start) = (number, segment, key, depth, segment.time)
  }

  mutating func add(_ fragment: Fragment, _ captured: Bytes) -> Addition {
    if isRefused { return .refused }
    let piece = Piece(offset: fragment.offset, length: fragment.length, octets: (0..<captured.count).map { captured.octet($0) })
    let place = self.place(of: piece.offset)
    if place < pieces.count, pieces[place].offset == piece.offset, pieces[place].length == piece.length,
      zip(pieces[place].octets, piece.octets).allSatisfy({ $0 == $1 }), fragment.isLast == (length == piece.end)
    { return .known }
    let overlaps = place > 0 && pieces[place - 1].end > piece.offset || place < pieces.count && piece.end > pieces[place].offset
    let end = fragment.isLast ? piece.end : length ?? .max
    let isBeyond = piece.end > end || (pieces.last?.end ?? 0) > end || fragment.isLast && length != nil
    guard !overlaps, !isBeyond, pieces.count < Reassembly.mostPieces else {
      isRefused = true
      pieces = []
      return .refused
    }
    pieces.insert(piece, at: place)
    held += piece.length
    if fragment.isLast { length = piece.end }
    return .added
  }

  /// The place of the first piece at or behind an offset.
  private func place(of offset: Int) -> Int {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What the datagram's first `length` octets carry, as far as they were captured without a gap.
  func decode(length: Int, into seg: inout Segment) -> FramingOutcome {
    var octets: [UInt8] = []
    for piece in pieces {
      guard piece.offset == octets.count, octets.count < length else { break }
      octets += piece.octets
    }
    return Bytes.reading(octets) { bytes in
      InternetProtocol.payload(bytes.from(0, length: length), length, next: key.next, depth: depth, into: &seg)
    }
  }
}
