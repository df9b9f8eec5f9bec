import Checks
import Hosts
import Wire

/// Asks the checks about every host, settles what they say, and builds the hosts' part of the report.
///
/// A host has no connection, so its charges never see the docket; the same guards as data, the same certainty by
/// class, the same rule of one cause, one finding.
struct HostAssembly {
  let table: CheckTable
  let options: AnalysisOptions
  let start: Instant
  let end: Instant
  private var language: Language { options.language }

  /// What became of one check's outcomes on one host in one role.
  private struct Settled {
    var check: Int
    var charge: Charge
    var certainty: Certainty
  }
  private struct Judgement {
    var settled: [Settled] = []
    var facts: [FactReport] = []
    var verdicts: [VerdictReport] = []
  }

  /// Every host about which there is something to say, by address: two numbers of one role, or a tested TIME-WAIT.
  func reports(_ hosts: HostCollection) -> [HostReport] {
    var reports: [Address: HostReport] = [:]
    for one in hosts.evidence(budget: options.parameters.isnAlphaReport) where one.incarnations >= 2 {
      let judgement = judge(one)
      var report = reports[one.address] ?? HostReport()
      report.isn.append(series(one, judgement))
      report.findings += findings(judgement, one)
      report.facts += judgement.facts
      report.verdicts += judgement.verdicts
      reports[one.address] = report
    }
    for one in hosts.timeWaits where one.history.tested > 0 {
      reports[one.address, default: HostReport()].timeWait = words(one.history)
    }
    var ordered = reports.sorted { Address.precedes($0.key, $1.key) }.map { address, report in
      var named = report
      named.address = address.text
      number(&named.findings)
      return named
    }
    limitDrawing(&ordered)
    return ordered
  }

  // MARK: Settlement

  private func judge(_ host: HostEvidence) -> Judgement {
    var judgement = Judgement()
    for place in table.hosts {
      let check = table.checks[place]
      guard case .host(let ask) = check.subject else { continue }
      var verdict: VerdictReport?
      for outcome in ask(host, options.parameters) {
        switch outcome {
        case .charge(let charge):
          if let reason = excuse(charge, check, host) {
            verdict = verdict ?? inconclusive(check, host, reason, .fail, charge.frames, charge)
            continue
          }
          let certainty = host.reduction.isMixed ? Certainty.likely : .certain
          judgement.settled.append(Settled(check: place, charge: charge, certainty: certainty))
          verdict = fail(check, host, charge)
        case .doubt(let doubt):
          verdict = verdict ?? inconclusive(check, host, doubt.reason, doubt.leaning, doubt.frames, nil)
        case .fact(let fact):
          judgement.facts.append(
            FactReport(
              check: check.id, title: check.title[language], frames: fact.frames.map(Int.init),
              text: fact.text[language], brief: fact.brief?[language]))
        case .pass(let frames, _):
          verdict =
            verdict
            ?? VerdictReport(
              check: check.id, title: check.title[language], endpoint: Role(host.role), verdict: "pass",
              frames: frames.map(Int.init))
        }
      }
      if let verdict, check.level != .info, check.level != .artefact { judgement.verdicts.append(verdict) }
    }
    return judgement
  }

  /// The first guard that does not hold.
  ///
  /// Clock, order and loss of the capture are none: for numbers that are independent and uniform every null law holds
  /// whatever the times and whichever samples are missing.
  private func excuse(_ charge: Charge, _ check: Check, _ host: HostEvidence) -> Reason? {
    let guards = check.guards.union(charge.guards)
    if guards.contains(.cky), host.suspectsCookies { return .specAmbiguous }
    if guards.contains(.n), charge.instances < charge.instancesNeeded { return .tooFewSamples }
    return nil
  }

  private func fail(_ check: Check, _ host: HostEvidence, _ charge: Charge) -> VerdictReport {
    VerdictReport(
      check: check.id, title: charge.title[language], endpoint: Role(host.role), verdict: "fail",
      level: options.level(of: check, charge), frames: charge.frames.map(Int.init), expected: charge.expected[language], observed: charge.observed[language])
  }

  private func inconclusive(
    _ check: Check, _ host: HostEvidence, _ reason: Reason, _ leaning: Doubt.Leaning?, _ frames: [UInt32],
    _ charge: Charge?
  ) -> VerdictReport {
    VerdictReport(
      check: check.id, title: (charge?.title ?? check.title)[language], endpoint: Role(host.role), verdict: "inconclusive",
      reason: reason.rawValue, leaning: leaning?.rawValue, frames: frames.map(Int.init),
      expected: charge?.expected[language], observed: charge?.observed[language])
  }

  // MARK: Findings

  /// One cause, one finding: failures that rest on the same first sample are told once, under the gravest of them and
  /// then the most specific, which stands first in the catalogue.
  private func findings(_ judgement: Judgement, _ host: HostEvidence) -> [Finding] {
    var findings: [Finding] = []
    let ranked = judgement.settled.map { ($0, finding($0, host)) }.sorted { a, b in
      a.1.rank.level == b.1.rank.level ? a.0.check < b.0.check : a.1.rank.level < b.1.rank.level
    }
    for (settled, finding) in ranked {
      let family = table.checks[settled.check].family
      let same = findings.firstIndex {
        $0.frames.first == finding.frames.first && $0.check.prefix(while: { $0 != "/" }) == family
      }
      if let same {
        findings[same].consequences.append("\(finding.title) (\(finding.check))")
      } else {
        findings.append(finding)
      }
    }
    return findings
  }

