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
    let name = names.next(for: options.redaction == nil ? files.first ?? "" : CaptureNames.hidden(1))
    let (capture, unreadable) = try reader.read(joined: files, as: name)
    report.captures = [capture]
    report.unread = unreadable.map(\.told)
    return report
  }
  for (place, file) in files.enumerated() {
    let name = names.next(for: options.redaction == nil ? file : CaptureNames.hidden(place + 1))
    report.captures.append(try reader.read(file, as: name))
  }
  return report
}

/// Reads one capture after another with the same options.
public struct CaptureReader: Sendable {
  private(set) var options: AnalysisOptions
  private let filter: String?
  private let baseline: Baseline?
  private let redaction: Redaction?

  /// - Throws: where a setting has no such name or value, or libpcap does not understand the filter.
  public init(_ options: Options = Options()) throws(InvalidOption) {
    self.options = try options.forAnalysis()
    filter = options.filter
    baseline = options.baseline
    redaction = options.redaction
    if let filter, let words = PacketFilter.refusal(of: filter) {
      throw InvalidOption(description: "the filter '\(filter)': \(words)")
    }
  }

  /// The same reader, with several threads on each capture: for captures in regular files, since each thread reads them.
  package func sharing(threads: Int) -> CaptureReader {
    var reader = self
    reader.options.lanes = threads
    return reader
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
      finish(&report, as: name)
      return report
    } catch {
      throw told(error, as: name)
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
      finish(&report, as: name)
      return (report, unreadable.map { told($0, as: name) })
    } catch {
      throw told(error, as: name)
    }
  }

  /// Everything that leaves the reader passes here: nothing behind it knows what was hidden.
  func finish(_ report: inout CaptureReport, as name: String) {
    report.name = name
    if let redaction {
      var redactor = Redactor(redaction)
      redactor.hide(in: &report, as: name, options.language)
    }
    baseline?.mark(&report)
    if redaction != nil { report.dropReasons() }
  }

  /// Reads two captures of the same connections, one at the clients and one at the servers, and tells them together.
  public func read(pair near: String, _ far: String, as names: (String, String)) throws(UnreadableCapture) -> PairReport {
    do throws(CaptureError) {
      var report = try PairReport.reading(near: near, far: far, options: options, filter: filter)
      report.pages = PerRole(client: names.0, server: names.1)
      if let redaction {
        var redactor = Redactor(redaction)
        redactor.hide(in: &report, as: names, options.language)
      }
      return report
    } catch {
      throw told(error, as: error.file == near ? names.0 : names.1)
    }
  }

  func told(_ error: CaptureError, as name: String) -> UnreadableCapture {
    guard redaction != nil else { return UnreadableCapture(file: error.file, reason: error.reason) }
    return UnreadableCapture(file: name, reason: error.reason.replacing(error.file, with: name))
  }
}
