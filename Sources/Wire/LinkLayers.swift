/// Link layers that captures seldom come with, down to IP.
enum LinkLayers {
  /// 802.11 data behind a radiotap header (radiotap.org): version, length in little-endian order.
  static func radiotap(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 8 else { return .skipped(.truncated) }
    let header = Int(bytes.short(2).byteSwapped)
    guard header >= 8, header <= bytes.count else { return .skipped(.truncated) }
    return wireless(bytes.from(header), length - header, into: &seg)
  }

  /// Per-packet information: length and link type in little-endian order.
  static func perPacket(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 8 else { return .skipped(.truncated) }
    let header = Int(bytes.short(2).byteSwapped)
    let linkType = bytes.long(4).byteSwapped
    guard header >= 8, header <= bytes.count else { return .skipped(.truncated) }
    guard linkType != UInt32(LinkType.perPacket.rawValue) else { return .skipped(.unknownLinkType) }
    return Framing.link(UInt16(truncatingIfNeeded: linkType), bytes.from(header), length - header, into: &seg)
  }

  /// IEEE 802.11 data frames that are not encrypted: addresses by the two directions, quality of service, LLC.
  static func wireless(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 24 else { return .skipped(.truncated) }
    let control = bytes.short(0)
    let (kind, subtype) = (control >> 10 & 3, control >> 12)
    // Only data; half of its subtypes carry none.
    guard control >> 8 & 3 == 0, kind == 2, subtype & 4 == 0 else { return .skipped(.wireless) }
    guard control & 0x40 == 0 else { return .skipped(.encryptedWireless) }
    var header = control & 3 == 3 ? 30 : 24
    if subtype & 8 != 0 {
      // A-MSDUs hold several packets; the frame is one record, so they are counted and left.
      guard bytes.octet(header) & 0x80 == 0 else { return .skipped(.wireless) }
      header += 2
      if control & 0x80 != 0 { header += 4 }
    }
    seg.linkHash = Framing.linkHash(bytes.double(4), bytes.double(10))
    return Framing.logicalLink(bytes.from(header), length - header, into: &seg)
  }

  /// FDDI: frame control, two addresses, LLC.
  static func fibre(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 13, bytes.octet(0) & 0xf0 == 0x50 else { return .skipped(.llc) }
    seg.linkHash = Framing.linkHash(bytes.double(1), UInt64(bytes.long(9)))
    return Framing.logicalLink(bytes.from(13), length - 13, into: &seg)
  }

  /// Frame Relay (RFC 2427): an address of two octets or more, control, and the protocol.
  static func frameRelay(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    var header = 0
    while header < 4, bytes.octet(header) & 1 == 0 { header += 1 }
    header += 1
    // Cisco's own form has an EtherType right behind the address.
    if bytes.octet(header) != 0x03 {
      return Framing.etherType(bytes.short(header), bytes.from(header + 2), length - header - 2, into: &seg)
    }
    header += 1
    if bytes.octet(header) == 0 { header += 1 }
    switch bytes.octet(header) {
    case 0xcc: return Framing.network(bytes.from(header + 1), length - header - 1, version: 4, into: &seg)
    case 0x8e: return Framing.network(bytes.from(header + 1), length - header - 1, version: 6, into: &seg)
    case 0x80:
      guard bytes.count >= header + 6 else { return .skipped(.truncated) }
      return Framing.etherType(bytes.short(header + 4), bytes.from(header + 6), length - header - 6, into: &seg)
    default: return .skipped(.notIP)
    }
  }

  /// Linux's netfilter log: family, version, resource; then attributes in the capturing host's order, of which number 9
  /// is the packet.
  static func netfilterLog(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    netfilterPacket(bytes, attribute: 9, into: &seg)
  }

  private static func netfilterPacket(_ bytes: Bytes, attribute: UInt16, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 8, bytes.octet(1) == 0 else { return .skipped(.truncated) }
    let version: UInt8 = bytes.octet(0) == 2 ? 4 : bytes.octet(0) == 10 ? 6 : 0
    // The type is small, so its high octet tells the order.
    let isLittle = bytes.octet(7) == 0 || bytes.octet(6) != 0
    var offset = 4
    while offset + 4 <= bytes.count {
      let size = Int(isLittle ? bytes.short(offset).byteSwapped : bytes.short(offset))
      let type = (isLittle ? bytes.short(offset + 2).byteSwapped : bytes.short(offset + 2)) & 0x7fff
      guard size >= 4 else { return .skipped(.truncated) }
      if type == attribute {
        guard version != 0 else { return .skipped(.notIP) }
        return Framing.network(bytes.from(offset + 4, length: size - 4), size - 4, version: version, into: &seg)
      }
      offset += (size + 3) & ~3
    }
    return .skipped(.notIP)
  }

