import Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One interface of a capture.
package struct CaptureInterface: Sendable, Hashable {
  /// LINKTYPE_ value.
  package var linkType: UInt16
  /// Ticks of a time stamp in a second.
  package var ticksPerSecond: UInt64 = 1_000_000
  /// Seconds added to every time stamp.
  package var offsetSeconds: Int64 = 0
  package var snapLength = 0
  /// Packets the capturing system says it dropped (pcapng interface statistics), where it says so.
  package var drops: UInt64?
}

/// A capture file: pcap (µs, ns, both byte orders) or pcapng (several sections and interfaces), read in blocks.
///
/// libpcap beside it serves filters, link-type names, and as the oracle: a test holds both readers against each other.
package struct CaptureFile: ~Copyable {
  /// The file's name as given, as ``PathText/text``.
  package let path: String
  package private(set) var interfaces: [CaptureInterface] = []
  /// Known once `next` has returned `nil`.
  package private(set) var ending = CaptureEnding.clean
  /// Frames handed out.
  package private(set) var frames = 0
  /// Per-packet drop counts of pcapng, added up; `nil` where no packet carried one.
  package private(set) var packetDrops: UInt64?

  private var buffer: BlockBuffer
  private var format = Format.pcapng
  private var swapped = false
  /// Index in `interfaces` of the current section's first.
  private var sectionStart = 0
  private var done = false

  private enum Format { case pcap(recordHeader: Int), pcapng }

  /// Opens a file, or standard input for `-`, and reads its header.
  package init(path: String) throws(CaptureError) {
    let octets = (PathText(path).octets + [0]).map(CChar.init(bitPattern:))
    let descriptor = path == "-" ? 0 : unsafe open(octets, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CaptureError(file: path, reason: systemMessage(errno)) }
    try self.init(path: path, descriptor: descriptor)
  }

  private init(path: String, descriptor: Int32) throws(CaptureError) {
    self.path = path
    buffer = BlockBuffer(descriptor: descriptor)
    guard buffer.fill(4) else {
      if let failure = buffer.failure { throw CaptureError(file: path, reason: systemMessage(failure)) }
      throw CaptureError(
        file: path, reason: buffer.available == 0 ? "the file is empty" : "too short to be a capture")
    }
    let magic = buffer.peek(4).long(0)
    switch magic {
    case 0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34: try readHeader(swapped: false, magic: magic)
    case 0xd4c3_b2a1, 0x4d3c_b2a1, 0x34cd_b2a1: try readHeader(swapped: true, magic: magic.byteSwapped)
    case 0x0a0d_0d0a: break
    default: throw CaptureError(file: path, reason: CaptureFile.foreign(magic))
    }
  }

  private static func foreign(_ magic: UInt32) -> String {
    switch magic {
    case 0x736e_6f6f: "a snoop capture; convert it with `editcap -F pcapng`"
    case 0x474d_4255, 0x5254_5353: "a Network Monitor capture; convert it with `editcap -F pcapng`"
    case 0xfd37_7a58: "compressed with xz; unpack it first"
    case 0x28b5_2ffd: "compressed with zstd; unpack it first"
    default: "not a capture file (neither pcap nor pcapng)"
    }
  }

  private mutating func readHeader(swapped: Bool, magic: UInt32) throws(CaptureError) {
    guard buffer.fill(24) else { throw CaptureError(file: path, reason: "the pcap header is cut") }
    self.swapped = swapped
    let header = buffer.peek(24)
    let network = long(header, 20)
    var only = CaptureInterface(linkType: UInt16(truncatingIfNeeded: network & 0xffff))
    only.ticksPerSecond = magic == 0xa1b2_3c4d ? 1_000_000_000 : 1_000_000
    only.snapLength = Int(long(header, 16))
    interfaces = [only]
    // 0xa1b2cd34: Linux kernels with a patch of Alexey Kuznetsov's wrote eight more octets a record.
    format = .pcap(recordHeader: magic == 0xa1b2_cd34 ? 24 : 16)
    buffer.skip(24)
  }

  @inline(__always)
  private func long(_ bytes: Bytes, _ offset: Int) -> UInt32 {
    swapped ? bytes.long(offset).byteSwapped : bytes.long(offset)
  }
  @inline(__always)
  private func short(_ bytes: Bytes, _ offset: Int) -> UInt16 {
    swapped ? bytes.short(offset).byteSwapped : bytes.short(offset)
  }

  /// The next frame, borrowed until the next call; `nil` at the end, which `ending` then describes.
  @inline(__always)
  package mutating func next() -> Frame? {
    if done { return nil }
    switch format {
    case .pcap(let header): return nextRecord(header)
    case .pcapng: return nextBlock()
    }
  }

  @inline(__always)
  private mutating func nextRecord(_ headerLength: Int) -> Frame? {
    guard buffer.fill(headerLength) else { return finish() }
    let header = buffer.peek(headerLength)
    let captured = Int(long(header, 8))
    guard captured <= 1 << 26 else { return stop("a record announces \(captured) octets") }
    guard buffer.fill(headerLength + captured) else { return finish() }
    let whole = buffer.peek(headerLength + captured)
    frames += 1
    let fraction = Int64(long(whole, 4))
    let nanoseconds = interfaces[0].ticksPerSecond == 1_000_000 ? fraction &* 1000 : fraction
    let frame = Frame(
      number: UInt32(truncatingIfNeeded: frames),
      time: Instant(nanoseconds: Int64(long(whole, 0)) &* 1_000_000_000 &+ nanoseconds),
      originalLength: max(Int(long(whole, 12)), captured), linkType: interfaces[0].linkType,
      octets: whole.from(headerLength))
    buffer.skip(headerLength + captured)
    return frame
  }

  private mutating func finish() -> Frame? {
    done = true
    let left = buffer.available
    if let failure = buffer.failure {
      ending = .damaged(frame: frames + 1, offset: buffer.offset, reason: systemMessage(failure))
    } else if buffer.isDamaged {
      ending = .damaged(frame: frames + 1, offset: buffer.offset, reason: "the compressed data are damaged or cut")
    } else if left > 0 {
      ending = .cut(frame: frames + 1, octets: left)
    }
    return nil
  }

  private mutating func stop(_ reason: String) -> Frame? {
    done = true
    ending = .damaged(frame: frames + 1, offset: buffer.offset, reason: reason)
    return nil
  }
}

