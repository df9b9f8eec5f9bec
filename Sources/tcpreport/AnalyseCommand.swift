import ArgumentParser
import Capture
import Checks
import TCPReportKit

/// The main job: captures in, reports out. It is the root of the commands, so that its flags need no word before them.
struct AnalyseCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "tcpreport",
    abstract: "Replays every TCP connection of a capture through RFC 9293 and reports what disagrees.",
    usage: """
      tcpreport [analyse] FILE… [-o DIR] [options]
      tcpreport checks [ID]
      tcpreport diff OLD.json NEW.json
      tcpreport extract --shards N -o PARTS FILE…
      tcpreport analyse --shard PARTS/K-of-N -o PARTIALS
      tcpreport merge PARTIAL… [-o DIR]
      """,
    discussion: """
      FILE is a capture: pcap, pcapng, or gzip, xz or zstd of those; several files are several captures, and nothing is joined over \
      them, unless --join says that they are one. One line for each goes to standard output, with what happened in it; up to three findings of each are named on standard error, and where the report is. The reports go to DIR: index.html, report.json and report.txt for \
      all, a page and a folder of figures for each capture.

      Exit status: 0 reports are written; 1 there are findings at or above --fail-on; 2 the work could not be done; \
      3 some inputs failed, the rest is reported; 128+n after signal n.
      """,
    version: TCPReport.version, subcommands: [ChecksCommand.self, DiffCommand.self, ExtractCommand.self, MergeCommand.self])

  @OptionGroup(title: "Input") var input: InputFlags
  @OptionGroup(title: "Output") var output: OutputFlags
  @OptionGroup(title: "Judgement") var judgement: JudgementFlags
  @OptionGroup(title: "Work") var work: WorkFlags

  func validate() throws {
    if let unknown = output.format?.unknown {
      throw ValidationError(
        "there is no format '\(unknown)'; there are \(Format.names.joined(separator: ", "))"
          + Spelling.suggestion(for: unknown, among: Format.names))
    }
    if let jobs = work.jobs, jobs < 1 { throw ValidationError("-j takes a number from 1 on") }
    if input.listed.isEmpty {
      throw ValidationError("no capture is named; '-' reads one from standard input")
    }
    let streamed = input.pair ? Format.ofPair : Format.documents
    if output.output.text == "-", formats.count != 1 || !streamed.contains(where: formats.contains) {
      let choice = streamed.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'-o -'\(input.pair ? " with --pair" : "") needs exactly one --format of \(choice)")
    }
    if judgement.baseline != nil, redactionKey == nil, output.redaction.isAsked {
      throw ValidationError("--baseline with --redact needs a key: by one that nobody knows no finding is ever known again")
    }
    if judgement.updateBaseline, judgement.baseline == nil {
      throw ValidationError("--update-baseline needs --baseline FILE")
    }
  }

  /// Does the work. Policy and baseline are read here and once, since they may come from a pipe.
  func carryOut() throws -> ExitStatus {
    let baseline = try baseline()
    let reader: CaptureReader
    let options = try options(baseline)
    do throws(InvalidOption) { reader = try CaptureReader(options) } catch { throw ValidationError(error.description) }
    let inputs = try listedInputs()
    if input.shard { return try ShardRun(inputs, into: output.output, quiet: output.quiet).run(reader) }
    if input.merging { return try merge(inputs, reader, baseline) }
    var names = CaptureNames(reserved: Batch.ownFiles + [OutputFolder.manifest])
    let captures = input.join ? [inputs] : inputs.map { [$0] }
    let labels = captures.enumerated().map { place, files in
      names.next(for: output.name ?? (output.redaction.isAsked ? CaptureNames.hidden(place + 1) : files[0].text))
    }
    return Batch(plan(baseline ?? Baseline()), reader: reader, captures: captures, labels: labels).run()
  }

  /// The partial results of all shards are one capture, whose name is in them.
  private func merge(_ inputs: [PathText], _ reader: CaptureReader, _ baseline: Baseline?) throws -> ExitStatus {
    let name: String
    do throws(UnreadableCapture) {
      name = try reader.name(merging: inputs.map(\.text))
    } catch {
      Console.complain("Error: \(error)")
      return .impossible
    }
    var names = CaptureNames(reserved: Batch.ownFiles + [OutputFolder.manifest])
    let label = names.next(for: output.name ?? (output.redaction.isAsked ? CaptureNames.hidden(1) : name))
    return Batch(plan(baseline ?? Baseline()), reader: reader, captures: [inputs], labels: [label]).run()
  }

  /// Every capture that is asked for.
  private func listedInputs() throws -> [PathText] {
    let inputs = try input.listed.all()
    let documents = [judgement.policy, judgement.baseline].compactMap(\.self)
    let readers = (inputs + input.listed.filesFrom + documents).count { $0.text == "-" }
    if readers > 1 { throw ValidationError("standard input can be read only once") }
    if input.pair, input.join || inputs.count != 2 || inputs.contains(where: { $0.text == "-" }) {
      throw ValidationError("--pair takes two files, the capture at the clients and the one at the servers")
    }
    if input.join, inputs.contains(where: { $0.text == "-" }) {
      throw ValidationError("--join reads the beginning of each file first; standard input has none to come back to")
    }
    if input.shard || input.merging {
      if inputs.contains(where: { $0.text == "-" }) { throw ValidationError("extracts and partial results are read from files") }
      if input.join || input.pair || input.filter != nil {
        throw ValidationError("--join, --pair and --filter are for captures; a filter is for 'extract'")
      }
      return inputs
    }
    if output.name != nil, inputs.count > 1, !input.join {
      throw ValidationError("--name is for one capture; here are \(inputs.count)")
    }
    return inputs
  }
}

