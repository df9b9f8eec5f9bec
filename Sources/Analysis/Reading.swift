import Capture
import Checks
import Tap
import Wire

extension CaptureReport {
  /// Reads one capture file to its end and judges it; the caller gives the report its `name`.
  ///
  /// Nothing is allocated for a frame: octets are borrowed from the reader's buffer and one `Segment` is filled in
  /// place again and again (architecture.md, "The hot path in numbers"). What was read before a break counts.
  ///
  /// - Parameters:
  ///   - path: the file as ``PathText/text``, or `-` for standard input.
  ///   - filter: a pcap-filter(7) expression; what it excludes is counted as `filtered`.
  package static func reading(
    _ path: String, options: AnalysisOptions = AnalysisOptions(), filter: String? = nil,
    checks: [Check] = Catalogue.checks
  ) throws(CaptureError) -> CaptureReport {
    var file = try CaptureFile(path: path)
    var analysis = Analysis(options: options, checks: checks)
    var counts = FrameCounts()
    var filters = FilterPerLinkType(expression: filter)
    var segment = Segment()
    while let frame = file.next() {
      analysis.note(time: frame.time)
      counts.meet(linkType: frame.linkType)
      if filter != nil, try !filters.passes(frame, of: path) {
        counts.skip(.filtered)
        continue
      }
      let outcome = Framing.decode(
        frame.octets, originalLength: frame.originalLength, linkType: frame.linkType, into: &segment)
      switch outcome {
      case .skipped(let reason): counts.skip(reason)
      case .segment:
        segment.time = frame.time
        segment.frame = frame.number
        counts.take(segment.kind)
        analysis.consume(segment)
      }
    }
    var report = analysis.finish(FileEvidence(file))
    report.title = CaptureReport.title(of: path, options.language)
    report.ledger = counts.ledger(read: file.frames)
    report.linkTypes = counts.linkTypes(described: file.interfaces)
    report.damage = Words.damage(file.ending)?[options.language]
    return report
  }

  /// The file's name without its folder.
  private static func title(of path: String, _ language: Language) -> String {
    if path == "-" { return Words.standardInput[language] }
    return PathText(path).lastComponent.shown
  }
}

/// Frames by what became of them; fixed in size, so that counting allocates nothing.
private struct FrameCounts {
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

extension FileEvidence {
  /// What the reader knows once it has reached the end.
  fileprivate init(_ file: borrowing CaptureFile) {
    self.init()
    frames = file.frames
    // Interfaces count drops once more in total where packets carry counts of their own: the larger number stands.
    let ofInterfaces = file.interfaces.compactMap(\.drops).reduce(nil as UInt64?) { ($0 ?? 0) &+ $1 }
    drops = [ofInterfaces, file.packetDrops].compactMap { $0 }.max()
    switch file.ending {
    case .clean: break
    case .cut(let frame, let octets):
      brokenAtFrame = UInt32(clamping: frame)
      octetsLeft = octets
    case .damaged(let frame, _, _): brokenAtFrame = UInt32(clamping: frame)
    }
  }
}

extension Words {
  static let standardInput = Bilingual("standard input", zh: "标准输入")

  /// Where and why reading stopped before the file's end; `nil` for a clean end.
  fileprivate static func damage(_ ending: CaptureEnding) -> Bilingual? {
    switch ending {
    case .clean: nil
    case .cut(let frame, let octets):
      Bilingual(
        "the file ends inside frame \(frame), \(octets) octets after its beginning",
        zh: "文件在第 \(frame) 帧中途结束，仅剩该帧开头的 \(octets) 字节")
    case .damaged(let frame, let offset, let reason):
      Bilingual(
        "reading stopped before frame \(frame), at octet \(offset): \(reason)",
        zh: "在第 \(frame) 帧之前（偏移 \(offset) 字节）停止读取：\(reason)")
    }
  }
}
