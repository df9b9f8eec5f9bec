import TestSupport
import Testing

/// README shows the help as the program prints it; `UPDATE_GOLDEN=1` writes it.
@Suite struct ReadmeTests {
  @Test("the command line in README is the help")
  func help() throws {
    let help = try Program(["--help"], in: try Scratch(), environment: ["COLUMNS": "100"]).output
    try expectSection("help", of: "README.md", is: "```\n" + help + "```")
  }
}
