import Replay
import Wire

/// Whether a host chose a number to open a connection (SYN) or to answer one (SYN,ACK).
///
/// Never mixed: stacks of BSD descent use a different generator for each.
package enum ISNRole: String, Sendable, Hashable, BitwiseCopyable, CaseIterable { case active, passive }

/// One initial sequence number as it was used: the first SYN or SYN,ACK of one incarnation.
package struct ISNSample: BitwiseCopyable, Sendable, Hashable {
  /// When it crossed the tap, and the frame that carried it.
  package var time: Instant
  package var frame: UInt32
  package var isn: SequenceNumber
  /// The peer's initial number of the same incarnation, where `facts` has `irsKnown`.
  package var irs = SequenceNumber(0)
  package var peer: SocketAddress
  package var ownPort: UInt16
  package var facts: Facts = []
  /// Last segment of the incarnation.
  package var last: Instant
  /// TSval of the SYN, where `facts` has `timestamps`.
  package var timestamp = TimestampValue(0)
  package var window: UInt16 = 0
  package var ttl: UInt8 = 0
  /// Hash of the kinds of the SYN's options in their order; 0 where the SYN itself is not at hand.
  package var layout: UInt32 = 0
  /// Repeated SYN,ACKs whose timestamp moved by a multiple of 64, and not with time.
  package var stampSteps: UInt8 = 0
  /// Place of the connection in the capture, from 0.
  package var connection: Int32 = 0

  package struct Facts: OptionSet, Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package static let irsKnown = Facts(rawValue: 1 << 0)
    /// The host went on after the handshake: a raw-packet tool never does.
    package static let completed = Facts(rawValue: 1 << 1)
    /// Each end acknowledged the other's number.
    package static let confirmed = Facts(rawValue: 1 << 2)
    /// The incarnation ended: both FINs acknowledged, or a RST taken.
    package static let over = Facts(rawValue: 1 << 3)
    /// The number is the old SND.NXT + 65537: Linux reopening TIME-WAIT, no work of the generator.
    package static let reopened = Facts(rawValue: 1 << 4)
    package static let timestamps = Facts(rawValue: 1 << 5)
    /// The SYN or SYN,ACK was sent more than once.
    package static let repeated = Facts(rawValue: 1 << 6)
    /// The SYN,ACK left out window scale, SACK or timestamps although the SYN offered them.
    package static let plain = Facts(rawValue: 1 << 7)
    /// The SYN offered window scale, SACK or timestamps.
    package static let wasOffered = Facts(rawValue: 1 << 8)
    /// A SYN,ACK that nothing answered for 3 s and longer, and that came once only.
    package static let forgotten = Facts(rawValue: 1 << 9)
    /// The SYN was answered by RST.
    package static let refused = Facts(rawValue: 1 << 10)
    /// Copies of one SYN got different numbers.
    package static let renumbered = Facts(rawValue: 1 << 11)
    /// The timestamp of a repeated SYN,ACK moved neither with time nor by a multiple of 64.
    package static let oddStamp = Facts(rawValue: 1 << 12)
  }

  package init(
    time: Instant, frame: UInt32, isn: SequenceNumber, peer: SocketAddress, ownPort: UInt16, last: Instant? = nil,
    facts: Facts = []
  ) {
    (self.time, self.frame, self.isn, self.peer, self.ownPort) = (time, frame, isn, peer, ownPort)
    self.last = last ?? time
    self.facts = facts
  }

  /// The host's own number and the peer's, without the addresses: the same connection seen under another address.
  func isSightingOfTheSameConnection(as other: ISNSample) -> Bool {
    guard isn == other.isn, (time - other.time).nanoseconds.distance <= 1_000_000_000 else { return false }
    return !facts.contains(.irsKnown) || !other.facts.contains(.irsKnown) || irs == other.irs
  }

  /// The series' order, which no order of arrival changes.
  package static func precedes(_ a: ISNSample, _ b: ISNSample) -> Bool {
    a.time == b.time ? a.frame < b.frame : a.time < b.time
  }

  /// The four-tuple without the host's own address, which the series shares.
  package struct Tuple: Hashable, BitwiseCopyable, Sendable {
    package var peer: SocketAddress
    package var ownPort: UInt16
  }
  package var tuple: Tuple { Tuple(peer: peer, ownPort: ownPort) }
}

