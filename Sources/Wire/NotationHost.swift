/// One end in a script: what the lines that name it leave unsaid, and what their numbers count from.
///
/// A header line declares it, so that lines stay short, and another ISN, clock or hop changes the header alone:
/// ```
/// A = 10.0.0.1:40000  seq 3141592653  ts 1230000  id 4242  ttl 63  tos 16  df  cksum none  sent
/// ```
package struct NotationHost: Sendable, Hashable {
  package var socket: SocketAddress
  /// The number of this end's stream that is written as 0.
  package var seq = SequenceNumber(0)
  /// The time stamp of this end's clock that is written as 0.
  package var timestamp = TimestampValue(0)
  /// Identification of this end's next datagram, one more with each; `nil`: 0 where a line does not say it.
  package var nextID: UInt16?
  package var ttl: UInt8 = 64
  package var trafficClass: UInt8 = 0
  package var dontFragment = false
  package var checksum = ChecksumVerdict.good
  package var direction = FrameDirection.unknown

  package init(_ socket: SocketAddress) { self.socket = socket }
}

extension NotationHost {
  /// What describes an end best: its first segment's numbers and habits, or what its peer says of it.
  ///
  /// - Parameter segments: records of one connection in their order.
  package init(_ socket: SocketAddress, speakingIn segments: [Segment]) {
    self.init(socket)
    let own = segments.filter { $0.kind == .tcp && $0.sender == socket }
    let peers = segments.filter { $0.kind == .tcp && $0.receiver == socket && $0.has(.ack) }
    if let seen = own.first?.seq ?? peers.first?.ack { seq = seen }
    let clock = own.first { $0.options.present.contains(.timestamps) }?.options.timestamp
    let echo = peers.first { $0.options.present.contains(.timestamps) }?.options.timestampEcho
    if let seen = clock ?? echo { timestamp = seen }
    guard let first = own.first else { return }
    if own.contains(where: { $0.ipID != 0 }) { nextID = first.ipID }
    ttl = first.ttl
    trafficClass = first.trafficClass
    dontFragment = first.dontFragment
    checksum = first.checksum
    direction = first.direction
  }

  /// The header line's words after `A =`.
  package var declaration: String {
    var words = [socket.text]
    if seq.rawValue != 0 { words.append("seq \(seq)") }
    if timestamp.rawValue != 0 { words.append("ts \(timestamp)") }
    if let nextID { words.append("id \(nextID)") }
    if ttl != 64 { words.append("ttl \(ttl)") }
    if trafficClass != 0 { words.append("tos \(trafficClass)") }
    if dontFragment { words.append("df") }
    if checksum != .good { words.append("cksum \(checksum.word)") }
    if let word = direction.word { words.append(word) }
    return words.joined(separator: "  ")
  }
}

extension ChecksumVerdict {
  /// As the notation writes it.
  var word: String {
    switch self {
    case .good: "good"
    case .bad: "bad"
    case .partial: "partial"
    case .unverifiable: "none"
    }
  }
  init?(word: Substring) {
    switch word {
    case "good": self = .good
    case "bad": self = .bad
    case "partial": self = .partial
    case "none": self = .unverifiable
    default: return nil
    }
  }
}

extension FrameDirection {
  /// As the notation writes it; `nil` where it is unknown.
  var word: String? {
    switch self {
    case .unknown: nil
    case .sent: "sent"
    case .received: "received"
    }
  }
  init?(word: Substring) {
    switch word {
    case "sent": self = .sent
    case "received": self = .received
    default: return nil
    }
  }
}

extension SegmentAnomalies {
  /// What the notation has words for, in the order of printing.
  static let words: [(anomaly: SegmentAnomalies, word: String)] = [
    (.headerCut, "cut header"), (.payloadCut, "cut payload"), (.fragment, "fragment"),
    (.badDataOffset, "offset bad"), (.lengthFromFrame, "length guessed"), (.networkOptions, "network options"),
    (.tunnelled, "tunnel"), (.routed, "routed"), (.reordered, "moved"),
  ]
}
