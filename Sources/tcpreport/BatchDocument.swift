import Analysis
import TCPReportKit

/// One file, or standard output, that tells of the whole batch and grows with every capture.
///
/// Nothing is written before the first capture, so that a batch of which nothing could be read leaves nothing behind.
struct BatchDocument {
  let format: Format
  private let report: Report
  private let folder: OutputFolder?
  private var file: PendingFile?
  private var parts = 0
  /// Some part held something; only then does a comma stand before the next.
  private var hasContent = false

  /// - Parameters:
  ///   - report: the batch without its captures.
  ///   - folder: where the file belongs; `nil`: to standard output.
  init(_ format: Format, of report: Report, in folder: OutputFolder?) {
    self.format = format
    self.report = report
    self.folder = folder
  }

  mutating func append(_ part: [UInt8]) throws(FileSystemError) {
    if parts == 0 {
      if let folder, let name = format.document { file = try folder.open(name) }
      try write(head)
    }
    if hasContent, !part.isEmpty, format == .json || format == .sarif { try write(Array(",".utf8)) }
    try write(part)
    hasContent = hasContent || !part.isEmpty
    parts += 1
  }

  /// Writes what stands after the last capture, and gives the file its name.
  ///
  /// - Parameter report: the batch as it turned out.
  mutating func finish(_ report: Report) throws(FileSystemError) {
    guard parts > 0 else { return }
    try write(tail(of: report))
    try file?.commit()
    file = nil
  }

  private var head: [UInt8] {
    switch format {
    case .html, .svg, .jsonl, .markdown, .mermaid: []
    case .json: report.jsonHead()
    case .text: report.textHead()
    case .junit: report.junitHead()
    case .sarif: report.sarifHead()
    case .csv: report.csvHead()
    }
  }

  private func tail(of report: Report) -> [UInt8] {
    switch format {
    case .html, .svg, .jsonl, .mermaid, .csv: []
    case .json: report.jsonTail()
    case .text: report.textTail()
    case .junit: report.junitTail()
    case .sarif: report.sarifTail(version: TCPReport.version)
    case .markdown: report.markdown()
    }
  }

  private func write(_ octets: [UInt8]) throws(FileSystemError) {
    if folder == nil {
      try Console.write(octets)
    } else {
      try file?.append(octets)
    }
  }
}
