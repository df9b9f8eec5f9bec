import Analysis
import Checks
import Wire

/// `report.txt`: everything, for `git diff`.
///
/// One block a connection, and a block is a script in the notation: what is no segment stands behind `#`. Times count
/// from the line above and numbers from what the header lines say, so a small change stays small. Columns have a least
/// width and no common one, so that a long line moves no other.
package enum TextReport {
  package static func write(_ report: Report, to sink: consuming ByteSink) -> ByteSink {
    var sink = writeHead(of: report, to: sink)
    for capture in report.captures { sink = write(capture, language: report.spoken, to: sink) }
    return writeTail(of: report, to: sink)
  }

  /// What stands before the captures of a report that is put together from parts.
  package static func writeHead(of report: Report, to sink: consuming ByteSink) -> ByteSink {
    var sink = sink
    let words = TextWords(language: report.spoken)
    sink.write(lines: ["# tcpreport"] + report.parameters.flatMap { TextReport.comment(words.parameter($0)) })
    return sink
  }

  /// What stands after the captures: the files that are none.
  package static func writeTail(of report: Report, to sink: consuming ByteSink) -> ByteSink {
    var sink = sink
    let words = TextWords(language: report.spoken)
    if !report.unread.isEmpty {
      sink.write(lines: ["", ""] + report.unread.flatMap { TextReport.comment(words.unread($0), indent: 1) })
    }
    return sink
  }

  /// One capture as a part of a report.
  package static func write(
    _ capture: CaptureReport, language: Language, to sink: consuming ByteSink
  ) -> ByteSink {
    var sink = sink
    let words = TextWords(language: language)
    sink.write(lines: ["", ""] + head(capture, words))
    let origin = capture.start ?? 0
    for connection in capture.connections where connection.isTold {
      let block = ConnectionText(connection: connection, origin: origin, end: capture.end ?? origin, words: words)
      sink.write(lines: [""] + block.lines)
    }
    sink.writeRows(of: capture, words)
    for host in capture.hosts { sink.write(lines: [""] + self.host(host, words)) }
    if !capture.connections.isEmpty { sink.write(lines: [""] + coverage(capture, words)) }
    return sink
  }

  private static func head(_ capture: CaptureReport, _ words: TextWords) -> [String] {
    var lines = TextColumns.wrapped(words.capture(capture.title), first: "# ", indent: "#   ")
    if let hidden = capture.hidden { lines += comment(hidden) }
    if let start = capture.start, let end = capture.end {
      lines += comment(words.lasting(from: TimeText.rfc3339(start), TimeText.seconds(end - start)))
    }
    lines += comment(words.ledger(capture.ledger, linkTypes: capture.linkTypes))
    if let remedies = Say(language: words.language).remedies(capture.ledger) { lines += comment(remedies) }
    for file in capture.files { lines += comment(words.joined(file)) }
    lines += comment(words.counts(capture))
    for incident in capture.incidents { lines += comment("= \(incident.kind.rawValue)  \(words.incident(incident))") }
    if let damage = capture.damage { lines += comment(words.damaged(damage)) }
    for limit in capture.limits { lines += comment(words.limit(limit)) }
    for entry in capture.quality { lines += comment("\(entry.check)  \(words.quality(entry))") }
    return lines
  }

  /// Requirements that the capture exercised, by their labels; the others are counted.
  private static func coverage(_ capture: CaptureReport, _ words: TextWords) -> [String] {
    Vocabulary.standards.flatMap { rfc in
      var lines = comment("RFC \(rfc)", indent: 1)
      var counts: [String] = []
      for standing in RequirementReport.Standing.allCases {
        let labels = capture.labels(of: rfc, standing)
        guard !labels.isEmpty else { continue }
        switch standing {
        case .violated, .undecided, .upheld: lines += comment(words.standing(standing, labels))
        case .notExercised, .notVisible: counts.append(words.standing(standing, ["\(labels.count)"]))
        }
      }
      return lines + comment(counts.joined(separator: words.semicolon))
    }
  }

  private static func host(_ host: HostReport, _ words: TextWords) -> [String] {
    var lines = comment(words.host(host.address), indent: 1)
    for series in host.isn {
      lines += comment(words.series(series))
      // Too few numbers measure nothing, and hosts are many.
      let measures = ["pass", "fail"].contains(series.verdict) ? series.measures : []
      for measure in measures { lines += comment("\(measure.name)\(words.colon)\(measure.value)", indent: 5) }
    }
    for named in host.timeWait { lines += comment("\("TIME-WAIT".state(in: words.language))  \(named.name)\(words.colon)\(named.value)") }
    for finding in host.findings { lines += VerdictText(words: words).lines(finding) }
    lines += VerdictText(words: words).doubts(host.verdicts)
    for fact in host.facts { lines += VerdictText(words: words).lines(fact) }
    return lines
  }

  /// A hostile text as comment lines.
  static func comment(_ text: String, indent: Int = 3) -> [String] {
    let first = "#" + String(repeating: " ", count: indent)
    return TextColumns.wrapped(text, first: first, indent: first + "  ")
  }
}

