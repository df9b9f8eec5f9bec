import Wire

/// Whatever two records of one packet have in common, in 32 bits: everything of the IP datagram but TTL, its checksum
/// and the traffic class, which routers change.
@inline(__always)
package func fingerprint(of seg: Segment, from side: Side) -> UInt32 {
  let numbers = UInt64(seg.seq.rawValue) << 32 | UInt64(seg.ack.rawValue)
  let rest =
    UInt64(seg.flags.rawValue) << 52 | UInt64(seg.wnd) << 36 | UInt64(seg.ipID) << 20
    | UInt64(seg.payload & 0x7ffff) << 1 | (side == .lower ? 0 : 1)
  var hash = numbers &* 0x9e37_79b9_7f4a_7c15
  hash ^= (rest &* 0xc2b2_ae3d_27d4_eb4f) &+ (hash >> 29)
  hash ^= seg.payloadHash &* 0x1656_67b1_9e37_79f9
  hash ^= (seg.options.words.0 ^ UInt64(seg.urgentPointer) << 48) &* 0xd6e8_feb8_6659_fd93
  hash ^= (seg.options.words.1 &+ UInt64(seg.options.count)) &* 0xa076_1d64_78bd_642f
  if seg.options.count > 16 {
    hash ^= (seg.options.words.2 ^ seg.options.words.3 &* 31 ^ seg.options.words.4 &* 961) &* 0xe703_7ed1_a0b4_28db
  }
  return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
}

/// The newest records of one flow, by which a second record of the same packet is known.
///
/// Times are microseconds on a circle of 2³², which is ample beside windows of milliseconds.
package struct RecentRecords: BitwiseCopyable, Sendable {
  private var hashes = InlineArray<16, UInt32>(repeating: 0)
  private var times = InlineArray<16, UInt32>(repeating: 0)
  private var ttls = InlineArray<16, UInt8>(repeating: 0)
  /// Bit 0: sent by the upper side; bit 1: its second record was found.
  private var marks = InlineArray<16, UInt8>(repeating: 0)
  private var next: UInt8 = 0
  private var count: UInt8 = 0
  package init() {}

  /// An earlier record of the same packet, or what looks like one.
  struct Match {
    var place: Int
    /// Nanoseconds between the two records.
    var apart: Int64
    var ttl: UInt8
    var isPaired: Bool
    /// The other side spoke in between.
    var isAnswered: Bool
  }

  @inline(__always)
  mutating func append(_ hash: UInt32, from side: Side, time: Int64, ttl: UInt8) {
    let place = Int(next & 15)
    hashes[place] = hash
    times[place] = UInt32(truncatingIfNeeded: time / 1000)
    ttls[place] = ttl
    marks[place] = side.rawValue
    next = next &+ 1
    if count < 16 { count += 1 }
  }

  /// The newest match that has no second record yet; failing that, the newest match.
  func match(_ hash: UInt32, from side: Side, time: Int64) -> Match? {
    var paired: Match?
    var answered = false
    for step in 1..<17 where step <= Int(count) {
      let place = Int(next &- UInt8(step)) & 15
      if marks[place] & 1 != side.rawValue { answered = true }
      guard hashes[place] == hash else { continue }
      let match = Match(
        place: place, apart: RecentRecords.apart(times[place], UInt32(truncatingIfNeeded: time / 1000)),
        ttl: ttls[place], isPaired: marks[place] & 2 != 0, isAnswered: answered)
      if !match.isPaired { return match }
      if paired == nil { paired = match }
    }
    return paired
  }

  static func apart(_ a: UInt32, _ b: UInt32) -> Int64 { abs(Int64(Int32(bitPattern: b &- a))) * 1000 }

  mutating func pair(_ place: Int) { marks[place] |= 2 }

  /// Oldest first.
  func forEach(_ body: (_ hash: UInt32, _ side: Side, _ time: UInt32, _ ttl: UInt8, _ isPaired: Bool) -> Void) {
    for step in (1..<Int(count) + 1).reversed() {
      let place = Int(next &- UInt8(step)) & 15
      body(hashes[place], marks[place] & 1 == 0 ? .lower : .upper, times[place], ttls[place], marks[place] & 2 != 0)
    }
  }
}

/// The same for a flow that has shown copies: they may lie a good many records apart.
struct WideRecords: Sendable {
  private struct Record {
    var hash: UInt32
    var time: UInt32
    var ttl: UInt8
    var side: Side
    var isPaired: Bool
  }
  private static let capacity = 256
  private var records: [Record] = []
  private var next = 0
  private var sinceMatch = 0

  init() {}
  init(_ recent: RecentRecords) {
    recent.forEach { hash, side, time, ttl, isPaired in
      append(hash, from: side, time: time, ttl: ttl)
      if isPaired { records[records.count - 1].isPaired = true }
    }
  }

  /// Nothing has come twice for as long as is remembered.
  var isIdle: Bool { sinceMatch > Self.capacity }

  mutating func append(_ hash: UInt32, from side: Side, time: UInt32, ttl: UInt8) {
    let record = Record(hash: hash, time: time, ttl: ttl, side: side, isPaired: false)
    if records.count < Self.capacity {
      records.append(record)
    } else {
      records[next] = record
    }
    next = (next + 1) % Self.capacity
    sinceMatch += 1
  }

  func match(_ hash: UInt32, from side: Side, time: Int64) -> RecentRecords.Match? {
    var paired: RecentRecords.Match?
    var answered = false
    for step in 1...Self.capacity where step <= records.count {
      let place = (next - step + Self.capacity) % Self.capacity
      let record = records[place]
      if record.side != side { answered = true }
      guard record.hash == hash else { continue }
      let match = RecentRecords.Match(
        place: place, apart: RecentRecords.apart(record.time, UInt32(truncatingIfNeeded: time / 1000)), ttl: record.ttl,
        isPaired: record.isPaired, isAnswered: answered)
      if !match.isPaired { return match }
      if paired == nil { paired = match }
    }
    return paired
  }

  mutating func pair(_ place: Int) {
    records[place].isPaired = true
    sinceMatch = 0
  }
}
