import CaptureWriter
import TestSupport
import Testing
import Wire

/// Packets within packets, and the link layers that are seldom met: the innermost segment is read as if it stood alone.
@Suite struct TunnelTests {
  private let memory = GuardedOctets(room: 1 << 16)

  private static let inner4 = FrameWriter.frame(of: FramingTests.segment(payload: 5), link: .raw)
  private static let inner6 = FrameWriter.frame(of: FramingTests.segment(v6: true, payload: 5), link: .raw)
  private static let addresses: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
  private static let ethernet4 = addresses + [8, 0] + inner4

  /// An IPv4 packet, unlike the inner one, around a payload.
  private static func outer4(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 20
    return [0x45, 0, UInt8(length >> 8), UInt8(length & 0xff), 9, 9, 0, 0, 33, next, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2] + payload
  }
  private static func outer6(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0x60, 0, 0, 0, UInt8(payload.count >> 8), UInt8(payload.count & 0xff), next, 33] + [UInt8](repeating: 7, count: 32) + payload
  }
  private static func udp(_ port: UInt16, _ payload: [UInt8], source: UInt16 = 5555) -> [UInt8] {
    let length = UInt16(payload.count + 8)
    return [source, port, length, 0].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] } + payload
  }

  /// Every kind of tunnel with a segment in it: its name, the frame behind an outer IPv4 header, whether IPv6 is within.
  static let tunnels: [(name: String, packet: [UInt8], v6: Bool)] = {
    let mpls: [UInt8] = [0, 1, 0, 64, 0, 2, 1, 64]
    return [
      ("IP in IP", outer4(4, inner4), false), ("6in4", outer4(41, inner6), true), ("4in6", outer6(4, inner4), false),
      ("6in6", outer6(41, inner6), true), ("IP in IP in IP", outer4(4, outer4(4, inner4)), false),
      ("GRE", outer4(47, [0, 0, 8, 0] + inner4), false),
      ("GRE, all fields", outer4(47, [0xb0, 0, 0x86, 0xdd] + [UInt8](repeating: 1, count: 12) + inner6), true),
      ("NVGRE", outer4(47, [0x20, 0, 0x65, 0x58, 0, 0, 7, 0] + ethernet4), false),
      ("ERSPAN I", outer4(47, [0, 0, 0x88, 0xbe] + ethernet4), false),
      ("ERSPAN II", outer4(47, [0x10, 0, 0x88, 0xbe, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 8) + ethernet4), false),
      ("ERSPAN III", outer4(47, [0x10, 0, 0x22, 0xeb, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 12) + ethernet4), false),
      ("PPTP", outer4(47, [0x30, 0x81, 0x88, 0x0b, 0, 50, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xff, 3, 0, 0x21] + inner4), false),
      ("MPLS over GRE", outer4(47, [0, 0, 0x88, 0x47] + mpls + inner4), false), ("MPLS in IP", outer4(137, mpls + inner6), true),
      ("VXLAN", outer4(17, udp(4789, [8, 0, 0, 0, 0, 0, 42, 0] + ethernet4)), false),
      ("VXLAN, Linux's port", outer6(17, udp(8472, [8, 0, 0, 0, 0, 0, 42, 0] + addresses + [0x81, 0, 0, 9, 8, 0] + inner4)), false),
      ("Geneve", outer4(17, udp(6081, [0, 0, 0x65, 0x58, 0, 0, 42, 0] + ethernet4)), false),
      ("Geneve, options", outer4(17, udp(6081, [1, 0, 0x86, 0xdd, 0, 0, 42, 0, 1, 2, 3, 0] + inner6)), true),
      ("GTP-U", outer4(17, udp(2152, [0x30, 255, 0, 45, 0, 0, 0, 1] + inner4)), false),
      ("GTP-U, extension", outer4(17, udp(2152, [0x34, 255, 0, 53, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0x10, 9, 0] + inner6)), true),
      ("Teredo", outer4(17, udp(3544, inner6)), true),
      ("Teredo, indications", outer4(17, udp(3544, [0, 1, 0, 0] + [UInt8](repeating: 3, count: 9) + [0, 0, 1, 1, 2, 2, 2, 2] + inner6)), true),
      ("MPLS over UDP", outer4(17, udp(6635, mpls + inner4)), false), ("GRE over UDP", outer4(17, udp(4754, [0, 0, 8, 0] + inner4)), false),
      ("L2TP", outer4(17, udp(1701, [0, 2, 0, 1, 0, 2, 0xff, 3, 0, 0x21] + inner4)), false),
      ("L2TP, all fields", outer4(17, udp(1701, [0x4a, 2, 0, 70, 0, 1, 0, 2, 0, 3, 0, 4, 0, 2, 9, 9, 0, 0x57] + inner6)), true),
    ]
  }()

  private func expectInner(_ frame: [UInt8], linkType: UInt16, v6: Bool, isTunnel: Bool, _ name: String) {
    let (outcome, seg) = memory.decode(frame, linkType: linkType)
    let alone = memory.decode(v6 ? Self.inner6 : Self.inner4, linkType: 101).segment
    #expect(outcome == .segment, "\(name)")
    #expect(seg.source == alone.source && seg.destination == alone.destination && seg.sender == alone.sender, "\(name)")
    #expect(seg.seq == alone.seq && seg.payload == alone.payload && seg.ttl == alone.ttl && seg.ipID == alone.ipID, "\(name)")
    #expect(seg.checksum == .good && seg.payloadHash == alone.payloadHash, "\(name)")
    #expect(seg.anomalies == (isTunnel ? .tunnelled : []), "\(name)")
  }

  @Test("the innermost segment is read as if it stood alone")
  func innermost() {
    for (name, packet, v6) in Self.tunnels { expectInner(packet, linkType: 101, v6: v6, isTunnel: true, name) }
  }

  @Test("labels and sessions of the link layer")
  func link() {
    let (inner4, inner6, addresses) = (Self.inner4, Self.inner6, Self.addresses)
    let labels: [UInt8] = [0, 1, 0, 64, 0, 2, 1, 64]
    for (name, octets, v6, isTunnel) in [
      ("MPLS", [0x88, 0x47] + labels + inner4, false, true), ("MPLS, IPv6", [0x88, 0x48] + labels + inner6, true, true),
      ("pseudowire", [0x88, 0x47] + labels + [0, 0, 0, 0] + Self.ethernet4, false, true),
      ("pseudowire without control word", [0x88, 0x47] + labels + Self.ethernet4, false, true),
      ("PPPoE", [0x88, 0x64, 0x11, 0, 0, 5, 0, 47, 0, 0x21] + inner4, false, false),
      ("QinQ, PPPoE", [0x88, 0xa8, 0, 1, 0x81, 0, 0, 2, 0x88, 0x64, 0x11, 0, 0, 5, 0, 67, 0, 0x57] + inner6, true, false),
    ] as [(String, [UInt8], Bool, Bool)] {
      expectInner(addresses + octets, linkType: 1, v6: v6, isTunnel: isTunnel, name)
    }
  }

  @Test("link layers that are seldom met")
  func seldom() {
    let snap: [UInt8] = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0]
    let inner4 = Self.inner4
    let data: [UInt8] = [0x08, 0x01, 0, 0] + [UInt8](repeating: 4, count: 20)
    let quality: [UInt8] = [0x88, 0x03, 0, 0] + [UInt8](repeating: 4, count: 26) + [0, 0]
    let size = UInt16(inner4.count + 4)
    for (name, type, frame) in [
      ("FDDI", 10, [0x50] + Self.addresses + snap + inner4), ("802.11", 105, data + snap + inner4),
      ("802.11 with quality of service, four addresses", 105, quality + snap + inner4),
      ("radiotap", 127, [0, 0, 8, 0, 0, 0, 0, 0] + data + snap + inner4),
      ("PPI", 192, [0, 0, 8, 0, 105, 0, 0, 0] + data + snap + inner4),
      ("PPI, Ethernet", 192, [0, 0, 8, 0, 1, 0, 0, 0] + Self.ethernet4),
      ("Frame Relay", 107, [0x18, 0x41, 3, 0xcc] + inner4), ("Frame Relay, SNAP", 107, [0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 0] + inner4),
      ("Frame Relay, Cisco", 107, [0x18, 0x41, 8, 0] + inner4),
      ("NFLOG", 239, [2, 0, 0, 0, 8, 0, 1, 0, 8, 0, 1, 0, UInt8(size & 0xff), UInt8(size >> 8), 9, 0] + inner4),
      ("NFLOG, big-endian", 239, [2, 0, 0, 0, 0, 8, 0, 1, 8, 0, 1, 0, UInt8(size >> 8), UInt8(size & 0xff), 0, 9] + inner4),
      ("PKTAP", 258, [12, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0] + Self.ethernet4),
      ("SLIP", 8, [UInt8](repeating: 0, count: 16) + inner4), ("ENC", 109, [2, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + inner4),
      ("PFLOG", 117, [61] + [UInt8](repeating: 2, count: 63) + inner4), ("PPP of pppd", 166, [1, 3, 0, 0x21] + inner4),
      ("Cisco HDLC", 104, [0x0f, 0, 8, 0] + inner4), ("PPP, address compressed away", 50, [0x21] + inner4),
    ] as [(String, UInt16, [UInt8])] {
      expectInner(frame, linkType: type, v6: false, isTunnel: false, name)
    }
    #expect(memory.decode([0x08, 0x41, 0, 0] + [UInt8](repeating: 4, count: 40), linkType: 105).outcome == .skipped(.encryptedWireless))
    #expect(memory.decode([0x80, 0, 0, 0] + [UInt8](repeating: 4, count: 40), linkType: 105).outcome == .skipped(.wireless))
  }

  /// A netfilter message with one packet: its head, kind, the attribute of the packet, and the packet.
  private typealias Message = (head: [UInt8], kind: UInt16, attribute: UInt16, packet: [UInt8])
  private static func logged(_ packet: [UInt8]) -> Message { ([2, 0, 0, 0], 0x0400, 9, packet) }

  private static func netlink(_ messages: [Message], isLittle: Bool = true, family: UInt8 = 12) -> [UInt8] {
    func short(_ value: UInt16) -> [UInt8] { isLittle ? [UInt8(value & 255), UInt8(value >> 8)] : [UInt8(value >> 8), UInt8(value & 255)] }
    func long(_ value: Int) -> [UInt8] { isLittle ? short(UInt16(value)) + [0, 0] : [0, 0] + short(UInt16(value)) }
    let start: [UInt8] = [0, 4, 3, 0x38] + [UInt8](repeating: 0, count: 11) + [family]
    return messages.reduce(start) { frame, message in
      let attribute = short(UInt16(message.packet.count + 4)) + short(message.attribute) + message.packet
      let size = 16 + message.head.count + attribute.count
      let header = long(size) + short(message.kind) + short(0) + long(0) + long(0)
      return frame + header + message.head + attribute + [UInt8](repeating: 0, count: (4 - size % 4) % 4)
    }
  }

  @Test("netlink messages without a packet, or of another family are counted by name; of several packets each is read")
  func netlink() {
    let packet = Self.logged(Self.inner4)
    for frame in [Self.netlink([packet]), Self.netlink([([2, 0, 0, 0], 0x0300, 10, Self.inner4)], isLittle: false)] {
      let (outcome, seg) = memory.decode(frame, linkType: 253)
      #expect(outcome == .segment && seg.checksum == .good && seg.payload == 5)
      // Its time is that of the message.
      #expect(seg.anomalies == .reordered)
    }
    let several = Self.netlink([packet, ([2, 0, 0, 0], 0x0100, 9, Self.inner4), ([10, 0, 0, 0], 0x0400, 9, Self.inner6)])
    #expect(memory.decode(several, linkType: 253).outcome == .several(2))
    memory.lend(several) { octets in
      var segment = Segment()
      #expect(Framing.part(0, of: octets, into: &segment) == .segment && segment.source.family == .v4)
      #expect(Framing.part(1, of: octets, into: &segment) == .segment && segment.source.family == .v6)
      #expect(Framing.part(2, of: octets, into: &segment) == .skipped(.netlink))
    }
    for frame in [
      Self.netlink([packet], family: 0), Self.netlink([([2, 0, 0, 0], 0x0100, 9, Self.inner4)]),
    ] { #expect(memory.decode(frame, linkType: 253).outcome == .skipped(.netlink)) }
  }

  @Test("frames of link types without internet packets are counted by what they are")
  func counted() {
    for row in LinkType.counted {
      for number in row.numbers {
        #expect(memory.decode(Self.ethernet4, linkType: number).outcome == .skipped(row.reason), "\(row.title) \(number)")
        #expect(LinkType(rawValue: number) == nil)
      }
    }
    #expect(memory.decode(Self.ethernet4, linkType: 129).outcome == .skipped(.unknownLinkType))
  }

  /// ESP around a payload: parameters, sequence number, padding, its length, the next header, and a check value.
  private static func security(_ next: UInt8, _ payload: [UInt8], check: Int) -> [UInt8] {
    let padding = (4 - (payload.count + 2) % 4) % 4
    let trailer = (1...4).prefix(padding).map { UInt8($0) } + [UInt8(padding), next]
    return outer4(50, [0, 0, 1, 1, 0, 0, 0, 7] + payload + trailer + (0..<check).map { UInt8($0 &* 73 & 255) })
  }

  @Test("ESP without encryption is read, whatever the length of its check value", arguments: [0, 12, 16, 24, 32])
  func plainSecurity(check: Int) {
    var framed = Self.inner4
    let sum = ~framed[..<20].enumerated().reduce(0 as UInt32) { sum, octet in
      let whole = octet.offset == 10 || octet.offset == 11 ? sum : sum + UInt32(octet.element) << (octet.offset % 2 == 0 ? 8 : 0)
      return (whole & 0xffff) + whole >> 16
    }
    (framed[10], framed[11]) = (UInt8(sum >> 8 & 255), UInt8(sum & 255))
    expectInner(Self.security(4, framed, check: check), linkType: 101, v6: false, isTunnel: true, "tunnel mode")
    expectInner(Self.security(41, Self.inner6, check: check), linkType: 101, v6: true, isTunnel: true, "tunnel mode, IPv6")
    // In transport mode the addresses are those around it, and the sum over them must come out.
    var seg = FramingTests.segment(payload: 5)
    (seg.source, seg.destination) = (Address(v4: 0xc000_0201), Address(v4: 0xc000_0202))
    let segment = Array(FrameWriter.frame(of: seg, link: .raw)[20...])
    let (outcome, read) = memory.decode(Self.security(6, segment, check: check), linkType: 101)
    #expect(outcome == .segment && read.seq == seg.seq && read.checksum == .good && read.payload == 5)
  }

  @Test("a cipher is no segment")
  func cipher() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<2_000 {
      let noise = random.octets(Int.random(in: 30...300, using: &random))
      for next: UInt8 in [4, 6, 41] {
        #expect(memory.decode(Self.security(next, noise, check: 12), linkType: 101).outcome == .skipped(.esp))
      }
    }
  }

  @Test("what does not hold what its port promises is UDP")
  func promises() {
    let noise = (0..<60).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for port: UInt16 in [4789, 8472, 6081, 2152, 3544, 6635, 4754, 1701, 53] {
      #expect(memory.decode(Self.outer4(17, Self.udp(port, noise)), linkType: 101).outcome == .skipped(.udp), "\(port)")
      #expect(memory.decode(Self.outer4(17, Self.udp(port, [])), linkType: 101).outcome == .skipped(.udp), "\(port)")
    }
  }

  @Test("QUIC is said to be so")
  func quic() {
    func reason(_ port: UInt16, _ payload: [UInt8]) -> FramingOutcome { memory.decode(Self.outer4(17, Self.udp(port, payload)), linkType: 101).outcome }
    let rest = [UInt8](repeating: 7, count: 30)
    #expect(reason(4433, [0xc3, 0, 0, 0, 1, 8] + rest) == .skipped(.quic))
    #expect(reason(443, [0xd0, 0x6b, 0x33, 0x43, 0xcf, 20] + rest) == .skipped(.quic))
    #expect(reason(443, [0x43] + rest) == .skipped(.quic))
    for (port, payload) in [(4433, [0x43] + rest), (443, [0x16, 0xfe, 0xfd] + rest), (443, [0xc3, 9, 9, 9, 9, 8] + rest), (443, [0x43])] as [(UInt16, [UInt8])] {
      #expect(reason(port, payload) == .skipped(.udp))
    }
  }

  @Test("no tunnel is followed for ever")
  func endless() {
    let nested = (0..<40).reduce(Self.inner4) { packet, _ in Self.outer4(4, packet) }
    #expect(memory.decode(nested, linkType: 101).outcome == .skipped(.ipInIP))
    let routed = (0..<40).reduce(Self.inner4) { packet, _ in Self.outer4(47, [0, 0, 8, 0] + packet) }
    #expect(memory.decode(routed, linkType: 101).outcome == .skipped(.gre))
    let switched = (0..<40).reduce(Self.ethernet4) { packet, _ in
      Self.addresses + [8, 0] + Self.outer4(17, Self.udp(4789, [8, 0, 0, 0, 0, 0, 1, 0] + packet))
    }
    #expect(memory.decode(switched, linkType: 1).outcome == .skipped(.udp))
    let labels = [UInt8](repeating: 0, count: 4000)
    #expect(memory.decode(Self.addresses + [0x88, 0x47] + labels, linkType: 1).outcome == .skipped(.mpls))
  }

  @Test("a tunnel cut anywhere, or with any octet turned over, is read without reading too far")
  func cuts() {
    for (_, packet, _) in Self.tunnels {
      for length in 0..<packet.count {
        _ = memory.decode(packet.prefix(length), originalLength: packet.count, linkType: 101)
        var turned = packet
        turned[length] ^= 0xff
        _ = memory.decode(turned, linkType: 101)
      }
    }
    for type in LinkType.allCases.map(\.rawValue) {
      for length in 0..<64 { _ = memory.decode([UInt8](repeating: 0x5a, count: length), linkType: type) }
    }
  }

  @Test("two tunnels with other numbers are two places, the same number is one")
  func identity() {
    func hash(_ network: UInt8) -> UInt32 {
      memory.decode(Self.outer4(17, Self.udp(4789, [8, 0, 0, 0, 0, 0, network, 0] + Self.ethernet4)), linkType: 101).segment.linkHash
    }
    #expect(hash(1) == hash(1) && hash(1) != hash(2))
  }
}
