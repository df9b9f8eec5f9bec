import Capture
import TCPReportKit

/// What 'analyse --shard' does: one shard's extracts into one partial result.
struct ShardRun {
  /// As they were named, and what they hold.
  private let named: [PathText]
  private let inputs: [PathText]
  private let output: PathText
  private let quiet: Bool

  /// - Parameter inputs: extracts, and folders that hold nothing else but what is being written into them.
  init(_ inputs: [PathText], into output: PathText, quiet: Bool) {
    self.inputs = inputs.flatMap { input in
      FileSystem.files(in: input)?.filter { $0.text.hasSuffix(".extract") } ?? [input]
    }
    (named, self.output, self.quiet) = (inputs, output, quiet)
  }

  func run(_ reader: CaptureReader) throws -> ExitStatus {
    guard !inputs.isEmpty else {
      Console.complain("Error: \(named.map(Console.visible).joined(separator: ", ")): there is no extract in it")
      return .impossible
    }
    let interruption = Interruption(PlainFile.takeBack)
    defer { withExtendedLifetime(interruption) {} }
    do {
      try FileSystem.makeFolder(output)
      var file: PlainFile?
      let done = try reader.analyse(shard: inputs.map(\.text), program: TCPReport.version) { shard, of, octets in
        let target = try file ?? PlainFile(output.appending("\(shard)-of-\(of).partial"))
        file = target
        try target.append(octets)
      }
      try file?.commit()
      if !quiet {
        let files = "\(inputs.count) extract\(inputs.count == 1 ? "" : "s")"
        try Console.print("shard \(done.shard) of \(done.of): \(files), \(done.connections) connection\(done.connections == 1 ? "" : "s")")
      }
      return .done
    } catch let error as FileSystemError {
      return ExitStatus(unwritten: error)
    } catch let error as UnreadableCapture {
      Console.complain("Error: \(error)")
      return .impossible
    }
  }
}
