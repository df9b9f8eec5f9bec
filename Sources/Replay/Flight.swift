import Wire

/// Octets that E had under way before it can have known that any of them arrived: its first data, its data after a
/// pause, and its data at the end of fast recovery (RFC 5681 §3.1, §4.1, §3.2 step 6).
package struct FlightVariables: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case first, afterPause
    /// Fast recovery goes on; its end begins a flight.
    case recovery
    case afterRecovery
  }
  /// A flight is under way.
  package var isOpen = true
  package var kind = Kind.first
  /// P's first acknowledgement of it has crossed, and E cannot have had it before `until`.
  package var isAcked = false
  package var until = Instant(nanoseconds: 0)
  package var base = SequenceNumber(0)
  package var octets: UInt32 = 0
  package var frame: UInt32 = 0
  package var time = Instant(nanoseconds: 0)
  /// How long E had sent no data before this flight.
  package var pause: Duration = .zero
  /// Octets under way when the loss was found, and SND.NXT then.
  package var lossOctets: UInt32 = 0
  package var recover = SequenceNumber(0)
  /// The first flight, once it is known: its octets, its last frame, and when that was.
  package var initial: UInt32 = 0
  package var initialFrame: UInt32 = 0
  package var initialTime = Instant(nanoseconds: 0)
  /// Flights after a pause above ten segments: how many, the largest, its frame and time, the shortest pause.
  package var bursts: UInt16 = 0
  package var largestBurst: UInt32 = 0
  package var burstFrame: UInt32 = 0
  package var burstTime = Instant(nanoseconds: 0)
  package var shortestPause: Duration = .zero
  /// Flights after fast recovery above all that was under way when the loss was found, and the newest one's frame.
  package var undeflated: UInt16 = 0
  package var undeflatedFrame: UInt32 = 0
  package init() {}
}

extension Endpoint {
  /// Data after a pause begins a flight of its own.
  @inline(never)
  mutating func beginFlight(_ seg: Segment, after pause: Duration) {
    if rtx.flight.isOpen { settleFlight() }
    guard snd.una == seg.seq else { return }
    begin(.afterPause, at: seg.seq)
    rtx.flight.pause = pause
  }

  /// A fast retransmit: what is under way, and up to where the recovery lasts (RFC 6582 §3.2).
  mutating func beginRecovery() {
    if rtx.flight.isOpen { settleFlight() }
    begin(.recovery, at: snd.nxt)
    rtx.flight.lossOctets = UInt32(clamping: snd.nxt - snd.una)
    rtx.flight.recover = snd.nxt
  }

  private mutating func begin(_ kind: FlightVariables.Kind, at base: SequenceNumber) {
    rtx.flight.isOpen = true
    rtx.flight.kind = kind
    rtx.flight.isAcked = false
    rtx.flight.base = base
    rtx.flight.octets = 0
  }

  /// This endpoint sent data while a flight is under way.
  @inline(never)
  mutating func measureSent(_ seg: Segment) {
    if rtx.flight.kind == .recovery { return }
    if rtx.flight.kind == .first { rtx.flight.base = snd.iss + 1 }
    if !facts.contains(.issKnown) && rtx.flight.kind == .first || rtx.flight.isAcked && rtx.flight.until < seg.time {
      return settleFlight()
    }
    let octets = snd.nxt - rtx.flight.base
    if octets > Int(rtx.flight.octets) {
      rtx.flight.octets = UInt32(clamping: octets)
      rtx.flight.frame = seg.frame
      rtx.flight.time = seg.time
    }
  }

  /// The peer acknowledged more while a flight is under way. What this endpoint sends within three quarters of the
  /// smallest turnaround left before it can have had the acknowledgement.
  @inline(never)
  mutating func measureAcked(_ seg: Segment) {
    if rtx.flight.kind == .recovery {
      if rtx.flight.recover <= snd.una { begin(.afterRecovery, at: snd.nxt) }
      return
    }
    guard rtx.flight.octets > 0, rtx.flight.base < snd.una else { return }
    if rtx.flight.isAcked {
      if rtx.flight.until < seg.time { settleFlight() }
      return
    }
    rtx.flight.isAcked = true
    rtx.flight.until = seg.time + .nanoseconds(turnaround.samples > 0 ? turnaround.minimum / 4 * 3 : 0)
  }

  private mutating func settleFlight() {
    rtx.flight.isOpen = false
    switch rtx.flight.kind {
    case .recovery: break
    case .first:
      if rtx.flight.octets > snd.maxPayload { opportunities.insert(.sentFlight) }
      rtx.flight.initial = rtx.flight.octets
      rtx.flight.initialFrame = rtx.flight.frame
      rtx.flight.initialTime = rtx.flight.time
    case .afterRecovery:
      guard rtx.flight.octets > rtx.flight.lossOctets &+ snd.maxPayload &* 3 else { return }
      rtx.flight.undeflated &+= 1
      rtx.flight.undeflatedFrame = rtx.flight.frame
    case .afterPause: settlePause()
    }
  }

  private mutating func settlePause() {
    guard rtx.flight.octets > max(snd.maxPayload &* 11, 16_060) else {
      if rtx.flight.octets > snd.maxPayload { opportunities.insert(.pausedAndSent) }
      return
    }
    rtx.flight.bursts &+= 1
    if rtx.flight.bursts == 1 || rtx.flight.pause < rtx.flight.shortestPause { rtx.flight.shortestPause = rtx.flight.pause }
    if rtx.flight.largestBurst <= rtx.flight.octets {
      rtx.flight.largestBurst = rtx.flight.octets
      rtx.flight.burstFrame = rtx.flight.frame
      rtx.flight.burstTime = rtx.flight.time
    }
  }
}
