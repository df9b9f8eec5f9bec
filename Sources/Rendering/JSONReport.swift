import Analysis

/// `report.json` and its lines: everything a program may want to know, in the shape of `report.schema.json`.
///
/// Written by hand, since `JSONEncoder` takes 22 times as long; the schema and a decoder hold it in the tests. Members
/// keep their order. A connection that is not drawn and was not found fault with is a row of some 400 octets.
package enum JSONReport {
  /// Name of the shape; another number where a member changes its meaning or goes.
  package static let schema: StaticString = "tcpreport/1"

  /// The whole batch as one document, a connection on a line.
  package static func write(_ report: Report, to sink: consuming ByteSink) -> ByteSink {
    var sink = writeHead(of: report, to: sink)
    for (place, capture) in report.captures.enumerated() {
      if place > 0 { sink.write(",") }
      sink = write(capture, to: sink)
    }
    return writeTail(of: report, to: sink)
  }

  /// What stands before the captures of a document that is put together from parts.
  package static func writeHead(of report: Report, to sink: consuming ByteSink) -> ByteSink {
    var json = JSONWriter(sink)
    json.open("{")
    json.key("schema")
    json.value("\(schema)")
    json.key("language")
    json.value(report.language)
    json.key("parameters")
    json.value(report.parameters)
    json.key("captures")
    json.open("[")
    return json.end()
  }

  /// One capture as a part of a document; a comma stands between two parts.
  package static func write(_ capture: CaptureReport, to sink: consuming ByteSink) -> ByteSink {
    var json = JSONWriter(sink)
    json.value(capture)
    return json.end()
  }

  /// What stands after the captures.
  package static func writeTail(of report: Report, to sink: consuming ByteSink) -> ByteSink {
    var sink = sink
    sink.write("],")
    var json = JSONWriter(sink)
    json.key("unread")
    json.open("[")
    for file in report.unread {
      json.open("{")
      json.key("file")
      json.value(file.name)
      json.key("reason")
      json.value(file.value)
      json.close("}")
    }
    json.close("]")
    json.close("}")
    return json.end()
  }

  /// One connection a line, each with the name of its capture.
  package static func writeLines(_ capture: CaptureReport, to sink: consuming ByteSink) -> ByteSink {
    var sink = sink
    for connection in capture.connections {
      var json = JSONWriter(sink, breaksLines: false)
      json.value(connection, of: capture.name)
      sink = json.end()
    }
    return sink
  }
}

extension JSONWriter {
  fileprivate mutating func value(_ capture: CaptureReport) {
    open("{")
    key("name")
    value(capture.name)
    key("title")
    value(capture.title)
    if !capture.files.isEmpty {
      key("files")
      open("[")
      for file in capture.files {
        open("{")
        key("title")
        value(file.title)
        key("frames")
        value(file.frames)
        key("firstFrame")
        value(file.firstFrame)
        key("lastFrame")
        value(file.lastFrame)
        close("}")
      }
      close("]")
    }
    if let hidden = capture.hidden {
      key("redacted")
      value(hidden)
    }
    key("linkTypes")
    value(capture.linkTypes)
    key("start")
    if let start = capture.start { value(moment: start) } else { null() }
    key("end")
    if let end = capture.end { value(moment: end) } else { null() }
    key("frames")
    value(capture.ledger)
    key("damage")
    if let damage = capture.damage { value(damage) } else { null() }
    if !capture.limits.isEmpty {
      key("limits")
      value(capture.limits)
    }
    key("incidents")
    open("[")
    for incident in capture.incidents {
      newline()
      value(incident)
    }
    close("]")
    newline()
    key("connections")
    open("[")
    for connection in capture.connections {
      newline()
      value(connection)
    }
    close("]")
    newline()
    key("hosts")
    open("[")
    for host in capture.hosts {
      newline()
      value(host)
    }
    close("]")
    newline()
    key("quality")
    open("[")
    for entry in capture.quality {
      newline()
      value(entry)
    }
    close("]")
    newline()
    key("checks")
    open("{")
    for verdict in Vocabulary.standings {
      key(text: verdict)
      value(capture.checks.filter { $0.verdict == verdict }.map(\.check))
    }
    close("}")
    newline()
    key("coverage")
    open("{")
    for rfc in Vocabulary.standards {
      key(text: "rfc\(rfc)")
      open("{")
      for standing in RequirementReport.Standing.allCases {
        key(text: standing.rawValue)
        value(capture.labels(of: rfc, standing))
      }
      close("}")
    }
    close("}")
    close("}")
  }

