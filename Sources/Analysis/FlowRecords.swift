import Replay
import Tap
import Wire

/// The flows of a capture: those that are busy lie open, those that have nothing more to do rest packed.
///
/// A four-tuple is remembered for an hour, and most of that time nothing comes. Measured on a million short connections, a
/// flow that rests takes a quarter of the memory, and the pages it does not touch save more time than packing costs. What
/// is packed comes back bit by bit, so no report depends on who rested when.
///
/// A flow is of two parts: the tap, which every segment needs at once, and the machine's record, ten times as large, which
/// is packed while segments are kept for it (``DeferredSegments``).
///
/// This file may say `unsafe`: a record that is not lent by its address is copied whole, 4.5 kB, once a segment.
struct FlowRecords: ~Copyable {
  /// What is known of a flow without waking it.
  struct Place: BitwiseCopyable {
    var key: FlowKey
    /// Of its pair of hosts (``FlowKey/pairBucket``).
    let bucket: UInt16
    /// The capture's clock, which never goes back, at the flow's newest record.
    var seen = Instant(nanoseconds: .min)
    /// Place among the connections by first segment, from 0, of the one that is open.
    var ordinal = 0
    /// Segments that its machine has yet to see.
    fileprivate var deferred = DeferredSegments()
    /// Where its tap lies; `.max` while it is packed.
    fileprivate var tap = UInt32.max
    fileprivate var packedTap = PackedWords()
    /// Where its machine's record lies; `.max` while it is packed, and before there is one.
    fileprivate var open = UInt32.max
    fileprivate var packedRecord = PackedWords()
    /// It had a segment that its machine has seen.
    fileprivate(set) var hasBegun = false
    /// Visits since its newest record.
    fileprivate var visits: UInt8 = 0
    var alive = true
    /// Nothing but an attempt was heard: not both ends have sent more than SYN and RST, and there are few segments.
    fileprivate(set) var isAttempt = true
    private var heard: UInt8 = 0
    private var segments: UInt8 = 0
    /// Its neighbours among the attempts of its bucket, in the order of their newest records.
    fileprivate var older = UInt32.max
    fileprivate var newer = UInt32.max

    init(key: FlowKey, bucket: UInt16) {
      self.key = key
      self.bucket = bucket
    }

    /// Takes a record of an attempt in.
    ///
    /// - Returns: whether it still is one.
    fileprivate mutating func hear(_ seg: Segment, from side: Side) -> Bool {
      segments += 1
      if seg.kind == .tcp, !seg.has(.syn), !seg.has(.rst) { heard |= side == .lower ? 1 : 2 }
      return heard != 3 && segments < 12
    }
  }

  private(set) var places = Slab<Place>()
  /// Of the flows that do not rest.
  private var taps = Slab<TapFlow>()
  /// Whose each of them is; `.max`: nobody's.
  private var owners: [UInt32] = []
  private var open = Slab<Analysis.FlowRecord>()
  private var chunks = Slab<WordChunk>()
  /// One connection as it was before the segment that is being judged.
  private var kept = Slab<Connection>()
  private let blank: Analysis.FlowRecord
  private let blankWords: RawWords<Analysis.FlowRecord>
  private let blankTap = RawWords(TapFlow())
  private let blankSegment = RawWords(Segment())
  private let limits: Limits
  /// Attempts that lie open, in turn: where many come at once, they rest before anybody looks at them.
  private var fresh = [UInt32](repeating: .max, count: 32_768)
  private var nextFresh = 0
  /// The attempts of each bucket.
  private var attempts = [Attempts](repeating: Attempts(), count: Address.pairBuckets)
  private struct Attempts {
    var oldest = UInt32.max
    var newest = UInt32.max
    var count: Int32 = 0
    /// How many of them are between which hosts.
    var pairs: [HostPair: Int32] = [:]
  }
  private struct HostPair: Hashable {
    var lower: Address
    var upper: Address
    init(_ key: FlowKey) { (lower, upper) = (key.lower.address, key.upper.address) }
  }
  private var hand = 0
  /// So many nanoseconds after its newest record a flow that is not over may rest, too.
  private static let patience: Int64 = 10_000_000_000

