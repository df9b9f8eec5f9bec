import Analysis
import Checks
import Foundation
import Rendering
import TCPReportKit
import TestSupport
import Testing
import Wire

/// Two runs of one laboratory in which the hosts got other addresses.
@Suite struct RenamedHostsTests {
  private let boot: [Talk] = [
    Talk("10.0.0.1", "10.0.0.9", 80), Talk("10.0.0.2", "10.0.0.9", 80, .closedByServer), Talk("10.0.0.1", "10.0.0.8", 443),
    Talk("10.0.0.3", "10.0.0.9", 80), Talk("10.0.0.1", "10.0.0.9", 80, .closedByServer), Talk("10.0.0.2", "10.0.0.8", 443),
  ]

  @Test(
    "the same under other addresses is no difference, and who was taken for whom is told",
    arguments: ["192.0.2.", "fd00::", "10.0.0.10"])
  func moved(prefix: String) throws {
    let difference = try compare(boot, boot.moved { prefix + $0.dropFirst("10.0.0.".count) })
    #expect(difference.isEmpty && !difference.isWorse)
    let renamed = Dictionary(uniqueKeysWithValues: difference.captures[0].addresses.map { ($0.old, $0.new) })
    #expect(renamed == Dictionary(uniqueKeysWithValues: ["1", "9", "2", "8", "3"].map { ("10.0.0.\($0)", prefix + $0) }))
    #expect(difference.captures[0].addresses.allSatisfy { $0.amongOld == $0.amongNew })
    for (language, sentence) in [(Language.en, "10.0.0.9 in the old report is \(prefix)9 in the new one"), (.zh, "旧报告中的 10.0.0.9 即新报告中的 \(prefix)9")] {
      #expect(DifferenceText(difference, language: language).text.contains("  \(sentence)\n"))
      let page = HTMLReport.difference(difference, language: language, old: { _ in nil }, new: { _ in nil })
      #expect(String(decoding: page, as: UTF8.self).contains("<li>\(sentence)</li>"))
    }
    let json = String(decoding: difference.json(), as: UTF8.self)
    #expect(json.contains(#"{"old":"10.0.0.9","new":"\#(prefix)9","among":{"old":1,"new":1}}"#))
  }

  @Test("a fault that is added is one finding, and worse", arguments: 0..<6)
  func fault(place: Int) throws {
    var later = boot.moved { "192.0.2." + $0.dropFirst(7) }
    later[place].manner = .dataAfterFin
    let difference = try compare(boot, later)
    #expect(difference.isWorse)
    #expect(difference.captures[0].findings.map(\.check) == ["close/data-after-fin"])
    #expect(difference.captures[0].findings.first?.whose == "connection \(place + 1), client")
    #expect(difference.captures[0].addresses.count == 5)
    let back = try compare(later, boot)
    #expect(!back.isWorse && back.captures[0].findings.map(\.change) == [.went])
  }

  @Test("a fault that was there is there still, whoever appears first", arguments: [0, 1, 3])
  func order(place: Int) throws {
    var before = boot
    before[place].manner = .dataAfterFin
    let after = before.moved { "192.0.2." + $0.dropFirst(7) }
    let difference = try compare(before, [after[3], after[1], after[0], after[2], after[5], after[4]])
    #expect(difference.captures[0].findings.isEmpty && difference.captures[0].same == 1)
    #expect(difference.captures[0].addresses.allSatisfy { $0.old.last == $0.new.last })
  }

  @Test("a connection less is one that is gone, and no other changed", arguments: 0..<6)
  func gone(place: Int) throws {
    var later = boot.moved { "192.0.2." + $0.dropFirst(7) }
    later.remove(at: place)
    let difference = try compare(boot, later)
    let connections = difference.captures[0].connections
    #expect(connections.map(\.old) == [place + 1] && connections.map(\.new) == [nil])
    #expect(connections.map(\.ends) == ["\(boot[place].client) → \(boot[place].server):\(boot[place].port)"])
    #expect(difference.captures[0].findings.isEmpty && !difference.isWorse)
    let back = try compare(later, boot)
    #expect(back.captures[0].connections.map(\.new) == [place + 1])
  }

  @Test("what was accepted of a host stays accepted when its address changes, and counts where it did not")
  func accepted() throws {
    var before = boot
    before[0].manner = .dataAfterFin
    var known = before.report()
    known.captures[0].connections[0].findings[0].known = KnownReport(reason: "ticket 4711", until: nil, at: Instant(nanoseconds: 0))
    let old = try ReportDocument(json: JSONReport.write(known, to: ByteSink()).octets())
    for (later, isWorse) in [(before, true), (before.moved { "192.0.2." + $0.dropFirst(7) }, false)] {
      let new = try ReportDocument(json: JSONReport.write(later.report(), to: ByteSink()).octets())
      #expect(Difference(from: old, to: new).isWorse == isWorse && Difference(from: old, to: new).isEmpty != isWorse)
    }
  }

