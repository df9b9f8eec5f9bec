import Analysis
import Checks
import Rendering

extension Report {
  /// `index.html`: the captures of the batch with their verdicts and top findings, and the hosts.
  ///
  /// - Parameters:
  ///   - maxOctets: what the page may weigh; `nil`: 2 MB.
  ///   - pair: what its two captures show together, if `pair.html` lies beside it.
  public func index(maxOctets: Int? = nil, pair: PairReport? = nil) -> [UInt8] {
    HTMLReport.index(self, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets, pair: pair)
  }
}

extension CaptureReport {
  /// `NAME.html`: one capture, complete in itself.
  ///
  /// - Parameters:
  ///   - report: the batch it belongs to, with or without its captures.
  ///   - maxOctets: what the page may weigh; `nil`: 2 MB.
  public func page(of report: Report, maxOctets: Int? = nil) -> [UInt8] {
    HTMLReport.page(self, of: report, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets)
  }
}

extension ConnectionReport {
  /// The message ladder as an SVG file of its own.
  public func figure(in report: Report) -> [UInt8] {
    LadderFigure.svg(self, language: report.spoken, standalone: true)
  }

  /// Further figures, each an SVG file of its own, by file name: sequence numbers over time, the states both ends
  /// went through, the headers at fault.
  public func furtherFigures(in report: Report) -> [(name: String, octets: [UInt8])] {
    FurtherFigures.files(of: self, language: report.spoken)
  }
}

extension PairReport {
  /// `pair.html`: the two captures told together, the connections with most to tell first.
  ///
  /// - Parameters:
  ///   - maxOctets: what the page may weigh; `nil`: 2 MB.
  ///   - isLinked: `index.html` and the captures' own pages lie beside it.
  public func page(maxOctets: Int? = nil, isLinked: Bool = true) -> [UInt8] {
    HTMLReport.pair(self, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets, isLinked: isLinked)
  }
  /// The same for programs: every segment with its frames in both captures; shape in `pair.schema.json`.
  public func json() -> [UInt8] { PairText(self).json }
  /// The same for a terminal.
  public func text() -> [UInt8] { Array(PairText(self).text.utf8) }
}

extension Difference {
  /// What changed, for a terminal.
  public func text(in language: Options.Language = .en) -> [UInt8] {
    Array(DifferenceText(self, language: language.spoken).text.utf8)
  }

  /// What changed, for programs; shape in `diff.schema.json`.
  public func json(in language: Options.Language = .en) -> [UInt8] {
    DifferenceText(self, language: language.spoken).json
  }

  /// What changed, as a page with both ladders of each changed connection.
  ///
  /// - Parameters:
  ///   - language: of the texts.
  ///   - maxOctets: what the page may weigh; `nil`: 2 MB.
  ///   - old: an SVG file of the earlier run, by its name in the folder of the report.
  ///   - new: the same of the later run.
  public func page(
    in language: Options.Language = .en, maxOctets: Int? = nil, old: @escaping (String) -> [UInt8]?,
    new: @escaping (String) -> [UInt8]?
  ) -> [UInt8] {
    HTMLReport.difference(
      self, language: language.spoken, maxOctets: maxOctets ?? HTMLReport.ordinaryOctets, old: old, new: new)
  }
}

extension ConnectionReport {
  /// The message ladder as a Mermaid sequence diagram.
  public func mermaid(in report: Report) -> [UInt8] { Array(MermaidDiagram(self, of: report).text.utf8) }
}

// A machine or text form of a batch is its head, the parts of its captures in order, and its tail; so captures may be
// rendered as they are done. `json` parts have a comma between them.

extension Report {
  /// `report.json` of all captures: shape in `report.schema.json`.
  public func json() -> [UInt8] { JSONReport.write(self, to: ByteSink()).octets() }
  /// What stands before the captures in `report.json`.
  public func jsonHead() -> [UInt8] { JSONReport.writeHead(of: self, to: ByteSink()).octets() }
  /// What stands behind them.
  public func jsonTail() -> [UInt8] { JSONReport.writeTail(of: self, to: ByteSink()).octets() }

  /// `report.txt` of all captures: a block a connection, each of them a script in the notation.
  public func text() -> [UInt8] { TextReport.write(self, to: ByteSink()).octets() }
  /// What stands before the captures in `report.txt`.
  public func textHead() -> [UInt8] { TextReport.writeHead(of: self, to: ByteSink()).octets() }
  /// What stands behind them.
  public func textTail() -> [UInt8] { TextReport.writeTail(of: self, to: ByteSink()).octets() }
}

extension Report {
  /// `junit.xml`: a suite for each capture, a case for each check.
  public func junitHead() -> [UInt8] { JUnitReport.head() }
  /// What stands behind the captures in `junit.xml`: files that could not be read.
  public func junitTail() -> [UInt8] { JUnitReport.tail(unread: unread) }

  /// `report.sarif`, SARIF 2.1.0: commas stand between the parts of captures that have findings.
  public func sarifHead() -> [UInt8] { SARIFReport.head() }
  /// - Parameter version: of the program that found them.
  public func sarifTail(version: String) -> [UInt8] { SARIFReport.tail(of: self, version: version) }

  /// `connections.csv`: its first line.
  public func csvHead() -> [UInt8] { ConnectionsCSV.head() }

  /// `summary.md`: the batch in the size of a comment.
  public func markdown() -> [UInt8] { Array(MarkdownSummary(self).text.utf8) }
}

extension CaptureReport {
  /// A part of `junit.xml`.
  ///
  /// - Parameters:
  ///   - report: the batch it belongs to, with or without its captures.
  ///   - level: findings of this level or above fail their case.
  public func junit(in report: Report, failing level: FindingLevel = .should) -> [UInt8] {
    JUnitReport.suite(self, failing: level, language: report.spoken)
  }

  /// A part of `report.sarif`; empty without findings.
  public func sarif() -> [UInt8] { SARIFReport.results(self) }

  /// Rows of `connections.csv`.
  public func csv() -> [UInt8] { ConnectionsCSV.rows(self) }

  /// A part of `report.json`.
  public func json() -> [UInt8] { JSONReport.write(self, to: ByteSink()).octets() }

  /// One connection a line.
  public func jsonLines() -> [UInt8] { JSONReport.writeLines(self, to: ByteSink()).octets() }

  /// A part of `report.txt`.
  public func text(in report: Report) -> [UInt8] {
    TextReport.write(self, language: report.spoken, to: ByteSink()).octets()
  }

  /// What the capture's line only counts, a line each: up to three of its findings, then of what else happened.
  public func points(in report: Report) -> [String] { Summary.points(self, language: report.spoken) }

  /// The capture in one line for a terminal, with ANSI colours where they are wanted.
  public func summary(in report: Report, nameWidth: Int = 32, isColoured: Bool = false) -> String {
    Summary.line(
      self, language: report.spoken, nameWidth: nameWidth, isColoured: isColoured)
  }
}
