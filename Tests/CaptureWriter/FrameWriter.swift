import Wire

/// The link layers that frames can be written for.
package enum LinkLayer: Sendable, Hashable {
  /// With the numbers of its VLAN tags, the outermost first.
  case ethernet(tags: [UInt16])
  case cooked, cooked2, raw, null, loop, pointToPoint
  package static let ethernet = LinkLayer.ethernet(tags: [])

  /// LINKTYPE_ value.
  package var linkType: UInt16 {
    switch self {
    case .ethernet: 1
    case .cooked: 113
    case .cooked2: 276
    case .raw: 101
    case .null: 0
    case .loop: 108
    case .pointToPoint: 9
    }
  }
}

/// Writes segments as the frames that ``Framing`` would read them from.
package struct FrameWriter {
  /// The frames written so far, one after the other.
  package var octets: [UInt8] = []
  package init() {}

  /// The frame of one segment. Its payload octets follow from its sequence number, so that retransmissions are equal.
  ///
  /// The checksum is what `seg.checksum` says of it: right, wrong, or the unfinished sum of offload.
  package static func frame(of seg: Segment, link: LinkLayer = .ethernet) -> [UInt8] {
    var writer = FrameWriter()
    writer.append(seg, link: link)
    return writer.octets
  }

  /// Appends one segment's frame.
  package mutating func append(_ seg: Segment, link: LinkLayer) {
    let isV4 = seg.source.family == .v4
    appendLink(link, isV4: isV4)
    let header = 20 + (Int(seg.options.count) + 3) / 4 * 4
    let length = header + Int(seg.payload)
    isV4 ? appendV4(seg, length: length) : appendV6(seg, length: length)
    let start = octets.count
    append(seg.sourcePort)
    append(seg.destinationPort)
    append(seg.seq.rawValue)
    append(seg.ack.rawValue)
    append(UInt16(header / 4) << 12 | seg.flags.rawValue & 0xfff)
    append(seg.wnd)
    append(UInt16(0))
    append(seg.urgentPointer)
    for index in 0..<(header - 20) { octets.append(seg.options[index]) }
    appendPayload(seg)
    let sum = checksum(of: seg, from: start, length: length)
    octets[start + 16] = UInt8(sum >> 8)
    octets[start + 17] = UInt8(sum & 0xff)
  }

  private mutating func appendLink(_ link: LinkLayer, isV4: Bool) {
    let type: UInt16 = isV4 ? 0x0800 : 0x86dd
    switch link {
    case .ethernet(let tags):
      octets += [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
      for tag in tags {
        append(UInt16(0x8100))
        append(tag)
      }
      append(type)
    case .cooked:
      octets += [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]
      append(type)
    case .cooked2:
      append(type)
      octets += [0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 2, 0, 0, 0, 0, 1, 0, 0]
    case .raw: break
    case .null: octets += [isV4 ? 2 : 30, 0, 0, 0]
    case .loop: octets += [0, 0, 0, isV4 ? 2 : 24]
    case .pointToPoint: octets += [0xff, 3, 0, isV4 ? 0x21 : 0x57]
    }
  }

  private mutating func appendV4(_ seg: Segment, length: Int) {
    let start = octets.count
    octets.append(0x45)
    octets.append(seg.trafficClass)
    append(UInt16(truncatingIfNeeded: 20 + length))
    append(seg.ipID)
    append(UInt16(seg.dontFragment ? 0x4000 : 0))
    octets.append(seg.ttl)
    octets.append(6)
    append(UInt16(0))
    append(UInt32(truncatingIfNeeded: seg.source.low))
    append(UInt32(truncatingIfNeeded: seg.destination.low))
    let sum = ~FrameWriter.fold(sum(from: start, length: 20))
    octets[start + 10] = UInt8(sum >> 8)
    octets[start + 11] = UInt8(sum & 0xff)
  }

  private mutating func appendV6(_ seg: Segment, length: Int) {
    append(UInt32(6) << 28 | UInt32(seg.trafficClass) << 20)
    append(UInt16(truncatingIfNeeded: length))
    octets.append(6)
    octets.append(seg.ttl)
    for word in [seg.source.high, seg.source.low, seg.destination.high, seg.destination.low] {
      append(UInt32(truncatingIfNeeded: word >> 32))
      append(UInt32(truncatingIfNeeded: word))
    }
  }

  private mutating func appendPayload(_ seg: Segment) {
    var place = Int(seg.seq.rawValue & 0xffff)
    var left = Int(seg.payload)
    while left > 0 {
      let piece = min(left, 0x1_0000 - place)
      octets += FrameWriter.text[place..<place + piece]
      left -= piece
      place = 0
    }
  }

  /// 64 KiB that look like nothing in particular.
  private static let text: [UInt8] = {
    var state: UInt32 = 0x2545_f491
    return (0..<0x1_0000).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
  }()

  private func checksum(of seg: Segment, from start: Int, length: Int) -> UInt16 {
    var pseudo: UInt64 = 6 + UInt64(length >> 16) + UInt64(length & 0xffff)
    for word in [seg.source.high, seg.source.low, seg.destination.high, seg.destination.low] {
      for shift in [48, 32, 16, 0] { pseudo += word >> UInt64(shift) & 0xffff }
    }
    if seg.checksum == .partial { return FrameWriter.fold(pseudo) }
    let whole = ~FrameWriter.fold(pseudo + sum(from: start, length: length))
    return seg.checksum == .bad ? whole ^ 0x5555 : whole
  }

  /// RFC 1071, over 16-bit words in network order.
  private func sum(from start: Int, length: Int) -> UInt64 {
    var sum: UInt64 = 0
    var index = start
    while index + 1 < start + length {
      sum &+= UInt64(octets[index]) << 8 | UInt64(octets[index + 1])
      index += 2
    }
    return index < start + length ? sum &+ UInt64(octets[index]) << 8 : sum
  }

  private static func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
    return UInt16(sum)
  }

  package mutating func append(_ value: UInt16) {
    octets.append(UInt8(value >> 8))
    octets.append(UInt8(value & 0xff))
  }
  package mutating func append(_ value: UInt32) {
    append(UInt16(value >> 16))
    append(UInt16(value & 0xffff))
  }
}
