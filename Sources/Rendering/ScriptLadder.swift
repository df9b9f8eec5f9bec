import Wire

/// A script in the notation as a ladder of text, one segment a row: client left, server right, time runs down.
///
/// ```
///           A                                                                  B
///   +0       │─────────── SYN  seq 1000  win 64240 ────────────────────────────▶│
/// ↓ +0.020   │◀────────── SYN, ACK  seq 9000  ack 1002  win 65535 ──────────────│
/// ```
package enum ScriptLadder {
  /// Columns between the two ends.
  private static let span = 76

  package static func lines(_ script: String) -> [String] {
    let rows = script.split(separator: "\n", omittingEmptySubsequences: true).map(Row.init)
    var lines: [String] = []
    var shown: Ends?
    let left = rows.lazy.compactMap { $0.arrow?.from }.first ?? "A"
    for row in rows {
      guard let arrow = row.arrow else {
        lines.append("  " + row.text)
        continue
      }
      // Every port of the first speaker's host stands left.
      let isOutward = arrow.from.host == left.host || arrow.to.host != left.host && arrow.from <= arrow.to
      let ends = isOutward ? Ends(left: arrow.from, right: arrow.to) : Ends(left: arrow.to, right: arrow.from)
      if ends != shown { lines.append(head(ends)) }
      shown = ends
      lines.append(line(row, arrow, isOutward: isOutward))
    }
    return lines
  }

  private static func head(_ ends: Ends) -> String {
    TextColumns.padded("", 11) + TextColumns.padded(ends.left, span) + ends.right
  }

  private static func line(_ row: Row, _ arrow: Row.Arrow, isOutward: Bool) -> String {
    let room = max(2, span - 5 - TextColumns.width(of: arrow.text))
    let (before, after) = (String(repeating: "─", count: room / 2), String(repeating: "─", count: room - room / 2))
    let shaft = isOutward ? "─\(before) \(arrow.text) \(after)▶" : "◀\(before) \(arrow.text) \(after)─"
    let remark = arrow.remark.isEmpty ? "" : "  \(arrow.remark)"
    return "\(row.isMarked ? "↓" : " ") \(TextColumns.padded(arrow.time, 9))│\(shaft)│\(remark)"
  }

  private struct Ends: Equatable {
    var left: String
    var right: String
  }

  /// One line of the script; no arrow where it is no segment.
  private struct Row {
    var text: String
    var isMarked = false
    var arrow: Arrow?

    struct Arrow {
      var time: String
      var from: String
      var to: String
      var text: String
      var remark: String
    }

    init(_ line: Substring) {
      let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      var words = (parts.first ?? "").split(separator: " ")
      text = line.split(separator: " ").joined(separator: " ")
      if words.first == "↓" {
        isMarked = true
        words.removeFirst()
      }
      guard words.count > 4, words[2] == ">", let sign = words[0].first, "+@-".contains(sign) else { return }
      let remark = parts.count > 1 ? "#\(parts[1])" : ""
      arrow = Arrow(
        time: String(words[0]), from: String(words[1]), to: String(words[3]), text: Row.told(Array(words[4...])),
        remark: remark)
    }

    /// `S. 9000:9000(0) ack 1001` in the tutorial's words.
    private static func told(_ words: [Substring]) -> String {
      guard words.count > 1, words[0] != "icmp" else { return words.joined(separator: " ") }
      let names: [Character: String] = [
        "S": "SYN", "F": "FIN", "R": "RST", "P": "PSH", "U": "URG", "E": "ECE", "W": "CWR", ".": "ACK",
      ]
      let flags = words[0] == "none" ? "–" : words[0].map { names[$0] ?? String($0) }.joined(separator: ", ")
      let place = words[1].split { ":()".contains($0) }
      var text = "\(flags)  seq \(place.first ?? "")"
      if let length = place.last, length != "0", place.count == 3 { text += "  len \(length)" }
      let rest = words.dropFirst(2).joined(separator: " ").replacing(" win ", with: "  win ")
      return rest.isEmpty ? text : text + "  " + rest
    }
  }
}

extension String {
  /// The name of an end without its port: `A` of `A:40001`.
  fileprivate var host: Substring { prefix { $0 != ":" } }
}
