import Capture
import Tap
import Wire

/// What one capture file is beside the segments in it: the same in the extract of every shard, so that each knows how
/// many frames came before its own, and how long the capture went on.
package struct CaptureSummary: Sendable {
  /// The file's name without its folder, or what `--name` says.
  package var name = ""
  /// The filter that its frames had to pass.
  package var filter: String?
  package var frames = 0
  var counts = FrameCounts()
  /// Link types that it announces, whether frames came with them or not.
  var announced: [UInt16] = []
  /// The first frame's time; `nil` without frames.
  package var begin: Instant?
  /// The latest time of any frame.
  package var end = Instant(nanoseconds: .min)
  var drops: UInt64?
  var ending = CaptureEnding.clean
  var times = RecordTimes()
  var margins = ClockMargins()

  /// Takes a frame in.
  @inline(__always)
  mutating func note(interface: UInt16, time: Instant, frame: UInt32) {
    frames += 1
    if begin == nil { begin = time }
    if end < time { end = time }
    times.take(interface: interface, time, frame: frame)
    margins.append(end)
  }
}

/// The capture's clock at the first and at the last frames of a file: so many of them may overlap with another file's.
struct ClockMargins: Sendable {
  static let length = 4096
  private(set) var head: [Instant] = []
  private var newest: [Instant] = []
  /// At the last frames, oldest first.
  var tail: ArraySlice<Instant> { newest.suffix(ClockMargins.length) }

  @inline(__always)
  mutating func append(_ clock: Instant) {
    if head.count < ClockMargins.length { head.append(clock) }
    newest.append(clock)
    if newest.count == 2 * ClockMargins.length { newest.removeFirst(ClockMargins.length) }
  }
}

extension ClockMargins: Archived {
  static var blank: ClockMargins { ClockMargins() }
  /// As steps: most of them are small, and packed well.
  mutating func code(_ archive: inout Archive) {
    func steps(_ values: inout [Instant], _ archive: inout Archive) {
      var before = Instant.blank
      archive.code(&values, blank: Instant.blank) { archive, value in
        var step = value.nanoseconds &- before.nanoseconds
        archive.code(&step)
        value = Instant(nanoseconds: before.nanoseconds &+ step)
        before = value
      }
    }
    var last = Array(tail)
    steps(&head, &archive)
    steps(&last, &archive)
    newest = last
  }
}

extension CaptureSummary: Archived {
  package static var blank: CaptureSummary { CaptureSummary() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&name)
    archive.code(&filter, blank: "") { $0.code(&$1) }
    archive.code(&frames)
    archive.code(&counts)
    archive.code(&announced)
    archive.code(&begin)
    archive.code(&end)
    archive.code(&drops)
    archive.code(&ending)
    archive.code(&times)
    archive.code(&margins)
    let marginal = min(frames, ClockMargins.length)
    guard 0...(1 << 40) ~= frames, counts.fits(frames), (begin == nil) == (frames == 0),
      margins.head.count == marginal, margins.tail.count == marginal
    else { return archive.refuse() }
  }
}

extension CaptureEnding: Archived {
  package static var blank: CaptureEnding { .clean }
  package mutating func code(_ archive: inout Archive) {
    var (kind, frame, number) = (0 as UInt8, 0, 0)
    var reason = CaptureDamage.compression
    switch self {
    case .clean: break
    case .cut(let at, let octets): (kind, frame, number) = (1, at, octets)
    case .damaged(let at, let offset, let why): (kind, frame, number, reason) = (2, at, offset, why)
    }
    archive.code(&kind)
    archive.code(&frame)
    archive.code(&number)
    if kind == 2 { archive.code(&reason) }
    switch kind {
    case 0: self = .clean
    case 1: self = .cut(frame: frame, octets: number)
    case 2: self = .damaged(frame: frame, offset: number, reason: reason)
    default: archive.refuse()
    }
  }
}

extension CaptureDamage: Archived {
  package static var blank: CaptureDamage { .compression }
  package mutating func code(_ archive: inout Archive) {
    var (kind, number, other) = parts
    archive.code(&kind)
    archive.code(&number)
    archive.code(&other)
    if let read = CaptureDamage(kind, number, other) { self = read } else { archive.refuse() }
  }

  private var parts: (kind: UInt8, number: Int, other: Int) {
    switch self {
    case .recordLength(let octets): (0, octets, 0)
    case .blockLength(let octets): (1, octets, 0)
    case .lengthNotRepeated: (2, 0, 0)
    case .noByteOrder: (3, 0, 0)
    case .sectionVersion(let version): (4, version, 0)
    case .packetBeyondBlock(let octets, let block): (5, octets, block)
    case .packetBeforeInterface: (6, 0, 0)
    case .undescribedInterface(let number): (7, number, 0)
    case .compression: (8, 0, 0)
    case .compressionCut: (9, 0, 0)
    case .input(let number): (10, Int(number), 0)
    }
  }

  private init?(_ kind: UInt8, _ number: Int, _ other: Int) {
    switch kind {
    case 0: self = .recordLength(number)
    case 1: self = .blockLength(number)
    case 2: self = .lengthNotRepeated
    case 3: self = .noByteOrder
    case 4: self = .sectionVersion(number)
    case 5: self = .packetBeyondBlock(octets: number, block: other)
    case 6: self = .packetBeforeInterface
    case 7: self = .undescribedInterface(number)
    case 8: self = .compression
    case 9: self = .compressionCut
    case 10: self = .input(errno: Int32(truncatingIfNeeded: number))
    default: return nil
    }
  }
}

extension CaptureSummary {
  /// How many of its frames became records, in one phrase.
  package var described: String {
    let records = counts.tcp + counts.icmpErrors
    return "\(frames) frame\(frames == 1 ? "" : "s"), \(records) record\(records == 1 ? "" : "s")"
  }
}
