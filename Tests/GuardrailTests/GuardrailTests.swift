import Foundation
import Testing

/// What the compiler does not hold, held by reading the sources.
@Suite struct GuardrailTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// Every Swift file below a folder, by its path from the root.
  private static func files(below folder: String) -> [(path: String, text: String)] {
    let base = root.appending(path: folder)
    let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      (folder + "/" + name, (try? String(contentsOf: base.appending(path: name), encoding: .utf8)) ?? "")
    }
  }
  private static let sources = files(below: "Sources")

  /// They touch memory or C, each with its reason at its head; everything else is checked by the compiler.
  private static let mayBeUnsafe: Set<String> = [
    "Sources/Wire/Bytes.swift",
    "Sources/Capture/CaptureFile.swift", "Sources/Capture/FrameSource.swift", "Sources/Capture/Decompressor.swift",
    "Sources/Capture/PcapHandle.swift", "Sources/Capture/Extract/Zstandard.swift", "Sources/Capture/Extract/BlockFile.swift",
    "Sources/Replay/LentConnection.swift", "Sources/Replay/Step.swift",
    "Sources/Analysis/Slab.swift", "Sources/Analysis/FlowRecords.swift", "Sources/Analysis/PackedWords.swift",
    "Sources/Rendering/ByteSink.swift", "Sources/Rendering/XMLWriter.swift",
    "Sources/tcpreport/FileSystem.swift",
  ]

  @Test("the files that may say unsafe are these, and each of them does")
  func unsafeFiles() {
    let saying = Self.sources.filter { $0.text.contains(/\bunsafe\b/) }.map(\.path)
    #expect(!Self.sources.isEmpty)
    #expect(Set(saying) == Self.mayBeUnsafe)
  }

  @Test("nothing goes around the compiler: no forced try or cast, no unchecked promise of safety")
  func noWayAround() {
    for (path, text) in Self.sources {
      for way in [/\btry!/, /\bas!/, /@unchecked\b/, /nonisolated\(unsafe\)/, /\bfatalError\(/, /catch\s*\{\s*\}/] {
        #expect(!text.contains(way), "\(path)")
      }
    }
  }

  @Test("no file is longer than 600 lines, and none postpones its work")
  func length() {
    for (path, text) in Self.sources + Self.files(below: "Tests") where path != "Tests/GuardrailTests/GuardrailTests.swift" {
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 601, "\(path)")
      #expect(!text.contains(/\b(TODO|FIXME)\b/), "\(path)")
    }
  }

  @Test("no two members of an option set share a bit")
  func bits() {
    for (path, text) in Self.sources {
      var seen: Set<String> = []
      for match in text.matches(of: /static (?:let|var) \w+(?:: \w+)?\s*[={]\s*([\w.]+)\(rawValue: (1 << \d+)\)/) {
        #expect(seen.insert("\(match.1) \(match.2)").inserted, "\(path): \(match.1) has two members with \(match.2)")
      }
    }
  }

  @Test("the rooms below Rendering do without Foundation, which starts slowly and makes the binary ten times as large")
  func withoutFoundation() {
    for (path, text) in Self.sources {
      let room = path.split(separator: "/")[1]
      guard ["Wire", "Capture", "Tap", "Replay", "Hosts", "Checks", "Analysis"].contains(room) else { continue }
      #expect(!text.contains(/import Foundation/), "\(path)")
    }
  }
}
