import Capture
import Checks
import Tap
import Wire

extension CaptureReport {
  /// Reads one capture file to its end and judges it; the caller gives the report its `name`.
  ///
  /// Nothing is allocated for a frame: octets are borrowed from the reader's buffer and the segments of a batch are filled
  /// in place again and again. What was read before a break counts.
  ///
  /// - Parameters:
  ///   - path: the file as ``PathText/text``, or `-` for standard input.
  ///   - filter: a pcap-filter(7) expression; what it excludes is counted as `filtered`.
  ///   - progress: told now and then how many octets were read.
  package static func reading(
    _ path: String, options: AnalysisOptions = AnalysisOptions(), filter: String? = nil,
    checks: [Check] = Catalogue.checks, progress: ((Int) -> Void)? = nil
  ) throws(CaptureError) -> CaptureReport {
    var file = try CaptureFile(path: path)
    var report = try reading(
      &file, named: { path }, options: options, filter: filter, checks: checks, progress: progress
    ) { FileEvidence($0) }
    report.title = CaptureReport.title(of: path, options.language)
    report.damage = Words.damage(file.ending)?[options.language]
    return report
  }

  /// Reads the files of one capture that was rotated, in the order of their first packets.
  ///
  /// - Returns: the report, and the files that could not be read.
  /// - Throws: for the first file, where none can be read.
  package static func reading(
    joined paths: [String], options: AnalysisOptions = AnalysisOptions(), filter: String? = nil,
    checks: [Check] = Catalogue.checks, progress: ((Int) -> Void)? = nil
  ) throws(CaptureError) -> (report: CaptureReport, unreadable: [CaptureError]) {
    var capture = try JoinedCapture(paths: paths)
    var report = try reading(
      &capture, named: { paths[0] }, options: options, filter: filter, checks: checks, progress: progress
    ) { FileEvidence($0) }
    let titles = capture.parts.map { CaptureReport.title(of: $0.path, options.language) }
    report.title = titles[0] + (titles.count > 1 ? Words.further(titles.count - 1)[options.language] : "")
    report.files = zip(titles, capture.parts).map { title, part in
      JoinedFile(title: title, frames: part.frames, firstFrame: part.firstFrame, lastFrame: part.lastFrame)
    }
    let damages = zip(titles, capture.parts).compactMap { title, part in
      Words.damage(part.ending).map { "\(title): \($0[options.language])" }
    }
    report.damage = damages.isEmpty ? nil : damages.joined(separator: options.language == .en ? "; " : "；")
    return (report, capture.unreadable)
  }

  private static func reading<Source: FrameSequence & ~Copyable>(
    _ file: inout Source, named path: () -> String, options: AnalysisOptions, filter: String?, checks: [Check],
    progress: ((Int) -> Void)?, evidence: (borrowing Source) -> FileEvidence
  ) throws(CaptureError) -> CaptureReport {
    var analysis = Analysis(options: options, checks: checks)
    var counts = FrameCounts()
    var filters = FilterPerLinkType(expression: filter)
    var batch = SegmentBatch()
    var fragments = Reassembly()
    while let frame = file.next() {
      analysis.note(time: frame.time)
      counts.meet(linkType: frame.linkType)
      if frame.number & 0x3fff == 0 { progress?(file.offset) }
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
          take(fragments.alone(before: segment), into: &analysis, &batch, &counts)
          batch.next = segment
        }
        counts.take(batch.next.kind)
        batch.add(at: analysis.end)
        if batch.isFull { analysis.consume(&batch) }
      }
    }
    take(fragments.alone(before: nil), into: &analysis, &batch, &counts)
    analysis.consume(&batch)
    var report = analysis.finish(evidence(file))
    report.ledger = counts.ledger(read: file.frames)
    report.linkTypes = counts.linkTypes(described: file.interfaces)
    return report
  }

  /// First fragments whose rest did not come in time; their frames had been counted as fragments.
  private static func take(
    _ segments: [Segment], into analysis: inout Analysis, _ batch: inout SegmentBatch, _ counts: inout FrameCounts
  ) {
    for segment in segments {
      batch.next = segment
      counts.recover(segment.kind)
      batch.add(at: analysis.end)
      if batch.isFull { analysis.consume(&batch) }
    }
  }

  /// The file's name without its folder.
  private static func title(of path: String, _ language: Language) -> String {
    if path == "-" { return Words.standardInput[language] }
    return PathText(path).lastComponent.shown
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
struct FilterPerLinkType: ~Copyable {
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
    drops = file.drops
    switch file.ending {
    case .clean: break
    case .cut(let frame, let octets):
      brokenAtFrame = UInt32(clamping: frame)
      octetsLeft = octets
    case .damaged(let frame, _, _): brokenAtFrame = UInt32(clamping: frame)
    }
  }

  /// The same of all files together; the first break stands for all.
  fileprivate init(_ capture: borrowing JoinedCapture) {
    self.init()
    frames = capture.frames
    // A capturing program that rotates goes on counting: the last file's number has the others in it.
    drops = capture.parts.compactMap(\.drops).max()
    guard let broken = capture.parts.filter({ $0.ending != .clean }).min(by: { $0.endedAfter < $1.endedAfter }) else { return }
    brokenAtFrame = UInt32(clamping: broken.endedAfter + 1)
    if case .cut(_, let octets) = broken.ending { octetsLeft = octets }
  }
}

extension Words {
  static let standardInput = Bilingual("standard input", zh: "标准输入")

  /// After the first file's name.
  static func further(_ files: Int) -> Bilingual {
    Bilingual(" and \(files) more", zh: " 等 \(files + 1) 个文件")
  }

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
        "reading stopped before frame \(frame), at octet \(offset): \(reason.words.en)",
        zh: "在第 \(frame) 帧之前（偏移 \(offset) 字节）停止读取：\(reason.words.zh)")
    }
  }
}

extension CaptureDamage {
  fileprivate var words: Bilingual {
    switch self {
    case .recordLength(let octets):
      Bilingual("a record announces \(octets) octets", zh: "某条记录声称有 \(octets) 字节")
    case .blockLength(let octets):
      Bilingual("a block announces \(octets) octets", zh: "某个块声称有 \(octets) 字节")
    case .lengthNotRepeated:
      Bilingual("a block's length is not repeated at its end", zh: "块尾没有重复块的长度")
    case .noByteOrder:
      Bilingual("a section header without its byte-order magic", zh: "节头缺少字节序标记")
    case .sectionVersion(let major):
      Bilingual("a section of format version \(major)", zh: "某一节的格式版本为 \(major)")
    case .packetBeyondBlock(let octets, let block):
      Bilingual("a packet of \(octets) octets in a block of \(block)", zh: "\(block) 字节的块中声称有 \(octets) 字节的分组")
    case .packetBeforeInterface:
      Bilingual("a packet before any interface description", zh: "分组出现在接口描述之前")
    case .undescribedInterface(let number):
      Bilingual("a packet of interface \(number), which was never described", zh: "分组属于从未描述过的接口 \(number)")
    case .compression:
      Bilingual("the compressed data are damaged", zh: "压缩数据已损坏")
    case .compressionCut:
      Bilingual("the compressed data are cut", zh: "压缩数据不完整")
    case .input(let number):
      Bilingual("the system cannot read on (errno \(number))", zh: "系统无法继续读取（errno \(number)）")
    }
  }
}
