import ArgumentParser
import Checks
import Rendering
import TCPReportKit

/// The catalogue, or one check explained.
struct ChecksCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "checks", abstract: "Lists the checks and the values they go by, or explains one of them.",
    usage: "tcpreport checks [ID [--scripts] | --coverage] [--lang en|zh]",
    discussion: "Without ID: every check by family, then every value that --set takes, then the words for what is seen and what other tools call it.")

  @Argument(help: ArgumentHelp("A check or a family, such as close/late-fin-not-reset or close.", valueName: "ID"))
  var id: String?

  @Flag(help: "Every requirement of RFC 9293 and problem of RFC 2525 with its checks, or why no packet shows it.")
  var coverage = false

  @Flag(help: "Examples of a check in the notation, to be copied, instead of as ladders.")
  var scripts = false

  @Flag(help: .hidden)
  var manual = false

  @Option(help: ArgumentHelp("Language of the texts.", valueName: "en|zh"))
  var lang = Options.Language.en

  func validate() throws {
    guard let id, chosen.isEmpty else { return }
    let families = Set(Catalogue.checks.map { String($0.family) }).sorted()
    throw ValidationError(
      "there is no check '\(id)'" + Spelling.suggestion(for: id, among: families + Catalogue.checks.map(\.id)))
  }

  /// The check or the family that is asked for; all of them without ID.
  private var chosen: [Check] {
    guard let id else { return Catalogue.checks }
    return Catalogue.checks.filter { $0.id == id || $0.family == id }
  }

  func carryOut() throws -> ExitStatus {
    let language: Language = lang == .en ? .en : .zh
    let text =
      if manual {
        CatalogueManual.page(Catalogue.checks)
      } else if coverage {
        CatalogueText.coverage(language)
      } else if let check = chosen.first, check.id == id {
        CatalogueText.explanation(of: check, language, asScripts: scripts)
      } else if id == nil {
        CatalogueText.list(chosen, language) + "\n" + CatalogueText.parameters(language) + "\n\n"
          + CatalogueText.vocabulary(language)
      } else {
        CatalogueText.list(chosen, language)
      }
    return ExitStatus(printing: text)
  }
}
