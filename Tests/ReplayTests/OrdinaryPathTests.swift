import Foundation
import Replay
import TestSupport
import Testing
import Wire

@Suite struct OrdinaryPathTests {
  @Test("the hot path leaves both machines exactly as the full one would", arguments: 0..<16)
  func equalsTheFullMachine(seed: Int) {
    var hot = Rerun()
    var full = Rerun()
    full.usesOrdinary = false
    for segment in conversation(seed: UInt64(seed)) {
      hot.advance(segment)
      full.advance(segment)
      let difference = firstDifference(hot.connection, full.connection)
      #expect(difference == nil, "frame \(segment.frame)")
      if difference != nil { return }
    }
    #expect(hot.marks == full.marks)
  }

  @Test("an ordinary transfer takes the hot path for nearly every segment")
  func isTaken() {
    var rerun = Rerun()
    var slow = 0
    for segment in conversation(seed: 7, loss: 0) {
      rerun.advance(segment)
      if rerun.marks.last != [] { slow += 1 }
    }
    #expect(slow < 12)
    #expect(rerun.marks.count > 100)
  }

  @Test("random segments of one four-tuple never trap, whatever their numbers", arguments: 0..<100)
  func neverTraps(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &+ 1000)
    var rerun = Rerun()
    for frame in 1...400 {
      var seg = Segment()
      seg.frame = UInt32(frame)
      seg.time = Instant(nanoseconds: Int64.random(in: 0...1_000_000_000_000, using: &random))
      seg.flags = TCPFlags(rawValue: UInt16.random(in: 0..<0x1000, using: &random))
      let near = UInt32.random(in: 0..<64, using: &random)
      seg.seq = SequenceNumber(Bool.random(using: &random) ? near : UInt32.random(in: 0...UInt32.max, using: &random))
      seg.ack = SequenceNumber(Bool.random(using: &random) ? near : UInt32.random(in: 0...UInt32.max, using: &random))
      seg.payload = UInt32.random(in: 0..<3, using: &random) * UInt32.random(in: 0...100_000, using: &random)
      seg.wnd = UInt16.random(in: 0...UInt16.max, using: &random)
      address(&seg, fromClient: Bool.random(using: &random))
      rerun.advance(seg)
    }
    #expect(rerun.marks.count == 400)
  }

  /// Where the printed values part, with a little of what stands before.
  private func firstDifference(_ a: Connection?, _ b: Connection?) -> String? {
    let left = String(describing: a), right = String(describing: b)
    guard left != right else { return nil }
    let common = left.commonPrefix(with: right)
    return String(common.suffix(60)) + "…"
  }

  private func address(_ seg: inout Segment, fromClient: Bool) {
    let client = Address(v4: 0x0a00_0001)
    let server = Address(v4: 0x0a00_0002)
    (seg.source, seg.destination) = fromClient ? (client, server) : (server, client)
    (seg.sourcePort, seg.destinationPort) = fromClient ? (40000, 80) : (80, 40000)
    seg.checksum = .good
    seg.ttl = 64
  }

  /// A handshake, some requests and answers with loss and retransmission, and a close.
  private func conversation(seed: UInt64, loss: Int = 10) -> [Segment] {
    var random = SeededGenerator(seed: seed)
    var segments: [Segment] = []
    var time = Int64(1_700_000_000_000_000_000)
    var next: [Bool: UInt32] = [true: UInt32(truncatingIfNeeded: random.next()), false: UInt32(truncatingIfNeeded: random.next())]
    var edges: [Bool: SequenceNumber] = [:]
    func emit(_ fromClient: Bool, _ flags: TCPFlags, payload: UInt32 = 0, seq: UInt32? = nil) {
      var seg = Segment()
      address(&seg, fromClient: fromClient)
      time += Int64.random(in: 1_000...60_000_000, using: &random)
      seg.time = Instant(nanoseconds: time)
      seg.frame = UInt32(segments.count + 1)
      seg.flags = flags
      let start = seq ?? next[fromClient] ?? 0
      seg.seq = SequenceNumber(start)
      seg.ack = flags.contains(.ack) ? SequenceNumber(next[!fromClient] ?? 0) : SequenceNumber(0)
      seg.payload = payload
      seg.wnd = UInt16.random(in: 20_000...65_535, using: &random)
      // A right edge does not move back, but for a few where segments are lost, too.
      if flags.contains(.ack) {
        let edge = edges[fromClient] ?? seg.ack
        let keeps = loss == 0 || Int.random(in: 0..<40, using: &random) > 0
        if keeps, seg.ack + Int(seg.wnd) < edge { seg.wnd = UInt16(clamping: edge - seg.ack) }
        edges[fromClient] = SequenceNumber.later(edge, seg.ack + Int(seg.wnd))
      }
      if flags.contains(.syn) { seg.options.maximumSegmentSize = 1460 }
      if seq == nil { next[fromClient] = start &+ UInt32(truncatingIfNeeded: seg.len) }
      if loss == 0 || Int.random(in: 0..<100, using: &random) >= loss { segments.append(seg) }
    }
    emit(true, .syn)
    emit(false, [.syn, .ack])
    emit(true, .ack)
    for _ in 0..<60 {
      let speaker = Bool.random(using: &random)
      let length = UInt32.random(in: 1...1460, using: &random)
      let start = next[speaker] ?? 0
      emit(speaker, [.psh, .ack], payload: length)
      if loss > 0, Int.random(in: 0..<8, using: &random) == 0 { emit(speaker, [.psh, .ack], payload: length, seq: start) }
      emit(!speaker, .ack)
    }
    emit(true, [.fin, .ack])
    emit(false, .ack)
    emit(false, [.fin, .ack])
    emit(true, .ack)
    return segments
  }
}
