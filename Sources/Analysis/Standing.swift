import Checks
import Wire

/// What a whole capture says of each check, and by these of each requirement of the standard.
struct Standing {
  private var failed = CheckSet()
  private var doubted = CheckSet()
  private var passed = CheckSet()
  /// Of checks that know several laws, the labels of those that were broken.
  private var broken: [Int: Set<String>] = [:]

  /// Takes in one connection.
  mutating func take(_ verdicts: Verdicts) {
    for side in Side.allCases {
      failed.formUnion(verdicts.failed[side])
      doubted.formUnion(verdicts.doubted[side])
      doubted.formUnion(verdicts.untested[side])
      passed.formUnion(verdicts.passed[side])
    }
    for failure in verdicts.failures {
      guard let citation = failure.entry.charge.citation else { continue }
      broken[failure.check, default: []].insert(citation.rfc == 9293 ? citation.label ?? "" : "")
    }
  }

  /// Takes in one host.
  mutating func take(_ verdicts: [VerdictReport], _ table: CheckTable) {
    for verdict in verdicts {
      guard let place = table.places[verdict.check] else { continue }
      switch verdict.verdict {
      case "fail": failed.insert(place)
      case "pass": passed.insert(place)
      default: doubted.insert(place)
      }
    }
  }

  /// Every check that judges, in the catalogue's order.
  func reports(_ table: CheckTable) -> [CheckStanding] {
    table.checks.enumerated().compactMap { place, check in
      guard check.level != .info, check.level != .artefact else { return nil }
      return CheckStanding(check: check.id, verdict: verdict(place))
    }
  }

  private func verdict(_ place: Int) -> String {
    if failed.contains(place) { return "fail" }
    if doubted.contains(place) { return "inconclusive" }
    return passed.contains(place) ? "pass" : "notExercised"
  }

  /// A requirement is violated where a check fails that it binds; a note breaks none. It is upheld where it was called
  /// for and nothing speaks against it.
  func requirements(_ table: CheckTable, _ language: Language) -> [RequirementReport] {
    Requirement.all.map { requirement in
      var report = RequirementReport(
        rfc: requirement.rfc, label: requirement.label, section: requirement.section,
        about: requirement.about[language], standing: .notExercised, checks: requirement.checks)
      if case .never(let why) = requirement.sight {
        report.standing = .notVisible
        report.why = why.words[language]
        return report
      }
      let places = requirement.checks.compactMap { table.places[$0] }
      let binding = places.filter { table.checks[$0].level.isBinding }
      let breaks = { (place: Int) in
        failed.contains(place) && broken[place].map { $0.contains(requirement.label) } ?? true
      }
      if binding.contains(where: breaks) {
        report.standing = .violated
      } else if places.contains(where: { breaks($0) || doubted.contains($0) }) {
        report.standing = .undecided
      } else if places.contains(where: passed.contains) {
        report.standing = .upheld
      }
      return report
    }
  }
}
