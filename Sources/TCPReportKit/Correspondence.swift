import Analysis

/// Which host of an earlier capture is which of a later one, and which port of it.
///
/// An address that both have is one host, and never another. Those that only one of the two has are taken for each other
/// where they play the same part: client or server, of which port, toward whom. Among several of one part those that
/// behave alike meet, and then the order decides in which they appear. Clients' ports decide nothing.
struct Correspondence {
  /// Hosts that changed their address, in the order in which the earlier capture shows them.
  private(set) var addresses: [RenamedAddress] = []
  /// Services that changed their port.
  var ports: [RenamedPort] { after.players.flatMap { portsOfHost[$0.address] ?? [] } }
  private let before: Cast
  private let after: Cast
  /// By the address in the earlier capture, that in the later one; and the way back.
  private var laterAddress: [String: String] = [:]
  private var formerAddress: [String: String] = [:]
  /// By the address in the later capture.
  private var portsOfHost: [String: [RenamedPort]] = [:]
  /// By the service as it was.
  private var laterPort: [EndpointName: Int] = [:]

  init(
    _ old: ReportDocument.Capture, _ new: ReportDocument.Capture, _ habits: (old: [String: HostHabits], new: [String: HostHabits])
  ) {
    (before, after) = (Cast(old, habits.old), Cast(new, habits.new))
    for address in before.addresses.intersection(after.addresses) { take(address, address) }
    match()
  }

  /// An end of the earlier capture as the later one calls it.
  func later(_ end: ReportDocument.End) -> ReportDocument.End {
    let service = EndpointName(address: end.address, port: end.port)
    return ReportDocument.End(address: laterAddress[end.address] ?? end.address, port: laterPort[service] ?? end.port)
  }

  /// The address in the earlier capture of a host of the later one.
  func former(of address: String) -> String? { formerAddress[address] }

  /// Whether the earlier capture knew one of these ends of the later one by another address or port.
  func isMoved(_ ends: [ReportDocument.End]) -> Bool {
    ends.contains { end in
      formerAddress[end.address].map { $0 != end.address } ?? false
        || portsOfHost[end.address]?.contains { $0.new.port == end.port } ?? false
    }
  }

  private mutating func take(_ old: String, _ new: String) {
    (laterAddress[old], formerAddress[new]) = (new, old)
    matchPorts(old, new)
  }

  private mutating func match() {
    let old = before.players.filter { laterAddress[$0.address] == nil }
    let new = after.players.filter { formerAddress[$0.address] == nil }
    guard !old.isEmpty, !new.isEmpty else { return }
    for likeness in Likeness.order {
      for round in 1...Self.rounds {
        let groups = groups(old, new, likeness).filter { likeness.isAllowed($0, before, after) }
        let alone = groups.filter { $0.old.count == 1 && $0.new.count == 1 }
        // What is decided by order waits for what is decided without: that gives others a name by which they are known.
        let chosen = round == Self.rounds ? groups : alone.isEmpty ? Array(groups.prefix(1)) : alone
        guard !chosen.isEmpty else { break }
        for group in chosen { for (old, new) in zip(group.old, group.new) { take(old.address, new.address) } }
      }
    }
    let parts = [old, new].map { players in
      players.reduce(into: [Set<Service>: Int]()) { $0[$1.services, default: 0] += 1 }
    }
    let services = Dictionary(new.map { ($0.address, $0.services) }) { first, _ in first }
    addresses = old.compactMap { player in
      guard let address = laterAddress[player.address] else { return nil }
      return RenamedAddress(
        old: player.address, new: address, amongOld: parts[0][player.services] ?? 1,
        amongNew: services[address].flatMap { parts[1][$0] } ?? 1)
    }
  }

  /// So often a likeness is looked at again, since hosts that were matched tell others apart.
  private static let rounds = 16

  /// Hosts that are not taken yet, with those of the other capture that are like them, as they appear.
  private func groups(_ old: [Player], _ new: [Player], _ likeness: Likeness) -> [Group] {
    var groups: [Group] = []
    var places: [[String]: Int] = [:]
    let former = { (part: Player.Part) -> EndpointName? in
      guard let peer = laterAddress[part.peer] else { return nil }
      let moved = part.service.role == .client ? laterPort[EndpointName(address: part.peer, port: part.service.port)] : nil
      return EndpointName(address: peer, port: moved ?? part.service.port)
    }
    let later = { (part: Player.Part) -> EndpointName? in
      formerAddress[part.peer] == nil ? nil : EndpointName(address: part.peer, port: part.service.port)
    }
    for player in old where laterAddress[player.address] == nil {
      guard let key = likeness.key(of: player, former) else { continue }
      if places[key] == nil {
        places[key] = groups.count
        groups.append(Group())
      }
      if let place = places[key] { groups[place].old.append(player) }
    }
    for player in new where formerAddress[player.address] == nil {
      guard let key = likeness.key(of: player, later), let place = places[key] else { continue }
      groups[place].new.append(player)
    }
    return groups.filter { !$0.new.isEmpty }
  }

