/// The header bits between data offset and window (RFC 9293 §3.1; bit 7, AE, by RFC 9768).
@usableFromInline package struct TCPFlags: OptionSet, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var rawValue: UInt16
  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable package static var fin: TCPFlags { TCPFlags(rawValue: 0x001) }
  @inlinable package static var syn: TCPFlags { TCPFlags(rawValue: 0x002) }
  @inlinable package static var rst: TCPFlags { TCPFlags(rawValue: 0x004) }
  @inlinable package static var psh: TCPFlags { TCPFlags(rawValue: 0x008) }
  @inlinable package static var ack: TCPFlags { TCPFlags(rawValue: 0x010) }
  @inlinable package static var urg: TCPFlags { TCPFlags(rawValue: 0x020) }
  @inlinable package static var ece: TCPFlags { TCPFlags(rawValue: 0x040) }
  @inlinable package static var cwr: TCPFlags { TCPFlags(rawValue: 0x080) }
  @inlinable package static var ae: TCPFlags { TCPFlags(rawValue: 0x100) }
  /// The three bits that "must be zero in generated segments" (RFC 9293 §3.1).
  @inlinable package static var reserved: TCPFlags { TCPFlags(rawValue: 0xe00) }
}

/// What could be said about a segment's checksum (RFC 9293 §3.1).
@usableFromInline package enum ChecksumVerdict: UInt8, Sendable, BitwiseCopyable {
  case good
  case bad
  /// The field holds only the folded pseudo-header sum: the sender's interface was to finish it (offload).
  case partial
  /// The packet was cut or is a fragment, so the sum cannot be computed.
  case unverifiable
}

/// What is odd about the record itself; kept, never thrown.
@usableFromInline package struct SegmentAnomalies: OptionSet, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var rawValue: UInt16
  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
  /// The payload is not wholly captured (caplen < length on the wire).
  @inlinable package static var payloadCut: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 0) }
  /// The TCP header or its options are not wholly captured.
  @inlinable package static var headerCut: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 1) }
  /// Data offset below 5 or beyond the packet (RFC 9293 §3.1).
  @inlinable package static var badDataOffset: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 2) }
  /// An option's length is impossible, or octets after End of Option List are not zero.
  @inlinable package static var malformedOptions: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 3) }
  /// First fragment of a datagram that was not reassembled: the payload length is a lower bound.
  @inlinable package static var fragment: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 4) }
  /// IPv4 total length 0 or a jumbo length: the length was taken from the frame (segmentation offload).
  @inlinable package static var lengthFromFrame: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 5) }
  /// The packet carried an IPv4 option or an IPv6 extension header before TCP.
  @inlinable package static var networkOptions: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 6) }
  /// Found inside a tunnel.
  @inlinable package static var tunnelled: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 7) }
  /// A routing header names a later destination, so the checksum cannot be verified.
  @inlinable package static var routed: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 9) }
  /// Two records in impossible causal order were put right; no timing may be read off this one.
  @inlinable package static var reordered: SegmentAnomalies { SegmentAnomalies(rawValue: 1 << 8) }
}

/// How the capturing host saw the frame, where the link layer says so (Linux cooked capture, pcapng flags).
@usableFromInline package enum FrameDirection: UInt8, Sendable, BitwiseCopyable { case unknown, received, sent }

