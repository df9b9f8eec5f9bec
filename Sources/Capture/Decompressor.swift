import CLzma
import CZlib
import CZstd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Octets of a compressed file or pipe, unpacked as they are asked for: gzip by zlib, xz by liblzma, zstd by libzstd.
///
/// Says `unsafe` because the libraries work on pointers; everything is owned here and given back with the value. Nothing
/// is ever unpacked ahead of its reader, so a file that unpacks to more than any memory takes no more than its window.
@safe struct Decompressor: ~Copyable {
  /// What stopped the decoder.
  enum Trouble { case damaged, cut, input(Int32) }

  private let descriptor: Int32
  private let decoder: any Decoder
  private let input: UnsafeMutablePointer<UInt8>
  private var place = 0
  private var filled: Int
  private static var room: Int { 1 << 16 }
  /// Inside a member: an end of the input here is a cut.
  private var isOpen = true
  private var isOver = false
  private(set) var trouble: Trouble?

  /// - Parameter head: the file's first octets, at most 64 KiB, which were read already.
  /// - Returns: `nil` where they begin no compressed file: recognised by content, not by name.
  init?(descriptor: Int32, head: UnsafeRawBufferPointer) {
    guard let format = unsafe Compression.of(head), let decoder = format.decoder else { return nil }
    self.descriptor = descriptor
    self.decoder = decoder
    unsafe input = .allocate(capacity: Self.room)
    unsafe UnsafeMutableRawBufferPointer(start: input, count: Self.room).copyMemory(from: head)
    filled = head.count
  }

  deinit { unsafe input.deallocate() }

  /// Octets written, 0 at the end or where `trouble` says why there are no more.
  mutating func decompress(into target: UnsafeMutableRawPointer, _ room: Int) -> Int {
    while trouble == nil, !isOver {
      if place == filled, !refill() {
        if trouble == nil, isOpen { trouble = .cut }
        return 0
      }
      if !isOpen, !beginNextMember() { return 0 }
      let step = unsafe decoder.decode(input + place, filled - place, into: target, room)
      place += step.consumed
      switch step.state {
      // With octets to read and room to write, a decoder that does neither never will.
      case .open: if step.consumed == 0, step.produced == 0 { trouble = .damaged }
      case .memberEnded: isOpen = false
      case .damaged: trouble = .damaged
      }
      if step.produced > 0 { return step.produced }
    }
    return 0
  }

  /// A file may hold several members (RFC 1952 §2.2; xz §2; RFC 8878 §3); what follows the last and is none is passed
  /// over, as the tools do.
  private mutating func beginNextMember() -> Bool {
    isOpen = unsafe decoder.begins(input[place]) && decoder.restart()
    isOver = !isOpen
    return isOpen
  }

  private mutating func refill() -> Bool {
    while true {
      let got = unsafe read(descriptor, input, Self.room)
      if got < 0, errno == EINTR { continue }
      if got < 0 { trouble = .input(errno) }
      place = 0
      filled = max(0, got)
      return got > 0
    }
  }
}

/// A compressed format, known by its magic number.
package enum Compression: CaseIterable, Sendable {
  case gzip, xz, zstd

  /// The numbers a file begins with, as README shows them, and the Debian package that unpacking is built with.
  package var row: (magic: String, package: String) {
    switch self {
    case .gzip: ("`1f8b`", "zlib1g-dev")
    case .xz: ("`fd377a585a00`", "liblzma-dev")
    case .zstd: ("`28b52ffd`, `184d2a5…`", "libzstd-dev")
    }
  }

  fileprivate static func of(_ head: UnsafeRawBufferPointer) -> Compression? {
    let long = unsafe head.count >= 4 ? UInt32(littleEndian: head.loadUnaligned(as: UInt32.self)) : 0
    if unsafe head.count >= 2 && head[0] == 0x1f && head[1] == 0x8b { return .gzip }
    if unsafe head.count >= 6 && long == 0x587a_37fd && head[4] == 0x5a && head[5] == 0 { return .xz }
    // A frame, or one that is to be skipped (RFC 8878 §3.1.2).
    return long == 0xfd2f_b528 || long & 0xffff_fff0 == 0x184d_2a50 ? .zstd : nil
  }

  fileprivate var decoder: (any Decoder)? {
    switch self {
    case .gzip: GzipDecoder()
    case .xz: XZDecoder()
    case .zstd: ZstdDecoder()
    }
  }
}

