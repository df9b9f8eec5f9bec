import Analysis
import Checks

extension Difference {
  /// Compares the report of an earlier run with that of a later one; captures are matched by name.
  public init(from old: ReportDocument, to new: ReportDocument) {
    self.init()
    var earlier: [String: ReportDocument.Capture] = [:]
    for capture in old.captures { earlier[capture.name] = capture }
    // What else should they be compared for?
    if old.captures.count == 1, new.captures.count == 1, old.captures[0].name != new.captures[0].name {
      captures = [CaptureDifference(old.captures[0], new.captures[0])]
      captures[0].oldName = old.captures[0].name
      return
    }
    for capture in new.captures {
      if let before = earlier.removeValue(forKey: capture.name) {
        captures.append(CaptureDifference(before, capture))
      } else {
        onlyNew.append(capture.name)
      }
    }
    onlyOld = earlier.keys.sorted()
  }
}

extension CaptureDifference {
  fileprivate init(_ old: ReportDocument.Capture, _ new: ReportDocument.Capture) {
    self.init(name: new.name)
    let ports = ServicePorts(old, new)
    let (old, new) = (old.turned(by: ports), new.turned(by: ports))
    let habits = (old: HostHabits.all(old), new: HostHabits.all(new))
    let hosts = Correspondence(old, new, habits)
    (addresses, self.ports) = (hosts.addresses, hosts.ports)
    let before = old.everything(hosts.later)
    var after = new.everything { $0 }
    // What was accepted of a host was accepted under the address that it had.
    let accepted = Set(before.map(\.key).filter { !$0.counts })
    for place in after.indices where after[place].finding.known == nil && hosts.isMoved(after[place].ends) {
      var key = after[place].key
      key.counts = false
      if accepted.contains(key) { after[place].key = key }
    }
    let (known, found) = (Set(before.map(\.key)), Set(after.map(\.key)))
    same = known.intersection(found).count
    findings =
      after.filter { !known.contains($0.key) }.map { $0.told(.came) } + before.filter { !found.contains($0.key) }.map { $0.told(.went) }
    let order = ["must", "should", "note"]
    findings.sort { a, b in
      let (left, right) = (order.firstIndex(of: a.level) ?? 3, order.firstIndex(of: b.level) ?? 3)
      if a.change != b.change { return a.change == .came }
      return left == right ? (a.check, a.whose) < (b.check, b.whose) : left < right
    }
    let verdicts = old.verdicts
    let changed = new.verdicts.sorted { $0.key < $1.key }.compactMap { (check, verdict) -> ValueDifference? in
      guard let was = verdicts[check], was != verdict else { return nil }
      return ValueDifference(check, was, verdict)
    }
    checks = (0...2).flatMap { weight in changed.filter { Self.weight(of: $0) == weight } }
    self.hosts = habits.new.keys.sorted().compactMap { address in
      guard let was = hosts.former(of: address).flatMap({ habits.old[$0] }), let now = habits.new[address] else { return nil }
      let changes = was.changes(to: now)
      return changes.isEmpty ? nil : HostDifference(address: address, changes: changes)
    }
    connections = Self.pairs(old.connections, new.connections, hosts)
  }

  /// How early a change is told: first where a check fails or failed, last where one of the two did not call for it.
  private static func weight(of change: ValueDifference) -> Int {
    let verdicts = [change.old, change.new]
    if verdicts.contains("fail") { return 0 }
    return verdicts.contains("notExercised") ? 2 : 1
  }

  /// The same client, server and server's port, the first with the first, and so on.
  private static func pairs(
    _ old: [ReportDocument.Connection], _ new: [ReportDocument.Connection], _ hosts: Correspondence
  ) -> [ConnectionDifference] {
    var before: [String: [ReportDocument.Connection]] = [:]
    for connection in old { before[connection.ends(hosts.later), default: []].append(connection) }
    var after: [String: [ReportDocument.Connection]] = [:]
    for connection in new { after[connection.ends { $0 }, default: []].append(connection) }
    var came: [ConnectionDifference] = []
    var went: [ConnectionDifference] = []
    for ends in Set(before.keys).union(after.keys) {
      for pair in Alignment(before[ends] ?? [], after[ends] ?? []).pairs {
        if let now = pair.new {
          let changes = pair.old.map(now.changes) ?? []
          guard pair.old == nil || !changes.isEmpty else { continue }
          came.append(ConnectionDifference(old: pair.old?.id, new: now.id, ends: now.ends { $0 }, changes: changes))
        } else if let was = pair.old {
          went.append(ConnectionDifference(old: was.id, new: nil, ends: was.ends { $0 }))
        }
      }
    }
    return came.sorted { ($0.new ?? 0) < ($1.new ?? 0) } + went.sorted { ($0.old ?? 0) < ($1.old ?? 0) }
  }
}

/// The connections of one pair of ends in two runs, the first with the first, and so on.
///
/// Where one run has fewer, one is missing somewhere: then those that ended alike meet, as lines do in a comparison of texts.
private struct Alignment {
  private(set) var pairs: [(old: ReportDocument.Connection?, new: ReportDocument.Connection?)] = []

