import Checks
import Replay
import Tap
import Wire

/// What the measuring did to the capture as a whole, and what the `capture/*` checks make of it.
struct Quality {
  let table: CheckTable
  let parameters: Parameters
  let language: Language
  var evidence = CaptureEvidence()

  /// Every connection's evidence, added up.
  mutating func take(_ rows: [ConnectionRow]) {
    for row in rows { evidence.take(row.sight, connection: row.ordinal + 1) }
    linkTranslated(rows)
  }

  /// Connections that differ in their addresses alone, down to both initial sequence numbers, are one connection before
  /// and behind a translator of addresses, or outside and inside of a tunnel.
  private mutating func linkTranslated(_ rows: [ConnectionRow]) {
    struct Entry {
      var numbers: UInt64
      var place: Int
    }
    var entries: [Entry] = []
    for (place, row) in rows.enumerated() {
      let (client, server) = (row[row.client], row[row.client.other])
      guard client.facts.contains(.issKnown), server.facts.contains(.issKnown), server.segments > 0 else { continue }
      entries.append(Entry(numbers: UInt64(client.iss.rawValue) << 32 | UInt64(server.iss.rawValue), place: place))
    }
    entries.sort { ($0.numbers, $0.place) < ($1.numbers, $1.place) }
    var linked: [Int] = []
    for place in entries.indices.dropLast() where entries[place].numbers == entries[place + 1].numbers {
      // More than two are a host with constant numbers.
      let isAlone = (place == 0 || entries[place - 1].numbers != entries[place].numbers)
        && (place + 2 == entries.count || entries[place + 2].numbers != entries[place].numbers)
      let (a, b) = (rows[entries[place].place], rows[entries[place + 1].place])
      guard isAlone, a.key != b.key, isOneHandshake(a, b) else { continue }
      linked += [entries[place].place, entries[place + 1].place]
    }
    for place in linked.sorted() {
      evidence.translated.add(1, connection: rows[place].ordinal + 1, frame: rows[place].firstFrame)
    }
  }

  /// The second SYN crossed before the first connection's answer did.
  private func isOneHandshake(_ a: ConnectionRow, _ b: ConnectionRow) -> Bool {
    let (first, second) = a.firstFrame < b.firstFrame ? (a, b) : (b, a)
    return second.start <= first[first.client.other].first
  }

  /// What the checks of the capture say, in the catalogue's order.
  func entries() -> [QualityEntry] {
    table.captures.flatMap { place -> [QualityEntry] in
      let check = table.checks[place]
      guard case .capture(let ask) = check.subject else { return [] }
      return ask(evidence, parameters).compactMap { outcome in
        guard case .fact(let fact) = outcome else { return nil }
        var entry = QualityEntry()
        entry.check = check.id
        entry.title = check.title[language]
        entry.text = fact.text[language]
        entry.frames = fact.frames.map(Int.init)
        entry.connections = fact.connections
        return entry
      }
    }
  }
}
