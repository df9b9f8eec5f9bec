import CaptureWriter
import TestSupport
import Testing
import Wire

/// IPv6 extension headers, ICMP quotes, and the frames that carry no TCP.
@Suite struct NetworkLayerTests {
  private let memory = GuardedOctets(room: 1 << 16)

  /// An IPv6 packet with headers between its own and the segment's.
  private func packet(_ headers: [(number: UInt8, octets: [UInt8])], payload: UInt32 = 5) -> [UInt8] {
    let plain = FrameWriter.frame(of: FramingTests.segment(v6: true, payload: payload), link: .raw)
    var packet = Array(plain[..<40])
    let between = headers.flatMap(\.octets)
    packet[6] = headers.first?.number ?? 6
    for (index, header) in headers.enumerated() {
      packet += [index + 1 < headers.count ? headers[index + 1].number : 6] + header.octets.dropFirst()
    }
    packet += plain[40...]
    let length = packet.count - 40
    packet[4] = UInt8(length >> 8)
    packet[5] = UInt8(length & 0xff)
    precondition(between.count % 4 == 0, "extension headers are whole words")
    return packet
  }
  private func decode(_ packet: [UInt8], linkType: UInt16 = 101) -> (outcome: FramingOutcome, segment: Segment) {
    memory.decode(packet, linkType: linkType)
  }

  private static let hopByHop: (UInt8, [UInt8]) = (0, [0, 0, 5, 2, 0, 0, 1, 0])
  private static let destination: (UInt8, [UInt8]) = (60, [0, 1] + [1, 12] + [UInt8](repeating: 0, count: 12))
  private static let routed: (UInt8, [UInt8]) = (43, [0, 2, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 16))
  private static let unrouted: (UInt8, [UInt8]) = (43, [0, 2, 0, 1, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 16))
  private static let authentication: (UInt8, [UInt8]) = (51, [0, 4] + [UInt8](repeating: 0, count: 22))
  private static let wholeFragment: (UInt8, [UInt8]) = (44, [0, 0, 0, 0, 0, 0, 0, 9])
  private static let firstFragment: (UInt8, [UInt8]) = (44, [0, 0, 0, 1, 0, 0, 0, 9])
  private static let laterFragment: (UInt8, [UInt8]) = (44, [0, 0, 0, 8, 0, 0, 0, 9])

  @Test("extension headers are walked to the segment (RFC 8200 §4)")
  func extensionHeaders() throws {
    let rows: [([(UInt8, [UInt8])], ChecksumVerdict, SegmentAnomalies)] = [
      ([], .good, []),
      ([Self.hopByHop], .good, .networkOptions),
      ([Self.hopByHop, Self.destination, Self.routed, Self.wholeFragment, Self.destination], .good, .networkOptions),
      ([Self.unrouted], .unverifiable, [.networkOptions, .routed]),
      ([Self.firstFragment], .unverifiable, [.networkOptions, .fragment]),
      ([Self.authentication], .good, .networkOptions),
    ]
    for (headers, checksum, anomalies) in rows {
      let (outcome, seg) = decode(packet(headers))
      #expect(outcome == .segment)
      #expect(seg.payload == 5 && seg.sourcePort == 40000)
      #expect(seg.checksum == checksum)
      #expect(seg.anomalies == anomalies)
    }
    #expect(decode(packet([Self.laterFragment])).outcome == .skipped(.fragment))
  }

  @Test("headers without end are no headers")
  func endless() {
    #expect(decode(packet([(UInt8, [UInt8])](repeating: Self.hopByHop, count: 17))).outcome == .skipped(.badIPHeader))
    var long = packet([Self.hopByHop])
    long[41] = 255
    #expect(decode(long).outcome == .skipped(.badIPHeader))
  }

  /// IPv4 or IPv6 with any payload.
  private func network(v6: Bool, next: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let plain = FrameWriter.frame(of: FramingTests.segment(v6: v6), link: .raw)
    var packet = Array(plain[..<(v6 ? 40 : 20)])
    packet[v6 ? 6 : 9] = next
    let length = payload.count + (v6 ? 0 : 20)
    packet[v6 ? 4 : 2] = UInt8(length >> 8)
    packet[v6 ? 5 : 3] = UInt8(length & 0xff)
    return packet + payload
  }

