import ArgumentParser
import Capture
import TCPReportKit

/// What changed between two runs over the same captures.
struct DiffCommand: Job {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Tells what changed between two runs over the same captures.",
    usage: "tcpreport diff OLD NEW [--format text|json|html] [--fail-on LEVEL] [--lang en|zh]",
    discussion: """
      OLD and NEW are report.json of two runs, or the folders they lie in. Captures are matched by name (where each has one \
      only, these two), connections by \
      their ends (never by the client's port) and order, findings by check, accused end and order. Where addresses changed between the runs, hosts that \
      only one of the two has are taken for one another by the part they play: client or server, of which port, toward \
      whom; among several of one part by their likeness, then in order of appearance. A server's port that is no longer there is \
      the one that came instead, if there is one of each. The answer says which was taken for which; an address that both have is one host. Told are findings that came or went, verdicts, \
      what a connection did, and what a host did over all of its connections: TIME-WAIT (where no one length fits both), \
      initial numbers, MSS, window scale and other options offered, whether it closes first or resets, and what is only measured. The answer \
      goes to standard output; as html, the figures beside the two reports stand in it side by side.

      It hides nothing by itself: for an answer to pass on, compare two reports that were written with --redact and one key.

      Exit status: 0 nothing got worse; 1 a finding came that counts, of the level of --fail-on or above, or a capture is gone; 2 a report cannot be read or the \
      two cannot be compared.
      """)

  @Argument(help: ArgumentHelp("The report of the earlier run.", valueName: "OLD"), completion: .file(extensions: ["json"]))
  var old: PathText

  @Argument(help: ArgumentHelp("The report of the later run.", valueName: "NEW"), completion: .file(extensions: ["json"]))
  var new: PathText

  @Option(help: ArgumentHelp("How it is told.", valueName: "text|json|html"))
  var format = Form.text

  @Option(help: ArgumentHelp("Exit with 1 if a finding of this level or above came.", valueName: "LEVEL"))
  var failOn = JudgementFlags.Threshold.note

  @Option(help: ArgumentHelp("What the page may weigh. (default: 2MB)", valueName: "SIZE"))
  var maxBytes: Size?

  @Option(help: ArgumentHelp("Language of the texts.", valueName: "en|zh"))
  var lang = Options.Language.en

  @Flag(help: .hidden)
  var redact = false

  enum Form: String, CaseIterable, ExpressibleByArgument { case text, json, html }

  func validate() throws {
    guard redact else { return }
    throw ValidationError(
      "diff hides nothing itself: write both reports with --redact and one key (TCPREPORT_REDACT_KEY or --redact-key), and compare these")
  }

  func carryOut() throws -> ExitStatus {
    let (old, new) = (report(in: old), report(in: new))
    let (before, after) = (try document(old), try document(new))
    if before.isRedacted != after.isRedacted {
      let (hidden, plain) = before.isRedacted ? (old, new) : (new, old)
      throw ValidationError(
        "\(Console.visible(hidden)) is redacted and \(Console.visible(plain)) is not, so the answer would tell what is hidden; write both with --redact and one key")
    }
    if before.language != after.language {
      throw ValidationError(
        "\(Console.visible(old)) is in '\(before.language)' and \(Console.visible(new)) in '\(after.language)'; write both with one --lang")
    }
    var difference = Difference(from: before, to: after)
    if failOn != .never { difference.failOn = failOn.level }
    if difference.captures.isEmpty, !difference.onlyOld.isEmpty, !difference.onlyNew.isEmpty {
      Console.complain("Warning: the two reports have no capture of the same name; write both with one --name")
    }
    do throws(FileSystemError) {
      switch format {
      case .text: try Console.write(difference.text(in: lang))
      case .json: try Console.write(difference.json(in: lang))
      case .html:
        try Console.write(
          difference.page(in: lang, maxOctets: maxBytes?.octets, old: figure(beside: old), new: figure(beside: new)))
      }
      return difference.isWorse && failOn != .never ? .findings : .done
    } catch {
      return ExitStatus(unwritten: error)
    }
  }

  /// The report that is meant where a folder is named.
  private func report(in path: PathText) -> PathText {
    FileSystem.isFolder(path) ? path.appending("report.json") : path
  }

  private func document(_ path: PathText) throws -> ReportDocument {
    let name = Console.visible(path)
    if isCapture(path) {
      throw ValidationError(
        "\(name) is a capture, and diff compares reports: run 'tcpreport \(name) -o FOLDER', then give FOLDER to diff")
    }
    do {
      return try ReportDocument(json: try FileSystem.contents(path))
    } catch let error as FileSystemError {
      throw ValidationError("\(Console.visible(error.path)): \(error.reason)")
    } catch {
      throw ValidationError("\(name) is no report.json of tcpreport: \(error)")
    }
  }

  private func isCapture(_ path: PathText) -> Bool {
    guard path.text != "-" else { return false }
    do throws(CaptureError) {
      _ = try CaptureFile(path: path.text)
      return true
    } catch {
      return false
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
