import Hosts
import Replay
import Wire

/// The seam between the fold and Hosts: ISN samples as they cross, connections as they end.
struct Population {
  init() {}
  mutating func observe(
    _ seg: Segment, _ side: Side, _ marks: Marks, _ before: Connection, _ after: Connection, ordinal: Int
  ) {}
  mutating func end(_ connection: Connection, at time: Instant, ordinal: Int) {}
  func evidence() -> [HostEvidence] { [] }
}
