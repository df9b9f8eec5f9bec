import Wire

/// What the records of one side tell about its own stream, as far as they were recorded.
///
/// `E` is this side, `P` its peer. Times are nanoseconds of the capture clock. Trivial and small: two of them live in
/// every open flow.
package struct TapStream: BitwiseCopyable, Sendable {
  package struct Facts: OptionSet, BitwiseCopyable, Sendable {
    package var rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
    /// E emitted something: `nxt` holds.
    static let spoke = Facts(rawValue: 1 << 0)
    /// E's SYN was recorded: `iss` holds.
    static let fromSyn = Facts(rawValue: 1 << 1)
    /// E answered a SYN.
    static let answered = Facts(rawValue: 1 << 2)
    /// E's numbers are known to run on without a break since its first record.
    static let contiguous = Facts(rawValue: 1 << 3)
    /// E never spoke, and yet its peer acknowledges it: `nxt` is what the peer says.
    static let presumed = Facts(rawValue: 1 << 4)
    static let acknowledged = Facts(rawValue: 1 << 5)
    static let offered = Facts(rawValue: 1 << 6)
    static let timestamps = Facts(rawValue: 1 << 7)
    /// E's datagrams do not all bear the same identification.
    static let identifies = Facts(rawValue: 1 << 8)
    /// Octets `..< probeEnd` wait for their acknowledgement to measure P's half of the round trip.
    static let probing = Facts(rawValue: 1 << 9)
    /// Octets that had crossed were sent again, `again` times, and are not acknowledged yet.
    static let resent = Facts(rawValue: 1 << 10)
    /// E's newest window is zero.
    static let shut = Facts(rawValue: 1 << 11)
    /// E's records were seen as sent by, or as received by, the capturing host.
    static let sent = Facts(rawValue: 1 << 12)
    static let received = Facts(rawValue: 1 << 13)
    /// More holes at once than there is room for: some are forgotten.
    static let overflowed = Facts(rawValue: 1 << 14)
    /// A segment larger than P's MSS allows.
    static let superSegment = Facts(rawValue: 1 << 15)
    /// The same with a good checksum: assembled on the way in (GRO).
    static let assembled = Facts(rawValue: 1 << 16)
    /// E acknowledged octets in a segment that was no RST.
    static let alive = Facts(rawValue: 1 << 17)
    /// A wrong checksum: octets `..< doubtedEnd` wait for an acknowledgement, or to be sent again.
    static let doubted = Facts(rawValue: 1 << 18)
    /// Octets under a wrong checksum were acknowledged: the sum was right on the wire.
    static let excused = Facts(rawValue: 1 << 19)
    /// A wrong checksum came before any good one.
    static let wrongFirst = Facts(rawValue: 1 << 20)
    /// E's first record, or one sent again, bore octets: no probe does.
    static let text = Facts(rawValue: 1 << 21)
  }

  package var facts: Facts = []
  package var iss = SequenceNumber(0)
  /// One beyond the highest number recorded (SND.NXT as far as the capture knows).
  package var nxt = SequenceNumber(0)
  /// Highest SEG.ACK emitted (HACK).
  package var acked = SequenceNumber(0)
  /// The largest right edge ever offered (EDGE).
  package var edge = SequenceNumber(0)
  package var shift: UInt8 = 14
  package var ttl: UInt8 = 0
  package var ipID: UInt16 = 0
  /// The newest TSval recorded.
  package var timestamp = TimestampValue(0)
  /// Payload beyond which P's segments are larger than E's MSS allows.
  package var largest: UInt32 = .max
  /// Time of the newest record.
  package var last: Int64 = 0
  package var first: Int64 = 0
  var probeEnd = SequenceNumber(0)
  var probeTime: Int64 = 0
  /// Smallest turnaround tap → E → tap, and how many samples there were.
  package var half: Int64 = .max
  package var samples: UInt32 = 0

  package var records: UInt32 = 0
  /// Second records of packets, with the same TTL and with another one.
  package var near: UInt32 = 0
  package var routed: UInt32 = 0
  /// Segments with octets that crossed toward P.
  package var crossed: UInt32 = 0
  /// Of these, sent again although they had crossed: lost beyond the tap.
  package var lost: UInt32 = 0
  /// Segments that filled a hole late: their first copy was lost before the tap.
  package var lostBefore: UInt32 = 0
  var again: UInt16 = 0
  var advances: UInt16 = 0
  var resentEnd = SequenceNumber(0)
  var doubtedEnd = SequenceNumber(0)
  var resentTime: Int64 = 0
  package var good: UInt16 = 0
  package var bad: UInt16 = 0
  package var partial: UInt16 = 0
  var holes = Holes()
  /// When the clock line takes its next sample, and its place in ``Observer/lines`` plus one.
  var lineDue: Int64 = .max
  var line: UInt32 = 0

  package init() {}

  /// The stream of another connection on the same four-tuple: the host's habits remain.
  init(following old: TapStream) {
    self.init()
    ttl = old.ttl
    ipID = old.ipID
    facts = old.facts.intersection(.identifies)
  }

  /// Where E's numbers are trusted to say what must have been recorded (`capture/missing-segment`, guard).
  var isSound: Bool { facts.contains(.spoke) && !facts.isDisjoint(with: [.fromSyn, .contiguous]) }
}

/// Numbers of one stream that were passed over and have not been recorded yet, lowest first.
///
/// When a fifth would be needed it is forgotten, so that the set is never larger than the truth: a hole is evidence.
package struct Holes: BitwiseCopyable, Sendable {
  package struct Hole: BitwiseCopyable, Sendable, Equatable {
    var left = SequenceNumber(0)
    var right = SequenceNumber(0)
    /// The stream's last record before the hole, and the record that passed it over.
    var since: Int64 = 0
    var opened: Int64 = 0
  }
  package private(set) var count: UInt8 = 0
  private var items = InlineArray<4, Hole>(repeating: Hole())
  package init() {}

  subscript(_ place: Int) -> Hole { items[place] }

  /// - Returns: `false` where there is no room.
  mutating func insert(_ hole: Hole) -> Bool {
    guard count < 4 else { return false }
    var place = Int(count)
    while place > 0, hole.left < items[place - 1].left {
      items[place] = items[place - 1]
      place -= 1
    }
    items[place] = hole
    count += 1
    return true
  }

  private mutating func remove(_ place: Int) {
    for next in place..<Int(count) - 1 { items[next] = items[next + 1] }
    count -= 1
  }

  /// Takes `left ..< right` out.
  ///
  /// - Returns: the hole that was filled first, if any.
  mutating func fill(_ left: SequenceNumber, _ right: SequenceNumber) -> Hole? {
    var filled: Hole?
    var place = 0
    while place < Int(count) {
      let hole = items[place]
      guard left < hole.right, hole.left < right else {
        place += 1
        continue
      }
      if filled == nil { filled = hole }
      remove(place)
      if hole.left < left {
        var before = hole
        before.right = left
        _ = insert(before)
        place += 1
      }
      if right < hole.right {
        var after = hole
        after.left = right
        _ = insert(after)
        place += 1
      }
    }
    return filled
  }

  /// Whether a number of `left ..< right` is missing.
  func meets(_ left: SequenceNumber, _ right: SequenceNumber) -> Bool {
    for place in 0..<Int(count) where left < items[place].right && items[place].left < right { return true }
    return false
  }

  var isEmpty: Bool { count == 0 }
}
