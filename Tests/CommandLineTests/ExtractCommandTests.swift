import Capture
import Foundation
import Testing

/// `tcpreport extract` as an engine starts it, and the reader in Python beside its example.
@Suite struct ExtractCommandTests {
  @Test("extracts of all shards hold the capture, under the name that it is given")
  func files() throws {
    let scratch = try Scratch()
    let list = Program.sample("isn-constant.pcap")
    try scratch.write(Array(list.utf8), to: "list")
    let run = try Program(
      ["extract", "--shards", "3", "--files-from", "-", "--name", "night.pcap", "-o", "parts"], in: scratch,
      input: scratch.path("list"))
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.hasPrefix("night: "))
    #expect(try Set(scratch.files(in: "parts").keys) == Set((1...3).map { "\($0)-of-3/night.extract" }))
  }

  @Test("the reader in Python finds every record in the shard of its hosts")
  func python() throws {
    let scratch = try Scratch()
    #expect(try Program(["extract", "--shards", "2", "-q", Program.sample("many-connections.pcap")], in: scratch).status == 0)
    let reader = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../examples/far").standardized.path
    let script = """
      import sys; sys.path.insert(0, "\(reader)"); import extract
      frames = []
      for place in (1, 2):
          path = f"parts/{place}-of-2/many-connections.extract"
          number, shards, count, name = extract.summary(extract.blocks(path)[-1])
          records = list(extract.records(path))
          assert (number, shards, count, name) == (place, 2, len(records), "many-connections.pcap")
          assert all(extract.shard(r.source.split()[0], r.destination.split()[0], 2) == place for r in records)
          frames += [r.frame for r in records]
      print(*sorted(frames))
      """
    try scratch.write(Array(script.utf8), to: "read.py")
    let read = try Program(shell: "/usr/bin/python3 read.py", in: scratch)
    #expect(read.status == 0, "\(read.errors)")
    let told = try Program(shell: "tshark -r \(Program.sample("many-connections.pcap")) -Y tcp -T fields -e frame.number", in: scratch)
    #expect(read.output.split(separator: " ").map { $0.filter(\.isNumber) } == told.output.split(separator: "\n").map(String.init))
  }

  @Test("what fails is said, and how it ends")
  func failures() throws {
    let scratch = try Scratch()
    try scratch.write([1, 2, 3, 4, 5], to: "none.pcap")
    let sample = Program.sample("isn-constant.pcap")
    #expect(try Program(["extract", "-q", sample, "none.pcap"], in: scratch).status == 3)
    #expect(try Program(["extract", "-q", "none.pcap"], in: scratch).status == 2)
    #expect(try Program(["extract", "--shards", "0", sample], in: scratch).status == 2)
    #expect(try Program(["extract", "--shards", "5000", sample], in: scratch).status == 2)
    try scratch.write([], to: "taken")
    #expect(try Program(["extract", "-o", "taken", sample], in: scratch).status == 2)
    #expect(try scratch.files(in: "parts").keys.allSatisfy { $0.hasSuffix("isn-constant.extract") })
  }
}