  private func finding(_ settled: Settled, _ host: HostEvidence) -> Finding {
    let check = table.checks[settled.check]
    var finding = Finding(check, settled.charge, options)
    finding.known = options.known(
      check: check.id, address: host.address, port: nil, role: Role(host.role), at: end)
    let first = settled.charge.frames.first
    if let sample = host.samples.first(where: { $0.frame == first }) {
      finding.time = max(0, (sample.time - start).nanoseconds)
    }
    finding.certainty = settled.certainty
    finding.basis = Words.overNumbers(of: host.role)[language]
    return finding
  }

  private func number(_ findings: inout [Finding]) {
    findings.sort { $0.rank < $1.rank }
    for place in findings.indices { findings[place].number = place + 1 }
  }

  // MARK: The series

  private func series(_ host: HostEvidence, _ judgement: Judgement) -> ISNReport {
    var report = ISNReport()
    report.role = host.role.rawValue
    report.samples = host.incarnations
    report.verdict = verdict(judgement)
    // So few that no weakness could show acquit nobody.
    if report.verdict == "pass", findableBits(host) < 1 { report.verdict = "inconclusive" }
    report.summary = summary(host, judgement, report.verdict)[language]
    report.series = host.samples.prefix(options.limits.samplesDrawnPerSeries).map { sample in
      ISNReport.Sample(
        time: max(0, (sample.time - start).nanoseconds), isn: sample.isn.rawValue, connection: Int(sample.connection) + 1)
    }
    report.measures = HostMeasures(host).named(language)
    return report
  }

  /// Of the numbers as numbers: whether a clock drives them, and how SYNs are answered, is told beside it.
  private func verdict(_ judgement: Judgement) -> String {
    func judges(_ check: String) -> Bool { check.hasPrefix("isn/") && check != Check.notClockDriven.id }
    if judgement.settled.contains(where: { judges(table.checks[$0.check].id) }) { return "fail" }
    let weighed = judgement.verdicts.filter { judges($0.check) }
    let verdicts = weighed.map(\.verdict)
    if verdicts.contains("inconclusive") || verdicts.isEmpty {
      // Twenty samples are a lot to ask for a guess; eight without a common pattern already say something.
      let power = weighed.filter { $0.check == Check.narrowRange.id || $0.check == Check.timeCounter.id }
      guard !power.isEmpty, power.allSatisfy({ $0.verdict == "pass" }),
        !weighed.contains(where: { $0.leaning == "fail" })
      else { return verdicts.isEmpty ? "not exercised" : "inconclusive" }
    }
    return "pass"
  }

  /// A generator with fewer bits would have been found.
  private func findableBits(_ host: HostEvidence) -> Int {
    min(24, Int(Logarithm.base2(max(1, Arc.findable(samples: host.usable.count, alpha: host.alpha)))))
  }

  private func summary(_ host: HostEvidence, _ judgement: Judgement, _ verdict: String) -> Bilingual {
    switch verdict {
    case "fail":
      let gravest = findings(judgement, host).first { $0.check.hasPrefix("isn/") }
      return gravest.flatMap { question($0.check) } ?? Bilingual("", zh: "")
    case "pass":
      return Words.noWeakness(samples: host.usable.count, bits: findableBits(host))
    default:
      if let odd = judgement.verdicts.first(where: { $0.leaning == "fail" && $0.check.hasPrefix("isn/") }) {
        return Words.leaning(question(odd.check) ?? Bilingual("", zh: ""), samples: host.usable.count)
      }
      return Words.tooFewNumbers(host.usable.count, of: host.incarnations)
    }
  }

  /// What a check looks for: the kind of weakness, which stays the same when the numbers are others.
  private func question(_ id: String) -> Bilingual? { table.places[id].map { table.checks[$0].title } }

  /// Hosts with findings keep their points first, then those with the most samples, until the budget is used.
  private func limitDrawing(_ reports: inout [HostReport]) {
    var left = options.limits.samplesDrawn
    let order = reports.indices.sorted { a, b in
      let (one, other) = (reports[a], reports[b])
      if one.findings.isEmpty != other.findings.isEmpty { return other.findings.isEmpty }
      let counts = (one.isn.reduce(0) { $0 + $1.samples }, other.isn.reduce(0) { $0 + $1.samples })
      return counts.0 == counts.1 ? a < b : counts.0 > counts.1
    }
    for place in order {
      for series in reports[place].isn.indices {
        let count = reports[place].isn[series].series.count
        if count <= left { left -= count } else { reports[place].isn[series].series = [] }
      }
    }
  }

  private func words(_ history: TimeWaitHistory) -> [NamedValue] {
    Words.timeWait(history).map { NamedValue($0.0[language], $0.1[language]) }
  }
}

extension Role {
  /// Who a host is on the connections whose numbers it chose in this role.
  init(_ role: ISNRole) { self = role == .active ? .client : .server }
}
