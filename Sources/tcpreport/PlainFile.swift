import Capture

/// A file that appears whole: written aside in its own folder, then renamed over what stood there.
///
/// Unlike the files of an ``OutputFolder`` it is in no manifest, since many programs may write into one folder at once.
final class PlainFile {
  private let path: PathText
  private let aside: PathText
  private let descriptor: Int32
  private var isOpen = true
  private var isNamed = false

  init(_ path: PathText) throws(FileSystemError) {
    self.path = path
    aside = PathText(octets: path.octets + Array(".\(FileSystem.processNumber).new".utf8))
    FileSystem.remove(aside)
    descriptor = try FileSystem.create(aside)
  }

  deinit {
    if isOpen { FileSystem.abandon(descriptor) }
    if !isNamed { FileSystem.remove(aside) }
  }

  func append(_ octets: [UInt8]) throws(FileSystemError) {
    try FileSystem.write(octets, to: descriptor, of: aside)
  }

  /// Gives the file its name.
  func commit() throws(FileSystemError) {
    isOpen = false
    try FileSystem.close(descriptor, of: aside)
    try FileSystem.rename(aside, to: path)
    isNamed = true
  }
}
