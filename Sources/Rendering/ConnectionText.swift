import Analysis
import Wire

/// A connection as a block of text that is also a script: `A` is the client, `B` the server.
struct ConnectionText {
  let connection: ConnectionReport
  /// Nanoseconds since 1970 of the capture's first record and of its last.
  let origin: Int64
  let end: Int64
  let words: TextWords

  var lines: [String] {
    var lines = head
    guard let ladder = connection.ladder else {
      for finding in connection.findings { lines += VerdictText(words: words).lines(finding) }
      return lines + foot
    }
    lines += zip(ladder.hosts, Role.allCases).map { "\($0)  # \(words.role($1))" }
    lines += rows(ladder)
    lines.append("capture ends @\(SegmentNotation.seconds(end - origin, decimals: decimals))")
    return lines + measures + foot
  }

  private var head: [String] {
    let (client, server) = (connection.client.text, connection.server.text)
    var lines = TextReport.comment(words.connection(connection, client, server), indent: 1)
    lines += TextReport.comment(words.extent(connection))
    lines += TextReport.comment(words.traffic(connection))
    let parts = [connection.closeStyle, words.vantage(connection.vantage), connection.carries ?? ""]
    return lines + TextReport.comment(parts.filter { !$0.isEmpty }.joined(separator: words.semicolon))
  }

  private var foot: [String] {
    var lines = TextReport.comment(words.tally(connection.tally), indent: 1)
    lines += VerdictText(words: words).doubts(connection.verdicts)
    for fact in connection.facts { lines += VerdictText(words: words).lines(fact) }
    return lines
  }

  /// The counts of both ends side by side, aligned: what is measured in time would change many lines for one record
  /// that came later.
  private var measures: [String] {
    let counts = connection.namedMeasures.filter { $0.0.unit == .count }
    guard !counts.isEmpty else { return [] }
    let rows = [("", words.role(.client), words.role(.server))]
      + counts.map { ($0.name[words.language], $0.text, $1.text) }
    let widths = rows.reduce((0, 0, 0)) { widths, row in
      (
        max(widths.0, TextColumns.width(of: row.0)), max(widths.1, TextColumns.width(of: row.1)),
        max(widths.2, TextColumns.width(of: row.2))
      )
    }
    return rows.map { name, client, server in
      "#   " + TextColumns.padded(name, widths.0) + "  " + TextColumns.ahead(client, widths.1) + "  "
        + TextColumns.ahead(server, widths.2)
    }
  }

  /// Digits of a second: nine where the capture has them.
  private var decimals: Int {
    let times = (connection.ladder?.rows.map(\.time) ?? []) + [connection.start - origin, end - origin, connection.duration]
    return times.allSatisfy { $0 % 1000 == 0 } ? 6 : 9
  }
}

// MARK: Rows

extension ConnectionText {
  private func rows(_ ladder: Ladder) -> [String] {
    var lines: [String] = []
    let places = places(of: connection.findings, in: ladder)
    let decisive = Set(connection.findings.compactMap(\.frames.first))
    var previous: Int64?
    lines += states { Array($0.prefix(1)) }
    for (place, row) in ladder.rows.enumerated() {
      lines += told(row, after: &previous, decisive: decisive)
      for finding in connection.findings where places[finding.number] == place {
        lines += VerdictText(words: words).lines(finding)
      }
      lines += states { $0.dropFirst().filter { $0.row == place } }
    }
    for finding in connection.findings where places[finding.number] == nil {
      lines += VerdictText(words: words).lines(finding)
    }
    return lines
  }

  /// Where each finding is told: under what did not come, else under its decisive line, else under its last.
  private func places(of findings: [Finding], in ladder: Ladder) -> [Int: Int] {
    var places: [Int: Int] = [:]
    for finding in findings {
      let rows = ladder.rows.indices.filter { ladder.rows[$0].findings.contains(finding.number) }
      let missing = rows.first { if case .expected = ladder.rows[$0].content { true } else { false } }
      let named = rows.first { ladder.rows[$0].frame == finding.frames.first }
      places[finding.number] = missing ?? named ?? rows.last
    }
    return places
  }

