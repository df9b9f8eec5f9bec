import Checks
import Foundation
import TestSupport
import Testing

/// How captures are made is told from the laboratory's own table; `UPDATE_GOLDEN=1` writes it.
@Suite struct RecipeTests {
  private static let laboratory = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Laboratory").standardized

  @Test("the recipes are the scenarios of the fault laboratory")
  func generated() throws {
    var recipes: [String: [String]] = [:]
    for table in ["faults", "lwip"] {
      let text = try String(contentsOf: Self.laboratory.appending(path: table + ".tsv"), encoding: .utf8)
      for line in text.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: "\t").map(String.init)
        guard let capture = fields.first?.split(separator: ".").first, let fault = fields.last else { continue }
        let scenario = capture.hasSuffix("-ipv6") ? capture.dropLast(5) : capture
        for finding in fields[4].split(separator: " ") where finding != "-" {
          let (id, recipe) = (String(finding.prefix { $0 != "@" }), ".\(table)(\(literal(String(scenario))), \(literal(fault)))")
          guard recipes[id, default: []].count < 2, recipes[id]?.contains(recipe) != true else { continue }
          recipes[id, default: []].append(recipe)
        }
      }
    }
    let rows = recipes.sorted { $0.key < $1.key }.map { id, recipes in
      "    \(literal(id)): [\n\(recipes.map { "      \($0),\n" }.joined())    ],\n"
    }
    try expectGolden(
      """
      // Out of Tests/Laboratory/faults.tsv and lwip.tsv, by UPDATE_GOLDEN=1 swift test.

      extension Recipe {
        /// Scenarios that bring a check's finding to light, two at most.
        static let laboratory: [String: [Recipe]] = [
      \(rows.joined())  ]
      }

      """, "../../Sources/Checks/LaboratoryRecipes.swift")
  }

  private func literal(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
  }

  @Test("every check says how to make a capture for it")
  func complete() {
    for check in Catalogue.checks { #expect(!Recipe.all(for: check.id).isEmpty, "\(check.id)") }
  }
}
