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
