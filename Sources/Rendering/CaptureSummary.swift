import Analysis
import Checks

/// What a capture comes to: its verdicts in numbers, and its gravest findings. The index and the capture's page share it.
struct CaptureSummary: Sendable {
  /// Where a finding stands: index of the connection or of the host in the report.
  enum Place: Sendable, Hashable {
    case connection(Int)
    case host(Int)
  }
  /// Findings of one check, told by the worst of them.
  struct Top: Sendable {
    var finding: Finding
    var place: Place
    /// How many connections and hosts have it.
    var count: Int
  }
  /// Pairs of check and endpoint over all connections, and those of hosts.
  let tally: Tally
  private(set) var findings: [FindingLevel: Int] = [:]
  /// Findings that the policy knows and accepts.
  private(set) var known = 0
  /// Failures that follow from the cause of a finding, and stand under it.
  private(set) var consequences = 0
  /// Notes that are told once for many connections.
  private(set) var repeated = 0
  /// One entry for each check that failed, worst first; among equals the more frequent one.
  private(set) var top: [Top] = []
  /// Indices of connections with findings, worst first.
  private(set) var worst: [Int] = []

  init(_ capture: CaptureReport) {
    tally = capture.tally
    var tops: [String: Top] = [:]
    func meet(_ found: [Finding], at place: Place) {
      for finding in found {
        consequences += finding.consequences.count
        repeated += finding.alsoIn.count
        if finding.counts { findings[finding.level, default: 0] += 1 } else { known += 1 }
        if var top = tops[finding.check] {
          top.count += 1
          if finding.gravity < top.finding.gravity { (top.finding, top.place) = (finding, place) }
          tops[finding.check] = top
        } else {
          tops[finding.check] = Top(finding: finding, place: place, count: 1)
        }
      }
    }
    for (index, connection) in capture.connections.enumerated() {
      meet(connection.findings, at: .connection(index))
    }
    for (index, host) in capture.hosts.enumerated() { meet(host.findings, at: .host(index)) }
    top = tops.values.sorted { a, b in
      if a.finding.gravity != b.finding.gravity { return a.finding.gravity < b.finding.gravity }
      return a.count == b.count ? a.finding.check < b.finding.check : a.count > b.count
    }
    worst = capture.connections.indices.filter { !capture.connections[$0].findings.isEmpty }.sorted { a, b in
      let (one, other) = (capture.connections[a].findings, capture.connections[b].findings)
      let (first, second) = (one.map(\.gravity).min() ?? 9, other.map(\.gravity).min() ?? 9)
      if first != second { return first < second }
      return one.count == other.count ? a < b : one.count > other.count
    }
  }

  func count(_ level: FindingLevel) -> Int { findings[level] ?? 0 }

  /// The rows that show what happened; `nil` where no ladder does.
  static func excerpt(of incident: Incident, in capture: CaptureReport) -> LadderExcerpt? {
    if incident.kind == .scan { return LadderExcerpt(of: incident.frames, across: capture) }
    let home = capture.connections.first { $0.id == incident.connections.first }
    return home.flatMap { LadderExcerpt(of: incident.frames, in: $0) }
  }

  /// The rows that show a finding; `nil` where no ladder does.
  func excerpt(of top: Top, in capture: CaptureReport) -> LadderExcerpt? {
    switch top.place {
    case .connection(let index): return LadderExcerpt(of: top.finding, in: capture.connections[index])
    case .host:
      let frames = Set(top.finding.frames)
      let home = capture.connections.first { connection in
        connection.ladder != nil && frames.count { connection.firstFrame <= $0 && $0 <= connection.lastFrame } == frames.count
      }
      return home.flatMap { LadderExcerpt(of: top.finding, in: $0) } ?? LadderExcerpt(of: top.finding.frames, across: capture)
    }
  }

