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
  /// Newest entries of each pair, for the caps; only of connections that are open.
  private var pairs: [Pair: Kept] = [:]

  private struct Pair: Hashable {
    var check: Int
    var connection: Int
    var side: Side
  }
  private struct Kept {
    var charges = 0
    var newest = 0
    var doubted = false
    var passed = false
  }

  /// Whether anything was charged or doubted on a connection since `mark`.
  var weight: Int { charges.count + doubts.count }

  mutating func add(_ entry: Entry, limits: Limits) {
    let pair = Pair(check: entry.check, connection: entry.connection, side: entry.side)
    var kept = pairs[pair] ?? Kept()
    if kept.charges >= limits.chargesPerPair {
      charges[kept.newest].more += 1
    } else if charges.count >= limits.chargesPerCapture {
      dropped += 1
    } else {
      kept.newest = charges.count
      kept.charges += 1
      charges.append(entry)
    }
    pairs[pair] = kept
  }

  mutating func add(_ entry: DoubtEntry, limits: Limits) {
    let pair = Pair(check: entry.check, connection: entry.connection, side: entry.side)
    if pairs[pair]?.doubted == true { return }
    guard doubts.count < limits.chargesPerCapture else {
      dropped += 1
      return
    }
    pairs[pair, default: Kept()].doubted = true
    doubts.append(entry)
  }

  mutating func add(_ entry: PassEntry, limits: Limits) {
    let pair = Pair(check: entry.check, connection: entry.connection, side: entry.side)
    if pairs[pair]?.passed == true { return }
    guard passes.count < limits.chargesPerCapture else {
      dropped += 1
      return
    }
    pairs[pair, default: Kept()].passed = true
    passes.append(entry)
  }

  mutating func add(_ entry: FactEntry, limits: Limits) {
    guard facts.count < limits.factsPerCapture else {
      dropped += 1
      return
    }
    facts.append(entry)
  }

  /// The pairs of a connection that is over need no counting any more.
  mutating func close(connection: Int, checks: Int) {
    guard !pairs.isEmpty else { return }
    for check in 0..<checks {
      for side in Side.allCases { pairs[Pair(check: check, connection: connection, side: side)] = nil }
    }
  }
}
