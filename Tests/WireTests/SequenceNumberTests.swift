import Testing
import Wire

@Suite struct SequenceNumberTests {
  @Test("the circle wraps: 0 lies one step after 0xFFFFFFFF")
  func wraps() {
    let last = SequenceNumber(0xffff_ffff)
    #expect(last + 1 == SequenceNumber(0))
    #expect(SequenceNumber(0) - last == 1)
    #expect(last < SequenceNumber(0))
  }
}