/// One TCP segment, or one ICMP error that quotes one: the only record that Tap and Replay ever see.
///
/// A trivial value of fixed size, filled in place by ``Framing``. All lengths are octets.
@usableFromInline package struct Segment: BitwiseCopyable, Sendable, Hashable {
  @usableFromInline package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case tcp
    /// An ICMP error; addresses, ports and `seq` are those of the quoted segment, `icmp` says which error.
    case icmpError
  }

  /// Time of the record.
  package var time: Instant
  /// Number of the frame in the capture, from 1, as Wireshark counts.
  package var frame: UInt32
  /// Place of its interface among the capture's; each has a clock of its own.
  package var interface: UInt16
  package var kind: Kind
  package var checksum: ChecksumVerdict
  package var direction: FrameDirection
  /// First octet of the payload, 0 where there is none or it was not captured.
  package var firstOctet: UInt8

  /// SEG.SEQ (quoted number in an ICMP error).
  @usableFromInline package var seq: SequenceNumber
  /// SEG.ACK; meaningful only with the ACK flag.
  @usableFromInline package var ack: SequenceNumber
  @usableFromInline package var flags: TCPFlags
  /// SEG.WND, the raw 16-bit field, never scaled here.
  package var wnd: UInt16
  /// Octets of payload, by the IP length (never by the captured length).
  @usableFromInline package var payload: UInt32
  package var urgentPointer: UInt16
  package var checksumField: UInt16
  /// 64-bit hash of the captured payload octets; 0 where none was captured.
  package var payloadHash: UInt64
  package var options: TCPOptions

  @usableFromInline package var source: Address
  @usableFromInline package var destination: Address
  @usableFromInline package var sourcePort: UInt16
  @usableFromInline package var destinationPort: UInt16

  /// IPv4 time to live or IPv6 hop limit.
  package var ttl: UInt8
  /// DSCP and ECN.
  package var trafficClass: UInt8
  /// IPv4 identification; 0 for IPv6.
  package var ipID: UInt16
  /// The IP packet's length on the wire, headers included.
  package var ipLength: UInt32
  package var dontFragment: Bool
  /// Header length in 32-bit words.
  package var dataOffset: UInt8
  package var anomalies: SegmentAnomalies
  /// Hash of link addresses, VLAN tags and tunnel identifiers; 0 where there are none.
  package var linkHash: UInt32
  /// The ICMP error, where `kind == .icmpError`.
  package var icmp: ICMPError

  /// An empty record to be filled in place.
  package init() {
    time = Instant(nanoseconds: 0)
    frame = 0
    interface = 0
    kind = .tcp
    checksum = .unverifiable
    direction = .unknown
    firstOctet = 0
    seq = SequenceNumber(0)
    ack = SequenceNumber(0)
    flags = []
    wnd = 0
    payload = 0
    urgentPointer = 0
    checksumField = 0
    payloadHash = 0
    options = TCPOptions()
    source = Address(v4: 0)
    destination = Address(v4: 0)
    sourcePort = 0
    destinationPort = 0
    ttl = 0
    trafficClass = 0
    ipID = 0
    ipLength = 0
    dontFragment = false
    dataOffset = 5
    anomalies = []
    linkHash = 0
    icmp = ICMPError()
  }
}

extension Segment {
  /// Forgets every field of a TCP header, so that nothing of the frame before shows through.
  package mutating func clearHeader() {
    checksum = .unverifiable
    firstOctet = 0
    seq = SequenceNumber(0)
    ack = SequenceNumber(0)
    flags = []
    wnd = 0
    payload = 0
    urgentPointer = 0
    checksumField = 0
    payloadHash = 0
    options = TCPOptions()
    dataOffset = 5
  }

  /// SEG.LEN: payload octets plus one each for SYN and FIN (RFC 9293 §3.4).
  @inlinable package var len: Int {
    Int(payload) + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
  }
  /// SEG.SEQ + SEG.LEN, the number after the segment's last.
  @inlinable package var end: SequenceNumber { seq + len }
  @inlinable package func has(_ wanted: TCPFlags) -> Bool { flags.isSuperset(of: wanted) }
  @inlinable package var sender: SocketAddress { SocketAddress(address: source, port: sourcePort) }
  @inlinable package var receiver: SocketAddress { SocketAddress(address: destination, port: destinationPort) }
}

/// An ICMP or ICMPv6 error as far as TCP is concerned (RFC 9293 §3.9.2.2).
package struct ICMPError: BitwiseCopyable, Sendable, Hashable {
  /// Who reports it.
  package var reporter = Address(v4: 0)
  /// Type and code as on the wire; `reporter.family` says of which ICMP.
  package var type: UInt8 = 0
  package var code: UInt8 = 0
  /// Next-hop MTU of a packet-too-big, otherwise 0.
  package var nextHopMTU: UInt32 = 0
  package init() {}
}
