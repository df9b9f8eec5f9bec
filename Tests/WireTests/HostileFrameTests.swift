import CaptureWriter
import TestSupport
import Testing
import Wire

/// Noise, and frames that were cut or bitten: they are read or counted, and no octet beyond them is touched.
///
/// The memory behind each frame cannot be read: a step too far is a crash.
@Suite struct HostileFrameTests {
  static let linkTypes: [UInt16] = LinkType.allCases.map(\.rawValue) + [65_535]

  @Test("noise never traps", arguments: linkTypes)
  func noise(linkType: UInt16) {
    let memory = GuardedOctets(room: 4096)
    var random = SeededGenerator(seed: UInt64(linkType))
    for _ in 0..<4_000 {
      let frame = random.octets(Int.random(in: 0...160, using: &random))
      check(memory.decode(frame, originalLength: Int.random(in: 0...70_000, using: &random), linkType: linkType))
    }
  }

  @Test("frames cut anywhere never trap", arguments: linkTypes)
  func cut(linkType: UInt16) {
    let memory = GuardedOctets(room: 4096)
    var random = SeededGenerator(seed: 100 + UInt64(linkType))
    let link: LinkLayer = switch linkType {
      case 1: .ethernet(tags: [3])
      case 0: .null
      case 108: .loop
      case 113: .cooked
      case 276: .cooked2
      case 9, 50: .pointToPoint
      default: .raw
    }
    for _ in 0..<100 {
      var seg = random.segment(frame: 0, time: Instant(nanoseconds: 0))
      seg.payload = min(seg.payload, 12)
      let frame = FrameWriter.frame(of: seg, link: link)
      for length in 0...frame.count {
        check(memory.decode(frame.prefix(length), originalLength: frame.count, linkType: linkType))
        check(memory.decode(frame.prefix(length), linkType: linkType))
      }
    }
  }

  @Test("bitten frames never trap", arguments: linkTypes)
  func bitten(linkType: UInt16) {
    let memory = GuardedOctets(room: 4096)
    var random = SeededGenerator(seed: 200 + UInt64(linkType))
    for _ in 0..<4_000 {
      var seg = random.segment(frame: 0, time: Instant(nanoseconds: 0))
      seg.payload = min(seg.payload, 40)
      var frame = FrameWriter.frame(of: seg, link: linkType == 1 ? .ethernet : .raw)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // The headers are where the harm is.
        frame[Int.random(in: 0..<min(frame.count, 90), using: &random)] = [0, 1, 4, 6, 41, 44, 58, 60, 127, 255]
          .randomElement(using: &random) ?? 0
      }
      check(memory.decode(frame, originalLength: frame.count, linkType: linkType))
    }
  }

  private func check(_ answer: (outcome: FramingOutcome, segment: Segment)) {
    guard answer.outcome == .segment else { return }
    let seg = answer.segment
    // Whatever was read can be printed, read again, and asked for its options.
    var script = Script()
    script.segments = [seg]
    script.segments[0].frame = 1
    script.segments[0].time = SegmentNotation.epoch
    _ = seg.options.list
    if let again = try? SegmentNotation.parse(script.text).segments.first {
      let same = again == script.segments[0]
      #expect(same, "\(script.text)\n\(again)\n\(script.segments[0])")
    } else {
      Issue.record("not read again: \(script.text)")
    }
  }
}
