/// Why a frame carries no segment for the analysis: counted and printed, one reason a frame.
package enum SkipReason: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case truncated, unknownLinkType, notIP, arp, llc, spanningTree, lldp, macsec, mpls, pppoe, ppp
  case udp, icmpOther, icmpErrorOther, igmp, sctp, gre, ipInIP, esp, ah, ospf, otherIPProtocol
  case badIPHeader, fragment, tcpHeaderCut, filtered, wireless, encryptedWireless
  case usb, bluetooth, lowRateWireless, vehicleBus, messageBus, telephony, netlink, overlappingFragment, quic

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
    case .usb: "usb"
    case .bluetooth: "bluetooth"
    case .lowRateWireless: "802.15.4"
    case .vehicleBus: "vehicle-bus"
    case .messageBus: "d-bus"
    case .telephony: "telephone-signalling"
    case .netlink: "netlink"
    case .overlappingFragment: "overlapping-fragment"
    case .quic: "quic"
    }
  }
}
