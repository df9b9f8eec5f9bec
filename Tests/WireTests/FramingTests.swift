import CaptureWriter
import TestSupport
import Testing
import Wire

/// From octets to a segment, one link type and one oddity after the other.
@Suite struct FramingTests {
  private let memory = GuardedOctets(room: 1 << 17)
  private static let links: [LinkLayer] = [
    .ethernet, .ethernet(tags: [7]), .ethernet(tags: [7, 8, 9]), .cooked, .cooked2, .raw, .null, .loop, .pointToPoint,
  ]

  static func segment(v6: Bool = false, payload: UInt32 = 5) -> Segment {
    var seg = Segment()
    seg.source = v6 ? Address(v6: 0xfd00_0000_0000_0000, 1) : Address(v4: 0x0a00_0001)
    seg.destination = v6 ? Address(v6: 0xfd00_0000_0000_0000, 2) : Address(v4: 0x0a00_0002)
    seg.sourcePort = 40000
    seg.destinationPort = 80
    seg.seq = SequenceNumber(0xfffffff0)
    seg.ack = SequenceNumber(77)
    seg.flags = [.ack, .psh]
    seg.wnd = 1000
    seg.ttl = 61
    seg.payload = payload
    seg.checksum = .good
    seg.options = TCPOptions([.noOperation, .noOperation, .timestamps(value: TimestampValue(1), echo: TimestampValue(2))])
    return seg
  }

  private func read(_ frame: [UInt8], originalLength: Int? = nil, linkType: UInt16 = 1) -> Segment? {
    let (outcome, seg) = memory.decode(frame, originalLength: originalLength, linkType: linkType)
    return outcome == .segment ? seg : nil
  }
  private func reason(_ frame: [UInt8], originalLength: Int? = nil, linkType: UInt16 = 1) -> SkipReason? {
    let (outcome, _) = memory.decode(frame, originalLength: originalLength, linkType: linkType)
    if case .skipped(let reason) = outcome { return reason } else { return nil }
  }

