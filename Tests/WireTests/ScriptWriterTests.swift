import TestSupport
import Testing
import Wire

@Suite struct ScriptWriterTests {
  private static let client = SocketAddress(address: Address(v4: 0xc000_0207), port: 49_152)
  private static let server = SocketAddress(address: Address(v6: 0x2001_0db8_0000_0000, 0x9), port: 443)

  /// Records without sense between two ends: numbers anywhere on the circle, every flag, option and oddity.
  private func records(seed: UInt64, count: Int) -> [Segment] {
    var dice = SeededGenerator(seed: seed)
    var records: [Segment] = []
    for frame in 1...count {
      var seg = Segment()
      let fromClient = Bool.random(using: &dice)
      (seg.source, seg.sourcePort) = fromClient ? (Self.client.address, 49_152) : (Self.server.address, 443)
      (seg.destination, seg.destinationPort) = fromClient ? (Self.server.address, 443) : (Self.client.address, 49_152)
      seg.frame = UInt32(frame)
      seg.time = SegmentNotation.epoch + .nanoseconds(Int64.random(in: -5_000_000_000...90_000_000_000, using: &dice))
      seg.seq = SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &dice))
      seg.ttl = UInt8.random(in: 60...64, using: &dice)
      if Int.random(in: 0..<12, using: &dice) == 0 {
        seg.kind = .icmpError
        seg.icmp.reporter = Bool.random(using: &dice) ? Address(v4: 0x0a00_0001) : Address(v6: 0xfe80 << 48, 7)
        (seg.icmp.type, seg.icmp.code) = (3, UInt8.random(in: 0...15, using: &dice))
        seg.icmp.nextHopMTU = UInt32.random(in: 0...1500, using: &dice)
        seg.ttl = 64
        seg.checksum = .good
        records.append(seg)
        continue
      }
      seg.flags = TCPFlags(rawValue: UInt16.random(in: 0...0xfff, using: &dice))
      seg.ack = SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &dice))
      if Int.random(in: 0..<6, using: &dice) == 0 { (seg.seq, seg.ack) = (SequenceNumber(0), SequenceNumber(0)) }
      seg.wnd = UInt16.random(in: 0...UInt16.max, using: &dice)
      seg.payload = UInt32.random(in: 0...2, using: &dice) * UInt32.random(in: 0...70_000, using: &dice)
      seg.urgentPointer = UInt16.random(in: 0...1, using: &dice) * 99
      seg.ipID = UInt16.random(in: 0...3, using: &dice)
      seg.trafficClass = UInt8.random(in: 0...3, using: &dice)
      seg.dontFragment = Bool.random(using: &dice)
      seg.checksum = [.good, .bad, .partial, .unverifiable].randomElement(using: &dice) ?? .good
      seg.direction = [.unknown, .sent, .received].randomElement(using: &dice) ?? .unknown
      let odd: [SegmentAnomalies] = [
        [], .payloadCut, [.headerCut, .payloadCut], .fragment, .badDataOffset, .lengthFromFrame, .networkOptions,
        [.tunnelled, .routed, .reordered],
      ]
      seg.anomalies = odd.randomElement(using: &dice) ?? []
      seg.options = options(&dice)
      if !seg.options.isSound, !seg.anomalies.contains(.headerCut) { seg.anomalies.insert(.malformedOptions) }
      records.append(seg)
    }
    return records
  }

  private func options(_ dice: inout SeededGenerator) -> TCPOptions {
    func word(_ dice: inout SeededGenerator) -> UInt32 { UInt32.random(in: 0...UInt32.max, using: &dice) }
    let all: [TCPOption] = [
      .noOperation, .maximumSegmentSize(1460), .windowScale(14), .sackPermitted,
      .timestamps(value: TimestampValue(word(&dice)), echo: TimestampValue(word(&dice))),
      .sack([SACKBlock(left: SequenceNumber(word(&dice)), right: SequenceNumber(word(&dice)))]),
      .other(kind: 254, octets: [0xf9, 0x89, 7]), .other(kind: 99, octets: []), .malformed([8, 1, 0xff]),
    ]
    let few = all.filter { _ in Int.random(in: 0..<4, using: &dice) == 0 }
    let length = few.reduce(0) { $0 + Int(TCPOptions([$1]).count) }
    return length <= 40 ? TCPOptions(few) : TCPOptions()
  }

  @Test("what was written reads the same", arguments: 1...40)
  func roundTrip(seed: Int) throws {
    let records = records(seed: UInt64(seed), count: 60)
    var writer = ScriptWriter([
      ("A", NotationHost(Self.client, speakingIn: records)), ("B", NotationHost(Self.server, speakingIn: records)),
    ])
    var lines = writer.header.map { $0 + "  # one end" }
    for seg in records {
      let offset = (seg.time - SegmentNotation.epoch).nanoseconds
      lines.append("  @\(SegmentNotation.seconds(offset, decimals: 9))  \(writer.line(seg))  # \(seg.frame)")
    }
    let read = try SegmentNotation.parse(lines.joined(separator: "\n")).segments
    try #require(read.count == records.count)
    for (seg, was) in zip(read, records) {
      #expect(seg.kind == was.kind && seg.time == was.time && seg.frame == was.frame)
      #expect(seg.sender == was.sender && seg.receiver == was.receiver && seg.seq == was.seq)
      #expect(seg.icmp == was.icmp)
      if was.kind == .icmpError { continue }
      #expect(seg.flags == was.flags && seg.ack == was.ack && seg.payload == was.payload && seg.wnd == was.wnd)
      #expect(seg.urgentPointer == was.urgentPointer && seg.options == was.options)
      #expect(seg.ttl == was.ttl && seg.trafficClass == was.trafficClass && seg.ipID == was.ipID)
      #expect(seg.dontFragment == was.dontFragment && seg.checksum == was.checksum)
      #expect(seg.direction == was.direction && seg.anomalies == was.anomalies)
    }
  }

  @Test("a line without header lines stands for itself", arguments: 1...10)
  func alone(seed: Int) throws {
    for seg in records(seed: UInt64(seed), count: 40) where seg.kind == .tcp {
      let read = try SegmentNotation.parse("+0 \(SegmentNotation.print(seg))").segments
      #expect(read.first?.seq == seg.seq && read.first?.ack == seg.ack && read.first?.options == seg.options)
      #expect(read.first?.sender == seg.sender && read.first?.ipID == seg.ipID)
    }
  }

  @Test("a range that comes again with other octets says so")
  func otherOctets() throws {
    var seg = Segment()
    (seg.source, seg.sourcePort) = (Self.client.address, Self.client.port)
    (seg.destination, seg.destinationPort) = (Self.server.address, Self.server.port)
    seg.payload = 3
    var writer = ScriptWriter([])
    var lines: [String] = []
    for hash: UInt64 in [7, 7, 8, 7, 9, 8] {
      seg.payloadHash = hash
      lines.append("+0 " + writer.line(seg))
    }
    let hashes = try SegmentNotation.parse(lines.joined(separator: "\n")).segments.map(\.payloadHash)
    #expect(hashes[0] == hashes[1] && hashes[0] == hashes[3] && hashes[2] == hashes[5])
    #expect(Set(hashes).count == 3)
  }
}
