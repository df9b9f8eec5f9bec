/// Packets within packets, down to the innermost TCP segment.
///
/// A tunnel's own number (label, key, network, endpoint) goes into ``Segment/linkHash``. What is no tunnel after all, or
/// holds no IP, is counted by what carries it.
enum Tunnels {
  /// Deeper is no network any more.
  static let deepest = 8

  /// The payload of an IP packet whose protocol is no TCP and no ICMP.
  @inline(never)
  static func network(
    protocol number: UInt8, _ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment
  ) -> FramingOutcome {
    switch IPTunnel(rawValue: number) {
    case .version4: inner(bytes, length, version: 4, depth: depth, carrier: .ipInIP, into: &seg)
    case .version6: inner(bytes, length, version: 6, depth: depth, carrier: .ipInIP, into: &seg)
    case .genericRouting: genericRouting(bytes, length, depth: depth, into: &seg)
    case .encapsulatingSecurity: PlainSecurity.decode(bytes, length, depth: depth, into: &seg)
    case .labels: labels(bytes, length, depth: depth, into: &seg)
    case nil where number == 17: datagram(bytes, length, depth: depth, into: &seg)
    case nil: .skipped(InternetProtocol.reason(of: number))
    }
  }

  /// A packet of IP within something else; `carrier` counts the frame where it is none.
  static func inner(
    _ bytes: Bytes, _ length: Int, version: UInt8, depth: Int, carrier: SkipReason, into seg: inout Segment
  ) -> FramingOutcome {
    guard depth < deepest, bytes.octet(0) >> 4 == version, bytes.count >= (version == 4 ? 20 : 40) else {
      return .skipped(carrier)
    }
    seg.anomalies = .tunnelled
    return Framing.network(bytes, length, version: version, depth: depth + 1, into: &seg)
  }

  private static func identify(_ number: UInt32, in seg: inout Segment) {
    seg.linkHash = (seg.linkHash ^ number) &* 0x9e37_79b1
  }

  /// An Ethernet frame within something else, whose addresses count as the link's.
  private static func ethernet(
    _ bytes: Bytes, _ length: Int, depth: Int, carrier: SkipReason, into seg: inout Segment
  ) -> FramingOutcome {
    guard depth < deepest, bytes.count >= 14 else { return .skipped(carrier) }
    identify(UInt32(truncatingIfNeeded: bytes.double(0) ^ bytes.double(6)), in: &seg)
    seg.anomalies = .tunnelled
    return Framing.etherType(bytes.short(12), bytes.from(14), length - 14, depth: depth + 1, into: &seg)
  }

  // MARK: Labels and sessions of the link layer

  /// MPLS (RFC 3032): labels down to the bottom of the stack; what follows is IP by its version, or a pseudowire's
  /// Ethernet behind a control word (RFC 4385 §3) or without one.
  static func labels(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    var offset = 0
    while true {
      guard offset + 4 <= bytes.count, offset <= 64 else { return .skipped(.mpls) }
      let entry = bytes.long(offset)
      identify(entry >> 12, in: &seg)
      offset += 4
      if entry & 0x100 != 0 { break }
    }
    let (rest, left) = (bytes.from(offset), length - offset)
    switch rest.octet(0) >> 4 {
    case 4: return inner(rest, left, version: 4, depth: depth, carrier: .mpls, into: &seg)
    case 6: return inner(rest, left, version: 6, depth: depth, carrier: .mpls, into: &seg)
    case 0 where rest.count >= 18 && isEthernet(rest.from(4)):
      return ethernet(rest.from(4), left - 4, depth: depth, carrier: .mpls, into: &seg)
    default:
      return isEthernet(rest) ? ethernet(rest, left, depth: depth, carrier: .mpls, into: &seg) : .skipped(.mpls)
    }
  }

  /// Whether an Ethernet header with IP or a tag stands here.
  private static func isEthernet(_ bytes: Bytes) -> Bool {
    switch bytes.short(12) {
    case 0x0800: bytes.octet(14) >> 4 == 4
    case 0x86dd: bytes.octet(14) >> 4 == 6
    case 0x8100, 0x88a8, 0x8847: true
    default: false
    }
  }

