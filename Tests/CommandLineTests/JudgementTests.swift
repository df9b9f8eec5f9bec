import Checks
import Foundation
import Testing

/// Findings in the captures of others, as they were judged by hand (`Tests/Laboratory/judgements.tsv`).
@Suite struct JudgementTests {
  /// One check's findings in one capture.
  struct Judgement: Sendable {
    var capture: String
    var check: String
    var findings: Int
    var stands: Bool
    /// Five fields of what they have to be, and a reason.
    var isComplete: Bool
  }

  static let table: [Judgement] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Laboratory/judgements.tsv")
    let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst()
    return lines.map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let isComplete = fields.count == 6 && fields.allSatisfy { !$0.isEmpty } && ["stands", "wrong"].contains(fields[4])
      guard isComplete, let count = Int(fields[2]) else {
        return Judgement(capture: String(line), check: "", findings: 0, stands: false, isComplete: false)
      }
      return Judgement(capture: fields[0], check: fields[1], findings: count, stands: fields[4] == "stands", isComplete: true)
    }
  }()

  @Test("each row of the table is complete, names a check, and says it once")
  func rows() {
    let known = Set(Catalogue.checks.map(\.id))
    #expect(!Self.table.isEmpty)
    for row in Self.table {
      #expect(row.isComplete && row.findings > 0 && known.contains(row.check), "\(row.capture) \(row.check)")
    }
    #expect(Set(Self.table.map { "\($0.capture) \($0.check)" }).count == Self.table.count)
  }

  /// What the program says above a note of the files below the folder named by CAPTURES.
  @Test("every finding above a note is judged, and what was judged to stand is found", .enabled(if: CapturesTests.folder != nil))
  func captures() throws {
    let folder = try #require(CapturesTests.folder)
    let scratch = try Scratch()
    var found: [String: Int] = [:]
    for file in CapturesTests.files {
      let options = ["--format", "json", "-o", "-", "-q", "--draw", "none", "--fail-on", "should"]
      let run = try Program([file] + options, in: scratch)
      guard run.status == 1 || run.status == 3 else { continue }
      let name = file.dropFirst(folder.count).drop { $0 == "/" }.replacing("/", with: "__")
      for check in try Self.accusations(in: run.output) { found["\(name) \(check)", default: 0] += 1 }
    }
    let standing = Self.table.filter(\.stands).map { ("\($0.capture) \($0.check)", $0.findings) }
    let judged = Dictionary(standing) { $0 + $1 }
    for key in Set(found.keys).union(judged.keys).sorted() {
      #expect(found[key] == judged[key], "\(key): \(found[key] ?? 0) found, \(judged[key] ?? 0) judged to stand")
    }
  }

  /// The checks of all findings of a JSON report above a note.
  private static func accusations(in json: String) throws -> [String] {
    struct Report: Decodable {
      struct Finding: Decodable {
        var check: String
        var level: String
      }
      struct Subject: Decodable { var findings: [Finding] }
      struct Capture: Decodable {
        var connections: [Subject]
        var hosts: [Subject]
      }
      var captures: [Capture]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    let findings = report.captures.flatMap { $0.connections + $0.hosts }.flatMap(\.findings)
    return findings.filter { $0.level != "note" }.map(\.check)
  }
}
