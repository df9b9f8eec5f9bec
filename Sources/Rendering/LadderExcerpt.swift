import Analysis
import Checks

/// A few rows of a ladder that show one thing, with the states in which they found the two ends.
///
/// What lies between two rows that are not neighbours becomes a break that says how much it leaves out; names of
/// sequence numbers are those of the whole ladder.
struct LadderExcerpt: Sendable {
  /// The connection with the chosen rows and the breaks between them.
  let connection: ConnectionReport
  private let whole: ConnectionReport
  /// For each row of the excerpt its place in the whole ladder; `nil`: a break.
  private let sources: [Int?]
  /// Segments that each break leaves out.
  private let leftOut: [Int]

  /// So many rows say what happened without becoming the whole story.
  private static let rowsChosen = 6

  /// - Parameter rows: places in the ladder of `whole`, upwards.
  init(_ whole: ConnectionReport, rows: [Int]) {
    self.whole = whole
    let all = whole.ladder?.rows ?? []
    var (sources, leftOut, kept): ([Int?], [Int], [LadderRow]) = ([], [], [])
    for row in rows where all.indices.contains(row) {
      if case .some(.some(let last)) = sources.last, row > last + 1 {
        let between = all[(last + 1)..<row]
        sources.append(nil)
        leftOut.append(between.reduce(0) { $0 + $1.content.segments })
        kept.append(LadderRow(time: between.first?.time ?? 0, content: .silence(max(0, all[row].time - all[last].time))))
      }
      sources.append(row)
      leftOut.append(0)
      kept.append(all[row])
    }
    (self.sources, self.leftOut) = (sources, leftOut)
    var part = whole
    part.ladder?.rows = kept
    part.ladder?.omitted = 0
    part.states = PerRole(
      client: Self.cut(whole.states.client, to: sources), server: Self.cut(whole.states.server, to: sources))
    connection = part
  }

  /// The rows that a finding rests on with what led to them; `nil` where the ladder holds none of them.
  init?(of finding: Finding, in connection: ConnectionReport) {
    let all = connection.ladder?.rows ?? []
    let own = all.indices.filter { row in
      finding.endpoint == nil
        ? all[row].frames.map { frames in finding.frames.contains { frames.contains($0) } } ?? false
        : all[row].findings.contains(finding.number)
    }
    self.init(own, in: connection)
    only(finding)
  }

  /// The rows of these frames, the same way.
  init?(of frames: [Int], in connection: ConnectionReport) {
    let all = connection.ladder?.rows ?? []
    self.init(all.indices.filter { row in all[row].frames.map { span in frames.contains { span.contains($0) } } ?? false }, in: connection)
  }

  /// - Parameter own: rows to be shown; what led to them and what followed stands beside them.
  private init?(_ own: [Int], in connection: ConnectionReport) {
    guard let first = own.first, let last = own.last else { return nil }
    let all = connection.ladder?.rows ?? []
    var chosen = Set(own.count <= 4 ? own : [own[0], own[1], own[own.count - 2], last])
    /// What led to it, and across a silence what came before that; then what followed.
    var context = [first - 1, last + 1, first - 2, last + 2, first - 3, last + 3]
    if all.indices.contains(first - 1), case .silence = all[first - 1].content { context = [first - 1, first - 2, last + 1] }
    let enough = max(4, min(Self.rowsChosen, chosen.count + 2))
    for row in context where all.indices.contains(row) && chosen.count < enough { chosen.insert(row) }
    // A break would take as much room as the one row that it leaves out.
    for row in all.indices.dropFirst().dropLast()
    where chosen.count < Self.rowsChosen && chosen.contains(row - 1) && chosen.contains(row + 1) { chosen.insert(row) }
    self.init(connection, rows: chosen.sorted())
  }

  /// The segments of many connections that a host's finding rests on, below one another; times are the capture's.
  init?(of frames: [Int], across capture: CaptureReport) {
    var part = ConnectionReport()
    var rows: [LadderRow] = []
    for frame in frames.sorted().prefix(Self.rowsChosen) {
      let home = capture.connections.first { connection in
        connection.ladder != nil && connection.firstFrame <= frame && frame <= connection.lastFrame
          && connection.ladder?.rows.contains { $0.frames == frame...frame } == true
      }
      guard let home, var row = home.ladder?.rows.first(where: { $0.frames == frame...frame }),
        case .segment(let segment) = row.content
      else { continue }
      row.time += home.start - (capture.start ?? home.start)
      row.findings = []
      if rows.isEmpty {
        part.isn = PerRole(
          client: segment.from == .client ? segment.seq : segment.ack, server: segment.from == .server ? segment.seq : nil)
      }
      rows.append(row)
    }
    guard rows.count > 1 else { return nil }
    part.ladder = Ladder()
    part.ladder?.rows = rows
    self.init(part, rows: Array(rows.indices))
  }

  /// Only the finding that is told may be pointed at.
  private mutating func only(_ finding: Finding) { accused = finding.endpoint == nil ? nil : finding.number }
  /// The number of the finding to which the excerpt belongs.
  private(set) var accused: Int?

  /// The blocks of the whole ladder, cut as its rows were.
  func cut(_ blocks: [LadderBlock], words: LadderWords) -> [LadderBlock] {
    sources.indices.map { row in
      guard let source = sources[row] else {
        return LadderBlock(leftOut: leftOut[row], over: length(of: row), words)
      }
      var block = blocks[source]
      block.findings = block.findings.filter { $0 == accused }
      return block
    }
  }

  /// Whether both are the same rows of one connection.
  func shows(sameAs other: LadderExcerpt) -> Bool { whole.id == other.whole.id && whole.id > 0 && sources == other.sources }

  /// The connection whose names for numbers are used.
  var named: ConnectionReport { whole }

  private func length(of row: Int) -> Int64 {
    if case .silence(let length) = connection.ladder?.rows[row].content { length } else { 0 }
  }

  /// States that begin in a kept row stay there; of those that begin in a break, or before the first row, the last remains.
  private static func cut(_ spans: [StateSpan], to sources: [Int?]) -> [StateSpan] {
    guard let lowest = sources.first ?? nil, let highest = sources.last ?? nil else { return spans }
    var cut: [StateSpan] = []
    for span in spans {
      var moved = span
      if let place = sources.firstIndex(of: span.row), span.frame > 0 || lowest == 0 || span.row > lowest {
        moved.row = place
      } else if span.row <= lowest {
        (moved.row, moved.atTail) = (0, true)
        cut.removeAll()
      } else if span.row < highest, let later = sources.firstIndex(where: { ($0 ?? 0) > span.row }) {
        (moved.row, moved.atTail) = (later - 1, true)
        if let last = cut.last, last.row == later - 1 { cut.removeLast() }
      } else {
        continue
      }
      cut.append(moved)
    }
    return cut
  }
}

extension LadderRow {
  /// Frames that the row stands for.
  var frames: ClosedRange<Int>? {
    switch content {
    case .segment(let segment): segment.frame...segment.frame
    case .transfer(let transfer): transfer.firstFrame...max(transfer.firstFrame, transfer.lastFrame)
    case .icmp(_, _, _, let frame): frame...frame
    case .silence, .expected, .unseen: nil
    }
  }
}

extension LadderRow.Content {
  /// Segments that stand in the row, one by one or within a transfer.
  var segments: Int {
    switch self {
    case .segment: 1
    case .transfer(let transfer): transfer.segments.client + transfer.segments.server
    case .silence, .expected, .unseen, .icmp: 0
    }
  }
}
