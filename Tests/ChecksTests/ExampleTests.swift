import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// Every check's own examples, run through the whole analysis: a trigger must be named at its marked lines (↓), the
/// nearest innocent neighbour must not be.
@Suite struct ExampleTests {
  struct Example: CustomTestStringConvertible, Sendable {
    var check: Check
    var number: Int
    var script: String
    var testDescription: String { "\(check.id) \(number)" }
  }
  static let triggers = Catalogue.checks.flatMap { check in
    check.triggers.enumerated().map { Example(check: check, number: $0.offset + 1, script: $0.element) }
  }
  static let passes = Catalogue.checks.flatMap { check in
    check.passes.enumerated().map { Example(check: check, number: $0.offset + 1, script: $0.element) }
  }

  @Test("a trigger is named at the marked lines", arguments: triggers)
  func trigger(_ example: Example) throws {
    let script = try SegmentNotation.parse(example.script)
    let said = report(of: script).said(by: example.check.id)
    #expect(!said.isEmpty, "nothing was said")
    for frame in script.marked {
      #expect(said.contains { $0.frames.contains(Int(frame)) }, "frame \(frame) is not named: \(said)")
    }
  }

  @Test("the innocent neighbour is left alone", arguments: passes)
  func pass(_ example: Example) throws {
    let said = report(of: try SegmentNotation.parse(example.script)).said(by: example.check.id)
    #expect(said.isEmpty, "\(said)")
  }
}
