import Analysis
import Capture
import Dispatch
import Rendering
import Synchronization
import TCPReportKit

/// All captures of a run: read side by side, told in the order of the command line.
struct Batch {
  /// Files in the output folder that belong to no capture.
  static let ownFiles = ["index.html"] + Format.documents.compactMap(\.document)

  private let inputs: [PathText]
  private let labels: [String]
  private let reader: CaptureReader
  private let plan: Plan
  /// Where somebody watches.
  private let progress: Progress?

  /// What the flags ask for, beyond the judgement.
  struct Plan: Sendable {
    var output: PathText
    var formats: Set<Format>
    var maxOctets: Int?
    var label: String?
    /// Where the baseline is written anew, and what it was.
    var newBaseline: PathText?
    var baseline: Baseline
    var drawing: Options.Drawing
    var failOn: JudgementFlags.Threshold
    var exitZero: Bool
    var jobs: Int
    var quiet: Bool
    var verbose: Bool
    var isColoured: Bool
  }

  init(_ plan: Plan, reader: CaptureReader, inputs: [PathText], labels: [String]) {
    self.plan = plan
    self.reader = reader
    self.inputs = inputs
    self.labels = labels
    progress = Console.isTerminal(2) && !plan.quiet ? Progress(inputs) : nil
  }

  /// Reads, writes and tells everything.
  func run() -> ExitStatus {
    do throws(FileSystemError) {
      let folder = plan.output.text == "-" ? nil : try OutputFolder(plan.output, protecting: inputs)
      let interruption = Interruption { status in
        if let folder { folder.abandon(status: status) }
        FileSystem.end(status)
      }
      let telling = Telling(
        plan: plan, report: reader.emptyReport, folder: folder, nameWidth: nameWidth, progress: progress)
      readAll(into: telling, folder)
      return try withExtendedLifetime(interruption) { () throws(FileSystemError) in try telling.conclude(of: inputs.count) }
    } catch {
      return ExitStatus(unwritten: error)
    }
  }

  /// Columns for the files' names, so that what is said of each stands below the other.
  private var nameWidth: Int { min(48, inputs.map { TextColumns.width(of: Console.visible($0.lastComponent)) }.max() ?? 0) }

  private func readAll(into telling: Telling, _ folder: OutputFolder?) {
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: min(plan.jobs, inputs.count)) { _ in
      while !telling.isOver {
        let place = next.withLock { place in
          place += 1
          return place - 1
        }
        guard place < inputs.count else { return }
        telling.take(outcome(of: place, folder), at: place)
      }
    }
  }

  /// Reads one capture and writes what is its own.
  private func outcome(of place: Int, _ folder: OutputFolder?) -> CaptureOutcome {
    let capture: CaptureReport
    do throws(UnreadableCapture) {
      var read = try reader.read(inputs[place].text, as: labels[place]) { progress?.read($0, of: place) }
      if let label = plan.label { read.title = label }
      capture = read
    } catch {
      return .unreadable(error)
    }
    do throws(FileSystemError) {
      let pages = CapturePages(capture, of: reader.emptyReport, plan)
      if let folder { try pages.write(to: folder) }
      return .read(ReadCapture(capture: pages.withoutDrawings, parts: pages.parts))
    } catch {
      return .unwritable(error)
    }
  }
}

/// What became of one input.
enum CaptureOutcome: Sendable {
  case read(ReadCapture)
  case unreadable(UnreadableCapture)
  case unwritable(FileSystemError)
}

/// A capture whose own pages are written, with what the batch still needs of it.
struct ReadCapture: Sendable {
  var capture: CaptureReport
  /// Its part of each document of the batch.
  var parts: [Format: [UInt8]]
}
