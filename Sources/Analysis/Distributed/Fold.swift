import Checks
import Hosts
import Replay
import Tap
import Wire

/// What reading left behind of a capture, or of one shard of it: connections in brief, charges that are not settled, the
/// evidence of Tap and the hosts' series.
///
/// Two of different connections can be taken together in any order; nothing here is known of other connections than
/// its own, and whatever needs all of them (numbers, settlement, hosts) waits for ``report(_:_:file:)``.
struct Fold: ~Copyable {
  var rows: [ConnectionRow] = []
  /// Ordinals that were given to connections, those included of which no row is left.
  var ordinals = 0
  /// Where the rows' drawings are.
  var events = Slab<WordChunk>()
  /// Samples of the long ones among them.
  var plots: [Plot] = []
  var docket = Docket()
  var hosts: HostCollection
  var clock = CaptureClock()
  /// What the capture's end cut short.
  var pending: [PendingNote] = []
  var flood = Flood()
  var start: Instant?
  var end = Instant(nanoseconds: .min)

  init(_ limits: Limits) { hosts = Population(limits).collection }

  /// A number that was still to come when the capture ended.
  struct PendingNote: Sendable {
    var connection: Int
    var kind: CaptureEvidence.PendingKind
    var frame: UInt32
    var needed: Int64
  }

  /// A fold that another thread can be given: the drawings lie beside their rows.
  struct Portable: Sendable {
    fileprivate var rows: [ConnectionRow]
    /// Of the rows that have a drawing, in their order.
    fileprivate var logs: [[LoggedEvent]]
    fileprivate var ordinals: Int
    fileprivate var plots: [Plot]
    fileprivate var docket: Docket
    fileprivate var hosts: HostCollection
    fileprivate var steps: [CaptureClock.HostStep]
    fileprivate var pending: [PendingNote]
    fileprivate var flood: Flood
  }

  consuming func portable() -> Portable {
    var logs: [[LoggedEvent]] = []
    for row in rows where row.log.count > 0 { logs.append(row.log.events(events)) }
    return Portable(
      rows: rows, logs: logs, ordinals: ordinals, plots: plots, docket: docket, hosts: hosts, steps: clock.steps,
      pending: pending, flood: flood)
  }

  /// Takes in the connections of other pairs of hosts.
  mutating func take(_ other: Portable) {
    let base = ordinals
    var logs = other.logs[...]
    for var row in other.rows {
      row.ordinal += base
      if row.log.count > 0, let log = logs.popFirst() { row.log.lay(log, into: &events) }
      if row.log.plot != .max {
        plots.append(other.plots[Int(row.log.plot)])
        row.log.plot = UInt32(plots.count - 1)
      }
      rows.append(row)
    }
    ordinals += other.ordinals
    var (said, series) = (other.docket, other.hosts)
    said.renumber { $0 + base }
    docket.take(said)
    series.renumber { $0 < 0 ? -1 : $0 + base }
    hosts.take(series)
    clock.add(other.steps)
    for var note in other.pending {
      note.connection += base
      pending.append(note)
    }
    flood.take(other.flood)
  }

  /// Connections are numbered by their first frames, whoever met them in which order; what was said of those that are
  /// counted alone goes with them.
  mutating func number() {
    let isInOrder = rows.count == ordinals && rows.indices.allSatisfy { $0 == 0 || rows[$0 - 1].firstFrame < rows[$0].firstFrame }
    if isInOrder, rows.indices.allSatisfy({ rows[$0].ordinal == $0 }) { return }
    let order = rows.indices.sorted { (rows[$0].firstFrame, $0) < (rows[$1].firstFrame, $1) }
    var places = [Int32](repeating: -1, count: ordinals)
    for (new, old) in order.enumerated() { places[rows[old].ordinal] = Int32(truncatingIfNeeded: new) }
    rows = order.map { rows[$0] }
    for place in rows.indices { rows[place].ordinal = place }
    ordinals = rows.count
    docket.keep { places[$0] >= 0 }
    docket.renumber { Int(places[$0]) }
    hosts.renumber { $0 < 0 ? -1 : Int(places[$0]) }
    pending.removeAll { places[$0.connection] < 0 }
    for place in pending.indices { pending[place].connection = Int(places[pending[place].connection]) }
    pending.sort { $0.connection < $1.connection }
  }