  @Test("an address that both have is one host, whatever the others do")
  func kept() throws {
    let later = boot.moved { ["10.0.0.1": "10.0.0.4", "10.0.0.3": "10.0.0.5"][$0] ?? $0 }
    let difference = try compare(boot, later)
    #expect(difference.isEmpty)
    #expect(Set(difference.captures[0].addresses.map { "\($0.old) \($0.new)" }) == ["10.0.0.1 10.0.0.4", "10.0.0.3 10.0.0.5"])
    // Exchanged, each is who it was: what it does now is another thing.
    #expect(!(try compare(boot, boot.moved { ["10.0.0.1": "10.0.0.3", "10.0.0.3": "10.0.0.1"][$0] ?? $0 })).isEmpty)
  }

  @Test("where there are fewer than before, they are matched in order as far as they go, and that is said")
  func fewer() throws {
    let clients = (1...4).map { Talk("10.0.0.\($0)", "10.0.0.9", 80, $0 == 3 ? .dataAfterFin : .ordinary) }
    let later = [clients[0], clients[2], clients[3]].moved { $0 == "10.0.0.9" ? $0 : "192.0.2." + $0.dropFirst(7) }
    let difference = try compare(clients, later)
    let renamed = difference.captures[0].addresses
    #expect(renamed.map(\.old) == ["10.0.0.1", "10.0.0.2", "10.0.0.3"] && renamed.map(\.new) == ["192.0.2.1", "192.0.2.4", "192.0.2.3"])
    #expect(renamed.allSatisfy { $0.amongOld == 4 && $0.amongNew == 3 })
    #expect(difference.captures[0].findings.isEmpty && difference.captures[0].same == 1)
    #expect(difference.captures[0].connections.map(\.old) == [4])
    let text = DifferenceText(difference, language: .en).text
    #expect(text.contains("10.0.0.1 in the old report is 192.0.2.1 in the new one (in order: 4 hosts play its part in the old report, 3 in the new one)\n"))
  }

  @Test("hosts of other parts are not taken for each other")
  func otherParts() throws {
    let later = [Talk("192.0.2.1", "192.0.2.9", 443), Talk("192.0.2.2", "192.0.2.8", 22)]
    let difference = try compare(Array(boot.prefix(2)), later)
    #expect(difference.captures[0].addresses.isEmpty && difference.captures[0].ports.isEmpty)
    #expect(difference.captures[0].connections.count == 4)
  }

  @Test("a port that came where one went is that one, and with two nobody knows", arguments: ["10.0.0.", "192.0.2."])
  func port(prefix: String) throws {
    let before = [Talk("10.0.0.1", "10.0.0.9", 8080, .dataAfterFin), Talk("10.0.0.1", "10.0.0.9", 22), Talk("10.0.0.2", "10.0.0.9", 8080)]
    var later = before.moved { prefix + $0.dropFirst(7) }
    for place in [0, 2] { later[place].port = 8081 }
    let difference = try compare(before, later)
    let named = difference.captures[0].ports.map { "\($0.old.address) \($0.old.port) \($0.new.address) \($0.new.port) \($0.among)" }
    #expect(named == ["10.0.0.9 8080 \(prefix)9 8081 1"])
    #expect(difference.isEmpty && difference.captures[0].same == 1)
    let text = DifferenceText(difference, language: .en).text
    #expect(text.hasSuffix("  port 8080 of 10.0.0.9 in the old report is port 8081 of \(prefix)9 in the new one\n  1 findings as before\nOnly addresses or ports differ.\n"))
    later[1].port = 23
    let two = try compare(before, later)
    #expect(two.captures[0].ports.isEmpty && !two.isEmpty)
  }

  @Test("ports that the system chose are matched in order")
  func chosenPorts() throws {
    let before = [Talk("10.0.0.1", "10.0.0.9", 21)] + [35_001, 40_017, 38_111].map { Talk("10.0.0.1", "10.0.0.9", $0) }
    let later = [Talk("10.0.0.1", "10.0.0.9", 21)] + [48_111, 36_000, 51_999].map { Talk("10.0.0.1", "10.0.0.9", $0) }
    let difference = try compare(before, later)
    #expect(difference.isEmpty && difference.captures[0].ports.map(\.among) == [3, 3, 3])
  }

