import Foundation
import TCPReportKit
import TestSupport
import Testing

/// `tcpreport diff`: what changed between two runs.
@Suite struct DiffTests {
  /// Two runs under one name: of the sample `old`, and of the sample `new`.
  private func runs(_ old: String, _ new: String) throws -> Scratch {
    let scratch = try Scratch()
    for (sample, folder) in [(old, "old"), (new, "new")] {
      let run = try Program([Program.sample(sample), "--name", "boot", "-o", folder, "-q"], in: scratch)
      #expect(run.status == 0)
    }
    return scratch
  }
  private let diff = ["diff", "old/report.json", "new/report.json"]

  @Test("the same twice is no difference", arguments: ["text", "json", "html"])
  func same(format: String) throws {
    let scratch = try runs("data-after-fin.pcap", "data-after-fin.pcap")
    let run = try Program(diff + ["--format", format], in: scratch)
    #expect(run.status == 0)
    #expect(run.output.contains(format == "json" ? "\"worse\":false" : "No difference"))
  }

  @Test("a finding that came is worse, and in the other direction it went")
  func worse() throws {
    let scratch = try runs("open-close-by-client.pcap", "data-after-fin.pcap")
    let run = try Program(diff, in: scratch)
    #expect(run.status == 1)
    #expect(run.output.contains("  + must close/data-after-fin, connection 1, client: "))
    #expect(run.output.contains("close/data-after-fin: passed → failed"))
    let back = try Program(["diff", "new/report.json", "old/report.json"], in: scratch)
    #expect(back.status == 0)
    #expect(back.output.contains("  - must close/data-after-fin, connection 1, client: "))
  }

  @Test("two reports of one capture each are compared whatever these are called", arguments: ["text", "json", "html"])
  func alone(format: String) throws {
    let scratch = try Scratch()
    for (sample, folder) in [("open-close-by-client", "old"), ("data-after-fin", "new")] {
      #expect(try Program([Program.sample("\(sample).pcap"), "-o", folder, "-q"], in: scratch).status == 0)
    }
    let run = try Program(["diff", "old", "new", "--format", format], in: scratch)
    #expect(run.status == 1 && run.errors.isEmpty)
    switch format {
    case "text": #expect(run.output.hasPrefix("data-after-fin (before: open-close-by-client)\n  + must close/data-after-fin"))
    case "json": #expect(run.output.contains(#""name":"data-after-fin","oldName":"open-close-by-client""#))
    default: #expect(run.output.matches(of: /src="data:image/).count >= 2)
    }
  }

