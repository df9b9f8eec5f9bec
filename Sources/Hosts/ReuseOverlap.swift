import Replay
import Wire

/// Octets of an earlier incarnation that could still arrive and be taken for new ones: the tutorial's "3" that comes
/// back (RFC 9293 §3.4.1 and §3.4.3).
package struct ReuseOverlap: Sendable, Hashable {
  /// The first old number that lies in the receiver's new window.
  package var number: SequenceNumber
  /// From the last segment of the old incarnation to the SYN of the new one.
  package var pause: Duration
  /// The window of the handshake itself covers it; otherwise a later one, while the old octets may still live.
  package var isDirect: Bool
  /// Timestamps went on in both incarnations, so that PAWS refuses the old octets (RFC 7323 §5).
  package var isMitigated: Bool

  /// The overlap in the direction from `side`, if old octets sent within one MSL before the SYN can fall into the
  /// receiver's new window.
  ///
  /// Only octets known to be so young count: the whole of an old incarnation that began within the MSL, otherwise the
  /// newest pieces of data at hand.
  package static func of(_ connection: LentConnection, from side: Side, msl: Duration) -> ReuseOverlap? {
    let (old, new) = (connection.previous[side], connection[side])
    let receiver = connection[side.other]
    guard isComparable(connection, side), receiver.facts.contains(.offered) else { return nil }
    let left = new.snd.iss + 1
    let isShort = connection.last - old.lastSegment <= msl
    for (right, isDirect) in [(receiver.rcv.firstEdge, true), (receiver.rcv.edge, false)] where isDirect || isShort {
      let room = right - left
      guard room > 0 else { continue }
      for piece in young(connection, side, msl: msl) {
        guard let number = firstShared(piece.from, piece.length, left, UInt32(room)) else { continue }
        let stampsThen = connection.previous[side.other].facts.contains(.timestamps)
        let stampsNow = new.looks.synOptions.contains(.timestamps) && receiver.looks.synOptions.contains(.timestamps)
        return ReuseOverlap(
          number: number, pause: new.times.firstSyn - old.lastSegment, isDirect: isDirect,
          isMitigated: stampsThen && stampsNow && old.timestamp < new.snd.synTimestamp)
      }
    }
    return nil
  }

  /// Both incarnations are known from their SYNs, and the new one took place.
  package static func isComparable(_ connection: LentConnection, _ side: Side) -> Bool {
    let new = connection[side]
    return connection.previous.exists && !connection.midstream && connection.previous[side].facts.contains(.issKnown)
      && new.facts.contains(.issKnown) && new.snd.iss < new.snd.una
  }

  private static func young(
    _ connection: LentConnection, _ side: Side, msl: Duration
  ) -> [(from: SequenceNumber, length: UInt32)] {
    let old = connection.previous[side]
    let reuse = connection[side].times.firstSyn
    if reuse - connection.previous.start <= msl { return [(old.iss, old.nxt.distance(from: old.iss))] }
    let data = connection.previous.data(from: side)
    return (0..<Int(data.count)).map { data[$0] }.filter { reuse - $0.time <= msl }.map { ($0.seq, $0.payload) }
  }

  /// The first number that two stretches of the circle share.
  static func firstShared(
    _ a: SequenceNumber, _ aLength: UInt32, _ b: SequenceNumber, _ bLength: UInt32
  ) -> SequenceNumber? {
    if a.distance(from: b) < bLength, aLength > 0 { return a }
    if b.distance(from: a) < aLength, bLength > 0 { return b }
    return nil
  }
}
