import Analysis
import ArgumentParser
import Capture
import Dispatch
import Rendering
import Synchronization
import TCPReportKit

/// Captures in, extracts out, one for each shard.
struct ExtractCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Takes out of captures what the analysis needs, in shards by pairs of hosts, for a run on many machines.",
    usage: "tcpreport extract --shards N -o PARTS FILE… [--name LABEL] [-f BPF]",
    discussion: """
      Each FILE becomes one extract in each of PARTS/1-of-N to PARTS/N-of-N: a record of 73 octets and more a segment, without \
      payload, compressed. All connections of two hosts fall into one shard, whichever file they are in. \
      'tcpreport analyse --shard' reads one of these folders; the format is documented, and a reader in Python stands beside it.

      Exit status: 0 all extracts are written; 2 the work could not be done; 3 some captures failed, the rest is written.
      """)

  @OptionGroup(title: "Input") var listed: ListedFiles

  @Option(
    name: [.customShort("f"), .customLong("filter")],
    help: ArgumentHelp(
      "Only frames that pass this pcap-filter(7) expression; the others are counted.", valueName: "BPF"))
  var filter: String?

  @Option(help: ArgumentHelp("The capture's name, where its path is a temporary one; for one capture.", valueName: "LABEL"))
  var name: String?

  @Option(help: ArgumentHelp("How many shards there are, 1 to 4096; the same for all captures of a run.", valueName: "N"))
  var shards = 1

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write into.", valueName: "PARTS"), completion: .directory)
  var output = PathText("parts")

  @Option(
    name: [.customShort("j"), .customLong("jobs")],
    help: ArgumentHelp("Captures read at the same time. (default: one a processor)", valueName: "N"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "No summary on standard output.")
  var quiet = false

  func validate() throws {
    if listed.isEmpty { throw ValidationError("no capture is named; '-' reads one from standard input") }
    guard 1...Extraction.mostShards ~= shards else {
      throw ValidationError("--shards takes a number from 1 to \(Extraction.mostShards)")
    }
    if let jobs, jobs < 1 { throw ValidationError("-j takes a number from 1 on") }
    if let filter, let words = PacketFilter.refusal(of: filter) {
      throw ValidationError("the filter '\(filter)': \(words)")
    }
  }

  func carryOut() throws -> ExitStatus {
    let inputs = try listed.all()
    if name != nil, inputs.count > 1 { throw ValidationError("--name is for one capture; here are \(inputs.count)") }
    if (inputs + listed.filesFrom).count(where: { $0.text == "-" }) > 1 {
      throw ValidationError("standard input can be read only once")
    }
    var names = CaptureNames()
    let labels = inputs.map { names.next(for: name ?? $0.text) }
    let interruption = Interruption(PlainFile.takeBack)
    do throws(FileSystemError) {
      for shard in 1...shards { try FileSystem.makeFolder(folder(shard)) }
      return try withExtendedLifetime(interruption) { () throws(FileSystemError) in try extract(inputs, labels) }
    } catch {
      return ExitStatus(unwritten: error)
    }
  }

  private func folder(_ shard: Int) -> PathText { output.appending("\(shard)-of-\(shards)") }

  private struct Progress {
    var next = 0
    var failed = 0
    var unwritten: FileSystemError?
  }

  private func extract(_ inputs: [PathText], _ labels: [String]) throws(FileSystemError) -> ExitStatus {
    let progress = Mutex(Progress())
    DispatchQueue.concurrentPerform(iterations: min(jobs ?? FileSystem.processors, inputs.count)) { _ in
      while true {
        let place = progress.withLock { progress -> Int? in
          guard progress.next < inputs.count, progress.unwritten == nil else { return nil }
          defer { progress.next += 1 }
          return progress.next
        }
        guard let place else { return }
        do {
          let summary = try extract(inputs[place], as: labels[place])
          if !quiet { try Console.print("\(labels[place]): \(summary)") }
        } catch let error as FileSystemError {
          progress.withLock { $0.unwritten = $0.unwritten ?? error }
        } catch {
          progress.withLock { $0.failed += 1 }
          Console.complain("Error: \(error)")
        }
      }
    }
    let (failed, unwritten) = progress.withLock { ($0.failed, $0.unwritten) }
    if let unwritten { throw unwritten }
    return failed == 0 ? .done : failed == inputs.count ? .impossible : .partly
  }

  /// One capture into its extracts, which appear only when all of them are whole.
  private func extract(_ input: PathText, as label: String) throws -> String {
    var files: [PlainFile] = []
    for shard in 1...shards { files.append(try PlainFile(folder(shard).appending("\(label).extract"))) }
    let title = name ?? (input.text == "-" ? "-" : input.lastComponent.text)
    let plan = Extraction.Plan(name: title, shards: shards, filter: filter)
    let opened = files
    let summary = try Extraction.reading(input.text, plan) { place, octets in try opened[place].append(octets) }
    for file in files { try file.commit() }
    return summary.described
  }
}