  /// Linux's netlink as `nlmon` records it: 16 octets in network order, the last two of them the family; then messages in
  /// the host's order, of which netfilter's may carry a packet (linux/netlink.h, linux/netfilter/nfnetlink.h).
  ///
  /// - Parameter wanted: which of its packets, where it holds several, as the kernel sends them together.
  static func netlink(_ bytes: Bytes, part wanted: Int? = nil, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 32 else { return .skipped(.truncated) }
    // NETLINK_NETFILTER; the others talk of routes, sockets and devices.
    guard bytes.short(14) == 12 else { return .skipped(.netlink) }
    let isLittle = bytes.long(16).byteSwapped < bytes.long(16)
    var packet: (contents: Bytes, attribute: UInt16)?
    var count = 0
    var offset = 16
    while offset + 16 <= bytes.count {
      let size = Int(isLittle ? bytes.long(offset).byteSwapped : bytes.long(offset))
      guard size >= 16 else { break }
      let attribute: UInt16? =
        switch isLittle ? bytes.short(offset + 4).byteSwapped : bytes.short(offset + 4) {
        // NFNL_SUBSYS_ULOG and NFNL_SUBSYS_QUEUE, message 0: their attributes NFULA_PAYLOAD and NFQA_PAYLOAD.
        case 0x0400: 9
        case 0x0300: 10
        default: nil
        }
      if let attribute {
        if count == wanted ?? 0 { packet = (bytes.from(offset + 16, length: size - 16), attribute) }
        count += 1
      }
      offset += (size + 3) & ~3
    }
    guard let packet else { return .skipped(.netlink) }
    if wanted == nil, count > 1 { return .several(UInt8(clamping: count)) }
    let outcome = netfilterPacket(packet.contents, attribute: packet.attribute, into: &seg)
    // The kernel waits for more before it sends: the frame's time is not the packet's.
    if outcome == .segment { seg.anomalies.insert(.reordered) }
    return outcome
  }

  /// SLIP: 16 octets of direction and compressed header, behind which the packet stands unpacked.
  static func serialLine(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 17 else { return .skipped(.truncated) }
    seg.direction = bytes.octet(0) == 0 ? .received : .sent
    return Framing.network(bytes.from(16), length - 16, version: bytes.octet(16) >> 4, into: &seg)
  }

  /// pppd's: the direction where PPP's address would stand, then PPP.
  static func pppDaemon(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 4 else { return .skipped(.truncated) }
    seg.direction = bytes.octet(0) == 0 ? .received : .sent
    let start = bytes.octet(1) == 3 ? 2 : 1
    return Framing.pointToPoint(bytes.from(start), length - start, into: &seg)
  }

  /// OpenBSD's interface of IPsec: address family in the host's order, security parameters, flags; then IP.
  static func enc(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 13 else { return .skipped(.truncated) }
    return Framing.network(bytes.from(12), length - 12, version: bytes.octet(12) >> 4, into: &seg)
  }

  /// The packet filter's log: a header that begins with its own length, without the padding to four octets; then IP.
  static func packetFilterLog(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    let header = (Int(bytes.octet(0)) + 3) & ~3
    guard header >= 48, bytes.count > header else { return .skipped(.truncated) }
    return Framing.network(bytes.from(header), length - header, version: bytes.octet(header) >> 4, into: &seg)
  }

  /// Apple's packet tap: header length, record type and link type, in little-endian order.
  static func packetTap(_ bytes: Bytes, _ length: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 12 else { return .skipped(.truncated) }
    let header = Int(bytes.long(0).byteSwapped)
    let linkType = bytes.long(8).byteSwapped
    guard header >= 12, header <= bytes.count, bytes.long(4).byteSwapped == 1 else { return .skipped(.unknownLinkType) }
    guard linkType != UInt32(LinkType.packetTap.rawValue), linkType != UInt32(LinkType.appleUser.rawValue) else { return .skipped(.unknownLinkType) }
    return Framing.link(UInt16(truncatingIfNeeded: linkType), bytes.from(header), length - header, into: &seg)
  }
}
