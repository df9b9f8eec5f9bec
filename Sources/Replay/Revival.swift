import Wire

/// A connection that goes on under its old numbers, though its server has answered a SYN in the midst of it by SYN,ACK.
package struct Revival: BitwiseCopyable, Sendable {
  /// The end of what the client has sent under the old numbers since then; holds where `clientFrame` is not 0.
  package var end = SequenceNumber(0)
  package var clientFrame: UInt32 = 0
  /// The server's first octets under the old numbers that acknowledge `end`; 0 while there are none.
  package var serverFrame: UInt32 = 0
  package init() {}
}

extension Connection {
  /// Octets that follow those of the incarnation before without a gap, where both ends were ESTABLISHED in it.
  ///
  /// Only what was sent after the SYN,ACK counts, and the server has to acknowledge it: nothing that was delayed on the way
  /// can do so. One machine says both: SYN,ACK and octets have passed as many routers as before.
  mutating func noteRevival(_ seg: Segment, from side: Side) {
    guard previous[side].state == .established, previous[side.other].state == .established, seg.has(.ack),
      seg.flags.isDisjoint(with: [.syn, .rst]), seg.checksum != .bad, seg.seq == previous[side].nxt,
      self[client.other].counts.synAcks > 0, revival.serverFrame == 0
    else { return }
    if side == client {
      if seg.ack - previous[side.other].nxt <= 0 { (revival.end, revival.clientFrame) = (seg.end, seg.frame) }
    } else if revival.clientFrame != 0, seg.ack == revival.end,
      [previous[side].looks.ttl, self[side].looks.ttlLow, self[side].looks.ttlHigh].allSatisfy({ $0 == seg.ttl })
    {
      revival.serverFrame = seg.frame
      self[side].facts.insert(.tried)
    }
  }
}
