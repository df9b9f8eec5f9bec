import Foundation
import Testing
import Wire
@testable import TCPReportKit

/// What `--redact` hides: searched for in every octet of everything that a run puts out.
struct RedactionTests {
  private static let key = String(repeating: "0123456789abcdef", count: 4)
  private static let everything = "html,svg,json,jsonl,text,junit,sarif,markdown,mermaid,csv"

  /// Key and addresses of the sample trace that Crypto-PAn is published with, and IPv6 as its successors do it.
  @Test(arguments: [
    ("128.11.68.132", "135.242.180.132"), ("129.118.74.4", "134.136.186.123"), ("130.132.252.244", "133.68.164.234"),
    ("141.223.7.43", "141.167.8.160"), ("152.163.225.39", "151.140.114.167"), ("192.102.249.13", "252.138.62.131"),
    ("24.0.250.221", "100.15.198.226"), ("2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"),
    ("::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"),
  ])
  func publishedAddresses(_ original: String, _ replaced: String) throws {
    let cipher = AddressCipher([
      21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
      216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2,
    ])
    let address = try #require(Address(parsing: original))
    #expect((cipher.replacement(of: address) as Address).text == replaced)
  }

  @Test func noTwoPortsBecomeOne() {
    let cipher = AddressCipher([UInt8](0..<32))
    #expect(Set((0...UInt16.max).map { cipher.replacement(of: $0) as UInt16 }).count == 65_536)
  }