  init(_ old: [ReportDocument.Connection], _ new: [ReportDocument.Connection]) {
    var (missing, added): (Set<Int>, Set<Int>) = ([], [])
    if old.count != new.count, Swift.max(old.count, new.count) <= Self.most {
      for change in new.map(\.ending).difference(from: old.map(\.ending)) {
        switch change {
        case .remove(let place, _, _): missing.insert(place)
        case .insert(let place, _, _): added.insert(place)
        }
      }
    }
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      let isMissing = left < old.count && missing.contains(left) || right == new.count
      let isAdded = right < new.count && added.contains(right) || left == old.count
      // One that is missing where another was added is that one, changed.
      let both = isMissing == isAdded
      pairs.append((both || isMissing ? old[left] : nil, both || isAdded ? new[right] : nil))
      left += both || isMissing ? 1 : 0
      right += both || isAdded ? 1 : 0
    }
  }

  /// Beyond that the comparison would take its time, which grows with the square.
  private static let most = 400
}

extension ReportDocument.Capture {
  fileprivate struct Accusation {
    var finding: ReportDocument.Found
    var whose: String
    var key: Key
    /// The ends that it is about, as its own report calls them.
    var ends: [ReportDocument.End]

    /// What it is, in whichever run: of the check, who stands accused toward whom, and the how manieth of its kind.
    struct Key: Hashable {
      var check: String
      var parts: [String]
      var ordinal = 0
      /// What is known and accepted is another finding than one that counts.
      var counts: Bool
    }

    func told(_ change: FindingDifference.Change) -> FindingDifference {
      FindingDifference(
        change: change, check: finding.check, level: finding.level, title: finding.title, whose: whose, counts: key.counts)
    }
  }

  /// All that is held against anybody, with ends as the later report would call them.
  fileprivate func everything(_ name: (ReportDocument.End) -> ReportDocument.End) -> [Accusation] {
    var seen: [[String]: Int] = [:]
    func accusation(
      _ finding: ReportDocument.Found, whose: String, _ parts: [String], _ ends: [ReportDocument.End]
    ) -> Accusation {
      let ordinal = seen[[finding.check] + parts, default: 0]
      seen[[finding.check] + parts] = ordinal + 1
      let counts = finding.known?.isExpired ?? true
      return Accusation(
        finding: finding, whose: whose,
        key: Accusation.Key(check: finding.check, parts: parts, ordinal: ordinal, counts: counts), ends: ends)
    }
    return connections.flatMap { connection in
      connection.findings.map { finding in
        let end = finding.endpoint.map { ", \($0)" } ?? ""
        return accusation(
          finding, whose: "connection \(connection.id)\(end)", [finding.endpoint ?? "", connection.ends(name)],
          [connection.client, connection.server])
      }
    } + hosts.flatMap { host in
      let end = ReportDocument.End(address: host.address, port: 0)
      return host.findings.map { accusation($0, whose: "host \(host.address)", [name(end).address], [end]) }
    }
  }

  fileprivate var verdicts: [String: String] {
    var verdicts: [String: String] = [:]
    for (verdict, ids) in checks { for id in ids { verdicts[id] = verdict } }
    return verdicts
  }
}

extension ReportDocument.Connection {
  /// `10.0.0.1 → 10.0.0.2:80`, under the names that are given to both ends.
  fileprivate func ends(_ name: (ReportDocument.End) -> ReportDocument.End) -> String {
    let (client, server) = (name(client), name(server))
    return "\(client.address) → \(server.address):\(server.port)"
  }

  /// What connections have in common that ended alike.
  fileprivate var ending: [String] { [closedBy ?? "", closeStyle ?? ""] + findings.map(\.check) }

  fileprivate func changes(since old: ReportDocument.Connection) -> [ValueDifference] {
    var changes: [ValueDifference] = []
    func compare(_ name: String, _ was: String?, _ now: String?) {
      if was != now { changes.append(ValueDifference(name, was ?? "–", now ?? "–")) }
    }
    compare("closedBy", old.closedBy, closedBy)
    if let was = old.closeStyle, let now = closeStyle, CloseStyle.withoutSegments(was) != CloseStyle.withoutSegments(now) {
      compare("closeStyle", was, now)
    }
    // A capture that does not tell was not taken elsewhere for that.
    if old.vantage.place != "unknown", vantage.place != "unknown" { compare("vantage", old.vantage.place, vantage.place) }
    if let was = old.states, let now = states {
      for (role, was, now) in [("client", was.client, now.client), ("server", was.server, now.server)] where was.walked != now.walked {
        compare("states of the \(role)", was.path, now.path)
      }
    }
    return changes
  }
}

extension [ReportDocument.State] {
  fileprivate var path: String { map(\.state).joined(separator: " → ") }

  /// The same without what is chance.
  fileprivate var walked: [String] {
    let states = map(\.state)
    // No way leads from CLOSE-WAIT to CLOSING (RFC 9293, Figure 5): the FINs crossed, and which of them a capture has first
    // is chance.
    return states.indices.compactMap { place -> String? in
      switch (states[place], place + 1 < states.count ? states[place + 1] : "") {
      case ("CLOSE-WAIT", "CLOSING"): return "FIN-WAIT-1"
      // With both in one segment, it leads past FIN-WAIT-2; that is a matter of how soon the other application closes.
      case ("FIN-WAIT-2", "TIME-WAIT") where place > 0 && states[place - 1] == "FIN-WAIT-1": return nil
      default: return states[place]
      }
    }
  }
}
