import Capture
import Wire

/// Frames by what became of them; fixed in size, so that counting allocates nothing.
struct FrameCounts: Sendable {
  private(set) var tcp = 0
  private(set) var icmpErrors = 0
  private(set) var skipped = [Int](repeating: 0, count: SkipReason.allCases.count)
  /// Link types in the order of their first frame.
  private(set) var linkTypes: [UInt16] = []
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
  func linkTypes(announced: [UInt16]) -> [String] {
    var seen = linkTypes
    if seen.isEmpty {
      for linkType in announced where !seen.contains(linkType) { seen.append(linkType) }
    }
    return seen.map(Libpcap.linkTypeName)
  }
}

extension FrameCounts: Archived {
  static var blank: FrameCounts { FrameCounts() }
  /// Reasons by their names, which never change; one that only a later version knows is none that can be read.
  mutating func code(_ archive: inout Archive) {
    archive.code(&tcp)
    archive.code(&icmpErrors)
    var reasons = SkipReason.allCases.filter { skipped[Int($0.rawValue)] > 0 }.map { ($0.name, skipped[Int($0.rawValue)]) }
    archive.code(&reasons, blank: ("", 0)) { archive, reason in
      archive.code(&reason.0)
      archive.code(&reason.1)
    }
    for (name, frames) in reasons where archive.isReading {
      guard let reason = SkipReason.allCases.first(where: { $0.name == name }) else { return archive.refuse() }
      skipped[Int(reason.rawValue)] = frames
    }
    archive.code(&linkTypes)
  }

  /// Whether so many frames can have been counted; numbers that were read may be any.
  func fits(_ frames: Int) -> Bool {
    let all = [tcp, icmpErrors] + skipped
    return all.allSatisfy { 0...frames ~= $0 } && all.reduce(0, +) == frames
  }

  /// Adds up what became of the frames of a further file.
  mutating func add(_ other: FrameCounts) {
    tcp += other.tcp
    icmpErrors += other.icmpErrors
    for place in skipped.indices { skipped[place] += other.skipped[place] }
    for linkType in other.linkTypes where !linkTypes.contains(linkType) { linkTypes.append(linkType) }
  }
}
