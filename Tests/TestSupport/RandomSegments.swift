import Wire

extension SeededGenerator {
  package mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

  package mutating func chance(_ one: Int, in many: Int) -> Bool { Int.random(in: 0..<many, using: &self) < one }

  package mutating func address(v6: Bool) -> Address {
    guard v6 else { return Address(v4: UInt32.random(in: 0...UInt32.max, using: &self)) }
    // Zero groups are what the text form is about.
    func half(_ random: inout SeededGenerator) -> UInt64 {
      (0..<4).reduce(0) { half, _ in
        half << 16 | (random.chance(1, in: 2) ? 0 : UInt64.random(in: 0...0xffff, using: &random))
      }
    }
    return Address(v6: half(&self), half(&self))
  }

  /// Option octets as they lie in a header: sound lists, lists with damage, or noise, padded to whole words or not.
  package mutating func optionOctets() -> [UInt8] {
    if chance(1, in: 6) { return octets(Int.random(in: 0...40, using: &self)) }
    var list: [UInt8] = []
    for _ in 0..<Int.random(in: 0...6, using: &self) {
      switch Int.random(in: 0..<9, using: &self) {
      case 0: list += [2, 4] + octets(2)
      case 1: list += [3, 3] + octets(1)
      case 2: list += [4, 2]
      case 3:
        let blocks = Int.random(in: 1...4, using: &self)
        list += [5, UInt8(2 + 8 * blocks)] + octets(8 * blocks)
      case 4: list += [8, 10] + octets(8)
      case 5: list += [1]
      case 6:
        let length = Int.random(in: 0...12, using: &self)
        list += [UInt8.random(in: 2...255, using: &self), UInt8(length + 2)] + octets(length)
      case 7: list += [0] + [UInt8](repeating: 0, count: Int.random(in: 0...5, using: &self))
      default: list += octets(2)
      }
    }
    if chance(2, in: 3) { while list.count % 4 != 0 { list.append(chance(1, in: 2) ? 1 : 0) } }
    return Array(list.prefix(40))
  }

  /// A segment with anything in its fields that a frame could have put there.
  package mutating func segment(frame: UInt32, time: Instant) -> Segment {
    var seg = Segment()
    seg.frame = frame
    seg.time = time
    let v6 = chance(1, in: 2)
    seg.source = address(v6: v6)
    seg.destination = address(v6: v6)
    seg.sourcePort = UInt16.random(in: 0...0xffff, using: &self)
    seg.destinationPort = UInt16.random(in: 0...0xffff, using: &self)
    seg.seq = SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &self))
    seg.ttl = chance(1, in: 2) ? 64 : UInt8.random(in: 0...255, using: &self)
    seg.trafficClass = chance(1, in: 2) ? 0 : UInt8.random(in: 0...255, using: &self)
    seg.ipID = v6 ? 0 : UInt16.random(in: 0...0xffff, using: &self)
    seg.dontFragment = chance(1, in: 2)
    seg.linkHash = chance(1, in: 2) ? 0 : UInt32.random(in: 0...UInt32.max, using: &self)
    seg.ipLength = UInt32.random(in: 20...70_000, using: &self)
    seg.direction = [.unknown, .sent, .received].randomElement(using: &self) ?? .unknown
    if chance(1, in: 5) {
      seg.kind = .icmpError
      seg.icmp.reporter = address(v6: v6)
      seg.icmp.type = UInt8.random(in: 0...12, using: &self)
      seg.icmp.code = UInt8.random(in: 0...15, using: &self)
      seg.icmp.nextHopMTU = chance(1, in: 2) ? 0 : UInt32.random(in: 1...9000, using: &self)
      return seg
    }
    seg.ack = SequenceNumber(UInt32.random(in: 0...UInt32.max, using: &self))
    seg.flags = TCPFlags(rawValue: UInt16.random(in: 0...0xfff, using: &self))
    seg.wnd = UInt16.random(in: 0...0xffff, using: &self)
    seg.urgentPointer = chance(1, in: 2) ? 0 : UInt16.random(in: 0...0xffff, using: &self)
    seg.checksumField = UInt16.random(in: 0...0xffff, using: &self)
    seg.checksum = [.good, .bad, .partial, .unverifiable].randomElement(using: &self) ?? .good
    if chance(1, in: 2) {
      seg.payload = UInt32.random(in: 1...65_535, using: &self)
      seg.payloadHash = UInt64.random(in: 0...UInt64.max, using: &self)
      seg.firstOctet = UInt8.random(in: 0...255, using: &self)
    }
    for octet in optionOctets() { seg.options.append(octet) }
    let sound = seg.options.scan()
    seg.dataOffset = UInt8.random(in: 0...15, using: &self)
    for anomaly: SegmentAnomalies in [
      .payloadCut, [.headerCut, .payloadCut], .badDataOffset, .fragment, .lengthFromFrame, .networkOptions, .tunnelled, .routed,
      .reordered,
    ] where chance(1, in: 6) { seg.anomalies.insert(anomaly) }
    if !sound, !seg.anomalies.contains(.headerCut) { seg.anomalies.insert(.malformedOptions) }
    return seg
  }
}