  /// A session of PPP over Ethernet (RFC 2516 §4): version and type, code, session, length, then PPP.
  static func session(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 8, bytes.octet(0) == 0x11, bytes.octet(1) == 0 else { return .skipped(.pppoe) }
    identify(UInt32(bytes.short(2)), in: &seg)
    return Framing.pointToPoint(bytes.from(6), length - 6, depth: depth, into: &seg)
  }

  // MARK: GRE

  /// GRE (RFC 2784, RFC 2890), with what it carries: IP, Ethernet (NVGRE, RFC 7637), ERSPAN, and PPP as PPTP has it
  /// (RFC 2637 §4.1).
  private static func genericRouting(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 4 else { return .skipped(.gre) }
    let flags = bytes.short(0)
    let type = bytes.short(2)
    let version = flags & 7
    // Routing of RFC 1701 went out of use before anything that is captured today.
    guard version <= 1, flags & 0x4000 == 0 else { return .skipped(.gre) }
    var header = 4
    if flags & 0x8000 != 0 { header += 4 }
    if flags & 0x2000 != 0 {
      identify(version == 1 ? UInt32(bytes.short(header + 2)) : bytes.long(header), in: &seg)
      header += 4
    }
    let isNumbered = flags & 0x1000 != 0
    if isNumbered { header += 4 }
    if version == 1, flags & 0x80 != 0 { header += 4 }
    guard header <= bytes.count else { return .skipped(.gre) }
    let (rest, left) = (bytes.from(header), length - header)
    switch GREPayload(rawValue: type) {
    case .ipv4: return inner(rest, left, version: 4, depth: depth, carrier: .gre, into: &seg)
    case .ipv6: return inner(rest, left, version: 6, depth: depth, carrier: .gre, into: &seg)
    case .ethernet: return ethernet(rest, left, depth: depth, carrier: .gre, into: &seg)
    case .mirrored:
      // Type II has a header of its own and is always numbered; type I has neither.
      let own = isNumbered ? 8 : 0
      return ethernet(rest.from(own), left - own, depth: depth, carrier: .gre, into: &seg)
    case .mirroredThree:
      let own = rest.short(10) & 1 == 1 ? 20 : 12
      return ethernet(rest.from(own), left - own, depth: depth, carrier: .gre, into: &seg)
    case .pointToPoint where version == 1:
      guard rest.count > 0 else { return .skipped(.gre) }
      seg.anomalies = .tunnelled
      return Framing.pointToPoint(rest, left, depth: depth, into: &seg)
    case .labels, .multicastLabels: return labels(rest, left, depth: depth, into: &seg)
    case .pointToPoint, nil: return .skipped(.gre)
    }
  }

  // MARK: UDP

  /// A UDP datagram that may be a tunnel by its port; what does not hold what the port promises is UDP.
  private static func datagram(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 16, depth < deepest else { return .skipped(.udp) }
    let before = seg
    let (rest, left) = (bytes.from(8), length - 8)
    let outcome: FramingOutcome =
      switch tunnel(between: bytes.short(0), bytes.short(2)) {
      case .virtualLAN, .oldVirtualLAN: virtualLAN(rest, left, depth: depth, into: &seg)
      case .geneve: geneve(rest, left, depth: depth, into: &seg)
      case .userPlane: userPlane(rest, left, depth: depth, into: &seg)
      case .teredo: teredo(rest, left, depth: depth, into: &seg)
      case .labels: labels(rest, left, depth: depth, into: &seg)
      case .genericRouting: genericRouting(rest, left, depth: depth, into: &seg)
      case .layerTwo: layerTwo(rest, left, depth: depth, into: &seg)
      case nil: .skipped(isQUIC(rest, bytes.short(0), bytes.short(2)) ? .quic : .udp)
      }
    switch outcome {
    case .segment, .fragment, .several: return outcome
    case .skipped(.udp), .skipped(.notIP), .skipped(.badIPHeader), .skipped(.truncated), .skipped(.gre), .skipped(.mpls):
      seg = before
      return .skipped(.udp)
    case .skipped: return outcome
    }
  }

