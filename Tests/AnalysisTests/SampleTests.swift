import Analysis
import Checks
import Foundation
import TestSupport
import Testing

/// Real captures of innocent and of faulty stacks (`samples/`): every report holds exactly what `expected.tsv` says.
@Suite struct SampleTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var name: String
    /// `check endpoint`, the endpoint being `client`, `server` or an address.
    var expected: Set<String> = []
    var testDescription: String { name }
  }

  private static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized
  /// `samples/`, or the folder that `SAMPLES` names: the same captures taken anew.
  static let folder = ProcessInfo.processInfo.environment["SAMPLES"].map { URL(filePath: $0) } ?? home
  static let samples = read()

  @Test("what breaks a standard is found, and nothing else is", arguments: samples)
  func sample(_ sample: Sample) throws {
    let report = try CaptureReport.reading(Self.folder.appending(path: sample.name).path(percentEncoded: false))
    let findings = report.findingsByEnd
    let told = Set(findings.flatMap { end, finding in finding.checks.map { "\($0) \(end)" } })
    let missed = sample.expected.subtracting(told)
    #expect(missed.isEmpty, "not found: \(missed.sorted()); found: \(told.sorted())")
    let grave = findings.filter { $0.finding.level != .note }.map { "\($0.finding.check) \($0.end)" }
    let accused = Set(grave).subtracting(sample.expected)
    #expect(accused.isEmpty, "wrongly accused: \(accused.sorted())")
  }

  @Test("every capture of the folder has its line in expected.tsv")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path(percentEncoded: false))
    let captures = files.filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }
    #expect(captures.sorted() == Self.samples.map(\.name).sorted())
  }

  private static func read() -> [Sample] {
    guard let text = try? String(contentsOf: home.appending(path: "expected.tsv"), encoding: .utf8) else { return [] }
    var samples: [Sample] = []
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 4 else { continue }
      if samples.last?.name != fields[0] { samples.append(Sample(name: fields[0])) }
      if fields[2] != "-" { samples[samples.count - 1].expected.insert("\(fields[2]) \(fields[3])") }
    }
    return samples
  }
}

extension CaptureReport {
  /// Every finding with the end it accuses: `client`, `server` or an address.
  fileprivate var findingsByEnd: [(end: String, finding: Finding)] {
    connections.flatMap { connection in connection.findings.map { ($0.endpoint?.rawValue ?? "", $0) } }
      + hosts.flatMap { host in host.findings.map { (host.address, $0) } }
  }
}
