import Wire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One captured frame, borrowed from the reader's buffer until the next is asked for.
package struct Frame {
  /// From 1, as Wireshark counts.
  package var number: UInt32 = 0
  package var time = Instant(nanoseconds: 0)
  /// Octets on the wire, of which `octets.count` were captured.
  package var originalLength = 0
  /// LINKTYPE_ value of its interface.
  package var linkType: UInt16 = 0
  /// What the packet's own flags say (pcapng); a link layer may say it, too.
  package var direction = FrameDirection.unknown
  /// Its interface's place in ``CaptureFile/interfaces``.
  package var interface: UInt16 = 0
  package var octets: Bytes
}

/// Octets of a file or a pipe through one buffer that is refilled by large reads.
///
/// A block reader of our own is 2.5 to 5 times as fast as libpcap's two small `fread`s a packet and equals `cat`;
/// `mmap` loses. One megabyte, records parsed in place, so this file says `unsafe`: the buffer is the only memory it
/// touches, and every access is checked against what was read.
@safe struct BlockBuffer: ~Copyable {
  private let descriptor: Int32
  private var decompressor: Decompressor?
  private var memory: UnsafeMutableRawPointer
  private var capacity: Int
  private var start = 0
  private var end = 0
  /// Octets handed out so far: the offset in the (decompressed) file of what comes next.
  private(set) var offset = 0
  /// Why no more can be read, where that is not the file's end.
  private(set) var trouble: CaptureDamage?

  init(descriptor: Int32) {
    self.descriptor = descriptor
    capacity = 1 << 20
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    // A pipe may hand out one octet at a time.
    while end < 6 {
      let got = unsafe readMore(into: memory + end, 1 << 16 - end)
      if got <= 0 { break }
      end += got
    }
    let head = unsafe UnsafeRawBufferPointer(start: memory, count: end)
    decompressor = unsafe Decompressor(descriptor: descriptor, head: head)
    if decompressor != nil { end = 0 }
  }

  deinit {
    unsafe memory.deallocate()
    if descriptor > 2 { close(descriptor) }
  }

  /// Octets that are at hand without reading on.
  var available: Int { end - start }

  /// Makes at least `count` octets available, if the file has them.
  mutating func fill(_ count: Int) -> Bool {
    if end - start >= count { return true }
    if count > capacity {
      let wider = max(count, capacity * 2)
      let larger = UnsafeMutableRawPointer.allocate(byteCount: wider, alignment: 4096)
      unsafe larger.copyMemory(from: memory + start, byteCount: end - start)
      unsafe memory.deallocate()
      unsafe memory = larger
      capacity = wider
    } else if start > 0 {
      unsafe memory.copyMemory(from: memory + start, byteCount: end - start)
    }
    end -= start
    start = 0
    while end < count {
      let got = unsafe readMore(into: memory + end, capacity - end)
      if got <= 0 { return false }
      end += got
    }
    return true
  }

  private mutating func readMore(into target: UnsafeMutableRawPointer, _ room: Int) -> Int {
    if decompressor != nil {
      let got = unsafe decompressor?.decompress(into: target, room) ?? 0
      switch decompressor?.trouble {
      case nil: break
      case .damaged: trouble = .compression
      case .cut: trouble = .compressionCut
      case .input(let number): trouble = .input(errno: number)
      }
      return got
    }
    while true {
      let got = unsafe read(descriptor, target, room)
      if got >= 0 { return got }
      if errno == EINTR { continue }
      trouble = .input(errno: errno)
      return 0
    }
  }

  /// The next `count` octets, which `fill` made available; valid until the next `fill`.
  func peek(_ count: Int) -> Bytes { unsafe Bytes(base: memory + start, count: min(count, end - start)) }

  mutating func skip(_ count: Int) {
    let taken = min(count, end - start)
    start += taken
    offset += taken
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
