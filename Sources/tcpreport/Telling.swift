import Analysis
import Capture
import Synchronization
import TCPReportKit

/// Takes the captures in whatever order they are done and tells them in the order of the command line.
final class Telling: Sendable {
  private let plan: Batch.Plan
  private let folder: OutputFolder?
  private let state: Mutex<State>

  private struct State {
    var report: Report
    /// Captures that are done before their turn.
    var waiting: [Int: CaptureOutcome] = [:]
    var turn = 0
    var failed = 0
    var damaged = 0
    /// What could not be written; nothing is told after it.
    var failure: FileSystemError?
    /// Standard output is gone.
    var isDeaf = false
    var worst: FindingLevel?
  }

  init(plan: Batch.Plan, report: Report, folder: OutputFolder?) {
    self.plan = plan
    self.folder = folder
    state = Mutex(State(report: report))
  }

  /// Nothing that is still read can be told.
  var isOver: Bool { state.withLock { $0.failure != nil || $0.isDeaf } }

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
    switch outcome {
    case .unreadable(let error):
      state.failed += 1
      Console.complain("Error: \(Console.visible(PathText(error.file))): \(error.reason)")
    case .unwritable(let error):
      state.failure = state.failure ?? error
    case .read(let read):
      let capture = read.capture
      if let damage = capture.damage {
        state.damaged += 1
        Console.complain("Warning: \(Console.visible(PathText(capture.title))): \(damage)")
      }
      for level in capture.findings.map(\.level) where level.isWorse(than: state.worst) { state.worst = level }
      if plan.verbose { Console.complain(capture.account) }
      warnOfUndrawn(capture)
      if !plan.quiet, folder != nil, !Console.print(capture.line) { state.isDeaf = true }
      state.report.captures.append(capture)
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
  func conclude(of inputs: Int) throws(FileSystemError) -> ExitStatus {
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    if end.isDeaf { return .impossible }
    if end.failed == inputs {
      Console.complain("Error: no capture could be read")
      return .impossible
    }
    if let folder {
      if plan.formats.contains(.html) { try folder.write(end.report.index(maxOctets: plan.maxOctets), to: "index.html") }
      try folder.finish()
    }
    if end.failed > 0 || end.damaged > 0 { return .partly }
    return isAtOrAbove(end.worst) && !plan.exitZero ? .findings : .done
  }

  private func isAtOrAbove(_ worst: FindingLevel?) -> Bool {
    guard let worst else { return false }
    switch plan.failOn {
    case .never: return false
    case .note: return true
    case .should: return worst != .note
    case .must: return worst == .must
    }
  }
}

extension FindingLevel {
  fileprivate func isWorse(than other: FindingLevel?) -> Bool {
    guard let other else { return true }
    switch (self, other) {
    case (.must, .should), (.must, .note), (.should, .note): return true
    default: return false
    }
  }
}

extension CaptureReport {
  /// All that is held against hosts.
  var findings: [Finding] { connections.flatMap(\.findings) + hosts.flatMap(\.findings) }

  /// One line about the capture.
  var line: String {
    let title = Console.visible(PathText(title))
    if ledger.tcp == 0 { return "\(title): no TCP in \(ledger.read) frames\(skippedInWords)" }
    let counts = FindingLevel.allCases.compactMap { level -> String? in
      let count = findings.count { $0.level == level }
      return count == 0 ? nil : "\(count) \(level.rawValue)"
    }
    let words = counts.isEmpty ? "no findings" : "findings: " + counts.joined(separator: ", ")
    return "\(title): \(connections.count) connection\(connections.count == 1 ? "" : "s"), \(words)"
  }

  /// What became of every frame.
  var account: String {
    "\(Console.visible(PathText(title))): \(ledger.read) frames: \(ledger.tcp) TCP, \(ledger.icmpErrors) ICMP errors\(skippedInWords)"
  }

  private var skippedInWords: String {
    ledger.skipped.isEmpty ? "" : "; skipped: " + ledger.skipped.map { "\($0.reason) \($0.frames)" }.joined(separator: ", ")
  }
}
