import Foundation
import Testing

/// What is written, and what is left alone.
@Suite struct OutputTests {
  static let batch = ["abort.pcap", "half-close.pcap", "refused.pcap", "isn-constant.pcap"].map(Program.sample)

  @Test("the same bytes from any folder, in any number of threads, time zone and locale, and once more")
  func sameBytes() throws {
    let first = try Scratch()
    #expect(try Program(Self.batch + ["-j", "1"], in: first).status == 0)
    let expected = try first.files(in: "out")
    #expect(expected.count > Self.batch.count)
    let second = try Scratch()
    let abroad = ["TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "C", "HOME": "/"]
    for jobs in ["2", "8"] {
      let run = try Program(Self.batch + ["-j", jobs, "-o", "somewhere/else"], in: second, environment: abroad)
      #expect(run.status == 0)
      #expect(try second.files(in: "somewhere/else") == expected)
    }
    for (name, file) in expected {
      #expect(!String(decoding: file, as: UTF8.self).contains(Program.samples), "\(name) tells a path")
    }
  }

  @Test("a note is no failure, in whatever form it is told")
  func notes() throws {
    let scratch = try Scratch()
    let run = try Program(
      [Program.sample("fin-wait-2-alone.pcap"), "--format", "html,json,text,junit,markdown,csv", "--fail-on", "should"], in: scratch)
    #expect(run.status == 0 && run.output.contains("0 must  0 should  2 note"))
    let told = try scratch.files(in: "out").mapValues { String(decoding: $0, as: UTF8.self) }
    for (file, words) in [
      ("fin-wait-2-alone.html", "No deviation found, 2\u{a0}notes"), ("fin-wait-2-alone.html", "failed</dt><dd>0</dd>"),
      ("fin-wait-2-alone.html", "noted</dt><dd>2</dd>"), ("index.html", "failed</dt><dd>0</dd>"), ("report.txt", "61 pass, 0 fail, 2 noted,"),
      ("report.json", #""fail":2,"noted":2,"#), ("junit.xml", #"failures="0""#), ("summary.md", "| 1 | 0 | 0 | 2 | 0 |"),
      ("connections.csv", ",0,0,2,61,0,,\r\n"),
    ] { #expect(told[file]?.contains(words) == true, "\(file): \(words)") }
  }

  @Test("an earlier run's files go only where its manifest lists them")
  func manifest() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    #expect(scratch.has("out/abort.html") && scratch.has("out/abort/flow-0001.svg"))
    try scratch.write(Array("mine".utf8), to: "out/notes.html")
    try scratch.write(Array("mine".utf8), to: "out/abort/notes.svg")
    #expect(try Program([Program.sample("refused.pcap")], in: scratch).status == 0)
    #expect(!scratch.has("out/abort.html") && !scratch.has("out/abort/flow-0001.svg"))
    #expect(scratch.has("out/notes.html") && scratch.has("out/abort/notes.svg") && scratch.has("out/refused.html"))
  }

  @Test("a manifest that points outside removes nothing there")
  func hostileManifest() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    try scratch.write([1], to: "precious")
    let manifest = URL(filePath: scratch.path("out/.tcpreport-manifest"))
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try Data((text + "../precious\n\(scratch.path("precious"))\na/../../precious\n").utf8).write(to: manifest)
    #expect(try Program([Program.sample("refused.pcap")], in: scratch).status == 0)
    #expect(scratch.has("precious"))
  }

  @Test("a run that cannot be done takes nothing of the earlier one away")
  func failedRun() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap")], in: scratch).status == 0)
    let before = try scratch.files(in: "out")
    #expect(try Program(["missing.pcap"], in: scratch).status == 2)
    #expect(try scratch.files(in: "out") == before)
    #expect(try Program(["missing.pcap", "-o", "new"], in: scratch).status == 2)
    #expect(!scratch.has("new"))
  }