/// How far one call has come.
private struct DecodingStep {
  enum State { case open, memberEnded, damaged }
  var consumed: Int
  var produced: Int
  var state: State
}

/// One library's decoder of one member after another.
private protocol Decoder: AnyObject {
  func decode(
    _ input: UnsafeMutablePointer<UInt8>, _ count: Int, into target: UnsafeMutableRawPointer, _ room: Int
  ) -> DecodingStep
  /// Whether an octet begins another member.
  func begins(_ octet: UInt8) -> Bool
  func restart() -> Bool
}

@safe private final class GzipDecoder: Decoder {
  // zlib keeps a pointer to its stream, so that stream lives in one place.
  private let stream: UnsafeMutablePointer<z_stream>

  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 16 more than the largest window: a gzip header is expected (zlib.h, inflateInit2).
    let status = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func decode(
    _ input: UnsafeMutablePointer<UInt8>, _ count: Int, into target: UnsafeMutableRawPointer, _ room: Int
  ) -> DecodingStep {
    let room = UInt32(clamping: room)
    unsafe stream.pointee.next_in = input
    unsafe stream.pointee.avail_in = UInt32(count)
    unsafe stream.pointee.next_out = unsafe target.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = room
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    let state: DecodingStep.State = [Z_OK, Z_BUF_ERROR].contains(status) ? .open : status == Z_STREAM_END ? .memberEnded : .damaged
    return unsafe DecodingStep(
      consumed: count - Int(stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out), state: state)
  }

  func begins(_ octet: UInt8) -> Bool { octet == 0x1f }
  func restart() -> Bool { unsafe inflateReset(stream) == Z_OK }
}

@safe private final class XZDecoder: Decoder {
  private let stream: UnsafeMutablePointer<lzma_stream>
  /// A dictionary of 1.5 GiB, the largest there is, needs little more.
  private static let memory: UInt64 = 1_700_000_000

  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    guard restart() else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  func decode(
    _ input: UnsafeMutablePointer<UInt8>, _ count: Int, into target: UnsafeMutableRawPointer, _ room: Int
  ) -> DecodingStep {
    unsafe stream.pointee.next_in = UnsafePointer(input)
    unsafe stream.pointee.avail_in = count
    unsafe stream.pointee.next_out = unsafe target.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = room
    let status = unsafe lzma_code(stream, LZMA_RUN)
    let state: DecodingStep.State = [LZMA_OK, LZMA_BUF_ERROR].contains(status) ? .open : status == LZMA_STREAM_END ? .memberEnded : .damaged
    return unsafe DecodingStep(
      consumed: count - stream.pointee.avail_in, produced: room - stream.pointee.avail_out, state: state)
  }

  func begins(_ octet: UInt8) -> Bool { octet == 0xfd }
  func restart() -> Bool { unsafe lzma_stream_decoder(stream, Self.memory, 0) == LZMA_OK }
}

@safe private final class ZstdDecoder: Decoder {
  private let stream: OpaquePointer

  init?() {
    guard let stream = unsafe ZSTD_createDStream() else { return nil }
    unsafe self.stream = stream
  }

  deinit { _ = unsafe ZSTD_freeDStream(stream) }

  func decode(
    _ input: UnsafeMutablePointer<UInt8>, _ count: Int, into target: UnsafeMutableRawPointer, _ room: Int
  ) -> DecodingStep {
    var source = unsafe ZSTD_inBuffer(src: input, size: count, pos: 0)
    var sink = unsafe ZSTD_outBuffer(dst: target, size: room, pos: 0)
    let status = unsafe ZSTD_decompressStream(stream, &sink, &source)
    let state: DecodingStep.State = ZSTD_isError(status) != 0 ? .damaged : status == 0 ? .memberEnded : .open
    return unsafe DecodingStep(consumed: source.pos, produced: sink.pos, state: state)
  }

  func begins(_ octet: UInt8) -> Bool { octet == 0x28 || octet & 0xf0 == 0x50 }
  func restart() -> Bool { unsafe ZSTD_isError(ZSTD_initDStream(stream)) == 0 }
}