/// The flags in the words of those who do the work.
extension AnalyseCommand {
  private var formats: Set<Format> { output.format?.formats ?? (output.output.text == "-" ? [.text] : Format.ordinary) }

  private func options(_ baseline: Baseline?) throws -> Options {
    var options = Options()
    options.language = output.lang
    options.profile = judgement.profile
    options.msl = judgement.msl?.duration
    options.settings = judgement.settings
    options.filter = input.filter
    options.policy = try policy()
    options.baseline = baseline
    options.drawing = drawing
    options.redaction = try redaction()
    options.allVerdicts = output.verdicts == .all
    options.maxMemory = work.memory.maxMemory?.octets
    return options
  }

  private func redaction() throws -> Redaction? {
    guard output.redaction.isAsked else { return nil }
    var redaction = Redaction()
    if let redactionKey {
      do throws(InvalidOption) {
        redaction = try Redaction(key: try redactionKey.octets())
      } catch {
        throw ValidationError("the key \(redactionKey.name): \(error.description)")
      }
    }
    redaction.hidesPorts = output.redaction.redactPorts
    return redaction
  }

  private var redactionKey: RedactionKey? { output.redaction.key }

  private var drawing: Options.Drawing { output.draw?.drawing ?? .automatic }

  private func policy() throws -> PolicyFile? {
    guard let path = judgement.policy else { return nil }
    do {
      return try PolicyFile(json: try FileSystem.contents(path))
    } catch let error as FileSystemError {
      throw ValidationError("the policy \(Console.visible(error.path)): \(error.reason)")
    } catch {
      throw ValidationError("the policy \(Console.visible(path)): \(error)")
    }
  }

  /// A baseline that is to be written need not be there yet.
  private func baseline() throws -> Baseline? {
    guard let path = judgement.baseline else { return nil }
    do {
      return try Baseline(json: try FileSystem.contents(path))
    } catch let error as FileSystemError {
      if judgement.updateBaseline, error.isMissing { return Baseline() }
      throw ValidationError("the baseline \(Console.visible(error.path)): \(error.reason)")
    } catch {
      throw ValidationError("the baseline \(Console.visible(path)): \(error)")
    }
  }

  private func plan(_ baseline: Baseline) -> Batch.Plan {
    Batch.Plan(
      output: output.output, formats: formats, maxOctets: output.maxBytes?.octets, label: output.name,
      isPair: input.pair, isMerge: input.merging, newBaseline: judgement.updateBaseline ? judgement.baseline : nil, baseline: baseline,
      drawing: drawing, failOn: judgement.failOn, exitZero: judgement.exitZero,
      jobs: work.jobs ?? FileSystem.processors, quiet: output.quiet, verbose: output.verbose, isColoured: isColoured)
  }

  private var isColoured: Bool {
    switch output.color {
    case .always: true
    case .never: false
    // NO_COLOR as no-color.org has it: set to anything but nothing.
    case .auto: Console.isTerminal(1) && (FileSystem.environment("NO_COLOR") ?? "").isEmpty
    }
  }
}
