import Foundation

/// Captures in which as many connections lie open at a time, however long they are.
enum Growth: String, CaseIterable {
  /// The same ones throughout, with ever more data.
  case steady
  /// Ever others, one begun for each that ends.
  case turnover

  static let open = 500

  /// Peak memory of a whole run over a capture, and over one ten times as long: the quotient.
  func measure(in folder: String, program: String) throws -> Double {
    let output = NSTemporaryDirectory() + "bench-\(getpid())-growth"
    defer { try? FileManager.default.removeItem(atPath: output) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let peaks = try [1, 10].map { times in
      let file = "\(folder)/\(rawValue)-\(times).pcap"
      if !FileManager.default.fileExists(atPath: file) { print("\(file): \(try Generator.write(self, times: times, to: file)) packets") }
      // The least of three: what else the machine does only adds.
      return try (0..<3).map { _ in try Sample(program: [program, "-q", file, "-o", output]).peak }.min() ?? 0
    }
    print("\(rawValue): peak \(peaks[0] / 1024) MiB, of ten times as much \(peaks[1] / 1024) MiB")
    return Double(peaks[1]) / Double(max(1, peaks[0]))
  }

  /// As the table names it.
  var title: String {
    switch self {
    case .steady: "peak memory, ten times the packets / once, the same connections"
    case .turnover: "peak memory, ten times the connections / once, as many open at a time"
    }
  }
}
