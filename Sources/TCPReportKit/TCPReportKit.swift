@_exported import struct Analysis.CaptureReport
@_exported import struct Analysis.Report
import Analysis
import Capture

/// Reads captures and judges them: one report for the batch.
///
/// Several files are several captures; nothing is joined over them.
///
/// - Throws: the error of the first file that cannot be read at all.
public func analyse(files: [String]) throws -> Report {
  var report = Report()
  for file in files { report.captures.append(try CaptureReport.reading(file)) }
  return report
}
