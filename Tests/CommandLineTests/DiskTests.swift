import Foundation
import Glibc
import Testing

/// What becomes of the reports when the disk fills up, the folder is taken away or may not be written, or somebody stops
/// the program: no half file under a final name, the earlier report whole, the reason, and the right status.
@Suite struct DiskTests {
  private static let isRoot = geteuid() == 0
  private static let isNotRoot: Comment = "only root may mount a file system of a few pages"

  /// A file system in memory, gone with the value.
  private final class SmallDisk {
    let path: String
    init(_ scratch: Scratch, octets: Int) throws {
      path = scratch.path("disk")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      guard mount("none", path, "tmpfs", 0, "size=\(octets)") == 0 else { throw POSIXError(.EPERM) }
    }
    func protect() throws { try mountAgain(UInt(MS_REMOUNT | MS_RDONLY), nil) }
    func enlarge() throws { try mountAgain(UInt(MS_REMOUNT), "size=20000000") }
    private func mountAgain(_ flags: UInt, _ data: String?) throws {
      guard mount("none", path, "tmpfs", flags, data) == 0 else { throw POSIXError(.EPERM) }
    }
    deinit { umount2(path, Int32(MNT_DETACH)) }
  }

  /// Every file is one of the earlier run's, octet for octet, or is listed and whole.
  private func hold(_ scratch: Scratch, _ folder: String, after before: [String: Data]) throws {
    let files = try scratch.files(in: folder)
    for (name, contents) in before where name != ".tcpreport-manifest" { #expect(files[name] == contents, "\(name)") }
    let manifest = String(decoding: files[".tcpreport-manifest"] ?? Data(), as: UTF8.self)
    #expect(manifest.hasSuffix("\n"))
    let listed = Set(manifest.split(separator: "\n").map(String.init))
    for (name, contents) in files where name != ".tcpreport-manifest" {
      #expect(listed.contains(name), "\(name) is not in the manifest")
      let end = String(decoding: contents.suffix(10), as: UTF8.self)
      if name.hasSuffix(".html") { #expect(end.contains("</html>"), "\(name)") }
      if name.hasSuffix(".svg") { #expect(end.contains("</svg>"), "\(name)") }
    }
  }

  /// After a run that was broken off, the next one leaves only its own files.
  private func holdCleared(_ scratch: Scratch, _ folder: String) throws {
    #expect(try Program([Program.sample("abort.pcap"), "-o", folder], in: scratch).status == 0)
    let alone = try Scratch()
    #expect(try Program([Program.sample("abort.pcap"), "-o", "out"], in: alone).status == 0)
    #expect(try scratch.files(in: folder) == (try alone.files(in: "out")))
  }

  @Test("a disk that fills up", .enabled(if: isRoot, isNotRoot), arguments: [160_000, 300_000, 700_000])
  func full(octets: Int) throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(scratch, octets: octets)
    try withExtendedLifetime(disk) {
      #expect(try Program([Program.sample("abort.pcap"), "-o", "disk/out"], in: scratch).status == 0)
      let before = try scratch.files(in: "disk/out")
      let others = ["half-close", "refused", "isn-constant", "zero-window", "many-connections", "late-fin-unanswered", "loss-and-reordering", "time-wait-1s"]
      let run = try Program(others.map { Program.sample($0 + ".pcap") } + ["-o", "disk/out", "--draw", "all", "--verdicts", "all"], in: scratch)
      #expect(run.status == 2 && run.errors.contains("cannot write") && run.errors.contains("No space left on device"), "\(run.errors)")
      try hold(scratch, "disk/out", after: before)
      try disk.enlarge()
      try holdCleared(scratch, "disk/out")
    }
  }

  @Test("a disk that is full before the first octet", .enabled(if: isRoot, isNotRoot))
  func alreadyFull() throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(scratch, octets: 150_000)
    try withExtendedLifetime(disk) {
      #expect(try Program([Program.sample("abort.pcap"), "-o", "disk/out"], in: scratch).status == 0)
      try Data(count: 0).write(to: URL(filePath: scratch.path("disk/filler")))
      let filler = try FileHandle(forWritingTo: URL(filePath: scratch.path("disk/filler")))
      while (try? filler.write(contentsOf: Data(count: 4096))) != nil {}
      let before = try scratch.files(in: "disk/out")
      for arguments in [["-o", "disk/out"], ["-o", "disk/new"], ["-o", "elsewhere", "--baseline", "disk/known.json", "--update-baseline"]] {
        let run = try Program([Program.sample("isn-constant.pcap")] + arguments, in: scratch)
        #expect(run.status == 2 && run.errors.contains("No space left on device"), "\(arguments): \(run.errors)")
      }
      try hold(scratch, "disk/out", after: before)
      #expect(!scratch.has("disk/known.json"))
      let parts = try Program(["extract", "--shards", "3", "-o", "disk/parts", Program.sample("isn-constant.pcap")], in: scratch)
      #expect(parts.status == 2 && parts.errors.contains("No space left on device"), "\(parts.errors)")
      let left = (try? scratch.files(in: "disk/parts")) ?? [:]
      #expect(left.isEmpty, "\(left.keys)")
    }
  }

  @Test("a file that may not grow, as a quota has it")
  func limited() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    let before = try scratch.files(in: "out")
    let run = try Program(shell: "ulimit -f 8; exec \"$tcpreport\" \(Program.sample("isn-constant.pcap"))", in: scratch)
    #expect(run.status == 2 && run.errors.contains("File too large"), "\(run.status) \(run.errors)")
    try hold(scratch, "out", after: before)
    try holdCleared(scratch, "out")
  }

