/// What became of one frame.
package enum FramingOutcome: Sendable, BitwiseCopyable, Equatable {
  case segment
  case skipped(SkipReason)
  /// A piece of a datagram: see ``Reassembly``.
  case fragment(Fragment)
  /// So many packets: see ``Framing/part(_:of:into:)``.
  case several(UInt8)
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
    begin(&seg)
    return link(linkType, bytes, originalLength, into: &seg)
  }

  /// Decodes one of the packets of a frame that holds several.
  @inline(never)
  package static func part(_ number: Int, of bytes: Bytes, into seg: inout Segment) -> FramingOutcome {
    begin(&seg)
    return LinkLayers.netlink(bytes, part: number, into: &seg)
  }

  @inline(__always)
  private static func begin(_ seg: inout Segment) {
    seg.anomalies = []
    seg.direction = .unknown
    seg.linkHash = 0
    seg.kind = .tcp
  }

  @inline(__always)
  static func link(_ type: UInt16, _ bytes: Bytes, _ originalLength: Int, into seg: inout Segment) -> FramingOutcome {
    // Nearly every capture there is.
    if type == LinkType.ethernet.rawValue { return ethernet(bytes, originalLength, into: &seg) }
    return other(type, bytes, originalLength, into: &seg)
  }

  @inline(never)
  private static func other(_ type: UInt16, _ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard let type = LinkType(rawValue: type) else { return .skipped(LinkType.reason(of: type)) }
    return switch type {
    case .ethernet: ethernet(bytes, length, into: &seg)
    case .raw, .raw12, .raw14: network(bytes, length, version: bytes.octet(0) >> 4, into: &seg)
    case .version4: network(bytes, length, version: 4, into: &seg)
    case .version6: network(bytes, length, version: 6, into: &seg)
    case .null, .loop: loopback(bytes, length, into: &seg)
    case .cooked: cooked(bytes, length, into: &seg)
    case .cooked2: cooked2(bytes, length, into: &seg)
    case .ppp, .pppSerial: pointToPoint(bytes, length, into: &seg)
    case .pppDaemon: LinkLayers.pppDaemon(bytes, length, into: &seg)
    case .ciscoHDLC: etherType(bytes.short(2), bytes.from(4), length - 4, into: &seg)
    case .slip: LinkLayers.serialLine(bytes, length, into: &seg)
    case .fibre: LinkLayers.fibre(bytes, length, into: &seg)
    case .wireless: LinkLayers.wireless(bytes, length, into: &seg)
    case .frameRelay: LinkLayers.frameRelay(bytes, length, into: &seg)
    case .enc: LinkLayers.enc(bytes, length, into: &seg)
    case .packetFilterLog: LinkLayers.packetFilterLog(bytes, length, into: &seg)
    case .radiotap: LinkLayers.radiotap(bytes, length, into: &seg)
    case .perPacket: LinkLayers.perPacket(bytes, length, into: &seg)
    case .netfilterLog: LinkLayers.netfilterLog(bytes, length, into: &seg)
    case .netlink: LinkLayers.netlink(bytes, into: &seg)
    case .packetTap, .appleUser: LinkLayers.packetTap(bytes, length, into: &seg)
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
    if type == EtherType.ipv4.rawValue { return network(bytes, length, version: 4, depth: depth, into: &seg) }
    if type == EtherType.ipv6.rawValue { return network(bytes, length, version: 6, depth: depth, into: &seg) }
    return furtherType(type, bytes, length, depth: depth, into: &seg)
  }

  private static func furtherType(
    _ type: UInt16, _ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment
  ) -> FramingOutcome {
    var type = type
    var bytes = bytes
    var length = length
    var tags = 0
    while true {
      switch EtherType(rawValue: type) {
      case .tag, .serviceTag, .oldServiceTag, .otherServiceTag:
        tags += 1
        guard bytes.count >= 4, tags <= 8 else { return .skipped(.truncated) }
        seg.linkHash = (seg.linkHash ^ UInt32(bytes.short(0) & 0xfff)) &* 0x9e37_79b1
        type = bytes.short(2)
        bytes = bytes.from(4)
        length -= 4
      case .ipv4: return network(bytes, length, version: 4, depth: depth, into: &seg)
      case .ipv6: return network(bytes, length, version: 6, depth: depth, into: &seg)
      case .arp: return .skipped(.arp)
      case .lldp: return .skipped(.lldp)
      case .macsec: return .skipped(.macsec)
      case .labels, .multicastLabels: return Tunnels.labels(bytes, length, depth: depth, into: &seg)
      case .discovery: return .skipped(.pppoe)
      case .session: return Tunnels.session(bytes, length, depth: depth, into: &seg)
      // A number that small is a length.
      case nil: return type < 0x600 ? logicalLink(bytes, length, depth: depth, into: &seg) : .skipped(.notIP)
      }
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
