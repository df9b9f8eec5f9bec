import TestSupport
import Testing
import Wire

@Suite struct SequenceNumberTests {
  @Test("the circle wraps: 0 lies one step after 0xFFFFFFFF")
  func wraps() {
    let last = SequenceNumber(0xffff_ffff)
    #expect(last + 1 == SequenceNumber(0))
    #expect(SequenceNumber(0) - last == 1)
    #expect(last - SequenceNumber(0) == -1)
    #expect(last < SequenceNumber(0))
    #expect(SequenceNumber.later(last, SequenceNumber(5)) == SequenceNumber(5))
    #expect(SequenceNumber(5).distance(from: last) == 6)
    #expect(last.distance(from: SequenceNumber(5)) == 0xffff_fffa)
  }

  @Test("wherever the circle is cut, order is the same within half of it")
  func orderIsTheSameEverywhere() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<10_000 {
      let origin = SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &random))
      let step = Int.random(in: 1..<0x8000_0000, using: &random)
      let further = origin + step
      #expect(origin < further && origin <= further && further > origin && further >= origin)
      #expect(further - origin == step)
      #expect(origin - further == -step)
      #expect(further + -step == origin)
      #expect(SequenceNumber.later(origin, further) == further)
      #expect(SequenceNumber.later(further, origin) == further)
    }
  }

  @Test("half the circle away, neither number is later: the RFC leaves it open, we say behind")
  func oppositePoints() {
    let number = SequenceNumber(7)
    #expect((number + 0x8000_0000) - number == -0x8000_0000)
    #expect(number - (number + 0x8000_0000) == -0x8000_0000)
  }
}
