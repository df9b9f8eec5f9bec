import Analysis
import CPcap
import Capture
import Foundation
import Rendering
import Wire

/// Packets that a way of going through a file sees, or what else it counts.
///
/// - Parameter start: when the time began; later where something has to be there first.
func measured(_ way: String, _ file: String, from start: inout ContinuousClock.Instant) throws -> Int {
  switch way {
  case "bare": return try bareLoop(file)
  case "read":
    var capture = try CaptureFile(path: file)
    var octets = 0
    while let frame = capture.next() { octets &+= frame.octets.count }
    return capture.frames
  case "decode":
    var capture = try CaptureFile(path: file)
    var segment = Segment()
    var segments = 0
    while let frame = capture.next() {
      let outcome = Framing.decode(
        frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &segment)
      if outcome == .segment { segments &+= 1 }
    }
    return capture.frames
  case "analysis": return try CaptureReport.reading(file).ledger.read
  case "connections": return try CaptureReport.reading(file).connections.count
  case "figures": return try figures(file, from: &start)
  case "rows": return try rows(file, from: &start)
  default: throw Bench.Refusal(description: "no way is called \(way)")
  }
}

/// What libpcap alone costs: a loop whose callback adds up the captured lengths.
private func bareLoop(_ file: String) throws -> Int {
  var words = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
  guard let handle = pcap_open_offline(file, &words) else { throw Bench.Refusal(description: "libpcap cannot read \(file)") }
  defer { pcap_close(handle) }
  var sums: (packets: Int, octets: Int) = (0, 0)
  withUnsafeMutablePointer(to: &sums) { pointer in
    _ = pcap_loop(
      handle, -1,
      { user, header, _ in
        guard let user, let header else { return }
        user.withMemoryRebound(to: (packets: Int, octets: Int).self, capacity: 1) {
          $0.pointee.packets &+= 1
          $0.pointee.octets &+= Int(header.pointee.caplen)
        }
      }, UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self))
  }
  return sums.packets
}

/// Ladder figures of a capture's drawn connections, over and over, kept by nobody.
private func figures(_ file: String, from start: inout ContinuousClock.Instant) throws -> Int {
  let drawn = try CaptureReport.reading(file).connections.filter { $0.ladder != nil }
  guard !drawn.isEmpty else { throw Bench.Refusal(description: "nothing is drawn of \(file)") }
  start = .now
  var count = 0
  while count < 20_000 {
    for connection in drawn where !LadderFigure.svg(connection, language: .en, standalone: true).isEmpty { count += 1 }
  }
  return count
}

/// Connections as lines of JSON.
private func rows(_ file: String, from start: inout ContinuousClock.Instant) throws -> Int {
  let capture = try CaptureReport.reading(file)
  start = .now
  for _ in 0..<5 where JSONReport.writeLines(capture, to: ByteSink()).written == 0 {
    throw Bench.Refusal(description: "no connections in \(file)")
  }
  return 5 * capture.connections.count
}

/// What one process took.
struct Sample {
  var nanoseconds: Double
  var packets: Int

  /// Runs `bench once` beside this process.
  init(_ way: String, _ file: String) throws {
    let (text, _) = try Sample.output(of: [Bench.path, "once", way, file])
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard numbers.count == 2 else { throw Bench.Refusal(description: "\(way) of \(file) failed") }
    nanoseconds = numbers[0]
    packets = Int(numbers[1])
  }

  /// A whole program, from its start to its end.
  init(program: [String]) throws {
    let start = ContinuousClock.now
    _ = try Sample.output(of: program)
    nanoseconds = (ContinuousClock.now - start) / .nanoseconds(1)
    packets = 0
  }

  /// Peak resident memory of a program, in octets.
  ///
  /// A small process stands between: what a process starts begins with its parent's peak, and this one has grown.
  static func peak(of words: [String]) throws -> Double {
    let (text, _) = try output(of: [Bench.path, "peak"] + words)
    guard let kibioctets = text.split(whereSeparator: \.isWhitespace).last.flatMap({ Double($0) }) else {
      throw Bench.Refusal(description: "\(words.joined(separator: " ")): no peak")
    }
    return kibioctets * 1024
  }

  /// Another tool, where it is installed.
  static func ofPeer(_ words: [String]) throws -> Sample? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(words[0])") }) else { return nil }
    return try Sample(program: words)
  }

  static func output(of words: [String]) throws -> (text: String, usage: rusage) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Bench.Refusal(description: "no pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
      throw Bench.Refusal(description: "cannot run \(words[0])")
    }
    close(ends[1])
    let text = String(decoding: FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile(), as: UTF8.self)
    var status: Int32 = 0
    var usage = rusage()
    wait4(child, &status, 0, &usage)
    guard status == 0 else { throw Bench.Refusal(description: "\(words.joined(separator: " ")): status \(status)") }
    return (text, usage)
  }
}

