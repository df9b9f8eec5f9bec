import ArgumentParser
import Capture
import TCPReportKit

/// What changed between two runs over the same captures.
struct DiffCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Tells what changed between two runs over the same captures.",
    usage: "tcpreport diff OLD.json NEW.json [--format text|json|html] [--lang en|zh]",
    discussion: """
      OLD and NEW are report.json of two runs. Captures are matched by name, connections by their ends and order, findings \
      by their fingerprints. The answer goes to standard output; as html, the figures beside the two reports stand in it \
      side by side.

      Exit status: 0 nothing got worse; 1 a finding came that counts, or a capture is gone; 2 a report cannot be read.
      """)

  @Argument(help: ArgumentHelp("The report of the earlier run.", valueName: "OLD"), completion: .file(extensions: ["json"]))
  var old: PathText

  @Argument(help: ArgumentHelp("The report of the later run.", valueName: "NEW"), completion: .file(extensions: ["json"]))
  var new: PathText

  @Option(help: ArgumentHelp("How it is told.", valueName: "text|json|html"))
  var format = Form.text

  @Option(help: ArgumentHelp("Language of the texts.", valueName: "en|zh"))
  var lang = Options.Language.en

  enum Form: String, CaseIterable, ExpressibleByArgument { case text, json, html }

  func carryOut() throws -> ExitStatus {
    let difference = Difference(from: try document(old), to: try document(new))
    do throws(FileSystemError) {
      switch format {
      case .text: try Console.write(difference.text(in: lang))
      case .json: try Console.write(difference.json(in: lang))
      case .html: try Console.write(difference.page(in: lang, old: figure(beside: old), new: figure(beside: new)))
      }
      return difference.isWorse ? .findings : .done
    } catch {
      return ExitStatus(unwritten: error)
    }
  }

  private func document(_ path: PathText) throws -> ReportDocument {
    do {
      return try ReportDocument(json: try FileSystem.contents(path))
    } catch let error as FileSystemError {
      throw ValidationError("\(Console.visible(error.path)): \(error.reason)")
    } catch {
      throw ValidationError("\(Console.visible(path)): \(error)")
    }
  }

  /// Reads the figure of a connection that lies beside a report, if it is there.
  private func figure(beside report: PathText) -> (String) -> [UInt8]? {
    { name in
      // Names of captures are ours, and safe as file names; a report that says otherwise is not followed.
      guard !name.contains(".."), !name.hasPrefix("/") else { return nil }
      do throws(FileSystemError) { return try FileSystem.contents(report.sibling(name)) } catch { return nil }
    }
  }
}
