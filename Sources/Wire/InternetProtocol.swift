/// IPv4 (RFC 791) and IPv6 (RFC 8200) down to TCP or to an ICMP error that quotes TCP.
enum InternetProtocol {
  @inline(__always)
  static func version4(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 20 else { return .skipped(.truncated) }
    let header = Int(bytes.octet(0) & 0x0f) * 4
    guard bytes.octet(0) >> 4 == 4, header >= 20 else { return .skipped(.badIPHeader) }
    var total = Int(bytes.short(2))
    if total == 0, length > 20 {
      // Segmentation offload hands over more than 16 bits can say.
      total = length
      seg.anomalies.insert(.lengthFromFrame)
    }
    // A total beyond the frame: some tools cut frames and write the cut length for the original. The header is
    // believed, and the missing octets count as not captured.
    guard total >= header else { return .skipped(.badIPHeader) }
    let fragment = bytes.short(6)
    if header > 20 { seg.anomalies.insert(.networkOptions) }
    seg.trafficClass = bytes.octet(1)
    seg.ipID = bytes.short(4)
    seg.dontFragment = fragment & 0x4000 != 0
    seg.ttl = bytes.octet(8)
    seg.ipLength = UInt32(truncatingIfNeeded: total)
    seg.source = Address(v4: bytes.long(12))
    seg.destination = Address(v4: bytes.long(16))
    let payload = bytes.from(header, length: total - header)
    if fragment & 0x3fff != 0 {
      return .fragment(
        Fragment(
          place: payload.place, captured: payload.count, offset: Int(fragment & 0x1fff) * 8, length: total - header,
          isLast: fragment & 0x2000 == 0, identification: UInt32(seg.ipID), next: bytes.octet(9),
          depth: UInt8(truncatingIfNeeded: depth)))
    }
    switch bytes.octet(9) {
    case 6:
      return TCPHeader.decode(payload, length: total - header, into: &seg)
    case 1: return internetControl(payload, version: 4, into: &seg)
    case let other: return Tunnels.network(protocol: other, payload, total - header, depth: depth, into: &seg)
    }
  }

  /// What a datagram put together again carries, its network header being in `seg`.
  static func payload(_ bytes: Bytes, _ length: Int, next: UInt8, depth: Int, into seg: inout Segment) -> FramingOutcome {
    let header = seg.source.family == .v4 ? 20 : 40
    seg.ipLength = UInt32(truncatingIfNeeded: length + header)
    if seg.source.family == .v6 { return version6Payload(bytes, length, next: next, depth: depth, into: &seg) }
    switch next {
    case 6: return TCPHeader.decode(bytes, length: length, into: &seg)
    case 1: return internetControl(bytes, version: 4, into: &seg)
    default: return Tunnels.network(protocol: next, bytes, length, depth: depth, into: &seg)
    }
  }

  @inline(__always)
  static func version6(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 40 else { return .skipped(.truncated) }
    guard bytes.octet(0) >> 4 == 6 else { return .skipped(.badIPHeader) }
    var payloadLength = Int(bytes.short(4))
    if payloadLength == 0, length > 40 {
      payloadLength = length - 40
      seg.anomalies.insert(.lengthFromFrame)
    }
    seg.trafficClass = UInt8(truncatingIfNeeded: bytes.short(0) >> 4)
    seg.ipID = 0
    seg.dontFragment = true
    seg.ttl = bytes.octet(7)
    seg.ipLength = UInt32(truncatingIfNeeded: payloadLength + 40)
    seg.source = Address(v6: bytes.double(8), bytes.double(16))
    seg.destination = Address(v6: bytes.double(24), bytes.double(32))
    return version6Payload(bytes.from(40, length: payloadLength), payloadLength, next: bytes.octet(6), depth: depth, into: &seg)
  }

