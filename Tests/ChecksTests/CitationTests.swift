import Checks
import Foundation
import Testing

/// Every sentence that a check cites stands in the RFC, in the section named, word for word.
///
/// The texts are looked up in the folder that `RFC_TEXTS` names (`rfc9293.txt` …); without it these are skipped.
@Suite struct CitationTests {
  static let folder = ProcessInfo.processInfo.environment["RFC_TEXTS"]
  /// The texts of all RFCs that are cited, each read once.
  static let texts: [Int: RFCText] = {
    guard let folder else { return [:] }
    var texts: [Int: RFCText] = [:]
    for number in Set(Catalogue.checks.map(\.citation.rfc)) {
      let file = URL(filePath: folder).appending(path: "rfc\(number).txt")
      texts[number] = (try? String(contentsOf: file, encoding: .utf8)).map(RFCText.init)
    }
    return texts
  }()

  @Test(
    "a cited sentence stands in its section", .enabled(if: folder != nil, "RFC_TEXTS names no folder"),
    arguments: Catalogue.checks)
  func stands(_ check: Check) throws {
    let citation = check.citation
    let rfc = try #require(Self.texts[citation.rfc], "there is no rfc\(citation.rfc).txt")
    let sentence = RFCText.folded(citation.sentence)
    #expect(!sentence.isEmpty)
    let sections = rfc.sections(citation.section)
    #expect(!sections.isEmpty, "RFC \(citation.rfc) has no section \(citation.section)")
    #expect(sections.contains { $0.contains(sentence) }, "not in section \(citation.section): \(sentence)")
  }

  @Test("page breaks and indentation are no part of a sentence")
  func folds() {
    let text = """
      3.5.  Closing

         A TCP peer MUST actively
      Postel                                                         [Page 37]
      \u{0C}
      RFC 793                                                   September 1981
         wait for 2MSL.

      3.6.  Next

         Something else.
      """
    let rfc = RFCText(text)
    #expect(rfc.sections("3.5").contains { $0.contains("A TCP peer MUST actively wait for 2MSL.") })
    #expect(!rfc.sections("3.5").contains { $0.contains("Something else") })
    #expect(rfc.sections("3.7").isEmpty)
  }
}

/// The text of an RFC by its sections.
struct RFCText: Sendable {
  private let lines: [Substring]
  /// Lines that head a section, and its number.
  private let headings: [(line: Int, number: String)]

  init(_ text: String) {
    lines = text.split(whereSeparator: \.isNewline).filter { line in
      line.firstMatch(of: #/\[Page [0-9ivx]+\]\s*$/#) == nil
        && line.wholeMatch(of: #/\f?(RFC|Request for Comments:?) ?\d+ .*\d{4}\s*/#) == nil
    }
    headings = lines.enumerated().compactMap { place, line in RFCText.heading(line).map { (place, $0) } }
  }

  /// White space folded to single spaces, and none where a line was broken after a hyphen.
  static func folded(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("- ", with: "-")
  }

  /// Everything under this number, its subsections included; several where the number heads several places.
  func sections(_ number: String) -> [String] {
    headings.indices.filter { headings[$0].number == number }.map { start in
      let end = headings[(start + 1)...].first { next in
        next.number != number && !next.number.hasPrefix(number + ".") && isSibling(next.number, of: number)
      }
      return RFCText.folded(lines[headings[start].line..<(end?.line ?? lines.endIndex)].joined(separator: " "))
    }
  }

  /// The number of a section's heading: `3.10.7.4`, `B.2` or `B`; lines of the table of contents are none.
  private static func heading(_ line: Substring) -> String? {
    guard !line.contains(". .") && !line.contains("....") else { return nil }
    guard let match = line.firstMatch(of: #/^\s*(?:Appendix )?(\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)\.?(?:\s{1,2}\S.*)?$/#)
    else { return nil }
    let number = String(match.1)
    // A lone number or letter at the start of a line is often text: a heading says more, and stands at the margin.
    let isAtMargin = line.first.map { !$0.isWhitespace } ?? false
    return number.contains(".") || isAtMargin ? number : nil
  }

  /// A heading of the same kind (all digits, or an appendix) ends a section.
  private func isSibling(_ next: String, of number: String) -> Bool {
    (next.first?.isNumber ?? false) == (number.first?.isNumber ?? false) || next.count == 1
  }
}