  /// The capture in one sentence without a full stop: the title of its page.
  ///
  /// Rules that were broken come first; where none was, what happened leads.
  func headline(_ capture: CaptureReport, _ say: Say) -> String {
    if capture.connections.isEmpty, capture.ledger.tcp == 0 { return say("No TCP in this capture", zh: "抓包中没有 TCP") }
    let happened = capture.incidents.first?.text
    let broken = counts(say)
    if count(.must) + count(.should) > 0 { return [broken, happened].compactMap(\.self).joined(separator: say("; ", zh: "；")) }
    guard let happened else { return [broken, capture.ending(say)].compactMap(\.self).joined(separator: say("; ", zh: "；")) }
    return say.sentence(happened) + say("; ", zh: "；") + say.clause(broken)
  }

  /// `1 deviation from MUST, 2 from SHOULD, 1 note`; `No deviation found`.
  private func counts(_ say: Say) -> String {
    let (must, should, note) = (count(.must), count(.should), count(.note))
    var parts: [String] = []
    if must > 0 { parts.append(say.count(must, "deviation from MUST", "deviations from MUST", zh: "处违反 MUST")) }
    if should > 0 {
      parts.append(
        must > 0
          ? say("\(Figure.grouped(should)) from SHOULD", zh: "\(Figure.grouped(should))\u{a0}处违反 SHOULD")
          : say.count(should, "deviation from SHOULD", "deviations from SHOULD", zh: "处违反 SHOULD"))
    }
    if parts.isEmpty {
      parts.append(known > 0 ? say("No new deviation", zh: "未发现新的偏差") : say("No deviation found", zh: "未发现偏差"))
    }
    if known > 0 { parts.append(say("\(Figure.grouped(known)) known", zh: "已知\u{a0}\(Figure.grouped(known))")) }
    if note > 0 { parts.append(say.count(note, "note", "notes", zh: "条提示")) }
    return say.list(parts)
  }
}

extension Say {
  /// As the beginning of a sentence.
  func sentence(_ clause: String) -> String { clause.prefix(1).uppercased() + clause.dropFirst() }
  /// As the continuation of one.
  func clause(_ sentence: String) -> String { sentence.prefix(1).lowercased() + sentence.dropFirst() }
}

extension CaptureReport {
  /// What happened in it above all, or else how its connections ended.
  func happened(_ say: Say) -> String {
    (incidents.first?.text ?? ending(say)).map(say.sentence) ?? "–"
  }

  /// How the connections ended, as a clause: of one who closed it, of several how many ended in which way.
  func ending(_ say: Say) -> String? {
    guard let first = connections.first else { return nil }
    if connections.count == 1 { return first.closeStyle.isEmpty ? nil : first.closeStyle }
    let all = say.count(connections.count, "connection", "connections", zh: "个连接")
    let each = connections.count == 2 ? "both" : "all"
    if connections.allSatisfy({ ["client", "server", "both"].contains($0.closedBy) }) {
      return all + say(", \(each) closed orderly", zh: "，均有序关闭")
    }
    guard let kind = closings.first else { return all }
    if closings.count == 1 { return all + say(", \(each) \(kind.text)", zh: "，均\(kind.text)") }
    var parts = closings.prefix(2).map { closing in
      say("\(Figure.grouped(closing.connections)) \(closing.text)", zh: "\(Figure.grouped(closing.connections)) 个\(closing.text)")
    }
    let rest = closings.dropFirst(2).reduce(0) { $0 + $1.connections }
    if rest > 0 { parts.append(say("\(Figure.grouped(rest)) otherwise", zh: "其余 \(Figure.grouped(rest)) 个另有结局")) }
    return all + say(": ", zh: "：") + say.list(parts)
  }
}

extension CaptureReport {
  /// The file's own name, or the label where there is none; with the label where another file of the batch is called the same (`x.pcap (x-2)`).
  var shownName: String {
    if title.isEmpty { return name }
    let number = name.reversed().prefix { $0.isNumber }
    guard !number.isEmpty, name.dropLast(number.count).last == "-", !title.contains(name) else { return title }
    return "\(title) (\(name))"
  }
}

extension Finding {
  /// Level, then certainty: the smaller, the graver; what is known and accepted comes last.
  var gravity: Int {
    guard counts else { return 6 }
    let rank =
      switch level {
      case .must: 0
      case .should: 2
      case .note: 4
      }
    return rank + (certainty == .certain ? 0 : 1)
  }
}
