import Analysis
import TCPReportKit

/// The files of one capture: its page, and its figures in a folder of their own.
struct CapturePages {
  private let capture: CaptureReport
  private let report: Report
  private let plan: Batch.Plan

  /// - Parameter report: the batch without its captures.
  init(_ capture: CaptureReport, of report: Report, _ plan: Batch.Plan) {
    self.capture = capture
    self.report = report
    self.plan = plan
  }

  func write(to folder: OutputFolder) throws(FileSystemError) {
    if plan.formats.contains(.html) {
      try folder.write(capture.page(of: report, maxOctets: plan.maxOctets), to: "\(capture.name).html")
    }
    for connection in capture.connections where connection.ladder != nil {
      let number = String(connection.id)
      let digits = String(repeating: "0", count: max(0, 4 - number.count)) + number
      let figure = "\(capture.name)/flow-\(digits)"
      if plan.formats.contains(.svg) { try folder.write(connection.figure(in: report), to: figure + ".svg") }
      if plan.formats.contains(.svg) {
        for further in connection.furtherFigures(in: report) {
          try folder.write(further.octets, to: "\(capture.name)/\(further.name)")
        }
      }
      if plan.formats.contains(.mermaid) { try folder.write(connection.mermaid(in: report), to: figure + ".mmd") }
    }
  }

  /// The capture's part of each document of the batch.
  var parts: [Format: [UInt8]] {
    var parts: [Format: [UInt8]] = [:]
    for format in plan.formats {
      switch format {
      case .html, .svg, .mermaid: break
      case .json: parts[format] = capture.json()
      case .jsonl: parts[format] = capture.jsonLines()
      case .text: parts[format] = capture.text(in: report)
      case .junit: parts[format] = capture.junit(in: report, failing: plan.failOn.level)
      case .sarif: parts[format] = capture.sarif()
      case .csv: parts[format] = capture.csv()
      // Its size is that of the batch, so it is written when that is known.
      case .markdown: parts[format] = []
      }
    }
    return parts
  }

  /// The capture as the index of the batch needs it, without what takes room.
  var withoutDrawings: CaptureReport {
    var slim = capture
    for place in slim.connections.indices {
      slim.connections[place].ladder = nil
      slim.connections[place].trace = nil
      slim.connections[place].states = PerRole(client: [], server: [])
      slim.connections[place].verdicts = []
    }
    return slim
  }
}
