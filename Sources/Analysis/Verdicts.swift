import Checks
import Replay
import Wire

/// A connection's verdicts: what settlement made of its charges, beside its doubts and its occasions.
///
/// One pair of check and endpoint has one verdict: fail over inconclusive over pass.
struct Verdicts {
  struct Failure {
    var check: Int
    var side: Side
    var entry: Docket.Entry
    var certainty: Certainty
    var basis: Bilingual
    /// Charges of the same pair beyond the first.
    var more: Int
    /// The decisive frames of all of them.
    var decisive: [UInt32]
  }
  struct Inconclusive {
    var check: Int
    var side: Side
    var reason: Reason
    var leaning: Doubt.Leaning?
    var frames: [UInt32]
    /// What a charge that was excused says; `nil`: nothing more than the check's question.
    var title: Bilingual?
    var expected: Bilingual?
    var observed: Bilingual?
  }
  private(set) var failures: [Failure] = []
  private(set) var inconclusive: [Inconclusive] = []
  private(set) var passed = PerSide()
  private(set) var failed = PerSide()
  private(set) var doubted = PerSide()
  /// Called for, and nothing decided it.
  private(set) var untested = PerSide()
  /// Frames that show a pass, where a check named them.
  private(set) var passFrames: [PassFrames] = []
  private(set) var tally = Tally()

  struct PassFrames {
    var check: Int
    var side: Side
    var frames: [UInt32]
  }
  struct PerSide {
    var lower = CheckSet()
    var upper = CheckSet()
    subscript(_ side: Side) -> CheckSet {
      get { side == .lower ? lower : upper }
      set { if side == .lower { lower = newValue } else { upper = newValue } }
    }
  }

  /// What the docket holds about one connection, as places.
  struct Places {
    var charges: [Int] = []
    var doubts: [Int] = []
    var facts: [Int] = []
    var passes: [Int] = []
  }

  init(row: ConnectionRow, places: Places, docket: Docket, outcomes: [Settlement.Outcome], table: CheckTable) {
    for place in places.charges {
      let entry = docket.charges[place]
      guard case .fail(let certainty, let basis) = outcomes[place] else { continue }
      if let known = failures.firstIndex(where: { $0.check == entry.check && $0.side == entry.side }) {
        failures[known].more += 1 + entry.more
        failures[known].decisive += entry.charge.frames.prefix(1)
        continue
      }
      failed[entry.side].insert(entry.check)
      failures.append(
        Failure(
          check: entry.check, side: entry.side, entry: entry, certainty: certainty, basis: basis, more: entry.more,
          decisive: Array(entry.charge.frames.prefix(1))))
    }
    for place in places.charges {
      let entry = docket.charges[place]
      guard case .inconclusive(let reason) = outcomes[place], table.judging.contains(entry.check) else { continue }
      guard !failed[entry.side].contains(entry.check), !doubted[entry.side].contains(entry.check) else { continue }
      doubted[entry.side].insert(entry.check)
      inconclusive.append(
        Inconclusive(
          check: entry.check, side: entry.side, reason: reason, leaning: .fail, frames: entry.charge.frames, title: entry.charge.title,
          expected: entry.charge.expected, observed: entry.charge.observed))
    }
    for place in places.doubts {
      let entry = docket.doubts[place]
      guard table.judging.contains(entry.check) else { continue }
      guard !failed[entry.side].contains(entry.check), !doubted[entry.side].contains(entry.check) else { continue }
      doubted[entry.side].insert(entry.check)
      inconclusive.append(
        Inconclusive(
          check: entry.check, side: entry.side, reason: entry.doubt.reason, leaning: entry.doubt.leaning,
          frames: entry.doubt.frames, expected: entry.doubt.expected, observed: entry.doubt.observed))
    }
    for side in Side.allCases { passed[side] = table.occasions(row[side].opportunities) }
    for place in places.passes {
      let entry = docket.passes[place]
      guard table.judging.contains(entry.check) else { continue }
      passed[entry.side].insert(entry.check)
      passFrames.append(PassFrames(check: entry.check, side: entry.side, frames: entry.frames))
    }
    for side in Side.allCases {
      passed[side].subtract(failed[side])
      passed[side].subtract(doubted[side])
      untested[side] = table.untested(row[side].opportunities)
      for decided in [passed[side], failed[side], doubted[side]] { untested[side].subtract(decided) }
      tally.pass += passed[side].count
      tally.fail += failed[side].count
      tally.inconclusive += doubted[side].count + untested[side].count
    }
    tally.notExercised = 2 * table.judging.count - tally.pass - tally.fail - tally.inconclusive
  }
}
