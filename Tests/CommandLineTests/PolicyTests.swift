import Checks
import Foundation
import TCPReportKit
import TestSupport
import Testing
import Wire

/// `--policy`: values, levels and known deviations of one's own stacks.
@Suite struct PolicyTests {
  private func policy(_ members: String) throws -> PolicyFile {
    try PolicyFile(json: Array("{ \"policy\": \"tcpreport/1\", \(members) }".utf8))
  }

  /// The report of the sample whose client sends data after its FIN, under a policy.
  private func report(_ members: String, msl: Duration? = nil) throws -> CaptureReport {
    var options = Options()
    options.policy = try policy(members)
    options.msl = msl
    return try #require(try analyse(files: [Program.sample("data-after-fin.pcap")], options: options).captures.first)
  }
  private func findings(_ report: CaptureReport) -> [Finding] {
    report.connections.flatMap(\.findings) + report.hosts.flatMap(\.findings)
  }

  @Test("a known deviation is shown with its reason, and counts against nobody")
  func known() throws {
    let plain = findings(try report(#""known": []"#))
    let worst = try #require(plain.first)
    let told = findings(
      try report(#""known": [ { "check": "\#(worst.check)", "host": "10.77.0.0/16", "reason": "ticket 4711", "until": "2100-01-01" } ]"#))
    #expect(told.count == plain.count)
    let known = try #require(told.first { $0.check == worst.check })
    #expect(known.known?.reason == "ticket 4711" && !known.counts)
    #expect(told.filter(\.counts).count == plain.count - told.count { !$0.counts })
  }

  @Test(
    "what is out of its scope counts as ever",
    arguments: [
      #""host": "192.0.2.0/24""#, #""port": 1"#, #""host": "10.77.0.1", "role": "server""#,
      #""host": "10.77.0.2", "role": "client""#,
    ])
  func scope(_ scope: String) throws {
    let told = findings(try report(#""known": [ { "check": "close/*", \#(scope), "reason": "another machine" } ]"#))
    #expect(!told.isEmpty && told.allSatisfy { $0.known == nil })
  }

  @Test("a deviation accepted until before the capture counts again, and says so")
  func expired() throws {
    let told = findings(try report(#""known": [ { "check": "close/*", "reason": "old", "until": "2001-12-31" } ]"#))
    let worst = try #require(told.first)
    #expect(worst.counts && worst.known?.isExpired == true)
  }

  @Test("a level is the policy's")
  func level() throws {
    let worst = try #require(findings(try report(#""levels": {}"#)).first)
    #expect(worst.level == .must)
    let told = findings(try report(#""levels": { "\#(worst.check)": "note" }"#))
    #expect(told.first { $0.check == worst.check }?.level == .note)
  }

  @Test("a flag holds over the policy, and the policy over its own profile")
  func precedence() throws {
    let text = #""profile": "linux", "msl": 20, "set": { "idle.long": "90s", "ttl.delta": 5 }"#
    var options = Options()
    options.policy = try policy(text)
    func value(_ name: String) throws -> String? {
      try CaptureReader(options).emptyReport.parameters.first { $0.name == name }?.value
    }
    #expect(try value("tw.rfc") == "40s")
    #expect(try value("idle.long") == "90s")
    #expect(try value("ttl.delta") == "5")
    #expect(try value("profile") == "linux")
    options.msl = .seconds(10)
    options.settings = ["idle.long=70s"]
    #expect(try value("tw.rfc") == "20s")
    #expect(try value("idle.long") == "70s")
  }

  @Test(
    "what is no policy is refused with its place",
    arguments: [
      ("{", ""), ("[]", ""), ("{}", "policy: is missing"), (#"{"policy":"tcpreport/9"}"#, "policy: is 'tcpreport/9'"),
      (#"{"policy":"tcpreport/1","knwon":[]}"#, "knwon: there is no such member; did you mean 'known'?"),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/fin-acked"}]}"#, "known[1].reason: is missing"),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/fin","reason":"x"}]}"#, "known[1].check: there is no check 'close/fin'"),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/*","reason":"x","until":"31.3.2027"}]}"#, "known[1].until: "),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/*","reason":"x","until":"2027-02-30"}]}"#, "known[1].until: "),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/*","reason":"x","host":"10.0.0.0/33"}]}"#, "known[1].host: "),
      (#"{"policy":"tcpreport/1","known":[{"check":"close/*","reason":"x","port":65536}]}"#, "known[1].port: "),
      (#"{"policy":"tcpreport/1","levels":{"close/style":"fatal"}}"#, "levels: 'fatal' is none of must, should, note"),
      (#"{"policy":"tcpreport/1","profile":"bsd"}"#, "profile: 'bsd' is none of default, rfc-strict, linux"),
    ])
  func refused(_ text: String, _ words: String) {
    let error = #expect(throws: InvalidOption.self) { try PolicyFile(json: Array(text.utf8)) }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }

  @Test("the command line: a known deviation fails no build, a policy that cannot be used is a usage error")
  func commandLine() throws {
    let scratch = try Scratch()
    let sample = Program.sample("data-after-fin.pcap")
    #expect(try Program([sample, "--fail-on", "should"], in: scratch).status == 1)
    try scratch.write(
      Array(#"{"policy":"tcpreport/1","known":[{"check":"close/*","reason":"<b>ours</b>"}]}"#.utf8), to: "policy.json")
    let run = try Program([sample, "--policy", "policy.json", "--fail-on", "should"], in: scratch)
    #expect(run.status == 0 && run.output.contains("known"))
    let text = try String(contentsOf: scratch.url.appending(path: "out/report.txt"), encoding: .utf8)
    #expect(text.contains("Known: <b>ours</b>"))
    let page = try String(contentsOf: scratch.url.appending(path: "out/data-after-fin.html"), encoding: .utf8)
    #expect(page.contains("&lt;b&gt;ours&lt;/b&gt;") && !page.contains("<b>ours"))
    try scratch.write(Array("nonsense".utf8), to: "policy.json")
    let refused = try Program([sample, "--policy", "policy.json"], in: scratch)
    #expect(refused.status == 2 && refused.errors.contains("the policy policy.json: "))
    #expect(try Program([sample, "--policy", "none.json"], in: scratch).status == 2)
  }

  @Test("a policy may come from a pipe, and is read once")
  func pipe() throws {
    let scratch = try Scratch()
    let policy = #"{\"policy\":\"tcpreport/1\",\"known\":[{\"check\":\"close/*\",\"reason\":\"ours\"}]}"#
    let line = "printf '%s' \"\(policy)\" | $tcpreport '\(Program.sample("data-after-fin.pcap"))' --policy - --fail-on should"
    let run = try Program(shell: line, in: scratch)
    #expect(run.status == 0 && run.output.contains("2 known"), "\(run.errors)")
  }

  @Test(
    "ranges of addresses", arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "192.0.2.1", true),
      ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
      ("2001:db8::/33", "2001:db8:8000::1", false), ("2001:db8::/65", "2001:db8::7fff:0:0:1", true),
      ("2001:db8::/65", "2001:db8::8000:0:0:1", false), ("::/0", "192.0.2.1", false), ("2001:db8::1", "2001:db8::1", true),
    ])
  func ranges(_ range: String, _ address: String, _ inside: Bool) throws {
    let range = try #require(AddressRange(range))
    #expect(range.contains(try #require(Address(parsing: address))) == inside)
  }

  @Test("what is no range", arguments: ["", "/", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/33", "::/129", "host", "10.0.0.0/8/8"])
  func noRange(_ text: String) { #expect(AddressRange(text) == nil) }
}
