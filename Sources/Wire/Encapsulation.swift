/// What stands in the type field of an Ethernet frame, as far as it is known.
package enum EtherType: UInt16, CaseIterable, Sendable, BitwiseCopyable {
  case ipv4 = 0x0800
  case arp = 0x0806
  case tag = 0x8100
  case ipv6 = 0x86dd
  case labels = 0x8847
  case multicastLabels = 0x8848
  case discovery = 0x8863
  case session = 0x8864
  case serviceTag = 0x88a8
  case lldp = 0x88cc
  case macsec = 0x88e5
  case oldServiceTag = 0x9100
  case otherServiceTag = 0x9200
}

/// What an IP packet carries, by its protocol number (IANA), as far as it is a tunnel.
package enum IPTunnel: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case version4 = 4
  case version6 = 41
  case genericRouting = 47
  case encapsulatingSecurity = 50
  case labels = 137
}

/// What a UDP datagram may carry, by one of its ports.
package enum UDPTunnel: UInt16, CaseIterable, Sendable, BitwiseCopyable {
  case layerTwo = 1701
  case userPlane = 2152
  case teredo = 3544
  case genericRouting = 4754
  case virtualLAN = 4789
  case geneve = 6081
  case labels = 6635
  /// Linux's port for VXLAN before there was one.
  case oldVirtualLAN = 8472

  /// Whether either of the ports stands for it, or the destination's alone.
  var isEitherWay: Bool {
    switch self {
    case .layerTwo, .userPlane, .teredo: true
    case .genericRouting, .virtualLAN, .geneve, .labels, .oldVirtualLAN: false
    }
  }
}

/// What GRE carries, by its protocol type.
package enum GREPayload: UInt16, CaseIterable, Sendable, BitwiseCopyable {
  case ipv4 = 0x0800
  case mirroredThree = 0x22eb
  case ethernet = 0x6558
  case ipv6 = 0x86dd
  case pointToPoint = 0x880b
  case labels = 0x8847
  case multicastLabels = 0x8848
  case mirrored = 0x88be
}

/// One row of README's table of encapsulations: what is unpacked, by what it is known, and which text says how.
package struct Encapsulation: Sendable {
  package var name: String
  package var mark: String
  package var law: String
}

extension Encapsulation {
  package static var all: [Encapsulation] {
    EtherType.allCases.compactMap(\.encapsulation) + IPTunnel.allCases.map(\.encapsulation)
      + GREPayload.allCases.compactMap(\.encapsulation) + UDPTunnel.allCases.map(\.encapsulation)
      + [
        Encapsulation(name: "IPv4 options, IPv6 extension headers and jumbograms", mark: "IP header", law: "RFC 791, RFC 8200, RFC 2675"),
        Encapsulation(name: "fragments of both, put together", mark: "IP header", law: "RFC 791 §3.2, RFC 8200 §4.5; overlapping ones never (RFC 5722)"),
      ]
  }
}

extension EtherType {
  /// How README tells of it; `nil` for what is told with another or is no wrapping.
  fileprivate var encapsulation: Encapsulation? {
    switch self {
    case .ipv4, .ipv6, .multicastLabels, .discovery, .otherServiceTag, .oldServiceTag: nil
    case .arp, .lldp: nil
    case .tag: row("802.1Q tags, and tags in tags", "`8100`", "IEEE 802.1Q")
    case .serviceTag: row("QinQ", "`88a8`, `9100`, `9200`", "IEEE 802.1ad")
    case .labels: row("MPLS, and Ethernet in it", "`8847`, `8848`", "RFC 3032, RFC 4385")
    case .session: row("PPPoE sessions", "`8864`", "RFC 2516")
    case .macsec: row("MACsec, counted", "`88e5`", "IEEE 802.1AE")
    }
  }
  private func row(_ name: String, _ mark: String, _ law: String) -> Encapsulation {
    Encapsulation(name: name, mark: "EtherType \(mark)", law: law)
  }
}

extension IPTunnel {
  fileprivate var encapsulation: Encapsulation {
    let (name, law) =
      switch self {
      case .version4: ("IPv4 in IP", "RFC 2003, RFC 2473")
      case .version6: ("IPv6 in IP (6in4)", "RFC 4213, RFC 2473")
      case .genericRouting: ("GRE", "RFC 2784, RFC 2890")
      case .encapsulatingSecurity: ("ESP without encryption; with it, counted", "RFC 4303, RFC 2410, RFC 5879")
      case .labels: ("MPLS in IP", "RFC 4023")
      }
    return Encapsulation(name: name, mark: "IP protocol \(rawValue)", law: law)
  }
}

extension GREPayload {
  fileprivate var encapsulation: Encapsulation? {
    switch self {
    case .ipv4, .ipv6, .multicastLabels: nil
    case .ethernet: row("NVGRE, and Ethernet in GRE", "RFC 7637")
    case .mirrored: row("ERSPAN I and II", "draft-foschiano-erspan")
    case .mirroredThree: row("ERSPAN III", "draft-foschiano-erspan")
    case .pointToPoint: row("PPTP", "RFC 2637")
    case .labels: row("MPLS in GRE", "RFC 4023")
    }
  }
  private func row(_ name: String, _ law: String) -> Encapsulation {
    let number = String(rawValue, radix: 16)
    return Encapsulation(name: name, mark: "GRE type `\(String(repeating: "0", count: 4 - number.count))\(number)`", law: law)
  }
}

extension UDPTunnel {
  fileprivate var encapsulation: Encapsulation {
    let (name, law) =
      switch self {
      case .layerTwo: ("L2TP", "RFC 2661")
      case .userPlane: ("GTP-U", "3GPP TS 29.281")
      case .teredo: ("Teredo", "RFC 4380")
      case .genericRouting: ("GRE over UDP", "RFC 8086")
      case .virtualLAN: ("VXLAN", "RFC 7348")
      case .geneve: ("Geneve", "RFC 8926")
      case .labels: ("MPLS over UDP", "RFC 7510")
      case .oldVirtualLAN: ("VXLAN at Linux's port", "RFC 7348")
      }
    return Encapsulation(name: name, mark: "UDP port \(rawValue)", law: law)
  }
}
