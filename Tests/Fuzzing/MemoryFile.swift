#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that lies in memory only, in no folder, and has a path for as long as this value lives.
final class MemoryFile {
  private let descriptor: Int32

  init(_ octets: [UInt8]) {
    var template = Array("/dev/shm/tcpreport-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    precondition(descriptor >= 0 && unlink(template) == 0, "a file in memory")
    var written = 0
    octets.withUnsafeBytes { buffer in
      while written < buffer.count, let base = buffer.baseAddress {
        let count = write(descriptor, base + written, buffer.count - written)
        precondition(count > 0, "room in memory")
        written += count
      }
    }
  }

  deinit { close(descriptor) }

  var path: String { "/proc/self/fd/\(descriptor)" }
}
