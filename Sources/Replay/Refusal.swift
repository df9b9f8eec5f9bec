import Wire

/// What turns out to have been no part of a connection's beginning: refusals that the client did not heed, and segments in
/// the server's name before its SYN,ACK, sent by a third party (RFC 5961 §1) or left over from before.
extension Connection {
  /// Before a segment is applied: whether it shows the one or the other.
  mutating func withdrawFalseStart(_ seg: Segment, from side: Side) {
    guard seg.has(.ack), !seg.has(.rst), seg.checksum != .bad else { return }
    if side == .lower {
      Connection.withdrawFalseStart(seg, of: &lower, toward: &upper)
    } else {
      Connection.withdrawFalseStart(seg, of: &upper, toward: &lower)
    }
  }

  private static func withdrawFalseStart(_ seg: Segment, of sender: inout Endpoint, toward peer: inout Endpoint) {
    if seg.has(.syn) {
      sender.withdrawNumbers(before: seg, toward: &peer)
    } else if sender.facts.contains(.refused) {
      sender.withdrawRefusal(seg, by: &peer)
    }
  }
}

extension Endpoint {
  /// This end acknowledges the SYN,ACK: it had not been refused.
  fileprivate mutating func withdrawRefusal(_ seg: Segment, by peer: inout Endpoint) {
    guard state == .closed, peer.state == .synReceived, peer.counts.synAcks > 0, peer.snd.iss < seg.ack,
      seg.ack <= peer.snd.nxt, seg.seq == snd.nxt
    else { return }
    facts.subtract([.refused, .rstReceived])
    peer.forgetReset()
    enter(.established, at: seg.time)
    settleScale(with: &peer)
  }

  /// The SYN,ACK to the peer's SYN has other numbers than what was recorded of this end before, and the peer has acknowledged
  /// none of that: both begin with this SYN,ACK.
  fileprivate mutating func withdrawNumbers(before synAck: Segment, toward peer: inout Endpoint) {
    guard facts.contains(.spoke), !facts.contains(.issKnown), peer.facts.contains(.issKnown),
      !peer.facts.contains(.acknowledged), peer.counts.segments == UInt32(peer.counts.syns),
      synAck.ack == peer.snd.iss + 1, state.isSynchronized, synAck.seq != snd.iss
    else { return }
    enter(.listen, at: synAck.time, sureness: .assumed)
    facts.subtract([.hearing, .finReceived])
    if facts.contains(.finSent) { forgetFin() }
    peer.enter(.synSent, at: synAck.time)
    peer.facts.subtract([.hearing, .finReceived, .timestamps])
  }

  /// A RST so far was none of this connection's.
  mutating func forgetReset() {
    guard !facts.isDisjoint(with: [.rstSent, .foreignRst]) else { return }
    facts.subtract([.rstSent, .foreignRst])
    times.rst = Instant(nanoseconds: 0)
    snd.rstFrame = 0
  }

  /// A FIN so far was none of this connection's.
  mutating func forgetFin() {
    facts.subtract([.finSent, .finAcked, .closedFirst, .finsMerged])
    counts.fins = 0
    (times.firstFin, times.lastFin) = (Instant(nanoseconds: 0), Instant(nanoseconds: 0))
    (snd.firstFinFrame, snd.lastFinFrame) = (0, 0)
  }
}
