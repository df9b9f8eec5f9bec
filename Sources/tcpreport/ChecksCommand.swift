import ArgumentParser
import Checks
import TCPReportKit

/// The catalogue, or one check explained.
struct ChecksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checks", abstract: "Lists the checks and the values they go by, or explains one of them.",
    discussion: "Without ID: every check by family, then every value that --set takes.")

  @Argument(help: ArgumentHelp("A check or a family, such as close/late-fin-not-reset or close.", valueName: "ID"))
  var id: String?

  @Option(help: ArgumentHelp("Language of the texts.", valueName: "en|zh"))
  var lang = Options.Language.en

  func run() throws {
    let language: Language = lang == .en ? .en : .zh
    let text: String
    if let id {
      if let check = Catalogue.check(id) {
        text = CatalogueText.explanation(of: check, language)
      } else {
        let family = Catalogue.checks.filter { $0.family == id }
        guard !family.isEmpty else {
          let known = Catalogue.checks.map(\.id)
          throw ValidationError("there is no check '\(id)'" + Spelling.suggestion(for: id, among: known))
        }
        text = CatalogueText.list(family, language)
      }
    } else {
      text = CatalogueText.list(Catalogue.checks, language) + "\n" + CatalogueText.parameters(language)
    }
    guard Console.print(text) else { throw ExitCode(ExitStatus.impossible.rawValue) }
  }
}
