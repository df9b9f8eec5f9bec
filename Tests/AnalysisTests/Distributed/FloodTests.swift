import Analysis
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// More attempts than memory: the rest is counted, and how many threads or shards there are changes nothing.
@Suite struct FloodTests {
  /// SYNs of random sources, some sent again or answered, with a few whole conversations among them.
  private static func flood(_ tuples: Int, seed: UInt64) -> [UInt8] {
    var chance = SeededGenerator(seed: seed)
    var writer = PcapWriter(linkType: 1, nanoseconds: true)
    var time = Instant(nanoseconds: 1_700_000_000_000_000_000)
    let server = SocketAddress(address: Address(v4: 0xc633_6401), port: 80)
    func say(_ client: SocketAddress, _ isClient: Bool, _ seq: UInt32, _ ack: UInt32?, _ flags: TCPFlags, payload: UInt32 = 0) {
      var seg = Segment()
      let (from, to) = isClient ? (client, server) : (server, client)
      (seg.source, seg.sourcePort, seg.destination, seg.destinationPort) = (from.address, from.port, to.address, to.port)
      (seg.seq, seg.ack, seg.flags, seg.wnd, seg.ttl) = (SequenceNumber(seq), SequenceNumber(ack ?? 0), flags, 60_000, 64)
      seg.payload = payload
      time = time + .microseconds(10)
      writer.append(FrameWriter.frame(of: seg), at: time)
    }
    for number in 0..<tuples {
      let client = SocketAddress(
        address: Address(v4: 0x0a00_0000 + UInt32.random(in: 0..<3_000, using: &chance)), port: UInt16.random(in: 1024 ... .max, using: &chance))
      let (mine, yours) = (UInt32.random(in: 0 ... .max, using: &chance), UInt32.random(in: 0 ... .max, using: &chance))
      say(client, true, mine, nil, .syn)
      if chance.chance(1, in: 5) { say(client, true, mine, nil, .syn) }
      if chance.chance(1, in: 5) { say(client, false, yours, mine &+ 1, [.syn, .ack]) }
      if chance.chance(1, in: 9) { say(client, true, mine &+ 1, nil, .rst) }
      guard number % 200 == 0 else { continue }
      say(client, false, yours, mine &+ 1, [.syn, .ack])
      say(client, true, mine &+ 1, yours &+ 1, .ack)
      for round in 0..<10 as Range<UInt32> {
        say(client, true, mine &+ 1 &+ round * 10, yours &+ 1 &+ round * 20, .ack, payload: 10)
        say(client, false, yours &+ 1 &+ round * 20, mine &+ 11 &+ round * 10, .ack, payload: 20)
      }
    }
    return writer.octets
  }

  private static var tight: AnalysisOptions {
    var options = AnalysisOptions()
    options.limits.attemptsPerBucket = 2
    options.limits.quietRows = 300
    options.limits.hostsPerBucket = 2
    options.limits.drawnConnections = 5
    options.limits.busyFlows = 16
    return options
  }

  @Test("attempts beyond the caps are counted, every conversation is told, by any number of shards and threads", arguments: [1, 2] as [UInt64])
  func flood(seed: UInt64) throws {
    let run = try DistributedRun()
    let file = run.files.folder.appending(path: "flood.pcap")
    try Data(Self.flood(4_000, seed: seed)).write(to: file)
    let free = try CaptureReport.reading(file.path)
    #expect(free.limits.isEmpty && free.connections.count > 3_900)
    let report = try CaptureReport.reading(file.path, options: Self.tight)
    #expect(report.limits.map(\.name) == ["hosts", "connections", "attempts"])
    #expect(report.connections.count <= 300 + 20)
    func conversations(_ report: CaptureReport) -> [String] {
      report.connections.filter { $0.octets.client > 0 }.map { "\($0.client) \($0.start) \($0.octets)" }
    }
    #expect(conversations(free).count == 20 && conversations(report) == conversations(free))
    for lanes in [2, 3] {
      var options = Self.tight
      options.lanes = lanes
      #expect("\(try CaptureReport.reading(file.path, options: options))" == "\(report)", "\(lanes) threads")
    }
    for shards in [1, 2, 7] {
      let run = try DistributedRun()
      try run.extract(file.path, as: "flood.pcap", shards: shards)
      #expect("\(try run.report(shards: shards, options: Self.tight))" == "\(report)", "\(shards) shards")
    }
  }

  @Test("threads on one file: the report of one thread", arguments: DistributedRun.captures)
  func lanes(_ capture: String) throws {
    let whole = "\(try CaptureReport.reading(capture))"
    for lanes in [2, 5] {
      var options = AnalysisOptions()
      options.lanes = lanes
      #expect("\(try CaptureReport.reading(capture, options: options))" == whole, "\(lanes)")
    }
  }
}
