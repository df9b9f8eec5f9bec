import Foundation

/// Captures in which as many connections lie open at a time, however long they are.
enum Growth: String, CaseIterable {
  /// The same ones throughout, with ever more data.
  case steady
  /// Ever others, one begun for each that ends.
  case turnover

  /// Connections open at a time, and in all where a capture is the least.
  var connections: (open: Int, all: Int) {
    switch self {
    case .steady: (100, 100)
    case .turnover: (500, 10_000)
    }
  }

  /// Peak memory in octets of a whole run over a capture, and over one ten times as long.
  private func peaks(in folder: String, program: String) throws -> (once: Double, tenTimes: Double) {
    let output = NSTemporaryDirectory() + "bench-\(getpid())-growth"
    defer { try? FileManager.default.removeItem(atPath: output) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let peaks = try [1, 10].map { times in
      let file = "\(folder)/\(rawValue)-\(times).pcap"
      if !FileManager.default.fileExists(atPath: file) { print("\(file): \(try Generator.write(self, times: times, to: file)) packets") }
      // The least of three: what else the machine does only adds.
      return try (0..<3).map { _ in try Sample.peak(of: [program, "-q", file, "-o", output]) }.min() ?? 0
    }
    print("\(rawValue): peak \(Int(peaks[0]) >> 20) MiB, of ten times as much \(Int(peaks[1]) >> 20) MiB")
    return (peaks[0], peaks[1])
  }

  func measure(in folder: String, program: String) throws -> Measure {
    let peaks = try peaks(in: folder, program: program)
    switch self {
    case .steady:
      return Measure(
        name: "peak memory for ten times the packets of the same connections / once", value: peaks.tenTimes / max(1, peaks.once),
        target: .atMost(1.1), digits: 2)
    case .turnover:
      return Measure(
        name: "octets that a connection takes which is over", value: (peaks.tenTimes - peaks.once) / Double(9 * connections.all),
        target: .none)
    }
  }
}
