import ArgumentParser
import Capture
import TCPReportKit

/// What nobody is to learn from the reports.
struct RedactionFlags: ParsableArguments {
  @Flag(help: "Hide addresses, times of day, names and initial numbers, in everything that is written.")
  var redact = false

  @Flag(help: "Hide ports, too; implies --redact.")
  var redactPorts = false

  @Option(
    help: ArgumentHelp(
      "The key by which addresses are replaced, as 32 octets or 64 hexadecimal digits; implies --redact. (default: the variable TCPREPORT_REDACT_KEY, or a random one that is never written)",
      valueName: "FILE"),
    completion: .file())
  var redactKey: PathText?

  var isAsked: Bool { redact || redactPorts || redactKey != nil }

  /// Where the key comes from; `nil`: it is random.
  var key: RedactionKey? {
    if let redactKey { return .file(redactKey) }
    guard let value = FileSystem.environment(RedactionKey.variable), !value.isEmpty else { return nil }
    return .variable(value)
  }
}

/// Where the key of a redaction comes from.
enum RedactionKey {
  case file(PathText)
  case variable(String)

  static let variable = "TCPREPORT_REDACT_KEY"

  var name: String {
    switch self {
    case .file(let path): Console.visible(path)
    case .variable: Self.variable
    }
  }

  func octets() throws(InvalidOption) -> [UInt8] {
    switch self {
    case .variable(let value): return Array(value.utf8)
    case .file(let path):
      do throws(FileSystemError) {
        return try FileSystem.contents(path)
      } catch {
        throw InvalidOption(description: error.reason)
      }
    }
  }
}