/// Findings, doubts and facts as comment lines.
struct VerdictText {
  let words: TextWords

  func lines(_ finding: Finding) -> [String] {
    var head = "[\(finding.number)] \(finding.check)  \(finding.level.rawValue)\(words.comma)\(words.certainty(finding.certainty))\(finding.counts ? "" : words.comma + words.knownMark)  "
    if let end = finding.endpoint { head += words.role(end) + words.colon }
    var lines = TextColumns.wrapped(head + finding.title, first: "# ", indent: "#     ")
    lines += TextReport.comment(words.expectation(finding.expected), indent: 5)
    lines += TextReport.comment(words.observation(finding.observed), indent: 5)
    let citation = finding.citation
    let law = (["RFC \(citation.rfc)", "§\(citation.section)"] + [citation.label].compactMap(\.self)).joined(separator: " ")
    lines += TextReport.comment("\(law)  \(words.quote(citation.sentence))", indent: 5)
    let evidence = [finding.basis, finding.frames.isEmpty ? "" : words.frames(finding.frames)].filter { !$0.isEmpty }
    if !evidence.isEmpty { lines += TextReport.comment(evidence.joined(separator: words.semicolon), indent: 5) }
    if let known = finding.known { lines += TextReport.comment(words.known(known), indent: 5) }
    for text in finding.consequences { lines += TextReport.comment(words.consequence(text), indent: 5) }
    return lines
  }

  /// Verdicts that this capture cannot give; those that agree in all but the check share their lines.
  func doubts(_ verdicts: [VerdictReport]) -> [String] {
    var shared: [(VerdictReport, checks: [String])] = []
    for verdict in verdicts where verdict.verdict == "inconclusive" {
      var bare = verdict
      (bare.check, bare.title) = ("", "")
      if let place = shared.firstIndex(where: { $0.0 == bare }) {
        shared[place].checks.append(verdict.check)
      } else {
        shared.append((bare, [verdict.check]))
      }
    }
    return shared.flatMap { lines($0.0, of: $0.checks) }
  }

  private func lines(_ verdict: VerdictReport, of checks: [String]) -> [String] {
    var text = "? \(checks.joined(separator: " "))  \(words.role(verdict.endpoint))\(words.colon)\(words.reason(verdict.reason ?? ""))"
    if let leaning = verdict.leaning { text += words.comma + words.leaning(leaning) }
    if !verdict.frames.isEmpty { text += words.inBrackets(words.frames(verdict.frames)) }
    var lines = TextColumns.wrapped(text, first: "# ", indent: "#     ")
    if let expected = verdict.expected { lines += TextReport.comment(words.expectation(expected), indent: 5) }
    if let observed = verdict.observed { lines += TextReport.comment(words.observation(observed), indent: 5) }
    return lines
  }

  func lines(_ fact: FactReport) -> [String] {
    var text = "= \(fact.check)  "
    if let end = fact.endpoint { text += words.role(end) + words.colon }
    text += fact.text
    if !fact.frames.isEmpty { text += words.inBrackets(words.frames(fact.frames)) }
    return TextColumns.wrapped(text, first: "# ", indent: "#     ")
  }
}

extension ByteSink {
  fileprivate mutating func write(lines: [String]) {
    for line in lines {
      write(line)
      write("\n")
    }
  }

  /// One line for each connection that is told in brief; these may be millions, so they are written piece by piece.
  fileprivate mutating func writeRows(of capture: CaptureReport, _ words: TextWords) {
    var isFirst = true
    let origin = capture.start ?? 0
    for connection in capture.connections where !connection.isTold {
      if isFirst { write(lines: [""] + TextReport.comment(words.rows, indent: 1)) }
      isFirst = false
      write("#  ")
      column(6, alignedRight: true) { $0.write(connection.id) }
      column(22) { $0.write(end: connection.client) }
      column(22) { $0.write(end: connection.server) }
      column(14) { sink in
        sink.write("@")
        sink.write(seconds: connection.start - origin)
      }
      column(12) { $0.write(seconds: connection.duration) }
      column(9) { $0.write(pair: connection.segments) }
      column(16) { $0.write(pair: connection.octets) }
      column(14) { sink in
        let tally = connection.tally
        for (place, count) in [tally.pass, tally.fail - tally.noted, tally.noted, tally.inconclusive, tally.notExercised].enumerated() {
          if place > 0 { sink.write("/") }
          sink.write(count)
        }
      }
      write("  ")
      write(connection.closeStyle)
      write("\n")
    }
  }

  /// Two spaces and a column of at least some width.
  private mutating func column(
    _ width: Int, alignedRight: Bool = false, _ body: (inout ByteSink) -> Void
  ) {
    write("  ")
    let start = written
    body(&self)
    for _ in 0..<max(0, width - (written - start)) { write(" ") }
  }

  private mutating func write(end: EndpointName) {
    let isWide = end.address.utf8.contains(UInt8(ascii: ":"))
    if isWide { write("[") }
    write(end.address)
    if isWide { write("]") }
    write(":")
    write(end.port)
  }

  private mutating func write(pair: PerRole<Int>) {
    write(pair.client)
    write("/")
    write(pair.server)
  }
}
