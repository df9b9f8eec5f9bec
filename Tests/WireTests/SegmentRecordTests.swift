import TestSupport
import Testing
import Wire

/// What an extract says of a segment is what the analysis would have read off the frame.
@Suite struct SegmentRecordTests {
  @Test("whatever a frame can put into a segment comes back, and takes what the format says")
  func roundTrip() {
    var random = SeededGenerator(seed: 9293)
    for number in 1...4000 as ClosedRange<UInt32> {
      let time = Instant(nanoseconds: Int64.random(in: -(1 << 60)...(1 << 60), using: &random))
      var segment = random.segment(frame: number, time: time)
      segment.interface = UInt16.random(in: 0...9, using: &random)
      segment.payloadHash = UInt64.random(in: 0...UInt64.max, using: &random)
      segment.firstOctet = UInt8.random(in: 0...255, using: &random)
      var record = SegmentRecord(segment, clock: random.chance(1, in: 3) ? time + .seconds(1) : time)
      var written = Archive()
      record.code(&written)
      #expect(Int(written.octets[0]) == written.octets.count)
      if segment.kind == .tcp, record.clock == time {
        #expect(written.octets.count == (segment.source.family == .v6 ? 97 : 73) + Int(segment.options.count))
      }
      var read = SegmentRecord()
      var archive = Archive(reading: written.octets)
      read.code(&archive)
      #expect(archive.isExhausted)
      #expect(read.segment == segment && read.clock == record.clock)
      #expect(read.segment.options.present == segment.options.present)
      #expect(read.segment.options.timestamp == segment.options.timestamp)
    }
  }

  @Test("a record that says more than is known is passed over, one that says less is refused")
  func length() {
    var random = SeededGenerator(seed: 1)
    var record = SegmentRecord(random.segment(frame: 7, time: .blank), clock: .blank)
    var written = Archive()
    record.code(&written)
    var longer = Archive(reading: [written.octets[0] + 5] + written.octets[1...] + [1, 2, 3, 4, 5])
    record.code(&longer)
    #expect(longer.isExhausted)
    var shorter = Archive(reading: [40] + written.octets[1...])
    record.code(&shorter)
    #expect(shorter.isBroken)
  }

  @Test("octets of any kind are read without harm")
  func hostile() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<2000 {
      var archive = Archive(reading: random.octets(Int.random(in: 0...200, using: &random)))
      var record = SegmentRecord()
      while !archive.isBroken, !archive.isExhausted { record.code(&archive) }
    }
  }

  @Test("both directions, all ports and errors about them fall into one bucket")
  func bucket() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let one = random.segment(frame: 1, time: .blank)
      var other = one
      (other.source, other.destination) = (one.destination, one.source)
      (other.sourcePort, other.destinationPort, other.kind) = (1, 2, .icmpError)
      #expect(one.pairBucket == other.pairBucket)
    }
    var known = Segment()
    (known.source, known.destination) = (Address(v4: 0x0a00_0002), Address(v4: 0x0a00_0001))
    #expect(known.pairBucket == 1232)
  }
}
