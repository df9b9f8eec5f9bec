import Analysis
import Capture
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// A distributed run tells what a single run tells, however it was cut.
@Suite struct MergeTests {
  @Test("any number of shards: the report of the whole file", arguments: DistributedRun.captures)
  func shards(_ capture: String) throws {
    let whole = "\(try CaptureReport.reading(capture))"
    for shards in [1, 2, 7] {
      let run = try DistributedRun()
      try run.extract(capture, as: URL(filePath: capture).lastPathComponent, shards: shards)
      let merged = "\(try run.report(shards: shards))"
      #expect(merged == whole, "\(shards)")
    }
  }

  @Test("any cut into files and any order of them: the report of the files joined", arguments: DistributedRun.captures)
  func cuts(_ capture: String) throws {
    var chance = SeededGenerator(seed: UInt64(capture.utf8.count))
    let records = try DistributedRun.records(capture)
    // A datagram whose fragments lie in two files is put together by a single run alone (EXTRACT.md).
    if records.contains(where: \.isFragment) { return }
    for (parts, shards) in [(2, 2), (5, 7), (9, 1)] {
      let run = try DistributedRun()
      let borders = (1..<parts).map { _ in Int.random(in: 0...records.count, using: &chance) }.sorted() + [records.count]
      var (files, from) = ([String](), 0)
      for (place, border) in borders.enumerated() {
        files.append(try run.write(records[from..<border], "part-\(99 - place).pcap"))
        from = border
      }
      for file in files.shuffled(using: &chance) { try run.extract(file, as: URL(filePath: file).lastPathComponent, shards: shards) }
      let joined = "\(try CaptureReport.reading(joined: files).report)"
      let merged = "\(try run.report(shards: shards, shuffledBy: &chance))"
      #expect(merged == joined, "\(parts) files, \(shards) shards")
    }
  }

  @Test("files that overlap and a clock that steps back", arguments: DistributedRun.samples)
  func overlap(_ capture: String) throws {
    var chance = SeededGenerator(seed: 5)
    var records = try DistributedRun.records(capture)
    for place in records.indices where chance.chance(1, in: 9) { records[place].time = records[place].time + .milliseconds(-300) }
    let run = try DistributedRun()
    var files: [String] = []
    for part in 0..<3 {
      let own = records.enumerated().filter { $0.offset % 3 == part }.map(\.element)
      files.append(try run.write(own[...], "\(part).pcap"))
      try run.extract(files[part], as: "\(part).pcap", shards: 2)
    }
    let joined = "\(try CaptureReport.reading(joined: files).report)"
    #expect(try "\(run.report(shards: 2))" == joined)
  }

  @Test("a shard that is missing or there twice, a changed octet, another setting, another program: each is said")
  func refusals() throws {
    let run = try DistributedRun()
    try run.extract(DistributedRun.samples[0], as: "a.pcap", shards: 3)
    let partials = try (1...3).map { try run.partial($0) }
    func reason(_ paths: [String], _ options: AnalysisOptions = AnalysisOptions(), program: String = "test") -> String {
      do throws(CaptureError) {
        _ = try Shards.merge(paths, options: options, program: program)
        return "none"
      } catch {
        return error.reason
      }
    }
    #expect(reason(partials.reversed()) == "none")
    #expect(reason([partials[0], partials[2]]).contains("missing: 2"))
    #expect(reason(partials + [partials[1]]).contains("is shard 2 of 3, and so is"))
    #expect(reason(partials, program: "other").contains("analyse the extracts again"))
    var other = AnalysisOptions()
    other.drawing = .all
    #expect(reason(partials, other).contains("draw=all"))
    let second = try DistributedRun()
    try second.extract(DistributedRun.samples[1], as: "b.pcap", shards: 3)
    #expect(reason([partials[0], partials[1], try second.partial(3)]).contains("other files"))
    var random = SeededGenerator(seed: 6)
    let octets = Array(try Data(contentsOf: URL(filePath: partials[1])))
    for _ in 0..<100 {
      var changed = octets
      changed[Int.random(in: 8..<octets.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      try Data(changed).write(to: URL(filePath: partials[1]))
      #expect(reason(partials) != "none")
    }
    // The same file given twice to one shard.
    #expect(throws: CaptureError.self) { try run.partial(1, of: [run.files.path(1, "a.pcap"), run.files.path(1, "a.pcap")]) }
  }
}

/// Extracts, partial results and the report in one folder.
final class DistributedRun {
  let files: ExtractedFiles
  private var names: [String] = []

  init() throws { files = try ExtractedFiles() }

  func extract(_ capture: String, as name: String, shards: Int) throws {
    try files.extract(capture, as: name, shards: shards)
    names.append(name)
  }

  /// One shard's partial result.
  func partial(_ shard: Int, of paths: [String]? = nil, options: AnalysisOptions = AnalysisOptions()) throws -> String {
    var octets: [UInt8] = []
    _ = try Shards.analyse(
      paths ?? names.map { files.path(shard, $0) }, options: options, program: "test") { octets += $2 }
    let path = files.folder.appending(path: "\(shard).partial").path
    try Data(octets).write(to: URL(filePath: path))
    return path
  }

  func report(shards: Int, options: AnalysisOptions = AnalysisOptions()) throws -> CaptureReport {
    try Shards.merge(try (1...shards).map { try partial($0, options: options) }, options: options, program: "test")
  }

  func report(shards: Int, shuffledBy chance: inout SeededGenerator) throws -> CaptureReport {
    names.shuffle(using: &chance)
    let partials = try (1...shards).map { try partial($0) }
    return try Shards.merge(partials.shuffled(using: &chance), options: AnalysisOptions(), program: "test")
  }

  struct Record {
    var time: Instant
    var octets: [UInt8]
    var linkType: UInt16

    var isFragment: Bool {
      var segment = Segment()
      let outcome = Bytes.reading(octets) {
        Framing.decode($0, originalLength: $0.count, linkType: linkType, into: &segment)
      }
      if case .fragment = outcome { return true }
      return false
    }
  }

  func write(_ records: ArraySlice<Record>, _ name: String) throws -> String {
    var writer = PcapWriter(linkType: records.first?.linkType ?? 1, nanoseconds: true)
    for record in records { writer.append(record.octets, at: record.time) }
    let file = files.folder.appending(path: name)
    try Data(writer.octets).write(to: file)
    return file.path
  }

  static func records(_ path: String) throws -> [Record] {
    var file = try CaptureFile(path: path)
    var records: [Record] = []
    while let frame = file.next() {
      records.append(
        Record(
          time: frame.time, octets: (0..<frame.octets.count).map { frame.octets.octet($0) }, linkType: frame.linkType))
    }
    return records
  }

  static let samples = ExtractedFiles.samples.map(ExtractedFiles.sample)
  /// The samples, and the captures of a folder where CAPTURES names one.
  static let captures: [String] = samples
    + (ProcessInfo.processInfo.environment["CAPTURES"].map { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        .filter { $0.hasSuffix("pcap") || $0.hasSuffix("pcapng") }.map { folder + "/" + $0 }
    } ?? [])
}
