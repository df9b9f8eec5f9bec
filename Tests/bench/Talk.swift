import Wire

/// One connection that behaves: who has sent and acknowledged how much.
struct Talk {
  enum End { case client, server }
  private let client: SocketAddress
  private let server: SocketAddress
  private var clientSeq: SequenceNumber
  private var serverSeq: SequenceNumber
  private var clientID: UInt16
  private var serverID: UInt16
  private var step = 0
  /// Data segments of the server that the client has not acknowledged.
  private(set) var unacknowledged = 0
  private var clientEcho: UInt32 = 0
  private var serverEcho: UInt32 = 0
  /// What each end grants, in octets; a multiple of 128, the unit of its window scale.
  private let window: UInt32

  /// - Parameter number: another number, another four-tuple.
  init(_ number: Int, _ dice: inout Dice, v6: Bool = false, window: UInt32 = 2_053 * 128) {
    self.window = window
    let host = UInt64(number % 250 + 1)
    let far = UInt64(number % 16 + 1)
    let port = UInt16(1024 + number / 250 % 64_000)
    client = SocketAddress(address: v6 ? Address(v6: 0xfd00_0000_0000_0001, host) : Address(v4: 0x0a00_0000 + UInt32(host)), port: port)
    server = SocketAddress(address: v6 ? Address(v6: 0xfd00_0000_0000_0002, far) : Address(v4: 0xc0a8_0100 + UInt32(far)), port: 443)
    clientSeq = SequenceNumber(UInt32(truncatingIfNeeded: dice.next()))
    serverSeq = SequenceNumber(UInt32(truncatingIfNeeded: dice.next()))
    clientID = UInt16(truncatingIfNeeded: dice.next())
    serverID = UInt16(truncatingIfNeeded: dice.next())
  }

  private mutating func segment(from end: End, _ flags: TCPFlags, _ clock: UInt32, payload: UInt32 = 0) -> Segment {
    var seg = Segment()
    seg.flags = flags
    seg.payload = payload
    seg.checksum = .good
    seg.dontFragment = true
    let fromClient = end == .client
    (seg.source, seg.sourcePort) = fromClient ? (client.address, client.port) : (server.address, server.port)
    (seg.destination, seg.destinationPort) = fromClient ? (server.address, server.port) : (client.address, client.port)
    seg.seq = fromClient ? clientSeq : serverSeq
    seg.ack = flags.contains(.ack) ? (fromClient ? serverSeq : clientSeq) : SequenceNumber(0)
    seg.wnd = flags.contains(.syn) ? UInt16(min(window, 64_240)) : UInt16(window >> 7)
    seg.ttl = fromClient ? 64 : 57
    if fromClient { clientID &+= 1 } else { serverID &+= 1 }
    seg.ipID = client.address.family == .v6 ? 0 : fromClient ? clientID : serverID
    let own = clock &+ (fromClient ? 77_000 : 9_000_000)
    let echo = TimestampValue(flags.contains(.ack) ? (fromClient ? clientEcho : serverEcho) : 0)
    if fromClient { serverEcho = own } else { clientEcho = own }
    let stamps = TCPOption.timestamps(value: TimestampValue(own), echo: echo)
    seg.options = flags.contains(.syn)
      ? TCPOptions([.maximumSegmentSize(1460), .sackPermitted, stamps, .noOperation, .windowScale(7)])
      : TCPOptions([.noOperation, .noOperation, stamps])
    let taken = seg.len
    if fromClient { clientSeq = clientSeq + taken } else { serverSeq = serverSeq + taken }
    return seg
  }

  /// SYN, SYN,ACK, ACK.
  mutating func handshake(_ step: Int, _ clock: UInt32) -> Segment {
    switch step {
    case 0: segment(from: .client, .syn, clock)
    case 1: segment(from: .server, [.syn, .ack], clock)
    default: segment(from: .client, .ack, clock)
    }
  }

  mutating func data(from end: End, _ octets: UInt32, _ clock: UInt32) -> Segment {
    unacknowledged = end == .server ? unacknowledged + 1 : 0
    return segment(from: end, [.ack, .psh], clock, payload: octets)
  }

  mutating func acknowledgement(from end: End, _ clock: UInt32) -> Segment {
    if end == .client { unacknowledged = 0 }
    return segment(from: end, .ack, clock)
  }

  /// FIN, FIN, ACK; the client closes first.
  mutating func close(_ step: Int, _ clock: UInt32) -> Segment {
    switch step {
    case 0: segment(from: .client, [.fin, .ack], clock)
    case 1: segment(from: .server, [.fin, .ack], clock)
    default: segment(from: .client, .ack, clock)
    }
  }

  /// Ten segments: open, one question, one answer, close.
  mutating func shortStep(_ clock: UInt32) -> Segment {
    defer { step += 1 }
    switch step {
    case 0, 1, 2: return handshake(step, clock)
    case 3: return data(from: .client, 210, clock)
    case 4: return acknowledgement(from: .server, clock)
    case 5: return data(from: .server, 840, clock)
    case 6: return acknowledgement(from: .client, clock)
    default: return close(step - 7, clock)
    }
  }
  var isOver: Bool { step == 10 }
}
