import Capture
import Synchronization

/// The folder a run writes into: files appear whole, no input is ever overwritten, and of an earlier run only what its
/// manifest lists is removed.
///
/// The manifest grows with every file and is put in order at the end, so that a run that was broken off is cleared up by
/// the next one.
final class OutputFolder: Sendable {
  static let manifest = ".tcpreport-manifest"
  private static let isInput = "is an input and is not overwritten; choose another folder with -o"
  private static let isGone = "was taken away while the program ran"
  private static let heading = "# Written by tcpreport. The next run removes what is listed here and no longer written."

  private let root: PathText
  /// The folder itself, whatever stands under its name later; held open, so that no other is given its number.
  private let identity: FileSystem.Identity?
  private let place: Int32
  private let inputs: Set<FileSystem.Identity>
  private let earlier: Set<String>
  /// What this run made: the folder, and the manifest in it.
  private let isNew: (folder: Bool, manifest: Bool)
  private let state: Mutex<State>

  private struct State {
    var written: Set<String> = []
    var folders: Set<String> = []
    /// Files under a temporary name.
    var unfinished: Set<PathText> = []
    var count = 0
    /// The manifest while it grows, and its octets.
    var manifest: Int32
    var size: Int
  }

  /// Makes the folder and reads what an earlier run left in it.
  ///
  /// - Parameter inputs: files that must stay what they are.
  init(_ root: PathText, protecting inputs: [PathText]) throws(FileSystemError) {
    self.root = root
    self.inputs = Set(inputs.compactMap(FileSystem.identity))
    let wasThere = FileSystem.isFolder(root)
    try FileSystem.makeFolder(root)
    let manifest = root.appending(OutputFolder.manifest)
    let known = FileSystem.identity(of: manifest)
    if let known, self.inputs.contains(known) { throw FileSystemError(path: manifest, reason: OutputFolder.isInput) }
    let contents = known != nil ? try FileSystem.contents(manifest) : []
    // A run that was broken off may have left half a line; it names nothing.
    let whole = contents.prefix(contents.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
    earlier = OutputFolder.listed(Array(whole))
    isNew = (!wasThere, known == nil)
    let descriptor = try FileSystem.extend(manifest)
    if whole.count < contents.count { try FileSystem.cut(descriptor, to: whole.count, of: manifest) }
    state = Mutex(State(manifest: descriptor, size: whole.count))
    place = try FileSystem.hold(root)
    identity = FileSystem.identity(of: root)
    if whole.isEmpty { try state.withLock { (state) throws(FileSystemError) in try note(OutputFolder.heading, &state) } }
  }

  deinit { FileSystem.abandon(place) }

  /// Adds a line to the manifest: whole, or not at all.
  private func note(_ line: String, _ state: inout State) throws(FileSystemError) {
    let octets = Array("\(line)\n".utf8)
    let path = root.appending(OutputFolder.manifest)
    do throws(FileSystemError) {
      try FileSystem.write(octets, to: state.manifest, of: path)
      state.size += octets.count
    } catch {
      try FileSystem.cut(state.manifest, to: state.size, of: path)
      throw error
    }
  }

  /// Files in a folder of the same name that somebody made meanwhile would be half a report.
  private func holdPlace() throws(FileSystemError) {
    guard FileSystem.identity(of: root) == identity else { throw FileSystemError(path: root, reason: OutputFolder.isGone) }
  }

  /// Whatever cannot be done in a folder that is gone, cannot because it is gone.
  fileprivate func holding(_ work: () throws(FileSystemError) -> Void) throws(FileSystemError) {
    do throws(FileSystemError) {
      try work()
    } catch {
      try holdPlace()
      throw error
    }
  }

  /// Paths of a manifest that lie within the folder; anything else in it is passed over.
  private static func listed(_ octets: [UInt8]) -> Set<String> {
    let lines = PathText(octets: octets).text.split(separator: "\n")
    guard let first = lines.first, first == heading else { return [] }
    return Set(
      lines.dropFirst().filter { line in
        let parts = line.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      }.map(String.init))
  }

  /// Writes a file aside and puts it into its place once it is whole.
  ///
  /// - Parameter name: within the folder, at most one folder deep.
  func write(_ octets: [UInt8], to name: String) throws(FileSystemError) {
    let file = try open(name)
    try file.append(octets)
    try file.commit()
  }

  /// Begins a file that is written piece by piece; nobody sees it before `commit`.
  func open(_ name: String) throws(FileSystemError) -> PendingFile {
    if let slash = name.firstIndex(of: "/") {
      let folder = String(name[..<slash])
      let isNew = state.withLock { $0.folders.insert(folder).inserted }
      try holdPlace()
      if isNew { try FileSystem.makeSubfolder(root.appending(folder)) }
    }
    // One lock around name and creation: after `abandon` no file can appear.
    return try state.withLock { (state) throws(FileSystemError) -> PendingFile in
      state.count += 1
      try holdPlace()
      let aside = root.appending(".tcpreport-\(FileSystem.mark)-\(state.count)")
      var descriptor: Int32 = -1
      try holding { () throws(FileSystemError) in descriptor = try FileSystem.create(aside) }
      state.unfinished.insert(aside)
      return PendingFile(folder: self, name: name, aside: aside, descriptor: descriptor)
    }
  }

  fileprivate func put(_ file: PendingFile) throws(FileSystemError) {
    let target = root.appending(file.name)
    if let identity = FileSystem.identity(of: target), inputs.contains(identity) {
      throw FileSystemError(path: target, reason: OutputFolder.isInput)
    }
    try state.withLock { (state) throws(FileSystemError) in
      if file.name != OutputFolder.manifest {
        try holdPlace()
        try note(file.name, &state)
        state.written.insert(file.name)
      }
      try FileSystem.rename(file.aside, to: target)
      state.unfinished.remove(file.aside)
    }
  }

  fileprivate func drop(_ file: PendingFile) {
    state.withLock { state in
      if state.unfinished.remove(file.aside) != nil { FileSystem.remove(file.aside) }
    }
  }

  /// Removes what an earlier run wrote and this one did not, and writes the manifest in order.
  func finish() throws(FileSystemError) {
    let written = state.withLock { $0.written }
    for name in earlier.subtracting(written).sorted() {
      let path = root.appending(name)
      if let identity = FileSystem.identity(of: path), !inputs.contains(identity) { FileSystem.remove(path) }
      if let slash = name.firstIndex(of: "/") { FileSystem.removeFolder(root.appending(String(name[..<slash]))) }
    }
    let list = ([OutputFolder.heading] + written.sorted()).joined(separator: "\n") + "\n"
    let file = try open(OutputFolder.manifest)
    try file.append(Array(list.utf8))
    try file.commit()
  }

  /// Nothing was written: what an earlier run left stays as it is, and what this one made goes.
  func withdraw() {
    guard isNew.manifest, FileSystem.identity(of: root) == identity else { return }
    FileSystem.remove(root.appending(OutputFolder.manifest))
    if isNew.folder { FileSystem.removeFolder(root) }
  }

  /// Ends the program: takes back everything unfinished, and lets nothing appear any more.
  func abandon(status: Int32) -> Never {
    state.withLock { state in
      for path in state.unfinished { FileSystem.remove(path) }
      FileSystem.end(status)
    }
  }
}

/// A file under a temporary name until it is whole.
final class PendingFile {
  fileprivate let folder: OutputFolder
  fileprivate let name: String
  fileprivate let aside: PathText
  private let descriptor: Int32
  private var isOpen = true

  fileprivate init(folder: OutputFolder, name: String, aside: PathText, descriptor: Int32) {
    self.folder = folder
    self.name = name
    self.aside = aside
    self.descriptor = descriptor
  }

  deinit {
    if isOpen { FileSystem.abandon(descriptor) }
    folder.drop(self)
  }

  func append(_ octets: [UInt8]) throws(FileSystemError) {
    try folder.holding { () throws(FileSystemError) in try FileSystem.write(octets, to: descriptor, of: aside) }
  }

  /// Gives the file its name.
  func commit() throws(FileSystemError) {
    isOpen = false
    try folder.holding { () throws(FileSystemError) in
      try FileSystem.close(descriptor, of: aside)
      try folder.put(self)
    }
  }
}