  @Test("ICMP errors carry the segment they quote (RFC 792, RFC 4443)")
  func quotes() throws {
    let quoted = FramingTests.segment(payload: 50)
    let quoted6 = FramingTests.segment(v6: true, payload: 50)
    let v4 = Array(FrameWriter.frame(of: quoted, link: .raw).prefix(28))
    let v6 = Array(FrameWriter.frame(of: quoted6, link: .raw).prefix(60))
    for (v6, octets, type, code, mtu) in [
      (false, [3, 4, 0, 0, 0, 0, 5, 0x78] + v4, 3, 4, 1400), (false, [3, 1, 0, 0, 0, 0, 9, 9] + v4, 3, 1, 0),
      (false, [11, 0, 0, 0, 0, 0, 0, 0] + v4, 11, 0, 0), (true, [2, 0, 0, 0, 0, 0, 5, 0] + v6, 2, 0, 1280),
      (true, [1, 4, 0, 0, 0, 0, 0, 0] + v6, 1, 4, 0),
    ] as [(Bool, [UInt8], UInt8, UInt8, UInt32)] {
      let (outcome, seg) = decode(network(v6: v6, next: v6 ? 58 : 1, octets))
      #expect(outcome == .segment)
      #expect(seg.kind == .icmpError && seg.icmp.type == type && seg.icmp.code == code && seg.icmp.nextHopMTU == mtu)
      #expect(seg.source == (v6 ? quoted6 : quoted).source && seg.destination == (v6 ? quoted6 : quoted).destination)
      #expect(seg.icmp.reporter == seg.source)
      #expect(seg.sourcePort == 40000 && seg.destinationPort == 80 && seg.seq == quoted.seq)
      #expect(seg.flags.isEmpty && seg.payload == 0 && seg.options.count == 0 && seg.payloadHash == 0)
    }
  }

  @Test("a quote with extension headers is read, one without eight octets of TCP is not")
  func quotedHeaders() {
    let error: [UInt8] = [1, 3, 0, 0, 0, 0, 0, 0]
    let (outcome, seg) = decode(network(v6: true, next: 58, error + packet([Self.hopByHop, Self.wholeFragment]).prefix(76)))
    #expect(outcome == .segment)
    #expect(seg.sourcePort == 40000)
    for cut in 0..<48 {
      let quote = packet([]).prefix(cut)
      #expect(decode(network(v6: true, next: 58, error + quote)).outcome == .skipped(.icmpErrorOther))
    }
    #expect(decode(network(v6: true, next: 58, error + packet([Self.laterFragment]))).outcome == .skipped(.icmpErrorOther))
  }

  @Test("nothing of the segment before shows through an ICMP error")
  func nothingStale() {
    var seg = Segment()
    let before = FrameWriter.frame(of: FramingTests.segment(payload: 50), link: .raw)
    let quote = Array(FrameWriter.frame(of: FramingTests.segment(), link: .raw).prefix(28))
    let error = network(v6: false, next: 1, [3, 1, 0, 0, 0, 0, 0, 0] + quote)
    let fresh = decode(error).segment
    for frame in [before, error] {
      _ = memory.lend(frame) { Framing.decode($0, originalLength: frame.count, linkType: 101, into: &seg) }
    }
    let same = seg == fresh
    #expect(same)
  }

