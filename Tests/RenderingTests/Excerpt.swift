import Analysis

extension ConnectionReport {
  /// The same connection with only some rows of its ladder, in the states in which they found it.
  func excerpt(_ rows: Range<Int>) -> ConnectionReport {
    var part = self
    guard let all = ladder?.rows, rows.upperBound <= all.count else { return part }
    part.ladder?.rows = Array(all[rows])
    part.ladder?.omitted = 0
    func cut(_ spans: [StateSpan]) -> [StateSpan] {
      var kept = spans.filter { rows.contains($0.row) && ($0.frame > 0 || rows.lowerBound == 0) }
      if let before = spans.last(where: { $0.row < rows.lowerBound || $0.frame == 0 && $0.row == rows.lowerBound }), rows.lowerBound > 0 {
        var first = before
        (first.row, first.atTail) = (rows.lowerBound, true)
        kept.insert(first, at: 0)
      }
      return kept.map { span in
        var moved = span
        moved.row -= rows.lowerBound
        return moved
      }
    }
    part.states = PerRole(client: cut(states.client), server: cut(states.server))
    return part
  }

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
