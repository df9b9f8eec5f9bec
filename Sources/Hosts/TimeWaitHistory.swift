import Replay
import Wire

/// What a host's connections proved about how long it stays in TIME-WAIT.
package struct TimeWaitHistory: BitwiseCopyable, Sendable, Hashable {
  /// Ends of connections that entered TIME-WAIT, and those in which something tested it.
  package private(set) var entered = 0
  package private(set) var tested = 0
  /// The longest time after which it was found alive, and the shortest after which it was found gone.
  package private(set) var longestAlive: Duration?
  package private(set) var shortestGone: Duration?
  package init() {}

  /// Takes one end of an ended connection in; a TIME-WAIT that a RST cut short (RFC 1337) tells nothing of its length,
  /// and an end that never acknowledged the peer's FIN may not have taken it.
  package mutating func take(_ end: Endpoint) {
    guard end.facts.isSuperset(of: [.enteredTimeWait, .finAcknowledged]) else { return }
    entered += 1
    guard !end.facts.contains(.timeWaitReset) else { return }
    let isAlive = end.facts.contains(.timeWaitProven)
    let isGone = end.facts.contains(.timeWaitGone)
    if isAlive || isGone { tested += 1 }
    if isAlive { longestAlive = max(longestAlive ?? .zero, end.times.timeWaitAlive) }
    if isGone { shortestGone = shortestGone.map { min($0, end.times.timeWaitGone) } ?? end.times.timeWaitGone }
  }

  /// Takes in what other connections proved.
  mutating func take(_ other: TimeWaitHistory) {
    entered += other.entered
    tested += other.tested
    if let alive = other.longestAlive { longestAlive = max(longestAlive ?? .zero, alive) }
    if let gone = other.shortestGone { shortestGone = min(shortestGone ?? gone, gone) }
  }

  mutating func code(_ archive: inout Archive) {
    archive.code(&entered)
    archive.code(&tested)
    archive.code(&longestAlive)
    archive.code(&shortestGone)
  }
}
