import Foundation
import TestSupport
import Testing

/// The folder that users are told to copy.
@Suite struct ExampleGoldenTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples/golden").standardized

  /// A copy of it, and its script run there with the built program on the path.
  private func check(_ scratch: Scratch, changing: (URL) throws -> Void = { _ in }) throws -> Program {
    let copy = scratch.url.appending(path: "golden")
    try FileManager.default.copyItem(at: folder, to: copy)
    try changing(copy)
    return try Program(shell: #"PATH="$(dirname "$tcpreport"):$PATH" golden/check"#, in: scratch)
  }

  @Test("the reports in it are those of its captures; UPDATE_GOLDEN=1 writes them")
  func expected() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(at: folder, to: scratch.url.appending(path: "golden"))
    let run = try Program(
      shell: #"cd golden && "$tcpreport" captures/*.pcap -q -o now --format text,json --baseline known.json"#, in: scratch)
    #expect(run.status == 0)
    for name in ["report.txt", "report.json"] {
      let text = try String(contentsOf: scratch.url.appending(path: "golden/now/\(name)"), encoding: .utf8)
      try expectGolden(text, "../../examples/golden/expected/\(name)")
    }
  }

  @Test(
    "its script passes as it lies there, fails on a finding that is not known, and on behaviour that changed",
    .enabled(if: ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == nil))
  func script() throws {
    #expect(try check(try Scratch()).status == 0)
    let unknown = try check(try Scratch()) { copy in
      try Data("{\"baseline\":\"tcpreport/1\",\"known\":[]}".utf8).write(to: copy.appending(path: "known.json"))
    }
    #expect(unknown.status == 1 && unknown.output.contains("time-wait-1s"))
    let changed = try check(try Scratch()) { copy in
      let capture = copy.appending(path: "captures/half-close.pcap")
      try FileManager.default.removeItem(at: capture)
      try FileManager.default.copyItem(at: URL(filePath: Program.sample("abort.pcap")), to: capture)
    }
    #expect(changed.status == 1 && changed.output.contains("closed by"), "\(changed.output)")
  }
}
