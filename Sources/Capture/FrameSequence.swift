import Wire

/// Frames one after the other: of a file, or of a capture that was rotated over several.
package protocol FrameSequence: ~Copyable {
  /// The next frame, borrowed until the next call; `nil` at the end.
  mutating func next() -> Frame?
  /// Frames handed out.
  var frames: Int { get }
  /// What the files describe so far.
  var interfaces: [CaptureInterface] { get }
  /// Octets read so far of the (decompressed) files.
  var offset: Int { get }
}

extension CaptureFile: FrameSequence {}

/// Files of one capture that was rotated, read as if they were one.
///
/// They follow each other by their first packets, equal times by name; frames are counted through. Where two overlap in
/// time, their frames are merged by it. Only files whose turn it is are open.
package struct JoinedCapture: ~Copyable, FrameSequence {
  /// One of the files, in their order.
  package struct Part: Sendable {
    /// As given, as ``PathText/text``.
    package var path: String
    /// Its frames, and the first and the last of them as they are counted through; 0 without any.
    package var frames = 0
    package var firstFrame = 0
    package var lastFrame = 0
    package var ending = CaptureEnding.clean
    /// How many frames the whole capture had when the file ended.
    package var endedAfter = 0
    package var drops: UInt64?

    package init(path: String) { self.path = path }
  }

  package private(set) var parts: [Part] = []
  /// Files that could not be read at all; the others are the capture.
  package private(set) var unreadable: [CaptureError] = []
  /// Of all files, in their order.
  package private(set) var interfaces: [CaptureInterface] = []
  /// Frames handed out.
  package private(set) var frames = 0
  package var offset: Int { open.reduce(closedOffset) { $0 + $1.offset } }

  /// When the frames of each part begin.
  private let beginnings: [Instant]
  private var open: [OpenPart] = []
  /// Whose frame was handed out last.
  private var borrowed: Int?
  private var nextPart = 0
  private var closedOffset = 0

  /// - Throws: for the first file, if none can be read.
  package init(paths: [String]) throws(CaptureError) {
    var found: [(path: String, begin: Instant)] = []
    for path in paths {
      do throws(CaptureError) {
        var file = try CaptureFile(path: path)
        found.append((path, file.next()?.time ?? Instant(nanoseconds: .max)))
      } catch {
        unreadable.append(error)
      }
    }
    if found.isEmpty, let first = unreadable.first { throw first }
    found.sort { $0.begin == $1.begin ? PathText($0.path).octets.lexicographicallyPrecedes(PathText($1.path).octets) : $0.begin < $1.begin }
    beginnings = found.map(\.begin)
    parts = found.map { Part(path: $0.path) }
  }

  package mutating func next() -> Frame? {
    if let place = borrowed {
      borrowed = nil
      open[place].advance()
      if open[place].head == nil { close(place) }
    }
    while nextPart < parts.count, open.allSatisfy({ beginnings[nextPart] < $0.time }) { openNext() }
    let earliest = open.indices.min { (open[$0].time, open[$0].part) < (open[$1].time, open[$1].part) }
    guard let earliest, var frame = open[earliest].head else { return nil }
    borrowed = earliest
    let part = open[earliest].part
    frames += 1
    parts[part].frames += 1
    if parts[part].firstFrame == 0 { parts[part].firstFrame = frames }
    parts[part].lastFrame = frames
    frame.number = UInt32(truncatingIfNeeded: frames)
    frame.interface &+= open[earliest].lane &* 256
    return frame
  }

  private mutating func openNext() {
    let part = nextPart
    nextPart += 1
    // Files that overlap come from different interfaces, whatever they number them.
    let lane = (0 as UInt16..<UInt16.max).first { lane in !open.contains { $0.lane == lane } } ?? 0
    do throws(CaptureError) {
      open.append(OpenPart(try CaptureFile(path: parts[part].path), part: part, lane: lane))
      if open[open.count - 1].head == nil { close(open.count - 1) }
    } catch {
      unreadable.append(error)
    }
  }

  private mutating func close(_ place: Int) {
    let done = open.remove(at: place)
    closedOffset += done.offset
    parts[done.part].ending = done.ending
    parts[done.part].endedAfter = frames
    parts[done.part].drops = done.drops
    interfaces += done.interfaces
    done.shut()
  }
}

/// A file whose turn it is.
private final class OpenPart {
  private var file: CaptureFile?
  let part: Int
  /// Which of the interfaces' ranges its frames use.
  let lane: UInt16
  private(set) var head: Frame?

  init(_ file: consuming CaptureFile, part: Int, lane: UInt16) {
    self.file = .some(file)
    self.part = part
    self.lane = lane
    advance()
  }

  var time: Instant { head?.time ?? Instant(nanoseconds: .max) }
  func advance() { head = file?.next() }
  var offset: Int { file?.offset ?? 0 }
  var ending: CaptureEnding { file?.ending ?? .clean }
  var interfaces: [CaptureInterface] { file?.interfaces ?? [] }
  var drops: UInt64? { file?.drops }
  /// Gives descriptor and buffer back: the optimiser of Swift 6.3 keeps the object itself alive for ever, so that its
  /// end cannot be waited for (found by `make fuzz`).
  func shut() { file = nil }
}

extension CaptureFile {
  /// Packets that the capturing system says it dropped, where the file says so.
  ///
  /// Interfaces count drops once more in total where packets carry counts of their own: the larger number stands.
  package var drops: UInt64? {
    let ofInterfaces = interfaces.compactMap(\.drops).reduce(nil as UInt64?) { ($0 ?? 0) &+ $1 }
    return [ofInterfaces, packetDrops].compactMap { $0 }.max()
  }
}
