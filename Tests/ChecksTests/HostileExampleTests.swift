import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// Conversations that no host and no clock ever had: whatever is said of them, it is said without a trap.
@Suite struct HostileExampleTests {
  static let examples = Example.triggers + Example.passes

  @Test("a clock that leaps and runs backwards is no reason to fall over", arguments: examples)
  func clocks(_ example: Example) throws {
    var random = SeededGenerator(seed: 12)
    let script = try SegmentNotation.parse(example.script)
    for round in 0..<4 {
      var leaping = script
      for place in leaping.segments.indices {
        leaping.segments[place].time = time(near: leaping.segments[place].time, wildly: round == 3, &random)
      }
      if let end = leaping.end { leaping.end = time(near: end, wildly: round == 3, &random) }
      _ = report(of: leaping)
    }
  }

  private func time(near time: Instant, wildly: Bool, _ random: inout SeededGenerator) -> Instant {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: time + .nanoseconds(Int64.random(in: -5_000_000_000...5_000_000_000, using: &random))
    case 1: time + .seconds(Int64.random(in: -8_000...8_000, using: &random))
    case 2 where wildly: [.earliest, .latest, Instant(nanoseconds: 0), Instant(nanoseconds: 1)].randomElement(using: &random) ?? .latest
    default: time
    }
  }

  @Test("segments with anything in them, in any order", arguments: examples)
  func segments(_ example: Example) throws {
    var random = SeededGenerator(seed: 13)
    let script = try SegmentNotation.parse(example.script)
    for _ in 0..<3 {
      var bitten = script
      for place in bitten.segments.indices where random.chance(1, in: 3) { bite(&bitten.segments[place], &random) }
      if random.chance(1, in: 2), bitten.segments.count > 1 {
        let place = Int.random(in: 1..<bitten.segments.count, using: &random)
        bitten.segments.swapAt(place - 1, place)
      }
      _ = report(of: bitten)
    }
  }

  private func bite(_ seg: inout Segment, _ random: inout SeededGenerator) {
    let other = random.segment(frame: seg.frame, time: seg.time)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: seg.flags = other.flags
    case 1: seg.seq = other.seq
    case 2: seg.ack = other.ack
    case 3: seg.wnd = [0, 1, 0xffff].randomElement(using: &random) ?? 0
    case 4: seg.payload = [0, 1, 65_535, .max].randomElement(using: &random) ?? 0
    case 5: (seg.options, seg.dataOffset) = (other.options, other.dataOffset)
    case 6: (seg.checksum, seg.anomalies) = (other.checksum, other.anomalies)
    case 7: (seg.ttl, seg.ipID, seg.trafficClass) = (other.ttl, other.ipID, other.trafficClass)
    default: seg.seq = seg.seq + 0x7fff_ffff
    }
  }
}
