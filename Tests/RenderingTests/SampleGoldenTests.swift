import Analysis
import Foundation
import Rendering
import TestSupport
import Testing

/// What the program says of every sample, word for word: `git diff` shows what a change did to behaviour.
@Suite struct SampleGoldenTests {
  @Test("the text of a sample is its golden", arguments: SampleReports.names)
  func text(name: String) throws {
    let octets = TextReport.write(try SampleReports.report(name), to: ByteSink()).octets()
    try expectGolden(String(decoding: octets, as: UTF8.self), "samples/\(SampleReports.stem(name)).txt")
  }

  @Test("so is its document, a connection's members on a line each", arguments: SampleReports.names)
  func json(name: String) throws {
    let octets = JSONReport.write(try SampleReports.report(name), to: ByteSink()).octets()
    let lines = String(decoding: octets, as: UTF8.self).replacing("},{", with: "},\n{").replacing("],\"", with: "],\n\"")
    try expectGolden(lines, "samples/\(SampleReports.stem(name)).json")
  }

  @Test("one page and its figures, in both languages", arguments: [("late-fin-unanswered.pcap", "en"), ("time-wait-1s.pcap", "zh")])
  func page(name: String, language: String) throws {
    var options = AnalysisOptions()
    if language == "zh" { options.language = .zh }
    let capture = try SampleReports.read(name, options)
    var report = Report()
    report.language = language
    report.captures = [capture]
    let stem = SampleReports.stem(name)
    try expectGolden(
      String(decoding: HTMLReport.page(capture, of: report), as: UTF8.self), "pages/\(stem).\(language).html")
    for connection in capture.connections where connection.ladder != nil {
      let figure = LadderFigure.svg(connection, language: options.language, standalone: true)
      let file = "pages/\(stem).\(language)/\(LadderFigure.fileName(connection))"
      try expectGolden(String(decoding: figure, as: UTF8.self), file)
    }
  }

  @Test("the schemas that lie in the repository are those of the code")
  func schema() throws {
    try expectGolden(JSONSchema().printed, "../../Templates/report.schema.json")
    try expectGolden(JSONSchema().printedPair, "../../Templates/pair.schema.json")
    try expectGolden(JSONSchema().printedDifference, "../../Templates/diff.schema.json")
  }
}
