import Checks
import Hosts
import Replay
import Wire

/// Builds the report of one capture out of what the fold left behind.
struct Assembly {
  let table: CheckTable
  let options: AnalysisOptions
  let docket: Docket
  let rows: [ConnectionRow]
  let outcomes: [Settlement.Outcome]
  let start: Instant
  let end: Instant
  private var places: [Verdicts.Places] = []
  private var parameters: Parameters { options.parameters }
  var language: Language { options.language }

  init(
    table: CheckTable, options: AnalysisOptions, docket: Docket, rows: [ConnectionRow],
    outcomes: [Settlement.Outcome], start: Instant, end: Instant
  ) {
    self.table = table
    self.options = options
    self.docket = docket
    self.rows = rows
    self.outcomes = outcomes
    self.start = start
    self.end = end
    places = Array(repeating: Verdicts.Places(), count: rows.count)
    for (place, entry) in docket.charges.enumerated() { places[entry.connection].charges.append(place) }
    for (place, entry) in docket.doubts.enumerated() { places[entry.connection].doubts.append(place) }
    for (place, entry) in docket.facts.enumerated() { places[entry.connection].facts.append(place) }
    for (place, entry) in docket.passes.enumerated() { places[entry.connection].passes.append(place) }
  }

  /// All connections: rows first, then the drawn ones with their figure.
  ///
  /// - Parameter standing: takes in what they say of each check.
  func connections(
    _ events: borrowing Slab<WordChunk>, _ plots: [Plot], standing: inout Standing
  ) -> [ConnectionReport] {
    var reports: [ConnectionReport] = []
    reports.reserveCapacity(rows.count)
    var verdicts: [Int: Verdicts] = [:]
    for (place, row) in rows.enumerated() {
      let verdict = Verdicts(
        row: row, places: places[place], docket: docket, outcomes: outcomes, table: table)
      standing.take(verdict)
      var report = connection(row)
      report.tally = verdict.tally
      report.tally.noted = verdict.failures.count { options.level(of: table.checks[$0.check], $0.entry.charge) == .note }
      report.findings = findings(verdict, row)
      report.facts = facts(row, places[place])
      if row.closing == .unreachable, let said = report.facts.first(where: { $0.check == Check.attemptAnswered.id })?.brief {
        report.closeStyle = said
      }
      if options.allVerdicts { report.verdicts = self.verdicts(verdict, row) }
      if !report.findings.isEmpty || options.mayDrawUncharged(place) { verdicts[place] = verdict }
      reports.append(report)
    }
    Repetition(of: reports, language: language).fold(&reports, beyond: options.limits.connectionsPerNote)
    for place in drawn(reports) {
      reports[place].facts.insert(contentsOf: vantage(rows[place]), at: 0)
      if let verdict = verdicts[place] { reports[place].verdicts = self.verdicts(verdict, rows[place]) }
      let drawing = Drawing(
        row: rows[place], report: reports[place], owed: owed(place, reports[place]), options: options)
      let logged = rows[place].log.events(events)
      let figure = drawing.figure(logged)
      reports[place].ladder = figure.ladder
      reports[place].states = figure.states
      let plot = rows[place].log.plot == .max ? Plot() : plots[Int(rows[place].log.plot)]
      reports[place].trace = drawing.trace(logged, sampled: plot.quiet ?? plot.charged)
      let headers = drawing.headers(logged)
      for finding in reports[place].findings.indices {
        reports[place].findings[finding].header = headers[reports[place].findings[finding].number]
      }
    }
    return reports
  }

  /// Who closed and how, counted; among equals in the order of the first of each kind.
  func closings() -> [Closing] {
    var kinds: [(words: Bilingual, count: Int)] = []
    for row in rows {
      let words = row.closing.counted(client: row.client)
      if let known = kinds.firstIndex(where: { $0.words == words }) { kinds[known].count += 1 } else { kinds.append((words, 1)) }
    }
    return kinds.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map { Closing(text: $0.element.words[language], connections: $0.element.count) }
  }

  /// Places of the connections to draw: with a finding, worst first, then the others in order, within the budget.
  private func drawn(_ reports: [ConnectionReport]) -> [Int] {
    var charged: [Worst] = []
    for (place, report) in reports.enumerated() {
      if let first = report.findings.first {
        charged.append(Worst(rank: first.rank, findings: report.findings.count, place: place))
      }
    }
    charged.sort()
    let worst = charged.map(\.place)
    switch options.drawing {
    case .none: return []
    case .findings: return worst
    case .all: return Array(reports.indices)
    case .only(let numbers): return reports.indices.filter { numbers.contains($0 + 1) }
    case .automatic:
      let first = worst.prefix(options.limits.drawnConnections)
      let room = options.limits.drawnConnections - first.count
      let quiet = reports.indices.prefix(options.limits.drawnConnections).filter { reports[$0].findings.isEmpty && options.mayDrawUncharged($0) }
      return Array(first) + quiet.prefix(room)
    }
  }