  @Test("begun in the middle, a service at a high port is one whichever end was taken for the client")
  func middle() throws {
    let before = [Talk("10.0.0.1", "10.0.0.9", 50_051, .begunBefore, from: 40_000), Talk("10.0.0.1", "10.0.0.9", 50_051, .begunBefore, from: 52_000)]
    let later = [Talk("192.0.2.1", "192.0.2.9", 50_051, .begunBefore, from: 55_000), Talk("192.0.2.1", "192.0.2.9", 50_051, .begunBefore, from: 39_000)]
    let reports = [before, later].map { $0.report() }
    #expect(reports[0].captures[0].connections.map(\.client.port) == [50_051, 52_000])
    #expect(reports[1].captures[0].connections.map(\.client.port) == [55_000, 50_051])
    let difference = try compare(before, later)
    #expect(difference.isEmpty)
    #expect(difference.captures[0].addresses.map(\.new) == ["192.0.2.1", "192.0.2.9"])
  }

  @Test("whatever the hosts are called, a report does not differ from itself", arguments: 0..<60)
  func property(seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let hosts = (1...Int.random(in: 2...9, using: &chance)).map { "10.0.0.\($0)" }
    let talks = (1...Int.random(in: 1...30, using: &chance)).map { _ in
      let pair = hosts.shuffled(using: &chance)
      let manner = Talk.Manner.allCases.randomElement(using: &chance) ?? .ordinary
      return Talk(pair[0], pair[1], [22, 80, 443, 50_051].randomElement(using: &chance) ?? 80, manner)
    }
    let names = hosts.indices.map { ["192.0.2.\($0)", "fd00::\($0 + 1)", hosts[$0]].randomElement(using: &chance) ?? "" }
    let others = Dictionary(uniqueKeysWithValues: zip(hosts, names))
    let json = JSONReport.write(talks.report(), to: ByteSink()).octets()
    let difference = Difference(from: try ReportDocument(json: json), to: try ReportDocument(json: Self.moved(json, others)))
    #expect(difference.isEmpty)
    for renamed in difference.captures[0].addresses { #expect(others[renamed.old] == renamed.new) }
    let back = Difference(from: try ReportDocument(json: Self.moved(json, others)), to: try ReportDocument(json: json))
    #expect(back.isEmpty)
    #expect(Set(back.captures[0].addresses.map { [$0.new, $0.old] }) == Set(difference.captures[0].addresses.map { [$0.old, $0.new] }))
  }

  @Test("nor does a sample's, with what is held against its hosts", arguments: SampleReports.names)
  func sample(name: String) throws {
    let json = JSONReport.write(try SampleReports.report(name), to: ByteSink()).octets()
    let others = Dictionary(uniqueKeysWithValues: ["10.77.0.1", "10.77.0.2", "fd77::1", "fd77::2"].map { ($0, "192.0.2.\($0.utf8.count)\($0.suffix(1))") })
    let difference = Difference(from: try ReportDocument(json: json), to: try ReportDocument(json: Self.moved(json, others)))
    #expect(difference.isEmpty && difference.captures[0].addresses.count >= 2)
    #expect(difference.captures[0].same == (try SampleReports.report(name)).captures[0].findings.count)
  }

  @Test("FINs that cross are that, whichever the capture has first; so is a close in three segments or four")
  func chance() throws {
    func report(_ lines: String) throws -> ReportDocument {
      var report = Report()
      report.captures = [
        TestSupport.report(
          of: try SegmentNotation.parse(
            """
            +0      A > B  S   1000:1000(0)  win 64240
            +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
            +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
            \(lines)
            capture ends +1
            """))
      ]
      return try ReportDocument(json: JSONReport.write(report, to: ByteSink()).octets())
    }
    let fins = ["A > B  F.  1001:1001(0)  ack 9001  win 64240", "B > A  F.  9001:9001(0)  ack 1001  win 65535"]
    let acknowledged = "\n+0.020  A > B  .  1002:1002(0)  ack 9002  win 64240\n+0.001  B > A  .  9002:9002(0)  ack 1002  win 65535"
    let crossing = try [fins, fins.reversed()].map { try report("+0.1  \($0[0])\n+0.0001  \($0[1])\(acknowledged)") }
    #expect(Difference(from: crossing[0], to: crossing[1]).captures[0].connections.isEmpty)
    let three = try report("+0.1  \(fins[0])\n+0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535\n+0.001  A > B  .  1002:1002(0)  ack 9002  win 64240")
    let four = try report(
      "+0.1  \(fins[0])\n+0.020  B > A  .  9001:9001(0)  ack 1002  win 65535\n+0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535\n+0.001  A > B  .  1002:1002(0)  ack 9002  win 64240")
    #expect(Difference(from: three, to: four).captures[0].connections.isEmpty)
    #expect(!Difference(from: three, to: crossing[0]).captures[0].connections.isEmpty)
  }

  private func compare(_ old: [Talk], _ new: [Talk]) throws -> Difference {
    let documents = try [old, new].map { try ReportDocument(json: JSONReport.write($0.report(), to: ByteSink()).octets()) }
    return Difference(from: documents[0], to: documents[1])
  }

  /// The same report with other addresses.
  private static func moved(_ json: [UInt8], _ others: [String: String]) -> [UInt8] {
    let text = String(decoding: json, as: UTF8.self).replacing(/"address":"([^"]+)"/) { match in
      #""address":"\#(others[String(match.output.1)] ?? String(match.output.1))""#
    }
    return Array(text.utf8)
  }
}

