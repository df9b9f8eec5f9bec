import Analysis

/// Ports that are served rather than chosen for one connection, as far as two runs together show it.
///
/// Where a capture began in the middle of a connection, its report takes the end with the higher port for the client. With
/// a service at a high port that goes either way from run to run, and what is a port of both runs tells it better.
struct ServicePorts {
  /// Ports whose connections were seen to be opened, in either run.
  private var served: Set<Int> = []
  /// Ports that both runs have.
  private let shared: Set<Int>

  init(_ old: ReportDocument.Capture, _ new: ReportDocument.Capture) {
    for connection in old.connections + new.connections where !connection.isGuessed { served.insert(connection.server.port) }
    let ports = [old, new].map { Set($0.connections.flatMap { [$0.client.port, $0.server.port] }) }
    shared = ports[0].intersection(ports[1])
  }

  fileprivate func isTurned(_ connection: ReportDocument.Connection) -> Bool {
    guard connection.isGuessed else { return false }
    let (client, server) = (connection.client.port, connection.server.port)
    if served.contains(client) || served.contains(server) { return served.contains(client) && !served.contains(server) }
    return shared.contains(client) && !shared.contains(server)
  }
}

extension ReportDocument.Capture {
  /// The same with client and server exchanged where they were guessed, and the ports say otherwise.
  func turned(by ports: ServicePorts) -> ReportDocument.Capture {
    var capture = self
    for place in connections.indices where ports.isTurned(connections[place]) { capture.connections[place].turn() }
    return capture
  }
}

extension ReportDocument.Connection {
  fileprivate var isGuessed: Bool { isn.map { $0.values.allSatisfy { $0 == nil } } ?? false }

  fileprivate mutating func turn() {
    (client, server) = (server, client)
    closedBy = closedBy.map(Self.turned)
    // A sentence that names the ends.
    closeStyle = nil
    vantage.place = Self.turned(vantage.place)
    states = states.map { ReportDocument.States(client: $0.server, server: $0.client) }
    measures = measures.map(Self.turned)
    offered = offered.map(Self.turned)
    facts = facts.map { $0.map { ReportDocument.Fact(check: $0.check, endpoint: $0.endpoint.map(Self.turned)) } }
    for place in findings.indices { findings[place].endpoint = findings[place].endpoint.map(Self.turned) }
  }

  /// `reset by client` → `reset by server`
  private static func turned(_ words: String) -> String {
    let (client, server) = (Role.client.rawValue, Role.server.rawValue)
    return words.hasSuffix(client)
      ? words.dropLast(client.count) + server : words.hasSuffix(server) ? words.dropLast(server.count) + client : words
  }

  private static func turned<Value>(_ values: [String: Value]) -> [String: Value] {
    Dictionary(values.map { (turned($0.key), $0.value) }) { first, _ in first }
  }
}