  private struct Worst: Comparable {
    var rank: Finding.Rank
    var findings: Int
    var place: Int
    static func < (a: Worst, b: Worst) -> Bool {
      if (a.rank.level, a.rank.certainty) != (b.rank.level, b.rank.certainty) {
        return (a.rank.level, a.rank.certainty) < (b.rank.level, b.rank.certainty)
      }
      return a.findings == b.findings ? a.place < b.place : a.findings > b.findings
    }
  }

  private func connection(_ row: ConnectionRow) -> ConnectionReport {
    var report = ConnectionReport()
    report.id = row.ordinal + 1
    report.client = EndpointName(row.key[row.client])
    report.server = EndpointName(row.key[row.client.other])
    report.start = row.start.nanoseconds
    report.duration = max(0, (row.last - row.start).nanoseconds)
    report.firstFrame = Int(row.firstFrame)
    report.lastFrame = Int(row.lastFrame)
    let (client, server) = (row[row.client], row[row.client.other])
    report.segments = PerRole(client: Int(client.segments), server: Int(server.segments))
    report.octets = PerRole(client: Int(client.octets), server: Int(server.octets))
    report.retransmissions = PerRole(client: Int(client.retransmissions), server: Int(server.retransmissions))
    report.measures = PerRole(client: client.measures, server: server.measures)
    report.closedBy = row.closing.closedBy(client: row.client)
    report.closeStyle = row.closing.words(client: row.client)[language]
    if client.facts.contains(.beganTLS), server.facts.contains(.beganTLS) { report.carries = "TLS" }
    report.vantage = VantageReport(row.sight, language)
    if row.midstream, client.opening == .unknown, server.opening == .unknown { report.vantage.why += Words.rolesAreGuessed[language] }
    report.isn = PerRole(
      client: client.facts.contains(.issKnown) ? client.iss.rawValue : nil,
      server: server.facts.contains(.issKnown) ? server.iss.rawValue : nil)
    report.incarnation = Int(row.incarnation)
    report.timeWaits = PerRole(client: client.timeWait(since: row.start), server: server.timeWait(since: row.start))
    return report
  }

  // MARK: Findings

  /// One cause, one finding: failures of one family of which any rests on the same decisive frame as any of another,
  /// and that accuse the same end, are told once, under the gravest of them.
  private func findings(_ verdicts: Verdicts, _ row: ConnectionRow) -> [Finding] {
    guard !verdicts.failures.isEmpty else { return [] }
    let ranked = verdicts.failures.map { ($0, finding($0, row)) }.sorted { a, b in
      a.1.rank == b.1.rank ? a.0.check < b.0.check : a.1.rank < b.1.rank
    }
    var findings: [Finding] = []
    var kept: [Verdicts.Failure] = []
    for (failure, finding) in ranked {
      let same = kept.firstIndex {
        $0.side == failure.side && table.checks[$0.check].family == table.checks[failure.check].family
          && !Set($0.decisive).isDisjoint(with: failure.decisive)
      }
      if let same {
        findings[same].consequences.append("\(finding.title) (\(finding.check))")
      } else {
        kept.append(failure)
        findings.append(finding)
      }
    }
    for place in findings.indices { findings[place].number = place + 1 }
    return findings
  }

  private func finding(_ failure: Verdicts.Failure, _ row: ConnectionRow) -> Finding {
    let check = table.checks[failure.check]
    let charge = failure.entry.charge
    var finding = Finding(check, charge, options)
    finding.endpoint = row.role(of: failure.side)
    finding.known = options.known(
      check: check.id, address: row.key[failure.side].address, port: row.key[row.client.other].port,
      role: finding.endpoint, at: end)
    finding.time = max(0, (failure.entry.time - row.start).nanoseconds)
    finding.certainty = failure.certainty
    finding.basis = failure.basis[language]
    if failure.more > 0 { finding.basis += Words.andMore(failure.more)[language] }
    return finding
  }

  /// What a missed duty's finding expected and never came, for the dashed arrow.
  private func owed(_ place: Int, _ report: ConnectionReport) -> [Drawing.Owed] {
    places[place].charges.compactMap { charge in
      let entry = docket.charges[charge]
      guard entry.event == .missedDuty, case .fail = outcomes[charge] else { return nil }
      let check = table.checks[entry.check]
      let number = report.findings.first { $0.check == check.id }?.number
      return Drawing.Owed(
        time: entry.interval.upperBound, side: entry.side, text: entry.charge.expected[language],
        after: entry.charge.frames.max() ?? 0, finding: number)
    }
  }

