import Analysis
import Checks
import Foundation
import TestSupport
import Testing

/// The laboratories (`Tests/Laboratory`): what their tables promise of every capture is found, and nobody else is accused.
@Suite struct LaboratoryTests {
  /// One capture of a fault or of an innocent path.
  struct Exhibit: CustomTestStringConvertible, Sendable {
    /// Below `captures/`.
    var file: String
    /// `check@end`, the end being `client`, `server` or an address.
    var expected: Set<String>
    /// True of the capture, but not to be proven from where it was taken.
    var undecided: Set<String>
    var testDescription: String { file }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Laboratory").standardized
  /// Faults of our own stack; the known ways of real ones; and innocence.
  static let exhibits =
    ["faults", "linux", "lwip"].flatMap { folder in
      rows(of: folder + ".tsv").map {
        Exhibit(file: "\(folder)/\($0[0])", expected: names($0[4]), undecided: names($0[5]))
      }
    } + rows(of: "innocent.tsv").map { Exhibit(file: "innocent/" + $0[0], expected: [], undecided: []) }
  /// What is known to be missed: `capture check@end`.
  private static let misses = Set(rows(of: "misses.tsv").map { "\($0[0]) \($0[1])" })
  private static let catalogue = Set(Catalogue.checks.map(\.id))

  @Test("faults are found, whatever is named must be true, and doubt stays doubt", arguments: exhibits)
  func exhibit(_ exhibit: Exhibit) throws {
    let path = Self.folder.appending(path: "captures/" + exhibit.file).path(percentEncoded: false)
    let findings = try CaptureReport.reading(path).byEnd
    let told = Set(findings.flatMap { end, finding in finding.checks.map { "\($0)@\(end)" } })
    let name = exhibit.file.split(separator: "/").last ?? ""
    let missed = exhibit.expected.subtracting(told).filter { finding in
      let check = String(finding.prefix { $0 != "@" })
      return Self.catalogue.contains(check) && !Self.misses.contains("\(name) \(finding)")
    }
    #expect(missed.isEmpty, "not found: \(missed.sorted()); found: \(told.sorted())")
    let stale = told.filter { Self.misses.contains("\(name) \($0)") }
    #expect(stale.isEmpty, "no longer missed, strike it out of misses.tsv: \(stale.sorted())")
    let grave = Set(findings.filter { $0.finding.level != .note }.map { "\($0.finding.check)@\($0.end)" })
    let accused = grave.subtracting(exhibit.expected)
    #expect(accused.isEmpty, "wrongly accused: \(accused.sorted())")
    let decided = told.intersection(exhibit.undecided)
    #expect(decided.isEmpty, "said with no proof: \(decided.sorted())")
  }

  @Test("every capture of the folders has its line in a table")
  func complete() throws {
    for kind in ["faults", "linux", "lwip", "innocent"] {
      let place = Self.folder.appending(path: "captures/" + kind).path(percentEncoded: false)
      guard FileManager.default.fileExists(atPath: place) else { continue }
      let files = try FileManager.default.contentsOfDirectory(atPath: place).filter { !$0.hasPrefix(".") }
      let listed = Self.exhibits.map(\.file).filter { $0.hasPrefix(kind + "/") }.map { String($0.dropFirst(kind.count + 1)) }
      #expect(Set(files).subtracting(listed) == [])
      #expect(Set(listed).subtracting(files) == [])
    }
  }

  @Test("a recipe for what is no fault shows it", arguments: Catalogue.checks.map(\.id).filter { Recipe.measured[$0] != nil })
  func recipe(_ id: String) throws {
    let words = Recipe.measured[id]?.command.split(separator: " ").map(String.init) ?? []
    let places = ["samples/resample": "../../samples/", "Tests/Laboratory/innocence/run": "captures/innocent/", "Tests/Laboratory/capture": "captures/faults/"]
    guard words.count == 2, let place = places[words[0]] else { return }
    let folder = Self.folder.appending(path: place).standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
      .filter { $0.split(separator: ".").first == words[1][...] }.sorted()
    #expect(!files.isEmpty, "no capture of \(words[1])")
    let says = try files.contains { try CaptureReport.reading(folder.appending(path: $0).path(percentEncoded: false)).says(id) }
    #expect(says, "\(words[1]) does not show \(id)")
  }

  private static func rows(of table: String) -> [[String]] {
    guard let text = try? String(contentsOf: folder.appending(path: table), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
  }

  private static func names(_ field: String) -> Set<String> {
    field == "-" ? [] : Set(field.split(separator: " ").map(String.init))
  }
}

extension CaptureReport {
  /// A finding, fact or entry about the capture of this check.
  fileprivate func says(_ id: String) -> Bool {
    let findings = connections.flatMap(\.findings) + hosts.flatMap(\.findings)
    let facts = connections.flatMap(\.facts) + hosts.flatMap(\.facts)
    return findings.contains { $0.checks.contains(id) } || facts.contains { $0.check == id } || quality.contains { $0.check == id }
  }

  /// Every finding with the end it accuses: `client`, `server` or an address.
  fileprivate var byEnd: [(end: String, finding: Finding)] {
    connections.flatMap { connection in connection.findings.map { ($0.endpoint?.rawValue ?? "", $0) } }
      + hosts.flatMap { host in host.findings.map { (host.address, $0) } }
  }
}
