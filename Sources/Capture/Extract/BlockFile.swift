import Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files of a distributed run: packed blocks between a head that says what they are and an end that says that nothing
/// is missing (`EXTRACT.md` has the layout).
package enum BlockFile {
  /// What such a file may hold.
  package enum Kind: UInt8, Sendable {
    /// Records of segments, `X`.
    case extract = 0x58
    /// What one shard's analysis found, `P`.
    case partial = 0x50

    /// Of what this program writes; what it reads is of this version or of one before.
    package var version: UInt8 { 1 }
    /// The oldest that can be read: extracts stay readable, a partial result is of one program.
    var oldest: UInt8 { 1 }
    var name: String {
      switch self {
      case .extract: "an extract"
      case .partial: "a partial result"
      }
    }
  }

  static let mark: [UInt8] = [0x89, 0x54, 0x43, 0x50, 0x52]
  static let endMark: [UInt8] = Array("TCPREND\n".utf8)
  /// Octets of the head, of what stands before a block, and of what stands behind the last one.
  static let headLength = 8
  static let blockHeadLength = 8
  static let tailLength = 16
  /// No block is longer unpacked; a number beyond it is damage.
  static let longest = 1 << 26
}

/// Packs blocks as they come; whoever owns it writes the octets where they belong.
package struct BlockFileWriter {
  private let packer = BlockPacker()
  private var offset = 0
  private var lastBlock = 0
  private var isBegun = false
  private let kind: BlockFile.Kind

  package init(_ kind: BlockFile.Kind) { self.kind = kind }

  /// The octets of one more block, with the file's head before the first.
  ///
  /// - Parameter octets: at most 64 MiB.
  package mutating func block(_ octets: [UInt8]) -> [UInt8] {
    var file = Archive()
    if !isBegun {
      for octet in BlockFile.mark + [kind.rawValue, kind.version, 0x0a] { file.write(octet) }
      isBegun = true
    }
    lastBlock = offset + file.octets.count
    precondition(octets.count <= BlockFile.longest, "a block that can be read back")
    guard let packed = packer.pack(octets) else { preconditionFailure("no memory to pack a block") }
    file.write(UInt32(octets.count))
    file.write(UInt32(packed.count))
    offset += file.octets.count + packed.count
    return file.octets + packed
  }

  /// What stands behind the last block, which is found from the file's end.
  package func end() -> [UInt8] {
    var file = Archive()
    file.write(UInt64(lastBlock))
    return file.octets + BlockFile.endMark
  }
}

/// Reads the blocks of a file in their order, the last one at once.
///
/// Says `unsafe` because the C library takes pointers.
package struct BlockFileReader: ~Copyable {
  package let path: String
  package let version: UInt8
  /// The last block.
  package let last: [UInt8]
  private var buffer: BlockBuffer
  private let lastPlace: Int

  package init(path: String, _ kind: BlockFile.Kind) throws(CaptureError) {
    func wrong(_ reason: String) -> CaptureError { CaptureError(file: path, reason: reason) }
    self.path = path
    let octets = (PathText(path).octets + [0]).map(CChar.init(bitPattern:))
    let descriptor = unsafe open(octets, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw wrong(systemMessage(errno)) }
    let end = Int(lseek(descriptor, 0, SEEK_END))
    let head = BlockFileReader.octets(of: descriptor, at: 0, BlockFile.headLength)
    let tail = BlockFileReader.octets(of: descriptor, at: end - BlockFile.tailLength, BlockFile.tailLength)
    var place = 0
    var found: [UInt8]?
    let reason: String?
    if head.count < BlockFile.headLength || Array(head.prefix(5)) != BlockFile.mark || head[5] != kind.rawValue {
      reason = "is not \(kind.name) of tcpreport"
    } else if head[6] > kind.version || head[6] < kind.oldest {
      reason = "is \(kind.name) of format \(head[6]); this program reads \(kind.oldest == kind.version ? "" : "\(kind.oldest) to ")\(kind.version)"
    } else if end < BlockFile.headLength + BlockFile.tailLength || Array(tail.suffix(8)) != BlockFile.endMark {
      reason = "is cut: its end is missing"
    } else {
      var numbers = Archive(reading: tail)
      place = Int(clamping: numbers.read() as UInt64)
      found = BlockFileReader.block(of: descriptor, at: place, before: end - BlockFile.tailLength)
      reason = found == nil ? BlockFileReader.damaged : nil
    }
    guard reason == nil, let found, lseek(descriptor, 0, SEEK_SET) == 0 else {
      close(descriptor)
      throw wrong(reason ?? systemMessage(errno))
    }
    version = head[6]
    last = found
    lastPlace = place
    buffer = BlockBuffer(descriptor: descriptor)
    _ = buffer.fill(BlockFile.headLength)
    buffer.skip(BlockFile.headLength)
  }

  private static let damaged = "is damaged: a block is not what was written"

  /// The last block was read.
  package var isAtEnd: Bool { buffer.offset > lastPlace }

  /// The next block; `nil` behind the last.
  package mutating func next() throws(CaptureError) -> [UInt8]? {
    guard buffer.offset <= lastPlace else { return nil }
    let isWhole = buffer.fill(BlockFile.blockHeadLength)
    let head = buffer.peek(BlockFile.blockHeadLength)
    let (count, packed) = (Int(head.long(0)), Int(head.long(4)))
    guard isWhole, count <= BlockFile.longest, packed <= BlockFile.longest * 2 else {
      throw CaptureError(file: path, reason: BlockFileReader.damaged)
    }
    buffer.skip(BlockFile.blockHeadLength)
    let isThere = buffer.fill(packed)
    let octets = unsafe buffer.peek(packed).withUnsafePointer { base in
      unsafe Array(UnsafeRawBufferPointer(start: base, count: isThere ? packed : 0))
    }
    buffer.skip(packed)
    guard isThere, let block = BlockPacker.unpack(octets, count: count) else {
      throw CaptureError(file: path, reason: BlockFileReader.damaged)
    }
    return block
  }

  private static func block(of descriptor: Int32, at place: Int, before end: Int) -> [UInt8]? {
    var head = Archive(reading: octets(of: descriptor, at: place, BlockFile.blockHeadLength))
    let (count, packed) = (Int(head.read() as UInt32), Int(head.read() as UInt32))
    guard !head.isBroken, count <= BlockFile.longest, place + BlockFile.blockHeadLength + packed == end else { return nil }
    return BlockPacker.unpack(octets(of: descriptor, at: place + BlockFile.blockHeadLength, packed), count: count)
  }

  /// Octets at a place in a file, as many as there are.
  private static func octets(of descriptor: Int32, at place: Int, _ count: Int) -> [UInt8] {
    guard place >= 0 else { return [] }
    var octets = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe octets.withUnsafeMutableBytes { target in
        unsafe pread(descriptor, target.baseAddress.map { unsafe $0 + done }, count - done, off_t(place + done))
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { return Array(octets[..<done]) }
      done += got
    }
    return octets
  }
}
