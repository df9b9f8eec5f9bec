import Analysis
import CaptureWriter
import Foundation
import TestSupport
import Testing
import Wire

/// Which connections are sampled over time does not depend on who met them.
@Suite struct PlotMergeTests {
  /// Long connections of many hosts at once; every second one shrinks its window half way.
  private static func frames(_ connections: Int, rounds: Int, seed: UInt64) -> [(time: Instant, octets: [UInt8])] {
    var chance = SeededGenerator(seed: seed)
    var talks: [[Segment]] = []
    for number in 0..<connections {
      let client = SocketAddress(address: Address(v4: 0x0a00_0000 + UInt32(number % 50)), port: UInt16(30_000 + number))
      let server = SocketAddress(address: Address(v4: 0x0a01_0000 + UInt32(number % 7)), port: 80)
      let (mine, yours) = (UInt32.random(in: 0 ... .max, using: &chance), UInt32.random(in: 0 ... .max, using: &chance))
      var talk: [Segment] = []
      func say(_ isClient: Bool, _ seq: UInt32, _ ack: UInt32?, _ flags: TCPFlags, payload: Int = 0, window: UInt16 = 60_000) {
        var seg = Segment()
        let (from, to) = isClient ? (client, server) : (server, client)
        (seg.source, seg.sourcePort, seg.destination, seg.destinationPort) = (from.address, from.port, to.address, to.port)
        (seg.seq, seg.ack, seg.flags, seg.wnd) = (SequenceNumber(seq), SequenceNumber(ack ?? 0), flags, window)
        (seg.payload, seg.ttl) = (UInt32(payload), 64)
        talk.append(seg)
      }
      say(true, mine, nil, .syn)
      say(false, yours, mine &+ 1, [.syn, .ack])
      say(true, mine &+ 1, yours &+ 1, .ack)
      for round in 0..<rounds {
        let place = mine &+ 1 &+ UInt32(round) * 100
        say(true, place, yours &+ 1, .ack, payload: 100)
        say(false, yours &+ 1, place &+ 100, .ack)
        if round == rounds / 2, number % 2 == 0 { say(false, yours &+ 1, place &+ 100, .ack, window: 500) }
      }
      talks.append(talk)
    }
    var frames: [(time: Instant, octets: [UInt8])] = []
    var places = [Int](repeating: 0, count: connections)
    var time = Instant(nanoseconds: 1_700_000_000_000_000_000)
    var (begun, open) = (0, [Int]())
    while begun < connections || !open.isEmpty {
      if begun < connections, open.isEmpty || chance.chance(1, in: 20) {
        open.append(begun)
        begun += 1
      }
      let lane = Int.random(in: 0..<open.count, using: &chance)
      let number = open[lane]
      time = time + .microseconds(Int64.random(in: 100...3_000, using: &chance))
      frames.append((time, FrameWriter.frame(of: talks[number][places[number]])))
      places[number] += 1
      if places[number] == talks[number].count { open.remove(at: lane) }
    }
    return frames
  }

  @Test("any number of shards: the plots of the whole file, and as many left out", arguments: [AnalysisOptions.Drawing.automatic, .all, .only([3, 70])])
  func plots(_ drawing: AnalysisOptions.Drawing) throws {
    var options = AnalysisOptions()
    options.limits.drawnConnections = 5
    options.limits.plotsPerCapture = 4
    options.drawing = drawing
    let run = try DistributedRun()
    var writer = PcapWriter(linkType: 1, nanoseconds: true)
    for frame in Self.frames(drawing == .all ? 90 : 180, rounds: 10, seed: 11) { writer.append(frame.octets, at: frame.time) }
    let file = run.files.folder.appending(path: "long.pcap")
    try Data(writer.octets).write(to: file)
    let report = try CaptureReport.reading(file.path, options: options)
    #expect(report.connections.contains { $0.trace?.sampling != nil })
    #expect(report.limits.contains { $0.name == "plots over time" } == (drawing != .only([3, 70])))
    if case .only(let numbers) = drawing { for number in numbers { #expect(report.connections[number - 1].trace?.sampling != nil) } }
    for lanes in [2, 3] {
      var shared = options
      shared.lanes = lanes
      #expect("\(try CaptureReport.reading(file.path, options: shared))" == "\(report)", "\(lanes) threads")
    }
    for shards in [1, 2, 7] {
      let run = try DistributedRun()
      try run.extract(file.path, as: "long.pcap", shards: shards)
      let merged = try run.report(shards: shards, options: options)
      #expect("\(merged)" == "\(report)", "\(shards)")
    }
  }
}
