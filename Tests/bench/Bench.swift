import Foundation

/// How long an analysis takes, as a ratio to a bare libpcap loop over the same file.
///
/// ```
/// bench generate DIR [--size small|medium|full] [SHAPE…]     writes the captures: same seed, same bytes
/// bench run [DIR] [--size …] [--pairs N] [--instructions] [SHAPE…]
/// bench digest FILE…                                         a hash of each report: what a change must not move
/// ```
/// Absolute times drift with the machine by a factor of two; only the ratios of interleaved pairs are to be quoted.
@main struct Bench {
  static func main() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    let verb = words.isEmpty ? "run" : words.removeFirst()
    if verb == "digest" { return words.forEach(digest) }
    if verb == "once", words.count == 2 { return try once(words[0], words[1]) }
    let options = try Options(words)
    switch verb {
    case "generate": try options.shapes.forEach { try generate($0, options, always: true) }
    case "run": try run(options)
    default: throw Refusal(description: "bench generate DIR | bench run [DIR]; see Tests/bench/Bench.swift")
    }
  }

  struct Refusal: Error, CustomStringConvertible { var description: String }

  /// What was asked for on the command line.
  struct Options {
    var folder = ".build/bench"
    var size = Size.medium
    var pairs = 7
    var instructions = false
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
        case "--instructions": instructions = true
        default: if let shape = Shape(rawValue: word) { shapes.append(shape) } else { folder = word }
        }
      }
      if shapes.isEmpty { shapes = Shape.allCases }
    }

    func file(_ shape: Shape, _ size: Size) -> String { "\(folder)/\(shape.rawValue)-\(size.rawValue).pcap" }
  }

  static func generate(_ shape: Shape, _ options: Options, size: Size? = nil, always: Bool = false) throws {
    let size = size ?? options.size
    let file = options.file(shape, size)
    if !always, FileManager.default.fileExists(atPath: file) { return }
    try FileManager.default.createDirectory(atPath: options.folder, withIntermediateDirectories: true)
    let packets = try Generator.write(shape, size, to: file)
    print("\(file): \(packets) packets")
  }

  static func run(_ options: Options) throws {
    print("ns a packet, and ratios to a bare libpcap loop over the same file: median [least, greatest] of \(options.pairs) pairs")
    for shape in options.shapes {
      try generate(shape, options)
      let file = options.file(shape, options.size)
      var row = try Row(file, pairs: options.pairs)
      if options.instructions {
        try generate(shape, options, size: .small)
        row.instructions = try instructionsPerPacket(options.file(shape, .small))
      }
      print(row.text(shape.rawValue))
    }
  }

  /// One measurement, in a process of its own: nanoseconds and packets to standard output.
  static func once(_ way: String, _ file: String) throws {
    let start = ContinuousClock.now
    let packets = try measured(way, file)
    print((ContinuousClock.now - start) / .nanoseconds(1), packets)
  }
}
