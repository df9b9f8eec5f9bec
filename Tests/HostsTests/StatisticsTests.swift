@testable import Hosts
import TestSupport
import Testing
import Wire

/// The null laws against counted chance, and the statistics on numbers one can reckon by hand.
@Suite struct StatisticsTests {
  private func numbers(_ values: [UInt32]) -> [SequenceNumber] { values.map { SequenceNumber($0) } }

  @Test("the smallest arc is found across the wrap")
  func arcs() {
    #expect(Arc.holding(numbers([5, 5, 5])) == Arc(start: SequenceNumber(5), width: 1))
    #expect(Arc.holding(numbers([10, 0]))?.width == 11)
    #expect(Arc.holding(numbers([4_294_967_290, 3, 10])) == Arc(start: SequenceNumber(4_294_967_290), width: 17))
    #expect(Arc.holding(numbers([0, 0x8000_0000]))?.width == 0x8000_0001)
    #expect(Arc.holding([]) == nil)
  }

  @Test("the chance of a small arc is what counting gives", arguments: [3, 4, 5])
  func arcLaw(count: Int) {
    var random = SeededGenerator(seed: 11)
    let width = 0.25
    let trials = 40_000
    var hits = 0
    for _ in 0..<trials {
      let arc = Arc.holding((0..<count).map { _ in SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &random)) })
      if let arc, Double(arc.width) <= width * Arc.circle { hits += 1 }
    }
    let expected = Arc.chance(samples: count, width: width * Arc.circle)
    let seen = Double(hits) / Double(trials)
    #expect(abs(seen - expected) < 4 * (expected / Double(trials)).squareRoot() + 0.002, "\(seen) for \(expected)")
  }

  @Test("what can be found is where the chance meets the threshold", arguments: [3, 8, 32, 1000])
  func findable(count: Int) {
    let width = Arc.findable(samples: count, alpha: 1e-9)
    #expect(abs(Arc.chance(samples: count, width: width) / 1e-9 - 1) < 1e-3)
  }

  @Test("logarithms to the base 2")
  func logarithms() {
    #expect(Logarithm.base2(1) == 0 && Logarithm.base2(65_536) == 16)
    #expect(abs(Logarithm.base2(3) - 1.584962500721156) < 1e-11)
    #expect(abs(Logarithm.base2(0.1) + 3.321928094887362) < 1e-11)
  }

  @Test("equal steps, small steps, and steps of nothing")
  func steps() {
    let equal = Steps.common(to: numbers([4_294_900_000, 4_294_964_000, 60_704, 124_704]))
    #expect(equal?.kind == .equal(64_000) && equal?.largest == 64_000)
    #expect(Steps.common(to: numbers([7, 7, 9, 9, 10]))?.kind == .small)
    #expect(Steps.common(to: numbers([7, 7, 7])) == nil)
    #expect(Steps.common(to: numbers([9, 8, 7])) == nil)
    let small = Steps.common(to: numbers([7, 8, 10]))
    #expect(small?.largest == 2 && (small?.chance ?? 1) < 1e-18)
  }

  @Test("Nmap's numbers for a counter of 64 000 every second")
  func nmap() throws {
    var generator = Generator(seed: 1)
    for place in 0..<6 {
      generator.pass(1)
      generator.append(UInt32(place) * 64_000, port: UInt16(place))
    }
    let measures = try #require(NmapMeasures(generator.samples))
    // 8·log2(64 000) = 127.7; equal rates have no spread.
    #expect(measures.gcd == 64_000 && measures.isr == 128 && measures.sp == 0)
  }
}
