import Foundation
import TestSupport
import Testing

/// The files that users copy into their build servers' configuration: their commands, run as they stand there.
@Suite struct ExampleBuildTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples").standardized

  /// The command of an example: the lines from one that begins with the program's name to the next key.
  private func command(in example: String) throws -> String {
    let lines = try String(contentsOf: Self.folder.appending(path: "ci/\(example)"), encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let first = try #require(lines.firstIndex { $0.hasPrefix("tcpreport ") })
    return lines[first...].prefix { $0.hasPrefix("tcpreport ") || $0.hasPrefix("--") }.joined(separator: " ")
  }

  @Test(
    "they pass over captures whose findings are known, fail where one is not, and write what the server collects",
    arguments: [
      ("github-actions.yml", ["out/report.sarif", "out/summary.md", "out/index.html"]), ("gitlab-ci.yml", ["out/junit.xml", "out/index.html"]),
    ])
  func commands(example: String, collected: [String]) throws {
    let command = try command(in: example)
    let scratch = try Scratch()
    let golden = Self.folder.appending(path: "golden")
    try FileManager.default.copyItem(at: golden.appending(path: "captures"), to: scratch.url.appending(path: "captures"))
    try FileManager.default.copyItem(at: golden.appending(path: "known.json"), to: scratch.url.appending(path: "captures/known.json"))
    let line = #"PATH="$(dirname "$tcpreport"):$PATH" \#(command)"#
    let run = try Program(shell: line, in: scratch)
    #expect(run.status == 0, "\(command): \(run.errors)")
    for file in collected { #expect(scratch.has(file), "\(file)") }
    try scratch.write(Array("{\"baseline\":\"tcpreport/1\",\"known\":[]}".utf8), to: "captures/known.json")
    #expect(try Program(shell: line, in: scratch).status == 1)
  }
}
