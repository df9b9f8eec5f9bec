import Analysis
import Foundation
import TestSupport
import Testing

/// Whatever stands in a file, it is read, judged and counted, and nothing traps: samples with octets changed at random,
/// headers of records and packets alike, so that clocks leap, lengths lie and segments contradict each other.
@Suite struct HostileCaptureTests {
  static let samples: [URL] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension.hasPrefix("pcap") }.sorted { $0.path < $1.path }
  }()

  @Test("a sample with changed octets is counted to its last frame", arguments: samples)
  func changed(_ sample: URL) throws {
    let original = try Data(contentsOf: sample)
    try #require(original.count > 100)
    var generator = SeededGenerator(seed: UInt64(original.count))
    let copy = FileManager.default.temporaryDirectory.appending(path: "hostile-\(sample.lastPathComponent)")
    defer { try? FileManager.default.removeItem(at: copy) }
    for round in 0..<12 {
      var octets = original
      for _ in 0..<(1 << (round % 6)) {
        octets[Int.random(in: 24..<octets.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if round % 4 == 3 { octets.removeLast(Int.random(in: 1..<octets.count / 2, using: &generator)) }
      try octets.write(to: copy)
      let report = try CaptureReport.reading(copy.path)
      let counted = report.ledger.tcp + report.ledger.icmpErrors + report.ledger.skipped.reduce(0) { $0 + $1.frames }
      #expect(counted == report.ledger.read)
    }
  }

  @Test("a capture that begins in 1970 or ends in 2106 is judged like one of today", arguments: samples.filter { $0.pathExtension == "pcap" })
  func edgesOfTime(_ sample: URL) throws {
    let original = try Data(contentsOf: sample)
    func long(_ octets: Data, _ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(octets[place + $1]) << (8 * $1) } }
    guard original.prefix(4) == Data([0xd4, 0xc3, 0xb2, 0xa1]) || original.prefix(4) == Data([0x4d, 0x3c, 0xb2, 0xa1]) else { return }
    var places = [24]
    while let last = places.last, last + 16 <= original.count { places.append(last + 16 + long(original, last + 8)) }
    let times = places.dropLast().map { long(original, $0) }
    let expected = told(try CaptureReport.reading(sample.path))
    for shift in [-(times.min() ?? 0), 0xffff_ffff - (times.max() ?? 0)] {
      var octets = original
      for (place, time) in zip(places, times) {
        for octet in 0..<4 { octets[place + octet] = UInt8(truncatingIfNeeded: (time + shift) >> (8 * octet)) }
      }
      let copy = FileManager.default.temporaryDirectory.appending(path: "edge-\(UUID().uuidString)-\(sample.lastPathComponent)")
      defer { try? FileManager.default.removeItem(at: copy) }
      try octets.write(to: copy)
      #expect(told(try CaptureReport.reading(copy.path)) == expected)
    }
  }

  private func told(_ report: CaptureReport) -> [String] {
    let findings = report.connections.flatMap(\.findings) + report.hosts.flatMap(\.findings)
    return ["\(report.ledger)", "\(report.connections.count)"] + findings.map { "\($0.check) \($0.frames) \($0.certainty)" }
  }

  @Test("records whose clock runs backwards, or leaps to the ends of time", arguments: samples.prefix(12))
  func clocks(_ sample: URL) throws {
    var octets = try Data(contentsOf: sample)
    guard octets.prefix(4) == Data([0xd4, 0xc3, 0xb2, 0xa1]) else { return }
    var generator = SeededGenerator(seed: 7)
    var place = 24
    while place + 16 <= octets.count {
      let length = (8..<12).reduce(0) { $0 | Int(octets[place + $1]) << (8 * ($1 - 8)) }
      if Bool.random(using: &generator) { octets[place + 3] = UInt8.random(in: 0...255, using: &generator) }
      octets[place] = UInt8.random(in: 0...255, using: &generator)
      place += 16 + length
    }
    let copy = FileManager.default.temporaryDirectory.appending(path: "clock-\(sample.lastPathComponent)")
    defer { try? FileManager.default.removeItem(at: copy) }
    try octets.write(to: copy)
    let report = try CaptureReport.reading(copy.path)
    #expect(report.ledger.read > 0)
  }
}
