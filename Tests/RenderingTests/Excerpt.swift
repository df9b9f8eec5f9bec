import Analysis

@testable import Rendering

extension ConnectionReport {
  /// The same connection with only some rows of its ladder, in the states in which they found it.
  func excerpt(_ rows: Range<Int>) -> ConnectionReport { LadderExcerpt(self, rows: Array(rows)).connection }

  /// The opening of the connection, up to the first row in which nobody opens any more.
  var opening: ConnectionReport? {
    guard let rows = ladder?.rows, let last = states.client.first(where: { $0.state == "ESTABLISHED" })?.row else { return nil }
    return excerpt(0..<min(rows.count, last + 2))
  }

  /// Its close, from the first FIN on.
  var closing: ConnectionReport? {
    guard let rows = ladder?.rows else { return nil }
    let first = rows.firstIndex { row in
      if case .segment(let segment) = row.content { segment.flags.contains("FIN") } else { false }
    }
    return first.map { excerpt($0..<rows.count) }
  }
}
