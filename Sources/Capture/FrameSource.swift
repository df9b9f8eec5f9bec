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
  package var octets: Bytes
}

/// Octets of a file or a pipe through one buffer that is refilled by large reads.
///
/// A block reader of our own is 2.5 to 5 times as fast as libpcap's two small `fread`s a packet and equals `cat`;
/// `mmap` loses. One megabyte, records parsed in place, so this file says `unsafe`: the buffer is the only memory it
/// touches, and every access is checked against what was read.
@safe struct BlockBuffer: ~Copyable {
  private let descriptor: Int32
  private let inflate: Inflater?
  private var memory: UnsafeMutableRawPointer
  private var capacity: Int
  private var start = 0
  private var end = 0
  /// Octets handed out so far: the offset in the (decompressed) file of what comes next.
  private(set) var offset = 0
  /// The decoder of a compressed file found damage.
  private(set) var isDamaged = false
  /// `errno` of a read that failed.
  private(set) var failure: Int32?

  init(descriptor: Int32) {
    self.descriptor = descriptor
    capacity = 1 << 20
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    inflate = Inflater.ifCompressed(descriptor)
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
    if let inflate {
      let got = unsafe inflate.read(into: target, room)
      if got < 0 { isDamaged = true }
      return got
    }
    while true {
      let got = unsafe Glibc.read(descriptor, target, room)
      if got < 0, errno == EINTR { continue }
      if got < 0 { failure = errno }
      return got
    }
  }

  /// The next `count` octets, which `fill` made available; valid until the next `fill`.
  func peek(_ count: Int) -> Bytes { unsafe Bytes(base: memory + start, count: min(count, end - start)) }

  mutating func skip(_ count: Int) {
    let taken = min(count, end - start)
    start += taken
    offset += taken
  }

  /// Skips octets that may not be at hand yet; `false` where the file ends first.
  mutating func pass(_ count: Int) -> Bool {
    var left = count
    while left > 0 {
      if available == 0, !fill(1) { return false }
      let step = min(left, available)
      skip(step)
      left -= step
    }
    return true
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
