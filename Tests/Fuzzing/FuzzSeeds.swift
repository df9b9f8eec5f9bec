import Capture
import CaptureWriter
import Wire

/// Samples in the shape of each target.
enum FuzzSeeds {
  /// Each of the first frames behind its link type and length.
  static func frames(of capture: [UInt8]) -> [[UInt8]] {
    each(capture, atMost: 12) { frame, octets in
      let (type, length) = (frame.linkType, octets.count)
      return [UInt8(type & 255), UInt8(type >> 8), UInt8(length & 255), UInt8(length >> 8 & 255)] + octets
    }
  }

  static func options(of capture: [UInt8]) -> [[UInt8]] {
    segments(of: capture).prefix(8).map { segment in (0..<Int(segment.options.count)).map { segment.options[$0] } }
  }

  /// The first datagrams, each cut into two fragments.
  static func fragments(of capture: [UInt8]) -> [UInt8] {
    var octets: [UInt8] = []
    for segment in segments(of: capture).prefix(10) {
      let whole = FrameWriter.frame(of: segment, link: .raw)
      guard whole.count > 28, whole[0] == 0x45 else { continue }
      for isFirst in [true, false] {
        var datagram = Array(whole[..<20])
        datagram += isFirst ? whole[20..<28] : whole[28...]
        let length = [UInt8(datagram.count >> 8 & 7), UInt8(datagram.count & 255)]
        datagram[2...3] = length[...]
        datagram[6...7] = isFirst ? [0x20, 0] : [0, 1]
        octets += [length[1], length[0], 1]
        octets += datagram
      }
    }
    return octets
  }

  static func script(of capture: [UInt8]) -> [UInt8]? {
    var script = Script()
    script.segments = Array(segments(of: capture).prefix(30))
    return script.segments.isEmpty ? nil : Array(script.text.utf8)
  }

  /// Flags and lengths of the capture, in the shape of ``FuzzTarget/conversation``.
  static func conversation(of capture: [UInt8]) -> [UInt8] {
    let segments = segments(of: capture).prefix(60)
    return segments.flatMap { segment -> [UInt8] in
      let side: UInt8 = segment.sourcePort >= segment.destinationPort ? 0 : 1
      let (flags, window) = (UInt8(truncatingIfNeeded: segment.flags.rawValue), UInt8(segment.wnd >> 8))
      return [side, flags, UInt8(clamping: segment.payload), window, 0, 2, segment.options.present.contains(.mss) ? 57 : 0]
    }
  }

  /// The same frames in other containers: pcapng with several sections and interfaces, nanoseconds, big-endian.
  static func containers(of captures: [[UInt8]]) -> [[UInt8]] {
    var pcapng = PcapngWriter()
    for (place, capture) in captures.prefix(4).enumerated() {
      pcapng.section(bigEndian: place & 1 != 0)
      let frames = each(capture, atMost: 4) { ($0.linkType, $1) }
      for (number, (linkType, octets)) in frames.enumerated() {
        pcapng.interface(linkType: linkType, options: [PcapngWriter.Option(9, [[6, 9, 3, 0x8a][place]])])
        pcapng.enhancedPacket(octets, interface: UInt32(number), ticks: UInt64(number))
        pcapng.simplePacket(octets)
        pcapng.obsoletePacket(octets, interface: UInt16(number))
        pcapng.statistics(interface: UInt32(number), options: [PcapngWriter.Option(5, pcapng.double(3))])
      }
    }
    var record = PcapWriter(linkType: 1, nanoseconds: true, bigEndian: true)
    for octets in captures.prefix(1).flatMap({ each($0, atMost: 4) { $1 } }) { record.append(octets, at: SegmentNotation.epoch) }
    return [pcapng.octets, record.octets]
  }

  private static func each<Result>(_ capture: [UInt8], atMost count: Int, _ body: (Frame, [UInt8]) -> Result) -> [Result] {
    let memory = MemoryFile(capture)
    guard var file = try? CaptureFile(path: memory.path) else { return [] }
    var results: [Result] = []
    while results.count < count, let frame = file.next() {
      results.append(body(frame, (0..<frame.octets.count).map { frame.octets.octet($0) }))
    }
    return results
  }

  private static func segments(of capture: [UInt8]) -> [Segment] {
    each(capture, atMost: 100) { frame, octets -> Segment? in
      var segment = Segment()
      let outcome = Framing.decode(frame.octets, originalLength: octets.count, linkType: frame.linkType, into: &segment)
      (segment.time, segment.frame) = (frame.time, frame.number)
      return outcome == .segment ? segment : nil
    }.compactMap { $0 }
  }
}
