import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// Lawful conversations made up by chance, each with one thing changed: what breaks a law is found, what breaks none is
/// held against nobody.
@Suite struct MutationTests {
  struct Mutation: CustomTestStringConvertible, Sendable {
    var name: String
    /// Findings of which at least one must be there; empty: nothing may be held against anybody.
    var finds: Set<String> = []
    var change: @Sendable (inout Conversation, inout SeededGenerator) -> Void
    var testDescription: String { name }
  }

  private static let seeds: Range<UInt64> = 0..<40

  @Test("a law broken is found", arguments: breaking)
  func found(_ mutation: Mutation) throws {
    for seed in Self.seeds {
      let (script, report) = try told(mutation, seed: seed)
      let findings = Set(report.accusations.map(\.check))
      #expect(!findings.isDisjoint(with: mutation.finds), "seed \(seed): \(findings)\n\(script)")
    }
  }

  @Test("no law broken, nobody accused", arguments: lawful)
  func innocent(_ mutation: Mutation) throws {
    for seed in Self.seeds {
      let (script, report) = try told(mutation, seed: seed)
      let accused = report.accusations.filter { $0.level != .note }
      #expect(accused.isEmpty, "seed \(seed)\n\(script)")
    }
  }

  private func told(_ mutation: Mutation, seed: UInt64) throws -> (String, CaptureReport) {
    var chance = SeededGenerator(seed: seed)
    var conversation = try Conversation(&chance)
    mutation.change(&conversation, &chance)
    for place in conversation.segments.indices { conversation.segments[place].frame = UInt32(place + 1) }
    return (conversation.segments.map { SegmentNotation.print($0) }.joined(separator: "\n"), report(of: conversation.script))
  }
}
