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
      var states: [String: [State]]
    }
    struct State: Decodable {
      var state: String
      var from: Double
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

  /// A path that cuts datagrams in two loses nothing by it: the pieces are put together before segments are compared.
  @Test func inFragments() throws {
    let folder = try Scratch()
    try folder.write(fragmented([UInt8](try Data(contentsOf: URL(filePath: Self.far)))), to: "far.pcap")
    let plain = try pair(Self.far, in: folder)
    let found = try pair("far.pcap", in: folder)
    #expect(found.connections.first?.fates == plain.connections.first?.fates)
    #expect(found.clock.aligned && plain.connections.first?.fates["client"]?["crossed"] ?? 0 > 20)
  }

  /// The client went through TIME-WAIT by the capture at its side, the server through LAST-ACK by the other one.
  @Test func statesOfBothEnds() throws {
    let folder = try Scratch()
    let connection = try #require(try pair(Self.far, in: folder).connections.first)
    let states = connection.states.mapValues { $0.map(\.state) }
    #expect(states["client"] == ["CLOSED", "SYN-SENT", "ESTABLISHED", "FIN-WAIT-1", "TIME-WAIT"])
    #expect(states["server"] == ["LISTEN", "SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT", "LAST-ACK", "CLOSED"])
    // By one clock: whoever is opened to hears of it one way later.
    let (asked, heard) = (connection.states["client"]?[1].from ?? 0, connection.states["server"]?[1].from ?? 0)
    #expect(abs(heard - asked - 0.0203) < 0.002)
    let page = String(decoding: try folder.files(in: "out")["pair.html"] ?? Data(), as: UTF8.self)
    #expect(page.contains(">TIME-WAIT<") && page.contains(">LAST-ACK<"))
  }

  @Test func pagesLeadToEachOther() throws {
    let folder = try Scratch()
    _ = try pair(Self.far, in: folder)
    let files = try folder.files(in: "out").mapValues { String(decoding: $0, as: UTF8.self) }
    #expect(files["index.html"]?.contains(#"<a href="pair.html">"#) == true)
    for name in ["index.html", "pair-client.html", "pair-server.html"] {
      #expect(files["pair.html"]?.contains(#"<a href="\#(name)">"#) == true)
    }
    let alone = try Program([Self.near, "-o", "out"], in: folder)
    #expect(alone.status == 0 && !folder.has("out/pair.html"))
    #expect(!String(decoding: try folder.files(in: "out")["index.html"] ?? Data(), as: UTF8.self).contains("pair.html"))
  }

  /// What has no room is counted, and stands in the other files.
  @Test func pageWithinItsBudget() throws {
    let folder = try Scratch()
    let many = Program.sample("many-connections.pcap")
    let run = try Program(["--pair", many, many, "-o", "out", "--max-bytes", "100kB"], in: folder)
    #expect(run.status == 0)
    let page = try folder.files(in: "out")["pair.html"] ?? Data()
    #expect(page.count <= 100_000)
    let text = String(decoding: page, as: UTF8.self)
    let shown = text.matches(of: /<h2 id="p/).count
    #expect(shown > 0 && shown < 32 && text.contains("\(32 - shown) more connections have no room"))
  }

  @Test(arguments: ["html", "json", "text"])
  func toStandardOutput(_ format: String) throws {
    let folder = try Scratch()
    let pair = ["--pair", Self.near, Self.far, "--format", format]
    let streamed = try Program(pair + ["-o", "-"], in: folder)
    #expect(streamed.status == 0 && streamed.errors.isEmpty && !folder.has("out") && !folder.has("-"))
    #expect(try Program(pair, in: folder).status == 0)
    let name = ["html": "pair.html", "json": "pair.json", "text": "pair.txt"][format] ?? ""
    let written = String(decoding: try folder.files(in: "out")[name] ?? Data(), as: UTF8.self)
    #expect(!written.isEmpty && (format == "html" ? !streamed.output.contains("index.html") : streamed.output == written))
  }

  @Test func nothingForStandardOutput() throws {
    let folder = try Scratch()
    let format = try Program(["--pair", Self.near, Self.far, "-o", "-", "--format", "csv"], in: folder)
    #expect(format.status == 2 && format.errors.contains("needs exactly one --format of html, json, text"))
    let missing = try Program(["--pair", Self.near, "missing.pcap", "-o", "-", "--format", "json"], in: folder)
    #expect(missing.status == 2 && missing.output.isEmpty && missing.errors.contains("missing.pcap"))
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

  /// Every datagram with more than 256 octets behind its header in two pieces, in records of their own.
  private func fragmented(_ octets: [UInt8]) -> [UInt8] {
    var (out, place) = (Array(octets[..<24]), 24)
    while place + 16 <= octets.count {
      let kept = (0..<4).reduce(0) { $0 | Int(octets[place + 8 + $1]) << (8 * $1) }
      let (time, frame) = (octets[place..<(place + 8)], Array(octets[(place + 16)..<(place + 16 + kept)]))
      let header = 14 + Int(frame[14] & 15) * 4
      let length = Int(frame[16]) << 8 | Int(frame[17])
      let (carried, first) = (Array(frame[header..<(14 + length)]), 256)
      let pieces = carried.count > first ? [Array(carried[..<first]), Array(carried[first...])] : [carried]
      for (number, piece) in pieces.enumerated() {
        var head = Array(frame[..<header])
        let whole = header - 14 + piece.count
        (head[16], head[17]) = (UInt8(whole >> 8), UInt8(whole & 255))
        if pieces.count > 1 { (head[20], head[21]) = number == 0 ? (0x20, 0) : (0, UInt8(first / 8)) }
        let size = (0..<4).map { UInt8(truncatingIfNeeded: (14 + whole) >> (8 * $0)) }
        for part in [Array(time), size, size, head, piece] { out += part }
      }
      place += 16 + kept
    }
    return out
  }
}
