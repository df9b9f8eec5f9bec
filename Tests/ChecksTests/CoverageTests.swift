import Checks
import TestSupport
import Testing

/// The page that says what a capture can show of the standard; `UPDATE_GOLDEN=1` writes it.
@Suite struct CoverageTests {
  @Test("the coverage page is that of the requirements")
  func page() throws {
    for rfc in [9293, 2525] {
      let rows = Requirement.all.filter { $0.rfc == rfc }.map { requirement in
        let checks = requirement.checks.map { "`\($0)`" }.joined(separator: " ")
        let (about, seen) = (requirement.about.en, requirement.sightWords.en)
        return "| \(requirement.label) | \(requirement.section) | \(about) | \(seen) | \(checks) |"
      }
      let table = ["| label | § | about | seen | checks |", "|---|---|---|---|---|"] + rows
      try expectSection("rfc\(rfc)", of: "Sources/Checks/COVERAGE.md", is: table.joined(separator: "\n"))
    }
  }

  @Test("every check of a requirement and of a term exists")
  func existing() {
    for requirement in Requirement.all {
      for id in requirement.checks { #expect(Catalogue.check(id) != nil, "\(requirement.label) names \(id)") }
    }
    for term in Term.all {
      for id in term.checks { #expect(Catalogue.check(id) != nil, "\(term.word.en) names \(id)") }
    }
  }

  @Test("a check that holds somebody to a label stands beside that label")
  func cited() {
    for check in Catalogue.checks where check.level.isBinding && check.citation.rfc == 9293 {
      guard let label = check.citation.label else { continue }
      let requirement = Requirement.all.first { $0.rfc == 9293 && $0.label == label }
      #expect(requirement?.checks.contains(check.id) == true, "\(label) does not name \(check.id)")
    }
  }

  @Test("what can be seen has checks; what cannot has none")
  func seen() {
    for requirement in Requirement.all {
      switch requirement.sight {
      case .violation, .partly: #expect(!requirement.checks.isEmpty, "\(requirement.label)")
      case .never(.permission): break
      case .never: #expect(requirement.checks.isEmpty, "\(requirement.label)")
      }
    }
  }

  @Test(
    "the labels are those of Appendix B, once each",
    .enabled(if: CitationTests.folder != nil, "RFC_TEXTS names no folder"))
  func labels() throws {
    let appendix = try #require(CitationTests.texts[9293]).sections("B").joined(separator: " ")
    let labels = appendix.matches(of: /(MUST|SHLD|MAY|REC)-[0-9]+/).map { String($0.output.0) }
    let ours = Requirement.all.filter { $0.rfc == 9293 }.map(\.label)
    #expect(Set(labels) == Set(ours))
    #expect(Set(ours).count == ours.count)
  }
}
