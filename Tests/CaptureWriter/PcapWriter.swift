import Wire

/// Writes frames as a classic pcap file (draft-ietf-opsawg-pcap).
package struct PcapWriter {
  /// The file so far; a caller that writes it out piece by piece empties it.
  package var octets: [UInt8] = []
  /// Frames are cut to this many octets.
  package let snapLength: Int
  private let nanoseconds: Bool
  private let bigEndian: Bool

  package init(linkType: UInt16, nanoseconds: Bool = false, bigEndian: Bool = false, snapLength: Int = 262_144) {
    self.snapLength = snapLength
    self.nanoseconds = nanoseconds
    self.bigEndian = bigEndian
    append(nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4)
    // Version 2.4: two halves of 16 bits in the file's order.
    octets += bigEndian ? [0, 2, 0, 4] : [2, 0, 4, 0]
    append(0)
    append(0)
    append(UInt32(snapLength))
    append(UInt32(linkType))
  }

  package mutating func append(_ frame: some Collection<UInt8>, at time: Instant) {
    let captured = min(frame.count, snapLength)
    let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    append(UInt32(truncatingIfNeeded: seconds))
    append(UInt32(truncatingIfNeeded: nanoseconds ? rest : rest / 1000))
    append(UInt32(captured))
    append(UInt32(frame.count))
    octets += frame.prefix(captured)
  }

  private mutating func append(_ value: UInt32) {
    for shift: UInt32 in bigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24] {
      octets.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

extension PcapWriter {
  /// A script as a capture, with its own times.
  package static func pcap(of script: Script, link: LinkLayer = .ethernet) -> [UInt8] {
    var writer = PcapWriter(linkType: link.linkType, nanoseconds: true)
    for segment in script.segments where segment.kind == .tcp {
      writer.append(FrameWriter.frame(of: segment, link: link), at: segment.time)
    }
    return writer.octets
  }
}