  /// QUIC by its invariants (RFC 8999 §5, RFC 9000 §17): a long header of a known version, or at its usual port a short
  /// one.
  private static func isQUIC(_ bytes: Bytes, _ source: UInt16, _ destination: UInt16) -> Bool {
    // The fixed bit, and a packet that can be protected (RFC 9001 §5.4.2).
    guard bytes.octet(0) & 0x40 != 0, bytes.count >= 21 else { return false }
    guard bytes.octet(0) & 0x80 != 0 else { return source == 443 || destination == 443 }
    // Versions 1 and 2 (RFC 9369), and the drafts before them; connection identifiers of 20 octets at most.
    let version = bytes.long(1)
    return (version == 1 || version == 0x6b33_43cf || version >> 8 == 0x00ff_0000) && bytes.octet(5) <= 20
  }

  private static func tunnel(between source: UInt16, _ destination: UInt16) -> UDPTunnel? {
    if let tunnel = UDPTunnel(rawValue: destination) { return tunnel }
    guard let tunnel = UDPTunnel(rawValue: source), tunnel.isEitherWay else { return nil }
    return tunnel
  }

  /// VXLAN (RFC 7348 §5): flags, network identifier, Ethernet.
  private static func virtualLAN(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.octet(0) & 0x08 != 0 else { return .skipped(.udp) }
    identify(bytes.long(4) >> 8, in: &seg)
    return ethernet(bytes.from(8), length - 8, depth: depth, carrier: .udp, into: &seg)
  }

  /// Geneve (RFC 8926 §3.4): options, protocol, network identifier.
  private static func geneve(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.octet(0) >> 6 == 0 else { return .skipped(.udp) }
    let header = 8 + Int(bytes.octet(0) & 0x3f) * 4
    guard header <= bytes.count else { return .skipped(.udp) }
    identify(bytes.long(4) >> 8, in: &seg)
    let (rest, left) = (bytes.from(header), length - header)
    switch bytes.short(2) {
    case 0x6558: return ethernet(rest, left, depth: depth, carrier: .udp, into: &seg)
    case 0x0800: return inner(rest, left, version: 4, depth: depth, carrier: .udp, into: &seg)
    case 0x86dd: return inner(rest, left, version: 6, depth: depth, carrier: .udp, into: &seg)
    default: return .skipped(.udp)
    }
  }

  /// GTP-U (3GPP TS 29.281 §5.1): version 1, message 255 carries a packet of the user; extension headers may precede it.
  private static func userPlane(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    let flags = bytes.octet(0)
    guard flags >> 4 == 3, bytes.octet(1) == 255 else { return .skipped(.udp) }
    identify(bytes.long(4), in: &seg)
    var header = 8
    if flags & 7 != 0 {
      var next = flags & 4 != 0 ? bytes.octet(11) : 0
      header = 12
      while next != 0 {
        let size = Int(bytes.octet(header)) * 4
        guard size > 0, header + size <= bytes.count else { return .skipped(.udp) }
        next = bytes.octet(header + size - 1)
        header += size
      }
    }
    let rest = bytes.from(header)
    let version = rest.octet(0) >> 4
    guard version == 4 || version == 6 else { return .skipped(.udp) }
    return inner(rest, length - header, version: version, depth: depth, carrier: .udp, into: &seg)
  }

  /// Teredo (RFC 4380 §5.1.1): authentication and origin indications may precede the IPv6 packet.
  private static func teredo(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    var header = 0
    if bytes.short(0) == 1 { header = 13 + Int(bytes.octet(2)) + Int(bytes.octet(3)) }
    if bytes.short(header) == 0, bytes.octet(header + 8) >> 4 == 6 { header += 8 }
    return inner(bytes.from(header), length - header, version: 6, depth: depth, carrier: .udp, into: &seg)
  }

  /// L2TP (RFC 2661 §3.1): a data message is PPP behind a header whose length its flags say.
  private static func layerTwo(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    let flags = bytes.short(0)
    guard flags & 0x800f == 2 else { return .skipped(.udp) }
    var header = 2
    if flags & 0x4000 != 0 { header += 2 }
    identify(bytes.long(header), in: &seg)
    header += 4
    if flags & 0x0800 != 0 { header += 4 }
    if flags & 0x0200 != 0 { header += 2 + Int(bytes.short(header)) }
    guard header < bytes.count else { return .skipped(.udp) }
    seg.anomalies = .tunnelled
    let outcome = Framing.pointToPoint(bytes.from(header), length - header, depth: depth, into: &seg)
    return outcome == .skipped(.ppp) ? .skipped(.udp) : outcome
  }
}
