import Analysis
import Checks
import Wire

/// Two captures of the same connections, as lines for a terminal and as members for a program.
package struct PairText {
  private let report: PairReport
  private let words: PairWords

  package init(_ report: PairReport) {
    self.report = report
    words = PairWords(Say(language: Language(rawValue: report.language) ?? .en))
  }

  package var text: String {
    var lines = ["# tcpreport --pair", "# \(words.outcome(report))", "# \(words.heading(report))"]
    if let hidden = report.hidden { lines.append("# \(hidden)") }
    lines += words.clock(report.clock).map { "# \($0)" } + words.leftOut(report).map { "# \($0)" }
    for connection in report.connections {
      lines += ["", "# \(words.title(connection))"]
      lines += words.fates(connection).map { "#   \($0)" }
      lines += connection.rewritten.map { "#   \(words.rewritten($0))" }
      for row in connection.rows { lines.append(line(row)) }
    }
    return lines.map { legalXML($0) + "\n" }.joined()
  }

  /// `  0.000000  +0.020441  #1→1  A > B  SYN  0:0(0)`
  private func line(_ row: PairedRow) -> String {
    let left = row.left.map { SegmentNotation.seconds($0, decimals: 6) } ?? "?"
    var flight = "?"
    if let left = row.left, let came = row.came { flight = (came < left ? "" : "+") + SegmentNotation.seconds(came - left, decimals: 6) }
    let frames = "#\(row.leftFrame.map(String.init) ?? "?")→\(row.cameFrame.map(String.init) ?? "?")"
    let ends = row.from == .client ? "A > B" : "B > A"
    let range = "\(row.seq):\(row.seq + row.payload)(\(row.payload))"
    let ack = row.ack.map { "ack \($0)" } ?? ""
    let said = row.fate.told.map { "# \(words.say($0.en, zh: $0.zh))" } ?? ""
    let columns = [(left, 14), (flight, 14), (frames, 12), (ends, 5), (row.flags.joined(separator: ","), 8), (range, 22), (ack, 12)]
    let text = "  " + columns.map { TextColumns.padded($0.0, $0.1) }.joined(separator: "  ") + "  " + said
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  static let schema = "tcpreport-pair/1"

  package var json: [UInt8] {
    var json = JSONWriter(ByteSink())
    json.open("{")
    json.key("schema")
    json.value("\(Self.schema)")
    json.key("client")
    json.value(report.names.client)
    json.key("server")
    json.value(report.names.server)
    if let hidden = report.hidden {
      json.key("redacted")
      json.value(hidden)
    }
    json.key("clock")
    json.open("{")
    json.key("aligned")
    json.value(report.clock.oneWay != nil)
    json.key("offset")
    json.value(seconds: report.clock.offset)
    json.key("driftPartsPerBillion")
    json.value(Int(report.clock.drift))
    json.key("oneWay")
    if let oneWay = report.clock.oneWay { json.value(seconds: oneWay) } else { json.null() }
    json.key("samples")
    json.value(report.clock.samples)
    json.close("}")
    json.key("unmatched")
    json.value(report.unmatched)
    json.key("beyondCap")
    json.value(report.beyondCap)
    json.key("connections")
    json.open("[")
    for connection in report.connections {
      json.newline()
      json.value(connection)
    }
    json.close("]")
    json.close("}")
    return json.end().octets()
  }
}

extension JSONWriter {
  fileprivate mutating func value(_ connection: PairedConnection) {
    open("{")
    key("id")
    value(connection.id)
    key("atClient")
    value(connection.atClient)
    key("atServer")
    value(connection.atServer)
    key("start")
    value(moment: connection.start)
    key("matchedBy")
    value(connection.matchedBy)
    key("fates")
    each { json, role in
      json.open("{")
      for fate in Fate.allCases {
        if let count = connection.fates[role].counts[fate] {
          json.key(text: fate.rawValue)
          json.value(count)
        }
      }
      json.close("}")
    }
    key("rewritten")
    open("[")
    for field in connection.rewritten {
      open("{")
      key("field")
      value(field.field)
      key("from")
      value(field.from.rawValue)
      key("before")
      value(field.before)
      key("after")
      value(field.after)
      key("segments")
      value(field.segments)
      key("frames")
      value(field.frames)
      close("}")
    }
    close("]")
    key("states")
    each { $0.value(connection.states[$1]) }
    key("segments")
    open("[")
    for row in connection.rows {
      newline()
      value(row)
    }
    close("]")
    close("}")
  }

  private mutating func value(_ ends: PerRole<EndpointName>) { each { $0.value(ends[$1]) } }

  private mutating func value(_ row: PairedRow) {
    open("{")
    key("from")
    value(row.from.rawValue)
    key("fate")
    value(row.fate.rawValue)
    key("left")
    if let left = row.left { value(seconds: left) } else { null() }
    key("came")
    if let came = row.came { value(seconds: came) } else { null() }
    key("frames")
    open("[")
    for frame in [row.leftFrame, row.cameFrame] { if let frame { value(frame) } else { null() } }
    close("]")
    key("flags")
    value(row.flags)
    key("seq")
    value(row.seq)
    key("ack")
    if let ack = row.ack { value(ack) } else { null() }
    key("payload")
    value(row.payload)
    close("}")
  }
}
