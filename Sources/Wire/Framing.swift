/// Why a frame carries no segment for the analysis: counted and printed, one reason a frame.
package enum SkipReason: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case truncated, unknownLinkType, notIP, arp, llc, spanningTree, lldp, macsec, mpls, pppoe, ppp
  case udp, icmpOther, icmpErrorOther, igmp, sctp, gre, ipInIP, esp, ah, ospf, otherIPProtocol
  case badIPHeader, fragment, tcpHeaderCut, filtered, wireless, encryptedWireless

  /// Stable name in every output.
  package var name: String {
    switch self {
    case .truncated: "truncated"
    case .unknownLinkType: "unknown-link-type"
    case .notIP: "not-ip"
    case .arp: "arp"
    case .llc: "llc"
    case .spanningTree: "spanning-tree"
    case .lldp: "lldp"
    case .macsec: "macsec"
    case .mpls: "mpls"
    case .pppoe: "pppoe"
    case .ppp: "ppp-control"
    case .udp: "udp"
    case .icmpOther: "icmp"
    case .icmpErrorOther: "icmp-error-not-tcp"
    case .igmp: "igmp"
    case .sctp: "sctp"
    case .gre: "gre"
    case .ipInIP: "ip-in-ip"
    case .esp: "esp"
    case .ah: "ah"
    case .ospf: "ospf"
    case .otherIPProtocol: "other-ip-protocol"
    case .badIPHeader: "bad-ip-header"
    case .fragment: "fragment"
    case .tcpHeaderCut: "tcp-header-cut"
    case .filtered: "filtered"
    case .wireless: "802.11-without-data"
    case .encryptedWireless: "802.11-encrypted"
    }
  }
}

/// What became of one frame.
package enum FramingOutcome: Sendable, BitwiseCopyable, Equatable {
  case segment
  case skipped(SkipReason)
  /// A piece of a datagram: see ``Reassembly``.
  case fragment(Fragment)
}

