import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// A note that recurs on many connections of two hosts is told once, and says where else it holds.
@Suite struct RepetitionTests {
  /// Null segments from so many ports of A, which no TCP sends (`seg/flags-invalid`).
  private func scan(_ ports: Int, from host: String = "A") -> String {
    (0..<ports).map { "  +0.1  \(host):\(40000 + $0) > B  -  1000:1000(0)  win 1024\n" }.joined()
  }

  private func findings(_ text: String, change: (inout AnalysisOptions) -> Void = { _ in }) throws -> [[Finding]] {
    var options = AnalysisOptions()
    change(&options)
    let report = report(of: try SegmentNotation.parse(text + "  capture ends +5\n"), options: options)
    return report.connections.map { $0.findings.filter { $0.check == "seg/flags-invalid" } }
  }

  @Test("as many as are told each stay with their connections")
  func few() throws {
    let each = try findings(scan(AnalysisOptions().limits.connectionsPerNote))
    #expect(each.allSatisfy { $0.count == 1 && $0[0].alsoIn.isEmpty })
  }

  @Test("one more, and the first holds the frames and words of all others")
  func many() throws {
    let count = AnalysisOptions().limits.connectionsPerNote + 1
    let each = try findings(scan(count))
    #expect(each.map(\.count) == [1] + Array(repeating: 0, count: count - 1))
    let first = try #require(each[0].first)
    #expect(first.number == 1 && first.basis.hasSuffix("on \(count - 1) more connections of these two hosts"))
    #expect(first.alsoIn.map(\.connection) == Array(2...count) && first.alsoIn.map(\.frames) == (2...count).map { [$0] })
    #expect(first.alsoIn.allSatisfy { $0.observed == first.observed })
  }

  @Test("titles that differ by what was measured are of one kind")
  func measured() throws {
    let count = AnalysisOptions().limits.connectionsPerNote + 1
    let script = (0..<count).map { place in
      """
        +1      A:\(40000 + place) > B  S   1000:1000(0)  win 64240
        +0.020  B > A:\(40000 + place)  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A:\(40000 + place) > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A:\(40000 + place) > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A:\(40000 + place)  .   9001:9001(0)  ack 1002  win 65535
      """
    }
    let report = report(of: try SegmentNotation.parse(script.joined(separator: "\n") + "\n  capture ends +900"))
    let told = report.connections.flatMap(\.findings).filter { $0.check == "close/close-wait-lingering" }
    #expect(told.map(\.alsoIn.count) == [count - 1] && told[0].title.hasPrefix("The server stood in CLOSE-WAIT"))
  }

  @Test("other hosts are told for themselves")
  func hosts() throws {
    let count = AnalysisOptions().limits.connectionsPerNote
    #expect(try findings(scan(count) + scan(count, from: "C")).allSatisfy { $0.count == 1 })
  }

  @Test("whoever breaks a requirement is told so on each connection")
  func requirements() throws {
    let each = try findings(scan(20)) { $0.policy.levels = ["seg/flags-invalid": .must] }
    #expect(each.allSatisfy { $0.count == 1 && $0[0].alsoIn.isEmpty })
  }
}
