import CZlib

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A gzip file's octets, decompressed by zlib as they are read.
///
/// Says `unsafe` because zlib's handle and buffer are pointers; the handle is owned here and closed with it.
@safe final class Inflater {
  private var handle: gzFile?

  private init(handle: gzFile) { unsafe self.handle = handle }

  deinit {
    if let handle = unsafe handle { unsafe gzclose(handle) }
  }

  /// An inflater where the file begins with gzip's magic (RFC 1952 §2.3.1), recognised by content, not by name.
  static func ifCompressed(_ descriptor: Int32) -> Inflater? {
    var magic: (UInt8, UInt8) = (0, 0)
    let got = unsafe withUnsafeMutableBytes(of: &magic) { unsafe pread(descriptor, $0.baseAddress, 2, 0) }
    guard got == 2, magic.0 == 0x1f, magic.1 == 0x8b, let handle = unsafe gzdopen(dup(descriptor), "rb") else {
      return nil
    }
    return unsafe Inflater(handle: handle)
  }

  /// Octets read, 0 at the end, negative where the data are damaged.
  func read(into target: UnsafeMutableRawPointer, _ room: Int) -> Int {
    guard let handle = unsafe handle else { return -1 }
    return unsafe Int(gzread(handle, target, UInt32(clamping: room)))
  }
}
