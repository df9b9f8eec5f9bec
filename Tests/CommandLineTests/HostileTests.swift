import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// Octets of an attacker in every place that a capture and its surroundings have for them, through every form that the
/// program tells anything in: shown as text, or not at all, and harmless.
@Suite struct HostileTests {
  /// What breaks out of one form or another; none has a slash, so that each can be a file's name.
  private static let breakers = [
    "<script>alert(1)<\u{2215}script><svg onload=alert(1)>", "\"'><img src=x onerror=alert(1)>", "]]><!--", "--><b>", "{{{body}}}{{x}}",
    "=cmd|' C'!A0", "+1+1", "-2+3", "@SUM(1)", "a,b;\"c\"", "`x` [a](javascript:b) @all #1 | **b** ![i](http:x)", "; end %%{init}%% A->>B",
    "\u{202e}fdp.exe\u{2066}", "\u{1b}[31mred\u{1b}]0;title\u{7}", "two\r\nlines\n# connection 99", "\u{85}\u{2028}\u{feff}\u{e0041}", "&amp;&#x3c;&lt;",
    "%s%n%x", "$(touch hacked)`touch hacked`", "..", "-rf", "con", " ",
  ]
  private static let everything = "html,svg,json,jsonl,text,junit,sarif,markdown,mermaid,csv"

  /// A capture with every breaker in comments, names of interfaces, hosts and programs, keys, custom options, and payload.
  private static func pcapng() throws -> [UInt8] {
    typealias Option = PcapngWriter.Option
    let poison = breakers.map { Array($0.utf8) } + [[0, 0xff, 0xfe, 0x3c, 0x2f], Array("</script><svg onload=alert(1)>\0".utf8)]
    let all = Array(poison.joined(separator: [10]))
    func options(_ codes: ClosedRange<UInt16>) -> [Option] { codes.flatMap { code in poison.map { Option(code, $0) } } }
    var writer = PcapngWriter()
    writer.section(options: options(1...4))
    // 9 is the resolution of times and 14 their offset.
    writer.interface(linkType: 1, options: options(1...3) + options(11...13) + options(15...16))
    let frames = try Program.frames(of: "data-after-fin.pcap") + poison.enumerated().map { (microseconds: Int64(2_000_000 + 1_000 * $0), octets: spoilt($0, $1)) }
    // Names of hosts (block 4), keys (block 10), custom blocks and options.
    writer.block(4, writer.short(1) + writer.short(UInt16(4 + 10)) + [10, 0, 0, 1] + Array("evil<b>\"x\u{1b}".utf8) + [0, 0, 0, 0, 0, 0])
    writer.block(10, writer.long(0x544c_534b) + writer.long(UInt32(all.count)) + all + [UInt8](repeating: 0, count: (4 - all.count % 4) % 4))
    writer.block(0xbad, writer.long(99) + Array(all.prefix(all.count / 4 * 4)))
    for (place, frame) in frames.enumerated() {
      let ticks = 1_700_000_000_000_000 + UInt64(frame.microseconds)
      writer.enhancedPacket(frame.octets, ticks: ticks, options: options(1...1) + [Option(2988, writer.long(9) + poison[place % poison.count])])
    }
    writer.statistics(options: options(1...1))
    return writer.octets
  }

  /// A SYN whose options, and data whose payload, are hostile octets.
  private static func spoilt(_ number: Int, _ poison: [UInt8]) -> [UInt8] {
    var seg = Segment()
    (seg.source, seg.destination) = (Address(v4: 0x0a00_0009), Address(v4: 0x0a00_0001))
    (seg.sourcePort, seg.destinationPort) = (UInt16(50_000 + number), 80)
    (seg.seq, seg.wnd, seg.ttl) = (SequenceNumber(UInt32(number)), 1_000, 64)
    seg.flags = number % 2 == 0 ? .syn : [.ack, .psh]
    for octet in poison.prefix(40) { seg.options.append(octet) }
    seg.payload = UInt32(poison.count)
    return FrameWriter.frame(of: seg).dropLast(poison.count) + poison
  }

  @Test("hostile names, comments, interfaces, hosts, options and payload through every format", arguments: ["en", "zh"])
  func everyFormat(language: String) throws {
    let scratch = try Scratch()
    let capture = try Self.pcapng()
    var names: [String] = []
    for breaker in Self.breakers where breaker != ".." && breaker != " " {
      names.append(breaker + ".pcapng")
      try scratch.write(capture, to: breaker + ".pcapng")
    }
    try scratch.write(Array(capture.dropLast(7)), to: "cut<i>\u{1b}[1m.pcapng")
    try scratch.write(Array("<no capture>".utf8), to: "none<u>\u{202e}.pcapng")
    names += ["cut<i>\u{1b}[1m.pcapng", "none<u>\u{202e}.pcapng", "missing<s>\u{1b}.pcapng"]
    let run = try Program(
      ["--format", Self.everything, "--draw", "all", "--verdicts", "all", "--lang", language, "-v"] + ["--"] + names, in: scratch)
    #expect(run.status == 3, "\(run.errors)")
    hold(run)
    #expect(run.output.split(separator: "\n").count == names.count - 2)
    try holdFiles(scratch, in: "out")
    #expect(!scratch.has("hacked"))
  }

