import CaptureWriter
import Foundation
import Wire

/// What a capture consists of.
enum Shape: String, CaseIterable {
  /// Few long transfers.
  case bulk
  /// Many connections of ten segments, a thousand of them at once.
  case short
  /// Loss, reordering, time-outs, SACK, zero windows, IPv6, VLAN tags, resets.
  case mix
  /// Many connections open at once, their segments in random order.
  case conc
}

enum Size: String {
  case small, medium, full

  func connections(of shape: Shape) -> Int {
    switch (shape, self) {
    case (.bulk, _): 8
    case (.short, .small): 10_000
    case (.short, .medium): 100_000
    case (.short, .full): 1_000_000
    case (.mix, .small): 1_000
    case (.mix, .medium): 2_000
    case (.mix, .full): 20_000
    case (.conc, .small): 4_000
    case (.conc, .medium): 40_000
    case (.conc, .full): 200_000
    }
  }

  /// Segments of one bulk transfer.
  var transfer: Int {
    switch self {
    case .small: 12_500
    case .medium: 25_000
    case .full: 120_000
    }
  }
}

/// SplitMix64: the same seed, the same captures.
struct Dice: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
  mutating func chance(_ one: Int, in many: Int) -> Bool { below(many) < one }
}

/// Writes conversations as captures whose every checksum is right.
struct Generator: ~Copyable {
  private var pcap: PcapWriter
  private var frame = FrameWriter()
  private let file: FileHandle
  private var packets = 0
  private var now = Instant(nanoseconds: 1_700_000_000_000_000_000)
  private var dice: Dice