  init(_ limits: Limits) {
    self.limits = limits
    let nobody = SocketAddress(address: Address(v4: 0), port: 0)
    blank = Analysis.FlowRecord(connection: Connection(key: FlowKey(lower: nobody, upper: nobody)))
    blankWords = RawWords(blank)
    _ = kept.allocate(blank.connection)
  }

  /// Indices ever handed out.
  var count: Int { places.count }

  /// A new flow, of which nothing is known but its key.
  mutating func allocate(_ key: FlowKey, bucket: UInt16) -> UInt32 {
    let index = places.allocate(Place(key: key, bucket: bucket))
    layBusy(index)
    taps[places[index].tap] = TapFlow()
    link(index)
    attempts[Int(bucket)].pairs[HostPair(key), default: 0] += 1
    return index
  }

  /// The flow is over, and so is its index.
  mutating func release(_ index: UInt32) {
    if places[index].isAttempt {
      unlink(index)
      forget(index)
    }
    places[index].deferred.release(&chunks)
    places[index].packedTap.release(&chunks)
    places[index].packedRecord.release(&chunks)
    close(index)
    places[index].alive = false
    places.release(index)
  }

  // MARK: Segments kept for later

  /// Keeps a segment until the flow's machine is wanted.
  ///
  /// - Returns: `false` where it is wanted now: see ``catchUp(_:)``.
  @inline(__always)
  mutating func postpone(_ seg: Segment, from side: Side, of index: UInt32) -> Bool {
    guard places[index].deferred.met < limits.longFlow else { return false }
    return places[index].deferred.append(seg, from: side, beside: blankSegment, &chunks)
  }

  /// The flow's machine has segments to see before the next one, or its record is packed.
  @inline(__always)
  func isBehind(_ index: UInt32) -> Bool { places[index].open == .max || !places[index].deferred.isEmpty }

  /// Lays the record of the flow's machine open; it is blank but for the key if it has not begun.
  ///
  /// - Returns: the segments that it has yet to see, for ``next(_:of:into:)``.
  mutating func catchUp(_ index: UInt32) -> DeferredSegments.Reader {
    if places[index].open == .max {
      places[index].open = open.allocate()
      if places[index].hasBegun {
        var reader = PackedReader(places[index].packedRecord)
        reader.read(into: &open[places[index].open], beside: blankWords, chunks)
        places[index].packedRecord.release(&chunks)
      } else {
        clear(index)
      }
    }
    return DeferredSegments.Reader(places[index].deferred)
  }

  /// The next segment that was kept, and who sent it; `nil` behind the last one.
  func next(_ reader: inout DeferredSegments.Reader, of index: UInt32, into seg: inout Segment) -> Side? {
    reader.next(of: places[index].key, into: &seg, beside: blankSegment, chunks)
  }

  /// The machine has seen what was kept.
  mutating func hasCaughtUp(_ index: UInt32) {
    places[index].hasBegun = true
    places[index].deferred.release(&chunks)
  }

  /// The machine has nothing to do before more segments are kept for it; where many lie open, its record is packed.
  @inline(__always)
  mutating func pause(_ index: UInt32) {
    if open.inUse > limits.openRecords, places[index].deferred.met < limits.longFlow { packRecord(index) }
  }

  // MARK: Records

