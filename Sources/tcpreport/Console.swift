import Capture
import Rendering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Standard output and standard error; whatever comes from a file name or a packet is made visible before it is shown.
enum Console {
  /// One line, or several, on standard output.
  static func print(_ text: String) throws(FileSystemError) { try write(Array((text + "\n").utf8)) }

  /// Octets on standard output.
  static func write(_ octets: [UInt8]) throws(FileSystemError) {
    try FileSystem.write(octets, to: 1, of: PathText("standard output"))
  }

  /// A message on standard error.
  static func complain(_ message: String) {
    let octets = Array((legalXML(PathText(message).shown) + "\n").utf8)
    // Where standard error itself is closed there is nobody left to tell.
    do throws(FileSystemError) { try FileSystem.write(octets, to: 2, of: PathText("standard error")) } catch { return }
  }

  /// What moves on a terminal, on standard error.
  static func draw(_ controls: String) {
    do throws(FileSystemError) {
      try FileSystem.write(Array(controls.utf8), to: 2, of: PathText("standard error"))
    } catch {
      return
    }
  }

  /// A name from outside as one visible line.
  static func visible(_ name: PathText) -> String {
    legalXML(name.shown.replacing("\n", with: "\\n").replacing("\t", with: "\\t"))
  }

  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}
