import CaptureWriter
import TestSupport
import Testing
import Wire

/// Pieces of datagrams, in whatever order and company they come.
@Suite struct ReassemblyTests {
  private let memory = GuardedOctets(room: 1 << 17)

  @Test("any cut, any order, copies among them: the segment is that of the whole", arguments: 0..<60 as Range<UInt64>)
  func whole(_ seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    let v6 = seed % 2 == 1
    let frame = FrameWriter.frame(of: FramingTests.segment(v6: v6, payload: UInt32.random(in: 40...9000, using: &chance)), link: .raw)
    var pieces = Self.pieces(of: frame, v6: v6, count: Int.random(in: 2...7, using: &chance), &chance)
    if Bool.random(using: &chance) { pieces.insert(pieces[0], at: 0) }
    pieces.shuffle(using: &chance)
    let told = self.told(pieces)
    let seg = try #require(told.first)
    #expect(told.count == 1)
    let expected = memory.decode(frame, linkType: 101).segment
    #expect(seg.checksum == .good && seg.seq == expected.seq && seg.flags == expected.flags && seg.payload == expected.payload)
    #expect(seg.payloadHash == expected.payloadHash && seg.options == expected.options && seg.ipLength == expected.ipLength)
    #expect(seg.anomalies.subtracting(.networkOptions) == expected.anomalies)
  }

  @Test("a first piece whose rest does not come is told before its hosts go on, or at the end")
  func alone() throws {
    var chance = SeededGenerator(seed: 1)
    let frame = FrameWriter.frame(of: FramingTests.segment(payload: 3000), link: .raw)
    let pieces = Self.pieces(of: frame, v6: false, count: 3, &chance)
    var (reassembly, segment) = (Reassembly(), Segment())
    #expect(take(pieces[0], &reassembly, &segment) == nil)
    let elsewhere = FramingTests.segment(v6: true)
    #expect(reassembly.alone(before: elsewhere).isEmpty)
    var answer = FramingTests.segment()
    (answer.source, answer.destination) = (answer.destination, answer.source)
    let told = reassembly.alone(before: answer)
    #expect(told.map(\.anomalies) == [.fragment])
    #expect(told.first.map { Int($0.payload) } ?? 0 < 3000)
    #expect(reassembly.isEmpty)
    #expect(take(pieces[2], &reassembly, &segment) == nil)
    #expect(reassembly.alone(before: nil).isEmpty)
  }

  @Test("pieces that overlap are never put together")
  func overlap() {
    var chance = SeededGenerator(seed: 3)
    let frame = FrameWriter.frame(of: FramingTests.segment(payload: 3000), link: .raw)
    let pieces = Self.pieces(of: frame, v6: false, count: 2, &chance)
    var wider = pieces[1]
    // Eight octets further to the front.
    let offset = (UInt16(wider[6]) << 8 | UInt16(wider[7])) - 1
    (wider[6], wider[7]) = (UInt8(offset >> 8), UInt8(offset & 0xff))
    #expect(told([pieces[0], wider, pieces[1]]).isEmpty)
    #expect(told([pieces[0], wider]).isEmpty)
  }

  @Test("what is cut off a piece is not captured, and the length is right all the same")
  func cut() throws {
    var chance = SeededGenerator(seed: 4)
    let frame = FrameWriter.frame(of: FramingTests.segment(payload: 3000), link: .raw)
    let pieces = Self.pieces(of: frame, v6: false, count: 3, &chance).map { Array($0.prefix(68)) }
    let seg = try #require(told(pieces).first)
    #expect(seg.payload == 3000 && seg.anomalies.contains(.payloadCut) && seg.checksum == .unverifiable)
    #expect(seg.options == memory.decode(frame, linkType: 101).segment.options)
  }

  @Test("a flood of pieces is held only so far")
  func flood() {
    var chance = SeededGenerator(seed: 5)
    var (reassembly, segment) = (Reassembly(), Segment())
    for identification in 0..<1000 as Range<UInt16> {
      var seg = FramingTests.segment(payload: 2000)
      seg.ipID = identification
      let piece = Self.pieces(of: FrameWriter.frame(of: seg, link: .raw), v6: false, count: 2, &chance)[0]
      #expect(take(piece, &reassembly, &segment) == nil)
    }
    #expect(reassembly.alone(before: nil).count == Reassembly.limit)
  }

  private func told(_ packets: [[UInt8]]) -> [Segment] {
    var (reassembly, told) = (Reassembly(), [Segment]())
    for packet in packets {
      var segment = Segment()
      if take(packet, &reassembly, &segment) == .segment { told.append(segment) }
    }
    return told
  }

  private func take(_ packet: [UInt8], _ reassembly: inout Reassembly, _ segment: inout Segment) -> FramingOutcome? {
    memory.lend(packet) { octets in
      let outcome = Framing.decode(octets, originalLength: packet.count, linkType: 101, into: &segment)
      guard case .fragment(let fragment) = outcome else { return outcome }
      return reassembly.take(fragment, of: octets, &segment)
    }
  }

  /// The IP packet in pieces; each border at a multiple of eight octets.
  private static func pieces(of packet: [UInt8], v6: Bool, count: Int, _ chance: inout SeededGenerator) -> [[UInt8]] {
    let header = v6 ? 40 : 20
    let text = Array(packet[header...])
    var borders: Set<Int> = [0]
    while borders.count < min(count, (text.count - 1) / 8) { borders.insert(Int.random(in: 1...((text.count - 1) / 8), using: &chance) * 8) }
    let starts = borders.sorted()
    return starts.enumerated().map { place, start in
      let end = place + 1 < starts.count ? starts[place + 1] : text.count
      let isLast = end == text.count
      var piece = Array(packet[..<header])
      if v6 {
        let length = end - start + 8
        (piece[4], piece[5]) = (UInt8(length >> 8), UInt8(length & 0xff))
        let field = UInt16(start) | (isLast ? 0 : 1)
        piece += [piece[6], 0, UInt8(field >> 8), UInt8(field & 0xff), 1, 2, 3, 4]
        piece[6] = 44
      } else {
        let length = end - start + header
        (piece[2], piece[3]) = (UInt8(length >> 8), UInt8(length & 0xff))
        let field = UInt16(start / 8) | (isLast ? 0 : 0x2000)
        (piece[6], piece[7]) = (UInt8(field >> 8), UInt8(field & 0xff))
      }
      return piece + text[start..<end]
    }
  }
}
