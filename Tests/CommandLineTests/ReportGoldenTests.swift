import Foundation
import TestSupport
import Testing

/// `samples/reports`: one report of every kind that README names, as the program writes it; `UPDATE_GOLDEN=1` writes them.
@Suite struct ReportGoldenTests {
  private static let formats = "html,svg,json,jsonl,text,junit,sarif,markdown,mermaid,csv"
  private static let folder = URL(filePath: Program.samples).appending(path: "reports")

  @Test("each is what the program writes today, and none is missing or left over")
  func everyKind() throws {
    let written = try reports()
    for (name, octets) in written { try expectGolden(String(decoding: octets, as: UTF8.self), "../../samples/reports/\(name)") }
    let lying = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path).filter { $0.contains(".") }
    #expect(Set(lying) == Set(written.keys))
  }

  private func reports() throws -> [String: Data] {
    let scratch = try Scratch()
    let capture = Program.sample("late-fin-unanswered.pcap")
    #expect(try Program([capture, "-q", "--format", Self.formats], in: scratch).status == 0)
    var reports = try scratch.files(in: "out")
    reports[".tcpreport-manifest"] = nil
    let pair = ["--pair", Program.sample("pair/pair-client.pcap"), Program.sample("pair/pair-server.pcap"), "-o", "-"]
    for (sample, run) in [("open-close-by-client.pcap", "old"), ("simultaneous-close.pcap", "new")] {
      #expect(try Program([Program.sample(sample), "--name", "boot", "-q", "-o", run], in: scratch).status == 0)
    }
    for (format, ending) in [("html", "html"), ("json", "json"), ("text", "txt")] {
      reports["pair.\(ending)"] = Data(try Program(pair + ["--format", format], in: scratch).output.utf8)
      reports["diff.\(ending)"] = Data(try Program(["diff", "old", "new", "--format", format], in: scratch).output.utf8)
    }
    return reports
  }
}