/// Link layer ▶ tags, labels, sessions ▶ IPv4/IPv6 ▶ tunnels ▶ TCP, or a counted reason why not.
package enum Framing {
  /// Decodes one frame into a record filled in place. `time` and `frame` are left to the caller.
  ///
  /// - Parameters:
  ///   - bytes: the captured octets.
  ///   - originalLength: octets of the frame on the wire.
  ///   - linkType: LINKTYPE_ value of the interface.
  @inline(__always)
  package static func decode(
    _ bytes: Bytes, originalLength: Int, linkType: UInt16, into seg: inout Segment
  ) -> FramingOutcome {
    seg.anomalies = []
    seg.direction = .unknown
    seg.linkHash = 0
    seg.kind = .tcp
    return link(linkType, bytes, originalLength, into: &seg)
  }

  @inline(__always)
  static func link(_ type: UInt16, _ bytes: Bytes, _ originalLength: Int, into seg: inout Segment) -> FramingOutcome {
    switch type {
    case 1: return ethernet(bytes, originalLength, into: &seg)
    case 101, 12, 14: return network(bytes, originalLength, version: bytes.octet(0) >> 4, into: &seg)
    case 228: return network(bytes, originalLength, version: 4, into: &seg)
    case 229: return network(bytes, originalLength, version: 6, into: &seg)
    case 0, 108: return loopback(bytes, originalLength, into: &seg)
    case 113: return cooked(bytes, originalLength, into: &seg)
    case 276: return cooked2(bytes, originalLength, into: &seg)
    case 9, 50: return pointToPoint(bytes, originalLength, into: &seg)
    case 104: return etherType(bytes.short(2), bytes.from(4), originalLength - 4, into: &seg)
    default: return other(type, bytes, originalLength, into: &seg)
    }
  }

  /// The link types that are seldom met.
  @inline(never)
  private static func other(_ type: UInt16, _ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    switch type {
    case 10: LinkLayers.fibre(bytes, length, into: &seg)
    case 105: LinkLayers.wireless(bytes, length, into: &seg)
    case 107: LinkLayers.frameRelay(bytes, length, into: &seg)
    case 127: LinkLayers.radiotap(bytes, length, into: &seg)
    case 192: LinkLayers.perPacket(bytes, length, into: &seg)
    case 239: LinkLayers.netfilterLog(bytes, length, into: &seg)
    case 149, 258: LinkLayers.packetTap(bytes, length, into: &seg)
    default: .skipped(.unknownLinkType)
    }
  }

  @inline(__always)
  private static func ethernet(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 14 else { return .skipped(.truncated) }
    seg.linkHash = linkHash(bytes.double(0), UInt64(bytes.long(8)))
    return etherType(bytes.short(12), bytes.from(14), length - 14, into: &seg)
  }

  /// Two addresses, or whatever stands for them, in 32 bits.
  @inline(__always)
  static func linkHash(_ first: UInt64, _ second: UInt64) -> UInt32 {
    let mixed = (first ^ second &* 0xbf58_476d_1ce4_e5b9) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: mixed >> 32)
  }

  static func etherType(
    _ type: UInt16, _ bytes: Bytes, _ length: Int, depth: Int = 0, into seg: inout Segment
  ) -> FramingOutcome {
    var type = type
    var bytes = bytes
    var length = length
    var tags = 0
    while type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200 {
      tags += 1
      guard bytes.count >= 4, tags <= 8 else { return .skipped(.truncated) }
      seg.linkHash = (seg.linkHash ^ UInt32(bytes.short(0) & 0xfff)) &* 0x9e37_79b1
      type = bytes.short(2)
      bytes = bytes.from(4)
      length -= 4
    }
    switch type {
    case 0x0800: return network(bytes, length, version: 4, depth: depth, into: &seg)
    case 0x86dd: return network(bytes, length, version: 6, depth: depth, into: &seg)
    case 0x0806: return .skipped(.arp)
    case 0x88cc: return .skipped(.lldp)
    case 0x88e5: return .skipped(.macsec)
    case 0x8847, 0x8848: return Tunnels.labels(bytes, length, depth: depth, into: &seg)
    case 0x8863: return .skipped(.pppoe)
    case 0x8864: return Tunnels.session(bytes, length, depth: depth, into: &seg)
    case 0..<0x600: return logicalLink(bytes, length, depth: depth, into: &seg)
    default: return .skipped(.notIP)
    }
  }

  /// IEEE 802.3 with LLC; SNAP carries an EtherType (RFC 1042).
  static func logicalLink(
    _ bytes: Bytes, _ length: Int, depth: Int = 0, into seg: inout Segment
  ) -> FramingOutcome {
    guard bytes.count >= 3 else { return .skipped(.truncated) }
    if bytes.short(0) == 0x4242 { return .skipped(.spanningTree) }
    guard bytes.short(0) == 0xaaaa, bytes.octet(2) == 3, bytes.count >= 8 else { return .skipped(.llc) }
    // The organisation code of EtherTypes, or that of bridged ones (IEEE 802.1H).
    let organisation = bytes.long(3) >> 8
    let type = bytes.short(6)
    guard type >= 0x600, organisation == 0 || organisation == 0xf8 else { return .skipped(.llc) }
    return etherType(type, bytes.from(8), length - 8, depth: depth, into: &seg)
  }

  /// BSD loopback: the address family in the capturing host's byte order (NULL) or in network order (LOOP).
  private static func loopback(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 4 else { return .skipped(.truncated) }
    let value = bytes.long(0)
    let family = value > 0xffff ? value.byteSwapped : value
    switch family {
    case 2: return network(bytes.from(4), length - 4, version: 4, into: &seg)
    case 10, 23, 24, 28, 30: return network(bytes.from(4), length - 4, version: 6, into: &seg)
    default: return .skipped(.notIP)
    }
  }

  /// Linux cooked capture, version 1: packet type, ARPHRD_ type, address length, address, protocol.
  private static func cooked(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 16 else { return .skipped(.truncated) }
    seg.direction = direction(packetType: bytes.short(0))
    seg.linkHash = linkHash(bytes.double(6), 0)
    return etherType(bytes.short(14), bytes.from(16), length - 16, into: &seg)
  }

  /// Linux cooked capture, version 2: protocol, interface, ARPHRD_ type, packet type, address length, address.
  private static func cooked2(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 20 else { return .skipped(.truncated) }
    seg.direction = direction(packetType: UInt16(bytes.octet(10)))
    seg.linkHash = linkHash(bytes.double(12), UInt64(bytes.long(4)))
    return etherType(bytes.short(0), bytes.from(20), length - 20, into: &seg)
  }

  /// 0 to us, 1 broadcast, 2 multicast, 3 from somebody else to somebody else, 4 sent by us (packet(7)).
  private static func direction(packetType: UInt16) -> FrameDirection {
    switch packetType {
    case 0, 1, 2: .received
    case 4: .sent
    default: .unknown
    }
  }

  static func pointToPoint(
    _ bytes: Bytes, _ length: Int, depth: Int = 0, into seg: inout Segment
  ) -> FramingOutcome {
    // Address and control fields may be compressed away (RFC 1661 §6.6).
    let start = bytes.short(0) == 0xff03 ? 2 : 0
    guard bytes.count >= start + 2 else { return .skipped(.truncated) }
    let short = bytes.octet(start) & 1 == 1
    let number = short ? UInt16(bytes.octet(start)) : bytes.short(start)
    let header = start + (short ? 1 : 2)
    switch number {
    case 0x21: return network(bytes.from(header), length - header, version: 4, depth: depth, into: &seg)
    case 0x57: return network(bytes.from(header), length - header, version: 6, depth: depth, into: &seg)
    case 0x281: return Tunnels.labels(bytes.from(header), length - header, depth: depth, into: &seg)
    default: return .skipped(.ppp)
    }
  }

  @inline(__always)
  static func network(
    _ bytes: Bytes, _ length: Int, version: UInt8, depth: Int = 0, into seg: inout Segment
  ) -> FramingOutcome {
    switch version {
    case 4: return InternetProtocol.version4(bytes, length, depth: depth, into: &seg)
    case 6: return InternetProtocol.version6(bytes, length, depth: depth, into: &seg)
    default: return .skipped(.notIP)
    }
  }
}
