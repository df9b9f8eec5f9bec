import Analysis
import Checks
import Rendering

extension Report {
  /// `index.html`: the captures of the batch with their verdicts and top findings, and the hosts.
  ///
  /// - Parameter maxOctets: what the page may weigh; `nil`: 2 MB.
  public func index(maxOctets: Int? = nil) -> [UInt8] {
    HTMLReport.index(self, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets)
  }
}

extension CaptureReport {
  /// `NAME.html`: one capture, complete in itself.
  ///
  /// - Parameter report: the batch it belongs to, with or without its captures.
  public func page(of report: Report, maxOctets: Int? = nil) -> [UInt8] {
    HTMLReport.page(self, of: report, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets)
  }
}

extension ConnectionReport {
  /// The message ladder as an SVG file of its own.
  public func figure(in report: Report) -> [UInt8] {
    LadderFigure.svg(self, language: Language(rawValue: report.language) ?? .en, standalone: true)
  }
}
