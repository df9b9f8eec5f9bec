import Analysis
import Capture
import Dispatch
import Rendering
import Synchronization
import TCPReportKit

/// All captures of a run: read side by side, told in the order of the command line.
struct Batch {
  /// Files in the output folder that belong to no capture.
  static let ownFiles = ["index.html", "pair.html", "pair.json", "pair.txt"] + Format.documents.compactMap(\.document)

  /// The files of each capture.
  private let captures: [[PathText]]
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
    /// The two captures show the same connections.
    var isPair = false
    /// The files are the partial results of one capture's shards.
    var isMerge = false
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

  init(_ plan: Plan, reader: CaptureReader, captures: [[PathText]], labels: [String]) {
    self.plan = plan
    self.reader = captures.count == 1 && !plan.isMerge ? reader.sharing(threads: Batch.threads(on: captures[0], plan.jobs)) : reader
    self.captures = captures
    self.labels = labels
    progress = Console.isTerminal(2) && !plan.quiet ? Progress(captures) : nil
  }

  /// So many threads are worth their start on a single capture; what is no regular file can be read only once.
  private static func threads(on files: [PathText], _ jobs: Int) -> Int {
    let sizes = files.map { FileSystem.regularSize(of: $0) }
    let octets = sizes.reduce(0) { $0 + ($1 ?? 0) }
    return sizes.contains(nil) || octets < 16 << 20 ? 1 : jobs
  }

  /// Reads, writes and tells everything.
  func run() -> ExitStatus {
    do throws(FileSystemError) {
      let folder = plan.output.text == "-" ? nil : try OutputFolder(plan.output, protecting: captures.flatMap(\.self))
      let interruption = Interruption { status in
        if let folder { folder.abandon(status: status) }
        PlainFile.takeBack(status: status)
      }
      let telling = Telling(
        plan: plan, report: reader.emptyReport, folder: folder, nameWidth: nameWidth, progress: progress)
      readAll(into: telling, folder)
      let pair = plan.isPair ? pair() : nil
      if let pair { try write(pair, to: folder) }
      let status = try withExtendedLifetime(interruption) { () throws(FileSystemError) in try telling.conclude(pair) }
      if plan.isPair, pair == nil, folder == nil { return .impossible }
      guard let pair, pair.connections.isEmpty else { return status }
      Console.complain("Error: the two captures have no connection in common")
      return folder == nil ? .impossible : .partly
    } catch {
      return ExitStatus(unwritten: error)
    }
  }

  /// What only both captures together show; `nil` where one cannot be read, which was said already.
  private func pair() -> PairReport? {
    do throws(UnreadableCapture) {
      return try reader.read(pair: captures[0][0].text, captures[1][0].text, as: (labels[0], labels[1]))
    } catch {
      return nil
    }
  }

  private func write(_ pair: PairReport, to folder: OutputFolder?) throws(FileSystemError) {
    for format in Format.ofPair where plan.formats.contains(format) {
      let (name, octets) =
        switch format {
        case .html: ("pair.html", pair.page(maxOctets: plan.maxOctets, isLinked: folder != nil))
        case .json: ("pair.json", pair.json())
        default: ("pair.txt", pair.text())
        }
      if let folder { try folder.write(octets, to: name) } else { try Console.write(octets) }
    }
  }

  /// Columns for the files' names, so that what is said of each stands below the other.
  private var nameWidth: Int { min(48, captures.map { TextColumns.width(of: Console.visible($0[0].lastComponent)) }.max() ?? 0) }

  private func readAll(into telling: Telling, _ folder: OutputFolder?) {
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: min(plan.jobs, captures.count)) { _ in
      while !telling.isOver {
        let place = next.withLock { place in
          place += 1
          return place - 1
        }
        guard place < captures.count else { return }
        telling.take(outcome(of: place, folder), at: place)
      }
    }
  }

  /// Reads one capture and writes what is its own.
  private func outcome(of place: Int, _ folder: OutputFolder?) -> CaptureOutcome {
    let capture: CaptureReport
    var unreadable: [UnreadableCapture] = []
    do throws(UnreadableCapture) {
      let files = captures[place].map(\.text)
      var read: CaptureReport
      if plan.isMerge {
        read = try reader.read(merging: files, program: TCPReport.version, as: labels[place])
      } else if files.count > 1 {
        (read, unreadable) = try reader.read(joined: files, as: labels[place]) { progress?.read($0, of: place) }
      } else {
        read = try reader.read(files[0], as: labels[place]) { progress?.read($0, of: place) }
      }
      if let label = plan.label { read.title = label }
      capture = read
    } catch {
      return .unreadable(error)
    }
    do throws(FileSystemError) {
      let pages = CapturePages(capture, of: reader.emptyReport, plan)
      if let folder { try pages.write(to: folder) }
      return .read(ReadCapture(capture: pages.withoutDrawings, parts: pages.parts, unreadable: unreadable))
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
  /// Those of its files that could not be read.
  var unreadable: [UnreadableCapture]
}
