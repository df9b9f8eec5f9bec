import Foundation

/// The captures at hand: `samples/`, and the folder named by CAPTURES where that is set.
enum CaptureFiles {
  static let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized.path
  static let folder: String? = ProcessInfo.processInfo.environment["CAPTURES"]

  static let all: [String] = ([samples] + (folder.map { [$0, $0 + "/malformed"] } ?? [])).flatMap { folder in
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
  }.filter { magic(of: $0).map(known.contains) ?? false }

  static let plain: [String] = all.filter { magic(of: $0)?.prefix(2) != gzip[...] }

  private static let gzip: [UInt8] = [0x1f, 0x8b]
  private static let known: Set<[UInt8]> = {
    let plain: [[UInt8]] = [
      [0xd4, 0xc3, 0xb2, 0xa1], [0xa1, 0xb2, 0xc3, 0xd4], [0x4d, 0x3c, 0xb2, 0xa1], [0xa1, 0xb2, 0x3c, 0x4d],
      [0x0a, 0x0d, 0x0d, 0x0a], [0x34, 0xcd, 0xb2, 0xa1], [0xa1, 0xb2, 0xcd, 0x34],
    ]
    return Set(plain + (0...255).map { gzip + [8, $0] })
  }()

  private static func magic(of file: String) -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: file), let magic = try? handle.read(upToCount: 4) else { return nil }
    return Array(magic)
  }

  /// What a program writes to standard output, and its exit status.
  static func output(of program: String, _ arguments: [String]) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }
}