extension ISNSample {
  /// What one end of an ended incarnation contributes, and in which role; `nil` where its SYN was not recorded.
  ///
  /// - Parameter end: until when the incarnation could have been heard of.
  package static func of(
    _ connection: LentConnection, _ side: Side, ordinal: Int, until end: Instant
  ) -> (role: ISNRole, sample: ISNSample)? {
    guard connection[side].facts.contains(.issKnown) else { return nil }
    let role: ISNRole
    switch connection[side].opening {
    case .active, .simultaneous: role = .active
    case .passive: role = .passive
    case .unknown: return nil
    }
    let key = connection.key
    var sample = ISNSample(
      time: connection[side].times.firstSyn, frame: connection[side].snd.firstSynFrame, isn: connection[side].snd.iss, peer: key[side.other],
      ownPort: key[side].port, last: connection.last)
    sample.connection = Int32(truncatingIfNeeded: ordinal)
    sample.ttl = connection[side].looks.ttl
    sample.layout = connection[side].looks.synLayout
    sample.window = connection[side].looks.synWindow
    sample.timestamp = connection[side].snd.synTimestamp
    if connection[side].looks.synOptions.contains(.timestamps) { sample.facts.insert(.timestamps) }
    if connection[side.other].facts.contains(.issKnown) {
      sample.irs = connection[side.other].snd.iss
      sample.facts.insert(.irsKnown)
    }
    let syns = role == .active ? connection[side].counts.syns : connection[side].counts.synAcks
    if syns > 1 { sample.facts.insert(.repeated) }
    let beyondHandshake =
      role == .active
      ? connection[side].opportunities.contains(.completedHandshake)
      : connection[side].counts.segments > UInt32(connection[side].counts.synAcks) + UInt32(connection[side].counts.rsts)
    if beyondHandshake { sample.facts.insert(.completed) }
    if connection[side.other].facts.contains(.issKnown), connection[side].snd.iss < connection[side].snd.una, connection[side.other].snd.iss < connection[side.other].snd.una {
      sample.facts.insert(.confirmed)
    }
    if connection[side].facts.contains(.refused) { sample.facts.insert(.refused) }
    if connection[side].isOver, connection[side.other].isOver { sample.facts.insert(.over) }
    if connection.previous.exists, connection[side].snd.iss == connection.previous[side].nxt + 65537 {
      sample.facts.insert(.reopened)
    }
    sample.stampSteps = connection[side].challenge.handshake.stampSteps
    if connection[side].challenge.handshake.hasOddStamp { sample.facts.insert(.oddStamp) }
    if role == .passive { sample.facts.formUnion(cookieSigns(connection, side, until: end)) }
    return (role, sample)
  }

  /// What a SYN cookie looks like from outside (RFC 4987 §3.6 and its appendix A).
  private static func cookieSigns(_ connection: LentConnection, _ side: Side, until end: Instant) -> Facts {
    let negotiable: TCPOptions.Present = [.windowScale, .sackPermitted, .timestamps]
    var facts: Facts = []
    if !connection[side.other].looks.synOptions.isDisjoint(with: negotiable) {
      facts.insert(.wasOffered)
      if connection[side].looks.synOptions.isDisjoint(with: negotiable) { facts.insert(.plain) }
    }
    if connection[side].facts.contains(.severalISS) { facts.insert(.renumbered) }
    if connection[side].snd.una == connection[side].snd.iss, connection[side].counts.synAcks == 1, !connection[side.other].facts.contains(.rstSent),
      end - connection[side].times.firstSyn >= .seconds(3)
    {
      facts.insert(.forgotten)
    }
    return facts
  }
}
