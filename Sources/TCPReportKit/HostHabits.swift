import Analysis
import Checks

/// What a host does over all its connections, as far as a report tells it, so that two runs can be compared although no
/// finding came or went.
struct HostHabits {
  private var values: [(name: String, value: String)] = []
  private let timeWait: TimeWaitBounds

  /// Of every host that has connections, by its address.
  static func all(_ capture: ReportDocument.Capture) -> [String: HostHabits] {
    var ends: [String: [(connection: ReportDocument.Connection, role: Role)]] = [:]
    for connection in capture.connections {
      ends[connection.client.address, default: []].append((connection, .client))
      ends[connection.server.address, default: []].append((connection, .server))
    }
    var hosts: [String: ReportDocument.Host] = [:]
    for host in capture.hosts { hosts[host.address] = host }
    var habits: [String: HostHabits] = [:]
    for (address, ends) in ends { habits[address] = HostHabits(hosts[address], ends) }
    return habits
  }

  private init(_ host: ReportDocument.Host?, _ ends: [(connection: ReportDocument.Connection, role: Role)]) {
    let seen = [HostReport.aliveAfter, HostReport.goneAfter].map { name in
      (host?.timeWait ?? [:]).first { $0.key == name.en || $0.key == name.zh }
    }
    timeWait = TimeWaitBounds(alive: seen[0].flatMap { Self.duration($0.value) }, gone: seen[1].flatMap { Self.duration($0.value) })
    values.append(("timeWait", seen.compactMap { $0.map { "\($0.key) \($0.value)" } }.joined(separator: ", ")))
    for series in host?.isn.series ?? [] {
      values.append(("isn \(series.role)", series.summary.isEmpty ? series.verdict : "\(series.verdict): \(series.summary)"))
    }
    let measures = ends.compactMap { $0.connection.measures?[$0.role.rawValue] }
    values.append(("mss", Self.told(measures.map(\.maximumSegmentSize))))
    values.append(("windowScale", Self.told(measures.map(\.windowScale))))
    let offers = ends.compactMap { end in end.connection.offered?[end.role.rawValue].flatMap(\.self) }
    values.append(("options", Set(offers.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") }).sorted().joined(separator: " / ")))
    values.append(("resets", Self.share(ends) { $0.closedBy == "reset by \($1.rawValue)" }))
    values.append(("closesFirst", Self.share(ends) { $0.closedBy == $1.rawValue }))
    let drawn = ends.filter { $0.connection.facts != nil }
    for check in Self.measuring {
      let share = Self.share(drawn) { connection, role in
        (connection.facts ?? []).contains { $0.check == check && $0.endpoint == role.rawValue }
      }
      values.append((check, drawn.isEmpty ? "" : share))
    }
  }

  /// What tells hosts of one part from each other: what they offer and who ends their connections.
  var traits: [String] {
    values.filter { ["mss", "windowScale", "options", "resets", "closesFirst"].contains($0.name) }.map { "\($0.name) \($0.value)" }
  }

  /// Checks that only measure; what is told of the capture, of the path or of a single reset is no habit of the host.
  private static let measuring = Catalogue.checks
    .filter { $0.level == .info && !["capture", "path", "rst"].contains($0.family) }.map(\.id)

  /// Every value once, in order.
  private static func told(_ numbers: [Int?]) -> String {
    Set(numbers.compactMap(\.self)).sorted().map(String.init).joined(separator: ", ")
  }

  /// How often, in words that a single connection more or less does not change.
  private static func share(
    _ ends: [(connection: ReportDocument.Connection, role: Role)], _ holds: (ReportDocument.Connection, Role) -> Bool
  ) -> String {
    let count = ends.count { holds($0.connection, $0.role) }
    return count == 0 ? "never" : count == ends.count ? "always" : "sometimes"
  }

  /// What it does now and did not before, or the other way round.
  func changes(to new: HostHabits) -> [ValueDifference] {
    var names = values.map(\.name)
    names += new.values.map(\.name).filter { !names.contains($0) }
    return names.compactMap { name in
      let (was, now) = (value(name), new.value(name))
      guard was != now, !isSame(name, was, now, new) else { return nil }
      return ValueDifference(name, was ?? "–", now ?? "–")
    }
  }

  private func value(_ name: String) -> String? {
    values.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// Values that differ and mean no other behaviour.
  private func isSame(_ name: String, _ was: String?, _ now: String?, _ new: HostHabits) -> Bool {
    switch name.prefix(while: { $0 != " " }) {
    case "timeWait": return !timeWait.rulesOut(new.timeWait)
    case "isn":
      guard let was, let now else { return true }
      let verdicts = [was, now].map { $0.prefix { $0 != ":" } }
      // What is said of too few numbers, or of numbers without a weakness, counts them.
      return verdicts[0] == verdicts[1] && verdicts[0] != "fail"
    case "options": return was == nil || now == nil
    case "mss", "windowScale": return was == nil && !isMeasured || now == nil && !new.isMeasured
    case "resets", "closesFirst": return false
    default: return was == nil || now == nil
    }
  }

  /// `75.1 s`
  private static func duration(_ text: String) -> Duration? { Duration(notation: text.filter { $0 != " " }) }

  private var isMeasured: Bool { value("mss") != nil }
}

/// What was seen of how long a host keeps TIME-WAIT: it was alive after so long, and gone after so long.
private struct TimeWaitBounds {
  var alive: Duration?
  var gone: Duration?

  /// Whether no one length fits both, measured to a tenth. When it was tested is chance, and tells nothing by itself.
  func rulesOut(_ other: TimeWaitBounds) -> Bool {
    isOne && other.isOne && (isShorter(than: other) || other.isShorter(than: self))
  }

  private func isShorter(than other: TimeWaitBounds) -> Bool {
    guard let gone, let alive = other.alive else { return false }
    return gone + gone / 10 < alive
  }

  /// It was not seen to last now longer, now shorter.
  private var isOne: Bool {
    guard let alive, let gone else { return true }
    return alive <= gone
  }
}