/// One connection of a made-up run.
private struct Talk {
  enum Manner: CaseIterable { case ordinary, closedByServer, dataAfterFin, begunBefore }
  var client: String
  var server: String
  var port: Int
  var manner: Manner
  /// The client's port; one of its own where none is named.
  var from: Int?

  init(_ client: String, _ server: String, _ port: Int, _ manner: Manner = .ordinary, from: Int? = nil) {
    (self.client, self.server, self.port, self.manner, self.from) = (client, server, port, manner, from)
  }

  /// In the notation, the client's numbers from 0 and the server's, too; `number` is the place in the run.
  func lines(number: Int, seed: Int) -> [String] {
    let (c, s) = ("C\(number)", "S\(number)")
    var chance = SeededGenerator(seed: UInt64(seed + number))
    let hosts = [(c, client, from ?? 41_000 + seed % 7 + 13 * number), (s, server, port)].map { name, address, port in
      "\(name) = \(address.contains(":") ? "[\(address)]" : address):\(port) seq \(UInt32.random(in: .min ... .max, using: &chance))"
    }
    let opening = [
      "+1  \(c) > \(s)  S  0:0(0)  win 64240  <mss 1400>", "+0.02  \(s) > \(c)  S.  0:0(0)  ack 1  win 65160  <mss 1400>",
      "+0.001  \(c) > \(s)  .  1:1(0)  ack 1  win 64240",
    ]
    let data = ["+0.01  \(c) > \(s)  P.  1:101(100)  ack 1  win 64240", "+0.02  \(s) > \(c)  P.  1:501(500)  ack 101  win 65160"]
    func closing(_ a: String, _ b: String, _ first: Int, _ second: Int) -> [String] {
      [
        "+0.01  \(a) > \(b)  F.  \(first):\(first)(0)  ack \(second)  win 64240",
        "+0.02  \(b) > \(a)  F.  \(second):\(second)(0)  ack \(first + 1)  win 65160",
        "+0.001  \(a) > \(b)  .  \(first + 1):\(first + 1)(0)  ack \(second + 1)  win 64240",
      ]
    }
    switch manner {
    case .ordinary: return hosts + opening + data + closing(c, s, 101, 501)
    case .closedByServer: return hosts + opening + data + closing(s, c, 501, 101)
    case .begunBefore: return hosts + ["+1" + data[0].dropFirst(5), data[1]] + closing(c, s, 101, 501)
    case .dataAfterFin:
      return hosts + opening + data + [
        "+0.01  \(c) > \(s)  F.  101:101(0)  ack 501  win 64240", "+0.02  \(s) > \(c)  .  501:501(0)  ack 102  win 65160",
        "+0.2  \(c) > \(s)  P.  102:117(15)  ack 501  win 64240",
      ]
    }
  }
}

extension [Talk] {
  fileprivate func moved(_ address: (String) -> String) -> [Talk] {
    map { Talk(address($0.client), address($0.server), $0.port, $0.manner, from: $0.from) }
  }

  /// As a real analysis reports it.
  fileprivate func report() -> Report {
    // Another run has other numbers and other ports.
    let seed = reduce(7) { ($0 &* 31 &+ $1.client.utf8.reduce(0) { $0 &* 17 &+ Int($1) }) & 0xffff }
    let text = enumerated().flatMap { $1.lines(number: $0, seed: seed) }.joined(separator: "\n") + "\ncapture ends +5\n"
    do {
      var report = Report()
      report.captures = [TestSupport.report(of: try SegmentNotation.parse(text))]
      report.captures[0].name = "boot"
      return report
    } catch {
      Issue.record("\(error)\n\(text)")
      return Report()
    }
  }
}
