import ArgumentParser
import Capture

/// The program: an argument list in, an exit status out.
@main enum TCPReport {
  static let version = "0.1.0"

  static func main() {
    FileSystem.reserveStandardDescriptors()
    FileSystem.ignoreSignalsOfWriting()
    FileSystem.end(status(of: FileSystem.arguments().map(\.text)))
  }

  /// Does what the arguments say; the main job where no other is named.
  private static func status(of arguments: [String]) -> Int32 {
    // Asked by scripts before anything else, and answered before the parser has built its tables.
    if arguments == ["--version"] { return ExitStatus(printing: version).rawValue }
    return switch arguments.first {
    case "checks", "diff", "extract", "merge": status(of: arguments, by: Beside.self)
    case "analyse", "analyze": status(of: Array(arguments.dropFirst()), by: AnalyseCommand.self)
    case "help": status(of: arguments.dropFirst() + ["--help"])
    case "explain": status(explaining: arguments)
    default: status(of: arguments, by: AnalyseCommand.self)
    }
  }

  /// A word that is tried where `checks` is meant; a file of that name is still a capture.
  private static func status(explaining arguments: [String]) -> Int32 {
    let word = arguments[0]
    guard !FileSystem.exists(PathText(word)) else { return status(of: arguments, by: AnalyseCommand.self) }
    Console.complain("Error: there is no command '\(word)', nor a file; 'tcpreport checks ID' explains a check")
    return ExitStatus.impossible.rawValue
  }

  private static func status(of arguments: [String], by root: any ParsableCommand.Type) -> Int32 {
    do {
      var command = try root.parseAsRoot(arguments)
      if let job = command as? any Job { return status(of: job) }
      // The help that was asked for is a command of its own.
      try command.run()
      return ExitStatus.done.rawValue
    } catch {
      let message = root.fullMessage(for: error)
      if root.exitCode(for: error).isSuccess { return ExitStatus(printing: message).rawValue }
      Console.complain(message)
      return ExitStatus.impossible.rawValue
    }
  }
}

extension TCPReport {
  /// The words that are no file's name where they stand first.
  static let commands = ["analyse", "checks", "diff", "extract", "merge"]

  private static func status(of job: any Job) -> Int32 {
    do {
      return try job.carryOut().rawValue
    } catch {
      // The words were right; what they name was not. How a command is written helps nobody then.
      Console.complain("Error: \(type(of: job).message(for: error))")
      return ExitStatus.impossible.rawValue
    }
  }
}

/// A command that tells how it ended.
protocol Job: ParsableCommand {
  func carryOut() throws -> ExitStatus
}

/// The root of the commands beside the main job, which takes every word for a file.
private struct Beside: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tcpreport", version: TCPReport.version,
    subcommands: [ChecksCommand.self, DiffCommand.self, ExtractCommand.self, MergeCommand.self])
}

/// How a run ended, for whoever started it.
enum ExitStatus: Int32 {
  /// Reports are written; nothing at or above `--fail-on`.
  case done = 0
  /// There are findings at or above it.
  case findings = 1
  /// The work could not be done: usage, no input readable, cannot write.
  case impossible = 2
  /// Some inputs failed; the rest is reported.
  case partly = 3
  /// 128 + SIGPIPE: whoever read standard output went away.
  case unread = 141

  /// The status after something could not be written, which is told if there is anybody left.
  init(unwritten error: FileSystemError) {
    self = error.isBrokenPipe ? .unread : .impossible
    if !error.isBrokenPipe { Console.complain("Error: cannot write \(error)") }
  }

  /// The status after an answer on standard output.
  init(printing answer: String) {
    do throws(FileSystemError) {
      try Console.print(answer)
      self = .done
    } catch {
      self.init(unwritten: error)
    }
  }
}

extension PathText: ExpressibleByArgument {
  package init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self.init(argument)
  }

  package var defaultValueDescription: String { shown }
}
