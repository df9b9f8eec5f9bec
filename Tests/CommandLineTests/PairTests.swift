import Foundation
import Testing

/// `--pair`: two captures of one connection, as a client's and a server's host took them at the same time.
struct PairTests {
  private static let near = Program.sample("pair/pair-client.pcap")
  private static let far = Program.sample("pair/pair-server.pcap")

  private struct Document: Decodable {
    var clock: Clock
    var connections: [Connection]
    struct Clock: Decodable {
      var aligned: Bool
      var offset: Double
      var oneWay: Double?
    }
    struct Connection: Decodable {
      var matchedBy: String
      var fates: [String: [String: Int]]
      var rewritten: [Rewrite]
      var segments: [Segment]
    }
    struct Rewrite: Decodable {
      var field: String
      var from: String
      var before: String
      var after: String
    }
    struct Segment: Decodable {
      var from: String
      var fate: String
      var left: Double?
      var came: Double?
      var frames: [Int?]
    }
  }

  private func pair(_ far: String, in folder: Scratch, _ more: [String] = []) throws -> Document {
    let run = try Program(["--pair", Self.near, far, "-o", "out"] + more, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Document.self, from: try Data(contentsOf: URL(filePath: folder.path("out/pair.json"))))
  }

  /// The path took 20 ms, the server's clock was set back 2.5 s, and its capture left out the records 9 and 12: see
  /// samples/pair/resample-pair.
  @Test func clocksAndFates() throws {
    let folder = try Scratch()
    let found = try pair(Self.far, in: folder)
    #expect(found.clock.aligned)
    #expect(abs(found.clock.offset + 2.5) < 0.002)
    #expect(abs((found.clock.oneWay ?? 0) - 0.0203) < 0.002)
    let connection = try #require(found.connections.first)
    #expect(connection.rewritten.isEmpty)
    #expect(connection.segments.allSatisfy { ($0.came ?? 1) - ($0.left ?? 0) > 0.019 })
    let fates = connection.fates
    #expect(fates["client"]?["notCapturedAtReceiver"] == 1)
    #expect((fates["client"]?["lost"] ?? 0) > 0)
    #expect((fates["client"]?["lostOrNotCaptured"] ?? 0) == 0)
    for name in ["pair.html", "pair.txt", "pair-client.html", "index.html"] { #expect(folder.has("out/\(name)")) }
  }

  /// A translator with its own addresses, ports, initial numbers and MSS hides nothing of it.
  @Test func acrossATranslator() throws {
    let folder = try Scratch()
    var octets = [UInt8](try Data(contentsOf: URL(filePath: Self.far)))
    var place = 24
    while place + 16 <= octets.count {
      let kept = (0..<4).reduce(0) { $0 | Int(octets[place + 8 + $1]) << (8 * $1) }
      translate(&octets, at: place + 16)
      place += 16 + kept
    }
    try folder.write(octets, to: "far.pcap")
    let plain = try pair(Self.far, in: folder)
    let found = try pair("far.pcap", in: folder)
    let connection = try #require(found.connections.first)
    #expect(connection.matchedBy == "first data")
    #expect(connection.fates == plain.connections.first?.fates)
    let fields = Set(connection.rewritten.map { "\($0.from) \($0.field) \($0.before) \($0.after)" })
    #expect(fields.contains("client address 10.77.0.1 192.0.2.9"))
    #expect(fields.contains("client port 40001 61000"))
    #expect(fields.contains("client sequence numbers 0 +1000000"))
    #expect(connection.rewritten.contains { $0.field == "MSS" && $0.from == "client" && $0.after == "1200" })
  }

  @Test func redacted() throws {
    let folder = try Scratch()
    _ = try pair(Self.far, in: folder, ["--redact"])
    for (name, octets) in try folder.files(in: "out") {
      let text = String(decoding: octets, as: UTF8.self)
      for word in ["10.77.0.", "pair-client", "pair-server", "2026-"] { #expect(!text.contains(word), "\(name): \(word)") }
    }
  }

  @Test(arguments: [["a.pcap"], ["a.pcap", "b.pcap", "c.pcap"], ["a.pcap", "-"]])
  func twoFilesItMustBe(_ files: [String]) throws {
    #expect(try Program(["--pair"] + files, in: try Scratch()).status == 2)
  }

  /// Client 10.77.0.1:40001 becomes 192.0.2.9:61000, its numbers move by a million, its SYN offers 1200 octets. Checksums
  /// stay as they were: nothing here looks at them.
  private func translate(_ octets: inout [UInt8], at frame: Int) {
    let address = frame + 14
    let tcp = address + Int(octets[address] & 15) * 4
    func move(_ at: Int, by step: UInt32) {
      let number = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(octets[at + $1]) } &+ step
      for index in 0..<4 { octets[at + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index)) }
    }
    let isClient = octets[address + 15] == 1
    octets.replaceSubrange((address + (isClient ? 12 : 16))..<(address + (isClient ? 16 : 20)), with: [192, 0, 2, 9])
    let port = tcp + (isClient ? 0 : 2)
    (octets[port], octets[port + 1]) = (0xee, 0x48)
    if isClient { move(tcp + 4, by: 1_000_000) } else { move(tcp + 8, by: 1_000_000) }
    if isClient, octets[tcp + 13] & 2 != 0, octets[tcp + 20] == 2 {
      (octets[tcp + 22], octets[tcp + 23]) = (0x04, 0xb0)
    }
  }
}
