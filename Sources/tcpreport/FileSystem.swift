import Capture

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the system would not do, and with which file.
struct FileSystemError: Error, CustomStringConvertible {
  var path: PathText
  var reason: String
  /// Whoever read from the other end has gone.
  var isBrokenPipe = false
  /// There is no such file.
  var isMissing = false
  var description: String { "\(path.shown): \(reason)" }
}

/// The few calls on files that the program makes, each once.
///
/// Says `unsafe` because the C library takes pointers; Foundation's atomic write costs 460 µs a file, these three calls 40.
/// Nothing here outlives its call but descriptors, and each has one owner.
enum FileSystem {
  /// One file, whatever its path: device and number.
  struct Identity: Hashable, Sendable {
    var device: UInt
    var number: UInt
  }

  /// The arguments after the program's name, octet for octet.
  static func arguments() -> [PathText] {
    var arguments: [PathText] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = unsafe CommandLine.unsafeArgv[index] else { break }
      let octets = unsafe UnsafeRawBufferPointer(start: word, count: strlen(word))
      arguments.append(PathText(octets: unsafe Array(octets)))
    }
    return arguments
  }

  /// Makes sure that the descriptors 0 to 2 are taken, so that no report is ever opened as standard output; what was
  /// closed stays of no use.
  static func reserveStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// `nil` where there is no such file.
  static func identity(of path: PathText) -> Identity? {
    var facts = stat()
    guard unsafe stat(path.terminated, &facts) == 0 else { return nil }
    return Identity(device: UInt(facts.st_dev), number: UInt(facts.st_ino))
  }

  /// Octets of a file; `nil` where there is none.
  static func size(of path: PathText) -> Int? {
    var facts = stat()
    guard unsafe stat(path.terminated, &facts) == 0 else { return nil }
    return Int(facts.st_size)
  }

  /// Octets of a regular file, which can be read more than once; `nil` for anything else.
  static func regularSize(of path: PathText) -> Int? {
    var facts = stat()
    guard path.text != "-", unsafe stat(path.terminated, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(facts.st_size)
  }

  /// Whether anything stands there.
  static func exists(_ path: PathText) -> Bool {
    var facts = stat()
    return unsafe stat(path.terminated, &facts) == 0
  }

  /// Whether a folder stands there.
  static func isFolder(_ path: PathText) -> Bool {
    var facts = stat()
    return unsafe stat(path.terminated, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it, where they are missing.
  static func makeFolder(_ path: PathText) throws(FileSystemError) {
    if unsafe mkdir(path.terminated, 0o777) == 0 { return }
    switch errno {
    case EEXIST:
      if isFolder(path) { return }
      throw FileSystemError(path: path, reason: "exists and is no folder")
    case ENOENT:
      guard let parent = path.parent else { throw FileSystemError(path: path, reason: message(ENOENT)) }
      try makeFolder(parent)
      guard unsafe mkdir(path.terminated, 0o777) == 0 || errno == EEXIST else {
        throw FileSystemError(path: path, reason: message(errno))
      }
    case let number: throw FileSystemError(path: path, reason: message(number))
    }
  }

  /// Files in a folder, by name; `nil` where the path is no folder.
  static func files(in folder: PathText) -> [PathText]? {
    guard let stream = unsafe opendir(folder.terminated) else { return nil }
    defer { _ = unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { octets in unsafe Array(octets.prefix { $0 != 0 }) }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }.map { PathText(octets: folder.octets + [UInt8(ascii: "/")] + $0) }
  }

  /// Makes a folder in one that is there.
  static func makeSubfolder(_ path: PathText) throws(FileSystemError) {
    if unsafe mkdir(path.terminated, 0o777) == 0 { return }
    let number = errno
    guard number == EEXIST, isFolder(path) else { throw FileSystemError(path: path, reason: message(number)) }
  }

  /// Cuts a file down to its first octets.
  static func cut(_ descriptor: Int32, to octets: Int, of path: PathText) throws(FileSystemError) {
    guard ftruncate(descriptor, off_t(octets)) == 0 else { throw FileSystemError(path: path, reason: message(errno)) }
  }

  /// A folder, for as long as the descriptor lives.
  static func hold(_ path: PathText) throws(FileSystemError) -> Int32 {
    let descriptor = unsafe open(path.terminated, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileSystemError(path: path, reason: message(errno)) }
    return descriptor
  }

  /// A new file for writing; it must not exist.
  static func create(_ path: PathText) throws(FileSystemError) -> Int32 {
    let descriptor = unsafe open(path.terminated, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystemError(path: path, reason: message(errno)) }
    return descriptor
  }

  /// A file for adding at its end; made where it is missing.
  static func extend(_ path: PathText) throws(FileSystemError) -> Int32 {
    let descriptor = unsafe open(path.terminated, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystemError(path: path, reason: message(errno)) }
    return descriptor
  }

  /// Writes all octets, or says why not.
  static func write(_ octets: [UInt8], to descriptor: Int32, of path: PathText) throws(FileSystemError) {
    var done = 0
    while done < octets.count {
      let wrote = unsafe octets[done...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if wrote < 0 {
        if errno == EINTR { continue }
        throw FileSystemError(path: path, reason: message(errno), isBrokenPipe: errno == EPIPE)
      }
      done += wrote
    }
  }

  static func close(_ descriptor: Int32, of path: PathText) throws(FileSystemError) {
    guard Glibc.close(descriptor) == 0 else { throw FileSystemError(path: path, reason: message(errno)) }
  }

  /// Closes a file that nobody wants any more.
  static func abandon(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// What this run's unfinished files are called by: no other's, though it be the first process of another container on
  /// the same folder.
  static let mark = String(UInt64.random(in: .min ... .max), radix: 36)

  /// Processors that are there to be used.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Ends the program at once, whatever other threads do.
  static func end(_ status: Int32) -> Never { _exit(status) }

  /// A reader that goes away and a file that may not grow are errors of writing, not the program's end: reports are still
  /// to be finished, or to be cleared up.
  static func ignoreSignalsOfWriting() {
    for number in [SIGPIPE, SIGXFSZ] { _ = ignore(signal: number) }
  }

  /// Lets a signal do nothing by itself; true if it did nothing before.
  static func ignore(signal number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  static func rename(_ path: PathText, to other: PathText) throws(FileSystemError) {
    guard unsafe Glibc.rename(path.terminated, other.terminated) == 0 else {
      throw FileSystemError(path: other, reason: message(errno))
    }
  }

  /// Removes a file if it is there.
  static func remove(_ path: PathText) { _ = unsafe unlink(path.terminated) }

  /// Removes a folder if it is there and empty.
  static func removeFolder(_ path: PathText) { _ = unsafe rmdir(path.terminated) }

  /// All octets of a file, or of standard input for `-`.
  static func contents(_ path: PathText) throws(FileSystemError) -> [UInt8] {
    let descriptor = path.text == "-" ? 0 : unsafe open(path.terminated, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileSystemError(path: path, reason: message(errno), isMissing: errno == ENOENT)
    }
    defer { if descriptor > 0 { _ = Glibc.close(descriptor) } }
    var octets: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw FileSystemError(path: path, reason: message(errno)) }
      if got == 0 { return octets }
      octets.append(contentsOf: block[..<got])
    }
  }

  /// A variable of the environment; `nil` where it is not set.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  private static func message(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}

extension PathText {
  /// The octets and the zero that C wants after them.
  fileprivate var terminated: [CChar] { (octets + [0]).map(CChar.init(bitPattern:)) }

  /// The folder above; `nil` for a path of one component.
  fileprivate var parent: PathText? {
    let trimmed = text.last == "/" ? text.dropLast() : text[...]
    guard let slash = trimmed.lastIndex(of: "/"), slash != trimmed.startIndex else { return nil }
    return PathText(String(trimmed[..<slash]))
  }

  func appending(_ relative: String) -> PathText { PathText(text.hasSuffix("/") ? text + relative : "\(text)/\(relative)") }
}
