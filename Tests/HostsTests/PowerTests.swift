import Checks
import Hosts
import TestSupport
import Testing
import Wire

/// Weak generators are found with the sample sizes that their statistics promise, at the threshold of a report of 10 000 groups.
@Suite struct PowerTests {
  static let strict = 10_000

  /// Ids of the checks that charge this host, in the order of the catalogue.
  static func charged(_ samples: [ISNSample], role: ISNRole = .active, tests: Int = strict) -> [String] {
    let host = evidence(samples, role: role, tests: tests)
    return Catalogue.checks.filter { check in
      guard case .host(let ask) = check.subject else { return false }
      return ask(host, Parameters()).contains { if case .charge = $0 { true } else { false } }
    }.map(\.id)
  }

  @Test("one number for all, from three four-tuples on")
  func constant() {
    #expect(Self.charged(Generator.series(3, seed: 1) { _, _ in 7 }).first == "isn/constant")
    #expect(Self.charged(Generator.series(2, seed: 1) { _, _ in 7 }).isEmpty)
  }

  @Test("steps of 64 000 with four samples, random ones below 2^24 with six", arguments: 0..<50)
  func increments(seed: Int) {
    let fixed = Generator.series(4, seed: seed) { _, place in 4_294_900_000 &+ UInt32(place) &* 64_000 }
    #expect(Self.charged(fixed).first == "isn/fixed-increment")
    var value: UInt32 = 4_290_000_000
    let random = Generator.series(7, seed: seed) { one, _ in
      value &+= one.below(1 << 24)
      return value
    }
    #expect(Self.charged(random).first == "isn/fixed-increment")
  }

  @Test("pools of 2^12, 2^16, 2^20 and 2^24 values", arguments: [(12, 4), (16, 4), (20, 5), (24, 7)], 0..<20)
  func pools(_ pool: (bits: UInt32, samples: Int), seed: Int) {
    let samples = Generator.series(pool.samples, seed: seed) { one, _ in 4_294_960_000 &+ one.below(1 << pool.bits) }
    let charged = Self.charged(samples)
    #expect(charged.contains("isn/narrow-range"), "\(charged)")
  }

  @Test("a clock without a secret, however often it wraps", arguments: [250_000, 1_048_576, 15_625_000, -250_000.0])
  func clocks(rate: Double) {
    for seed in 0..<20 {
      let samples = Generator.series(8, seed: seed, within: 400) { one, _ in
        Generator.ticks(one.clock, rate) &+ one.below(200)
      }
      let host = evidence(samples, tests: Self.strict)
      let clock = Clock.behind(host.usable)
      #expect(clock.map { abs($0.rate / rate - 1) < 1e-4 && $0.chance < host.alpha } == true, "\(seed): \(String(describing: clock))")
      #expect(Self.charged(samples).contains("isn/time-counter"))
    }
  }

  @Test("a clock is found in a couple of seconds, too, and not mistaken for steps")
  func quickClock() {
    for seed in 0..<50 {
      let samples = Generator.series(8, seed: seed, within: 1) { one, _ in
        0xffff_0000 &+ Generator.ticks(one.clock, 250_000) &+ one.below(50)
      }
      #expect(Self.charged(samples).first == "isn/time-counter", "\(seed)")
    }
  }

  @Test("guessable by the number before, by stuck bits, by a congruence, by the SYN's own number")
  func predictable() {
    let near = Generator.series(40, seed: 5) { one, place in UInt32(place) &* 3_000_000_000 &+ one.below(4096) }
    #expect(Self.charged(near).contains("isn/predictable"))
    let shifted = Generator.series(7, seed: 5) { one, _ in one.below(1 << 16) << 16 }
    #expect(Self.charged(shifted) == ["isn/predictable", "isn/gcd", "isn/low-entropy"])
    var state: UInt32 = 12_345
    let congruent = Generator.series(60, seed: 5) { _, _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return state
    }
    #expect(Self.charged(congruent) == ["isn/predictable"])
    var echoing = Generator.uniform(30, seed: 9)
    for place in echoing.indices { echoing[place].isn = echoing[place].irs + 77 }
    #expect(Self.charged(echoing, role: .passive) == ["isn/predictable"])
    #expect(Self.charged(echoing, role: .active).isEmpty)
  }

  @Test("no clock within a four-tuple: three of one, or a pair of each of two")
  func onTuple() {
    var generator = Generator(seed: 3)
    for round in 0..<3 {
      for port: UInt16 in [1, 2] {
        generator.pass(1.5 + Double(round))
        generator.append(port == 1 ? 111 : 3_222_222_222, port: port)
      }
    }
    #expect(Self.charged(generator.samples) == ["isn/constant-on-tuple"])
    #expect(Self.charged(Array(generator.samples.prefix(4))) == ["isn/constant-on-tuple"])
    #expect(Self.charged(Array(generator.samples.prefix(3))).isEmpty)
  }

  @Test("whole turns of a fast clock are no constant")
  func turns() {
    var generator = Generator(seed: 4)
    for port: UInt16 in [1, 2] {
      for _ in 0..<3 {
        // 2^32 ticks of 64 ns.
        generator.pass(274.877906944)
        generator.append(UInt32(port) * 1_000_000_007, port: port)
      }
    }
    #expect(!Self.charged(generator.samples).contains("isn/constant-on-tuple"))
  }

  @Test("Linux's clock of 64 ns shows between incarnations of four-tuples, and only there")
  func tupleClock() throws {
    var generator = Generator(seed: 8)
    var offsets: [UInt32] = []
    for _ in 0..<4 { offsets.append(generator.word()) }
    for _ in 0..<4 {
      for port in 0..<4 {
        generator.pass(1 + Double(generator.below(20_000_000)) / 1e6)
        generator.append(offsets[port] &+ Generator.ticks(generator.clock, 15_625_000), port: UInt16(port))
      }
    }
    let host = evidence(generator.samples)
    let clock = try #require(TupleClock.behind(host.reduction.tuples, role: .active, alpha: host.alpha))
    #expect(abs(clock.rate - 15_625_000) < 5_000 && clock.pairs == 12)
    #expect(Self.charged(generator.samples).isEmpty)
  }

  @Test("a weakness of one machine behind an address, of one port, of one peer, of one boot is found in its part")
  func parts() {
    var mixed = Generator.series(40, seed: 6) { one, place in place % 2 == 0 ? one.word() : 5_000 &+ UInt32(place) }
    for place in mixed.indices where place % 2 == 1 { mixed[place].ttl = 128 }
    #expect(Self.charged(mixed).first == "isn/fixed-increment")
    var ports = Generator.series(40, seed: 6) { one, place in place % 2 == 0 ? one.word() : 5_000 &+ one.below(4096) }
    for place in ports.indices { ports[place].ownPort = place % 2 == 0 ? 80 : 502; ports[place].peer.port = UInt16(place) }
    #expect(Self.charged(ports, role: .passive).contains("isn/narrow-range"))
    var boots = Generator.series(12, seed: 6) { one, place in (place < 6 ? 0 : 3_000_000_000) &+ UInt32(place) &* 128 }
    for place in boots.indices {
      boots[place].facts.insert(.timestamps)
      boots[place].timestamp = TimestampValue(place < 6 ? 5_000_000 + UInt32(place) : 1_000 + UInt32(place))
    }
    #expect(Self.charged(boots).first == "isn/fixed-increment")
  }
}