  /// A port that a host no longer serves is the one that it serves instead, where there is one of each; or several, where
  /// the system chose them.
  private mutating func matchPorts(_ old: String, _ new: String) {
    let (was, now) = (before.served[old] ?? [], after.served[new] ?? [])
    let kept = Set(was).intersection(now)
    let (gone, came) = (was.filter { !kept.contains($0) }, now.filter { !kept.contains($0) })
    guard gone.count == came.count, gone.count == 1 || (gone + came).allSatisfy({ $0 >= Self.leastChosenPort }) else { return }
    for (port, instead) in zip(gone, came) {
      let service = EndpointName(address: old, port: port)
      laterPort[service] = instead
      portsOfHost[new, default: []].append(
        RenamedPort(old: service, new: EndpointName(address: new, port: instead), among: gone.count))
    }
  }

  /// From here on systems choose ports themselves; Linux begins lower than RFC 6335, section 6.
  private static let leastChosenPort = 32_768
}

/// A part that a host plays: of a port, as client or server.
private struct Service: Hashable {
  var role: Role
  var port: Int
}

/// A host of a capture, with what can be known of it without its address.
private struct Player {
  struct Part: Hashable {
    var service: Service
    /// Address of the other end.
    var peer: String
  }
  var address: String
  /// What it does toward whom, and on how many connections.
  var parts: [Part: Int] = [:]
  var services: Set<Service> = []
  /// How it behaves, and what is held against it.
  var traits: Set<String> = []
}

/// The hosts of a capture in the order in which they appear.
private struct Cast {
  private(set) var players: [Player] = []
  private(set) var addresses: Set<String>
  /// Ports of each server.
  private(set) var served: [String: [Int]] = [:]
  private(set) var services: Set<Service> = []

  init(_ capture: ReportDocument.Capture, _ habits: [String: HostHabits]) {
    addresses = Set(capture.hosts.map(\.address))
    var places: [String: Int] = [:]
    func place(_ address: String, _ players: inout [Player]) -> Int {
      if let place = places[address] { return place }
      places[address] = players.count
      players.append(Player(address: address, traits: Set(habits[address]?.traits ?? [])))
      return players.count - 1
    }
    var ports: Set<EndpointName> = []
    for connection in capture.connections {
      let (client, server) = (connection.client.address, connection.server.address)
      for (role, address, peer) in [(Role.client, client, server), (.server, server, client)] {
        let host = place(address, &players)
        let service = Service(role: role, port: connection.server.port)
        players[host].parts[Player.Part(service: service, peer: peer), default: 0] += 1
        players[host].services.insert(service)
        services.insert(service)
        for finding in connection.findings where finding.endpoint == role.rawValue {
          players[host].traits.insert("\(finding.check) \(role)")
        }
      }
      if ports.insert(EndpointName(address: server, port: connection.server.port)).inserted {
        served[server, default: []].append(connection.server.port)
      }
    }
    for host in capture.hosts where !host.findings.isEmpty {
      players[place(host.address, &players)].traits.formUnion(host.findings.map(\.check))
    }
    addresses.formUnion(places.keys)
  }
}

private struct Group {
  var old: [Player] = []
  var new: [Player] = []
}

/// In what hosts of two captures have to agree to be taken for one.
private struct Likeness {
  /// Version of IP.
  var family = true
  /// How they behave, and what is held against them.
  var traits = false
  /// On how many connections they play each part.
  var isCounted = false
  /// Of which ports they are client or server.
  var ports = true
  /// Toward whom, as far as the other end is known already.
  var peers = true
  /// Whether there may be more of them in one of the captures.
  var isLoose = false

  /// The closest first. Where all must be matched in order, the same number is there on both sides; what is left after
  /// that is matched as far as it goes.
  static let order: [Likeness] = {
    let byPart = [
      Likeness(traits: true, isCounted: true), Likeness(traits: true), Likeness(), Likeness(peers: false),
      Likeness(family: false), Likeness(family: false, peers: false),
    ]
    let atAnotherPort = [Likeness(family: false, ports: false), Likeness(family: false, ports: false, peers: false)]
    let loose = byPart.map { part in
      var part = part
      part.isLoose = true
      return part
    }
    // Who is known by then tells others by the ports that they are known to have.
    return byPart + atAnotherPort + byPart + loose
  }()

  /// What those have in common that agree; `nil` where there is nothing to go by.
  ///
  /// - Parameter name: the other end of a part and the service's port as the later capture has them, if that is known.
  func key(of player: Player, _ name: (Player.Part) -> EndpointName?) -> [String]? {
    var isKnown = false
    var parts: [String] = []
    for (part, count) in player.parts {
      let known = name(part)
      isKnown = isKnown || known != nil
      let (port, peer) = (ports ? known?.port ?? part.service.port : 0, peers ? known?.address ?? "" : "")
      parts.append("\(part.service.role) \(port) \(peer)" + (isCounted ? " \(count)" : ""))
    }
    guard ports || isKnown || !peers else { return nil }
    parts = isCounted ? parts.sorted() : Set(parts).sorted()
    if family { parts.append(player.address.contains(":") ? "6" : "4") }
    return traits ? parts + player.traits.sorted() : parts
  }

  func isAllowed(_ group: Group, _ before: Cast, _ after: Cast) -> Bool {
    guard isLoose || group.old.count == group.new.count else { return false }
    guard !ports else { return true }
    // With another port there is little to go by: no other candidate, and not where somebody else serves that port now.
    guard peers || group.old.count == 1 else { return false }
    return zip(group.old, group.new).allSatisfy { old, new in
      !old.services.isDisjoint(with: new.services)
        || old.services.isDisjoint(with: after.services) && new.services.isDisjoint(with: before.services)
    }
  }
}
