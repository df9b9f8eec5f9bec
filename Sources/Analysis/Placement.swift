import Replay
import Tap
import Wire

/// Where the tap stood for connections that cannot tell by themselves: the median over the host's others.
enum Placement {
  /// Other connections of a host that are needed.
  private static let least = 5
  /// Samples of one host that are looked at: the first ones.
  private static let most = 1001

  private struct Halves {
    var own: [Int64] = []
    var trips: [Int64] = []
  }

  /// Fills in the places that the host's other connections tell; a contradiction stays one.
  static func settle(_ rows: inout [ConnectionRow], near: Int64) {
    var wanted: [Address: Halves] = [:]
    for row in rows where isOpen(row.sight) {
      for side in Side.allCases { wanted[row.key[side].address] = Halves() }
    }
    guard !wanted.isEmpty else { return }
    for row in rows where row.sight.basis == .halves || row.sight.basis == .ownPackets {
      guard let client = row.sight.clientHalf?.nanoseconds, let server = row.sight.serverHalf?.nanoseconds else {
        continue
      }
      for (side, half) in [(row.client, client), (row.client.other, server)] {
        let address = row.key[side].address
        guard let known = wanted[address], known.own.count < most else { continue }
        wanted[address]?.own.append(half)
        wanted[address]?.trips.append(client + server)
      }
    }
    for place in rows.indices where isOpen(rows[place].sight) {
      let row = rows[place]
      let client = isNear(wanted[row.key[row.client].address], near)
      let server = isNear(wanted[row.key[row.client.other].address], near)
      guard client != server else { continue }
      rows[place].sight.vantage = client ? .client : .server
      rows[place].sight.basis = .otherConnections
    }
  }

  private static func isOpen(_ sight: Sight) -> Bool {
    sight.vantage == .unknown && (sight.basis == .nothing || sight.basis == .tooFewSamples)
  }

  private static func isNear(_ halves: Halves?, _ near: Int64) -> Bool {
    guard let halves, halves.own.count >= least else { return false }
    return median(halves.own) <= min(near, median(halves.trips) / 20)
  }

  private static func median(_ values: [Int64]) -> Int64 { values.sorted()[values.count / 2] }
}