  /// Walks the extension headers (RFC 8200 §4).
  @inline(__always)
  private static func version6Payload(
    _ bytes: Bytes, _ length: Int, next: UInt8, depth: Int, into seg: inout Segment
  ) -> FramingOutcome {
    var next = next
    var bytes = bytes
    var length = length
    for _ in 0..<16 {
      switch next {
      case 6: return TCPHeader.decode(bytes, length: length, into: &seg)
      case 58: return internetControl(bytes, version: 6, into: &seg)
      case 0, 43, 60, 135, 139, 140:
        guard bytes.count >= 8 else { return .skipped(.truncated) }
        if next == 43, bytes.octet(3) > 0 {
          // A routing header that is not finished: the final destination is elsewhere, so the sum cannot be checked.
          seg.anomalies.insert(.routed)
        }
        seg.anomalies.insert(.networkOptions)
        let size = (Int(bytes.octet(1)) + 1) * 8
        guard size <= length else { return .skipped(.badIPHeader) }
        next = bytes.octet(0)
        bytes = bytes.from(size)
        length -= size
      case 44:
        guard bytes.count >= 8, length >= 8 else { return .skipped(.truncated) }
        let offset = bytes.short(2)
        seg.anomalies.insert(.networkOptions)
        if offset & 0xfff9 != 0 {
          let payload = bytes.from(8, length: length - 8)
          return .fragment(
            Fragment(
              place: payload.place, captured: payload.count, offset: Int(offset & 0xfff8), length: length - 8,
              isLast: offset & 1 == 0, identification: bytes.long(4), next: bytes.octet(0),
              depth: UInt8(truncatingIfNeeded: depth)))
        }
        next = bytes.octet(0)
        bytes = bytes.from(8)
        length -= 8
      case 51:
        guard bytes.count >= 12 else { return .skipped(.truncated) }
        seg.anomalies.insert(.networkOptions)
        let size = (Int(bytes.octet(1)) + 2) * 4
        guard size <= length else { return .skipped(.badIPHeader) }
        next = bytes.octet(0)
        bytes = bytes.from(size)
        length -= size
      default: return Tunnels.network(protocol: next, bytes, length, depth: depth, into: &seg)
      }
    }
    return .skipped(.badIPHeader)
  }

  static func reason(of number: UInt8) -> SkipReason {
    switch number {
    case 17: .udp
    case 2: .igmp
    case 132: .sctp
    case 47: .gre
    case 4, 41: .ipInIP
    case 50: .esp
    case 51: .ah
    case 89: .ospf
    case 59: .notIP
    default: .otherIPProtocol
    }
  }

  /// ICMP and ICMPv6 errors that quote a TCP segment (RFC 792, RFC 4443; RFC 9293 §3.9.2.2).
  private static func internetControl(_ bytes: Bytes, version: UInt8, into seg: inout Segment) -> FramingOutcome {
    guard bytes.count >= 8 else { return .skipped(.truncated) }
    let type = bytes.octet(0)
    let isError = version == 4 ? type == 3 || type == 4 || type == 5 || type == 11 || type == 12 : (1...4).contains(type)
    guard isError else { return .skipped(.icmpOther) }
    let reporter = seg.source
    let quote = bytes.from(8)
    let header: Int
    if version == 4 {
      header = Int(quote.octet(0) & 15) * 4
      guard quote.octet(0) >> 4 == 4, header >= 20, quote.count >= header, quote.octet(9) == 6,
        quote.short(6) & 0x1fff == 0
      else { return .skipped(.icmpErrorOther) }
      seg.source = Address(v4: quote.long(12))
      seg.destination = Address(v4: quote.long(16))
    } else {
      guard quote.octet(0) >> 4 == 6, let length = quotedHeaders(quote) else { return .skipped(.icmpErrorOther) }
      header = length
      seg.source = Address(v6: quote.double(8), quote.double(16))
      seg.destination = Address(v6: quote.double(24), quote.double(32))
    }
    let ports = quote.from(header)
    guard ports.count >= 8 else { return .skipped(.icmpErrorOther) }
    seg.clearHeader()
    seg.kind = .icmpError
    seg.icmp = ICMPError()
    seg.icmp.reporter = reporter
    seg.icmp.type = type
    seg.icmp.code = bytes.octet(1)
    let tooBig4 = version == 4 && type == 3 && bytes.octet(1) == 4
    seg.icmp.nextHopMTU = tooBig4 ? UInt32(bytes.short(6)) : version == 6 && type == 2 ? bytes.long(4) : 0
    seg.sourcePort = ports.short(0)
    seg.destinationPort = ports.short(2)
    seg.seq = SequenceNumber(ports.long(4))
    return .segment
  }

  /// Length of a quoted IPv6 header with its extension headers; `nil` where no TCP header follows them.
  private static func quotedHeaders(_ quote: Bytes) -> Int? {
    var next = quote.octet(6)
    var length = 40
    for _ in 0..<16 {
      guard quote.count >= length + 8 else { return nil }
      switch next {
      case 6: return length
      case 0, 43, 60:
        next = quote.octet(length)
        length += (Int(quote.octet(length + 1)) + 1) * 8
      case 44:
        guard quote.short(length + 2) & 0xfff8 == 0 else { return nil }
        next = quote.octet(length)
        length += 8
      default: return nil
      }
    }
    return nil
  }
}

