import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// Whatever numbers, flags and times come, a report comes out: the fold never traps.
@Suite struct HostileTests {
  @Test("random segments with random times, on few four-tuples, are judged to the end", arguments: 0..<60)
  func neverTraps(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &+ 7000)
    var options = AnalysisOptions()
    options.allVerdicts = true
    var analysis = Analysis(options: options)
    var time: Int64 = 1_700_000_000_000_000_000
    for frame in 1...300 {
      time &+= step(&random)
      var seg = Segment()
      seg.frame = UInt32(frame)
      seg.time = Instant(nanoseconds: seed % 10 == 9 ? Int64.random(in: .min ... .max, using: &random) : time)
      seg.flags = flags(&random)
      seg.seq = number(&random)
      seg.ack = number(&random)
      seg.payload = [0, 0, 1, 10, 1460, 65_000].randomElement(using: &random) ?? 0
      seg.payloadHash = seg.payload == 0 ? 0 : UInt64(seg.payload) << 32 | UInt64(seg.seq.rawValue)
      seg.wnd = [0, 1, 1000, 65_535].randomElement(using: &random) ?? 0
      seg.ttl = [64, 64, 64, 63, 128, 1].randomElement(using: &random) ?? 64
      seg.checksum = .good
      if Bool.random(using: &random) {
        let value = TimestampValue(UInt32.random(in: 0..<40, using: &random))
        seg.options = TCPOptions([.timestamps(value: value, echo: TimestampValue(UInt32.random(in: 0..<40, using: &random)))])
      }
      let ends = [Address(v4: 0x0a00_0001), Address(v4: 0x0a00_0002)]
      let out = Bool.random(using: &random)
      let port = UInt16.random(in: 40000...40002, using: &random)
      (seg.source, seg.destination) = out ? (ends[0], ends[1]) : (ends[1], ends[0])
      (seg.sourcePort, seg.destinationPort) = out ? (port, 80) : (80, port)
      analysis.consume(seg)
    }
    let report = analysis.finish()
    #expect(!report.connections.isEmpty)
    for connection in report.connections {
      let tally = connection.tally
      #expect([tally.pass, tally.fail, tally.inconclusive, tally.notExercised].allSatisfy { $0 >= 0 })
    }
  }

  /// Numbers near each other, near 0 or anywhere, so that windows, wraps and old incarnations are all met.
  private func number(_ random: inout SeededGenerator) -> SequenceNumber {
    let near = UInt32.random(in: 0..<40, using: &random)
    let bases: [UInt32] = [1000, 1000, 9000, 0xffff_fff0, UInt32.random(in: 0...UInt32.max, using: &random)]
    return SequenceNumber((bases.randomElement(using: &random) ?? 0) &+ near)
  }

  private func flags(_ random: inout SeededGenerator) -> TCPFlags {
    let likely: [TCPFlags] = [.syn, [.syn, .ack], .ack, .ack, [.fin, .ack], [.psh, .ack], .rst, [.rst, .ack]]
    return Int.random(in: 0..<10, using: &random) == 0
      ? TCPFlags(rawValue: UInt16.random(in: 0..<0x1000, using: &random))
      : likely.randomElement(using: &random) ?? .ack
  }

  /// Microseconds to minutes, and now and then backward.
  private func step(_ random: inout SeededGenerator) -> Int64 {
    [1000, 20_000_000, 1_000_000_000, 70_000_000_000, 310_000_000_000, -5_000_000_000].randomElement(using: &random) ?? 0
  }
}
