import Analysis
import Capture
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// A capture that was rotated is told as if it had not been.
@Suite struct JoinTests {
  private struct Record {
    var time: Instant
    var octets: [UInt8]
  }

  @Test("cut anywhere, in any order of the files, the report is that of the whole", arguments: samples)
  func cut(_ sample: String) throws {
    for parts in [2, 6, 13] {
      try held(sample, in: parts) { record, records in
        var chance = SeededGenerator(seed: UInt64(parts))
        let borders = (1..<parts).map { _ in Int.random(in: 0...records, using: &chance) }
        return borders.count { $0 <= record }
      }
    }
  }

  @Test("files that overlap are merged by time", arguments: samples)
  func overlap(_ sample: String) throws {
    try held(sample, in: 3) { record, _ in record % 3 }
  }

  @Test("a file that breaks off and one that is none take nothing from the others")
  func damage() throws {
    let records = try Self.records(Self.home.appending(path: "many-connections.pcap").path)
    let folder = try Folder()
    let half = records.count / 2
    let second = try folder.write(Array(records[half...]), "b.pcap", dropping: 3)
    let files = [try folder.write(Array(records[..<half]), "a.pcap"), second, try folder.write(text: "no capture", "c.pcap")]
    let (report, unreadable) = try CaptureReport.reading(joined: files)
    #expect(report.ledger.read == records.count - 1)
    #expect(report.damage?.hasPrefix("b.pcap: ") == true)
    #expect(unreadable.map(\.file) == [files[2]])
    #expect(report.files.map(\.title) == ["a.pcap", "b.pcap"])
    #expect(report.files.map(\.firstFrame) == [1, half + 1])
    #expect(report.files.map(\.lastFrame) == [half, records.count - 1])
  }

  private func held(_ sample: String, in parts: Int, _ part: (Int, Int) -> Int) throws {
    let records = try Self.records(sample)
    let folder = try Folder()
    var whole = try CaptureReport.reading(try folder.write(records, "whole.pcap"))
    var pieces = [[Record]](repeating: [], count: parts)
    for (place, record) in records.enumerated() { pieces[part(place, records.count)].append(record) }
    // Names that sort the other way round than time.
    let files = try pieces.enumerated().map { try folder.write($1, "part-\(99 - $0).pcap") }.sorted()
    var (joined, unreadable) = try CaptureReport.reading(joined: files)
    #expect(unreadable.isEmpty)
    #expect(joined.files.map(\.frames).reduce(0, +) == records.count)
    (joined.files, joined.title, whole.title) = ([], "", "")
    let (ours, theirs) = ("\(joined)", "\(whole)")
    #expect(ours == theirs)
  }

  /// A folder that goes with the test.
  private final class Folder {
    private let place = FileManager.default.temporaryDirectory.appending(path: "join-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: place) }

    func write(_ records: [Record], _ name: String, dropping octets: Int = 0) throws -> String {
      var writer = PcapWriter(linkType: 1, nanoseconds: true)
      for record in records { writer.append(record.octets, at: record.time) }
      let file = place.appending(path: name)
      try Data(writer.octets.dropLast(octets)).write(to: file)
      return file.path
    }

    func write(text: String, _ name: String) throws -> String {
      let file = place.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
  }

  private static func records(_ path: String) throws -> [Record] {
    var file = try CaptureFile(path: path)
    var records: [Record] = []
    while let frame = file.next() {
      records.append(Record(time: frame.time, octets: (0..<frame.octets.count).map { frame.octets.octet($0) }))
    }
    // One moment for each, so that time alone tells their order.
    for place in records.indices.dropFirst() where !(records[place - 1].time < records[place].time) {
      records[place].time = records[place - 1].time + .nanoseconds(1)
    }
    return records
  }

  private static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized
  private static let samples = ["many-connections", "loss-and-reordering", "time-wait-reuse-after", "isn-constant"]
    .map { home.appending(path: $0 + ".pcap").path }
}
