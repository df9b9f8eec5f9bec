import Replay
import Wire

/// Everything remembered of the hosts of one capture: bounded, and the same for any order in which connections end.
package struct HostCollection: Sendable {
  private struct Host {
    var address: Address
    var active: ISNSeries
    var passive: ISNSeries
    var timeWait = TimeWaitHistory()
    var activeCloses = CloseHistory()
    var passiveCloses = CloseHistory()
  }
  /// A host as it speaks with those of one bucket.
  private struct Member: Hashable {
    var bucket: UInt16
    var address: Address
  }
  private var places: [Address: Int] = [:]
  private var hosts: [Host] = []
  /// Where those of each bucket stand among the hosts.
  private var members: [Member: Int] = [:]
  private var memberCounts = [UInt16](repeating: 0, count: Address.pairBuckets)
  private let hostLimit: Int
  private let sampleLimit: Int
  /// Ends of connections of the hosts that came after the last one kept of their bucket.
  package var connectionsLeftOut = 0

  /// - Parameter hosts: how many are remembered of one bucket of pairs (``FlowKey/pairBucket``), so that who is does not
  ///   depend on the other buckets.
  package init(hosts: Int, samplesPerSeries: Int) {
    hostLimit = min(hosts, Int(UInt16.max))
    sampleLimit = samplesPerSeries
  }

  /// Meets an address at the first segment of a connection: the earliest to come are the ones kept.
  package mutating func meet(_ address: Address, in bucket: UInt16) {
    let member = Member(bucket: bucket, address: address)
    guard memberCounts[Int(bucket)] < hostLimit, members[member] == nil else { return }
    memberCounts[Int(bucket)] += 1
    members[member] = place(of: address)
  }

  private mutating func place(of address: Address) -> Int {
    if let known = places[address] { return known }
    places[address] = hosts.count
    hosts.append(blank(address))
    return hosts.count - 1
  }

  private func blank(_ address: Address) -> Host {
    let empty = ISNSeries(limit: sampleLimit)
    return Host(address: address, active: empty, passive: empty)
  }

  /// Takes an ended connection in.
  ///
  /// - Parameters:
  ///   - bucket: of its hosts.
  ///   - time: until when it could have been heard of.
  package mutating func end(_ connection: LentConnection, in bucket: UInt16, at time: Instant, ordinal: Int) {
    for side in Side.allCases {
      guard let place = members[Member(bucket: bucket, address: connection.key[side].address)] else {
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
      let place = place(of: host.address)
      hosts[place].active.take(host.active)
      hosts[place].passive.take(host.passive)
      hosts[place].timeWait.take(host.timeWait)
      hosts[place].activeCloses.take(host.activeCloses)
      hosts[place].passiveCloses.take(host.passiveCloses)
    }
    connectionsLeftOut += other.connectionsLeftOut
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
    archive.code(&part, blank: blank(.blank)) { archive, host in
      archive.code(&host.address)
      host.active.code(&archive)
      host.passive.code(&archive)
      host.timeWait.code(&archive)
      host.activeCloses.code(&archive)
      host.passiveCloses.code(&archive)
    }
    guard archive.isReading, !archive.isBroken else { return }
    var other = HostCollection(hosts: 0, samplesPerSeries: sampleLimit)
    other.hosts = part
    other.renumber { $0 < 0 ? -1 : $0 + base }
    take(other)
  }

  /// Whether every sample belongs to one of so many connections.
  package func fits(connections: Int) -> Bool {
    hosts.allSatisfy { $0.active.fits(connections) && $0.passive.fits(connections) }
  }
}