extension Bench {
  /// A hash of everything that a report says; a file that cannot be read says why.
  static func digest(_ file: String) {
    let text: String
    do { text = "\(try CaptureReport.reading(file))" } catch { text = "\(error)" }
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    print(String(hash, radix: 16), file)
  }
  static var path: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }
  /// The program built beside this one.
  static func program() throws -> String {
    let path = URL(filePath: Bench.path).deletingLastPathComponent().appending(path: "tcpreport").path
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Refusal(description: "no program at \(path)") }
    return path
  }

  /// Instructions of the analysis for a packet, reading included, start-up and end left out: the same on every
  /// machine, so this is what a change is held against.
  static func instructionsPerPacket(_ file: String) throws -> Double? {
    guard try Sample.ofPeer(["valgrind", "--version"]) != nil else { return nil }
    // Else glibc copies by one instruction that valgrind counts once an octet, on machines that have it.
    setenv("GLIBC_TUNABLES", "glibc.cpu.x86_rep_movsb_threshold=1000000000", 1)
    defer { unsetenv("GLIBC_TUNABLES") }
    func total(_ way: String) throws -> (instructions: Double, packets: Double)? {
      let counts = NSTemporaryDirectory() + "bench-\(getpid())-callgrind"
      defer { try? FileManager.default.removeItem(atPath: counts) }
      let (text, _) = try Sample.output(of: ["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=\(counts)", path, "once", way, file])
      let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      let lines = try String(contentsOfFile: counts, encoding: .utf8).split(separator: "\n")
      guard numbers.count == 2, let line = lines.last(where: { $0.hasPrefix("totals:") || $0.hasPrefix("summary:") }),
        let sum = line.split(separator: " ").last.flatMap({ Double($0) })
      else { return nil }
      return (sum, numbers[1])
    }
    guard let analysis = try total("analysis"), let reading = try total("read") else { return nil }
    return (analysis.instructions - reading.instructions) / analysis.packets
  }
}

/// A capture's numbers.
struct Row {
  let shape: Shape
  var packets = 0
  var bare: [Double] = []
  var analysis: [Double] = []
  var whole: Measure
  var tcptrace: Measure
  var conversations: Measure
  var expert: Measure
  var peak: Measure

  /// Bare loop, analysis and the whole run in turns, so that all see the same machine; the peers once.
  init(_ shape: Shape, _ file: String, program: String, pairs: Int) throws {
    self.shape = shape
    let output = NSTemporaryDirectory() + "bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: output) }
    _ = try Sample("read", file)
    let command = [program, "-q", "-j", "1", file, "-o", output]
    var runs: [Double] = []
    for _ in 0..<pairs {
      let loop = try Sample("bare", file)
      let own = try Sample("analysis", file)
      guard loop.packets == own.packets else { throw Bench.Refusal(description: "\(file): libpcap sees \(loop.packets) packets, we \(own.packets)") }
      packets = own.packets
      bare.append(loop.nanoseconds)
      analysis.append(own.nanoseconds)
      runs.append(try Sample(program: command).nanoseconds)
    }
    let targets = ShapeTargets(shape)
    let time = Row.median(runs)
    func over(_ words: [String]) throws -> Double? { try Sample.ofPeer(words).map { $0.nanoseconds / time } }
    whole = Measure(name: "", value: Row.median(zip(runs, bare).map { $0 / $1 }), target: .atMost(targets.whole), digits: 1)
    tcptrace = Measure(name: "", value: try over(["tcptrace", "-n", file]), target: .atLeast(targets.tcptrace), digits: 1)
    conversations = Measure(name: "", value: try over(["tshark", "-n", "-q", "-r", file, "-z", "conv,tcp"]), target: .atLeast(30))
    expert = Measure(name: "", value: try over(["tshark", "-n", "-2", "-q", "-r", file, "-z", "expert"]), target: .atLeast(50))
    peak = Measure(name: "", value: try Sample.peak(of: command) / 1_048_576, target: targets.peak.map { .atMost($0) } ?? .none)
  }

  /// A line while the others are still being measured.
  var text: String {
    let perPacket = { (times: [Double]) in String(format: "%.1f", Row.median(times) / Double(packets)) }
    return "\(shape.rawValue): \(packets) packets, bare \(perPacket(bare)) ns, analysis \(perPacket(analysis)) ns, whole run / bare \(whole.cell)"
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
