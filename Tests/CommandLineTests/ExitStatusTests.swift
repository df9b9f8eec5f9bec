import Foundation
import Testing

/// 0 reports are written, 1 findings, 2 impossible, 3 some inputs failed, 128+n a signal; and never silence.
@Suite struct ExitStatusTests {
  @Test("help and version are answers, not errors", arguments: ["--help", "-h", "--version", "help", "checks"])
  func answers(flag: String) throws {
    let run = try Program([flag], in: try Scratch())
    #expect(run.status == 0)
    #expect(!run.output.isEmpty && run.errors.isEmpty)
  }

  @Test("the help of the program is that of its main job")
  func help() throws {
    let run = try Program(["--help"], in: try Scratch())
    for flag in ["--fail-on", "--files-from", "--set", "checks [ID]", "Exit status"] { #expect(run.output.contains(flag)) }
  }

  @Test(
    "what cannot be meant is a usage error that says so",
    arguments: [
      ([], "no capture is named"),
      (["x.pcap", "--bogus"], "--bogus"),
      (["x.pcap", "--joined"], "--joined"),
      (["x.pcap", "--lang", "fr"], "'en' and 'zh'"),
      (["x.pcap", "--format", "htlm"], "did you mean 'html'?"),
      (["x.pcap", "--format", "pdf"], "there is no format 'pdf'"),
      (["x.pcap", "--set", "tw.flor=3s"], "did you mean 'tw.floor'"),
      (["x.pcap", "--set", "tw.floor"], "NAME=VALUE"),
      (["x.pcap", "--set", "tw.floor=soon"], "a length of time"),
      (["x.pcap", "--set", "tw.floor=400s"], "tw.floor (400s) lies above tw.low (60s)"),
      (["x.pcap", "--msl", "-3"], "--msl"),
      (["x.pcap", "--draw", "some"], "--draw"),
      (["x.pcap", "--max-bytes", "much"], "--max-bytes"),
      (["x.pcap", "--max-memory", "1MB"], "less than 64 MiB"),
      (["x.pcap", "-j", "0"], "from 1 on"),
      (["x.pcap", "-f", "tcp prot 80"], "syntax error"),
      (["x.pcap", "-f", "host example.org"], "names are not resolved; write the address of 'example.org'"),
      (["x.pcap", "-f", "host example.org and tcp prot 80"], "syntax error"),
      (["x.pcap", "-o", "-", "--format", "html,json"], "'-o -' needs exactly one --format"),
      (["explain", "close/style"], "'tcpreport checks ID' explains a check"),
      (["x.pcap", "-o", "-", "--format", "html"], "'-o -' needs exactly one --format"),
      (["-", "-"], "only once"),
      (["x.pcap", "y.pcap", "--name", "z"], "--name is for one capture"),
      (["checks", "close/nonsense"], "there is no check"),
      (["--files-from", "missing.txt"], "missing.txt"),
    ] as [([String], String)])
  func usage(arguments: [String], words: String) throws {
    let run = try Program(arguments, in: try Scratch())
    #expect(run.status == 2)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test("no input that can be read is 2, and nothing is written")
  func nothingReadable() throws {
    let scratch = try Scratch()
    try scratch.write(Array("hello".utf8), to: "text.pcap")
    try scratch.write([], to: "empty.pcap")
    let run = try Program(["text.pcap", "empty.pcap", "missing.pcap", "."], in: scratch)
    #expect(run.status == 2)
    for words in ["text.pcap: not a capture", "empty.pcap: the file is empty", "missing.pcap: No such", ".: Is a directory; name the captures in it"] {
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    #expect(!scratch.has("out/index.html"))
  }

  @Test("who mistypes a command, or gives a report for a capture, is told what to do")
  func mistaken() throws {
    let scratch = try Scratch()
    try scratch.write(Array("{\"schema\":\"tcpreport/1\"}".utf8), to: "report.json")
    let report = try Program(["report.json"], in: scratch)
    #expect(report.status == 2 && report.errors.contains("'tcpreport diff'"))
    let command = try Program(["check"], in: scratch)
    #expect(command.status == 2 && command.errors.contains("did you mean 'checks'?"), "\(command.errors)")
    let american = try Program(["analyze", Program.sample("abort.pcap")], in: scratch)
    #expect(american.status == 0)
  }

  @Test("files of equal name are told apart by their labels")
  func equalNames() throws {
    let scratch = try Scratch()
    for folder in ["a", "b"] {
      try FileManager.default.createDirectory(atPath: scratch.path(folder), withIntermediateDirectories: true)
      try scratch.copy("abort.pcap", to: "\(folder)/x.pcap")
    }
    let run = try Program(["a/x.pcap", "b/x.pcap"], in: scratch)
    #expect(run.output.split(separator: "\n").map { $0.prefix { $0 != "1" } }.map { $0.split(separator: " ").joined(separator: " ") } == ["x.pcap", "x.pcap (x-2)"])
    let index = String(decoding: try scratch.files(in: "out")["index.html"] ?? Data(), as: UTF8.self)
    #expect(index.contains(">x.pcap</a>") && index.contains(">x.pcap (x-2)</a>"))
  }

  @Test("a file that breaks off is 3, and what was read is there with the rest of the batch")
  func cut() throws {
    let scratch = try Scratch()
    try scratch.copy("open-close-by-client.pcap", to: "cut.pcap", octets: 700)
    let run = try Program(["cut.pcap", Program.sample("abort.pcap"), "missing.pcap", "--fail-on", "note"], in: scratch)
    #expect(run.status == 3)
    #expect(run.errors.contains("cut.pcap: the file ends inside frame"))
    #expect(run.output.split(separator: "\n").count == 2)
    for document in ["index.html", "report.json", "report.txt"] {
      let text = String(decoding: try scratch.files(in: "out")[document] ?? Data(), as: UTF8.self)
      #expect(text.contains("missing.pcap") && text.contains("No such file"), "\(document)")
    }
    #expect(scratch.has("out/cut.html") && scratch.has("out/abort.html") && scratch.has("out/index.html"))
  }

  @Test("a capture without TCP is 0 and says what was in it")
  func withoutTCP() throws {
    let scratch = try Scratch()
    try scratch.write(pcap([arp, arp]), to: "quiet.pcap")
    try scratch.write(pcap([]), to: "none.pcap")
    let run = try Program(["quiet.pcap", "none.pcap"], in: scratch)
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("no TCP") == true && lines.first?.contains("2 arp") == true)
    #expect(lines.last?.contains("no TCP") == true)
    #expect(run.errors == "report: out/index.html\n")
  }

  @Test(
    "findings are 1 where they are asked for, and 3 where an input failed as well",
    arguments: [
      (["--fail-on", "must"], 1), (["--fail-on", "note"], 1), ([], 0), (["--fail-on", "never"], 0),
      (["--fail-on", "must", "--exit-zero"], 0), (["--fail-on", "must", "missing.pcap"], 3),
      (["--fail-on", "must", "missing.pcap", "--exit-zero"], 3),
    ] as [([String], Int32)])
  func findings(flags: [String], status: Int32) throws {
    let run = try Program([Program.sample("isn-constant.pcap")] + flags, in: try Scratch())
    #expect(run.status == status)
  }

  @Test("an innocent capture fails nothing", arguments: ["must", "should"])
  func innocent(level: String) throws {
    #expect(try Program([Program.sample("open-close-by-client.pcap"), "--fail-on", level], in: try Scratch()).status == 0)
  }

  @Test("an output folder that cannot be made is 2 with the system's words", arguments: ["abort.pcap", "abort.pcap/deeper", "/proc/no"])
  func noFolder(folder: String) throws {
    let scratch = try Scratch()
    try scratch.copy("abort.pcap", to: "abort.pcap")
    let run = try Program(["abort.pcap", "-o", folder], in: scratch)
    #expect(run.status == 2)
    #expect(run.errors.contains("cannot write"))
  }

  @Test("a closed or full standard output is 2 with its reason, and the reports are there", arguments: [">&-", ">/dev/full"])
  func closedOutput(redirection: String) throws {
    let scratch = try Scratch()
    let run = try Program(shell: "$tcpreport \(Program.sample("abort.pcap")) \(redirection)", in: scratch)
    #expect(run.status == 2)
    #expect(run.errors.contains("standard output"))
    #expect(scratch.has("out/abort.html") && scratch.has("out/report.json"))
    #expect(try Program(shell: "$tcpreport --help \(redirection)", in: scratch).status == 2)
  }

  @Test("who reads only the first line gets all reports; who leaves a document in the middle ends it")
  func reader() throws {
    let scratch = try Scratch()
    let files = "\(Program.samples)/*.pcap"
    let line = try Program(shell: "{ $tcpreport \(files); echo $? >&2; } | head -n 1", in: scratch)
    #expect(line.errors.hasSuffix("report: out/index.html\n0\n") && line.output.split(separator: "\n").count == 1)
    #expect(scratch.has("out/zero-window.html") && scratch.has("out/index.html"))
    let document = "{ $tcpreport \(files) -o - --format json; echo $? >&2; } | head -c 100"
    #expect(try Program(shell: document, in: scratch).errors == "141\n")
    #expect(try scratch.files(in: "out").keys.allSatisfy { $0 == ".tcpreport-manifest" || !$0.hasPrefix(".") })
  }

  @Test("a signal leaves no half file and gives 128 + its number", arguments: [(SIGINT, "INT"), (SIGTERM, "TERM")])
  func signal(number: Int32, name: String) throws {
    let scratch = try Scratch()
    // The second input never ends, so the program is in the midst of its work when the signal comes.
    let line = """
      mkfifo pipe; exec 9<>pipe
      (while [ ! -e out/abort.html ]; do sleep 0.01; done; kill -\(name) $$; sleep 5; kill -KILL $$) 2>/dev/null >&2 &
      exec "$tcpreport" \(Program.sample("abort.pcap")) pipe -j 1
      """
    let run = try Program(shell: line, in: scratch)
    #expect(run.status == 128 + number)
    let left = try scratch.files(in: "out").keys.filter { $0.hasPrefix(".tcpreport-") }
    #expect(left == [".tcpreport-manifest"])
  }
}
