import Analysis
import Foundation
import TestSupport
import Testing

/// Every sample, from its frames to its hosts: what `expected.tsv` says of initial sequence numbers, and nothing else.
@Suite struct SampleTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized

  /// Sample → `check accused`, sorted; of the family `isn` alone.
  static let expected: [String: [String]] = {
    let table = (try? String(contentsOf: folder.appending(path: "expected.tsv"), encoding: .utf8)) ?? ""
    var expected: [String: [String]] = [:]
    for line in table.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t").map(String.init)
      guard cells.count == 4 else { continue }
      expected[cells[0], default: []] += cells[2].hasPrefix("isn/") ? ["\(cells[2]) \(cells[3])"] : []
    }
    return expected.mapValues { $0.sorted() }
  }()

  @Test("a sample gives the findings it was made for", arguments: expected.keys.sorted())
  func finds(_ name: String) throws {
    let report = try CaptureReport.reading(Self.folder.appending(path: name).path)
    let ofHosts = report.hosts.flatMap { host in host.findings.map { "\($0.check) \(host.address)" } }
    let ofConnections = report.connections.flatMap(\.findings).map { "\($0.check) \($0.endpoint?.rawValue ?? "-")" }
    let found = (ofHosts + ofConnections).filter { $0.hasPrefix("isn/") }.sorted()
    #expect(found == Self.expected[name])
  }

  @Test("thirty-two numbers of a Linux client are called well spread, never secure")
  func innocent() throws {
    let report = try CaptureReport.reading(Self.folder.appending(path: "many-connections.pcap").path)
    let client = try #require(report.hosts.first { $0.address == "10.77.0.1" })
    let series = try #require(client.isn.first)
    #expect(series.role == "active" && series.samples == 32 && series.verdict == "pass")
    #expect(series.summary == "no weakness found with 32 samples; a generator with less than 24 bits would have been found")
    #expect(series.series.count == 32)
  }
}