  /// What the tap knows of a flow that does not rest.
  subscript(tapOf index: UInt32) -> TapFlow {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(taps.address(of: places[index].tap)) }
    @inline(__always) unsafeMutableAddress { unsafe taps.address(of: places[index].tap) }
  }

  /// The machine's record, where it lies open, see ``catchUp(_:)``.
  subscript(_ index: UInt32) -> Analysis.FlowRecord {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(open.address(of: places[index].open)) }
    @inline(__always) unsafeMutableAddress { unsafe open.address(of: places[index].open) }
  }

  /// More flows lie open than the nearest caches hold.
  var areMany: Bool { taps.inUse > 64 }

  /// Where what an ordinary segment of a flow needs lies open.
  struct Opening {
    fileprivate var tap = UInt32.max
    fileprivate var open = UInt32.max
    fileprivate var tail = UInt32.max
    static let nowhere = Opening()
  }

  @inline(__always)
  func opening(_ index: UInt32) -> Opening {
    guard index != .max else { return .nowhere }
    return Opening(tap: places[index].tap, open: places[index].open, tail: places[index].deferred.tail)
  }

  /// Reads a little of every cache line that the next segment of the flow needs, so that they come together.
  ///
  /// - Returns: something that depends on all of them.
  @inline(__always)
  func warm(_ place: Opening) -> Int {
    var sum = 0
    if place.tap != .max {
      let tap = unsafe UnsafeRawPointer(taps.address(of: place.tap))
      for offset in stride(from: 0, to: MemoryLayout<TapFlow>.size, by: 64) {
        sum &+= unsafe Int(tap.load(fromByteOffset: offset, as: UInt8.self))
      }
    }
    if place.tail != .max {
      let chunk = unsafe UnsafeRawPointer(chunks.address(of: place.tail))
      sum &+= unsafe Int(chunk.load(as: UInt8.self)) &+ Int(chunk.load(fromByteOffset: 64, as: UInt8.self))
    }
    guard place.open != .max else { return sum }
    let record = unsafe UnsafeRawPointer(open.address(of: place.open))
    for range in FlowRecords.busy {
      for offset in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
        sum &+= unsafe Int(record.load(fromByteOffset: offset, as: UInt8.self))
      }
    }
    return sum
  }

  /// What the ordinary segment has need of: the beginnings of both ends, and everything behind what the connection keeps of
  /// its past.
  private static let busy: [Range<Int>] = {
    typealias Layout = MemoryLayout<Analysis.FlowRecord>
    let ends = [Layout.offset(of: \.connection.lower), Layout.offset(of: \.connection.upper)].compactMap { $0 }
    let groups = ends.flatMap { end in Endpoint.firstOfGroups.map { end + $0..<end + $0 + 1 } }
    let rest = Layout.offset(of: \.connection.stimuliToLower) ?? Layout.size
    return ends.map { $0..<$0 + Endpoint.everywhere } + groups + [rest..<Layout.size]
  }()

  /// The flow's connection where it lies open.
  func lend(_ index: UInt32) -> LentConnection { open.lend(places[index].open) }

  /// Keeps the connection as it is now, until the next one is kept.
  @inline(__always)
  mutating func keepConnection(_ index: UInt32) -> LentConnection {
    unsafe kept.address(of: 0).update(from: &open.address(of: places[index].open).pointee.connection, count: 1)
    return kept.lend(0)
  }

  /// Makes everything but the flow's key as it was before its first segment.
  mutating func clear(_ index: UInt32) {
    self[index] = blank
    self[index].connection.key = places[index].key
  }

  /// A record of the flow comes: it is busy.
  @inline(__always)
  mutating func touch(_ index: UInt32, at time: Instant) {
    places[index].seen = time
    places[index].visits = 0
    if places[index].tap == .max { wake(index) }
  }

  mutating func number(_ index: UInt32, _ ordinal: Int) { places[index].ordinal = ordinal }

  /// Lays the flow's tap open, if it is packed.
  @inline(never)
  mutating func wake(_ index: UInt32) {
    guard places[index].tap == .max else { return }
    layBusy(index)
    var reader = PackedReader(places[index].packedTap)
    reader.read(into: &taps[places[index].tap], beside: blankTap, chunks)
    places[index].packedTap.release(&chunks)
  }

  private mutating func layBusy(_ index: UInt32) {
    let place = taps.allocate()
    if Int(place) == owners.count { owners.append(index) } else { owners[Int(place)] = index }
    places[index].tap = place
    guard places[index].isAttempt else { return }
    let oldest = fresh[nextFresh]
    fresh[nextFresh] = index
    nextFresh = (nextFresh + 1) % fresh.count
    guard oldest != .max, oldest != index, places[oldest].alive, places[oldest].isAttempt, places[oldest].tap != .max,
      taps[places[oldest].tap].held == 0
    else { return }
    rest(oldest)
  }

  private mutating func close(_ index: UInt32) {
    let place = places[index].tap
    guard place != .max else { return }
    owners[Int(place)] = .max
    taps.release(place)
    places[index].tap = .max
    if places[index].open != .max { open.release(places[index].open) }
    places[index].open = .max
  }

  /// Looks at some flows that lie open in turn; whoever has nothing to do is laid to rest.
  mutating func tidy(at now: Instant) {
    guard taps.inUse > limits.busyFlows else { return }
    for _ in 0..<min(16, owners.count) {
      hand = hand + 1 < owners.count ? hand + 1 : 0
      let index = owners[hand]
      guard index != .max else { continue }
      places[index].visits &+= 1
      guard places[index].visits > 1 else { continue }
      places[index].visits = 1
      if mayRest(index, at: now) { rest(index) }
    }
  }

  private func mayRest(_ index: UInt32, at now: Instant) -> Bool {
    guard taps[places[index].tap].held == 0 else { return false }
    if now.nanoseconds(since: places[index].seen) > FlowRecords.patience { return true }
    return places[index].deferred.seemsOver
  }

  private mutating func rest(_ index: UInt32) {
    unsafe places[index].packedTap.append(taps.address(of: places[index].tap), beside: blankTap, &chunks)
    if places[index].open != .max { packRecord(index) }
    close(index)
  }

  @inline(never)
  private mutating func packRecord(_ index: UInt32) {
    unsafe places[index].packedRecord.append(open.address(of: places[index].open), beside: blankWords, &chunks)
    open.release(places[index].open)
    places[index].open = .max
  }

  // MARK: Attempts

  /// More attempts lie open between the hosts of a bucket than memory is for.
  func hasTooManyAttempts(in bucket: Int) -> Bool {
    attempts[bucket].pairs.count > limits.attemptingPairsPerBucket || Int(attempts[bucket].count) > limits.attemptsPerBucket
  }

  /// The one that was silent longest.
  func oldestAttempt(in bucket: Int) -> UInt32? { attempts[bucket].oldest == .max ? nil : attempts[bucket].oldest }

  /// A record of an attempt comes.
  mutating func hear(_ index: UInt32, _ seg: Segment, from side: Side) {
    unlink(index)
    if places[index].hear(seg, from: side) { return link(index) }
    places[index].isAttempt = false
    forget(index)
  }

  /// An attempt less between its two hosts.
  private mutating func forget(_ index: UInt32) {
    let (bucket, pair) = (Int(places[index].bucket), HostPair(places[index].key))
    let left = (attempts[bucket].pairs[pair] ?? 1) - 1
    attempts[bucket].pairs[pair] = left > 0 ? left : nil
  }

  private mutating func link(_ index: UInt32) {
    let bucket = Int(places[index].bucket)
    let newest = attempts[bucket].newest
    places[index].older = newest
    places[index].newer = .max
    if newest == .max { attempts[bucket].oldest = index } else { places[newest].newer = index }
    attempts[bucket].newest = index
    attempts[bucket].count += 1
  }

  private mutating func unlink(_ index: UInt32) {
    let bucket = Int(places[index].bucket)
    let (older, newer) = (places[index].older, places[index].newer)
    if older == .max { attempts[bucket].oldest = newer } else { places[older].newer = newer }
    if newer == .max { attempts[bucket].newest = older } else { places[newer].older = older }
    attempts[bucket].count -= 1
  }
}
