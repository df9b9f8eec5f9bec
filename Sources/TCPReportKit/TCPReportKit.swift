@_exported import Analysis
import Capture
import Wire

/// Reads captures and judges them: one report for the batch.
///
/// Several files are several captures, and nothing is joined over them, since one address in two captures may be two
/// machines; ``Options/isJoined`` says that they are one.
///
/// ```swift
/// import TCPReportKit
///
/// let report = try analyse(files: ["incident.pcap"])
/// for connection in report.captures.flatMap(\.connections) {
///   for finding in connection.findings { print(connection.id, finding.title, finding.frames) }
/// }
/// ```
///
/// - Throws: ``InvalidOption``, or ``UnreadableCapture`` for the first file that cannot be read at all. A file that
///   breaks off is no error: `damage` of its report says where.
public func analyse(files: [String], options: Options = Options()) throws -> Report {
  let reader = try CaptureReader(options)
  var names = CaptureNames()
  var report = reader.emptyReport
  if options.isJoined {
    let (capture, unreadable) = try reader.read(joined: files, as: names.next(for: files.first ?? ""))
    report.captures = [capture]
    report.unread = unreadable.map(\.told)
    return report
  }
  for file in files { report.captures.append(try reader.read(file, as: names.next(for: file))) }
  return report
}

/// Reads one capture after another with the same options.
public struct CaptureReader: Sendable {
  private let options: AnalysisOptions
  private let filter: String?
  private let baseline: Baseline?

  /// - Throws: where a setting has no such name or value, or libpcap does not understand the filter.
  public init(_ options: Options = Options()) throws(InvalidOption) {
    self.options = try options.forAnalysis()
    filter = options.filter
    baseline = options.baseline
    if let filter, let words = PacketFilter.refusal(of: filter) {
      throw InvalidOption(description: "the filter '\(filter)': \(words)")
    }
  }

  /// A report without captures: its language, and every judgement value that is not the default.
  public var emptyReport: Report {
    var report = Report()
    report.language = options.language.rawValue
    report.parameters = options.parameters.changes().map { NamedValue($0.name, $0.value) }
    report.parameters += options.policy.levels.sorted { $0.key < $1.key }.map { NamedValue($0.key, $0.value.name) }
    return report
  }

  /// Reads one capture file, or standard input for `-`, to its end.
  ///
  /// - Parameters:
  ///   - file: its path as the user gives it.
  ///   - name: the label under which its pages are written, see ``CaptureNames``.
  ///   - progress: told now and then how many octets of it were read.
  public func read(
    _ file: String, as name: String, progress: ((Int) -> Void)? = nil
  ) throws(UnreadableCapture) -> CaptureReport {
    do throws(CaptureError) {
      var report = try CaptureReport.reading(file, options: options, filter: filter, progress: progress)
      report.name = name
      baseline?.mark(&report)
      return report
    } catch {
      throw UnreadableCapture(file: error.file, reason: error.reason)
    }
  }

  /// Reads the files of one capture that was rotated: ordered by their first packets, frames counted through.
  ///
  /// - Returns: the capture, and the files that could not be read.
  /// - Throws: for the first file, where none can be read.
  public func read(
    joined files: [String], as name: String, progress: ((Int) -> Void)? = nil
  ) throws(UnreadableCapture) -> (capture: CaptureReport, unreadable: [UnreadableCapture]) {
    do throws(CaptureError) {
      var (report, unreadable) = try CaptureReport.reading(joined: files, options: options, filter: filter, progress: progress)
      report.name = name
      baseline?.mark(&report)
      return (report, unreadable.map { UnreadableCapture(file: $0.file, reason: $0.reason) })
    } catch {
      throw UnreadableCapture(file: error.file, reason: error.reason)
    }
  }
}
