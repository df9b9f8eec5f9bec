import Analysis

/// A connection's ladder as a Mermaid sequence diagram, for places that draw Mermaid and refuse SVG.
///
/// Renderers refuse diagrams of more than 50 000 characters; rows beyond that are counted in a note.
package struct MermaidDiagram {
  private let connection: ConnectionReport
  private let say: Say
  private static let longest = 49_000

  package init(_ connection: ConnectionReport, of report: Report) {
    self.connection = connection
    say = Say(language: report.spoken)
  }

  package var text: String {
    var text = "sequenceDiagram\n"
    text += "  participant A as \(Self.safe("\(say.role(.client)) \(connection.client.text)"))\n"
    text += "  participant B as \(Self.safe("\(say.role(.server)) \(connection.server.text)"))\n"
    let rows = connection.ladder?.rows ?? []
    for (place, row) in rows.enumerated() {
      let lines = self.lines(row)
      guard text.utf8.count + lines.utf8.count < Self.longest else {
        let left = rows.count - place
        return text + "  note over A,B: " + say("\(left) more rows", zh: "另有 \(left) 行") + "\n"
      }
      text += lines
    }
    return text
  }

  private func lines(_ row: LadderRow) -> String {
    let findings = row.findings.compactMap { number in connection.findings.first { $0.number == number } }
    let notes = findings.map { "  note over A,B: \(Self.safe("[\($0.number)] \($0.title)"))\n" }.joined()
    return event(row) + notes
  }

  private func event(_ row: LadderRow) -> String {
    let time = Figure.seconds(row.time, decimals: 3) + " s"
    switch row.content {
    case .segment(let segment):
      var words = segment.flags.joined(separator: ", ") + " seq=\(segment.seq)"
      if let ack = segment.ack { words += " ack=\(ack)" }
      if segment.payload > 0 { words += " len=\(segment.payload)" }
      if !segment.tags.isEmpty { words += " (\(segment.tags.joined(separator: ", ")))" }
      // A cross is a segment that never arrived.
      return arrow(segment.from, segment.lost ? "-x" : "->>", "\(time): \(words)")
    case .transfer(let transfer):
      return "  note over A,B: \(Self.safe("\(time): " + LadderWords(language: say.language).transfer(transfer)))\n"
    case .silence(let length):
      return "  note over A,B: \(Self.safe(LadderWords(language: say.language).silence(length)))\n"
    case .expected(let role, let text):
      return arrow(role, "--)", LadderWords(language: say.language).expected(text))
    case .unseen(let role, let octets): return arrow(role, "--)", LadderWords(language: say.language).unseen(octets))
    case .icmp(let router, let role, let text, _):
      let end = role == .client ? "A" : "B"
      return "  note over \(end): \(Self.safe("\(time): ICMP \(text), \(LadderWords(language: say.language).icmp(from: router))"))\n"
    }
  }

  private func arrow(_ from: Role, _ shaft: String, _ text: String) -> String {
    let (tail, head) = from == .client ? ("A", "B") : ("B", "A")
    return "  \(tail)\(shaft)\(head): \(Self.safe(text))\n"
  }

  /// Hostile text on one line: what ends a statement or begins an entity, a comment or markup is written as its number.
  static func safe(_ text: String) -> String {
    PlacedText.oneLine(text).reduce(into: "") { safe, character in
      switch character {
      case ";", "#", "<", ">", "&", "%", "\"", "`", "{", "}":
        for scalar in character.unicodeScalars { safe += "#\(scalar.value);" }
      default: safe.append(character)
      }
    }
  }
}
