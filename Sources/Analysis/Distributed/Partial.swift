import Capture
import Checks
import Tap
import Wire

/// One shard's result before anything is settled, as a file; such files are of one program.
struct PartialHead: Archived, Sendable {
  /// The program's version, and the checks it asked.
  var program = ""
  var checks: [String] = []
  /// Everything it was told that decides what is in the file.
  var settings: [String] = []
  var shard = 0
  var of = 0
  var files: [CaptureSummary] = []
  var connections = 0
  var steps: [CaptureClock.HostStep] = []
  var pending: [Fold.PendingNote] = []
  /// Of ``Docket/dropped``.
  var dropped = 0
  var flood = Flood()
  /// Of ``HostCollection/connectionsLeftOut``.
  var endsLeftOut = 0

  static var blank: PartialHead { PartialHead() }
  mutating func code(_ archive: inout Archive) {
    archive.code(&program)
    archive.code(&checks, blank: "") { $0.code(&$1) }
    archive.code(&settings, blank: "") { $0.code(&$1) }
    archive.code(&shard)
    archive.code(&of)
    archive.code(&files)
    archive.code(&connections)
    archive.code(&steps)
    archive.code(&pending)
    archive.code(&dropped)
    flood.code(&archive)
    archive.code(&endsLeftOut)
  }
}

extension Fold.PendingNote: Archived {
  static var blank: Fold.PendingNote { Fold.PendingNote(connection: 0, kind: .handshake, frame: 0, needed: 0) }
  mutating func code(_ archive: inout Archive) {
    archive.code(&connection)
    archive.code(&kind)
    archive.code(&frame)
    archive.code(&needed)
  }
}

/// What a block of a partial result holds: its first octet.
private enum PartialBlock: UInt8 { case rows, charges, doubts, facts, passes, hosts }

/// Writes a fold block by block.
struct PartialWriter: ~Copyable {
  private var writer = BlockFileWriter(.partial)
  private let write: ([UInt8]) throws -> Void
  /// Octets from which on a block is full.
  private static let full = 1 << 20

  init(write: @escaping ([UInt8]) throws -> Void) { self.write = write }

  consuming func write(_ fold: borrowing Fold, _ head: PartialHead) throws {
    try blocks(.rows, fold.rows.count) { archive, place in
      var row = fold.rows[place]
      row.code(&archive)
      var events = row.log.events(fold.events)
      archive.code(&events)
      row.log.code(&archive)
      var plot = row.log.plot == .max ? nil : fold.plots[Int(row.log.plot)]
      archive.code(&plot, blank: Plot()) { $1.code(&$0) }
    }
    try entries(.charges, fold.docket.charges)
    try entries(.doubts, fold.docket.doubts)
    try entries(.facts, fold.docket.facts)
    try entries(.passes, fold.docket.passes)
    var hosts = fold.hosts
    try blocks(.hosts, hosts.count) { archive, place in hosts.code(&archive, place..<(place + 1), connection: 0) }
    var (last, head) = (Archive(), head)
    head.code(&last)
    try write(writer.block(last.octets))
    try write(writer.end())
  }

  private mutating func entries<Entry: Archived>(_ kind: PartialBlock, _ entries: [Entry]) throws {
    try blocks(kind, entries.count) { archive, place in
      var entry = entries[place]
      entry.code(&archive)
    }
  }

  /// As many blocks as the values need, each with its kind in front.
  private mutating func blocks(_ kind: PartialBlock, _ count: Int, _ each: (inout Archive, Int) -> Void) throws {
    var archive = Archive()
    for place in 0..<count {
      if archive.octets.isEmpty { archive.write(kind.rawValue) }
      each(&archive, place)
      if archive.octets.count >= PartialWriter.full || place == count - 1 {
        try write(writer.block(archive.octets))
        archive.clear()
      }
    }
  }
}

/// Reads a partial result into what the shards before it have left.
struct PartialReader: ~Copyable {
  let head: PartialHead
  private var file: BlockFileReader

  init(path: String) throws(CaptureError) {
    let opened = try BlockFileReader(path: path, .partial)
    var last = Archive(reading: opened.last)
    var head = PartialHead()
    head.code(&last)
    if !last.isExhausted { throw CaptureError(file: path, reason: "is a partial result of another version of tcpreport, or damaged") }
    self.head = head
    file = opened
  }

  /// Takes the shard's connections in behind those that are there.
  mutating func read(into fold: inout Fold) throws(CaptureError) {
    let base = fold.rows.count
    var docket = Docket()
    while let block = try file.next() {
      if file.isAtEnd { break }
      var archive = Archive(reading: block)
      let kind = PartialBlock(rawValue: archive.read())
      while kind != nil, !archive.isBroken, !archive.isExhausted {
        switch kind {
        case .rows: readRow(&archive, into: &fold)
        case .charges: docket.append(Docket.Entry.blank, reading: &archive)
        case .doubts: docket.append(Docket.DoubtEntry.blank, reading: &archive)
        case .facts: docket.append(Docket.FactEntry.blank, reading: &archive)
        case .passes: docket.append(Docket.PassEntry.blank, reading: &archive)
        case .hosts: fold.hosts.code(&archive, 0..<0, connection: base)
        case nil: break
        }
      }
      if archive.isBroken || kind == nil { throw damaged }
    }
    guard fold.rows.count - base == head.connections, docket.fits(checks: head.checks.count, connections: head.connections),
      head.pending.allSatisfy({ 0..<head.connections ~= $0.connection }), fold.hosts.fits(connections: fold.rows.count)
    else { throw damaged }
    docket.renumber { $0 + base }
    fold.docket.take(docket)
    fold.clock.add(head.steps)
    fold.docket.dropped += head.dropped
    fold.flood.take(head.flood)
    fold.hosts.connectionsLeftOut += head.endsLeftOut
    fold.ordinals = fold.rows.count
    for note in head.pending {
      var moved = note
      moved.connection += base
      fold.pending.append(moved)
    }
  }

  private var damaged: CaptureError {
    CaptureError(file: file.path, reason: "is damaged: what is in it does not fit together")
  }

  private func readRow(_ archive: inout Archive, into fold: inout Fold) {
    var row = ConnectionRow.blank
    row.code(&archive)
    var events: [LoggedEvent] = []
    archive.code(&events)
    row.log = SealedLog(events, &fold.events)
    row.log.code(&archive)
    var plot: Plot?
    archive.code(&plot, blank: Plot()) { $1.code(&$0) }
    if let plot {
      row.log.plot = UInt32(fold.plots.count)
      fold.plots.append(plot)
    }
    row.ordinal = fold.rows.count
    fold.rows.append(row)
  }
}
