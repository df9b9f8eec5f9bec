import Capture
import Synchronization

/// A file that appears whole: written aside in its own folder, then renamed over what stood there.
///
/// Unlike the files of an ``OutputFolder`` it is in no manifest, since many programs may write into one folder at once.
final class PlainFile {
  private let path: PathText
  private let aside: PathText
  private let descriptor: Int32
  private var isOpen = true

  /// Those that lie aside.
  private static let unfinished = Mutex<Set<PathText>>([])

  init(_ path: PathText) throws(FileSystemError) {
    self.path = path
    let aside = PathText(octets: path.octets + Array(".\(FileSystem.mark).new".utf8))
    self.aside = aside
    // One lock around name and creation: after `takeBack` no file can appear.
    descriptor = try PlainFile.unfinished.withLock { (unfinished) throws(FileSystemError) in
      let descriptor = try FileSystem.create(aside)
      unfinished.insert(aside)
      return descriptor
    }
  }

  deinit {
    if isOpen { FileSystem.abandon(descriptor) }
    PlainFile.unfinished.withLock { unfinished in
      if unfinished.remove(aside) != nil { FileSystem.remove(aside) }
    }
  }

  /// Takes back whatever lies aside, and ends the program before anything more can.
  static func takeBack(status: Int32) -> Never {
    unfinished.withLock { unfinished in
      for path in unfinished { FileSystem.remove(path) }
      FileSystem.end(status)
    }
  }

  func append(_ octets: [UInt8]) throws(FileSystemError) {
    try FileSystem.write(octets, to: descriptor, of: aside)
  }

  /// Gives the file its name.
  func commit() throws(FileSystemError) {
    isOpen = false
    try FileSystem.close(descriptor, of: aside)
    try PlainFile.unfinished.withLock { (unfinished) throws(FileSystemError) in
      try FileSystem.rename(aside, to: path)
      unfinished.remove(aside)
    }
  }
}
