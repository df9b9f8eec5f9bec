import Checks
import Foundation
import TestSupport
import Testing

/// README lists the checks as the catalogue has them; `UPDATE_GOLDEN=1` writes the list.
@Suite struct ReadmeTests {
  @Test("the list of checks in README is the catalogue's")
  func checks() throws {
    var lines = ["| check | level | what it sees |", "|---|---|---|"]
    for check in Catalogue.checks {
      lines.append("| `\(check.id)` | \(check.level.name) | \(check.title[.en]) |")
    }
    try expectSection("checks", of: "README.md", is: lines.joined(separator: "\n"))
  }
}
