import Replay
import Wire

/// Everything remembered of the hosts of one capture: bounded, and the same for any order in which connections end.
package struct HostCollection: Sendable {
  private struct Host {
    var address: Address
    /// Its place in the order in which hosts were met: twice the frame, and one more for the frame's receiver.
    var met: UInt64
    var active: ISNSeries
    var passive: ISNSeries
    var timeWait = TimeWaitHistory()
    var activeCloses = CloseHistory()
    var passiveCloses = CloseHistory()
  }
  private var places: [Address: Int] = [:]
  private var hosts: [Host] = []
  private let hostLimit: Int
  private let sampleLimit: Int
  /// Addresses that came after the last one kept; each of their connections is counted.
  package private(set) var connectionsLeftOut = 0

  package init(hosts: Int, samplesPerSeries: Int) {
    hostLimit = hosts
    sampleLimit = samplesPerSeries
  }

  /// Meets an address at the first segment of a connection: the earliest to come are the ones kept.
  package mutating func meet(_ address: Address, frame: UInt32, isReceiver: Bool) {
    guard hosts.count < hostLimit, places[address] == nil else { return }
    places[address] = hosts.count
    hosts.append(blank(address, met: UInt64(frame) << 1 | (isReceiver ? 1 : 0)))
  }

  private func blank(_ address: Address, met: UInt64) -> Host {
    let empty = ISNSeries(limit: sampleLimit)
    return Host(address: address, met: met, active: empty, passive: empty)
  }

  /// Takes an ended connection in.
  ///
  /// - Parameter time: until when it could have been heard of.
  package mutating func end(_ connection: LentConnection, at time: Instant, ordinal: Int) {
    for side in Side.allCases {
      guard let place = places[connection.key[side].address] else {
        connectionsLeftOut += 1
        continue
      }
      hosts[place].timeWait.take(connection[side])
      guard let (role, sample) = ISNSample.of(connection, side, ordinal: ordinal, until: time) else { continue }
      switch role {
      case .active:
        hosts[place].active.append(sample)
        hosts[place].activeCloses.take(connection[side])
      case .passive:
        hosts[place].passive.append(sample)
        hosts[place].passiveCloses.take(connection[side])
      }
    }
  }

  /// By address, active before passive; only roles in which something was seen.
  ///
  /// - Parameter budget: false accusations expected in the whole report (`isn.alpha_report`); divided by the number of
  ///   groups and 20 tests each (Bonferroni).
  package func evidence(budget: Double) -> [HostEvidence] {
    var evidence: [HostEvidence] = []
    for host in hosts.sorted(by: { Address.precedes($0.address, $1.address) }) {
      for role in ISNRole.allCases {
        let series = role == .active ? host.active : host.passive
        guard series.incarnations > 0 else { continue }
        var one = HostEvidence(address: host.address, role: role, series: series)
        one.closes = role == .active ? host.activeCloses : host.passiveCloses
        evidence.append(one)
      }
    }
    let tests = evidence.reduce(0) { $0 + $1.tests }
    for place in evidence.indices { evidence[place].judge(at: budget / (20 * Double(max(1, tests)))) }
    return evidence
  }

  /// TIME-WAIT of every host that was seen in it, by address.
  package var timeWaits: [(address: Address, history: TimeWaitHistory)] {
    hosts.filter { $0.timeWait.entered > 0 }.sorted { Address.precedes($0.address, $1.address) }
      .map { ($0.address, $0.timeWait) }
  }
}

// MARK: Shards

extension HostCollection {
  /// Takes in what other connections say of their hosts; the same for any order.
  package mutating func take(_ other: HostCollection) {
    for host in other.hosts {
      guard let place = places[host.address] else {
        places[host.address] = hosts.count
        hosts.append(host)
        continue
      }
      hosts[place].met = min(hosts[place].met, host.met)
      hosts[place].active.take(host.active)
      hosts[place].passive.take(host.passive)
      hosts[place].timeWait.take(host.timeWait)
      hosts[place].activeCloses.take(host.activeCloses)
      hosts[place].passiveCloses.take(host.passiveCloses)
    }
    connectionsLeftOut += other.connectionsLeftOut
  }

  /// Keeps the hosts that were met first, as if no other had ever been remembered.
  ///
  /// - Parameter connections: all of the capture, by their ends: those of hosts that go are counted.
  package mutating func keep(_ count: Int, of connections: some Sequence<FlowKey>) {
    guard hosts.count > count else { return }
    hosts = Array(hosts.sorted { $0.met < $1.met }.prefix(count))
    places = Dictionary(uniqueKeysWithValues: hosts.enumerated().map { ($1.address, $0) })
    connectionsLeftOut = connections.reduce(0) { sum, key in
      sum + Side.allCases.count { places[key[$0].address] == nil }
    }
  }

  /// Gives every sample's connection its place in the whole capture.
  package mutating func renumber(_ place: (Int) -> Int) {
    for index in hosts.indices {
      hosts[index].active.renumber(place)
      hosts[index].passive.renumber(place)
    }
  }

  package var count: Int { hosts.count }

  /// Writes some of the hosts, or reads them and takes them in.
  ///
  /// - Parameter connection: what is added to the place of each connection that is read.
  package mutating func code(_ archive: inout Archive, _ range: Range<Int>, connection base: Int) {
    var part = archive.isReading ? [] : Array(hosts[range])
    archive.code(&part, blank: blank(.blank, met: 0)) { archive, host in
      archive.code(&host.address)
      archive.code(&host.met)
      host.active.code(&archive)
      host.passive.code(&archive)
      host.timeWait.code(&archive)
      host.activeCloses.code(&archive)
      host.passiveCloses.code(&archive)
    }
    guard archive.isReading, !archive.isBroken else { return }
    var other = HostCollection(hosts: .max, samplesPerSeries: sampleLimit)
    other.hosts = part
    other.renumber { $0 + base }
    take(other)
  }

  /// Whether every sample belongs to one of so many connections.
  package func fits(connections: Int) -> Bool {
    hosts.allSatisfy { $0.active.fits(connections) && $0.passive.fits(connections) }
  }
}