  @Test("an input is never overwritten and never removed", arguments: ["index.html", "abort.html"])
  func input(name: String) throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path("out"), withIntermediateDirectories: true)
    try scratch.copy("abort.pcap", to: "out/\(name)")
    let before = try scratch.files(in: "out")[name]
    let run = try Program(["out/\(name)", "--name", "abort"], in: scratch)
    #expect(run.status == 2)
    #expect(run.errors.contains("is an input"))
    #expect(try scratch.files(in: "out")[name] == before)
  }

  @Test("standard output takes one document of the batch, and nothing else stands there", arguments: ["json", "jsonl", "text"])
  func standardOutput(format: String) throws {
    let scratch = try Scratch()
    let batch = Self.batch + ["missing.pcap", "--format", format]
    let run = try Program(batch + ["-o", "-"], in: scratch)
    #expect(run.status == 3)
    #expect(!scratch.has("out") && !scratch.has("-"))
    #expect(try Program(batch, in: scratch).status == 3)
    let name = ["json": "report.json", "jsonl": "report.jsonl", "text": "report.txt"][format] ?? ""
    #expect(try scratch.files(in: "out")[name] == Data(run.output.utf8))
    #expect(run.output.split(separator: "\n").count > Self.batch.count)
    if format == "json" { #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [String: Any]) }
  }

  @Test("only what is asked for")
  func formats() throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap"), "--format", "svg"], in: scratch).status == 0)
    #expect(Set(try scratch.files(in: "out").keys) == [".tcpreport-manifest", "abort/flow-0001-states.svg", "abort/flow-0001.svg"])
    #expect(try Program([Program.sample("abort.pcap"), "--draw", "none"], in: scratch).status == 0)
    #expect(!scratch.has("out/abort") && scratch.has("out/abort.html"))
  }

  @Test("connections are drawn by number, and a number that is not there is said")
  func drawing() throws {
    let scratch = try Scratch()
    let run = try Program([Program.sample("isn-constant.pcap"), "--draw", "3,17"], in: scratch)
    #expect(run.status == 0)
    #expect(run.errors.contains("has 6 connections, no 17"))
    #expect(try scratch.files(in: "out/isn-constant").keys.sorted() == ["flow-0003-states.svg", "flow-0003.svg"])
  }

  @Test("frames a filter excludes are counted")
  func filtered() throws {
    let run = try Program([Program.sample("abort.pcap"), "-v", "-f", "tcp[tcpflags] & tcp-syn != 0"], in: try Scratch())
    #expect(run.status == 0)
    #expect(run.errors.contains("8 frames: 2 TCP") && run.errors.contains("6 filtered"))
  }

  @Test("a filter fits each capture's own link type")
  func filterPerLinkType() throws {
    let files = ["abort.pcap", "cooked-sll.pcap", "cooked-sll2.pcap"].map(Program.sample)
    let run = try Program(files + ["-v", "-f", "tcp and not port 1"], in: try Scratch())
    #expect(run.status == 0)
    #expect(!run.errors.contains("filtered"))
  }

  @Test("what was not the default stands in every report", arguments: ["report.txt", "report.json", "abort.html"])
  func settings(file: String) throws {
    let scratch = try Scratch()
    #expect(try Program([Program.sample("abort.pcap"), "--msl", "17", "--set", "ttl.delta=9"], in: scratch).status == 0)
    let text = String(decoding: try scratch.files(in: "out")[file] ?? Data(), as: UTF8.self)
    for words in ["tw.floor", "34s", "ttl.delta"] { #expect(text.contains(words)) }
    #expect(!text.contains("vantage.near"))
  }

  @Test("-q says nothing, -v what became of every frame")
  func quiet() throws {
    let quiet = try Program([Program.sample("abort.pcap"), "-q"], in: try Scratch())
    #expect(quiet.output.isEmpty && quiet.errors.isEmpty && quiet.status == 0)
  }

  @Test("a line a capture on standard output; what it counts is named beside it, and where the report is")
  func told() throws {
    let files = ["refused.pcap", "fin-not-acked.pcap", "open-close-by-client.pcap"].map(Program.sample)
    let run = try Program(files + ["-o", "a b/"], in: try Scratch())
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasSuffix("  2 of 2 connections were refused, all to 10.77.0.2:81"))
    #expect(lines[1].hasSuffix("  the server aborted the connection with a RST (frame 41)") && lines[2].hasSuffix(" inconclusive"))
    let told = run.errors.split(separator: "\n")
    #expect(told.count == 2 && told[0].hasPrefix("  MUST    ") && told[0].contains(" (close/fin-acked): server 10.77.0.2:80"))
    #expect(told.last == "report: a b/index.html")
    #expect(try Program(files + ["--format", "text"], in: try Scratch()).errors.hasSuffix("\nreport: out/report.txt\n"))
    #expect(try Program(files + ["--format", "text", "-o", "-"], in: try Scratch()).errors.isEmpty)
  }

  @Test("captures come from arguments, from -r, from lists and from standard input, in that order")
  func inputs() throws {
    let scratch = try Scratch()
    for name in ["a", "b", "c c", "d"] { try scratch.copy("abort.pcap", to: "\(name).pcap") }
    try scratch.write(Array("c c.pcap\n\nd.pcap\n".utf8), to: "list")
    let lines = try Program(["--files-from", "list", "-r", "b.pcap", "a.pcap"], in: scratch).output
    #expect(lines.split(separator: "\n").map { $0.prefix { $0 != "p" } } == ["a.", "b.", "c c.", "d."])
    try scratch.write(Array("c c.pcap\0d.pcap\0".utf8), to: "list0")
    #expect(try Program(["--files-from", "-"], in: scratch, input: scratch.path("list0")).status == 0)
    #expect(scratch.has("out/c-c.html") && scratch.has("out/d.html") && !scratch.has("out/a.html"))
    let piped = try Program(["-", "--name", "piped"], in: scratch, input: scratch.path("a.pcap"))
    #expect(piped.status == 0 && scratch.has("out/piped.html"))
  }
}
