import Capture
import Checks
import Tap
import Wire

/// The two later steps of a distributed run.
package enum Shards {
  /// Analyses the extracts of one shard, in any order, and writes what comes of it, unsettled.
  ///
  /// - Parameters:
  ///   - program: the version of the program, which alone reads the result.
  ///   - write: is given the octets in their order.
  /// - Returns: which shard of how many it is, and the connections in it.
  /// - Throws: ``CaptureError``, and what `write` throws.
  package static func analyse(
    _ paths: [String], options: AnalysisOptions, program: String, checks: [Check] = Catalogue.checks,
    write: @escaping (_ shard: Int, _ of: Int, _ octets: [UInt8]) throws -> Void
  ) throws -> (shard: Int, of: Int, connections: Int) {
    var extracts = try JoinedExtracts(paths: paths)
    var options = options
    options.isShard = true
    var analysis = Analysis(options: options, checks: checks)
    var batch = SegmentBatch()
    while let clock = try extracts.next(into: &batch.next) {
      analysis.note(time: clock)
      batch.add(at: clock)
      if batch.isFull { analysis.consume(&batch) }
    }
    analysis.consume(&batch)
    if extracts.series.frames > 0 { analysis.note(time: extracts.series.end) }
    var fold = analysis.fold()
    Flood.trim(&fold.rows, &fold.docket, to: fold.flood.level(options.limits))
    fold.number()
    var head = PartialHead()
    head.program = program
    head.checks = checks.map(\.id)
    head.settings = options.settings
    (head.shard, head.of) = (extracts.shard, extracts.of)
    head.files = extracts.series.files
    head.connections = fold.rows.count
    head.steps = fold.clock.steps
    head.pending = fold.pending
    head.dropped = fold.docket.dropped
    head.flood = fold.flood
    head.endsLeftOut = fold.hosts.connectionsLeftOut
    let (shard, of) = (head.shard, head.of)
    try PartialWriter { try write(shard, of, $0) }.write(fold, head)
    return (shard, of, fold.rows.count)
  }

  /// The name of the capture whose partial results these are: its first file's.
  package static func name(of paths: [String]) throws(CaptureError) -> String {
    guard let path = paths.first else { return "" }
    return try PartialReader(path: path).head.files.first?.name ?? ""
  }

  /// Takes the partial results of all shards together, in any order, and settles them.
  ///
  /// - Throws: where one cannot be read, is missing or is there twice, or where they do not belong together.
  package static func merge(
    _ paths: [String], options: AnalysisOptions, program: String, checks: [Check] = Catalogue.checks
  ) throws(CaptureError) -> CaptureReport {
    let ordered = try order(paths, options, program, checks.map(\.id))
    var fold = Fold(options.limits)
    var files: [CaptureSummary] = []
    for path in ordered {
      var partial = try PartialReader(path: path)
      files = partial.head.files
      try partial.read(into: &fold)
    }
    let series = try FileSeries(files)
    fold.clock.records = try series.times()
    if series.frames > 0 { (fold.start, fold.end) = (series.begin, series.end) }
    let parts = try series.parts()
    let evidence = FileEvidence(parts, frames: series.frames)
    var report = fold.report(CheckTable(checks), options, file: evidence)
    report.ledger = series.counts.ledger(read: series.frames)
    report.linkTypes = series.counts.linkTypes(announced: files.flatMap(\.announced))
    report.describe(parts, options.language)
    return report
  }

  /// The partial results by their shards, each once.
  private static func order(
    _ paths: [String], _ options: AnalysisOptions, _ program: String, _ checks: [String]
  ) throws(CaptureError) -> [String] {
    var known: [Int: String] = [:]
    var first: PartialHead?
    for path in paths {
      func wrong(_ reason: String) -> CaptureError { CaptureError(file: path, reason: reason) }
      let head = try PartialReader(path: path).head
      guard head.program == program, head.checks == checks else {
        throw wrong("was made by tcpreport \(head.program), and this is \(program): analyse the extracts again")
      }
      guard head.settings == options.settings else {
        throw wrong(
          "was made with \(head.settings.joined(separator: " ")), and merge is given \(options.settings.joined(separator: " "))")
      }
      if let other = known[head.shard] { throw wrong("is shard \(head.shard) of \(head.of), and so is \(other)") }
      if let first, first.of != head.of || octets(first.files) != octets(head.files) {
        throw wrong("is of other files than \(paths[0]), or of another number of shards")
      }
      known[head.shard] = path
      first = first ?? head
    }
    guard let first else { throw CaptureError(file: "", reason: "there is no partial result") }
    let missing = (1...max(1, first.of)).filter { known[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.prefix(8).map(String.init).joined(separator: ", ") + (missing.count > 8 ? " and more" : "")
      throw CaptureError(
        file: paths[0], reason: "is one of \(first.of) shards, and of the others there \(missing.count == 1 ? "is" : "are") missing: \(names)")
    }
    return known.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func octets(_ files: [CaptureSummary]) -> [UInt8] {
    var (archive, files) = (Archive(), files)
    archive.code(&files)
    return archive.octets
  }
}

extension AnalysisOptions {
  /// What decides which charges are made and which drawings are kept: both halves must be given the same.
  var settings: [String] {
    let drawn: String =
      switch drawing {
      case .automatic: "automatic"
      case .all: "all"
      case .findings: "findings"
      case .none: "none"
      case .only(let numbers): numbers.map(String.init).joined(separator: ",")
      }
    return parameters.changes().map { "\($0.name)=\($0.value)" } + ["draw=\(drawn)", "max-memory=\(limits.memory)"]
  }
}