  private func facts(_ row: ConnectionRow, _ places: Verdicts.Places) -> [FactReport] {
    var facts = places.facts.map { place in
      let entry = docket.facts[place]
      let check = table.checks[entry.check]
      return FactReport(
        check: check.id, title: check.title[language], endpoint: entry.side.map { row.role(of: $0) },
        frames: entry.fact.frames.map(Int.init), text: entry.fact.text[language], brief: entry.fact.brief?[language])
    }
    for place in places.charges {
      guard case .fact = outcomes[place] else { continue }
      let entry = docket.charges[place]
      let check = table.checks[entry.check]
      facts.append(
        FactReport(
          check: check.id, title: entry.charge.title[language], endpoint: row.role(of: entry.side),
          frames: entry.charge.frames.map(Int.init), text: entry.charge.observed[language]))
    }
    return facts
  }

  /// Where the tap stood, as a fact of the connection (`capture/vantage`).
  private func vantage(_ row: ConnectionRow) -> [FactReport] {
    guard row.sight.vantage != .unknown, let place = table.places[Check.vantage.id] else { return [] }
    let check = table.checks[place]
    let text = Words.vantage(row.sight, language)
    return [FactReport(check: check.id, title: check.title[language], endpoint: nil, frames: [], text: text)]
  }

  private func verdicts(_ verdicts: Verdicts, _ row: ConnectionRow) -> [VerdictReport] {
    var reports: [VerdictReport] = []
    for (place, check) in table.checks.enumerated() where table.judging.contains(place) {
      for role in [Role.client, .server] {
        let side = row.side(of: role)
        let title = check.title[language]
        if let failure = verdicts.failures.first(where: { $0.check == place && $0.side == side }) {
          let charge = failure.entry.charge
          reports.append(
            VerdictReport(
              check: check.id, title: charge.title[language], endpoint: role, verdict: "fail",
              level: options.level(of: check, charge), frames: charge.frames.map(Int.init), expected: charge.expected[language],
              observed: charge.observed[language]))
        } else if let doubt = verdicts.inconclusive.first(where: { $0.check == place && $0.side == side }) {
          reports.append(
            VerdictReport(
              check: check.id, title: doubt.title?[language] ?? title, endpoint: role, verdict: "inconclusive", reason: doubt.reason.rawValue,
              leaning: doubt.leaning?.rawValue, frames: doubt.frames.map(Int.init), expected: doubt.expected?[language],
              observed: doubt.observed?[language]))
        } else if verdicts.untested[side].contains(place), let untested = check.untested {
          reports.append(
            VerdictReport(
              check: check.id, title: title, endpoint: role, verdict: "inconclusive", reason: untested.reason.rawValue))
        } else if verdicts.passed[side].contains(place) {
          let shown = verdicts.passFrames.first { $0.check == place && $0.side == side }
          reports.append(
            VerdictReport(
              check: check.id, title: title, endpoint: role, verdict: "pass",
              frames: shown?.frames.map(Int.init) ?? []))
        }
      }
    }
    return reports
  }
}

extension Finding {
  /// The parts of a finding that come from its check and its charge.
  init(_ check: Check, _ charge: Charge, _ options: AnalysisOptions) {
    self.init()
    let language = options.language
    self.check = check.id
    title = charge.title[language]
    level = options.level(of: check, charge)
    frames = charge.frames.map(Int.init)
    expected = charge.expected[language]
    observed = charge.observed[language]
    citation = CitationReport(charge.citation ?? check.citation)
    why = check.why[language]
  }

  /// Worst first: level, certainty, time; what is known and accepted comes last.
  var rank: Rank { Rank(level: counts ? level.rank : FindingLevel.allCases.count, certainty: certainty == .certain ? 0 : 1, time: time) }

  struct Rank: Comparable {
    var level: Int
    var certainty: Int
    var time: Int64
    static func < (a: Rank, b: Rank) -> Bool {
      (a.level, a.certainty, a.time) < (b.level, b.certainty, b.time)
    }
  }
}

extension CitationReport {
  package init(_ citation: Citation) {
    self.init()
    rfc = citation.rfc
    section = citation.section
    label = citation.label
    sentence = citation.sentence
  }
}

extension FindingLevel {
  /// Of the contract, from the catalogue's.
  package init(_ level: Level) {
    switch level {
    case .must, .mustUnlabelled: self = .must
    case .should: self = .should
    case .note, .info, .artefact: self = .note
    }
  }
  var rank: Int {
    switch self {
    case .must: 0
    case .should: 1
    case .note: 2
    }
  }
  /// `must` over `should` over `note`.
  package func isAtLeast(_ other: FindingLevel) -> Bool { rank <= other.rank }
}

extension EndpointName {
  /// Address and port as one text, IPv6 in brackets (RFC 3986 §3.2.2).
  package var text: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

  init(_ end: SocketAddress) { self.init(address: end.address.text, port: Int(end.port)) }
}
