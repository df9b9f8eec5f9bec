import Analysis
import Capture
import TCPReportKit

/// Capture files of octets that nobody vouches for.
enum FuzzedCaptures {
  /// Reads to the end, and once more joined with itself.
  static func read(_ octets: [UInt8]) -> String? {
    let memory = MemoryFile(octets)
    guard var file = try? CaptureFile(path: memory.path) else { return nil }
    var frames = 0
    while let frame = file.next() {
      frames += 1
      if Int(frame.number) != frames { return "frame \(frame.number) is the \(frames)th" }
      if frame.octets.count > frame.originalLength { return "frame \(frames) has more octets than it had" }
    }
    _ = (file.ending, file.drops, file.offset)
    guard var joined = try? JoinedCapture(paths: [memory.path, memory.path]) else { return "readable, but not joined" }
    var both = 0
    while joined.next() != nil { both += 1 }
    return both == 2 * frames ? nil : "\(frames) frames twice are \(both)"
  }

  /// The whole program, from octets to octets.
  static func tell(_ octets: [UInt8]) -> String? {
    let memory = MemoryFile(octets)
    var options = Options()
    // Which of the ways it takes is the octets' choice, so that each case repeats.
    let ways = octets.reduce(0 as UInt8) { $0 &* 31 &+ $1 }
    if ways & 1 != 0 { options.language = .zh }
    if ways & 2 != 0 { options.redaction = try? Redaction(key: [UInt8](repeating: 7, count: 32)) }
    if ways & 4 != 0 { options.drawing = .all }
    options.allVerdicts = ways & 8 != 0
    if ways & 48 == 48 { options.filter = "tcp or not ip6" }
    guard let reader = try? CaptureReader(options) else { return "these options are none" }
    var report = reader.emptyReport
    do throws(UnreadableCapture) {
      report.captures = [try reader.read(memory.path, as: "capture")]
    } catch {
      report.unread = [error.told]
    }
    if ways & 64 != 0, let pair = try? reader.read(pair: memory.path, memory.path, as: ("near", "far")) {
      if let complaint = Sinks.complaint(about: pair) { return complaint }
    }
    return Sinks.complaint(about: report)
  }
}
