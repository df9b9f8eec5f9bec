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

/// A capture file, one of ``Container``, read in blocks.
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

  /// Octets of the (decompressed) file that were read.
  package var offset: Int { buffer.offset }

  private var buffer: BlockBuffer
  private var format = Format.pcapng
  private var swapped = false
  private var lengths = LengthOrder.capturedFirst
  /// Index in `interfaces` of the current section's first.
  private var sectionStart = 0
  private var done = false

  /// Which of a record's two lengths comes first: files before version 2.3 had them the other way round, and writers of
  /// 2.3 did not agree.
  private enum LengthOrder { case capturedFirst, originalFirst, smallerIsCaptured }
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
    guard buffer.fill(4) else { throw CaptureError(file: path, reason: CaptureFile.missing(buffer)) }
    guard let (container, swapped) = Container.of(buffer.peek(4).long(0)) else {
      // What is not all there is told by as much as there is.
      _ = buffer.fill(1024)
      let head = buffer.peek(1024)
      let foreign = ForeignFile.of((0..<head.count).map { head.octet($0) })
      throw CaptureError(file: path, reason: foreign?.refusal ?? "not a capture file (neither pcap nor pcapng)")
    }
    switch container {
    case .pcapng: try checkSectionHeader()
    default: try readHeader(of: container, swapped: swapped)
    }
  }

  private static func missing(_ buffer: borrowing BlockBuffer) -> String {
    switch buffer.trouble {
    case .input(EISDIR): systemMessage(EISDIR) + "; name the captures in it, as FOLDER/*.pcap"
    case .input(let number): systemMessage(number)
    case .some: "the compressed data are damaged or cut"
    case nil: buffer.available == 0 ? "the file is empty" : "too short to be a capture"
    }
  }

  /// A first section that cannot be read makes the whole file unreadable; a later one only ends it.
  private mutating func checkSectionHeader() throws(CaptureError) {
    guard buffer.fill(28) else { throw CaptureError(file: path, reason: "the pcapng section header is cut") }
    let header = buffer.peek(28)
    let magic = header.long(8)
    guard magic == 0x1a2b_3c4d || magic == 0x4d3c_2b1a else {
      throw CaptureError(file: path, reason: "a pcapng section header without its byte-order magic")
    }
    let major = magic == 0x1a2b_3c4d ? header.short(12) : header.short(12).byteSwapped
    guard major == 1 else { throw CaptureError(file: path, reason: "pcapng of version \(major) is not known") }
  }

  private mutating func readHeader(of container: Container, swapped: Bool) throws(CaptureError) {
    let length = container.headers
    guard buffer.fill(length.file) else { throw CaptureError(file: path, reason: "the pcap header is cut") }
    self.swapped = swapped
    let header = buffer.peek(24)
    guard short(header, 4) == 2 else {
      throw CaptureError(file: path, reason: "pcap of version \(short(header, 4)) is not known")
    }
    switch short(header, 6) {
    case 0...2: lengths = .originalFirst
    case 3: lengths = .smallerIsCaptured
    default: lengths = .capturedFirst
    }
    let network = long(header, 20)
    var only = CaptureInterface(linkType: UInt16(truncatingIfNeeded: network & 0xffff))
    only.ticksPerSecond = container == .nanoseconds ? 1_000_000_000 : 1_000_000
    only.snapLength = Int(long(header, 16))
    interfaces = [only]
    format = .pcap(recordHeader: length.record)
    buffer.skip(length.file)
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
    let (captured, original) = recordLengths(header)
    guard captured <= CaptureFile.longestPacket(of: interfaces[0].linkType) else { return stop(.recordLength(captured)) }
    guard buffer.fill(headerLength + captured) else { return finish() }
    let whole = buffer.peek(headerLength + captured)
    frames += 1
    let fraction = Int64(long(whole, 4))
    let nanoseconds = interfaces[0].ticksPerSecond == 1_000_000 ? fraction &* 1000 : fraction
    let frame = Frame(
      number: UInt32(truncatingIfNeeded: frames),
      time: Instant(nanoseconds: Int64(long(whole, 0)) &* 1_000_000_000 &+ nanoseconds),
      originalLength: max(original, captured), linkType: interfaces[0].linkType,
      octets: whole.from(headerLength))
    buffer.skip(headerLength + captured)
    return frame
  }

  @inline(__always)
  private func recordLengths(_ header: Bytes) -> (captured: Int, original: Int) {
    let (first, second) = (Int(long(header, 8)), Int(long(header, 12)))
    switch lengths {
    case .capturedFirst: return (first, second)
    case .originalFirst: return (second, first)
    case .smallerIsCaptured: return (min(first, second), max(first, second))
    }
  }

  /// What libpcap and Wireshark take a packet to be at most: beyond it, a record is damage and its length noise.
  @inline(__always)
  private static func longestPacket(of linkType: UInt16) -> Int {
    switch linkType {
    // D-Bus and USB messages, whose frames are counted and no more.
    case 189, 220, 231, 249, 279: 1 << 27
    default: 1 << 18
    }
  }

  private mutating func finish() -> Frame? {
    done = true
    let left = buffer.available
    if let trouble = buffer.trouble {
      ending = .damaged(frame: frames + 1, offset: buffer.offset, reason: trouble)
    } else if left > 0 {
      ending = .cut(frame: frames + 1, octets: left)
    }
    return nil
  }

  private mutating func stop(_ reason: CaptureDamage) -> Frame? {
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
        default: return stop(.noByteOrder)
        }
        guard buffer.fill(16) else { return finish() }
        head = buffer.peek(16)
        guard short(head, 12) == 1 else { return stop(.sectionVersion(Int(short(head, 12)))) }
        sectionStart = interfaces.count
      }
      let type = long(head, 0)
      let length = Int(long(head, 4))
      guard length >= 12, length <= 1 << 27 else { return stop(.blockLength(length)) }
      // Blocks are whole words; early writers left the padding out of the length, and Wireshark reads them so.
      let padded = (length + 3) / 4 * 4
      guard buffer.fill(padded) else { return finish() }
      head = buffer.peek(padded)
      guard Int(long(head, padded - 4)) == length else { return stop(.lengthNotRepeated) }
      let frame = take(type, head, padded)
      buffer.skip(padded)
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
    let captured = Int(long(block, 20))
    guard length >= 32, captured <= length - 32 else { return stop(.packetBeyondBlock(octets: captured, block: length)) }
    let options = 28 + (captured + 3) / 4 * 4
    var drops: UInt64?
    var direction = FrameDirection.unknown
    forEachOption(block, from: options, to: length - 4) { code, value, size in
      if code == 4, size >= 8 {
        let raw = value.double(0)
        drops = swapped ? raw.byteSwapped : raw
      } else if code == 2, size >= 4 {
        // epb_flags, bits 0 and 1: inbound or outbound.
        switch long(value, 0) & 3 {
        case 1: direction = .received
        case 2: direction = .sent
        default: direction = .unknown
        }
      }
    }
    if let drops { packetDrops = (packetDrops ?? 0) &+ drops }
    guard
      var whole = frame(
        interface: Int(long(block, 8)), high: long(block, 12), low: long(block, 16), captured: captured,
        original: Int(long(block, 24)), octets: block.from(28, length: captured))
    else { return nil }
    whole.direction = direction
    return whole
  }

  private mutating func obsoletePacket(_ block: Bytes, _ length: Int) -> Frame? {
    let captured = Int(long(block, 20))
    guard length >= 32, captured <= length - 32 else { return stop(.packetBeyondBlock(octets: captured, block: length)) }
    let drops = short(block, 10)
    if drops != 0xffff { packetDrops = (packetDrops ?? 0) &+ UInt64(drops) }
    return frame(
      interface: Int(short(block, 8)), high: long(block, 12), low: long(block, 16), captured: captured,
      original: Int(long(block, 24)), octets: block.from(28, length: captured))
  }

  private mutating func simplePacket(_ block: Bytes, _ length: Int) -> Frame? {
    guard length >= 16 else { return stop(.packetBeyondBlock(octets: 0, block: length)) }
    guard sectionStart < interfaces.count else { return stop(.packetBeforeInterface) }
    let original = Int(long(block, 8))
    let snap = interfaces[sectionStart].snapLength
    let captured = min(length - 16, snap > 0 ? min(original, snap) : original)
    return frame(interface: 0, high: 0, low: 0, captured: captured, original: original, octets: block.from(12, length: captured))
  }

  private mutating func frame(
    interface: Int, high: UInt32, low: UInt32, captured: Int, original: Int, octets: Bytes
  ) -> Frame? {
    let index = sectionStart + interface
    guard interface >= 0, index < interfaces.count else { return stop(.undescribedInterface(interface)) }
    frames += 1
    let description = interfaces[index]
    return Frame(
      number: UInt32(truncatingIfNeeded: frames), time: time(UInt64(high) << 32 | UInt64(low), of: description),
      originalLength: max(original, captured), linkType: description.linkType,
      interface: UInt16(clamping: index), octets: octets)
  }

  /// Ticks since the epoch as nanoseconds.
  private func time(_ ticks: UInt64, of interface: CaptureInterface) -> Instant {
    let rate = interface.ticksPerSecond
    let rest = (ticks % rate).multipliedFullWidth(by: 1_000_000_000)
    let fraction = Int64(clamping: rate.dividingFullWidth(rest).quotient)
    let (whole, overflow) = Int64(clamping: ticks / rate).addingReportingOverflow(interface.offsetSeconds)
    let seconds = overflow ? Int64.max : whole
    let limit = Instant.latest.nanoseconds / 1_000_000_000
    guard seconds < limit else { return .latest }
    guard -limit < seconds else { return .earliest }
    return Instant(nanoseconds: seconds * 1_000_000_000 + fraction)
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
