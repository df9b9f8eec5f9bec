import Wire

/// Up to four SYNs (no ACK) of one four-tuple, oldest first.
package struct RecentSyns: BitwiseCopyable, Sendable {
  package struct Syn: BitwiseCopyable, Sendable {
    package var seq = SequenceNumber(0)
    /// SEG.LEN, the SYN included.
    package var len: UInt16 = 0
    package var side: Side = .lower
    package var time = Instant(nanoseconds: 0)
    package var frame: UInt32 = 0
    package init() {}
  }
  package private(set) var count: UInt8 = 0
  private var items = (Syn(), Syn(), Syn(), Syn())
  package init() {}

  /// Position below `count`, oldest first.
  package subscript(_ index: Int) -> Syn {
    switch index {
    case 0: items.0
    case 1: items.1
    case 2: items.2
    default: items.3
    }
  }

  package mutating func append(_ syn: Syn) {
    for index in 0..<Int(count) where self[index].seq == syn.seq && self[index].side == syn.side { return }
    switch count {
    case 0: items.0 = syn
    case 1: items.1 = syn
    case 2: items.2 = syn
    case 3: items.3 = syn
    default: items = (items.1, items.2, items.3, syn)
    }
    if count < 4 { count += 1 }
  }

  /// The SYN of `side`, not older than `age`, that an acknowledgement of `ack` answers (RFC 9293 §3.10.7.2, RFC 7413).
  package func answered(by ack: SequenceNumber, from side: Side, at now: Instant, within age: Duration) -> Syn? {
    for index in 0..<Int(count) {
      let syn = self[index]
      guard syn.side == side, now - syn.time <= age else { continue }
      if syn.seq + 1 <= ack && ack <= syn.seq + Int(syn.len) { return syn }
    }
    return nil
  }
}

/// The newest four segments that crossed toward one endpoint and may have provoked an answer.
@usableFromInline package struct RecentStimuli: BitwiseCopyable, Sendable {
  package struct Stimulus: BitwiseCopyable, Sendable {
    package var time = Instant(nanoseconds: 0)
    package var seq = SequenceNumber(0)
    package var ack = SequenceNumber(0)
    /// SEG.LEN.
    package var len: UInt32 = 0
    package var frame: UInt32 = 0
    package var flags: TCPFlags = []
    package init() {}
  }
  package private(set) var count: UInt8 = 0
  private var next: UInt8 = 0
  private var items = (Stimulus(), Stimulus(), Stimulus(), Stimulus())
  package init() {}

  @inline(__always)
  package mutating func append(_ seg: Segment) {
    var new = Stimulus()
    new.time = seg.time
    new.seq = seg.seq
    new.ack = seg.ack
    new.len = UInt32(truncatingIfNeeded: seg.len)
    new.frame = seg.frame
    new.flags = seg.flags
    switch next {
    case 0: items.0 = new
    case 1: items.1 = new
    case 2: items.2 = new
    default: items.3 = new
    }
    next = (next &+ 1) & 3
    if count < 4 { count += 1 }
  }

  /// Position below `count`, newest first.
  package subscript(newest index: Int) -> Stimulus {
    switch (Int(next) + 3 - index) & 3 {
    case 0: items.0
    case 1: items.1
    case 2: items.2
    default: items.3
    }
  }
  package var newest: Stimulus? { count == 0 ? nil : self[newest: 0] }

  /// The ACK-bearing segment, later than `start`, that a RST answers: SEQ = SEG.ACK (RFC 9293 §3.5.2, groups 1 and 2).
  package func provocation(of rst: Segment, since start: Instant) -> Stimulus? {
    for index in 0..<Int(count) {
      let stimulus = self[newest: index]
      guard start < stimulus.time else { return nil }
      if stimulus.flags.contains(.ack), !stimulus.flags.contains(.rst), stimulus.ack == rst.seq { return stimulus }
    }
    return nil
  }
}

/// The newest four data segments one endpoint emitted.
package struct RecentData: BitwiseCopyable, Sendable {
  package struct Piece: BitwiseCopyable, Sendable, Equatable {
    package var seq = SequenceNumber(0)
    package var payload: UInt32 = 0
    package var hash: UInt64 = 0
    package var timestamp = TimestampValue(0)
    package var frame: UInt32 = 0
    package var time = Instant(nanoseconds: 0)
    package init() {}
  }
  package private(set) var count: UInt8 = 0
  private var next: UInt8 = 0
  private var items = (Piece(), Piece(), Piece(), Piece())
  package init() {}

  @inline(__always)
  package mutating func append(_ seg: Segment) {
    var new = Piece()
    new.seq = seg.seq
    new.payload = seg.payload
    new.hash = seg.payloadHash
    new.timestamp = seg.options.timestamp
    new.frame = seg.frame
    new.time = seg.time
    switch next {
    case 0: items.0 = new
    case 1: items.1 = new
    case 2: items.2 = new
    default: items.3 = new
    }
    next = (next &+ 1) & 3
    if count < 4 { count += 1 }
  }

  package subscript(_ index: Int) -> Piece {
    switch index {
    case 0: items.0
    case 1: items.1
    case 2: items.2
    default: items.3
    }
  }

  /// The piece that equals the segment in sequence number, length, payload and timestamp.
  package func match(_ seg: Segment) -> Piece? {
    for index in 0..<Int(count) {
      let piece = self[index]
      if piece.seq == seg.seq, piece.payload == seg.payload, piece.hash == seg.payloadHash,
        piece.timestamp == seg.options.timestamp
      {
        return piece
      }
    }
    return nil
  }
}

/// The stray segment of an earlier incarnation that crossed in this one.
package struct WanderingVariables: BitwiseCopyable, Sendable {
  package var seen = false
  /// Who is named as its sender, and what it is.
  package var side: Side = .lower
  package var frame: UInt32 = 0
  package var oldFrame: UInt32 = 0
  package var seq = SequenceNumber(0)
  package var end = SequenceNumber(0)
  /// Frame of the receiver's ACK that covers octets only the stray carried; 0 while there is none.
  package var acceptedFrame: UInt32 = 0
  package init() {}
}
