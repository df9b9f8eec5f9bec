import Analysis
import Checks
import Foundation

/// The reports of all samples, read once for all tests.
enum SampleReports {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples").standardized

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.contains(".pcap") }.sorted()
  }()

  /// File name → its report, or the reason why there is none.
  static let all: [String: Result<CaptureReport, any Error>] = {
    var reports: [String: Result<CaptureReport, any Error>] = [:]
    for name in names { reports[name] = Result { try read(name, AnalysisOptions()) } }
    return reports
  }()

  /// The file's name without its ending.
  static func stem(_ name: String) -> String { String(name.prefix { $0 != "." }) }

  static func read(_ name: String, _ options: AnalysisOptions) throws -> CaptureReport {
    var capture = try CaptureReport.reading(folder.appending(path: name).path, options: options)
    capture.name = stem(name)
    return capture
  }

  /// The two captures of one connection, told together.
  static func pair(_ language: Language = .en) throws -> PairReport {
    var options = AnalysisOptions()
    options.language = language
    let files = ["pair-client", "pair-server"].map { folder.appending(path: "pair/\($0).pcap").path }
    var report = try PairReport.reading(near: files[0], far: files[1], options: options)
    report.pages = PerRole(client: "pair-client", server: "pair-server")
    return report
  }

  /// Captures of up to two megabytes in the folder that `CAPTURES` names, by path.
  static let others: [String] = {
    guard let path = ProcessInfo.processInfo.environment["CAPTURES"],
      let files = FileManager.default.enumerator(atPath: path)
    else { return [] }
    let readable = files.compactMap { $0 as? String }.filter { name in
      guard name.contains(".pcap") || name.contains(".cap") else { return false }
      let size = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.size] as? Int
      return (size ?? .max) <= 2_000_000
    }
    return readable.sorted().map { "\(path)/\($0)" }
  }()

  /// One sample as a batch of its own.
  static func report(_ name: String) throws -> Report {
    var report = Report()
    if let capture = try all[name]?.get() { report.captures = [capture] }
    return report
  }
}
