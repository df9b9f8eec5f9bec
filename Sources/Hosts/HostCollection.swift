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
  package mutating func meet(_ address: Address) {
    guard hosts.count < hostLimit, places[address] == nil else { return }
    places[address] = hosts.count
    let empty = ISNSeries(limit: sampleLimit)
    hosts.append(Host(address: address, active: empty, passive: empty))
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
