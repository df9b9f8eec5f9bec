import Foundation

/// How long an analysis takes, as a ratio to a bare libpcap loop over the same file.
///
/// ```
/// bench generate DIR [--size small|medium|full] [SHAPE…]  writes the captures: same seed, same bytes
/// bench run [DIR] [--size …] [--pairs N] [--into FILE] [SHAPE…]
///                                                            the table; into the place that a document keeps for it
/// bench gate [DIR]                                           instructions a packet against Tests/bench/instructions
/// bench growth [DIR]                                         memory of captures ten times as long, alone
/// bench digest FILE…                                         a hash of each report: what a change must not move
/// bench flood N                                              N SYNs of as many four-tuples, as a capture to standard output
/// ```
/// Absolute times drift with the machine by a factor of two; only the ratios of interleaved pairs are to be quoted.
@main struct Bench {
  static func main() {
    do {
      try carryOut()
    } catch {
      FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func carryOut() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    let verb = words.isEmpty ? "run" : words.removeFirst()
    if verb == "digest" { return words.forEach(digest) }
    if verb == "flood" { return try Generator.flood(words.first.flatMap { Int($0) } ?? 10_000_000) }
    if verb == "peak" { return print(try Sample.output(of: words).usage.ru_maxrss) }
    if verb == "once", words.count == 2 { return try once(words[0], words[1]) }
    let options = try Options(words)
    switch verb {
    case "generate": try options.shapes.forEach { try generate($0, options, always: true) }
    case "run": try run(options)
    case "gate": try gate(options)
    case "growth":
      let program = try program()
      for growth in Growth.allCases {
        let measure = try growth.measure(in: options.folder, program: program)
        print("\(measure.name): \(measure.cell)")
      }
    default: throw Refusal(description: "bench generate DIR | bench run [DIR]; see Tests/bench/Bench.swift")
    }
  }

  struct Refusal: Error, CustomStringConvertible { var description: String }

  /// What was asked for on the command line.
  struct Options {
    var folder = ".build/bench"
    /// For all shapes; without one, each has its own.
    var size: Size?
    var pairs = 5
    /// A document that keeps a place for the table.
    var document: String?
    var shapes: [Shape] = []

    init(_ words: [String]) throws {
      var words = words[...]
      while let word = words.popFirst() {
        switch word {
        case "--size":
          guard let size = words.popFirst().flatMap(Size.init) else { throw Refusal(description: "--size small|medium|full") }
          self.size = size
        case "--pairs":
          guard let pairs = words.popFirst().flatMap({ Int($0) }), pairs > 0 else { throw Refusal(description: "--pairs N") }
          self.pairs = pairs
        case "--into":
          guard let file = words.popFirst() else { throw Refusal(description: "--into FILE") }
          document = file
        default: if let shape = Shape(rawValue: word) { shapes.append(shape) } else { folder = word }
        }
      }
      if shapes.isEmpty { shapes = Shape.allCases }
    }

    func file(_ shape: Shape, _ size: Size) -> String { "\(folder)/\(shape.rawValue)-\(size.rawValue).pcap" }

    /// Fixed costs vanish in a gigabyte; of connections a tenth will do, since the peers take minutes and gigabytes for more.
    func size(of shape: Shape) -> Size { size ?? (shape == .bulk || shape == .mix ? .full : .medium) }
  }

  static func generate(_ shape: Shape, _ options: Options, size: Size? = nil, always: Bool = false) throws {
    let size = size ?? options.size(of: shape)
    let file = options.file(shape, size)
    if !always, FileManager.default.fileExists(atPath: file) { return }
    try FileManager.default.createDirectory(atPath: options.folder, withIntermediateDirectories: true)
    let packets = try Generator.write(shape, size, to: file)
    print("\(file): \(packets) packets")
  }

  static func run(_ options: Options) throws {
    let program = try program()
    var table = Table()
    for shape in options.shapes {
      try generate(shape, options)
      let row = try Row(shape, options.file(shape, options.size(of: shape)), program: program, pairs: options.pairs)
      print(row.text)
      table.rows.append(row)
    }
    table.measures = try measures(options, program: program)
    print(table.text)
    if let document = options.document { try table.write(into: document) }
  }

  /// What is no matter of one shape.
  private static func measures(_ options: Options, program: String) throws -> [Measure] {
    for shape in [Shape.mix, .short, .conc] {
      try generate(shape, options, size: .small)
      try generate(shape, options, size: .medium)
    }
    let (short, conc) = (options.file(.short, .medium), options.file(.conc, .medium))
    func rate(_ way: String, _ file: String) throws -> Double {
      let sample = try Sample(way, file)
      return Double(sample.packets) / sample.nanoseconds * 1e9
    }
    let open = try Sample.peak(of: [path, "once", "analysis", conc])
    let nothing = try Sample.peak(of: [path, "once", "read", conc])
    let flows = try Sample("connections", conc).packets
    let output = NSTemporaryDirectory() + "bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: output) }
    func two(_ jobs: String) throws -> Double {
      try median(options.pairs) { try Sample(program: [program, "-q", "-j", jobs, short, conc, "-o", output]).nanoseconds }
    }
    /// Both threads read the one file.
    func shared(_ file: String) throws -> Double {
      try median(options.pairs) {
        let alone = try Sample(program: [program, "-q", "-j", "1", file, "-o", output]).nanoseconds
        return try Sample(program: [program, "-q", "-j", "2", file, "-o", output]).nanoseconds / alone
      }
    }
    let flood = try Sample.peak(of: ["sh", "-c", "'\(path)' flood 10000000 | '\(program)' -q -o '\(output)' -"])
    let alone = try median(options.pairs) { try Sample(program: [program, "--version"]).nanoseconds }
    let other = try Sample.ofPeer(["tcpdump", "--version"]) == nil
      ? nil : try median(options.pairs) { try Sample(program: ["tcpdump", "--version"]).nanoseconds }
    return [
      Measure(
        name: "instructions a packet of mix, beyond reading", value: try instructionsPerPacket(options.file(.mix, .small)),
        target: .atMost(1500)),
      Measure(
        name: "octets an open flow takes, with its log", value: (open - nothing) / Double(flows),
        target: .atMost(1229)),
      Measure(name: "ladder figures of ten segments a second, in memory", value: try rate("figures", options.file(.short, .small)), target: .atLeast(100_000)),
      Measure(name: "connections a second as lines of JSON", value: try rate("rows", short), target: .atLeast(1_500_000)),
      Measure(
        name: "two files on two cores / one after the other", value: try two("2") / two("1"), target: .atMost(0.6), digits: 2),
      try Growth.steady.measure(in: options.folder, program: program),
      try Growth.turnover.measure(in: options.folder, program: program),
      Measure(name: "short, one file: two threads / one", value: try shared(short), target: .atMost(0.85), digits: 2),
      Measure(name: "conc, one file: two threads / one", value: try shared(conc), target: .atMost(0.85), digits: 2),
      Measure(
        name: "a flood of 10 000 000 SYNs: peak, of 2048 MiB", value: flood / 1_048_576, target: .atMost(2048)),
      Measure(name: "`tcpreport --version` / `tcpdump --version`", value: other.map { alone / $0 }, target: .atMost(3), digits: 1),
    ]
  }

  private static func median(_ times: Int, _ measure: () throws -> Double) rethrows -> Double {
    Row.median(try (0..<times).map { _ in try measure() })
  }

  /// Instructions are counted the same on every machine, so they are what a change is held against: not more than a
  /// tenth above what was written down last.
  static func gate(_ options: Options) throws {
    try generate(.mix, options, size: .small)
    let kept = "Tests/bench/instructions"
    guard let now = try instructionsPerPacket(options.file(.mix, .small)) else { throw Refusal(description: "valgrind is not installed") }
    let text = try String(contentsOfFile: kept, encoding: .utf8)
    guard let before = Double(text.prefix { !$0.isWhitespace }) else { throw Refusal(description: "\(kept) holds no number") }
    print("\(Table.number(now, 0)) instructions a packet beyond reading; written down: \(Table.number(before, 0))")
    if now > before * 1.1 { throw Refusal(description: "more than a tenth above; find out why, or write the new number into \(kept)") }
    if now < before * 0.9 { print("less by more than a tenth: write the new number into \(kept)") }
  }

  /// One measurement, in a process of its own: nanoseconds and packets to standard output.
  static func once(_ way: String, _ file: String) throws {
    var start = ContinuousClock.now
    let packets = try measured(way, file, from: &start)
    print((ContinuousClock.now - start) / .nanoseconds(1), packets)
  }
}
