/// The link types whose frames are read, by their LINKTYPE_ values (tcpdump.org/linktypes.html).
///
/// ``Framing`` switches over them and README lists them: what is not here is counted.
package enum LinkType: UInt16, CaseIterable, Sendable, BitwiseCopyable {
  case null = 0
  case ethernet = 1
  case slip = 8
  case ppp = 9
  case fibre = 10
  case raw12 = 12
  case raw14 = 14
  case pppSerial = 50
  case raw = 101
  case ciscoHDLC = 104
  case wireless = 105
  case frameRelay = 107
  case loop = 108
  case enc = 109
  case cooked = 113
  case packetFilterLog = 117
  case radiotap = 127
  case appleUser = 149
  case pppDaemon = 166
  case perPacket = 192
  case version4 = 228
  case version6 = 229
  case netfilterLog = 239
  case netlink = 253
  case packetTap = 258
  case cooked2 = 276

  /// As README names it.
  package var title: String {
    switch self {
    case .null: "BSD loopback (NULL)"
    case .ethernet: "Ethernet II, IEEE 802.3 with LLC and SNAP"
    case .slip: "SLIP"
    case .ppp: "PPP"
    case .fibre: "FDDI"
    case .raw, .raw12, .raw14: "raw IP"
    case .pppSerial: "PPP in HDLC framing"
    case .ciscoHDLC: "Cisco HDLC"
    case .wireless: "IEEE 802.11"
    case .frameRelay: "Frame Relay"
    case .loop: "OpenBSD loopback (LOOP)"
    case .enc: "OpenBSD encapsulation (ENC)"
    case .cooked: "Linux cooked capture (SLL)"
    case .packetFilterLog: "packet filter log (PFLOG)"
    case .radiotap: "IEEE 802.11 with radiotap"
    case .appleUser, .packetTap: "Apple's PKTAP, whatever it wraps"
    case .pppDaemon: "PPP of pppd, with direction"
    case .perPacket: "PPI, whatever it wraps"
    case .version4: "raw IPv4"
    case .version6: "raw IPv6"
    case .netfilterLog: "Linux netfilter log (NFLOG)"
    case .netlink: "Linux netlink, with packets of NFLOG and NFQUEUE"
    case .cooked2: "Linux cooked capture 2 (SLL2)"
    }
  }

  /// Link types that carry no packets of the internet, by the reason under which their frames are counted.
  package static let counted: [(reason: SkipReason, title: String, numbers: [UInt16])] = [
    (.usb, "USB", [186, 189, 220, 249, 266, 288, 293, 294, 295]),
    (.bluetooth, "Bluetooth", [187, 201, 251, 254, 255, 256, 272]),
    (.lowRateWireless, "IEEE 802.15.4", [195, 215, 230, 283]),
    (.vehicleBus, "CAN, LIN, FlexRay, MOST", [190, 210, 211, 212, 227]),
    (.messageBus, "D-Bus", [231]),
    (.telephony, "SS7, LAPD", [139, 140, 141, 142, 177, 203]),
  ]

  private static let reasons: [UInt16: SkipReason] = Dictionary(
    uniqueKeysWithValues: counted.flatMap { row in row.numbers.map { ($0, row.reason) } })

  /// Under which reason a frame of a link type is counted that is not read.
  static func reason(of number: UInt16) -> SkipReason { reasons[number] ?? .unknownLinkType }
}