/// pcapng, block by block.
extension CaptureFile {
  private mutating func nextBlock() -> Frame? {
    while true {
      guard buffer.fill(12) else { return finish() }
      var head = buffer.peek(12)
      if head.long(0) == 0x0a0d_0d0a {
        switch head.long(8) {
        case 0x1a2b_3c4d: swapped = false
        case 0x4d3c_2b1a: swapped = true
        default: return stop("a section header without its byte-order magic")
        }
        sectionStart = interfaces.count
      }
      let type = long(head, 0)
      let length = Int(long(head, 4))
      guard length >= 12, length % 4 == 0 else { return stop("a block announces \(length) octets") }
      guard length <= 1 << 26 else {
        // Only packets must fit into memory; anything else of that size is passed over, or is no block at all.
        return stop("a block announces \(length) octets")
      }
      guard buffer.fill(length) else { return finish() }
      head = buffer.peek(length)
      guard Int(long(head, length - 4)) == length else {
        return stop("a block's length is not repeated at its end")
      }
      let frame = take(type, head, length)
      buffer.skip(length)
      if let frame { return frame }
      if done { return nil }
    }
  }

  /// A packet block's frame; `nil` for every other block.
  private mutating func take(_ type: UInt32, _ block: Bytes, _ length: Int) -> Frame? {
    switch type {
    case 1: describeInterface(block, length)
    case 6: return enhancedPacket(block, length)
    case 3: return simplePacket(block, length)
    case 2: return obsoletePacket(block, length)
    case 5: statistics(block, length)
    default: break
    }
    return nil
  }