  private mutating func value(_ incident: Incident) {
    open("{")
    key("kind")
    value(incident.kind.rawValue)
    key("text")
    value(incident.text)
    key("count")
    value(incident.count)
    key("connections")
    value(incident.connections)
    key("frames")
    value(incident.frames)
    if let host = incident.host {
      key("host")
      value(host)
    }
    close("}")
  }

  private mutating func value(_ ledger: Ledger) {
    open("{")
    key("read")
    value(ledger.read)
    key("tcp")
    value(ledger.tcp)
    key("icmpErrors")
    value(ledger.icmpErrors)
    key("skipped")
    open("{")
    for entry in ledger.skipped {
      key(text: entry.reason)
      value(entry.frames)
    }
    close("}")
    close("}")
  }

  fileprivate mutating func value(_ values: [NamedValue]) {
    open("{")
    for named in values {
      key(text: named.name)
      value(named.value)
    }
    close("}")
  }
}

// MARK: Connections

extension JSONWriter {
  /// - Parameter capture: the capture's name, on a line that stands alone.
  fileprivate mutating func value(_ connection: ConnectionReport, of capture: String? = nil) {
    open("{")
    if let capture {
      key("capture")
      value(capture)
    }
    key("id")
    value(connection.id)
    key("client")
    value(connection.client)
    key("server")
    value(connection.server)
    key("start")
    value(moment: connection.start)
    key("duration")
    value(seconds: connection.duration)
    key("segments")
    value(connection.segments)
    key("octets")
    value(connection.octets)
    key("closedBy")
    if let end = connection.closedBy { value(end) } else { null() }
    key("vantage")
    open("{")
    key("place")
    value(connection.vantage.place)
    if connection.isTold {
      key("why")
      value(connection.vantage.why)
    }
    close("}")
    key("tally")
    value(connection.tally)
    if connection.isTold { details(connection) }
    timeWaits(of: connection)
    key("findings")
    open("[")
    for finding in connection.findings {
      newline()
      value(finding)
    }
    close("]")
    close("}")
  }

  /// What only a connection has that is drawn, found fault with, or asked for.
  private mutating func details(_ connection: ConnectionReport) {
    key("frames")
    value([connection.firstFrame, connection.lastFrame])
    key("incarnation")
    value(connection.incarnation)
    key("retransmissions")
    value(connection.retransmissions)
    key("measures")
    each { $0.value(connection.measures[$1].named(octets: connection.octets[$1], duration: connection.duration)) }
    key("offered")
    each { json, role in
      if let offered = connection.measures[role].offered { json.value(offered) } else { json.null() }
    }
    key("closeStyle")
    value(connection.closeStyle)
    if let carries = connection.carries {
      key("carries")
      value(carries)
    }
    key("isn")
    each { json, role in
      if let isn = connection.isn[role] { json.value(Int(isn)) } else { json.null() }
    }
    if connection.ladder != nil {
      key("states")
      each { $0.value(connection.states[$1]) }
    }
    if let trace = connection.trace {
      key("trace")
      value(trace)
    }
    value(verdicts: connection.verdicts)
    value(facts: connection.facts)
  }

  private mutating func value(_ measures: [NamedMeasure]) {
    open("{")
    for measure in measures {
      key(text: measure.key)
      switch (measure.value, measure.unit) {
      case (nil, _): null()
      case (let value?, .seconds): self.value(seconds: Int64(value))
      case (let value?, _): self.value(value)
      }
    }
    close("}")
  }

  mutating func value(_ end: EndpointName) {
    open("{")
    key("address")
    value(end.address)
    key("port")
    value(end.port)
    close("}")
  }

  mutating func value(_ pair: PerRole<Int>) { each { $0.value(pair[$1]) } }

  private mutating func value(_ tally: Tally) {
    open("{")
    key("pass")
    value(tally.pass)
    key("fail")
    value(tally.fail)
    if tally.noted > 0 {
      key("noted")
      value(tally.noted)
    }
    key("inconclusive")
    value(tally.inconclusive)
    key("notExercised")
    value(tally.notExercised)
    close("}")
  }

  mutating func value(_ spans: [StateSpan]) {
    open("[")
    for span in spans {
      open("{")
      key("state")
      value(span.state)
      key("from")
      value(seconds: span.from)
      key("frame")
      value(span.frame)
      key("sureness")
      value(span.sureness)
      if let note = span.note {
        key("note")
        value(note)
      }
      close("}")
    }
    close("]")
  }
}

// MARK: Findings, verdicts, facts

