import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// Whatever numbers, flags and times a capture holds, every check comes to an end and says the same each time.
@Suite struct HostileTests {
  @Test("random segments of a few hosts, their clock included, never trap", arguments: 0..<60)
  func neverTraps(seed: Int) {
    let script = conversation(seed: UInt64(seed))
    var options = AnalysisOptions()
    options.allVerdicts = true
    let first = report(of: script, options: options)
    let second = report(of: script, options: options)
    #expect(first.connections.map(\.findings) == second.connections.map(\.findings))
    #expect(first.connections.map(\.facts) == second.connections.map(\.facts))
  }

  private func conversation(seed: UInt64) -> Script {
    var random = SeededGenerator(seed: seed &+ 77)
    var script = Script()
    var time = SegmentNotation.epoch
    for frame in 1...300 {
      var seg = Segment()
      seg.frame = UInt32(frame)
      let step = Int64.random(in: -3_000_000_000...20_000_000_000, using: &random)
      time = seed % 3 == 0 ? Instant(nanoseconds: Int64(truncatingIfNeeded: random.next())) : time + .nanoseconds(step)
      seg.time = time
      let flags: [TCPFlags] = [.syn, [.syn, .ack], .ack, [.fin, .ack], .rst, [.rst, .ack], [.psh, .ack]]
      seg.flags = flags.randomElement(using: &random) ?? .ack
      seg.seq = number(&random)
      seg.ack = number(&random)
      seg.payload = [0, 0, 1, 100, 70_000].randomElement(using: &random) ?? 0
      seg.wnd = [0, 1, 1000, 65535].randomElement(using: &random) ?? 0
      seg.ttl = [0, 51, 64, 255].randomElement(using: &random) ?? 64
      seg.checksum = [.good, .good, .good, .bad, .partial].randomElement(using: &random) ?? .good
      if Bool.random(using: &random) {
        let (value, echo) = (UInt32.random(in: 0..<40, using: &random), UInt32.random(in: 0..<40, using: &random))
        seg.options = TCPOptions([.timestamps(value: TimestampValue(value), echo: TimestampValue(echo))])
      }
      let fromClient = Bool.random(using: &random)
      let (client, server) = (Address(v4: 0x0a00_0001), Address(v4: 0x0a00_0002))
      (seg.source, seg.destination) = fromClient ? (client, server) : (server, client)
      (seg.sourcePort, seg.destinationPort) = fromClient ? (40000, 80) : (80, 40000)
      script.segments.append(seg)
    }
    return script
  }

  private func number(_ random: inout SeededGenerator) -> SequenceNumber {
    let near = UInt32.random(in: 0..<300, using: &random)
    return SequenceNumber(Int.random(in: 0..<8, using: &random) > 0 ? near : UInt32.random(in: 0...UInt32.max, using: &random))
  }
}
