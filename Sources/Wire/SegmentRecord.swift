/// How one ``Segment`` lies in an extract: 73 octets for IPv4 and 97 for IPv6, and the TCP options (`EXTRACT.md` has the
/// table).
///
/// The payload is not in it, only what the analysis keeps of it: length, hash and first octet. What is read back is
/// what was written, field by field.
package struct SegmentRecord {
  package var segment = Segment()
  /// The capture's clock at the record, which never goes back: later than its time where that does.
  package var clock = Instant(nanoseconds: 0)

  package init() {}
  package init(_ segment: Segment, clock: Instant) { (self.segment, self.clock) = (segment, clock) }

  /// Flags of the record's second octet.
  private static let isError: UInt8 = 1
  private static let doesNotFragment: UInt8 = 1 << 5
  private static let isVersion6: UInt8 = 1 << 6
  private static let isBehindClock: UInt8 = 1 << 7

  private var flags: UInt8 {
    var flags = segment.checksum.rawValue << 1 | segment.direction.rawValue << 3
    if segment.kind == .icmpError { flags |= SegmentRecord.isError }
    if segment.dontFragment { flags |= SegmentRecord.doesNotFragment }
    if segment.source.family == .v6 { flags |= SegmentRecord.isVersion6 }
    if clock != segment.time { flags |= SegmentRecord.isBehindClock }
    return flags
  }

  private var length: Int {
    var length = segment.source.family == .v6 ? 97 : 73
    length += Int(segment.options.count)
    if segment.kind == .icmpError { length += segment.icmp.reporter.family == .v6 ? 23 : 11 }
    if clock != segment.time { length += 8 }
    return length
  }

  /// Writes the record at the end, or reads the next one.
  package mutating func code(_ archive: inout Archive) {
    let start = archive.place
    var length = UInt8(truncatingIfNeeded: archive.isReading ? 0 : self.length)
    archive.code(&length)
    var flags: UInt8 = archive.isReading ? 0 : self.flags
    archive.code(&flags)
    codeNumbers(&archive)
    if archive.isReading {
      segment.kind = flags & SegmentRecord.isError == 0 ? .tcp : .icmpError
      segment.dontFragment = flags & SegmentRecord.doesNotFragment != 0
      guard let checksum = ChecksumVerdict(rawValue: flags >> 1 & 3),
        let direction = FrameDirection(rawValue: flags >> 3 & 3)
      else { return archive.refuse() }
      (segment.checksum, segment.direction) = (checksum, direction)
    }
    var count = segment.options.count
    archive.code(&count)
    SegmentRecord.codeAddress(&segment.source, flags, &archive)
    SegmentRecord.codeAddress(&segment.destination, flags, &archive)
    codeOptions(count, &archive)
    if segment.kind == .icmpError {
      archive.code(&segment.icmp)
    } else if archive.isReading {
      segment.icmp = ICMPError()
    }
    if flags & SegmentRecord.isBehindClock != 0 {
      archive.code(&clock)
    } else {
      clock = segment.time
    }
    // A later version may say more of a record; what is not known is passed over.
    guard archive.isReading else { return }
    let rest = start + Int(length) - archive.place
    if rest < 0 { return archive.refuse() }
    for _ in 0..<rest { _ = archive.read() as UInt8 }
  }

  private mutating func codeNumbers(_ archive: inout Archive) {
    archive.code(&segment.anomalies)
    archive.code(&segment.frame)
    archive.code(&segment.time)
    archive.code(&segment.seq)
    archive.code(&segment.ack)
    archive.code(&segment.payload)
    archive.code(&segment.ipLength)
    archive.code(&segment.linkHash)
    archive.code(&segment.payloadHash)
    archive.code(&segment.flags)
    archive.code(&segment.wnd)
    archive.code(&segment.urgentPointer)
    archive.code(&segment.checksumField)
    archive.code(&segment.ipID)
    archive.code(&segment.interface)
    archive.code(&segment.sourcePort)
    archive.code(&segment.destinationPort)
    archive.code(&segment.firstOctet)
    archive.code(&segment.ttl)
    archive.code(&segment.trafficClass)
    archive.code(&segment.dataOffset)
  }

  private static func codeAddress(_ address: inout Address, _ flags: UInt8, _ archive: inout Archive) {
    if flags & SegmentRecord.isVersion6 != 0 {
      address.family = .v6
      archive.code(&address.high)
      archive.code(&address.low)
    } else {
      var bits = UInt32(truncatingIfNeeded: address.low)
      archive.code(&bits)
      if archive.isReading { address = Address(v4: bits) }
    }
  }

  private mutating func codeOptions(_ count: UInt8, _ archive: inout Archive) {
    guard archive.isReading else {
      for index in 0..<Int(count) { archive.write(segment.options[index]) }
      return
    }
    guard count <= 40 else { return archive.refuse() }
    segment.options = TCPOptions()
    for _ in 0..<count { segment.options.append(archive.read()) }
    _ = segment.options.scan()
  }
}

extension Address {
  /// Buckets that pairs of hosts fall into; a power of two.
  package static let pairBuckets = 4096

  /// Which of ``pairBuckets`` a pair of hosts falls into; ports have no part in it, so that all incarnations of a four-tuple
  /// meet, and neither has a tunnel or a link.
  ///
  /// FNV-1a in 64 bits over the octets of both addresses, IPv4 before IPv6 and the smaller number first; the hash's upper
  /// half is folded onto its lower one.
  package static func pairBucket(_ one: Address, _ other: Address) -> Int {
    let isOrdered = !Address.precedes(other, one)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    (isOrdered ? one : other).mix(into: &hash)
    (isOrdered ? other : one).mix(into: &hash)
    return Int((hash ^ hash >> 32) & UInt64(pairBuckets - 1))
  }

  private func mix(into hash: inout UInt64) {
    if family == .v6 { Address.hash(&hash, high, octets: 8) }
    Address.hash(&hash, low, octets: family == .v6 ? 8 : 4)
  }

  private static func hash(_ hash: inout UInt64, _ number: UInt64, octets: Int) {
    for place in stride(from: octets - 1, through: 0, by: -1) {
      hash = (hash ^ (number >> UInt64(place * 8) & 0xff)) &* 0x0000_0100_0000_01b3
    }
  }
}

extension Segment {
  /// The bucket of its hosts; an ICMP error goes with the pair that it quotes.
  package var pairBucket: Int { Address.pairBucket(source, destination) }
}

extension FlowKey {
  /// The bucket of its hosts.
  package var pairBucket: Int { Address.pairBucket(lower.address, upper.address) }
}
