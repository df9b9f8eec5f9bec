import Checks
import Hosts
import Replay
import Tap
import Wire

extension Analysis {
  /// Ends every connection, settles every charge and builds the report; ledger, names and damage are the caller's.
  package consuming func finish(_ file: FileEvidence = FileEvidence()) -> CaptureReport {
    closeAll()
    Placement.settle(&rows, near: options.parameters.vantageNear.nanoseconds)
    pending.file = file
    pending.clock = ClockEvidence(tap.clock)
    var quality = Quality(
      table: table, parameters: options.parameters, language: options.language, evidence: pending)
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
    let population = hosts.collection
    report.hosts = HostAssembly(
      table: table, options: options, start: start ?? Instant(nanoseconds: 0), end: end).reports(population)
    report.fingerprint()
    for host in report.hosts { standing.take(host.verdicts, table) }
    report.checks = standing.reports(table)
    report.requirements = standing.requirements(table, options.language)
    if population.connectionsLeftOut > 0 {
      let (name, text) = Words.hostsLeftOut(population.connectionsLeftOut, kept: options.limits.hostsPerCapture)
      report.limits.append(NamedValue(name[options.language], text[options.language]))
    }
    report.quality = quality.entries()
    return report
  }
}
