import Hosts
import Replay
import Wire

/// The seam between the fold and Hosts: addresses as they come, connections as they end.
struct Population {
  private(set) var collection: HostCollection

  /// - Parameter isShard: which hosts of the capture are kept is not known yet: all are.
  init(_ limits: Limits, isShard: Bool = false) {
    collection = HostCollection(
      hosts: isShard ? .max : limits.hostsPerCapture, samplesPerSeries: limits.samplesPerSeries)
  }

  /// Called for the first segment of a connection: no other says anything new about who is there.
  mutating func meet(_ key: FlowKey, from side: Side, frame: UInt32) {
    collection.meet(key[side].address, frame: frame, isReceiver: false)
    collection.meet(key[side.other].address, frame: frame, isReceiver: true)
  }

  mutating func end(_ connection: LentConnection, at time: Instant, ordinal: Int) {
    collection.end(connection, at: time, ordinal: ordinal)
  }
}
