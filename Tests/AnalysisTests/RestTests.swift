import Analysis
import Foundation
import Testing

/// Who rests, and when, is nobody's business but the memory's.
@Suite struct RestTests {
  @Test("a report is the same, whether every flow is laid to rest at once or none ever is", arguments: samples)
  func rest(_ file: String) throws {
    var restless = AnalysisOptions()
    restless.limits.busyFlows = .max
    var sleepy = AnalysisOptions()
    sleepy.limits.busyFlows = 0
    let one = "\(try CaptureReport.reading(file, options: restless))"
    #expect(one == "\(try CaptureReport.reading(file, options: sleepy))")
  }

  private static let home = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized
  private static let samples = ((try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? [])
    .filter { $0.contains(".pcap") }.sorted().map { home.appending(path: $0).path }
}
