import Checks
import Replay

/// A set of checks as bits, by their place in the catalogue.
struct CheckSet: BitwiseCopyable, Hashable, Sendable {
  private var words = InlineArray<4, UInt64>(repeating: 0)
  static let capacity = 256

  init() {}

  static func == (a: CheckSet, b: CheckSet) -> Bool { (0..<4).allSatisfy { a.words[$0] == b.words[$0] } }
  func hash(into hasher: inout Hasher) {
    for place in 0..<4 { hasher.combine(words[place]) }
  }

  @inline(__always)
  mutating func insert(_ check: Int) { words[check >> 6] |= 1 << UInt64(check & 63) }
  @inline(__always)
  func contains(_ check: Int) -> Bool { words[check >> 6] & 1 << UInt64(check & 63) != 0 }
  @inline(__always)
  mutating func formUnion(_ other: CheckSet) {
    for place in 0..<4 { words[place] |= other.words[place] }
  }
  mutating func subtract(_ other: CheckSet) {
    for place in 0..<4 { words[place] &= ~other.words[place] }
  }
  mutating func formIntersection(_ other: CheckSet) {
    for place in 0..<4 { words[place] &= other.words[place] }
  }
  var isEmpty: Bool { (0..<4).allSatisfy { words[$0] == 0 } }
  var count: Int { (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  /// Calls for each member, in catalogue order.
  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    for place in 0..<4 {
      var word = words[place]
      while word != 0 {
        body(place << 6 + word.trailingZeroBitCount)
        word &= word &- 1
      }
    }
  }
}

/// The catalogue compiled once: which checks each mark calls for, and which each opportunity lets pass.
struct CheckTable: Sendable {
  let checks: [Check]
  /// Id → place.
  let places: [String: Int]
  /// A check's question to a step; in a structure of its own, since a bare closure in an array takes its step by copy.
  struct Question: Sendable { let ask: @Sendable (Step, Parameters) -> [Outcome] }
  /// By place; checks of other subjects have nothing to ask a step.
  let questions: [Question]
  private let byMark: [CheckSet]
  private let byOpportunity: [CheckSet]
  private let byUntested: [CheckSet]
  /// The union of every mark that calls for a check.
  let callingMarks: Marks
  /// Checks that judge an endpoint: the pairs a connection's tally sums to.
  let judging: CheckSet
  let hosts: [Int]
  let captures: [Int]

  init(_ checks: [Check]) {
    precondition(checks.count <= CheckSet.capacity, "the catalogue fits the set")
    self.checks = checks
    places = Dictionary(uniqueKeysWithValues: checks.enumerated().map { ($1.id, $0) })
    var byMark = Array(repeating: CheckSet(), count: 64)
    var byOpportunity = Array(repeating: CheckSet(), count: 64)
    var byUntested = Array(repeating: CheckSet(), count: 64)
    var calling: Marks = []
    var judging = CheckSet()
    var (hosts, captures): ([Int], [Int]) = ([], [])
    for (place, check) in checks.enumerated() {
      switch check.subject {
      case .step(let marks, _):
        calling.formUnion(marks)
        for bit in 0..<64 where marks.rawValue & 1 << UInt64(bit) != 0 { byMark[bit].insert(place) }
        for bit in 0..<64 where check.opportunity.rawValue & 1 << UInt64(bit) != 0 { byOpportunity[bit].insert(place) }
        let untested = check.untested?.occasions.rawValue ?? 0
        for bit in 0..<64 where untested & 1 << UInt64(bit) != 0 { byUntested[bit].insert(place) }
        if check.level != .info, check.level != .artefact { judging.insert(place) }
      case .host: hosts.append(place)
      case .capture: captures.append(place)
      }
    }
    questions = checks.map { check in
      guard case .step(_, let ask) = check.subject else { return Question { _, _ in [] } }
      return Question(ask: ask)
    }
    self.byMark = byMark
    self.byOpportunity = byOpportunity
    self.byUntested = byUntested
    self.callingMarks = calling
    self.judging = judging
    self.hosts = hosts
    self.captures = captures
  }

  /// Checks that a step with these marks calls for.
  func called(by marks: Marks) -> CheckSet {
    var set = CheckSet()
    var bits = marks.rawValue
    while bits != 0 {
      set.formUnion(byMark[bits.trailingZeroBitCount])
      bits &= bits &- 1
    }
    return set
  }

  /// Checks that pass by these occasions.
  func occasions(_ opportunities: Opportunities) -> CheckSet { union(of: byOpportunity, opportunities) }

  /// Checks that these occasions call for without deciding them.
  func untested(_ opportunities: Opportunities) -> CheckSet { union(of: byUntested, opportunities) }

  private func union(of sets: [CheckSet], _ opportunities: Opportunities) -> CheckSet {
    var set = CheckSet()
    var bits = opportunities.rawValue
    while bits != 0 {
      set.formUnion(sets[bits.trailingZeroBitCount])
      bits &= bits &- 1
    }
    set.formIntersection(judging)
    return set
  }
}