  static func write(_ shape: Shape, _ size: Size, to path: String) throws -> Int {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw Bench.Refusal(description: "cannot write \(path)")
    }
    var generator = Generator(file, snapLength: shape == .short || shape == .conc ? 96 : 262_144)
    let connections = size.connections(of: shape)
    switch shape {
    case .bulk: try generator.bulk(connections, segments: size.transfer)
    case .short: try generator.short(connections, atOnce: 1000)
    case .mix: try generator.mix(connections)
    case .conc: try generator.concurrent(connections)
    }
    try generator.flush(always: true)
    try file.close()
    return generator.packets
  }

  /// - Parameter times: how often as long as the least.
  static func write(_ growth: Growth, times: Int, to path: String) throws -> Int {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw Bench.Refusal(description: "cannot write \(path)")
    }
    var generator = Generator(file, snapLength: 96)
    switch growth {
    case .steady: try generator.bulk(growth.connections.open, segments: 1_800 * times)
    case .turnover: try generator.short(growth.connections.all * times, atOnce: growth.connections.open)
    }
    try generator.flush(always: true)
    try file.close()
    return generator.packets
  }

  /// Writes a SYN flood to standard output: so many random sources and ports, 100 000 a second, at one server that does
  /// not answer.
  static func flood(_ tuples: Int) throws {
    var generator = Generator(.standardOutput, snapLength: 96)
    var seg = Segment()
    (seg.destination, seg.destinationPort) = (Address(v4: 0xc633_6401), 80)
    (seg.flags, seg.wnd, seg.ttl) = (.syn, 64_240, 64)
    for _ in 0..<tuples {
      // Below 224.0.0.0, where no host's address is.
      seg.source = Address(v4: UInt32(generator.dice.below(0xd000_0000)) + 0x0100_0000)
      seg.sourcePort = UInt16(1024 + generator.dice.below(64_000))
      seg.seq = SequenceNumber(UInt32(generator.dice.below(1 << 32)))
      try generator.put(seg, after: 10)
    }
    try generator.flush(always: true)
  }

  private init(_ file: FileHandle, snapLength: Int) {
    self.file = file
    pcap = PcapWriter(linkType: 1, snapLength: snapLength)
    dice = Dice(seed: 9293)
  }

  private mutating func put(_ seg: Segment, link: LinkLayer = .ethernet, after pause: Int) throws {
    now = now + .microseconds(pause)
    frame.octets.removeAll(keepingCapacity: true)
    frame.append(seg, link: link)
    pcap.append(frame.octets, at: now)
    packets += 1
    try flush(always: false)
  }

  private mutating func flush(always: Bool) throws {
    guard always || pcap.octets.count > 1 << 22 else { return }
    try file.write(contentsOf: Data(pcap.octets))
    pcap.octets.removeAll(keepingCapacity: true)
  }

  /// Milliseconds on the ends' time-stamp clocks.
  private var clock: UInt32 { UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) }

  private mutating func bulk(_ connections: Int, segments: Int) throws {
    var talks = (0..<connections).map { Talk($0, &dice) }
    for place in talks.indices {
      for step in 0..<3 { try put(talks[place].handshake(step, clock), after: 200) }
      try put(talks[place].data(from: .client, 120, clock), after: 50)
    }
    for _ in 0..<(segments / 3) {
      for place in talks.indices {
        try put(talks[place].data(from: .server, 1448, clock), after: 12)
        try put(talks[place].data(from: .server, 1448, clock), after: 12)
        try put(talks[place].acknowledgement(from: .client, clock), after: 30)
      }
    }
    for place in talks.indices {
      for step in 0..<3 { try put(talks[place].close(step, clock), after: 200) }
    }
  }

  private mutating func short(_ connections: Int, atOnce: Int) throws {
    var talks = (0..<min(connections, atOnce)).map { Talk($0, &dice) }
    var begun = talks.count
    while !talks.isEmpty {
      let place = dice.below(talks.count)
      try put(talks[place].shortStep(clock), after: 10)
      guard talks[place].isOver else { continue }
      if begun < connections {
        talks[place] = Talk(begun, &dice)
        begun += 1
      } else {
        talks.swapAt(place, talks.count - 1)
        talks.removeLast()
      }
    }
  }

  private mutating func concurrent(_ connections: Int) throws {
    var talks = (0..<connections).map { Talk($0, &dice) }
    for step in 0..<3 {
      for place in talks.indices { try put(talks[place].handshake(step, clock), after: 5) }
    }
    for _ in 0..<(connections * 22) {
      let place = dice.below(connections)
      let seg = talks[place].unacknowledged > 1
        ? talks[place].acknowledgement(from: .client, clock) : talks[place].data(from: .server, 40 + UInt32(dice.below(1400)), clock)
      try put(seg, after: 5)
    }
  }

  private mutating func mix(_ connections: Int) throws {
    // A queue by time, the earliest first; equal times in the order of the connections.
    var queue: [(time: Int, place: Int)] = (0..<connections).map { ($0 * 2_000, $0) }
    var open: [Int: [Line]] = [:]
    var clockAt = 0
    while let next = queue.first {
      Generator.pop(&queue)
      var lines = open[next.place] ?? Conversation.lines(next.place, &dice).reversed()
      guard let line = lines.popLast() else { continue }
      try put(line.segment, link: line.link, after: max(0, next.time - clockAt))
      clockAt = max(clockAt, next.time)
      open[next.place] = lines.isEmpty ? nil : lines
      if let following = lines.last { Generator.push(&queue, (next.time + following.pause, next.place)) }
    }
  }

  private static func before(_ a: (time: Int, place: Int), _ b: (time: Int, place: Int)) -> Bool {
    a.time != b.time ? a.time < b.time : a.place < b.place
  }
  private static func push(_ heap: inout [(time: Int, place: Int)], _ item: (time: Int, place: Int)) {
    heap.append(item)
    var at = heap.count - 1
    while at > 0, before(heap[at], heap[(at - 1) / 2]) {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }
  private static func pop(_ heap: inout [(time: Int, place: Int)]) {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var at = 0
    while true {
      var least = at
      for child in [2 * at + 1, 2 * at + 2] where child < heap.count && before(heap[child], heap[least]) { least = child }
      if least == at { return }
      heap.swapAt(at, least)
      at = least
    }
  }
}
