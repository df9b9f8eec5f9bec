import Foundation
import TCPReportKit
import TestSupport
import Testing

/// `--baseline`: findings that are known by their fingerprints.
@Suite struct BaselineTests {
  private let samples = [Program.sample("data-after-fin.pcap"), Program.sample("time-wait-1s.pcap")]

  @Test("what a baseline holds fails no build; what is new does; reasons survive an update, and what is gone goes")
  func cycle() throws {
    let scratch = try Scratch()
    let gate = ["--baseline", "known.json", "--fail-on", "should", "-q"]
    #expect(try Program([samples[0]] + gate, in: scratch).status == 2)
    #expect(try Program([samples[0]] + gate + ["--update-baseline"], in: scratch).status == 1)
    #expect(try Program([samples[0]] + gate, in: scratch).status == 0)
    #expect(try Program(samples + gate, in: scratch).status == 1)
    let file = scratch.url.appending(path: "known.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let reasoned = text.replacing("\"title\"", with: "\"reason\" : \"ticket 4711\", \"title\"")
    #expect(reasoned != text)
    try reasoned.write(to: file, atomically: true, encoding: .utf8)
    #expect(try Program(samples + gate + ["--update-baseline"], in: scratch).status == 1)
    let updated = try String(contentsOf: file, encoding: .utf8)
    #expect(updated.contains("ticket 4711") && updated.contains("time-wait-1s") && updated.contains("data-after-fin"))
    #expect(try Program(samples + gate, in: scratch).status == 0)
    #expect(try String(contentsOf: scratch.url.appending(path: "out/report.txt"), encoding: .utf8).contains("Known: ticket 4711"))
    let innocent = [Program.sample("open-close-by-client.pcap"), "--name", "data-after-fin"]
    #expect(try Program(innocent + gate + ["--update-baseline"], in: scratch).status == 0)
    let left = try String(contentsOf: file, encoding: .utf8)
    #expect(!left.contains("data-after-fin") && left.contains("time-wait-1s"))
  }

  @Test("an entry whose day is before the capture counts again")
  func expired() throws {
    var options = Options()
    var baseline = Baseline()
    baseline.update(with: try #require(try analyse(files: [samples[0]]).captures.first))
    let text = String(decoding: baseline.json(), as: UTF8.self)
    func known(until day: String) throws -> [Bool] {
      options.baseline = try Baseline(json: Array(text.replacing("\"title\"", with: "\"until\" : \"\(day)\", \"title\"").utf8))
      let findings = try analyse(files: [samples[0]], options: options).captures[0].connections.flatMap(\.findings)
      #expect(findings.allSatisfy { $0.known?.until == day })
      return findings.map(\.counts)
    }
    #expect(try Set(known(until: "2100-01-01")) == [false])
    #expect(try Set(known(until: "2001-01-01")) == [true])
  }

  @Test(
    "what is no baseline is refused with its place",
    arguments: [
      ("[]", ""), (#"{"baseline":"tcpreport/2","known":[]}"#, "baseline: is 'tcpreport/2'"),
      (#"{"baseline":"tcpreport/1","known":[{}]}"#, "known[1].capture: is missing"),
      (#"{"baseline":"tcpreport/1","known":[{"capture":"a","fingerprint":"b","check":"c","title":"d","until":"soon"}]}"#,
        "known[1].until: "),
    ])
  func refused(_ text: String, _ words: String) {
    let error = #expect(throws: InvalidOption.self) { try Baseline(json: Array(text.utf8)) }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }

  @Test("--update-baseline needs a file")
  func usage() throws {
    #expect(try Program([samples[0], "--update-baseline"], in: try Scratch()).status == 2)
  }
}