  @Test("what is written in any link layer is read as it was", arguments: links)
  func roundTrip(link: LinkLayer) throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      var seg = random.segment(frame: 0, time: Instant(nanoseconds: 0))
      guard seg.kind == .tcp else { continue }
      seg.checksum = [.good, .bad, .partial].randomElement(using: &random) ?? .good
      let header = 20 + (Int(seg.options.count) + 3) / 4 * 4
      seg.payload = min(seg.payload, UInt32(65_000 - header))
      let frame = FrameWriter.frame(of: seg, link: link)
      let read = try #require(self.read(frame, linkType: link.linkType))
      #expect(read.source == seg.source && read.destination == seg.destination)
      #expect(read.sourcePort == seg.sourcePort && read.destinationPort == seg.destinationPort)
      #expect(read.seq == seg.seq && read.ack == seg.ack && read.flags == seg.flags && read.wnd == seg.wnd)
      #expect(read.urgentPointer == seg.urgentPointer && read.payload == seg.payload)
      #expect(Int(read.dataOffset) * 4 == header && Int(read.ipLength) == (seg.source.family == .v4 ? 20 : 40) + header + Int(seg.payload))
      #expect(read.ttl == seg.ttl && read.trafficClass == seg.trafficClass && read.checksum == seg.checksum)
      if seg.source.family == .v4 { #expect(read.ipID == seg.ipID && read.dontFragment == seg.dontFragment) }
      #expect((0..<Int(seg.options.count)).allSatisfy { read.options[$0] == seg.options[$0] })
      #expect(read.anomalies.isSubset(of: .malformedOptions))
      #expect((read.payloadHash == 0) == (read.payload == 0))
    }
  }

  @Test("equal payloads hash alike, wherever they lie and whatever stands before them")
  func payloadHash() throws {
    var seg = FramingTests.segment(payload: 33)
    let first = try #require(read(FrameWriter.frame(of: seg)))
    seg.options = TCPOptions()
    seg.ack = SequenceNumber(1)
    let second = try #require(read(FrameWriter.frame(of: seg, link: .cooked2), linkType: 276))
    #expect(first.payloadHash == second.payloadHash && first.payloadHash != 0)
    #expect(first.firstOctet == second.firstOctet)
    seg.seq = seg.seq + 1
    #expect(try #require(read(FrameWriter.frame(of: seg))).payloadHash != first.payloadHash)
    seg.payload = 0
    let empty = try #require(read(FrameWriter.frame(of: seg)))
    #expect(empty.payloadHash == 0 && empty.firstOctet == 0)
  }

  @Test("the data length is the IP length's: Ethernet padding and a frame check sequence are no data")
  func padding() throws {
    var seg = FramingTests.segment(payload: 0)
    seg.options = TCPOptions()
    let frame = FrameWriter.frame(of: seg)
    let padded = try #require(read(frame + [UInt8](repeating: 0xee, count: 6 + 4)))
    #expect(padded.payload == 0 && padded.len == 0 && padded.anomalies.isEmpty && padded.checksum == .good)
    #expect(padded.ipLength == 40)
  }

  @Test("a cut payload keeps its length, its checksum is not judged")
  func cutPayload() throws {
    let frame = FrameWriter.frame(of: FramingTests.segment(payload: 1000))
    let seg = try #require(read(Array(frame.prefix(96)), originalLength: frame.count))
    #expect(seg.payload == 1000)
    #expect(seg.anomalies == .payloadCut)
    #expect(seg.checksum == .unverifiable)
    // The tool that cut it may have forgotten how long it was.
    #expect(try #require(read(Array(frame.prefix(96)))).payload == 1000)
  }

  @Test("options that are cut are not malformed; a header that is cut before its end of 20 octets says nothing")
  func cutHeader() throws {
    let frame = FrameWriter.frame(of: FramingTests.segment(payload: 10))
    for cut in (14 + 20 + 20)..<(14 + 20 + 32) {
      let seg = try #require(read(Array(frame.prefix(cut)), originalLength: frame.count))
      #expect(seg.anomalies == [.headerCut, .payloadCut])
      #expect(seg.payload == 10 && seg.dataOffset == 8 && seg.checksum == .unverifiable)
    }
    for cut in (14 + 20)..<(14 + 20 + 20) {
      #expect(reason(Array(frame.prefix(cut)), originalLength: frame.count) == .tcpHeaderCut)
    }
    for cut in 0..<(14 + 20) {
      #expect(reason(Array(frame.prefix(cut)), originalLength: frame.count) == .truncated)
    }
  }

  @Test("IPv4 total length 0 is a super-segment: its length is the frame's")
  func totalLengthZero() throws {
    var frame = FrameWriter.frame(of: FramingTests.segment(payload: 40_000))
    frame[16] = 0
    frame[17] = 0
    let seg = try #require(read(frame))
    #expect(seg.payload == 40_000)
    #expect(seg.anomalies == .lengthFromFrame)
    #expect(seg.checksum == .good)
  }

  @Test("an IPv6 payload length of 0 is a jumbogram's (RFC 2675)")
  func jumbogram() throws {
    let frame = FrameWriter.frame(of: FramingTests.segment(v6: true, payload: 70_000))
    var jumbo = frame
    jumbo[18] = 0
    jumbo[19] = 0
    let seg = try #require(read(jumbo))
    #expect(seg.payload == 70_000 && seg.anomalies == .lengthFromFrame && seg.checksum == .good)
  }

  @Test("the unfinished sums of offload are partial, with the length and without it")
  func partial() throws {
    var seg = FramingTests.segment(payload: 100)
    seg.checksum = .partial
    var frame = FrameWriter.frame(of: seg)
    #expect(try #require(read(frame)).checksum == .partial)
    // Large send offload on Windows: the same sum without the length.
    let sum = UInt16(frame[50]) << 8 | UInt16(frame[51])
    let less = sum - 132
    frame[50] = UInt8(less >> 8)
    frame[51] = UInt8(less & 0xff)
    #expect(try #require(read(frame)).checksum == .partial)
    frame[51] ^= 1
    #expect(try #require(read(frame)).checksum == .bad)
  }

  @Test("one flipped bit anywhere in segment or pseudo-header makes the checksum bad")
  func flippedBits() throws {
    for v6 in [false, true] {
      let frame = FrameWriter.frame(of: FramingTests.segment(v6: v6, payload: 7))
      let addresses = v6 ? 14 + 8..<14 + 40 : 14 + 12..<14 + 20
      let header = v6 ? 40 : 20
      for octet in Array(addresses) + Array(14 + header..<frame.count) where octet != 14 + header + 12 {
        for bit in 0..<8 {
          var flipped = frame
          flipped[octet] ^= 1 << UInt8(bit)
          #expect(try #require(read(flipped)).checksum == .bad, "octet \(octet) bit \(bit)")
        }
      }
    }
  }

  @Test("a data offset below 5 or beyond the packet is kept as what it is (RFC 9293 §3.1)")
  func dataOffset() throws {
    var frame = FrameWriter.frame(of: FramingTests.segment(payload: 10))
    for offset: UInt8 in [0, 4, 11, 15] {
      frame[14 + 20 + 12] = offset << 4
      let seg = try #require(read(frame))
      #expect(seg.anomalies == .badDataOffset)
      #expect(seg.payload == 0 && seg.options.count == 0 && seg.dataOffset == offset)
      // The sum does not depend on where the header ends: here it tells of the damage.
      #expect(seg.checksum == .bad)
    }
  }

  @Test("reserved bits and all flags are read (RFC 9293 §3.1)")
  func flags() throws {
    for bits in UInt16(0)...0xfff {
      var seg = FramingTests.segment(payload: 0)
      seg.flags = TCPFlags(rawValue: bits)
      #expect(read(FrameWriter.frame(of: seg))?.flags == seg.flags)
    }
  }

  @Test("fragments: the first is read and marked, later ones are counted")
  func fragments() throws {
    var frame = FrameWriter.frame(of: FramingTests.segment(payload: 100))
    frame[20] = 0x20
    let first = try #require(read(frame))
    #expect(first.anomalies == .fragment && first.payload == 100 && first.checksum == .unverifiable)
    frame[20] = 0x00
    frame[21] = 0x01
    #expect(reason(frame) == .fragment)
  }

  @Test("IPv4 options stand between header and segment")
  func networkOptions() throws {
    let plain = FrameWriter.frame(of: FramingTests.segment(payload: 9))
    var frame = plain[..<34] + [1, 1, 1, 0] + plain[34...]
    frame[14] = 0x46
    frame[17] += 4
    let seg = try #require(read(Array(frame)))
    #expect(seg.anomalies == .networkOptions && seg.payload == 9 && seg.checksum == .good)
  }

  @Test("a header length below 20 or a version that is none is no IP header")
  func badHeaders() {
    let plain = FrameWriter.frame(of: FramingTests.segment())
    var frame = plain
    for first: UInt8 in [0x44, 0x40, 0x55, 0x65, 0x05] {
      frame[14] = first
      #expect(reason(frame) == .badIPHeader)
    }
    frame = plain
    frame[16] = 0
    frame[17] = 19
    #expect(reason(frame) == .badIPHeader)
  }

  @Test("a segment shorter than its header is counted, not guessed")
  func shortSegment() {
    var frame = FrameWriter.frame(of: FramingTests.segment(payload: 0))
    frame[17] = 20 + 19
    #expect(reason(frame) == .tcpHeaderCut)
  }
}