  @Test("a folder that may not be written", .enabled(if: isRoot, isNotRoot))
  func protected() throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(scratch, octets: 1_000_000)
    try withExtendedLifetime(disk) {
      #expect(try Program([Program.sample("abort.pcap"), "-o", "disk/out"], in: scratch).status == 0)
      let before = try scratch.files(in: "disk/out")
      try disk.protect()
      for folder in ["disk/out", "disk/new"] {
        let run = try Program([Program.sample("refused.pcap"), "-o", folder], in: scratch)
        #expect(run.status == 2 && run.errors.contains("Read-only file system"), "\(run.errors)")
      }
      #expect(try scratch.files(in: "disk/out") == before)
    }
  }

  @Test("a folder without leave to write", .enabled(if: !isRoot, "root may write everywhere"))
  func forbidden() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    let before = try scratch.files(in: "out")
    chmod(scratch.path("out"), 0o555)
    defer { chmod(scratch.path("out"), 0o755) }
    let run = try Program([Program.sample("refused.pcap")], in: scratch)
    #expect(run.status == 2 && run.errors.contains("Permission denied"), "\(run.errors)")
    #expect(try scratch.files(in: "out") == before)
  }

  /// The second capture comes from a pipe, so that what happens meanwhile happens in the midst of the work.
  private func interrupted(_ meanwhile: String, in scratch: Scratch) throws -> Program {
    let line = """
      mkfifo pipe; exec 9<>pipe
      (for i in $(seq 2000); do [ -e out/refused.html ] && break; sleep 0.01; done; \(meanwhile); cat \(Program.sample("half-close.pcap")) >&9; exec 9>&-) 2>/dev/null >&2 &
      exec "$tcpreport" \(Program.sample("refused.pcap")) pipe -j 1 9>&-
      """
    return try Program(shell: line, in: scratch)
  }

  @Test("an output folder that is taken away, and one that takes its place", arguments: [
    // While files come, rm may have to begin again.
    "until rm -rf out; do :; done", "until rm -rf out; do :; done; mkdir out", "mv out away", "mv out away; mkdir out",
  ])
  func takenAway(how: String) throws {
    let scratch = try Scratch()
    let run = try interrupted(how, in: scratch)
    #expect(run.status == 2, "\(run.output) \(run.errors)")
    #expect(run.errors.contains("cannot write out") && run.errors.contains("was taken away"), "\(run.errors)")
    if scratch.has("out") { #expect(try scratch.files(in: "out").isEmpty) }
    if scratch.has("away") { #expect(try scratch.files(in: "away").keys.allSatisfy { !$0.hasSuffix("index.html") }) }
  }

  @Test("a signal leaves the earlier report whole, and the next run clears up", arguments: [(SIGINT, "INT"), (SIGTERM, "TERM"), (SIGHUP, "HUP")])
  func signal(number: Int32, name: String) throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap"), Program.sample("isn-constant.pcap")], in: scratch).status == 0)
    let before = try scratch.files(in: "out")
    let run = try interrupted("kill -\(name) $$; sleep 1", in: scratch)
    #expect(run.status == 128 + number)
    try hold(scratch, "out", after: before)
    #expect(scratch.has("out/refused.html"))
    try holdCleared(scratch, "out")
  }

  @Test("a signal takes back what extract had begun", arguments: [(SIGINT, "INT"), (SIGTERM, "TERM")])
  func extractStopped(number: Int32, name: String) throws {
    let scratch = try Scratch()
    let line = """
      mkfifo pipe; exec 9<>pipe
      (for i in $(seq 2000); do ls parts/3-of-3/*.new && break; sleep 0.01; done; kill -\(name) $$; sleep 1; exec 9>&-) 2>/dev/null >&2 &
      exec "$tcpreport" extract --shards 3 -o parts pipe 9>&-
      """
    let run = try Program(shell: line, in: scratch)
    #expect(run.status == 128 + number, "\(run.output) \(run.errors)")
    #expect(try scratch.files(in: "parts").isEmpty)
  }

  @Test("a small file that unpacks to more than memory takes no more than its blocks", arguments: ["gzip", "xz", "zstd"])
  func bomb(program: String) throws {
    let scratch = try Scratch()
    // 8192 frames of 65 535 zeros: half a gigabyte, in an address space that has no room for it beside the program.
    let record = "\\000\\000\\000\\000\\000\\000\\000\\000\\377\\377\\000\\000\\377\\377\\000\\000"
    let line = """
      command -v \(program) >/dev/null || exit 99
      { printf '\\324\\303\\262\\241\\002\\000\\004\\000\\000\\000\\000\\000\\000\\000\\000\\000\\377\\377\\000\\000\\001\\000\\000\\000'
        { printf '\(record)'; head -c 65535 /dev/zero; } > one
        for i in 1 2 3 4 5 6 7; do cat one one > two; mv two one; done
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32; do cat one one; done; } | \(program) -1 -c > bomb
      rm one; ls -l bomb >&2; ulimit -v 480000; exec "$tcpreport" bomb -v
      """
    let run = try Program(shell: line, in: scratch)
    if run.status == 99 { return }
    #expect(run.status == 0 && run.errors.contains("8192 frames"), "\(run.status) \(run.output) \(run.errors)")
  }

  @Test("half a line of a manifest names nothing, and nothing is joined to it")
  func halfLine() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    try scratch.write(Array("mine".utf8), to: "out/notes")
    let manifest = try scratch.files(in: "out")[".tcpreport-manifest"] ?? Data()
    try scratch.write(Array(manifest) + Array("notes".utf8), to: "out/.tcpreport-manifest")
    #expect(try Program([Program.sample("refused.pcap")], in: scratch).status == 0)
    #expect(scratch.has("out/notes") && scratch.has("out/refused.html") && !scratch.has("out/abort.html"))
  }
}
