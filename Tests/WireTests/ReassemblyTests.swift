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

  @Test("a flood of pieces is held only so far, and nothing of it is lost")
  func flood() {
    var (reassembly, segment) = (Reassembly(), Segment())
    var told = 0
    for identification in 0..<1000 as Range<UInt16> {
      var seg = FramingTests.segment(payload: 2000)
      seg.ipID = identification
      // The first half of it, which has the whole header.
      var piece = Array(FrameWriter.frame(of: seg, link: .raw).prefix(20 + 1000))
      (piece[2], piece[3]) = (UInt8(1020 >> 8), UInt8(1020 & 255))
      piece[6] = 0x20
      #expect(take(piece, &reassembly, &segment) == nil)
      told += reassembly.abandoned().count
    }
    #expect(told == 1000 - Reassembly.limit)
    #expect(reassembly.alone(before: nil).count == Reassembly.limit && reassembly.isEmpty)
  }

  @Test("a first piece is held for a minute and no longer, whoever else speaks")
  func patience() {
    var chance = SeededGenerator(seed: 6)
    let pieces = Self.pieces(of: FrameWriter.frame(of: FramingTests.segment(payload: 3000), link: .raw), v6: false, count: 2, &chance)
    var (reassembly, segment) = (Reassembly(), Segment())
    #expect(take(pieces[0], &reassembly, &segment) == nil)
    var elsewhere = FramingTests.segment(v6: true)
    elsewhere.time = segment.time + .seconds(60)
    #expect(reassembly.alone(before: elsewhere).isEmpty)
    elsewhere.time = segment.time + .seconds(61)
    #expect(reassembly.alone(before: elsewhere).map(\.anomalies) == [.fragment])
    #expect(reassembly.isEmpty)
    // And one without its first piece is forgotten.
    #expect(take(pieces[1], &reassembly, &segment) == nil)
    elsewhere.time = segment.time + .seconds(61)
    #expect(reassembly.alone(before: elsewhere).isEmpty && reassembly.isEmpty)
  }

  @Test("datagrams whose pieces come in turns are each put together")
  func interleaved() {
    var chance = SeededGenerator(seed: 7)
    let datagrams = (1...3 as ClosedRange<UInt16>).map { identification in
      var seg = FramingTests.segment(payload: 3000)
      (seg.ipID, seg.seq) = (identification, SequenceNumber(UInt32(identification)))
      return Self.pieces(of: FrameWriter.frame(of: seg, link: .raw), v6: false, count: 3, &chance)
    }
    var (reassembly, told) = (Reassembly(), [UInt32]())
    for piece in 0..<3 {
      for datagram in datagrams {
        var segment = Segment()
        guard take(datagram[piece], &reassembly, &segment) == .segment else { continue }
        #expect(reassembly.alone(before: segment).isEmpty)
        told.append(segment.seq.rawValue)
      }
    }
    #expect(told == [1, 2, 3] && reassembly.isEmpty)
  }

  @Test("a copy with other octets, a second end, and a piece beyond the end are contradictions")
  func contradictions() {
    var chance = SeededGenerator(seed: 8)
    let pieces = Self.pieces(of: FrameWriter.frame(of: FramingTests.segment(payload: 3000), link: .raw), v6: false, count: 3, &chance)
    var forged = pieces[1]
    forged[forged.count - 1] ^= 1
    var ended = pieces[1]
    ended[6] &= 0xdf
    var unended = pieces[2]
    unended[6] |= 0x20
    for order in [[pieces[0], pieces[1], forged, pieces[2]], [ended, pieces[2], pieces[0]], [pieces[2], pieces[0], ended], [unended, pieces[0], pieces[2], pieces[1]]] {
      var (reassembly, outcomes) = (Reassembly(), [FramingOutcome?]())
      for piece in order {
        var segment = Segment()
        outcomes.append(take(piece, &reassembly, &segment))
      }
      #expect(!outcomes.contains(.segment) && outcomes.last == .some(.skipped(.overlappingFragment)))
      #expect(reassembly.alone(before: nil).isEmpty)
    }
  }

  @Test("a datagram in more pieces than any link would make of it is refused")
  func crumbs() {
    var (reassembly, refused) = (Reassembly(), 0)
    for place in 0..<2 * Reassembly.mostPieces {
      var piece = FrameWriter.frame(of: FramingTests.segment(payload: 0), link: .raw).prefix(28)
      (piece[2], piece[3]) = (0, 28)
      (piece[6], piece[7]) = (0x20 | UInt8((2 * place) >> 8), UInt8((2 * place) & 255))
      var segment = Segment()
      if take(Array(piece), &reassembly, &segment) != nil { refused += 1 }
    }
    #expect(refused == Reassembly.mostPieces)
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
