import Checks

/// Folds what one host does to another on many connections, such as a port scanner's probes, into one finding.
///
/// Notes only: whoever breaks a requirement is told so on each connection. Nothing is lost: the finding that stays says
/// on how many connections more, and holds the number, frames and observation of each.
struct Repetition {
  /// What makes two findings the same: all but the time, the ports and what was measured.
  private struct Kind: Hashable {
    var check: String
    /// The title's words, without numbers and the plural that goes with them.
    var words: String
    var role: Role?
    var client: String
    var server: String
  }

  private var places: [Kind: [(connection: Int, finding: Int)]] = [:]
  private let language: Language

  init(of reports: [ConnectionReport], language: Language) {
    self.language = language
    for (place, report) in reports.enumerated() {
      for (number, finding) in report.findings.enumerated() where finding.level == .note && finding.counts {
        let kind = Kind(
          check: finding.check, words: Self.words(of: finding.title), role: finding.endpoint, client: report.client.address,
          server: report.server.address)
        places[kind, default: []].append((place, number))
      }
    }
  }

  private static func words(of title: String) -> String {
    let words = title.split(separator: " ").filter { !$0.contains { $0.isNumber } }
    return words.map { $0.hasSuffix("s") ? $0.dropLast() : $0 }.joined(separator: " ")
  }

  /// Leaves the first of each kind that occurs on more than `limit` connections.
  func fold(_ reports: inout [ConnectionReport], beyond limit: Int) {
    var folded: [Int: Set<Int>] = [:]
    for same in places.values where same.count > limit {
      guard let first = same.first else { continue }
      let others = same.dropFirst()
      reports[first.connection].findings[first.finding].alsoIn = others.map { place in
        let finding = reports[place.connection].findings[place.finding]
        return RepeatedFinding(
          connection: reports[place.connection].id, frames: finding.frames, observed: finding.observed)
      }
      reports[first.connection].findings[first.finding].basis += Words.likewise(others.count)[language]
      for place in others { folded[place.connection, default: []].insert(place.finding) }
    }
    for (place, gone) in folded {
      let kept = reports[place].findings.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
      reports[place].findings = kept
      for number in kept.indices { reports[place].findings[number].number = number + 1 }
    }
  }
}
