import Hosts
import Replay
import Wire

/// The seam between the fold and Hosts: addresses as they come, connections as they end.
struct Population {
  private(set) var collection: HostCollection

  init(_ limits: Limits) {
    collection = HostCollection(hosts: limits.hostsPerBucket, samplesPerSeries: limits.samplesPerSeries)
  }

  /// Called for the first segment of a connection: no other says anything new about who is there.
  mutating func meet(_ key: FlowKey, in bucket: UInt16, from side: Side) {
    collection.meet(key[side].address, in: bucket)
    collection.meet(key[side.other].address, in: bucket)
  }

  mutating func end(_ connection: LentConnection, in bucket: UInt16, at time: Instant, ordinal: Int) {
    collection.end(connection, in: bucket, at: time, ordinal: ordinal)
  }
}
