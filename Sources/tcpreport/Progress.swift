import Capture
import Synchronization

/// How far the work is, in one line of standard error that is written over and over; only for somebody who watches and
/// only if it takes long.
final class Progress: Sendable {
  private let inputs: Int
  private let total: Int
  private let state: Mutex<State>

  private struct State {
    let begin = ContinuousClock.now
    var drawn: ContinuousClock.Instant?
    var isShown = false
    var done = 0
    /// Octets read of each capture.
    var octets: [Int: Int] = [:]
  }

  /// - Parameter captures: the files of each; their sizes are what is to be done.
  init(_ captures: [[PathText]]) {
    inputs = captures.count
    total = captures.joined().reduce(0) { $0 + (FileSystem.size(of: $1) ?? 0) }
    state = Mutex(State())
  }

  /// Notes that so much of a capture was read.
  func read(_ octets: Int, of place: Int) {
    state.withLock { state in
      state.octets[place] = octets
      draw(&state)
    }
  }

  /// Notes that a capture is done.
  func finish() {
    state.withLock { state in
      state.done += 1
      draw(&state)
    }
  }

  /// Takes the line away, for another to be written.
  func clear() {
    state.withLock { state in
      if state.isShown { Console.draw("\r\u{1b}[K") }
      state.isShown = false
    }
  }

  private func draw(_ state: inout State) {
    let now = ContinuousClock.now
    guard now - state.begin > .seconds(1) else { return }
    if let drawn = state.drawn, now - drawn < .milliseconds(200) { return }
    state.drawn = now
    state.isShown = true
    Console.draw("\r\(line(state))\u{1b}[K")
  }

  /// `[########------------] 3 of 12 captures, 1200 MB`
  private func line(_ state: State) -> String {
    let octets = state.octets.values.reduce(0, +)
    // Compressed files hold more than their size says.
    let share = total > 0 ? min(0.99, Double(octets) / Double(total)) : 0
    let marks = Int(share * 20)
    let bar = String(repeating: "#", count: marks) + String(repeating: "-", count: 20 - marks)
    return "[\(bar)] \(state.done) of \(inputs) capture\(inputs == 1 ? "" : "s"), \(octets / 1_000_000) MB"
  }
}
