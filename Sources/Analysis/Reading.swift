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
    let whole = try WholeCapture.reading(
      named: { path }, options: options, filter: filter, checks: checks, progress: progress,
      open: { () throws(CaptureError) in try CaptureFile(path: path) }
    ) { file in
      SourceFacts(
        evidence: FileEvidence(file), frames: file.frames, announced: file.interfaces.map(\.linkType), ending: file.ending)
    }
    let ending = whole.facts.ending
    var report = whole.report(options, checks)
    report.describe(path, ending, options.language)
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
    let whole = try WholeCapture.reading(
      named: { paths[0] }, options: options, filter: filter, checks: checks, progress: progress,
      open: { () throws(CaptureError) in try JoinedCapture(paths: paths) }
    ) { capture in
      SourceFacts(
        evidence: FileEvidence(capture.parts, frames: capture.frames), frames: capture.frames,
        announced: capture.interfaces.map(\.linkType), parts: capture.parts, unreadable: capture.unreadable)
    }
    let facts = whole.facts
    var report = whole.report(options, checks)
    report.describe(joined: facts.parts, options.language)
    return (report, facts.unreadable)
  }

  /// What the files are called, and how they end.
  mutating func describe(_ parts: [JoinedCapture.Part], _ language: Language) {
    if parts.count == 1 { describe(parts[0].path, parts[0].ending, language) } else { describe(joined: parts, language) }
  }

  private mutating func describe(_ path: String, _ ending: CaptureEnding, _ language: Language) {
    title = CaptureReport.title(of: path, language)
    damage = Words.damage(ending)?[language]
  }

  private mutating func describe(joined parts: [JoinedCapture.Part], _ language: Language) {
    let titles = parts.map { CaptureReport.title(of: $0.path, language) }
    title = (titles.first ?? "") + (titles.count > 1 ? Words.further(titles.count - 1)[language] : "")
    files = zip(titles, parts).map { title, part in
      JoinedFile(title: title, frames: part.frames, firstFrame: part.firstFrame, lastFrame: part.lastFrame)
    }
    let damages = zip(titles, parts).compactMap { title, part in
      Words.damage(part.ending).map { "\(title): \($0[language])" }
    }
    damage = damages.isEmpty ? nil : damages.joined(separator: language == .en ? "; " : "；")
  }

  /// The file's name without its folder.
  private static func title(of path: String, _ language: Language) -> String {
    if path == "-" { return Words.standardInput[language] }
    return PathText(path).lastComponent.shown
  }
}

extension WholeCapture {
  /// Settles everything; names and damage are the caller's.
  fileprivate consuming func report(_ options: AnalysisOptions, _ checks: [Check]) -> CaptureReport {
    let (counts, facts) = (counts, facts)
    var report = fold.report(CheckTable(checks), options, file: facts.evidence)
    report.ledger = counts.ledger(read: facts.frames)
    report.linkTypes = counts.linkTypes(announced: facts.announced)
    return report
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
  init(_ parts: [JoinedCapture.Part], frames: Int) {
    self.init()
    self.frames = frames
    // A capturing program that rotates goes on counting: the last file's number has the others in it.
    drops = parts.compactMap(\.drops).max()
    guard let broken = parts.filter({ $0.ending != .clean }).min(by: { $0.endedAfter < $1.endedAfter }) else { return }
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
