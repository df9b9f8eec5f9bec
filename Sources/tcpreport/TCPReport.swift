import ArgumentParser
import Capture

/// The program: an argument list in, an exit status out.
@main struct TCPReport: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "tcpreport",
    abstract: "Replays every TCP connection of a capture through RFC 9293 and reports what disagrees.",
    usage: AnalyseCommand.configuration.usage, version: version, subcommands: [AnalyseCommand.self, ChecksCommand.self], defaultSubcommand: AnalyseCommand.self)

  static func main() {
    FileSystem.reserveStandardDescriptors()
    let arguments = FileSystem.arguments().map(\.text)
    FileSystem.end(status(of: arguments))
  }

  /// Does what the arguments say.
  static func status(of arguments: [String]) -> Int32 {
    do {
      var command = try parseAsRoot(complete(arguments))
      if let analyse = command as? AnalyseCommand { return try analyse.carryOut().rawValue }
      try command.run()
      return ExitStatus.done.rawValue
    } catch {
      let message = fullMessage(for: error)
      if exitCode(for: error).isSuccess {
        return Console.print(message) ? ExitStatus.done.rawValue : ExitStatus.impossible.rawValue
      }
      Console.complain(message)
      return ExitStatus.impossible.rawValue
    }
  }

  /// `analyse` where no command is named, so that `tcpreport --help` tells of the flags everybody needs.
  private static func complete(_ arguments: [String]) -> [String] {
    guard let first = arguments.first else { return ["analyse"] }
    let named = ["analyse", "checks", "help"].contains(first)
    let own = ["--version", "--generate-completion-script", "--experimental-dump-help"].contains {
      first == $0 || first.hasPrefix($0 + "=")
    }
    return named || own ? arguments : ["analyse"] + arguments
  }
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
}

extension PathText: ExpressibleByArgument {
  package init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self.init(argument)
  }

  package var defaultValueDescription: String { shown }
}
