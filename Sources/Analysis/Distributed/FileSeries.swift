import Capture
import Tap
import Wire

/// The files of one capture by their summaries, as if their frames had been read one after the other by time: what
/// ``JoinedCapture`` does with the files themselves.
///
/// A file's frames are ordered by its clock (the latest time so far), and so are the frames of files that overlap; a
/// frame's number is how many come before it.
struct FileSeries: Sendable {
  /// In the order of their first frames, equal times by name.
  let files: [CaptureSummary]
  /// Frames of all files that end before each one begins.
  private let offsets: [Int]
  /// Files that overlap with each.
  private let neighbours: [[Int]]

  /// - Throws: where a file is there twice.
  init(_ summaries: [CaptureSummary]) throws(CaptureError) {
    let sorted = summaries.sorted { a, b in
      let (one, other) = (a.begin ?? .latest, b.begin ?? .latest)
      return one == other ? Array(a.name.utf8).lexicographicallyPrecedes(Array(b.name.utf8)) : one < other
    }
    for (one, other) in zip(sorted, sorted.dropFirst()) where one.name == other.name && one.begin == other.begin {
      throw CaptureError(file: one.name, reason: "is there twice; captures of one name are told apart by --name")
    }
    files = sorted
    var (offsets, neighbours) = ([Int](), [[Int]]())
    for (place, file) in sorted.enumerated() {
      var (before, around) = (0, [Int]())
      for (other, known) in sorted.enumerated() where other != place && known.frames > 0 {
        if FileSeries.ends(known, other, before: file, place) {
          before += known.frames
        } else if !FileSeries.ends(file, place, before: known, other) {
          around.append(other)
        }
      }
      offsets.append(before)
      neighbours.append(around)
    }
    (self.offsets, self.neighbours) = (offsets, neighbours)
  }

  private static func ends(_ one: CaptureSummary, _ place: Int, before other: CaptureSummary, _ later: Int) -> Bool {
    guard let begin = other.begin else { return place < later || one.frames > 0 }
    return one.end < begin || one.end == begin && place < later
  }

  var frames: Int { files.reduce(0) { $0 + $1.frames } }
  var begin: Instant? { files.first?.begin }
  var end: Instant { files.map(\.end).max() ?? Instant(nanoseconds: .min) }

  /// A frame's number in the whole capture.
  ///
  /// - Parameter clock: the file's clock at it, where it is known.
  /// - Throws: where the file overlaps with another by more frames than their summaries tell of.
  func number(of frame: UInt32, in place: Int, clock: Instant? = nil) throws(CaptureError) -> UInt32 {
    var number = offsets[place] + Int(frame)
    if !neighbours[place].isEmpty {
      let moment = clock.map { $0...$0 } ?? files[place].clock(at: Int(frame))
      for other in neighbours[place] {
        let first = files[other].frames(before: moment.lowerBound, orAtIt: other < place)
        let last = files[other].frames(before: moment.upperBound, orAtIt: other < place)
        guard let first, first == last else {
          throw CaptureError(
            file: files[place].name,
            reason: "overlaps in time with \(files[other].name) by more than \(ClockMargins.length) frames; join them with mergecap")
        }
        number += first
      }
    }
    return UInt32(truncatingIfNeeded: number)
  }

  /// What is added to each file's interfaces, so that those that overlap have different ones: as in ``JoinedCapture``.
  private var shifts: [Int] {
    var lanes: [Int] = []
    for (place, file) in files.enumerated() {
      let taken = lanes.indices.filter { files[$0].end > file.begin ?? .latest && files[$0].frames > 0 && $0 < place }.map { lanes[$0] }
      lanes.append((0...).first { !taken.contains($0) } ?? 0)
    }
    return lanes.map { $0 * 256 }
  }

  /// When the records of the whole capture came.
  func times() throws(CaptureError) -> RecordTimes {
    var times = RecordTimes()
    for (place, shift) in shifts.enumerated() {
      var trouble: CaptureError?
      times.append(files[place].times, shift: shift) { frame in
        do throws(CaptureError) {
          return try number(of: frame, in: place)
        } catch {
          trouble = error
          return 0
        }
      }
      if let trouble { throw trouble }
    }
    return times
  }

  /// The files as the reader of the files themselves tells of them.
  func parts() throws(CaptureError) -> [JoinedCapture.Part] {
    var parts: [JoinedCapture.Part] = []
    for (place, file) in files.enumerated() {
      var part = JoinedCapture.Part(path: file.name)
      part.frames = file.frames
      if file.frames > 0 {
        part.firstFrame = Int(try number(of: 1, in: place))
        part.lastFrame = Int(try number(of: UInt32(truncatingIfNeeded: file.frames), in: place))
      }
      part.ending = file.ending
      part.endedAfter = file.frames > 0 ? part.lastFrame : frames
      part.drops = file.drops
      parts.append(part)
    }
    return parts
  }

  /// What became of all frames.
  var counts: FrameCounts {
    var counts = FrameCounts()
    for file in files { counts.add(file.counts) }
    return counts
  }
}

extension CaptureSummary {
  /// The file's clock at a frame, as far as it is known.
  fileprivate func clock(at frame: Int) -> ClosedRange<Instant> {
    let (head, tail) = (margins.head, Array(margins.tail))
    if 1...max(1, head.count) ~= frame { return head[frame - 1]...head[frame - 1] }
    let place = frame - 1 - (frames - tail.count)
    if tail.indices ~= place { return tail[place]...tail[place] }
    return (head.last ?? end)...(tail.first ?? end)
  }

  /// Frames whose clock is earlier than a moment, or is it; `nil` where the summary does not tell.
  fileprivate func frames(before moment: Instant, orAtIt: Bool) -> Int? {
    func isBefore(_ clock: Instant) -> Bool { orAtIt ? clock <= moment : clock < moment }
    let head = margins.head.count(whileTrue: isBefore)
    if head < margins.head.count { return head }
    let tail = margins.tail
    let late = tail.count(whileTrue: isBefore)
    if late > 0 || frames == tail.count { return frames - tail.count + late }
    return frames - tail.count <= head ? frames - tail.count : nil
  }
}

extension RandomAccessCollection where Index == Int {
  /// How many of the first elements have a property that none behind them has.
  fileprivate func count(whileTrue holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low - startIndex
  }
}