  @Test("hostile names through a pair, a comparison, a rotated capture and a baseline", arguments: ["en", "zh"])
  func beside(language: String) throws {
    let scratch = try Scratch()
    let capture = try Self.pcapng()
    let (near, far) = ("\"'><img src=x onerror=alert(1)>\u{202e}\u{1b}[31m", "=cmd|' C'!A0 `x` @all {{{body}}} --> %%\n# connection 9")
    for name in [near, far] { try scratch.write(capture, to: name) }
    let formats = ["--format", Self.everything, "--lang", language, "--draw", "all"]
    let pair = try Program(["--pair", "-o", "pair", near, far] + formats, in: scratch)
    #expect(pair.status == 0 && scratch.has("pair/pair.html"), "\(pair.errors)")
    let joined = try Program(["--join", "-o", "joined", near, far] + formats, in: scratch)
    #expect(joined.status == 0, "\(joined.errors)")
    let named = try Program(["-o", "named", "--name", near, far, "--baseline", "known.json", "--update-baseline"] + formats, in: scratch)
    #expect(named.status == 0, "\(named.errors)")
    var baseline = try String(contentsOfFile: scratch.path("known.json"), encoding: .utf8)
    #expect(PlainText.complaint(about: Array(baseline.utf8)) == nil)
    baseline = baseline.replacing("\"fingerprint\"", with: "\"reason\": \"</p><script>alert(1)</script>\\u001b[31m\\u202e\", \"fingerprint\"")
    try scratch.write(Array(baseline.utf8), to: "known.json")
    #expect(try Program(["-o", "known", far, "--baseline", "known.json"] + formats, in: scratch).status == 0)
    for (format, name) in [("html", "diff.html"), ("json", "diff.json"), ("text", "diff.txt")] {
      let run = try Program(["diff", "joined", "named", "--format", format, "--lang", language], in: scratch)
      #expect(run.status < 2, "\(run.errors)")
      try scratch.write(Array(run.output.utf8), to: "named/\(name)")
    }
    for run in [pair, joined, named] { hold(run) }
    for folder in ["pair", "joined", "named", "known"] { try holdFiles(scratch, in: folder) }
  }

  @Test("complaints show hostile words as text", arguments: [["\u{1b}[31m\u{202e}<x>"], ["--\u{1b}[1m"], ["x", "--format", "\u{1b}]0;t\u{7}"], ["x", "-f", "\u{1b}[2J"], ["x", "--set", "\u{202e}=1"], ["checks", "\u{1b}c"], ["diff", "\u{1b}[1m", "\u{202e}"], ["x", "-o", "\u{1b}[31m\0"], ["x", "--policy", "\u{85}\u{1b}"]])
  func complaints(words: [String]) throws {
    let run = try Program(words.map { $0.replacing("\0", with: "") }, in: try Scratch())
    #expect(run.status == 2 && !run.errors.isEmpty)
    hold(run)
  }

  private func hold(_ run: Program) {
    for (name, text) in [("standard output", run.output), ("standard error", run.errors)] {
      #expect(PlainText.complaint(about: Array(text.utf8)) == nil, "\(name): \(text)")
      #expect(!text.contains("\n# connection 99"), "\(name)")
    }
  }

  private func holdFiles(_ scratch: Scratch, in folder: String) throws {
    let files = try scratch.files(in: folder)
    #expect(files.count > 8)
    for (name, contents) in files {
      let octets = Array(contents)
      let text = String(decoding: octets, as: UTF8.self)
      // Nothing in a capture decides a path: labels hold letters, digits and a few signs.
      #expect(name.wholeMatch(of: /[\p{L}\p{N}._=+@\/-]+/) != nil && !name.contains(".."), "\(name)")
      #expect(PlainText.complaint(about: octets) == nil, "\(name): \(PlainText.complaint(about: octets) ?? "")")
      switch URL(filePath: name).pathExtension {
      case "html", "svg", "xml": #expect(Markup.living(in: octets) == [], "\(name)")
      case "json", "sarif": #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: contents) }
      case "jsonl": for line in octets.split(separator: 10) { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) } }
      case "mmd": #expect(PlainText.complaint(aboutMermaid: text) == nil, "\(name)")
      case "csv":
        let rows = try #require(PlainText.fields(ofCSV: octets))
        #expect(Set(rows.map(\.count)).count == 1)
        #expect(rows.joined().allSatisfy { !($0.first.map { "=+@\t\r".contains($0) } ?? false) })
      case "md":
        for word in ["<svg", "<script", "<img", "<b>", "](javascript", " @all", "](http:x"] { #expect(!text.contains(word), "\(word)") }
      case "txt": #expect(!text.contains("\n# connection 99"))
      case "tcpreport-manifest", "": break
      case let other: Issue.record("nobody has looked at a file of kind \(other)")
      }
    }
  }
}