/// The header of the tutorial's first figure (RFC 9293 §3.1).
enum TCPHeader {
  @inline(__always)
  static func decode(_ bytes: Bytes, length: Int, into seg: inout Segment) -> FramingOutcome {
    // Without the window and the checksum a header would seem to say things it does not (a window of zero).
    guard bytes.count >= 20, length >= 20 else { return .skipped(.tcpHeaderCut) }
    let offsetAndFlags = bytes.short(12)
    seg.sourcePort = bytes.short(0)
    seg.destinationPort = bytes.short(2)
    seg.seq = SequenceNumber(bytes.long(4))
    seg.ack = SequenceNumber(bytes.long(8))
    seg.flags = TCPFlags(rawValue: offsetAndFlags & 0x0fff)
    seg.wnd = bytes.short(14)
    seg.checksumField = bytes.short(16)
    seg.urgentPointer = bytes.short(18)
    seg.dataOffset = UInt8(truncatingIfNeeded: offsetAndFlags >> 12)
    let header = Int(seg.dataOffset) * 4
    guard header >= 20, header <= length || seg.anomalies.contains(.fragment) else {
      seg.anomalies.insert(.badDataOffset)
      seg.options = TCPOptions()
      seg.payload = 0
      seg.payloadHash = 0
      seg.firstOctet = 0
      seg.checksum = verify(bytes, length: length, of: seg)
      return .segment
    }
    seg.payload = UInt32(truncatingIfNeeded: max(0, length - header))
    if bytes.count < header { seg.anomalies.insert([.headerCut, .payloadCut]) }
    readOptions(bytes, header: header, into: &seg)
    let captured = bytes.from(header)
    if bytes.count < length { seg.anomalies.insert(.payloadCut) }
    seg.firstOctet = captured.octet(0)
    seg.payloadHash = captured.count > 0 ? captured.hash() : 0
    seg.checksum = verify(bytes, length: length, of: seg)
    return .segment
  }

  @inline(__always)
  private static func readOptions(_ bytes: Bytes, header: Int, into seg: inout Segment) {
    seg.options = TCPOptions()
    guard header > 20 else { return }
    let area = bytes.from(20, length: header - 20)
    seg.options.count = UInt8(truncatingIfNeeded: area.count)
    seg.options.words.0 = area.raw(0)
    if header > 28 { seg.options.words.1 = area.raw(8) }
    if header > 36 { seg.options.words.2 = area.raw(16) }
    if header > 44 { seg.options.words.3 = area.raw(24) }
    if header > 52 { seg.options.words.4 = area.raw(32) }
    if !seg.options.scan(), !seg.anomalies.contains(.headerCut) { seg.anomalies.insert(.malformedOptions) }
  }

  /// RFC 9293 §3.1: the sum over pseudo-header, header and text, verified only where all of it was captured.
  @inline(__always)
  private static func verify(_ bytes: Bytes, length: Int, of seg: Segment) -> ChecksumVerdict {
    guard bytes.count >= length, seg.anomalies.isDisjoint(with: [.fragment, .routed]) else { return .unverifiable }
    let pseudo = pseudoHeaderSum(seg, length: length)
    let text = bytes.from(0, length: length).sum()
    let whole = fold(pseudo &+ fold64(text))
    if whole == 0xffff { return .good }
    // With checksum offload the field holds the folded pseudo-header sum, not yet complemented; with segmentation
    // offload some systems leave the length out of it.
    let field = seg.checksumField.byteSwapped
    return fold(pseudo) == field || fold(pseudoHeaderSum(seg, length: 0)) == field ? .partial : .bad
  }

  /// In the byte order of memory, as ``Bytes/sum()`` adds.
  @inline(__always)
  private static func pseudoHeaderSum(_ seg: Segment, length: Int) -> UInt64 {
    func words(_ value: UInt64) -> UInt64 {
      let swapped = value.byteSwapped
      return (swapped & 0xffff_ffff) &+ (swapped >> 32)
    }
    let tail = UInt64(UInt32(truncatingIfNeeded: length).byteSwapped) &+ UInt64(UInt32(6).byteSwapped)
    return words(seg.source.high) &+ words(seg.source.low) &+ words(seg.destination.high)
      &+ words(seg.destination.low) &+ tail
  }

  @inline(__always)
  private static func fold64(_ sum: UInt64) -> UInt64 { (sum & 0xffff_ffff) &+ (sum >> 32) }

  @inline(__always)
  private static func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xffff { sum = (sum & 0xffff) &+ (sum >> 16) }
    return UInt16(truncatingIfNeeded: sum)
  }
}
