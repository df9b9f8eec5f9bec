import Capture
import Wire

/// One capture file as extracts: for each shard a file with the records of its pairs of hosts, nothing of their payload.
package struct Extraction: ~Copyable, SegmentSink {
  /// What is extracted, and into how many parts.
  package struct Plan: Sendable {
    /// See ``CaptureSummary/name``.
    package var name: String
    package var shards: Int
    package var filter: String?
    package init(name: String, shards: Int, filter: String? = nil) {
      (self.name, self.shards, self.filter) = (name, shards, filter)
    }
  }

  /// The most shards there can be.
  package static let mostShards = Address.pairBuckets

  private struct Shard {
    var records = Archive()
    var writer = BlockFileWriter(.extract)
    var count = 0
  }
  private var shards: [Shard]
  private var summary = CaptureSummary()
  /// Why a part could not be written.
  private var failure: (any Error)?
  private let blockLength: Int
  private let write: (Int, [UInt8]) throws -> Void

  private init(_ plan: Plan, write: @escaping (Int, [UInt8]) throws -> Void) {
    shards = (0..<plan.shards).map { _ in Shard() }
    // All shards' blocks together take 64 MiB at most.
    blockLength = min(1 << 18, max(1 << 14, (1 << 26) / plan.shards))
    self.write = write
    summary.name = plan.name
    summary.filter = plan.filter
  }

  /// Reads a capture to its end.
  ///
  /// - Parameters:
  ///   - path: the file as ``PathText/text``, or `-` for standard input.
  ///   - progress: told now and then how many octets were read.
  ///   - write: is given the octets of each shard's file, by the shard's place from 0, in their order.
  /// - Throws: ``CaptureError``, and what `write` throws.
  package static func reading(
    _ path: String, _ plan: Plan, progress: ((Int) -> Void)? = nil, write: @escaping (Int, [UInt8]) throws -> Void
  ) throws -> CaptureSummary {
    precondition(1...mostShards ~= plan.shards, "as many shards as there may be")
    var file = try CaptureFile(path: path)
    var extraction = Extraction(plan, write: write)
    let counts = try file.read(into: &extraction, named: { path }, filter: plan.filter, progress: progress)
    if let failure = extraction.failure { throw failure }
    extraction.summary.counts = counts
    extraction.summary.announced = file.interfaces.map(\.linkType)
    extraction.summary.drops = file.drops
    extraction.summary.ending = file.ending
    try extraction.finish()
    return extraction.summary
  }

  var end: Instant { summary.end }

  mutating func note(interface: UInt16, time: Instant, frame: UInt32) {
    summary.note(interface: interface, time: time, frame: frame)
  }

  mutating func consume(_ batch: inout SegmentBatch) {
    do {
      for place in 0..<batch.count where failure == nil {
        var record = SegmentRecord(batch[place], clock: batch.clock(place))
        try append(&record)
      }
    } catch {
      failure = error
    }
    batch.clear()
  }

  private mutating func append(_ record: inout SegmentRecord) throws {
    let place = shards.count == 1 ? 0 : record.segment.pairBucket % shards.count
    record.code(&shards[place].records)
    shards[place].count += 1
    if shards[place].records.octets.count >= blockLength { try flush(place) }
  }

  private mutating func flush(_ place: Int) throws {
    try write(place, shards[place].writer.block(shards[place].records.octets))
    shards[place].records.clear()
  }

  private mutating func finish() throws {
    for place in shards.indices {
      if !shards[place].records.octets.isEmpty { try flush(place) }
      var head = ExtractHead(summary: summary, shard: place + 1, of: shards.count, records: shards[place].count)
      head.code(&shards[place].records)
      try flush(place)
      try write(place, shards[place].writer.end())
    }
  }
}

/// The last block of an extract.
package struct ExtractHead: Archived, Sendable {
  package var summary = CaptureSummary()
  /// Which shard of how many, from 1.
  package var shard = 0
  package var of = 0
  /// Records of segments in the file.
  package var records = 0

  package static var blank: ExtractHead { ExtractHead() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&shard)
    archive.code(&of)
    archive.code(&records)
    archive.code(&summary)
  }
}

/// An extract, read record by record.
package struct ExtractFile: ~Copyable {
  package let head: ExtractHead
  private var file: BlockFileReader
  private var block = Archive(reading: [])
  private var left: Int

  /// - Throws: where the file is none, is cut or damaged, or was written by a later version.
  package init(path: String) throws(CaptureError) {
    let opened = try BlockFileReader(path: path, .extract)
    head = try ExtractFile.head(opened.last, of: path)
    left = head.records
    file = opened
  }

  private static func head(_ octets: [UInt8], of path: String) throws(CaptureError) -> ExtractHead {
    var last = Archive(reading: octets)
    var head = ExtractHead()
    head.code(&last)
    // A later version may say more of a capture behind what is known.
    guard !last.isBroken, 1...Extraction.mostShards ~= head.of, 1...head.of ~= head.shard, head.records >= 0 else {
      throw CaptureError(file: path, reason: "is damaged: its summary makes no sense")
    }
    return head
  }

  /// Reads the next record; false behind the last.
  package mutating func next(_ record: inout SegmentRecord) throws(CaptureError) -> Bool {
    guard left > 0 else { return false }
    if block.isExhausted {
      guard let octets = try file.next() else {
        throw CaptureError(file: file.path, reason: "is damaged: \(left) records are missing")
      }
      block = Archive(reading: octets)
    }
    record.code(&block)
    guard !block.isBroken else { throw CaptureError(file: file.path, reason: "is damaged: a record makes no sense") }
    left -= 1
    return true
  }
}
