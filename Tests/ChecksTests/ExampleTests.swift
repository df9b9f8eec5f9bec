import Analysis
import Checks
import Foundation
import TestSupport
import Testing
import Wire

/// Every check's own examples, run through the whole analysis: a trigger must be named at its marked lines (↓), the
/// nearest innocent neighbour must not be.
@Suite struct ExampleTests {
  @Test("a trigger is named at the marked lines", arguments: Example.triggers)
  func trigger(_ example: Example) throws {
    let script = try SegmentNotation.parse(example.script)
    let report = report(of: script)
    let said = example.check.isObligation ? report.findings(of: example.check.id) : report.said(by: example.check.id)
    #expect(!said.isEmpty, "nothing was said")
    for frame in script.marked {
      #expect(said.contains { $0.frames.contains(Int(frame)) }, "frame \(frame) is not named: \(said)")
    }
  }

  /// A check that only measures may speak in a pass, too, where the pass marks what it says.
  @Test("the innocent neighbour is left alone", arguments: Example.passes)
  func pass(_ example: Example) throws {
    let script = try SegmentNotation.parse(example.script)
    let report = report(of: script)
    let measures = example.check.level == .info || example.check.level == .artefact
    let said = measures ? report.said(by: example.check.id) : report.findings(of: example.check.id)
    let unmarked = said.filter { $0.frames.isEmpty || !$0.frames.contains { script.marked.contains(UInt32($0)) } }
    #expect(unmarked.isEmpty, "\(unmarked)")
    let accused = report.accusations.filter { $0.level != .note && $0.check != example.check.id }
    #expect(accused.isEmpty, "\(accused)")
  }

  /// A reader who sees the title alone, on the first screen or in a ticket, learns who did what.
  @Test("titles state the fact, in one line and in both languages", arguments: Example.triggers)
  func titles(_ example: Example) throws {
    let script = try SegmentNotation.parse(example.script)
    for language in Language.allCases {
      var options = AnalysisOptions()
      options.language = language
      for (check, title) in report(of: script, options: options).titles {
        let question = try #require(Catalogue.checks.first { $0.id == check }).title
        #expect(title != question.en && title != question.zh, "\(check) says only what it looks for")
        #expect(title.count <= 110 && !title.contains("\n") && !".。,，".contains(title.last ?? "."), "\(check): \(title)")
        let isChinese = title.unicodeScalars.contains { 0x4e00...0x9fff ~= $0.value }
        #expect(isChinese == (language == .zh), "\(check): \(title)")
        #expect(title.first?.isLowercase == false, "\(check): \(title)")
      }
    }
  }

  /// Verdicts on such a capture are doubtful at best; it must be read to its end all the same.
  @Test("a clock that runs backwards stops nothing", arguments: Example.triggers + Example.passes)
  func backwards(_ example: Example) throws {
    let script = try SegmentNotation.parse(example.script)
    var reversed = script
    for place in script.segments.indices {
      reversed.segments[place].time = script.segments[script.segments.count - 1 - place].time
    }
    #expect(report(of: reversed).connections.count >= min(1, script.segments.count))
  }
}

/// One example of a check.
struct Example: CustomTestStringConvertible, Sendable {
  var check: Check
  var number: Int
  var script: String
  var testDescription: String { "\(check.id) \(number)" }

  static let triggers = Catalogue.checks.flatMap { check in numbered(check, check.triggers) }
  static let passes = Catalogue.checks.flatMap { check in numbered(check, check.passes) }

  private static func numbered(_ check: Check, _ scripts: [String]) -> [Example] {
    scripts.enumerated().map { Example(check: check, number: $0.offset + 1, script: $0.element) }
  }
}

extension CaptureReport {
  /// The titles of what is held against anybody, or may be, by check; those of consequences, too.
  fileprivate var titles: [(check: String, title: String)] {
    let findings = connections.flatMap(\.findings) + hosts.flatMap(\.findings)
    let failed = (connections.flatMap(\.verdicts) + hosts.flatMap(\.verdicts)).filter { $0.verdict == "fail" }
    let consequences = findings.flatMap(\.consequences).compactMap { text -> (check: String, title: String)? in
      guard let place = text.range(of: " (", options: .backwards) else { return nil }
      return (String(text[place.upperBound...].dropLast()), String(text[..<place.lowerBound]))
    }
    return findings.map { ($0.check, $0.title) } + failed.map { ($0.check, $0.title) } + consequences
  }
}

extension Check {
  /// Breaking it breaks a standard.
  var isObligation: Bool { level == .must || level == .mustUnlabelled || level == .should }
}
