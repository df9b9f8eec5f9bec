import Capture
import Wire

/// What takes the segments of a capture in, a batch at a time and in the order of the file.
protocol SegmentSink: ~Copyable {
  /// The newest time of any frame so far.
  var end: Instant { get }
  /// Every frame moves the capture's clock, a segment of TCP or not.
  mutating func note(interface: UInt16, time: Instant, frame: UInt32)
  /// Whether segments between two hosts are for it.
  func takes(_ source: Address, _ destination: Address) -> Bool
  /// Takes the segments of a batch, and leaves it empty.
  mutating func consume(_ batch: inout SegmentBatch)
}

extension SegmentSink where Self: ~Copyable {
  @inline(__always)
  func takes(_ source: Address, _ destination: Address) -> Bool { true }
}

extension Analysis: SegmentSink {
  @inline(__always)
  func takes(_ source: Address, _ destination: Address) -> Bool { lanes.count == 1 || lanes.has(source, destination, lane: lane) }
}

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
      sink.note(interface: frame.interface, time: frame.time, frame: frame.number)
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
        let whole = batch.next
        Self.take(fragments.abandoned(), into: &sink, &batch, &counts)
        batch.next = whole
      }
      switch outcome {
      case .skipped(let reason): counts.skip(reason)
      case .fragment: counts.skip(.fragment)
      case .several(let parts):
        var kinds: [Segment.Kind] = []
        for part in 0..<Int(parts) {
          guard Framing.part(part, of: frame.octets, into: &batch.next) == .segment else { continue }
          batch.next.identify(frame)
          kinds.append(batch.next.kind)
          guard sink.takes(batch.next.source, batch.next.destination) else { continue }
          batch.add(at: sink.end)
          if batch.isFull { sink.consume(&batch) }
        }
        if kinds.isEmpty { counts.skip(.netlink) } else { counts.take(kinds.contains(.tcp) ? .tcp : .icmpError) }
      case .segment:
        batch.next.identify(frame)
        if !fragments.isEmpty {
          let segment = batch.next
          Self.take(fragments.alone(before: segment), into: &sink, &batch, &counts)
          batch.next = segment
        }
        counts.take(batch.next.kind)
        guard sink.takes(batch.next.source, batch.next.destination) else { continue }
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
      counts.recover(segment.kind)
      guard sink.takes(segment.source, segment.destination) else { continue }
      batch.next = segment
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
