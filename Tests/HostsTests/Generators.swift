@testable import Hosts
import TestSupport
import Wire

/// Generators of initial sequence numbers, good and bad, and the moments at which connections come: all seeded.
struct Generator {
  private var random: SeededGenerator
  private var time = Instant(nanoseconds: 1_700_000_000_000_000_000)
  private(set) var samples: [ISNSample] = []

  init(seed: Int) { random = SeededGenerator(seed: UInt64(seed) &* 0x9e37_79b9 &+ 1) }

  mutating func word() -> UInt32 { UInt32.random(in: 0...UInt32.max, using: &random) }
  mutating func below(_ bound: UInt32) -> UInt32 { UInt32.random(in: 0..<bound, using: &random) }

  /// Nanoseconds since the first moment.
  var clock: Int64 { time.nanoseconds - 1_700_000_000_000_000_000 }

  /// The next connection, up to `seconds` later, on a port of its own unless one is given.
  mutating func connect(within seconds: Double = 4, port: UInt16? = nil, peer: UInt32 = 0x0a00_0002, isn: UInt32) {
    time = time + .nanoseconds(Int64.random(in: 1_000_000...Int64(seconds * 1e9), using: &random))
    append(isn, port: port ?? UInt16(20_000 + samples.count), peer: peer)
  }

  mutating func pass(_ seconds: Double) { time = time + .nanoseconds(Int64(seconds * 1e9)) }

  mutating func append(_ isn: UInt32, port: UInt16, peer: UInt32 = 0x0a00_0002) {
    var sample = ISNSample(
      time: time, frame: UInt32(samples.count * 3 + 1), isn: SequenceNumber(isn),
      peer: SocketAddress(address: Address(v4: peer), port: 80), ownPort: port,
      facts: [.completed, .confirmed, .over, .irsKnown])
    sample.irs = SequenceNumber(word())
    (sample.ttl, sample.layout, sample.window) = (64, 7, 64240)
    sample.connection = Int32(samples.count)
    samples.append(sample)
  }

  /// `count` connections on ports of their own, with numbers by this rule.
  static func series(
    _ count: Int, seed: Int, within seconds: Double = 4, _ rule: (inout Generator, Int) -> UInt32
  ) -> [ISNSample] {
    var generator = Generator(seed: seed)
    for place in 0..<count {
      // The moment comes first: a clock is read when the SYN is made.
      generator.pass(Double(generator.below(UInt32(seconds * 1e6))) / 1e6 + 0.001)
      generator.append(rule(&generator, place), port: UInt16(20_000 + place))
    }
    return generator.samples
  }

  static func uniform(_ count: Int, seed: Int) -> [ISNSample] { series(count, seed: seed) { one, _ in one.word() } }

  /// RFC 6528 with a clock of so many ticks a second: F is drawn afresh for every four-tuple.
  static func rfc6528(_ count: Int, seed: Int, rate: Double) -> [ISNSample] {
    series(count, seed: seed) { one, _ in one.word() &+ ticks(one.clock, rate) }
  }

  /// FreeBSD's passive opens: random; its active ones: RFC 1948 over a clock of about 1 MiB/s, and random increments.
  static func freeBSD(_ count: Int, seed: Int) -> [ISNSample] {
    var growth: UInt32 = 0
    return series(count, seed: seed) { one, _ in
      growth &+= one.below(1 << 16)
      return one.word() &+ growth &+ ticks(one.clock, 1_048_576)
    }
  }

  static func ticks(_ nanoseconds: Int64, _ rate: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Int64(Double(nanoseconds) / 1e9 * rate))
  }
}

/// The evidence of one host with these samples, at the threshold of a capture with so many tests.
func evidence(_ samples: [ISNSample], role: ISNRole = .active, tests: Int = 1) -> HostEvidence {
  var series = ISNSeries(limit: 2_000)
  for sample in samples { series.append(sample) }
  var host = HostEvidence(address: Address(v4: 0x0a00_0001), role: role, series: series)
  host.judge(at: 1e-6 / (20 * Double(tests)))
  return host
}