  @Test("what is no TCP is counted by what it is")
  func reasons() {
    let rows: [(Bool, UInt8, SkipReason)] = [
      (false, 17, .udp), (false, 2, .igmp), (false, 132, .sctp), (false, 47, .gre), (false, 4, .ipInIP), (false, 41, .ipInIP),
      (false, 50, .esp), (false, 51, .ah), (false, 89, .ospf), (false, 200, .otherIPProtocol), (true, 17, .udp),
      (true, 50, .esp), (true, 59, .notIP), (true, 132, .sctp),
    ]
    for (v6, next, reason) in rows {
      #expect(decode(network(v6: v6, next: next, [UInt8](repeating: 0, count: 40))).outcome == .skipped(reason))
    }
    #expect(decode(network(v6: false, next: 1, [8, 0, 0, 0, 0, 0, 0, 0])).outcome == .skipped(.icmpOther))
    #expect(decode(network(v6: true, next: 58, [135, 0, 0, 0, 0, 0, 0, 0])).outcome == .skipped(.icmpOther))
    let ethernet = [UInt8](repeating: 2, count: 12)
    let types: [([UInt8], SkipReason)] = [
      ([8, 6], .arp), ([0x88, 0xcc], .lldp), ([0x88, 0xe5], .macsec), ([0x88, 0x47], .mpls), ([0x88, 0x64], .pppoe),
      ([0x12, 0x34], .notIP), ([0, 38, 0x42, 0x42, 3], .spanningTree), ([0, 38, 0xe0, 0xe0, 3], .llc),
      ([0, 38, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0], .llc),
    ]
    for (octets, reason) in types {
      let frame = ethernet + octets + [UInt8](repeating: 0, count: 46)
      #expect(memory.decode(frame, linkType: 1).outcome == .skipped(reason))
    }
    #expect(memory.decode(ethernet, linkType: 147).outcome == .skipped(.unknownLinkType))
    for link: UInt16 in [1, 101, 0, 108, 113, 276, 9, 104, 228, 229] {
      #expect(memory.decode([], linkType: link).outcome != .segment)
    }
  }

  @Test("LLC with SNAP carries IP (RFC 1042)")
  func snap() {
    let packet = FrameWriter.frame(of: FramingTests.segment(), link: .raw)
    let frame = [UInt8](repeating: 2, count: 12) + [0, UInt8(packet.count + 8), 0xaa, 0xaa, 3, 0, 0, 0, 8, 0] + packet
    let (outcome, seg) = memory.decode(frame, linkType: 1)
    #expect(outcome == .segment)
    #expect(seg.payload == 5 && seg.checksum == .good)
  }

  @Test("the loopback header is read in both byte orders, with every system's number for IPv6")
  func loopback() {
    let v6 = FrameWriter.frame(of: FramingTests.segment(v6: true), link: .raw)
    for family: UInt8 in [10, 23, 24, 28, 30] {
      #expect(memory.decode([family, 0, 0, 0] + v6, linkType: 0).outcome == .segment)
      #expect(memory.decode([0, 0, 0, family] + v6, linkType: 108).outcome == .segment)
    }
    #expect(memory.decode([7, 0, 0, 0] + v6, linkType: 0).outcome == .skipped(.notIP))
  }

  @Test("cooked frames say which way they went", arguments: [0, 1, 2, 3, 4, 9] as [UInt8])
  func direction(packetType: UInt8) {
    let direction: FrameDirection = packetType == 4 ? .sent : packetType < 3 ? .received : .unknown
    var frame = FrameWriter.frame(of: FramingTests.segment(), link: .cooked)
    frame[1] = packetType
    #expect(memory.decode(frame, linkType: 113).segment.direction == direction)
    frame = FrameWriter.frame(of: FramingTests.segment(), link: .cooked2)
    frame[10] = packetType
    #expect(memory.decode(frame, linkType: 276).segment.direction == direction)
  }

  @Test("the link hash tells addresses and VLANs apart, and says 0 where there is no link")
  func linkHash() {
    let seg = FramingTests.segment()
    var seen: Set<UInt32> = []
    for octet in 0..<12 {
      var frame = FrameWriter.frame(of: seg)
      frame[octet] ^= 0x10
      seen.insert(memory.decode(frame, linkType: 1).segment.linkHash)
    }
    for tag in UInt16(0)..<50 {
      seen.insert(memory.decode(FrameWriter.frame(of: seg, link: .ethernet(tags: [tag]))).segment.linkHash)
    }
    #expect(seen.count == 62)
    #expect(memory.decode(FrameWriter.frame(of: seg, link: .raw), linkType: 101).segment.linkHash == 0)
  }
}
