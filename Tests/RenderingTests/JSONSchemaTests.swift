import Analysis
import Checks
import Foundation
import Rendering
import TCPReportKit
import TestSupport
import Testing

@Suite struct JSONSchemaTests {
  @Test("the schema is JSON, and every reference in it is defined")
  func references() throws {
    let text = JSONSchema().printed
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let used = Set(text.matches(of: /#\/\$defs\/([a-z]+)/).map { String($0.output.1) })
    #expect(used.isSubset(of: definitions.keys))
    #expect(Set(definitions.keys).subtracting(used) == ["line"])
  }

  @Test("so are those of a pair and of a comparison", arguments: [JSONSchema().printedPair, JSONSchema().printedDifference])
  func references(text: String) throws {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    #expect(Set(text.matches(of: /#\/\$defs\/([a-z]+)/).map { String($0.output.1) }) == Set(definitions.keys))
  }

  @Test("a pair is valid, and no member is left undescribed", .enabled(if: Validator.isThere, Validator.missing))
  func pair() throws {
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    let schema = JSONSchema(closed: true).printedPair
    for language in Language.allCases {
      var report = try SampleReports.pair(language)
      report.connections[0].rewritten = [
        Rewrite(field: "MSS", from: .client, before: "1460", after: "1200", segments: 1, frames: [1, 1])
      ]
      try Data(PairText(report).json).write(to: folder.appending(path: "pair.\(language).json"))
      // The clocks of two captures with nothing in common cannot be aligned.
      report.clock = PairClock()
      (report.connections, report.hidden) = ([], "hidden")
      try Data(PairText(report).json).write(to: folder.appending(path: "empty.\(language).json"))
    }
    #expect(try Validator.complaints(folder, schema: schema) == "")
    let wrong = String(decoding: PairText(try SampleReports.pair()).json, as: UTF8.self).replacing("\"fate\":\"lost\"", with: "\"fate\":\"found\"")
    try Data(wrong.utf8).write(to: folder.appending(path: "wrong.json"))
    #expect(try Validator.complaints(folder, schema: schema).contains("wrong.json"))
  }

  @Test("a comparison is valid, and no member is left undescribed", .enabled(if: Validator.isThere, Validator.missing))
  func difference() throws {
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    var documents: [ReportDocument] = []
    for name in ["late-fin-75s.pcap", "late-fin-310s.pcap", "isn-constant.pcap", "ipv6-open-close.pcap"] {
      var report = try SampleReports.report(name)
      report.captures[0].name = "boot"
      documents.append(try ReportDocument(json: JSONReport.write(report, to: ByteSink()).octets()))
    }
    let other = String(decoding: JSONReport.write(try SampleReports.report("late-fin-75s.pcap"), to: ByteSink()).octets(), as: UTF8.self)
    documents.append(try ReportDocument(json: Array(other.replacing("\"port\":80}", with: "\"port\":81}").utf8)))
    for (number, pair) in [(0, 0), (0, 1), (0, 2), (2, 1), (0, 3), (0, 4)].enumerated() {
      let difference = Difference(from: documents[pair.0], to: documents[pair.1])
      try Data(difference.json()).write(to: folder.appending(path: "\(number).json"))
    }
    #expect(try Validator.complaints(folder, schema: JSONSchema(closed: true).printedDifference) == "")
  }

  @Test("every sample is valid, and no member is left undescribed", .enabled(if: Validator.isThere, Validator.missing))
  func samples() throws {
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    let schema = JSONSchema(closed: true).printed
    for name in SampleReports.names {
      for language in [Language.en, .zh] {
        var options = AnalysisOptions()
        options.language = language
        options.allVerdicts = language == .zh
        options.drawing = language == .zh ? .none : .automatic
        // Caps that are hit have words in the document.
        if language == .zh { (options.limits.quietRows, options.limits.hostsPerBucket) = (1, 1) }
        var report = Report()
        report.captures = [try SampleReports.read(name, options)]
        report.language = language.rawValue
        report.parameters = [NamedValue("msl", "2 s")]
        let stem = folder.appending(path: "\(name).\(language)")
        try Data(JSONReport.write(report, to: ByteSink()).octets()).write(to: stem.appendingPathExtension("json"))
        try Data(JSONReport.writeLines(report.captures[0], to: ByteSink()).octets()).write(to: stem.appendingPathExtension("jsonl"))
      }
    }
    let complaints = try Validator.complaints(folder, schema: schema)
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test(
    "so is any capture", .enabled(if: Validator.isThere && !SampleReports.others.isEmpty, "CAPTURES names no folder"))
  func others() throws {
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    var options = AnalysisOptions()
    options.allVerdicts = true
    for (number, path) in SampleReports.others.enumerated() {
      guard let capture = try? CaptureReport.reading(path, options: options) else { continue }
      var report = Report()
      report.captures = [capture]
      let document = JSONReport.write(report, to: ByteSink()).octets()
      try Data(document).write(to: folder.appending(path: "\(number).json"))
      let ledger = capture.ledger
      #expect(ledger.read == ledger.tcp + ledger.icmpErrors + ledger.skipped.reduce(0) { $0 + $1.frames })
    }
    let complaints = try Validator.complaints(folder, schema: JSONSchema(closed: true).printed)
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("the validator sees what is wrong", .enabled(if: Validator.isThere, Validator.missing))
  func wrong() throws {
    let folder = try Validator.folder()
    defer { Validator.remove(folder) }
    let report = try SampleReports.report("open-close-by-client.pcap")
    let text = String(decoding: JSONReport.write(report, to: ByteSink()).octets(), as: UTF8.self)
    let wrongs = [
      text.replacingOccurrences(of: "\"closedBy\":\"client\"", with: "\"closedBy\":\"nobody\""),
      text.replacingOccurrences(of: "\"damage\":null", with: "\"damages\":null"),
      text.replacingOccurrences(of: "T", with: "t"),
    ]
    for (number, wrong) in wrongs.enumerated() {
      #expect(wrong != text)
      try Data(wrong.utf8).write(to: folder.appending(path: "\(number).json"))
    }
    let complaints = try Validator.complaints(folder, schema: JSONSchema(closed: true).printed)
    for number in wrongs.indices { #expect(complaints.contains("\(number).json")) }
  }
}

/// Debian's python3-jsonschema, which knows the drafts from 4 to 2020-12.
enum Validator {
  static let missing: Comment = "python3 with jsonschema is not installed"
  static let isThere: Bool = {
    let (status, _) = (try? run(["-c", "import jsonschema; jsonschema.Draft202012Validator"])) ?? (1, "")
    return status == 0
  }()

  private static let script = """
    import glob, json, os, sys
    import jsonschema
    folder, Draft = sys.argv[1], getattr(jsonschema, sys.argv[2])
    schema = json.load(open(os.path.join(folder, "schema")))
    Draft.check_schema(schema)
    lines = dict(schema, **{"$ref": "#/$defs/line"})
    for member in ("type", "required", "properties", "additionalProperties"): lines.pop(member, None)
    whole, line = Draft(schema), Draft(lines)
    seen = 0
    def hold(validator, text, name):
        global seen
        seen += 1
        for error in validator.iter_errors(json.loads(text)):
            print(name, error.json_path, error.message[:200])
    for path in sorted(glob.glob(os.path.join(folder, "*.json*"))):
        text, name = open(path, encoding="utf-8").read(), os.path.basename(path)
        if path.endswith("l"):
            for row in text.splitlines(): hold(line, row, name)
        else: hold(whole, text, name)
    if seen == 0: print("nothing was held against the schema")
    """

  static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  static func remove(_ folder: URL) {
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }

  /// What does not fit, one complaint a line.
  static func complaints(_ folder: URL, schema: String, draft: String = "Draft202012Validator") throws -> String {
    try Data(schema.utf8).write(to: folder.appending(path: "schema"))
    let (status, output) = try run(["-c", script, folder.path, draft])
    return status == 0 ? output : "the validator failed: \(output)"
  }

  private static func run(_ arguments: [String]) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