  @Test func wordsAreReadAgain() throws {
    var text = RedactedText(address: { $0.family == .v4 ? Address(v4: 0x0102_0304) : Address(v6: 1, 2) })
    text.port = { $0 + 1 }
    text.streams = [RedactedText.Stream(base: 3_000_000_000, octets: 5000)]
    let cases = [
      ("from 10.0.0.1.", "from 1.2.3.4."), ("10.0.0.1:80, [fd00::1]:443", "1.2.3.4:81, [::1:0:0:0:2]:444"),
      ("RFC 9293 §3.10.7.4", "RFC 9293 §3.10.7.4"), ("SEQ=3000000100 at 12:30:01.5", "SEQ=100 at 12:30:01.5"),
      ("block 3000000001:3000001001", "block 1:1001"), ("port 443 again after 1.5 s", "port 444 again after 1.5 s"),
      ("序号为 3000000007 的 SYN", "序号为 7 的 SYN"), ("RST with SEQ 0", "RST with SEQ 0"), ("4096 octets", "4096 octets"),
    ]
    for (before, after) in cases { #expect(text.rewritten(before) == after) }
  }

  /// Every original address as text and as hexadecimal digits, every name, in files, file names and on the terminal.
  @Test(arguments: ["en", "zh"])
  func nothingOfItIsLeft(_ language: String) throws {
    let folder = try Scratch()
    let samples = try renamed(in: folder)
    let plain = try Program(samples + ["-o", "plain", "--draw", "all", "--verdicts", "all"], in: folder)
    #expect(plain.status == 0)
    let run = try Program(
      samples + [
        "missing-by-name.pcap", "-o", "out", "--redact-ports", "--format", Self.everything, "--draw", "all", "--verdicts", "all",
        "--lang", language, "-v",
      ], in: folder, environment: ["TCPREPORT_REDACT_KEY": Self.key])
    #expect(run.status == 3)
    var told = try folder.files(in: "out").map { ($0.key, $0.key + "\n" + String(decoding: $0.value, as: UTF8.self)) }
    told += [("standard output", run.output), ("standard error", run.errors)]
    #expect(told.count > 20)
    let original = try originals(folder)
    #expect(original.addresses.contains { $0.contains(":") } && original.addresses.contains { $0.contains(".") })
    for (place, text) in told {
      let words = Set(text.split { !($0.isASCII && ($0.isHexDigit || $0 == "." || $0 == ":")) })
      for address in original.addresses where words.contains(where: { matches($0, address) }) {
        // Sections of an RFC have the look of addresses; no sample has such a host.
        Issue.record("\(place) names \(address)")
      }
      for name in original.words where text.contains(name) { Issue.record("\(place) holds \(name)") }
    }
  }

  /// What a capture says of itself beside its packets is never told, redacted or not.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/editcap"), "editcap is not installed"))
  func comments() throws {
    let folder = try Scratch()
    let made = try Program(
      shell: "editcap -F pcapng -a 1:zebra-of-a-packet --capture-comment zebra-of-a-file '\(Program.sample("abort.pcap"))' x.pcapng", in: folder)
    let capture = try Data(contentsOf: URL(filePath: folder.path("x.pcapng")))
    #expect(made.status == 0 && String(decoding: capture, as: UTF8.self).contains("zebra-of-a-packet"))
    for flags in [["-o", "plain"], ["-o", "hidden", "--redact"]] {
      let run = try Program(["x.pcapng", "-v", "--format", Self.everything, "--draw", "all"] + flags, in: folder)
      #expect(run.status == 0 && !run.output.contains("zebra") && !run.errors.contains("zebra"))
      for (name, file) in try folder.files(in: flags[1]) { #expect(!String(decoding: file, as: UTF8.self).contains("zebra"), "\(name)") }
    }
  }

  /// The same key, the same octets, however many captures are read at once; another key, others.
  @Test func sameKeySameOctets() throws {
    let folder = try Scratch()
    try folder.write(Array(Self.key.utf8), to: "key")
    for (name, more) in [("one", ["-j", "1"]), ("two", ["-j", "4"])] {
      let run = try Program(samples + ["-o", name, "--redact-key", "key"] + more, in: folder)
      #expect(run.status == 0)
    }
    _ = try Program(samples + ["-o", "random", "--redact"], in: folder)
    let one = try folder.files(in: "one")
    #expect(one == (try folder.files(in: "two")))
    #expect(one["report.json"] != (try folder.files(in: "random"))["report.json"])
  }

  /// A report of redacted runs is compared like any other, and a list of known findings is kept by a key.
  @Test func diffAndBaseline() throws {
    let folder = try Scratch()
    let key = ["TCPREPORT_REDACT_KEY": Self.key]
    let first = try Program(
      samples + ["-o", "out", "--redact", "--baseline", "known", "--update-baseline"], in: folder, environment: key)
    #expect(first.status == 0)
    let second = try Program(
      samples + ["-o", "out2", "--redact", "--baseline", "known", "--fail-on", "note"], in: folder, environment: key)
    #expect(second.status == 0)
    let difference = try Program(["diff", "out/report.json", "out2/report.json"], in: folder)
    let baseline = String(decoding: try Data(contentsOf: URL(filePath: folder.path("known"))), as: UTF8.self)
    _ = try Program(samples + ["-o", "plain"], in: folder)
    let original = try originals(folder)
    #expect(!original.addresses.contains { baseline.contains($0) } && difference.status == 0 && !original.addresses.isEmpty)
    let keyless = try Program(samples + ["--redact", "--baseline", "known"], in: folder)
    #expect(keyless.status == 2)
  }

  private let samples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Program.samples)) ?? []
    let captures = names.filter { $0.hasSuffix(".pcap") || $0.hasSuffix(".pcapng") }.sorted()
    return captures.enumerated().filter { $0.offset % 5 == 0 || $0.element.contains("6") }.map { Program.sample($0.element) }
  }()

  /// The same captures under names that no report has another reason to contain.
  private func renamed(in folder: Scratch) throws -> [String] {
    try samples.enumerated().map { place, sample in
      try FileManager.default.copyItem(atPath: sample, toPath: folder.path("zebra\(place).pcap"))
      return "zebra\(place).pcap"
    }
  }

  /// Addresses of an unredacted report, and what else names somebody: files, hexadecimal addresses, days.
  private func originals(_ folder: Scratch, _ run: String = "plain") throws -> (addresses: Set<String>, words: Set<String>) {
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.path("\(run)/report.json"))))
    var addresses: Set<String> = []
    var words: Set<String> = []
    func walk(_ value: Any, _ key: String) {
      if let members = value as? [String: Any] { for (key, value) in members { walk(value, key) } }
      if let list = value as? [Any] { for value in list { walk(value, key) } }
      guard let text = value as? String else { return }
      if key == "address" { addresses.insert(text) }
      if key == "name" || key == "start" { words.insert(key == "start" ? String(text.prefix(10)) : text) }
    }
    for capture in (json as? [String: Any])?["captures"] as? [[String: Any]] ?? [] {
      walk(["name": capture["name"], "start": capture["start"], "c": capture["connections"], "h": capture["hosts"]], "")
    }
    words.insert("missing-by-name")
    return (addresses, words)
  }

  private func matches(_ word: Substring, _ address: String) -> Bool {
    if word == address || word.hasPrefix(address + ":") && address.contains(".") || word == address + "." { return true }
    guard let known = Address(parsing: address) else { return false }
    let digits = known.family == .v4 ? String(known.low, radix: 16) : String(known.high, radix: 16) + String(known.low, radix: 16)
    return digits.count >= 8 && word.lowercased() == digits
  }
}
