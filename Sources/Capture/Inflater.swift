import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Octets of a gzip file or pipe, decompressed by zlib as they are asked for.
///
/// Says `unsafe` because zlib works on pointers, and keeps one to its own stream, so that stream lives in one place;
/// everything is owned here and given back with the value.
@safe struct Inflater: ~Copyable {
  /// What stopped the decoder.
  enum Trouble { case damaged, cut, input(Int32) }

  private let descriptor: Int32
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private static var room: Int { 1 << 16 }
  private var isOver = false
  private(set) var trouble: Trouble?

  /// - Parameter head: the file's first octets, at most 64 KiB, which were read already.
  init(descriptor: Int32, head: UnsafeRawBufferPointer) {
    self.descriptor = descriptor
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe input = .allocate(capacity: Self.room)
    unsafe UnsafeMutableRawBufferPointer(start: input, count: Self.room).copyMemory(from: head)
    unsafe stream.pointee.next_in = input
    unsafe stream.pointee.avail_in = UInt32(head.count)
    // 16 more than the largest window: a gzip header is expected (zlib.h, inflateInit2).
    let status = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { trouble = .damaged }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
  }

  /// Whether the octets begin with gzip's magic (RFC 1952 §2.3.1): recognised by content, not by name.
  static func recognises(_ head: UnsafeRawBufferPointer) -> Bool {
    unsafe head.count >= 2 && head[0] == 0x1f && head[1] == 0x8b
  }

  /// Octets written, 0 at the end or where `trouble` says why there are no more.
  mutating func decompress(into target: UnsafeMutableRawPointer, _ room: Int) -> Int {
    let room = UInt32(clamping: room)
    unsafe stream.pointee.next_out = unsafe target.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = room
    while trouble == nil, !isOver, unsafe stream.pointee.avail_out == room {
      if unsafe stream.pointee.avail_in == 0, !refill() {
        if trouble == nil { trouble = .cut }
        break
      }
      switch unsafe inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: beginNextMember()
      default: trouble = .damaged
      }
    }
    return unsafe Int(room - stream.pointee.avail_out)
  }

  /// A gzip file may hold several members (RFC 1952 §2.2); what follows the last and is none is passed over, as
  /// gzip does.
  private mutating func beginNextMember() {
    guard unsafe stream.pointee.avail_in > 0 || refill(), unsafe stream.pointee.next_in.pointee == 0x1f else {
      isOver = true
      return
    }
    unsafe inflateReset(stream)
  }

  private mutating func refill() -> Bool {
    while true {
      let got = unsafe read(descriptor, input, Self.room)
      if got < 0, errno == EINTR { continue }
      if got < 0 { trouble = .input(errno) }
      unsafe stream.pointee.next_in = input
      unsafe stream.pointee.avail_in = UInt32(max(0, got))
      return got > 0
    }
  }
}
