import TestSupport
import Wire

/// Frames, options and fragments of octets that nobody vouches for.
enum FuzzedFrames {
  static func decode(_ octets: [UInt8]) -> String? {
    guard octets.count >= 4 else { return nil }
    let linkType = UInt16(octets[0]) | UInt16(octets[1]) << 8
    let originalLength = Int(octets[2]) | Int(octets[3]) << 8
    let frame = Array(octets[4...])
    var segment = Segment()
    let outcome = Bytes.reading(frame) {
      Framing.decode($0, originalLength: max(originalLength, frame.count), linkType: linkType, into: &segment)
    }
    return outcome == .segment ? complaint(about: segment) : nil
  }

  static func options(_ octets: [UInt8]) -> String? {
    var options = TCPOptions()
    for octet in octets.prefix(60) { options.append(octet) }
    let isSound = options.scan()
    if isSound != options.isSound { return "two opinions on whether the options are sound" }
    let again = TCPOptions(options.list)
    // What End of Option List hides is not the list's.
    guard (0..<40).allSatisfy({ again[$0] == options[$0] }) else { return "options do not come back: \(options.list)" }
    _ = (options.layout, options.sackBlocks)
    return nil
  }

  static func reassemble(_ octets: [UInt8]) -> String? {
    var reassembly = Reassembly()
    var place = 0
    var time = Instant(nanoseconds: 0)
    while place + 3 < octets.count {
      let length = Int(octets[place]) + Int(octets[place + 1] & 7) << 8
      time = time + .milliseconds(Int64(octets[place + 2]) * 400)
      let frame = Array(octets[(place + 3)...].prefix(length))
      place += 3 + length
      var segment = Segment()
      let told = Bytes.reading(frame) { bytes -> [Segment] in
        let outcome = Framing.decode(bytes, originalLength: length, linkType: 101, into: &segment)
        segment.time = time
        switch outcome {
        case .fragment(let fragment): return reassembly.take(fragment, of: bytes, &segment) == .segment ? [segment] : []
        case .segment: return reassembly.alone(before: segment) + [segment]
        case .skipped, .several: return []
        }
      }
      for segment in told { if let complaint = complaint(about: segment) { return complaint } }
    }
    return reassembly.alone(before: nil).lazy.compactMap(complaint).first
  }

  /// Whatever was read can be printed, and reads as the same again.
  static func complaint(about segment: Segment) -> String? {
    var script = Script()
    script.segments = [segment]
    script.segments[0].frame = 1
    script.segments[0].time = SegmentNotation.epoch
    guard let again = try? SegmentNotation.parse(script.text).segments.first else { return "not read again: \(script.text)" }
    return again == script.segments[0] ? nil : "\(script.text)\n\(again)\n\(script.segments[0])"
  }
}