  @Test("an option that is no longer offered is told, and a report that does not say what was offered is no change")
  func offered() throws {
    let scratch = try runs("open-close-by-client.pcap", "open-close-by-client.pcap")
    let path = scratch.url.appending(path: "new/report.json")
    let report = try String(contentsOf: path, encoding: .utf8)
    #expect(report.contains(#""offered":{"client":["mss","windowScale","sackPermitted","timestamps"],"#))
    try Data(report.replacing(#""sackPermitted","#, with: "").utf8).write(to: path)
    let run = try Program(diff, in: scratch)
    #expect(run.status == 0)
    #expect(run.output.contains("options offered: MSS, window scale, SACK, timestamps → MSS, window scale, timestamps\n"))
    try Data(report.replacing(/"offered":[{][^}]+[}],/, with: "").utf8).write(to: path)
    #expect(try Program(diff, in: scratch).output == "No difference.\n")
  }

  @Test("behaviour that changed without a finding is told, and is not worse")
  func behaviour() throws {
    let scratch = try runs("open-close-by-client.pcap", "simultaneous-close.pcap")
    let run = try Program(diff, in: scratch)
    #expect(run.status == 0)
    #expect(run.output.contains("closed by: client → both at once") && run.output.contains("    states of the client:\n      - CLOSED"))
  }

  @Test("the page shows both ladders as images, which can run nothing")
  func page() throws {
    let scratch = try runs("open-close-by-client.pcap", "simultaneous-close.pcap")
    try scratch.write(Array("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".utf8), to: "old/boot/flow-0001.svg")
    let page = try Program(diff + ["--format", "html"], in: scratch).output
    #expect(page.matches(of: /<img alt="[^"]+" src="data:image\/svg\+xml;base64,[A-Za-z0-9+\/]+=*"\/>/).count >= 2)
    #expect(!page.contains("alert(1)") && !page.contains("<script"))
    let first = try #require(page.firstMatch(of: /base64,([A-Za-z0-9+\/]+=*)"/))
    let image = try #require(Data(base64Encoded: String(first.output.1)))
    #expect(image == (try Data(contentsOf: scratch.url.appending(path: "old/boot/flow-0001.svg"))))
  }

  @Test("a host that keeps TIME-WAIT for another time is told, with no finding on either side", arguments: ["text", "json", "html"])
  func timeWait(format: String) throws {
    let scratch = try runs("late-fin-75s.pcap", "late-fin-310s.pcap")
    // Either may be of 60 s: it was tested at another time.
    #expect(!(try Program(diff, in: scratch).output.contains("TIME_WAIT")))
    let path = scratch.url.appending(path: "new/report.json")
    let report = try String(contentsOf: path, encoding: .utf8)
    #expect(report.contains(#""gone after at most":"310 s""#))
    try Data(report.replacing(#""gone after at most":"310 s""#, with: #""alive after":"79.8 s""#).utf8).write(to: path)
    #expect(!(try Program(diff, in: scratch).output.contains("TIME_WAIT")))
    try Data(report.replacing(#""gone after at most":"310 s""#, with: #""alive after":"119 s","gone after at most":"310 s""#).utf8).write(to: path)
    let run = try Program(diff + ["--format", format], in: scratch)
    #expect(run.status == 0)
    switch format {
    case "text": #expect(run.output.hasSuffix("  host 10.77.0.1\n    TIME_WAIT: gone after at most 75.1 s → alive after 119 s, gone after at most 310 s\n"))
    case "json": #expect(run.output.contains(#"{"address":"10.77.0.1","changes":[{"name":"timeWait","old":"gone after at most 75.1 s","new":"alive after 119 s, gone after at most 310 s"}]}"#))
    default: #expect(run.output.contains(/Host 10.77.0.1<\/h3>[^§]*TIME_WAIT<\/th><td>gone after at most 75.1 s<\/td><td>alive after 119 s, gone/))
    }
    let chinese = try Program(diff + ["--lang", "zh"], in: scratch)
    #expect(chinese.output.contains("主机 10.77.0.1"))
  }

  @Test("a note that came makes it worse, unless only what breaks a rule shall")
  func failOn() throws {
    let scratch = try runs("open-close-by-client.pcap", "unplugged-5s.pcap")
    #expect(try Program(diff, in: scratch).output.contains("  + note "))
    for (level, status) in [("note", 1), ("should", 0), ("must", 0), ("never", 0)] {
      #expect(try Program(diff + ["--fail-on", level], in: scratch).status == Int32(status))
    }
    let json = try Program(diff + ["--fail-on", "should", "--format", "json"], in: scratch).output
    #expect(json.contains(#""worse":false"#))
    let broken = try runs("open-close-by-client.pcap", "data-after-fin.pcap")
    #expect(try Program(diff + ["--fail-on", "must"], in: broken).status == 1)
  }

  @Test("so is one that chooses its initial numbers otherwise, and offers other options, and resets")
  func habits() throws {
    let numbers = try Program(diff, in: try runs("many-connections.pcap", "isn-constant.pcap")).output
    #expect(numbers.contains("    initial numbers of its SYNs: passed: no weakness found with 32 samples"))
    #expect(numbers.contains("→ failed: ISN does not change") && numbers.contains("    window scale offered: 10 → –"))
    let resets = try Program(diff, in: try runs("open-close-by-client.pcap", "abort.pcap")).output
    #expect(resets.contains("    resets connections: never → always") && resets.contains("    closes first: always → never"))
  }

  @Test("what has no room on the page is counted")
  func budget() throws {
    let scratch = try runs("many-connections.pcap", "isn-constant.pcap")
    let whole = try Program(diff + ["--format", "html"], in: scratch).output
    let page = try Program(diff + ["--format", "html", "--max-bytes", "36kB"], in: scratch).output
    #expect(page.utf8.count <= 36_000 && whole.utf8.count > 100_000)
    #expect(page.contains("more connections that changed have no room on this page"))
  }

  @Test("a folder stands for the report in it")
  func folders() throws {
    let scratch = try runs("open-close-by-client.pcap", "simultaneous-close.pcap")
    let run = try Program(["diff", "old", "new/"], in: scratch)
    let named = try Program(diff, in: scratch)
    #expect(run.status == 0 && run.output == named.output)
    #expect(try Program(["diff", "old", "."], in: scratch).errors.contains("./report.json: No such file"))
  }

  @Test("what cannot be compared is said with what to do")
  func helpful() throws {
    let scratch = try runs("refused.pcap", "refused.pcap")
    let capture = Program.sample("refused.pcap")
    let run = try Program(["diff", "old", capture], in: scratch)
    #expect(run.status == 2 && run.errors.contains("\(capture) is a capture") && run.errors.contains("run 'tcpreport \(capture) -o FOLDER'"))
    let hide = try Program(diff + ["--redact"], in: scratch)
    #expect(hide.status == 2 && hide.errors.contains("write both reports with --redact and one key"))
    #expect(try Program([capture, "-o", "hidden", "--redact", "-q"], in: scratch).status == 0)
    let mixed = try Program(["diff", "old", "hidden"], in: scratch)
    #expect(mixed.status == 2 && mixed.errors.contains("hidden/report.json is redacted and old/report.json is not"))
    #expect(try Program([capture, "--name", "boot", "-o", "chinese", "--lang", "zh", "-q"], in: scratch).status == 0)
    let tongues = try Program(["diff", "old", "chinese"], in: scratch)
    #expect(tongues.status == 2 && tongues.errors.contains("write both with one --lang"))
  }

  @Test("captures that came and went are named; one that went is worse")
  func captures() throws {
    let scratch = try Scratch()
    let samples = ["refused.pcap", "abort.pcap"].map(Program.sample)
    #expect(try Program([samples[0], "-o", "one", "-q"], in: scratch).status == 0)
    #expect(try Program(samples + ["-o", "two", "-q"], in: scratch).status == 0)
    let more = try Program(["diff", "one/report.json", "two/report.json"], in: scratch)
    #expect(more.status == 0 && more.output == "new: abort\n")
    let fewer = try Program(["diff", "two/report.json", "one/report.json"], in: scratch)
    #expect(fewer.status == 1 && fewer.output == "gone: abort\n")
  }

  @Test("captures of other names are not compared, and that is said with what to do")
  func otherNames() throws {
    let scratch = try Scratch()
    for (samples, folder) in [(["refused.pcap", "half-close.pcap"], "old"), (["abort.pcap"], "new")] {
      #expect(try Program(samples.map(Program.sample) + ["-o", folder, "-q"], in: scratch).status == 0)
    }
    let run = try Program(["diff", "old", "new"], in: scratch)
    #expect(run.status == 1 && run.errors.contains("write both with one --name"))
  }

  @Test("what is no report is refused by its name and place", arguments: ["", "{}", "[]", #"{"schema":"tcpreport/9","captures":[]}"#])
  func refused(text: String) throws {
    let scratch = try Scratch()
    try scratch.write(Array(text.utf8), to: "x.json")
    let run = try Program(["diff", "x.json", "x.json"], in: scratch)
    #expect(run.status == 2 && run.errors.contains("x.json is no report.json of tcpreport: "))
    #expect(try Program(["diff", "none.json", "x.json"], in: scratch).status == 2)
  }
}
