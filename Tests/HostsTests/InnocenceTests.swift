import Checks
import Hosts
import TestSupport
import Testing
import Wire

/// Good generators are never accused: thousands of series at the loosest threshold there is, that of a report with a
/// single group.
@Suite struct InnocenceTests {
  private func accused(_ samples: [ISNSample], role: ISNRole) -> [String] {
    PowerTests.charged(samples, role: role, tests: 1)
  }

  @Test("uniform numbers", arguments: 0..<8)
  func uniform(block: Int) {
    for seed in 0..<250 {
      let count = [3, 4, 6, 8, 12, 25, 60][seed % 7]
      let samples = Generator.uniform(count, seed: block * 1000 + seed)
      let found = accused(samples, role: seed % 2 == 0 ? .active : .passive)
      #expect(found.isEmpty, "seed \(block * 1000 + seed): \(found)")
    }
  }

  @Test("RFC 6528 with the RFC's clock, with Linux's, and FreeBSD's way", arguments: 0..<8)
  func clocked(block: Int) {
    for seed in 0..<100 {
      let count = [3, 6, 8, 20, 50][seed % 5]
      let series = [
        Generator.rfc6528(count, seed: block * 1000 + seed, rate: 250_000),
        Generator.rfc6528(count, seed: block * 1000 + seed, rate: 15_625_000),
        Generator.freeBSD(count, seed: block * 1000 + seed),
      ]
      for samples in series {
        let found = accused(samples, role: .active)
        #expect(found.isEmpty, "seed \(block * 1000 + seed): \(found)")
      }
    }
  }

  @Test("one four-tuple used again and again under a clock", arguments: [250_000, 1_048_576, 15_625_000.0])
  func oneTuple(rate: Double) {
    for seed in 0..<100 {
      var generator = Generator(seed: seed)
      let secret = generator.word()
      for _ in 0..<50 {
        generator.pass(1 + Double(generator.below(60_000_000)) / 1e6)
        generator.append(secret &+ Generator.ticks(generator.clock, rate), port: 7)
      }
      #expect(accused(generator.samples, role: .active).isEmpty, "seed \(seed)")
    }
  }

  @Test("random numbers on one four-tuple, and Linux reopening TIME-WAIT")
  func reopened() {
    for seed in 0..<200 {
      var generator = Generator(seed: seed)
      var samples: [ISNSample] = []
      for _ in 0..<12 {
        generator.pass(3)
        generator.append(generator.word(), port: 7)
      }
      samples = generator.samples
      // Random numbers are worth a note, for what a peer in TIME-WAIT makes of them.
      #expect(accused(samples, role: .active).allSatisfy { $0 == "isn/not-clock-driven" })
      for place in samples.indices.dropFirst() {
        samples[place].isn = samples[place - 1].isn + 65_600
        samples[place].facts.insert(.reopened)
      }
      #expect(accused(samples, role: .passive).isEmpty)
    }
  }

  @Test("a scanner's numbers are a tool's, not the stack's")
  func scanner() {
    var samples = Generator.series(300, seed: 2, within: 0.02) { _, _ in 4711 }
    for place in samples.indices {
      samples[place].facts = [.irsKnown]
      samples[place].peer.port = UInt16(place)
    }
    let host = evidence(samples)
    #expect(host.usable.isEmpty && host.reduction.scanned >= 280 && host.reduction.unfinished == 300)
    #expect(accused(samples, role: .active).isEmpty)
  }

  @Test("connections recorded on both sides of a translation count once")
  func relayed() {
    var samples: [ISNSample] = []
    for (place, sample) in Generator.series(2, seed: 2, { one, place in 1_000_000 &+ UInt32(place) &* 40_000 }).enumerated() {
      for leg in 0..<3 {
        var copy = sample
        copy.time = sample.time + .milliseconds(leg)
        copy.frame = UInt32(place * 10 + leg + 1)
        copy.peer = SocketAddress(address: Address(v4: 0x0a00_0100 + UInt32(leg)), port: 80)
        samples.append(copy)
      }
    }
    let host = evidence(samples)
    #expect(host.usable.count == 2 && host.reduction.relayed == 4)
    #expect(accused(samples, role: .active).isEmpty)
  }

  @Test("cookies of 24 secret bits toward a scanner that always sends the same number")
  func cookies() {
    for seed in 0..<100 {
      var samples = Generator.series(60, seed: seed) { one, _ in 0x1f00_0000 | one.below(1 << 24) }
      for place in samples.indices { samples[place].irs = SequenceNumber(UInt32(place)) }
      let found = accused(samples, role: .passive)
      #expect(found.isEmpty, "\(found)")
    }
  }

  @Test("a series is the same whatever the order of its samples, and the earliest are kept")
  func order() {
    let samples = Generator.uniform(500, seed: 1)
    var random = SeededGenerator(seed: 5)
    var (ordered, shuffled) = (ISNSeries(limit: 64), ISNSeries(limit: 64))
    for sample in samples { ordered.append(sample) }
    for sample in samples.shuffled(using: &random) { shuffled.append(sample) }
    #expect(ordered.samples == shuffled.samples && ordered.samples == Array(samples.prefix(64)))
    #expect(shuffled.incarnations == 500)
  }
}
