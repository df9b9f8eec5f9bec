@testable import Hosts
import Testing
import Wire

/// Tails and statistics against scipy 1.x, astropy 6 and numpy, to the digits that matter for a verdict.
@Suite struct BatteryTests {
  private func isNear(_ value: Double, _ reference: Double, within part: Double = 1e-9) -> Bool {
    abs(value - reference) <= part * abs(reference)
  }

  /// The series that the references were reckoned for (SplitMix64's finalizer).
  private static let numbers: [UInt32] = (0..<2000).map { place in
    var x = UInt64(place) &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: x >> 32)
  }
  private var hundred: [UInt32] { Array(Self.numbers.prefix(100)) }

  @Test("exponentials and the error function", arguments: [
    (-700, 9.85967654375977e-305), (-20.5, 1.2501528663867426e-09), (-0.3, 0.7408182206817179), (1, 2.718281828459045),
    (3.7, 40.4473043600674),
  ])
  func exponential(_ x: Double, _ reference: Double) {
    #expect(isNear(Elementary.exp(x), reference, within: 1e-13))
  }

  @Test("the complementary error function", arguments: [
    (0.1, 0.8875370839817152), (1, 0.15729920705028516), (1.99, 0.004888586800383002), (2, 0.004677734981047266),
    (3, 2.2090496998585445e-05), (6, 2.1519736712498913e-17), (20, 5.395865611607901e-176),
  ])
  func error(_ x: Double, _ reference: Double) {
    #expect(isNear(Elementary.erfc(x), reference, within: 1e-11))
  }

  @Test("turns around the circle")
  func turns() {
    for (part, cosine, sine): (UInt32, Double, Double) in [
      (0, 1, 0), (0x4000_0000, 0, 1), (0x8000_0000, -1, 0), (0xc000_0000, 0, -1),
      (0x1234_5678, 0.9018325267871868, 0.4320857480045344), (0x9abc_def0, -0.7922896586522407, -0.6101451440376429),
    ] {
      let turn = Elementary.turn(part)
      #expect(abs(turn.cosine - cosine) < 1e-15 && abs(turn.sine - sine) < 1e-15)
    }
  }

  @Test("the normal law", arguments: [
    (0.5, 0.6170750774519738), (1.96, 0.04999579029644087), (5, 5.733031437583866e-07), (8, 1.244192114854348e-15),
    (12, 3.552964224155306e-33),
  ])
  func normal(_ z: Double, _ reference: Double) {
    #expect(isNear(Tail.normal(z), reference) && Tail.normal(-z) == Tail.normal(z))
  }

  @Test("chi-square", arguments: [
    (15, 15, 0.4514172112257256), (60, 15, 2.522085078696141e-07), (120, 15, 1.8924849646375555e-18),
    (300, 255, 0.02772752205390483), (500, 255, 4.384961916799239e-18), (800, 255, 1.5154857610289696e-57),
  ])
  func chiSquare(_ x: Double, _ freedom: Int, _ reference: Double) {
    #expect(isNear(Tail.chiSquare(x, freedom: freedom), reference))
  }

  @Test("Poisson", arguments: [
    (1, 0.0116, 0.011532979396647176), (2, 0.001, 4.996667916333409e-07), (8, 0.5, 6.219690863728644e-08),
    (3, 2e-6, 1.333331333334928e-18),
  ])
  func poisson(_ count: Int, _ mean: Double, _ reference: Double) {
    #expect(isNear(Tail.poisson(atLeast: count, mean: mean), reference))
  }

  @Test("common divisors by Hurwitz's zeta", arguments: [
    (4, 5, 0.001506882999486618), (16, 5, 4.162587231437389e-06), (128, 5, 9.122807448598208e-10),
    (64_000, 5, 1.4370940296740248e-20), (16, 40, 7.517350555461304e-49),
  ])
  func divisor(_ divisor: UInt32, _ count: Int, _ reference: Double) {
    #expect(isNear(Tail.commonDivisor(atLeast: divisor, count: count), reference))
  }

  @Test("Kuiper's V, exact where it is large and nearly so below", arguments: [
    (0.6, 20, 5.067187434153849e-06, 1e-9), (0.75, 20, 1.6075306449760443e-10, 1e-9),
    (0.9, 20, 2.001228332519523e-18, 1e-9), (0.55, 60, 8.772831774278554e-16, 1e-9),
    (0.2, 400, 1.183677339988669e-12, 0.3), (0.1, 2000, 5.840070982940797e-16, 0.3),
  ])
  func kuiper(_ v: Double, _ count: Int, _ reference: Double, _ part: Double) {
    let value = Tail.kuiper(v, count: count)
    #expect(isNear(value, reference, within: part), "\(value)")
  }

  @Test("each statistic on a hundred well spread numbers")
  func spread() {
    let bias = Irregularity.bias(hundred)
    #expect(bias.kind == .bias(bit: 1) && isNear(bias.chance, 0.8898206408639101))
    #expect(Irregularity.pieces(hundred, width: 4).chance == 1)
    let bytes = Irregularity.pieces(Self.numbers, width: 8)
    #expect(bytes.kind == .byte(3) && isNear(bytes.chance, 0.048351842155747594, within: 1e-6))
    #expect(isNear(Irregularity.kuiper(hundred), 0.11791385281831027))
    #expect(isNear(Irregularity.crowding(hundred).chance, 0.5158973135717704, within: 0.1))
    #expect(isNear(Irregularity.runs(hundred).chance, 0.918715842731275))
    let serial = Irregularity.serial(hundred)
    #expect(serial.kind == .serial(lag: 5) && isNear(serial.chance, 0.17088814419521536))
    #expect(isNear(Irregularity.period(hundred).chance, 0.29355543493678915, within: 1e-6))
    #expect(Irregularity.stuckBits(hundred).kind == .stuckBits(0))
    #expect(Irregularity.minEntropy(hundred.map { SequenceNumber($0) }) > 28)
    #expect(Irregularity.attractor(Self.numbers) == nil)
  }

  @Test("each statistic on numbers that are not")
  func irregular() {
    let ramp = (0..<60).map { UInt32($0) &* 40_000_000 &+ Self.numbers[$0] >> 6 }
    #expect(isNear(Irregularity.runs(ramp).chance, 7.125267326458908e-14, within: 1e-6))
    let half = hundred.map { $0 >> 1 }
    #expect(isNear(Irregularity.kuiper(half), 0.5154784138221293))
    #expect(isNear(Irregularity.crowding(half).chance, 2.958859767881939e-23, within: 1e-6))
    #expect(Irregularity.stuckBits(half).kind == .stuckBits(1))
    #expect(Irregularity.bias(half).kind == .bias(bit: 31))
    #expect(Irregularity.pieces(half, width: 4).kind == .nibble(7))
    var state: UInt32 = 4711
    let congruent = (0..<70).map { _ -> UInt32 in
      state = (state &* 129 &+ 4321) & 0xffff
      return state << 16 | state
    }
    let found = Irregularity.multiple(congruent)
    #expect(found.kind == .multiple(129) && isNear(found.chance, 5.537012821142144e-28, within: 1e-6))
    let rhythm = (0..<128).map { UInt32($0 % 4) << 30 &+ Self.numbers[$0] >> 8 }
    #expect(Irregularity.period(rhythm).chance < 1e-30)
    #expect(Irregularity.serial(rhythm).chance < 1e-30)
    let narrow = hundred.map { SequenceNumber(0x7000_0000 | $0 & 0xfffff) }
    #expect(Irregularity.minEntropy(narrow) < 21)
  }

  @Test("boxes that balls occupy")
  func occupancy() {
    #expect(isNear(Irregularity.occupancyScore(881, balls: 997), -0.4479008870898117, within: 1e-7))
    #expect(isNear(Irregularity.occupancyScore(500, balls: 997), -42.789319988062104, within: 1e-7))
    let steps = (0..<600).map { UInt32($0) &* 3_000_000 &+ Self.numbers[$0] >> 8 }
    #expect(Irregularity.attractor(steps)?.kind == .attractor)
  }

  @Test("a divisor of all steps, and pairs of equal numbers")
  func pairs() throws {
    let multiples = (0..<9).map { SequenceNumber(7 &+ 128 &* (Self.numbers[$0] >> 8)) }
    let found = try #require(Steps.divisor(of: multiples))
    #expect(found.divisor % 128 == 0 && found.steps == 8 && found.chance < 1e-15)
    #expect(Steps.divisor(of: Array(multiples.prefix(4))) == nil)
    var generator = Generator(seed: 1)
    for place in 0..<40 {
      generator.pass(1)
      generator.append(Self.numbers[place % 20], port: UInt16(place))
    }
    let repeats = try #require(Repeats.among(generator.samples))
    #expect(repeats.pairs == 20 && repeats.samples == 40 && repeats.chance < 1e-100)
    var twice = generator.samples
    for place in twice.indices { twice[place].irs = SequenceNumber(UInt32(place % 20)) }
    #expect(Repeats.among(twice) == nil)
  }
}
