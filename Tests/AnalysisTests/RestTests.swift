import Analysis
import Foundation
import Testing

/// Who rests, and which machine sees its segments when, is nobody's business but the memory's.
@Suite struct RestTests {
  @Test("a report is the same, whether every flow is laid to rest at once or none ever is, and each segment seen at once or late",
    arguments: samples)
  func rest(_ file: String) throws {
    var restless = AnalysisOptions()
    restless.limits.busyFlows = .max
    restless.limits.longFlow = 0
    var sleepy = AnalysisOptions()
    sleepy.limits.busyFlows = 0
    sleepy.limits.openRecords = 0
    sleepy.limits.longFlow = .max
    let one = "\(try CaptureReport.reading(file, options: restless))"
    #expect(one == "\(try CaptureReport.reading(file, options: sleepy))")
  }

  private static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized
  private static let samples = ((try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? [])
    .filter { $0.contains(".pcap") }.sorted().map { home.appending(path: $0).path }
}
