import Capture
import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  var status: Int32
  var output: String
  var errors: String

  /// `samples/` of this checkout.
  static let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized.path

  static func sample(_ name: String) -> String { "\(samples)/\(name)" }

  /// Lies beside the test's own executable.
  static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "tcpreport").path

  /// Runs it in `folder` and waits for its end.
  @discardableResult
  init(
    _ arguments: [String], in folder: Scratch, input: String? = nil, environment: [String: String] = [:]
  ) throws {
    try self.init(running: Program.path, arguments, in: folder, input: input, environment: environment)
  }

  /// A shell's line, in which `$tcpreport` is the program: for what no argument list of Foundation can say.
  init(shell line: String, in folder: Scratch) throws {
    try self.init(running: "/bin/sh", ["-c", line], in: folder, environment: ["tcpreport": Program.path])
  }

  private init(
    running path: String, _ arguments: [String], in folder: Scratch, input: String? = nil, environment: [String: String]
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, errors) = (folder.url.appending(path: ".stdout"), folder.url.appending(path: ".stderr"))
    for file in [output, errors] { try Data().write(to: file) }
    let (out, err) = (try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors))
    process.standardOutput = out
    process.standardError = err
    let source = try FileHandle(forReadingFrom: URL(filePath: input ?? "/dev/null"))
    process.standardInput = source
    try process.run()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    self.output = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    self.errors = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    for handle in [out, err, source] { try handle.close() }
    for file in [output, errors] { try FileManager.default.removeItem(at: file) }
  }
}

/// A folder of its own for one test, gone afterwards.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tcpreport-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Every file below a folder, by its path there.
  func files(in folder: String) throws -> [String: Data] {
    let root = url.appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    var files: [String: Data] = [:]
    for name in names {
      var isFolder: ObjCBool = false
      let path = root.appending(path: name).path
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        files[name] = try Data(contentsOf: URL(filePath: path))
      }
    }
    return files
  }

  func write(_ octets: [UInt8], to name: String) throws { try Data(octets).write(to: url.appending(path: name)) }

  /// A sample under another name, whole or only its first octets.
  func copy(_ sample: String, to name: String, octets: Int = .max) throws {
    try Data(try Data(contentsOf: URL(filePath: Program.sample(sample))).prefix(octets)).write(to: url.appending(path: name))
  }
}

extension Program {
  /// The frames of a sample, with the microseconds since its first.
  static func frames(of name: String) throws -> [(microseconds: Int64, octets: [UInt8])] {
    var file = try CaptureFile(path: sample(name))
    var frames: [(microseconds: Int64, octets: [UInt8])] = []
    var start: Int64?
    while let frame = file.next() {
      let time = frame.time.nanoseconds / 1000
      start = start ?? time
      frames.append((time - (start ?? time), (0..<frame.octets.count).map { frame.octets.octet($0) }))
    }
    return frames
  }
}

/// A little-endian pcap of Ethernet with these frames, a second apart.
func pcap(_ frames: [[UInt8]]) -> [UInt8] {
  func long(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
  let header = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0] + long(0) + long(0) + long(65535) + long(1)
  return frames.enumerated().reduce(header) { file, frame in
    file + long(frame.offset) + long(0) + long(frame.element.count) + long(frame.element.count) + frame.element
  }
}

/// An ARP request, as far as Ethernet goes.
let arp: [UInt8] = [UInt8](repeating: 0xff, count: 6) + [2, 0, 0, 0, 0, 1, 8, 6] + [UInt8](repeating: 0, count: 28)