  private mutating func describeInterface(_ block: Bytes, _ length: Int) {
    guard length >= 20 else { return }
    var interface = CaptureInterface(linkType: short(block, 8))
    interface.snapLength = Int(long(block, 12))
    forEachOption(block, from: 16, to: length - 4) { code, value, size in
      if code == 9, size >= 1 {
        let resolution = value.octet(0)
        interface.ticksPerSecond =
          resolution & 0x80 != 0
          ? UInt64(1) << UInt64(min(resolution & 0x7f, 63)) : CaptureFile.powerOfTen(Int(resolution))
      } else if code == 14, size >= 8 {
        let raw = value.double(0)
        interface.offsetSeconds = Int64(bitPattern: swapped ? raw.byteSwapped : raw)
      }
    }
    interfaces.append(interface)
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<min(exponent, 19)).reduce(UInt64(1)) { power, _ in power &* 10 }
  }

  private func forEachOption(_ block: Bytes, from: Int, to: Int, _ body: (UInt16, Bytes, Int) -> Void) {
    var at = from
    while at + 4 <= to {
      let code = short(block, at)
      let size = Int(short(block, at + 2))
      guard code != 0, at + 4 + size <= to else { return }
      body(code, block.from(at + 4, length: size), size)
      at += 4 + (size + 3) / 4 * 4
    }
  }

  private mutating func enhancedPacket(_ block: Bytes, _ length: Int) -> Frame? {
    guard length >= 32 else { return stop("a packet block of \(length) octets") }
    let captured = Int(long(block, 20))
    guard captured <= length - 32 else { return stop("a packet of \(captured) octets in a block of \(length)") }
    let options = 28 + (captured + 3) / 4 * 4
    var drops: UInt64?
    forEachOption(block, from: options, to: length - 4) { code, value, size in
      if code == 4, size >= 8 {
        let raw = value.double(0)
        drops = swapped ? raw.byteSwapped : raw
      }
    }
    if let drops { packetDrops = (packetDrops ?? 0) &+ drops }
    return frame(
      interface: Int(long(block, 8)), high: long(block, 12), low: long(block, 16), captured: captured,
      original: Int(long(block, 24)), octets: block.from(28, length: captured))
  }

  private mutating func obsoletePacket(_ block: Bytes, _ length: Int) -> Frame? {
    guard length >= 32 else { return stop("a packet block of \(length) octets") }
    let captured = Int(long(block, 20))
    guard captured <= length - 32 else { return stop("a packet of \(captured) octets in a block of \(length)") }
    let drops = short(block, 10)
    if drops != 0xffff { packetDrops = (packetDrops ?? 0) &+ UInt64(drops) }
    return frame(
      interface: Int(short(block, 8)), high: long(block, 12), low: long(block, 16), captured: captured,
      original: Int(long(block, 24)), octets: block.from(28, length: captured))
  }

  private mutating func simplePacket(_ block: Bytes, _ length: Int) -> Frame? {
    guard sectionStart < interfaces.count else { return stop("a packet before any interface description") }
    let original = Int(long(block, 8))
    let snap = interfaces[sectionStart].snapLength
    let captured = min(length - 16, snap > 0 ? min(original, snap) : original)
    return frame(interface: 0, high: 0, low: 0, captured: captured, original: original, octets: block.from(12, length: captured))
  }

  private mutating func frame(
    interface: Int, high: UInt32, low: UInt32, captured: Int, original: Int, octets: Bytes
  ) -> Frame? {
    let index = sectionStart + interface
    guard interface >= 0, index < interfaces.count else { return stop("a packet of interface \(interface), never described") }
    frames += 1
    let description = interfaces[index]
    return Frame(
      number: UInt32(truncatingIfNeeded: frames), time: time(UInt64(high) << 32 | UInt64(low), of: description),
      originalLength: max(original, captured), linkType: description.linkType, octets: octets)
  }

  /// Ticks since the epoch as nanoseconds; what lies beyond 2262 is held there.
  private func time(_ ticks: UInt64, of interface: CaptureInterface) -> Instant {
    let rate = interface.ticksPerSecond
    let seconds = Int64(clamping: ticks / rate)
    let rest = (ticks % rate).multipliedFullWidth(by: 1_000_000_000)
    let nanoseconds = Int64(clamping: rate.dividingFullWidth(rest).quotient)
    let whole = seconds.addingReportingOverflow(interface.offsetSeconds)
    let (product, overflow) = whole.partialValue.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow, !whole.overflow else { return Instant(nanoseconds: .max) }
    let sum = product.addingReportingOverflow(nanoseconds)
    return Instant(nanoseconds: sum.overflow ? .max : sum.partialValue)
  }

  private mutating func statistics(_ block: Bytes, _ length: Int) {
    guard length >= 24 else { return }
    let index = sectionStart + Int(long(block, 8))
    guard index < interfaces.count else { return }
    var drops: UInt64?
    forEachOption(block, from: 20, to: length - 4) { code, value, size in
      if code == 5 || code == 7, size >= 8 {
        let raw = value.double(0)
        drops = (drops ?? 0) &+ (swapped ? raw.byteSwapped : raw)
      }
    }
    if let drops { interfaces[index].drops = drops }
  }
}
