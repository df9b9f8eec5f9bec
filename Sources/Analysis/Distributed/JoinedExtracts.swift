import Capture
import Wire

/// The extracts of one shard, of all files of a capture, read as one: by the clock, frames counted through.
struct JoinedExtracts: ~Copyable {
  let series: FileSeries
  let shard: Int
  let of: Int
  /// The extract of each file, in the series' order.
  private var paths: [String] = []
  private var open: [OpenExtract] = []
  private var borrowed: Int?
  private var nextFile = 0

  /// - Throws: where one cannot be read, or they are not of one shard.
  init(paths: [String]) throws(CaptureError) {
    var heads: [(path: String, head: ExtractHead)] = []
    for path in paths { heads.append((path, try ExtractFile(path: path).head)) }
    guard let first = heads.first?.head else { throw CaptureError(file: "", reason: "there is no extract") }
    for (path, head) in heads where head.shard != first.shard || head.of != first.of {
      throw CaptureError(
        file: path, reason: "is shard \(head.shard) of \(head.of), and \(heads[0].path) shard \(first.shard) of \(first.of)")
    }
    series = try FileSeries(heads.map(\.head.summary))
    (shard, of) = (first.shard, first.of)
    for file in series.files {
      self.paths.append(heads.first { $0.head.summary.name == file.name && $0.head.summary.begin == file.begin }?.path ?? "")
    }
  }

  /// The next segment of the shard.
  ///
  /// - Returns: the capture's clock at its record; `nil` at the end.
  mutating func next(into segment: inout Segment) throws(CaptureError) -> Instant? {
    if let place = borrowed {
      borrowed = nil
      if try !open[place].advance() { open.remove(at: place) }
    }
    while nextFile < paths.count, open.allSatisfy({ series.files[nextFile].begin ?? .latest < $0.record.clock }) {
      let extract = try OpenExtract(paths[nextFile], file: nextFile)
      nextFile += 1
      if try extract.advance() { open.append(extract) }
    }
    let earliest = open.indices.min { (open[$0].record.clock, open[$0].file) < (open[$1].record.clock, open[$1].file) }
    guard let earliest else { return nil }
    borrowed = earliest
    segment = open[earliest].record.segment
    let clock = open[earliest].record.clock
    segment.frame = try series.number(of: segment.frame, in: open[earliest].file, clock: clock)
    return clock
  }
}

/// An extract whose turn it is.
private final class OpenExtract {
  private var extract: ExtractFile
  let file: Int
  private(set) var record = SegmentRecord()

  init(_ path: String, file: Int) throws(CaptureError) {
    extract = try ExtractFile(path: path)
    self.file = file
  }

  /// Reads the next record; false behind the last.
  func advance() throws(CaptureError) -> Bool { try extract.next(&record) }
}