extension JSONWriter {
  private mutating func value(_ finding: Finding) {
    open("{")
    key("number")
    value(finding.number)
    key("check")
    value(finding.check)
    key("title")
    value(finding.title)
    key("level")
    value(finding.level.rawValue)
    if let end = finding.endpoint {
      key("endpoint")
      value(end.rawValue)
    }
    key("frames")
    value(finding.frames)
    key("time")
    value(seconds: finding.time)
    key("expected")
    value(finding.expected)
    key("observed")
    value(finding.observed)
    key("citation")
    open("{")
    key("rfc")
    value(finding.citation.rfc)
    key("section")
    value(finding.citation.section)
    if let label = finding.citation.label {
      key("label")
      value(label)
    }
    key("sentence")
    value(finding.citation.sentence)
    close("}")
    key("certainty")
    value(finding.certainty.rawValue)
    key("basis")
    value(finding.basis)
    key("why")
    value(finding.why)
    if !finding.consequences.isEmpty {
      key("consequences")
      value(finding.consequences)
    }
    if !finding.alsoIn.isEmpty {
      key("alsoIn")
      open("[")
      for other in finding.alsoIn {
        open("{")
        key("connection")
        value(other.connection)
        key("frames")
        value(other.frames)
        key("observed")
        value(other.observed)
        close("}")
      }
      close("]")
    }
    if let header = finding.header {
      key("header")
      value(header)
    }
    key("fingerprint")
    value(finding.fingerprint)
    if let known = finding.known {
      key("known")
      open("{")
      key("reason")
      value(known.reason)
      key("isExpired")
      value(known.isExpired)
      if let until = known.until {
        key("until")
        value(until)
      }
      close("}")
    }
    close("}")
  }

  private mutating func value(verdicts: [VerdictReport]) {
    key("verdicts")
    open("[")
    for verdict in verdicts {
      newline()
      open("{")
      key("check")
      value(verdict.check)
      key("endpoint")
      value(verdict.endpoint.rawValue)
      key("verdict")
      value(verdict.verdict)
      optional("level", verdict.level?.rawValue)
      optional("reason", verdict.reason)
      optional("leaning", verdict.leaning)
      if !verdict.frames.isEmpty {
        key("frames")
        value(verdict.frames)
      }
      optional("expected", verdict.expected)
      optional("observed", verdict.observed)
      close("}")
    }
    close("]")
  }

  private mutating func value(facts: [FactReport]) {
    key("facts")
    open("[")
    for fact in facts {
      newline()
      open("{")
      key("check")
      value(fact.check)
      optional("endpoint", fact.endpoint?.rawValue)
      key("frames")
      value(fact.frames)
      key("text")
      value(fact.text)
      close("}")
    }
    close("]")
  }

  private mutating func optional(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    key(name)
    value(text)
  }
}

// MARK: Hosts, and the capture itself

extension JSONWriter {
  fileprivate mutating func value(_ host: HostReport) {
    open("{")
    key("address")
    value(host.address)
    key("isn")
    open("{")
    key("samples")
    value(host.isn.reduce(0) { $0 + $1.samples })
    key("verdict")
    value(host.isnVerdict)
    key("series")
    open("[")
    for series in host.isn { value(series) }
    close("]")
    close("}")
    key("timeWait")
    value(host.timeWait)
    value(verdicts: host.verdicts)
    value(facts: host.facts)
    key("findings")
    open("[")
    for finding in host.findings {
      newline()
      value(finding)
    }
    close("]")
    close("}")
  }

  private mutating func value(_ series: ISNReport) {
    open("{")
    key("role")
    value(series.role)
    key("samples")
    value(series.samples)
    key("verdict")
    value(ISNReport.word(series.verdict))
    key("summary")
    value(series.summary)
    key("measures")
    value(series.measures)
    key("points")
    open("[")
    for point in series.series {
      open("[")
      value(seconds: point.time)
      value(Int(point.isn))
      value(point.connection)
      close("]")
    }
    close("]")
    close("}")
  }

  fileprivate mutating func value(_ entry: QualityEntry) {
    open("{")
    key("check")
    value(entry.check)
    key("title")
    value(entry.title)
    key("text")
    value(entry.text)
    key("frames")
    value(entry.frames)
    key("connections")
    value(entry.connections)
    close("}")
  }
}

extension ConnectionReport {
  /// It is told in full: drawn, found fault with, or its verdicts were asked for.
  var isTold: Bool { ladder != nil || !findings.isEmpty || !verdicts.isEmpty }
}

extension HostReport {
  /// The gravest verdict over its series.
  fileprivate var isnVerdict: String {
    let words = isn.map { ISNReport.word($0.verdict) }
    return ["fail", "inconclusive", "pass"].first { words.contains($0) } ?? "notExercised"
  }
}

extension ISNReport {
  /// A verdict as the tally names it.
  fileprivate static func word(_ verdict: String) -> String {
    ["pass", "fail", "inconclusive"].contains(verdict) ? verdict : "notExercised"
  }
}
