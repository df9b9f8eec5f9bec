import Wire

/// What a segment's own header and octets say, whatever the state: flags, checksum, contents.
extension Endpoint {
  /// Flags that no TCP sends, or none sends here.
  func strangeFlags(_ seg: Segment, peer: inout Endpoint) -> Marks {
    guard seg.checksum != .bad, seg.anomalies.isDisjoint(with: [.headerCut, .badDataOffset]) else { return [] }
    // A whole packet whose sum could not be verified had a wrong one that was excused: the header may be damaged.
    if seg.checksum == .unverifiable, seg.anomalies.isDisjoint(with: [.payloadCut, .fragment]) { return [] }
    let isOdd = seg.has([.syn, .fin]) || seg.has([.syn, .rst]) || seg.has([.fin, .rst])
      || seg.flags.isDisjoint(with: [.syn, .rst, .ack])
    let isReserved = !seg.flags.isDisjoint(with: .reserved)
    return isOdd || isReserved || hasUnaskedAE(seg, peer: peer) ? .strangeFlags : []
  }

  /// Bit 7 means something only where a SYN asked for Accurate ECN (RFC 9768 §3.1.1).
  package func hasUnaskedAE(_ seg: Segment, peer: Endpoint) -> Bool {
    seg.has(.ae) && !seg.has(.syn) && !header.facts.union(peer.header.facts).contains(.accurateECN)
  }

  /// A checksum, right or wrong, on a segment that E emitted.
  mutating func noteChecksum(_ seg: Segment) {
    if seg.checksum == .bad {
      if conduct.damage.count == 0 {
        conduct.damage.firstFrame = seg.frame
        conduct.damage.first = seg.time
      }
      conduct.damage.count &+= 1
      conduct.damage.last = seg.time
      guard seg.payload > 0 else { return }
      if conduct.damage.copies == 0 {
        conduct.damage.seq = seg.seq
        conduct.damage.end = seg.end
        conduct.damage.runFrame = seg.frame
      } else if conduct.damage.seq != seg.seq {
        return
      }
      conduct.damage.copies &+= 1
      conduct.damage.lastFrame = seg.frame
      return
    }
    if seg.checksum == .good, !seg.has(.syn), !seg.has(.rst) { opportunities.insert(.sumVerified) }
    if seg.payload > 0, conduct.damage.copies > 0, seg.seq < conduct.damage.end, conduct.damage.seq < seg.end {
      conduct.damage.copies = 0
    }
  }

  /// P acknowledges: perhaps octets that crossed under a wrong checksum only.
  mutating func noteDamageAcknowledged(_ ack: SequenceNumber, by frame: UInt32) {
    guard conduct.damage.copies > 0, conduct.damage.end <= ack else { return }
    if conduct.damage.accepted == 0 {
      conduct.damage.acceptedFrame = conduct.damage.runFrame
      conduct.damage.acceptedBy = frame
    }
    conduct.damage.accepted &+= 1
    conduct.damage.copies = 0
  }

  /// Octets sent again are compared with the newest segments sent, and with the newest sent again.
  mutating func compareRepeated(_ seg: Segment, with sent: RecentData) -> Marks {
    guard seg.payload > 1, seg.payloadHash != 0, seg.checksum == .good,
      seg.anomalies.isDisjoint(with: [.payloadCut, .headerCut, .fragment, .lengthFromFrame, .badDataOffset])
    else { return [] }
    var seen: Marks = []
    let again = conduct.repeated
    if again.frame != 0, again.seq == seg.seq, again.payload == seg.payload {
      seen = noteRepeated(seg, equals: again.hash == seg.payloadHash, other: again.frame, at: again.time)
    }
    for index in 0..<Int(sent.count) where seen.isEmpty {
      let piece = sent[index]
      guard piece.seq == seg.seq, piece.payload == seg.payload, piece.hash != 0 else { continue }
      seen = noteRepeated(seg, equals: piece.hash == seg.payloadHash, other: piece.frame, at: piece.time)
    }
    conduct.repeated.seq = seg.seq
    conduct.repeated.payload = seg.payload
    conduct.repeated.hash = seg.payloadHash
    conduct.repeated.frame = seg.frame
    conduct.repeated.time = seg.time
    return seen
  }

  private mutating func noteRepeated(_ seg: Segment, equals: Bool, other: UInt32, at time: Instant) -> Marks {
    opportunities.insert(.repeatedOctets)
    guard !equals else { return [] }
    conduct.repeated.conflicts &+= 1
    conduct.repeated.otherFrame = other
    conduct.repeated.otherAge = seg.time.nanoseconds &- time.nanoseconds
    return .conflictingOctets
  }
}
