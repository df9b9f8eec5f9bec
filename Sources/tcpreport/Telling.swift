import Analysis
import Capture
import Checks
import Synchronization
import TCPReportKit

/// Takes the captures in whatever order they are done and tells them in the order of the command line.
final class Telling: Sendable {
  private let plan: Batch.Plan
  private let folder: OutputFolder?
  private let nameWidth: Int
  private let progress: Progress?
  private let state: Mutex<State>

  private struct State {
    var report: Report
    var documents: [BatchDocument]
    /// Captures that are done before their turn.
    var waiting: [Int: CaptureOutcome] = [:]
    var turn = 0
    var damaged = 0
    /// What could not be written; nothing is told after it.
    var failure: FileSystemError?
    /// The first line that standard output did not take; none is written after it.
    var unheard: FileSystemError?
    var worst: FindingLevel?
    var baseline: Baseline
  }

  /// - Parameters:
  ///   - report: the batch without its captures.
  ///   - folder: where files go; `nil`: one document goes to standard output.
  ///   - nameWidth: columns for a file's name.
  init(plan: Batch.Plan, report: Report, folder: OutputFolder?, nameWidth: Int, progress: Progress?) {
    self.progress = progress
    self.plan = plan
    self.folder = folder
    self.nameWidth = nameWidth
    // Standard output takes one document, and of a pair that is the one of both.
    let formats = plan.isPair && folder == nil ? [] : Format.documents.filter { plan.formats.contains($0) }
    state = Mutex(
      State(
        report: report, documents: formats.map { BatchDocument($0, of: report, in: folder) }, baseline: plan.baseline))
  }

  /// Nothing that is still read can be told.
  var isOver: Bool { state.withLock { $0.failure != nil } }

  func take(_ outcome: CaptureOutcome, at place: Int) {
    state.withLock { state in
      state.waiting[place] = outcome
      while let next = state.waiting.removeValue(forKey: state.turn) {
        state.turn += 1
        tell(next, &state)
      }
    }
  }

  private func tell(_ outcome: CaptureOutcome, _ state: inout State) {
    progress?.clear()
    defer { progress?.finish() }
    switch outcome {
    case .unreadable(let error): complain(of: error, &state)
    case .unwritable(let error):
      state.failure = state.failure ?? error
    case .read(let read):
      for error in read.unreadable { complain(of: error, &state) }
      let capture = read.capture
      if let damage = capture.damage {
        state.damaged += 1
        Console.complain("Warning: \(Console.visible(PathText(capture.title))): \(damage)")
      }
      for level in capture.findings.filter(\.counts).map(\.level) where state.worst?.isAtLeast(level) != true { state.worst = level }
      if plan.newBaseline != nil { state.baseline.update(with: capture) }
      if plan.verbose { Console.complain(capture.account) }
      warnOfUndrawn(capture)
      summarise(capture, &state)
      do throws(FileSystemError) {
        for place in state.documents.indices {
          if let part = read.parts[state.documents[place].format] { try state.documents[place].append(part) }
        }
      } catch {
        state.failure = error
      }
      state.report.captures.append(capture)
    }
  }

  private func complain(of error: UnreadableCapture, _ state: inout State) {
    state.report.unread.append(error.told)
    // Whoever mistypes a command has named a file that is not there.
    let meant = error.file.contains { $0 == "/" || $0 == "." } ? "" : Spelling.suggestion(for: error.file, among: TCPReport.commands)
    Console.complain("Error: \(Console.visible(PathText(error.file))): \(error.reason)\(meant)")
  }

  /// The capture's line, as long as somebody takes lines; the reports are written in any case.
  private func summarise(_ capture: CaptureReport, _ state: inout State) {
    guard !plan.quiet, folder != nil, state.unheard == nil else { return }
    do throws(FileSystemError) {
      try Console.print(capture.summary(in: state.report, nameWidth: nameWidth, isColoured: plan.isColoured))
      for point in capture.points(in: state.report) { Console.complain(point) }
    } catch {
      state.unheard = error
    }
  }

  /// Connections asked for by number that the capture does not have.
  private func warnOfUndrawn(_ capture: CaptureReport) {
    guard case .only(let numbers) = plan.drawing else { return }
    for number in numbers where number > capture.connections.count {
      Console.complain(
        "Warning: \(Console.visible(PathText(capture.title))) has \(capture.connections.count) connections, no \(number)")
    }
  }

  /// Writes what belongs to the whole batch, and says how the run ended.
  ///
  /// - Parameter pair: what its two captures show together, if that is written.
  func conclude(_ pair: PairReport?) throws(FileSystemError) -> ExitStatus {
    try state.withLock { (end) throws(FileSystemError) in try conclude(&end, pair) }
  }

  private func conclude(_ end: inout State, _ pair: PairReport?) throws(FileSystemError) -> ExitStatus {
    progress?.clear()
    if let failure = end.failure { throw failure }
    if end.report.captures.isEmpty {
      folder?.withdraw()
      Console.complain("Error: no capture could be read")
      return .impossible
    }
    for place in end.documents.indices { try end.documents[place].finish(end.report) }
    if let folder {
      if plan.formats.contains(.html) { try folder.write(end.report.index(maxOctets: plan.maxOctets, pair: pair), to: "index.html") }
      try folder.finish()
      if !plan.quiet { Console.complain("report: \(Console.visible(plan.output.appending(beginning)))") }
    }
    if let path = plan.newBaseline {
      let file = try PlainFile(path)
      try file.append(end.baseline.json())
      try file.commit()
    }
    // Who reads only the first lines has seen enough; any other refusal is told.
    if let unheard = end.unheard, !unheard.isBrokenPipe { throw unheard }
    if !end.report.unread.isEmpty || end.damaged > 0 { return .partly }
    return isAtOrAbove(end.worst) && !plan.exitZero ? .findings : .done
  }

  /// Where a reader begins: the folder itself where there is no one file.
  private var beginning: String {
    if plan.formats.contains(.html) { return plan.isPair ? "pair.html" : "index.html" }
    return Format.documents.first { plan.formats.contains($0) }?.document ?? ""
  }

  private func isAtOrAbove(_ worst: FindingLevel?) -> Bool {
    guard let worst, plan.failOn != .never else { return false }
    return worst.isAtLeast(plan.failOn.level)
  }
}

extension CaptureReport {
  /// What became of every frame, in one line.
  var account: String {
    let skipped = ledger.skipped.map { "\($0.frames) \($0.reason)" }.joined(separator: ", ")
    return "\(Console.visible(PathText(title))): \(ledger.read) frames: \(ledger.tcp) TCP, \(ledger.icmpErrors) ICMP errors"
      + (skipped.isEmpty ? "" : ", " + skipped)
  }
}
