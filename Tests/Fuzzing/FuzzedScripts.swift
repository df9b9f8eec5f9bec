import Analysis
import TCPReportKit
import TestSupport
import Wire

/// Scripts and conversations of octets that nobody vouches for.
enum FuzzedScripts {
  /// What can be read can be written, and reads as the same again.
  static func read(_ octets: [UInt8]) -> String? {
    guard let script = try? SegmentNotation.parse(String(decoding: octets, as: UTF8.self)), !script.segments.isEmpty
    else { return nil }
    var plain = Script()
    plain.segments = script.segments
    do throws(NotationError) {
      let again = try SegmentNotation.parse(plain.text)
      return again.segments == plain.segments ? nil : "written and read, it is another script:\n\(plain.text)"
    } catch {
      return "what was written cannot be read: \(error)\n\(plain.text)"
    }
  }

  static func tell(_ octets: [UInt8]) -> String? {
    guard let script = try? SegmentNotation.parse(String(decoding: octets, as: UTF8.self)) else { return nil }
    return tell(script)
  }

  private static func tell(_ script: Script) -> String? {
    var options = AnalysisOptions()
    options.drawing = .all
    options.allVerdicts = true
    if script.segments.count & 1 != 0 { options.language = .zh }
    var whole = Report()
    whole.language = options.language.rawValue
    whole.captures = [report(of: script, options: options)]
    return Sinks.complaint(about: whole)
  }

  /// Seven octets a segment: who and which flags, window, options, data, steps of sequence numbers and time. Numbers move near what
  /// was sent and acknowledged before, so that most segments are nearly sound.
  static func converse(_ octets: [UInt8]) -> String? {
    var script = Script()
    var time = SegmentNotation.epoch
    var next: [UInt32] = [1_000, 4_294_967_000]
    var place = 0
    while place + 7 <= octets.count, script.segments.count < 400 {
      let (who, flags, size, window, moved, step, extra) = (
        octets[place], octets[place + 1], octets[place + 2], octets[place + 3], octets[place + 4], octets[place + 5],
        octets[place + 6]
      )
      place += 7
      let side = Int(who & 1)
      time = time + FuzzedScripts.step(step)
      var seg = Segment()
      seg.time = time
      seg.frame = UInt32(script.segments.count + 1)
      let ports: [UInt16] = [40_000 + UInt16(who >> 6), 80]
      let addresses = [Address(v4: 0x0a00_0001), Address(v4: 0x0a00_0002)]
      (seg.source, seg.destination) = (addresses[side], addresses[1 - side])
      (seg.sourcePort, seg.destinationPort) = (ports[side], ports[1 - side])
      seg.ttl = who & 2 != 0 ? 64 : 57
      seg.checksum = who & 0x3c == 0x3c ? .bad : .good
      seg.flags = TCPFlags(rawValue: UInt16(flags))
      seg.payload = size < 128 ? UInt32(size & 15) : UInt32(size) << 7
      seg.seq = SequenceNumber(next[side] &+ FuzzedScripts.distance(moved & 15))
      seg.ack = SequenceNumber(next[1 - side] &+ FuzzedScripts.distance(moved >> 4))
      seg.wnd = UInt16(window) << 8
      seg.options = FuzzedScripts.options(extra, clock: UInt32(truncatingIfNeeded: script.segments.count))
      seg.payloadHash = seg.derivedPayloadHash
      seg.deriveLengths()
      if moved & 15 == 0 { next[side] &+= seg.payload &+ (seg.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1) }
      script.segments.append(seg)
    }
    return script.segments.isEmpty ? nil : tell(script)
  }

  private static func distance(_ code: UInt8) -> UInt32 {
    let distances: [Int32] = [0, 1, -1, 2, -2, 100, -100, 1460, -1460, 65_535, -65_535, 1 << 20, -(1 << 20), 1 << 30, .max, .min]
    return UInt32(bitPattern: distances[Int(code & 15)])
  }

  private static func step(_ code: UInt8) -> Duration {
    let steps: [Duration] = [
      .zero, .microseconds(100), .milliseconds(10), .milliseconds(200), .seconds(1), .seconds(30), .seconds(75),
      .seconds(120), .seconds(240), .seconds(4_000), .milliseconds(-3), .seconds(-20), .seconds(90_000), .milliseconds(40),
      .milliseconds(1), .microseconds(-50),
    ]
    return steps[Int(code & 15)]
  }

  private static func options(_ code: UInt8, clock: UInt32) -> TCPOptions {
    switch code & 7 {
    case 1: TCPOptions([.maximumSegmentSize(1460), .sackPermitted, .windowScale(code >> 3)])
    case 2, 3:
      TCPOptions([.noOperation, .noOperation, .timestamps(value: TimestampValue(clock &* 10), echo: TimestampValue(clock &* UInt32(code >> 3)))])
    case 4: TCPOptions([.sack([SACKBlock(left: SequenceNumber(clock), right: SequenceNumber(clock &+ UInt32(code)))])])
    case 5: TCPOptions([.malformed([code, code >> 3, 0])])
    case 6: TCPOptions([.other(kind: code, octets: [1, 2])])
    default: TCPOptions()
    }
  }
}
