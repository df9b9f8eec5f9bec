import Capture
import Foundation
import TCPReportKit
import Testing

/// File names are hostile text: safe as names of files, visible as text, never markup, never lost.
@Suite struct NameTests {
  @Test(
    "labels are safe, and short enough for a file system",
    arguments: [
      ("incident.pcap", "incident"), ("a/b/incident.pcapng.gz", "incident"), ("</script>.pcap", "script"),
      ("a\nb.pcap", "a-b"), ("-rf.pcap", "rf"), ("..", "capture"), (".pcap", "capture"), ("a b  c.cap", "a-b-c"),
      ("\u{202E}txt.pcap", "txt"), ("抓包.pcap", "抓包"), ("10.0.0.1.pcap", "10.0.0.1"), ("-", "stdin"), ("a%2fb?c#d", "a-2fb-c-d"),
      (String(repeating: "x", count: 200) + ".pcap", String(repeating: "x", count: 120)),
    ])
  func label(file: String, expected: String) {
    var names = CaptureNames()
    #expect(names.next(for: file) == expected)
  }

  @Test("equal labels are told apart, and none is a file of the batch or another's page")
  func unique() {
    var names = CaptureNames(reserved: ["index.html", "report.json"])
    let files = ["a.pcap", "b/a.pcapng", "A.cap", "a-2.pcap", "index.pcap", "report.json.pcap", "a.html.pcap"]
    #expect(files.map { names.next(for: $0) } == ["a", "a-2", "A-3", "a-2-2", "index-2", "report.json-2", "a.html-2"])
  }

  @Test("hostile names are read, written under safe names, and shown as visible text")
  func hostile() throws {
    let scratch = try Scratch()
    let long = String(repeating: "n", count: 200) + ".pcap"
    let names = ["<script>alert(1)</script>.pcap".replacing("/", with: "\u{2215}"), "two\nlines.pcap", "\u{202E}gnp.pcap", long]
    for name in names { try scratch.copy("abort.pcap", to: name) }
    try scratch.copy("abort.pcap", to: "-dash.pcap")
    let run = try Program(names + ["--", "-dash.pcap"], in: scratch)
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").count == names.count + 1)
    #expect(run.output.contains("two lines.pcap") && run.output.contains("\\u{202E}gnp.pcap"))
    for (name, file) in try scratch.files(in: "out") {
      #expect(!name.contains("<") && !name.contains("\n") && name.utf8.count < 200)
      let text = String(decoding: file, as: UTF8.self)
      #expect(name == "report.txt" || !text.contains("<script"), "\(name)")
      #expect(!text.contains("\u{202E}"), "\(name)")
    }
  }

  @Test("a name that is no UTF-8 is read, and shown octet by octet")
  func notUTF8() throws {
    let scratch = try Scratch()
    let line = #"name=$(printf 'caf\351.pcap'); cp \#(Program.sample("abort.pcap")) "$name"; "$tcpreport" "$name" && printf "$name" | "$tcpreport" --files-from -"#
    let run = try Program(shell: line, in: scratch)
    #expect(run.status == 0)
    #expect(run.output.components(separatedBy: "caf\\xE9.pcap").count == 3, "\(run.output)")
    #expect(scratch.has("out/caf.html"))
  }

  @Test("a path's octets survive their way through text")
  func roundTrip() {
    let paths: [[UInt8]] = [
      [], Array("plain/ü/抓".utf8), [0xff, 0x2f, 0xe9], Array("\u{10FFE9}".utf8), [0xe9, 0x2f] + Array("\u{10FF80}".utf8) + [0xc3],
      Array(1...255),
    ]
    for octets in paths { #expect(PathText(octets: octets).octets == octets) }
    #expect(PathText(octets: [0x61, 0xff]).shown == "a\\xFF")
  }
}
