import Capture
import Foundation
import TestSupport
import Testing
import Wire

/// README's tables of formats are those of the code; `UPDATE_GOLDEN=1` writes them.
@Suite struct FormatsTests {
  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private static var files: String {
    let read = Container.allCases.map { container in
      [container.row.name, container.row.note, "nothing"]
    }
    let unpacked = Compression.allCases.map { form in
      ["\(form) of any of them", "known by \(form.row.magic), not by name", "`\(form.row.package)`"]
    }
    let rows = read + unpacked + [["standard input", "`-`, as a stream, compressed or not", "nothing"], ["`-f`", "pcap-filter(7)", "`libpcap-dev`"]]
    let refused = (ForeignFile.all.filter { $0.advice != .none } + [ForeignFile.endace]).map { String($0.name.drop { $0 != " " }.dropFirst()) }
    return table(["file", "what of it", "what it is built with"], rows) + "\n\nRefused by name, with what to do: "
      + refused.joined(separator: ", ") + "."
  }

  private static var links: String {
    let titles = LinkType.allCases.map(\.title).reduce(into: [String]()) { titles, title in if !titles.contains(title) { titles.append(title) } }
    let rows = titles.map { title in
      [title, LinkType.allCases.filter { $0.title == title }.map { "\($0.rawValue)" }.joined(separator: ", "), "read"]
    }
    let counted = LinkType.counted.map { row in
      [row.title, row.numbers.map { "\($0)" }.joined(separator: ", "), "counted as `\(row.reason.name)`"]
    }
    return table(["link layer", "`LINKTYPE_`", "its frames are"], rows + counted + [["any other", "", "counted as `\(SkipReason.unknownLinkType.name)`"]])
  }

  private static var wrappings: String {
    table(["inside", "known by", "as said in"], Encapsulation.all.map { [$0.name, $0.mark, $0.law] })
  }

  @Test("the formats in README are the code's")
  func readme() throws {
    try expectSection("formats", of: "README.md", is: [Self.files, Self.links, Self.wrappings].joined(separator: "\n\n"))
  }

  @Test("what unpacking and filters are built with, the Makefile installs")
  func packages() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let makefile = try String(contentsOf: root.appending(path: "Makefile"), encoding: .utf8)
    let line = try #require(makefile.split(separator: "\n").first { $0.hasPrefix("PACKAGES :=") })
    for package in Compression.allCases.map(\.row.package) + ["libpcap-dev"] {
      #expect(line.split(separator: " ").contains(Substring(package)), "\(package)")
    }
  }

  @Test("no number stands for two link types")
  func numbers() {
    let numbers = LinkType.allCases.map(\.rawValue) + LinkType.counted.flatMap(\.numbers)
    #expect(Set(numbers).count == numbers.count)
  }
}
