import Analysis
import Capture
import Foundation
import TestSupport
import Testing
import Wire

/// Extracts hold the very segments that a single run takes in, each in the shard of its hosts.
@Suite struct ExtractTests {
  @Test("the extracts of all shards together are the capture", arguments: ExtractedFiles.samples)
  func whole(_ sample: String) throws {
    let path = ExtractedFiles.sample(sample)
    var file = try CaptureFile(path: path)
    var expected: [SegmentRecord] = []
    var end = Instant(nanoseconds: .min)
    while let frame = file.next() {
      end = max(end, frame.time)
      var segment = Segment()
      let outcome = Framing.decode(
        frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &segment)
      guard outcome == .segment else { continue }
      (segment.time, segment.frame, segment.interface) = (frame.time, frame.number, frame.interface)
      if frame.direction != .unknown { segment.direction = frame.direction }
      expected.append(SegmentRecord(segment, clock: end))
    }
    for shards in [1, 2, 7] {
      let files = try ExtractedFiles()
      let summary = try files.extract(path, shards: shards)
      #expect(summary.frames == file.frames && summary.end == end)
      var found: [SegmentRecord] = []
      for shard in 1...shards {
        for record in try files.records(shard) {
          #expect(record.segment.pairBucket % shards == shard - 1)
          found.append(record)
        }
      }
      found.sort { $0.segment.frame < $1.segment.frame }
      #expect(found.map(\.segment) == expected.map(\.segment))
      #expect(found.map(\.clock) == expected.map(\.clock))
    }
  }

  @Test("a file that is cut, changed, of another kind or of a later version is refused, and says why")
  func damage() throws {
    let files = try ExtractedFiles()
    _ = try files.extract(ExtractedFiles.sample("many-connections"), shards: 1)
    let octets = Array(try Data(contentsOf: URL(filePath: files.path(1))))
    func reason(_ octets: [UInt8]) throws -> String? {
      let path = files.folder.appending(path: "other").path
      try Data(octets).write(to: URL(filePath: path))
      do {
        var file = try ExtractFile(path: path)
        var record = SegmentRecord()
        while try file.next(&record) {}
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(try reason(octets) == nil)
    #expect(try reason(Array(octets.dropLast(1))) == "is cut: its end is missing")
    #expect(try reason([]) == "is not an extract of tcpreport")
    #expect(try reason(Array(octets.prefix(6)) + [9] + octets.dropFirst(7)) == "is an extract of format 9; this program reads 1")
    var random = SeededGenerator(seed: 4)
    for _ in 0..<300 {
      var changed = octets
      let place = Int.random(in: 8..<octets.count - 16, using: &random)
      changed[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(try reason(changed)?.isEmpty == false, "octet \(place)")
    }
  }
}

/// The extracts of one capture in a folder of their own.
final class ExtractedFiles {
  let folder = FileManager.default.temporaryDirectory.appending(path: "extract-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ shard: Int, _ name: String = "") -> String { folder.appending(path: "\(name)-\(shard)").path }

  @discardableResult
  func extract(_ capture: String, as name: String = "", shards: Int) throws -> CaptureSummary {
    var octets = [[UInt8]](repeating: [], count: shards)
    let summary = try Extraction.reading(capture, Extraction.Plan(name: name, shards: shards)) { octets[$0] += $1 }
    for shard in 1...shards { try Data(octets[shard - 1]).write(to: URL(filePath: path(shard, name))) }
    return summary
  }

  func records(_ shard: Int) throws -> [SegmentRecord] {
    var file = try ExtractFile(path: path(shard))
    var records: [SegmentRecord] = []
    var record = SegmentRecord()
    while try file.next(&record) { records.append(record) }
    return records
  }

  private static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../samples").standardized
  static func sample(_ name: String) -> String { home.appending(path: name + ".pcap").path }
  static let samples = ["many-connections", "loss-and-reordering", "time-wait-reuse-after", "isn-constant"]
}
