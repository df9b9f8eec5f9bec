import ArgumentParser
import Capture
import Checks
import Rendering
import TCPReportKit

/// The main job: captures in, reports out.
struct AnalyseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyse",
    abstract: "Replays every TCP connection of a capture through RFC 9293 and reports what disagrees.",
    usage: """
      tcpreport [analyse] FILE… [-o DIR] [options]
      tcpreport checks [ID]
      """,
    discussion: """
      FILE is a capture: pcap, pcapng, or gzip of those; '-' is standard input. Several files are several captures; \
      nothing is joined over them. One line for each capture goes to standard output, the reports go to DIR: index.html, \
      report.json and report.txt for the batch, a page and a folder of figures for each capture.

      Exit status: 0 reports are written; 1 there are findings at or above --fail-on; 2 the work could not be done; \
      3 some inputs failed, the rest is reported; 128+n after signal n.
      """,
    version: TCPReport.version)

  // MARK: Input

  @Argument(help: ArgumentHelp("Captures, in the order of the report.", valueName: "FILE"), completion: .file())
  var files: [PathText] = []

  @Option(
    name: [.customShort("r"), .customLong("read")],
    help: ArgumentHelp("A capture, as in tcpdump and tshark; after the FILEs.", valueName: "FILE"), completion: .file())
  var read: [PathText] = []

  @Option(
    help: ArgumentHelp(
      "Further captures, one a line ('-': standard input); separated by NUL where the list has one.", valueName: "LIST"),
    completion: .file())
  var filesFrom: [PathText] = []

  @Option(
    name: [.customShort("f"), .customLong("filter")],
    help: ArgumentHelp(
      "Only frames that pass this pcap-filter(7) expression; the others are counted.", valueName: "BPF"))
  var filter: String?

  // MARK: Output

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write into; '-' writes one text format to standard output.", valueName: "DIR"),
    completion: .directory)
  var output = PathText("out")

  @Option(
    help: ArgumentHelp(
      "What to write, of \(Format.names.joined(separator: ",")). (default: html,svg,json,text)", valueName: "LIST"))
  var format: FormatList?

  @Option(
    help: ArgumentHelp(
      "Which connections to draw: all, findings, none, or their numbers (3,17). (default: those with findings, worst first, then others while there is room)",
      valueName: "WHICH"))
  var draw: DrawingChoice?

  @Option(help: ArgumentHelp("Whose verdicts to list: all, or those of drawn connections.", valueName: "all|drawn"))
  var verdicts = Verdicts.drawn

  @Option(help: ArgumentHelp("What one page may weigh. (default: 2MB)", valueName: "SIZE"))
  var maxBytes: Size?

  @Option(help: ArgumentHelp("Language of the reports.", valueName: "en|zh"))
  var lang = Options.Language.en

  @Option(help: ArgumentHelp("The capture's name in place of its file's; for one capture.", valueName: "LABEL"))
  var name: String?

  // MARK: Judgement

  @Option(help: ArgumentHelp("TIME-WAIT is owed for exactly twice this.", valueName: "SECONDS"))
  var msl: Seconds?

  @Option(help: ArgumentHelp("What to expect where stacks differ.", valueName: "default|rfc-strict|linux"))
  var profile = Options.Profile.default

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A value of the judgement, such as tw.floor=45s; 'tcpreport checks' lists them.", valueName: "NAME=VALUE"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("Exit with 1 if there is a finding of this level or above.", valueName: "must|should|note|never"))
  var failOn = Threshold.never

  @Flag(help: "Exit with 0 in spite of findings.")
  var exitZero = false

  // MARK: Work

  @Option(
    name: [.customShort("j"), .customLong("jobs")],
    help: ArgumentHelp("Captures read at the same time; the results are the same. (default: one a processor)", valueName: "N"))
  var jobs: Int?

  @Flag(name: .shortAndLong, help: "No summary on standard output.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say what became of every frame.")
  var verbose = false

  @Option(help: ArgumentHelp("Colour on the terminal; NO_COLOR turns 'auto' off.", valueName: "auto|always|never"))
  var color = ColorChoice.auto

  enum Verdicts: String, CaseIterable, ExpressibleByArgument { case all, drawn }
  enum Threshold: String, CaseIterable, ExpressibleByArgument { case must, should, note, never }
  enum ColorChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

  func validate() throws {
    if let unknown = format?.unknown {
      throw ValidationError(
        "there is no format '\(unknown)'; there are \(Format.names.joined(separator: ", "))"
          + Spelling.suggestion(for: unknown, among: Format.names))
    }
    if let jobs, jobs < 1 { throw ValidationError("-j takes a number from 1 on") }
    if files.isEmpty && read.isEmpty && filesFrom.isEmpty {
      throw ValidationError("no capture is named; '-' reads one from standard input")
    }
    if output.text == "-", formats.count != 1 || !formats.allSatisfy({ $0.document != nil }) {
      let choice = Format.documents.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'-o -' needs exactly one --format of \(choice)")
    }
    do throws(InvalidOption) { _ = try CaptureReader(options) } catch { throw ValidationError(error.description) }
  }

  private var formats: Set<Format> { format?.formats ?? Format.ordinary }

  /// The flags in the words of the library.
  var options: Options {
    var options = Options()
    options.language = lang
    options.profile = profile
    options.msl = msl?.duration
    options.settings = settings
    options.filter = filter
    options.drawing = draw?.drawing ?? .automatic
    options.allVerdicts = verdicts == .all
    return options
  }

  private var plan: Batch.Plan {
    Batch.Plan(
      output: output, formats: formats, maxOctets: maxBytes?.octets, label: name, language: lang,
      drawing: options.drawing, failOn: failOn, exitZero: exitZero, jobs: jobs ?? FileSystem.processors, quiet: quiet,
      verbose: verbose, isColoured: isColoured)
  }

  private var isColoured: Bool {
    switch color {
    case .always: true
    case .never: false
    // NO_COLOR as no-color.org has it: set to anything but nothing.
    case .auto: Console.isTerminal(1) && (FileSystem.environment("NO_COLOR") ?? "").isEmpty
    }
  }

  /// Does the work.
  func carryOut() throws -> ExitStatus {
    let inputs = try listedInputs()
    var names = CaptureNames(reserved: Batch.ownFiles + [OutputFolder.manifest])
    let labels = inputs.map { names.next(for: name ?? $0.text) }
    let reader = try CaptureReader(options)
    return Batch(plan, reader: reader, inputs: inputs, labels: labels).run()
  }

  /// Every capture that is asked for: FILE, then -r, then lists.
  private func listedInputs() throws -> [PathText] {
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
    let readers = (inputs + filesFrom).count { $0.text == "-" }
    if readers > 1 { throw ValidationError("standard input can be read only once") }
    if name != nil, inputs.count > 1 { throw ValidationError("--name is for one capture; here are \(inputs.count)") }
    return inputs
  }
}

extension Options.Language: ExpressibleByArgument {}
extension Options.Profile: ExpressibleByArgument {}