  /// Settles every charge and builds the report; ledger, names and damage are the caller's.
  consuming func report(_ table: CheckTable, _ options: AnalysisOptions, file: FileEvidence) -> CaptureReport {
    Flood.trim(&rows, &docket, to: flood.level(options.limits))
    number()
    var options = options
    options.unbroken = flood.level(options.limits)
    let unplotted = choosePlots(options)
    Placement.settle(&rows, near: options.parameters.vantageNear.nanoseconds)
    var evidence = CaptureEvidence()
    evidence.file = file
    evidence.clock = ClockEvidence(clock)
    for note in pending {
      evidence.add(note.kind, connection: note.connection + 1, frame: note.frame, needed: note.needed)
    }
    var quality = Quality(
      table: table, parameters: options.parameters, language: options.language, evidence: evidence)
    quality.take(rows)
    let settlement = Settlement(
      table: table, parameters: options.parameters, docket: docket, rows: rows, captureStart: start ?? end,
      captureEnd: end, hasDrops: (file.drops ?? 0) > 0, clock: quality.evidence.clock)
    let assembly = Assembly(
      table: table, options: options, docket: docket, rows: rows, outcomes: settlement.outcomes(),
      start: start ?? Instant(nanoseconds: 0), end: end)
    var report = CaptureReport()
    report.start = start?.nanoseconds
    report.end = start == nil ? nil : end.nanoseconds
    var standing = Standing()
    report.connections = assembly.connections(events, plots, standing: &standing)
    report.closings = assembly.closings()
    report.hosts = HostAssembly(
      table: table, options: options, start: start ?? Instant(nanoseconds: 0), end: end).reports(hosts)
    report.incidents = Incidents(of: rows, as: report, end: end, language: options.language).told()
    report.fingerprint()
    for host in report.hosts { standing.take(host.verdicts, table) }
    report.checks = standing.reports(table)
    report.requirements = standing.requirements(table, options.language)
    let drawn = unplotted.count { report.connections[$0].trace != nil }
    for (name, text) in hits(unplotted: drawn, options) {
      report.limits.append(NamedValue(name[options.language], text[options.language]))
    }
    report.quality = quality.entries()
    return report
  }
  /// The caps that were hit, in words.
  private func hits(unplotted: Int, _ options: AnalysisOptions) -> [(Bilingual, Bilingual)] {
    var hits: [(Bilingual, Bilingual)] = []
    if hosts.connectionsLeftOut > 0 {
      hits.append(Words.hostsLeftOut(hosts.connectionsLeftOut, kept: options.limits.hostsPerBucket))
    }
    hits += flood.hits(rows, options.limits)
    if docket.dropped > 0 { hits.append(Words.unsaid(docket.dropped)) }
    if unplotted > 0 { hits.append(Words.unplotted(unplotted, plotted: options.limits.plotsPerCapture)) }
    return hits
  }
}

extension Words {
  /// Connections for which no plot was left.
  fileprivate static func unplotted(_ connections: Int, plotted: Int) -> (Bilingual, Bilingual) {
    (
      Bilingual("plots over time", zh: "时序图"),
      Bilingual(
        "only the first \(plotted) long connections were sampled; \(connections) more are plotted from their drawn segments alone",
        zh: "只对最先出现的 \(plotted) 个长连接取样；另有 \(connections) 个连接的时序图仅来自已绘出的报文段")
    )
  }

  /// What was said of two hosts beyond what is kept.
  fileprivate static func unsaid(_ count: Int) -> (Bilingual, Bilingual) {
    (
      Bilingual("charges and facts", zh: "指控与事实"),
      Bilingual(
        "\(count) more of pairs of hosts of which very many had been kept", zh: "某些主机对的记录已极多，另有 \(count) 条未保留")
    )
  }
}
