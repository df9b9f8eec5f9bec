import Checks
import Foundation
import TestSupport
import Testing

/// The manual page is the help, as `make man` writes it.
@Suite struct ManualTests {
  private struct Help: Decodable {
    var command: Command
    struct Command: Decodable {
      var abstract: String?
      var arguments: [Argument]?
      var subcommands: [Command]?
    }
    struct Argument: Decodable {
      var abstract: String?
      var names: [Name]?
      /// A flag of the repository's own is in no help.
      var shouldDisplay: Bool?
    }
    struct Name: Decodable { var name: String }
  }

  private func lines(of command: Help.Command) -> [String] {
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay ?? true }.flatMap { argument in
      [argument.abstract].compactMap(\.self) + (argument.names ?? []).map(\.name)
    }
    return [command.abstract].compactMap(\.self) + arguments + (command.subcommands ?? []).flatMap(lines)
  }

  @Test("every flag stands in the manual in the words of the help; if not: make man")
  func complete() throws {
    let dump = try Program(["--experimental-dump-help"], in: try Scratch()).output
    let help = try JSONDecoder().decode(Help.self, from: Data(dump.utf8))
    let manual = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Templates/man/tcpreport.1").standardized,
      encoding: .utf8)
    let expected = lines(of: help.command)
    #expect(expected.count > 40)
    for line in expected { #expect(manual.contains(line), "\(line)") }
  }

  @Test("the manual of the checks is the catalogue; UPDATE_GOLDEN=1 writes it")
  func catalogue() throws {
    let page = try Program(["checks", "--manual"], in: try Scratch()).output
    for check in Catalogue.checks { #expect(page.contains(".Ss \(check.id)\n")) }
    try expectGolden(page, "../../Templates/man/tcpreport-checks.7")
  }

  @Test("completions are scripts that their shells take", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let scratch = try Scratch()
    let script = try Program(["--generate-completion-script", shell], in: scratch)
    #expect(script.status == 0 && script.output.contains("fail-on"))
    guard FileManager.default.isExecutableFile(atPath: "/bin/\(shell)") else { return }
    try scratch.write(Array(script.output.utf8), to: "script")
    #expect(try Program(shell: "/bin/\(shell) -n script", in: scratch).status == 0)
  }
}
