import ArgumentParser
import Capture
import Analysis
import TCPReportKit

/// Files by name, after -r, and in lists.
struct ListedFiles: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Captures; '-' is standard input.", valueName: "FILE"), completion: .file())
  var files: [PathText] = []

  @Option(
    name: [.customShort("r"), .customLong("read")],
    help: ArgumentHelp("A capture, as in tcpdump and tshark; after the FILEs.", valueName: "FILE"), completion: .file())
  var read: [PathText] = []

  @Option(
    help: ArgumentHelp(
      "Further captures, one a line, or separated by NUL; '-' is standard input.", valueName: "LIST"),
    completion: .file())
  var filesFrom: [PathText] = []

  var isEmpty: Bool { files.isEmpty && read.isEmpty && filesFrom.isEmpty }

  /// FILE, then -r, then what the lists name.
  func all() throws -> [PathText] {
    var inputs = files + read
    for list in filesFrom {
      do throws(FileSystemError) {
        let octets = try FileSystem.contents(list)
        let separator: UInt8 = octets.contains(0) ? 0 : 0x0a
        inputs += octets.split(separator: separator).map { PathText(octets: $0) }
      } catch {
        throw ValidationError("the list \(Console.visible(error.path)): \(error.reason)")
      }
    }
    if inputs.isEmpty { throw ValidationError("the list names no capture") }
    return inputs
  }
}

/// Which captures are read, and which of their frames.
struct InputFlags: ParsableArguments {
  @OptionGroup var listed: ListedFiles

  @Option(
    name: [.customShort("f"), .customLong("filter")],
    help: ArgumentHelp(
      "Only frames that pass this pcap-filter(7) expression; the others are counted.", valueName: "BPF"))
  var filter: String?

  @Flag(help: "The two files show the same connections: the first at the clients, the second at the servers. Writes pair.html, pair.json and pair.txt beside the reports.")
  var pair = false

  @Flag(help: "The files are one capture that was rotated: in the order of their first packets, frames counted through.")
  var join = false

  @Flag(help: "The files are the extracts of one shard, or folders of them: writes K-of-N.partial for 'tcpreport merge'.")
  var shard = false

  /// Set by 'tcpreport merge', which has the same output and judgement.
  @Flag(help: .hidden)
  var merging = false
}

/// What is written, and where.
struct OutputFlags: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write into; '-' is standard output, for one --format that is a single file.", valueName: "DIR"),
    completion: .directory)
  var output = PathText("out")

  @Option(
    help: ArgumentHelp(
      "What to write, of \(Format.names.joined(separator: ",")). (default: html,svg,json,text)", valueName: "LIST"))
  var format: FormatList?

  @Option(
    help: ArgumentHelp(
      "Connections to draw: all, findings, none, or by number (3,17). (default: with findings first, then others while there is room)",
      valueName: "WHICH"))
  var draw: DrawingChoice?

  @Option(help: ArgumentHelp("Verdicts of all connections, or of the drawn ones.", valueName: "WHOSE"))
  var verdicts = Verdicts.drawn

  @Option(help: ArgumentHelp("What one page may weigh. (default: 2MB)", valueName: "SIZE"))
  var maxBytes: Size?

  @Option(help: ArgumentHelp("Language of the reports.", valueName: "LANGUAGE"))
  var lang = Options.Language.en

  @Option(help: ArgumentHelp("A name in place of the file's; for one capture.", valueName: "LABEL"))
  var name: String?

  @OptionGroup var redaction: RedactionFlags

  @Flag(name: .shortAndLong, help: "No summary: only warnings and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say on standard error what became of every frame.")
  var verbose = false

  @Option(help: ArgumentHelp("Colour in the summary; NO_COLOR turns 'auto' off.", valueName: "WHEN"))
  var color = ColorChoice.auto

  enum Verdicts: String, CaseIterable, ExpressibleByArgument { case all, drawn }
  enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }
}

/// What is expected of the connections.
struct JudgementFlags: ParsableArguments {
  @Option(help: ArgumentHelp("TIME-WAIT is owed for exactly twice this.", valueName: "SECONDS"))
  var msl: Seconds?

  @Option(help: ArgumentHelp("What to expect where stacks differ. (default: default)", valueName: "PROFILE"))
  var profile: Options.Profile?

  @Option(
    help: ArgumentHelp("Values, levels and known deviations of one's own stacks, as JSON.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var policy: PathText?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A value to judge by, such as tw.floor=45s; 'tcpreport checks' lists them.", valueName: "NAME=VALUE"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("Findings that are known, by their fingerprints: shown, and not counted.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var baseline: PathText?

  @Flag(help: "Write the findings of this run into the baseline; reasons and days in it are kept.")
  var updateBaseline = false

  @Option(help: ArgumentHelp("Exit with 1 if there is a finding of this level or above.", valueName: "LEVEL"))
  var failOn = Threshold.never

  @Flag(help: "Exit with 0 in spite of findings.")
  var exitZero = false

  enum Threshold: String, CaseIterable, ExpressibleByArgument {
    case must, should, note, never

    /// For a format that must decide what fails: SHOULD and above where nobody said.
    var level: FindingLevel { FindingLevel(rawValue: rawValue) ?? .should }
  }
}

/// How the work is done; the results are the same.
struct WorkFlags: ParsableArguments {
  @Option(
    name: [.customShort("j"), .customLong("jobs")],
    help: ArgumentHelp("Captures read at the same time, or threads on a single large one. (default: one a processor)", valueName: "N"))
  var jobs: Int?

  @OptionGroup var memory: MemoryFlag
}

/// How much memory there is.
struct MemoryFlag: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What one capture may take of memory: by it the caps on counted records are set, and the report says which were hit. (default: 2GiB)",
      valueName: "SIZE"))
  var maxMemory: Size?
}

extension Options.Language: ExpressibleByArgument {}
extension Options.Profile: ExpressibleByArgument {}
