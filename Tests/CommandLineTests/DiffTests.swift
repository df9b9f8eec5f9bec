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
    #expect(run.output.contains("close/data-after-fin: pass → fail"))
    let back = try Program(["diff", "new/report.json", "old/report.json"], in: scratch)
    #expect(back.status == 0)
    #expect(back.output.contains("  - must close/data-after-fin, connection 1, client: "))
  }

  @Test("behaviour that changed without a finding is told, and is not worse")
  func behaviour() throws {
    let scratch = try runs("open-close-by-client.pcap", "simultaneous-close.pcap")
    let run = try Program(diff, in: scratch)
    #expect(run.status == 0)
    #expect(run.output.contains("closedBy: client → both") && run.output.contains("states of the client: "))
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

  @Test("what is no report is refused by its name and place", arguments: ["", "{}", "[]", #"{"schema":"tcpreport/9","captures":[]}"#])
  func refused(text: String) throws {
    let scratch = try Scratch()
    try scratch.write(Array(text.utf8), to: "x.json")
    let run = try Program(["diff", "x.json", "x.json"], in: scratch)
    #expect(run.status == 2 && run.errors.contains("x.json: "))
    #expect(try Program(["diff", "none.json", "x.json"], in: scratch).status == 2)
  }
}
