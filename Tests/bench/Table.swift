import Foundation

/// The measurements as the README shows them.
struct Table {
  var rows: [Row] = []
  var measures: [Measure] = []
  var pairs = 0

  /// Two tables in Markdown.
  var text: String {
    var lines = ["| | \(rows.map(\.shape.title).joined(separator: " | ")) |"]
    lines.append("|---|" + String(repeating: "---|", count: rows.count))
    func line(_ name: String, _ cell: (Row) -> String) {
      lines.append("| \(name) | \(rows.map(cell).joined(separator: " | ")) |")
    }
    line("packets") { Table.number(Double($0.packets), 0) }
    line("a bare libpcap loop, ns a packet") { Table.number(Row.median($0.bare) / Double($0.packets), 0) }
    line("the whole run / the bare loop") { $0.whole.cell }
    line("`tcptrace -n` / the whole run") { $0.tcptrace.cell }
    line("`tshark -q -z conv,tcp` / the whole run") { $0.conversations.cell }
    line("`tshark -2 -q -z expert` / the whole run") { $0.expert.cell }
    line("peak memory, MiB") { $0.peak.cell }
    lines += ["", "| | measured | target |", "|---|---|---|"]
    for measure in measures { lines.append("| \(measure.name) | \(measure.cell) | \(measure.wanted) |") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Puts the tables where a document has kept a place for them.
  func write(into document: String) throws {
    let (begin, end) = ("<!-- made by make bench -->\n", "<!-- until here -->")
    let old = try String(contentsOfFile: document, encoding: .utf8)
    guard let from = old.range(of: begin), let to = old.range(of: end, range: from.upperBound..<old.endIndex) else {
      throw Bench.Refusal(description: "\(document) keeps no place for the table")
    }
    let new = old.replacingCharacters(in: from.upperBound..<to.lowerBound, with: text)
    try new.write(toFile: document, atomically: true, encoding: .utf8)
  }

  /// With thin groups of three, as the README writes numbers.
  static func number(_ value: Double, _ digits: Int) -> String {
    guard digits == 0, value >= 10_000 else {
      return String(format: "%.\(value < 10 && digits == 0 && value != value.rounded() ? 1 : digits)f", value)
    }
    var groups: [String] = []
    var rest = Int(value.rounded())
    while rest >= 1000 {
      groups.insert(String(format: "%03d", rest % 1000), at: 0)
      rest /= 1000
    }
    return ([String(rest)] + groups).joined(separator: " ")
  }
}

extension Shape {
  var title: String {
    switch self {
    case .bulk: "bulk: a few long transfers"
    case .mix: "mix: loss, reordering, IPv6, VLAN"
    case .short: "short: connections of ten packets"
    case .conc: "conc: all connections open at once"
    }
  }
}
