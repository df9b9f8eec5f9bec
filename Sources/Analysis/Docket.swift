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
  /// Charges, doubts and facts beyond the caps.
  private(set) var dropped = 0
  /// What each pair of check and endpoint has said, for the caps; only of connections that are open.
  private var said: [Int: [Said]] = [:]

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

  mutating func add(_ entry: Entry, limits: Limits) {
    let (place, isFull) = (charges.count, charges.count >= limits.chargesPerCapture)
    let known = update(entry.check, entry.side, of: entry.connection) { said -> Int? in
      if said.charges >= limits.chargesPerPair { return said.newest }
      guard !isFull else { return nil }
      said.newest = place
      said.charges += 1
      return place
    }
    switch known {
    case nil: dropped += 1
    case place?: charges.append(entry)
    case let newest?: charges[newest].more += 1
    }
  }

  mutating func add(_ entry: DoubtEntry, limits: Limits) {
    let isFull = doubts.count >= limits.chargesPerCapture
    switch update(entry.check, entry.side, of: entry.connection, { Said.take(&$0.doubted, isFull: isFull) }) {
    case .known: break
    case .full: dropped += 1
    case .new: doubts.append(entry)
    }
  }

  mutating func add(_ entry: PassEntry, limits: Limits) {
    let isFull = passes.count >= limits.chargesPerCapture
    switch update(entry.check, entry.side, of: entry.connection, { Said.take(&$0.passed, isFull: isFull) }) {
    case .known: break
    case .full: dropped += 1
    case .new: passes.append(entry)
    }
  }

  mutating func add(_ entry: FactEntry, limits: Limits) {
    guard facts.count < limits.factsPerCapture else {
      dropped += 1
      return
    }
    facts.append(entry)
  }

  /// The pairs of a connection that is over need no counting any more.
  mutating func close(connection: Int) { said[connection] = nil }
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
