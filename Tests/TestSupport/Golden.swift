import Foundation
import Testing

/// Compares with `Tests/Golden/<name>`; `UPDATE_GOLDEN=1 swift test` writes instead, and `git diff` reviews.
public func expectGolden(
  _ actual: String, _ name: String, at location: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/\(name)").standardized
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(actual.utf8).write(to: file, options: .atomic)
  } else {
    let expected = try String(contentsOf: file, encoding: .utf8)
    let same = actual == expected
    #expect(same, "\(name) differs: run UPDATE_GOLDEN=1 swift test, then read the diff", sourceLocation: location)
  }
}

/// Compares what stands between two lines `<!-- NAME -->` of a document of the repository; `UPDATE_GOLDEN=1` writes it.
public func expectSection(
  _ name: String, of document: String, is text: String, at location: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(document)").standardized
  let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "<!-- \(name) -->\n")
  try #require(parts.count == 3, "\(document) has a section \(name)", sourceLocation: location)
  if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
    let written = [parts[0], text + "\n", parts[2]].joined(separator: "<!-- \(name) -->\n")
    try Data(written.utf8).write(to: file, options: .atomic)
  } else {
    let same = parts[1] == text + "\n"
    #expect(same, "\(document) is behind: run UPDATE_GOLDEN=1 swift test, then read the diff", sourceLocation: location)
  }
}
