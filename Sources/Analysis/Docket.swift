import Checks
import Replay
import Wire

/// What the checks said while the capture was read, waiting for settlement.
struct Docket: Sendable {
  /// One charge with what only its own step can tell.
  struct Entry: Sendable {
    var check: Int
    var connection: Int
    var side: Side
    var charge: Charge
    var event: Step.Event
    var time: Instant
    /// The segment does not look like the accused's others (guard MBX).
    var foreign: Bool
    /// The record was moved to repair the order (guard ORD).
    var reordered: Bool
    var fragment: Bool
    var badChecksum: Bool
    /// A state that takes part was only inferred across a gap.
    var inferred: Bool
    /// Further charges of the same pair, counted and not kept.
    var more = 0
  }
  struct DoubtEntry: Sendable {
    var check: Int
    var connection: Int
    var side: Side
    var doubt: Doubt
  }
  struct FactEntry: Sendable {
    var check: Int
    var connection: Int
    var side: Side?
    var fact: Fact
  }
  struct PassEntry: Sendable {
    var check: Int
    var connection: Int
    var side: Side
    var frames: [UInt32]
  }

  private(set) var charges: [Entry] = []
  private(set) var doubts: [DoubtEntry] = []
  private(set) var facts: [FactEntry] = []
  private(set) var passes: [PassEntry] = []
  /// Charges, doubts, facts and passes beyond the caps.
  var dropped = 0
  /// How many of each there are in each bucket of pairs of hosts, by its number.
  private var counts = [Counts](repeating: Counts(), count: Address.pairBuckets)
  /// What each pair of check and endpoint has said, for the caps; only of connections that are open.
  private var said: [Int: [Said]] = [:]

  private struct Counts {
    var charges = 0
    var doubts = 0
    var facts = 0
    var passes = 0
  }

  fileprivate struct Said {
    var check: Int
    var side: Side
    var charges = 0
    var newest = 0
    var doubted = false
    var passed = false
  }

  /// What a pair has said so far, changed by `change`.
  private mutating func update<Answer>(
    _ check: Int, _ side: Side, of connection: Int, _ change: (inout Said) -> Answer
  ) -> Answer {
    let list = said[connection] ?? []
    let place = list.firstIndex { $0.check == check && $0.side == side }
    guard let place else {
      var fresh = Said(check: check, side: side)
      defer { said[connection, default: []].append(fresh) }
      return change(&fresh)
    }
    return change(&said[connection, default: []][place])
  }

  /// Whether anything was charged or doubted on a connection since `mark`.
  var weight: Int { charges.count + doubts.count }

  mutating func add(_ entry: Entry, in bucket: Int, limits: Limits) {
    let (place, isFull) = (charges.count, counts[bucket].charges >= limits.chargesPerBucket)
    let known = update(entry.check, entry.side, of: entry.connection) { said -> Int? in
      if said.charges >= limits.chargesPerPair { return said.newest }
      guard !isFull else { return nil }
      said.newest = place
      said.charges += 1
      return place
    }
    switch known {
    case nil: dropped += 1
    case place?:
      charges.append(entry)
      counts[bucket].charges += 1
    case let newest?: charges[newest].more += 1
    }
  }

  mutating func add(_ entry: DoubtEntry, in bucket: Int, limits: Limits) {
    let isFull = counts[bucket].doubts >= limits.chargesPerBucket
    switch update(entry.check, entry.side, of: entry.connection, { Said.take(&$0.doubted, isFull: isFull) }) {
    case .known: break
    case .full: dropped += 1
    case .new:
      doubts.append(entry)
      counts[bucket].doubts += 1
    }
  }

  mutating func add(_ entry: PassEntry, in bucket: Int, limits: Limits) {
    let isFull = counts[bucket].passes >= limits.chargesPerBucket
    switch update(entry.check, entry.side, of: entry.connection, { Said.take(&$0.passed, isFull: isFull) }) {
    case .known: break
    case .full: dropped += 1
    case .new:
      passes.append(entry)
      counts[bucket].passes += 1
    }
  }

  mutating func add(_ entry: FactEntry, in bucket: Int, limits: Limits) {
    guard counts[bucket].facts < limits.factsPerBucket else {
      dropped += 1
      return
    }
    facts.append(entry)
    counts[bucket].facts += 1
  }

  /// The pairs of a connection that is over need no counting any more.
  mutating func close(connection: Int) { said[connection] = nil }

  /// Gives every connection its place in the whole capture.
  mutating func renumber(_ place: (Int) -> Int) {
    for index in charges.indices { charges[index].connection = place(charges[index].connection) }
    for index in doubts.indices { doubts[index].connection = place(doubts[index].connection) }
    for index in facts.indices { facts[index].connection = place(facts[index].connection) }
    for index in passes.indices { passes[index].connection = place(passes[index].connection) }
  }

  /// Forgets what was said of the other connections.
  mutating func keep(_ isKept: (Int) -> Bool) {
    charges.removeAll { !isKept($0.connection) }
    doubts.removeAll { !isKept($0.connection) }
    facts.removeAll { !isKept($0.connection) }
    passes.removeAll { !isKept($0.connection) }
  }

  /// Takes in what was said of other connections.
  mutating func take(_ other: Docket) {
    charges += other.charges
    doubts += other.doubts
    facts += other.facts
    passes += other.passes
    dropped += other.dropped
  }

  /// Whether every entry is of one of so many checks and connections.
  func fits(checks: Int, connections: Int) -> Bool {
    func fits(_ check: Int, _ connection: Int) -> Bool { 0..<checks ~= check && 0..<connections ~= connection }
    return charges.allSatisfy { fits($0.check, $0.connection) } && doubts.allSatisfy { fits($0.check, $0.connection) }
      && facts.allSatisfy { fits($0.check, $0.connection) } && passes.allSatisfy { fits($0.check, $0.connection) }
  }
}

extension Docket {
  mutating func append(_ entry: Entry, reading archive: inout Archive) { charges.append(read(entry, &archive)) }
  mutating func append(_ entry: DoubtEntry, reading archive: inout Archive) { doubts.append(read(entry, &archive)) }
  mutating func append(_ entry: FactEntry, reading archive: inout Archive) { facts.append(read(entry, &archive)) }
  mutating func append(_ entry: PassEntry, reading archive: inout Archive) { passes.append(read(entry, &archive)) }

  private func read<Value: Archived>(_ blank: Value, _ archive: inout Archive) -> Value {
    var value = blank
    value.code(&archive)
    return value
  }
}

extension Docket.Said {
  fileprivate enum Taking { case known, full, new }

  /// Says it once, where there is room.
  fileprivate static func take(_ word: inout Bool, isFull: Bool) -> Taking {
    if word { return .known }
    guard !isFull else { return .full }
    word = true
    return .new
  }
}
