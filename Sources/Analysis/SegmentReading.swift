import Capture
import Wire

/// What takes the segments of a capture in, a batch at a time and in the order of the file.
protocol SegmentSink: ~Copyable {
  /// The newest time of any frame so far.
  var end: Instant { get }
  /// Every frame moves the capture's clock, a segment of TCP or not.
  mutating func note(time: Instant)
  /// Takes the segments of a batch, and leaves it empty.
  mutating func consume(_ batch: inout SegmentBatch)
}

extension Analysis: SegmentSink {}

extension FrameSequence where Self: ~Copyable {
  /// Reads to the end: frames that pass the filter are decoded, fragments put together, and the segments handed on.
  ///
  /// - Parameters:
  ///   - path: names the file in an error.
  ///   - filter: a pcap-filter(7) expression.
  ///   - progress: told now and then how many octets were read.
  /// - Returns: every frame by what became of it.
  mutating func read<Sink: SegmentSink & ~Copyable>(
    into sink: inout Sink, named path: () -> String, filter: String?, progress: ((Int) -> Void)? = nil
  ) throws(CaptureError) -> FrameCounts {
    var counts = FrameCounts()
    var filters = FilterPerLinkType(expression: filter)
    var batch = SegmentBatch()
    var fragments = Reassembly()
    while let frame = next() {
      sink.note(time: frame.time)
      counts.meet(linkType: frame.linkType)
      if frame.number & 0x3fff == 0 { progress?(offset) }
      if filter != nil, try !filters.passes(frame, of: path()) {
        counts.skip(.filtered)
        continue
      }
      var outcome = Framing.decode(
        frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &batch.next)
      if case .fragment(let fragment) = outcome {
        batch.next.identify(frame)
        outcome = fragments.take(fragment, of: frame.octets, &batch.next) ?? .skipped(.fragment)
      }
      switch outcome {
      case .skipped(let reason): counts.skip(reason)
      case .fragment: counts.skip(.fragment)
      case .segment:
        batch.next.identify(frame)
        if !fragments.isEmpty {
          let segment = batch.next
          Self.take(fragments.alone(before: segment), into: &sink, &batch, &counts)
          batch.next = segment
        }
        counts.take(batch.next.kind)
        batch.add(at: sink.end)
        if batch.isFull { sink.consume(&batch) }
      }
    }
    Self.take(fragments.alone(before: nil), into: &sink, &batch, &counts)
    sink.consume(&batch)
    return counts
  }

  /// First fragments whose rest did not come in time; their frames had been counted as fragments.
  private static func take<Sink: SegmentSink & ~Copyable>(
    _ segments: [Segment], into sink: inout Sink, _ batch: inout SegmentBatch, _ counts: inout FrameCounts
  ) {
    for segment in segments {
      batch.next = segment
      counts.recover(segment.kind)
      batch.add(at: sink.end)
      if batch.isFull { sink.consume(&batch) }
    }
  }
}

extension Segment {
  /// Where and when it was recorded.
  @inline(__always)
  fileprivate mutating func identify(_ frame: Frame) {
    time = frame.time
    self.frame = frame.number
    if frame.direction != .unknown { direction = frame.direction }
    interface = frame.interface
  }
}

/// Frames by what became of them; fixed in size, so that counting allocates nothing.
struct FrameCounts {
  private var tcp = 0
  private var icmpErrors = 0
  private var skipped = [Int](repeating: 0, count: SkipReason.allCases.count)
  /// Link types in the order of their first frame.
  private var linkTypes: [UInt16] = []
  private var lastLinkType: UInt16?

  @inline(__always)
  mutating func take(_ kind: Segment.Kind) {
    switch kind {
    case .tcp: tcp += 1
    case .icmpError: icmpErrors += 1
    }
  }

  @inline(__always)
  mutating func skip(_ reason: SkipReason) { skipped[Int(reason.rawValue)] += 1 }

  /// A frame that was counted as a fragment has a segment in it.
  mutating func recover(_ kind: Segment.Kind) {
    skipped[Int(SkipReason.fragment.rawValue)] -= 1
    take(kind)
  }

  @inline(__always)
  mutating func meet(linkType: UInt16) {
    if linkType == lastLinkType { return }
    lastLinkType = linkType
    if !linkTypes.contains(linkType) { linkTypes.append(linkType) }
  }

  func ledger(read: Int) -> Ledger {
    var ledger = Ledger()
    ledger.read = read
    ledger.tcp = tcp
    ledger.icmpErrors = icmpErrors
    ledger.skipped = SkipReason.allCases.compactMap { reason in
      let frames = skipped[Int(reason.rawValue)]
      return frames == 0 ? nil : Ledger.Entry(reason: reason.name, frames: frames)
    }.sorted { $0.reason < $1.reason }
    precondition(
      tcp + icmpErrors + skipped.reduce(0, +) == read, "every frame is counted once, as a segment or as skipped")
    return ledger
  }

  /// Names of the link types that frames came with; those that the file only announces, where it has no frame.
  func linkTypes(described interfaces: [CaptureInterface]) -> [String] {
    var seen = linkTypes
    if seen.isEmpty {
      for interface in interfaces where !seen.contains(interface.linkType) { seen.append(interface.linkType) }
    }
    return seen.map(Libpcap.linkTypeName)
  }
}

/// One filter expression, compiled for each link type that comes along.
private struct FilterPerLinkType: ~Copyable {
  let expression: String?
  private var linkType: UInt16?
  private var compiled: PacketFilter?

  init(expression: String?) {
    self.expression = expression
    compiled = nil
  }

  /// Whether the frame passes; a filter that makes no sense for a link type is the file's error.
  mutating func passes(_ frame: Frame, of path: String) throws(CaptureError) -> Bool {
    guard let expression else { return true }
    if linkType != frame.linkType {
      do throws(PacketFilter.SyntaxError) {
        compiled = try PacketFilter(expression, linkType: frame.linkType)
      } catch {
        let name = Libpcap.linkTypeName(frame.linkType)
        throw CaptureError(file: path, reason: "the filter does not fit link type \(name): \(error)")
      }
      linkType = frame.linkType
    }
    return compiled?.matches(frame.octets, originalLength: frame.originalLength) ?? true
  }
}
