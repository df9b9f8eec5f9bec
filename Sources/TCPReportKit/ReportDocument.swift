import Analysis
import FoundationEssentials

/// What two runs are compared by, as it stands in `report.json`; members that a comparison has no use for are not read.
public struct ReportDocument: Sendable {
  let captures: [Capture]
  /// BCP 47 language of its texts; those of two languages cannot be compared.
  public let language: String
  /// Whether it was redacted before it was written.
  public var isRedacted: Bool { captures.contains { $0.redacted != nil } }

  /// - Throws: where the octets are no report; the description names the place in it.
  public init(json octets: [UInt8]) throws(InvalidOption) {
    do {
      let document = try JSONDecoder().decode(Document.self, from: Data(octets))
      guard document.schema == "\(Self.schema)" else {
        throw InvalidOption(description: "schema: is '\(document.schema)', not '\(Self.schema)'")
      }
      (captures, language) = (document.captures, document.language)
    } catch let error as InvalidOption {
      throw error
    } catch let error as DecodingError {
      throw InvalidOption(description: error.told)
    } catch {
      throw InvalidOption(description: "\(error)")
    }
  }

  private static let schema = "tcpreport/1"

  private struct Document: Decodable {
    var schema: String
    var language: String
    var captures: [Capture]
  }
  struct Capture: Decodable, Sendable {
    var name: String
    var redacted: String?
    var connections: [Connection]
    var hosts: [Host]
    var checks: [String: [String]]
  }
  struct Connection: Decodable, Sendable {
    var id: Int
    var client: End
    var server: End
    var closedBy: String?
    var closeStyle: String?
    var vantage: Vantage
    var states: States?
    var measures: [String: Measures]?
    /// Options of each end's SYN; older reports have none.
    var offered: [String: [String]?]?
    var facts: [Fact]?
    var findings: [Found]
  }
  struct Measures: Decodable, Sendable {
    var maximumSegmentSize: Int?
    var windowScale: Int?
  }
  struct Fact: Decodable, Sendable {
    var check: String
    var endpoint: String?
  }
  struct Vantage: Decodable, Sendable { var place: String }
  struct States: Decodable, Sendable {
    var client: [State]
    var server: [State]
  }
  struct State: Decodable, Sendable { var state: String }
  struct End: Decodable, Sendable {
    var address: String
    var port: Int
  }
  struct Host: Decodable, Sendable {
    var address: String
    var timeWait: [String: String]
    var isn: Numbers
    var findings: [Found]
  }
  struct Numbers: Decodable, Sendable { var series: [Series] }
  struct Series: Decodable, Sendable {
    var role: String
    var verdict: String
    var summary: String
  }
  struct Found: Decodable, Sendable {
    var check: String
    var title: String
    var level: String
    var endpoint: String?
    var fingerprint: String
    var known: Known?
  }
  struct Known: Decodable, Sendable { var isExpired: Bool }
}

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
    let (before, after) = (old.everything, new.everything)
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
    hosts = HostHabits.differences(old, new)
    connections = Self.pairs(old.connections, new.connections)
  }

  /// How early a change is told: first where a check fails or failed, last where one of the two did not call for it.
  private static func weight(of change: ValueDifference) -> Int {
    let verdicts = [change.old, change.new]
    if verdicts.contains("fail") { return 0 }
    return verdicts.contains("notExercised") ? 2 : 1
  }

  /// The same client, server and server's port, the first with the first, and so on.
  private static func pairs(
    _ old: [ReportDocument.Connection], _ new: [ReportDocument.Connection]
  ) -> [ConnectionDifference] {
    var waiting: [String: [ReportDocument.Connection]] = [:]
    for connection in old.reversed() { waiting[connection.ends, default: []].append(connection) }
    var differences: [ConnectionDifference] = []
    for connection in new {
      guard let before = waiting[connection.ends]?.popLast() else {
        differences.append(ConnectionDifference(old: nil, new: connection.id, ends: connection.ends))
        continue
      }
      let changes = connection.changes(since: before)
      guard !changes.isEmpty else { continue }
      differences.append(
        ConnectionDifference(old: before.id, new: connection.id, ends: connection.ends, changes: changes))
    }
    let gone = waiting.values.joined().sorted { $0.id < $1.id }
    return differences + gone.map { ConnectionDifference(old: $0.id, new: nil, ends: $0.ends) }
  }
}

extension ReportDocument.Capture {
  fileprivate struct Accusation {
    var finding: ReportDocument.Found
    var whose: String
    /// What is known and accepted is another finding than one that counts.
    var key: String { "\(finding.fingerprint) \(counts)" }
    var counts: Bool { finding.known?.isExpired ?? true }

    func told(_ change: FindingDifference.Change) -> FindingDifference {
      FindingDifference(
        change: change, check: finding.check, level: finding.level, title: finding.title, whose: whose, counts: counts)
    }
  }

  fileprivate var everything: [Accusation] {
    connections.flatMap { connection in
      connection.findings.map { finding in
        Accusation(finding: finding, whose: "connection \(connection.id)" + (finding.endpoint.map { ", \($0)" } ?? ""))
      }
    } + hosts.flatMap { host in host.findings.map { Accusation(finding: $0, whose: "host \(host.address)") } }
  }

  fileprivate var verdicts: [String: String] {
    var verdicts: [String: String] = [:]
    for (verdict, ids) in checks { for id in ids { verdicts[id] = verdict } }
    return verdicts
  }
}

extension ReportDocument.Connection {
  fileprivate var ends: String { "\(client.address) → \(server.address):\(server.port)" }

  fileprivate func changes(since old: ReportDocument.Connection) -> [ValueDifference] {
    var changes: [ValueDifference] = []
    func compare(_ name: String, _ was: String?, _ now: String?) {
      if was != now { changes.append(ValueDifference(name, was ?? "–", now ?? "–")) }
    }
    compare("closedBy", old.closedBy, closedBy)
    if let was = old.closeStyle, let now = closeStyle { compare("closeStyle", was, now) }
    compare("vantage", old.vantage.place, vantage.place)
    if let was = old.states, let now = states {
      compare("states of the client", was.client.path, now.client.path)
      compare("states of the server", was.server.path, now.server.path)
    }
    return changes
  }
}

extension [ReportDocument.State] {
  fileprivate var path: String { map(\.state).joined(separator: " → ") }
}