  private func told(_ row: LadderRow, after previous: inout Int64?, decisive: Set<Int>) -> [String] {
    switch row.content {
    case .segment(let segment):
      var remarks = segment.tags.map(PlacedText.oneLine)
      if segment.lost { remarks.append(words.lost) }
      return record(row, after: &previous, decisive.contains(segment.frame), remarks)
    case .icmp(_, _, let text, let frame):
      return record(row, after: &previous, decisive.contains(frame), [PlacedText.oneLine(text)])
    case .transfer(let transfer):
      let duration = SegmentNotation.seconds(transfer.duration, decimals: decimals)
      return aside("… " + words.transfer(transfer, duration: duration))
    case .silence: return []
    case .expected(let role, let text):
      let ends = role == .client ? "A > B" : "B > A"
      let first = "# -" + String(repeating: " ", count: margin - 3)
      return TextColumns.wrapped("\(ends)  \(words.expected(text))", first: first, indent: indent + "  ")
    case .unseen(let role, let octets): return aside(words.unseen(role.letter, octets))
    }
  }

  /// A line of the script, and what the segment is beside it or, where that gets too long, under it.
  private func record(
    _ row: LadderRow, after previous: inout Int64?, _ isDecisive: Bool, _ remarks: [String]
  ) -> [String] {
    let time: String
    if let previous {
      let step = SegmentNotation.seconds(row.time - previous, decimals: decimals)
      time = row.time < previous ? step : "+" + step
    } else {
      time = "@" + SegmentNotation.seconds(connection.start - origin + row.time, decimals: decimals)
    }
    previous = row.time
    let line = (isDecisive ? "↓ " : "  ") + TextColumns.padded(time, margin - 3) + " " + aligned(row.notation)
    if remarks.isEmpty { return [line] }
    let remark = remarks.joined(separator: words.comma)
    let whole = "\(line)  # \(remark)"
    return TextColumns.width(of: whole) <= TextColumns.limit ? [whole] : [line] + aside(remark)
  }

  /// The notation's columns, each with a least width.
  private func aligned(_ notation: String) -> String {
    let columns = notation.split(separator: "  ", omittingEmptySubsequences: true).map(String.init)
    guard columns.count >= 4, !columns[1].hasPrefix("icmp") else { return notation }
    let hasAck = columns[3].hasPrefix("ack ")
    var line = columns[0] + "  " + TextColumns.padded(columns[1], 3) + " " + TextColumns.padded(columns[2], 20)
    line += " " + TextColumns.padded(hasAck ? columns[3] : "", 12)
    let rest = columns.dropFirst(hasAck ? 4 : 3)
    guard let window = rest.first else { return line.trimmingSpaces }
    line += " " + TextColumns.padded(window, 9)
    for column in rest.dropFirst() { line += "  " + column }
    return line.trimmingSpaces
  }

  /// The column where the ends stand.
  private var margin: Int { decimals == 6 ? 15 : 18 }
  private var indent: String { "#" + String(repeating: " ", count: margin - 1) }
  private func aside(_ text: String) -> [String] { TextColumns.wrapped(text, first: indent, indent: indent + "  ") }

  /// Some of the states that the ends go through, on one line.
  private func states(_ some: ([StateSpan]) -> [StateSpan]) -> [String] {
    let ends = Role.allCases.compactMap { role in
      let spans = some(connection.states[role])
      return spans.isEmpty ? nil : words.states(role.letter, spans)
    }
    return ends.isEmpty ? [] : aside(ends.joined(separator: words.comma))
  }
}

extension Role {
  /// The end's name in the notation.
  var letter: String {
    switch self {
    case .client: "A"
    case .server: "B"
    }
  }
}

extension LadderRow {
  /// The row's frame; 0 where it is no single record.
  fileprivate var frame: Int {
    switch content {
    case .segment(let segment): segment.frame
    case .icmp(_, _, _, let frame): frame
    case .transfer, .silence, .expected, .unseen: 0
    }
  }
}
