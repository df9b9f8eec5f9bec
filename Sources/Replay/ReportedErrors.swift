import Wire

/// What ICMP errors say of the segments of one end, `E` (RFC 9293 §3.9.2.2).
package struct ReportedErrors: BitwiseCopyable, Sendable {
  /// The newest error that crossed toward E, soft or hard: when, its frame, and whether it quotes octets that were
  /// outstanding.
  package var time = Instant(nanoseconds: 0)
  package var frame: UInt32 = 0
  package var isHard = false
  package var isValid = false
  /// Packets too big for a hop (RFC 1191 §3, RFC 8201 §4): its MTU, 0 where none was reported, and the first and the
  /// newest report of this MTU.
  package var mtu: UInt32 = 0
  package var first = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  package var firstFrame: UInt32 = 0
  /// The newest packet of E that was larger all the same, long after the first report.
  package var largeSeq = SequenceNumber(0)
  package var largeFrame: UInt32 = 0
  package var large: UInt16 = 0
  /// Such packets that were reported again.
  package var again: UInt16 = 0
  package init() {}
}

/// What E has under way before a Source Quench and after (RFC 6633).
package struct QuenchVariables: BitwiseCopyable, Sendable {
  var time = Instant(nanoseconds: 0)
  var before = 0
  var after = 0
  var segments: UInt8 = 0
  /// Quenches after which E's flight could be measured, and those after which it was half at most; the newest frame.
  package var measured: UInt8 = 0
  package var halved: UInt8 = 0
  package var frame: UInt32 = 0
  package init() {}
}

extension ICMPError {
  /// How TCP has to take it (RFC 9293 §3.9.2.2, RFC 5927 §5.2).
  package enum Gravity: Sendable { case soft, hard, tooBig, quench, other }

  package var gravity: Gravity {
    switch (reporter.family, type, code) {
    case (.v4, 3, 0), (.v4, 3, 1), (.v4, 3, 5), (.v4, 11, 0...1), (.v4, 12, _): .soft
    case (.v4, 3, 2), (.v4, 3, 3): .hard
    case (.v4, 3, 4), (.v6, 2, _): .tooBig
    case (.v4, 4, _): .quench
    case (.v6, 1, 0), (.v6, 1, 3), (.v6, 3, 0...1), (.v6, 4, 0), (.v6, 4, 2): .soft
    // RFC 5927 §5.2 counts port unreachable and unrecognized next header as the hard ones of ICMPv6.
    case (.v6, 1, 4), (.v6, 4, 1): .hard
    default: .other
    }
  }
}

extension Endpoint {
  /// Whether a quoted number is one that may still be on its way (RFC 5927 §4.1).
  package func isOutstanding(_ number: SequenceNumber) -> Bool { snd.una <= number && number < snd.nxt }

  /// Whether an ICMP error is an answer to E's SYN: it quotes it, and says that it does not get through.
  package func isAnswered(by seg: Segment) -> Bool {
    switch seg.icmp.gravity {
    case .soft, .hard, .other: state == .synSent && seg.seq == snd.iss
    case .tooBig, .quench: false
    }
  }

  /// How long a sender may take to mind a report: larger than any first timeout (RFC 6298 (2.1)).
  private static let minding: Duration = .seconds(3)

  /// An ICMP error that quotes a segment of this end crosses toward it.
  mutating func noteError(_ seg: Segment) {
    counts.icmpErrors &+= 1
    if isAnswered(by: seg) { facts.insert(.unreachable) }
    switch seg.icmp.gravity {
    case .soft, .hard:
      header.errors.time = seg.time
      header.errors.frame = seg.frame
      header.errors.isHard = seg.icmp.gravity == .hard
      header.errors.isValid = isOutstanding(seg.seq)
      if state.isSynchronized { opportunities.insert(header.errors.isHard ? .quotedInHardError : .quotedInSoftError) }
    case .tooBig: noteTooBig(seg)
    case .quench:
      guard state == .established, isOutstanding(seg.seq), !header.watch.contains(.quench) else { return }
      header.quench.time = seg.time
      header.quench.before = snd.nxt - snd.una
      (header.quench.after, header.quench.segments) = (0, 0)
      header.quench.frame = seg.frame
      header.begin(.quench)
    case .other: break
    }
  }

  private mutating func noteTooBig(_ seg: Segment) {
    let mtu = seg.icmp.nextHopMTU
    // Below this a stack may stop obeying, as a defence: it sends fragments instead (RFC 8201 §4, RFC 5927 §7).
    let least: UInt32 = seg.icmp.reporter.family == .v4 ? 576 : 1280
    guard least <= mtu, mtu <= 65_535, isOutstanding(seg.seq) else { return }
    opportunities.insert(.quotedInTooBig)
    let isAgain = header.errors.mtu == mtu && seg.time - header.errors.last < .seconds(60)
    if isAgain {
      if header.errors.large > 0, header.errors.largeSeq == seg.seq { header.errors.again &+= 1 }
    } else if header.errors.mtu == 0 || mtu < header.errors.mtu || header.errors.mtu == mtu {
      header.errors = ReportedErrors(keeping: header.errors)
      header.errors.mtu = mtu
      header.errors.first = seg.time
      header.errors.firstFrame = seg.frame
      let headers: UInt32 = seg.icmp.reporter.family == .v4 ? 40 : 60
      header.setPathCeiling(Int32(mtu - headers))
    }
    header.errors.last = seg.time
  }

  /// What this end has under way in the second round trip after a Source Quench, where nothing else holds it back.
  mutating func noteFlight(_ seg: Segment, peer: inout Endpoint, isFirst: Bool) {
    let trip = Duration.nanoseconds(turnaround.maximum + peer.turnaround.maximum)
    let elapsed = seg.time - header.quench.time
    let isHeldBack = peer.rcv.edgeNow - snd.nxt < 1460
    guard isFirst, !isHeldBack, trip > .zero, elapsed <= trip * 4 else {
      header.end(.quench)
      return
    }
    guard trip < elapsed else { return }
    if elapsed <= trip * 2 {
      header.quench.after = max(header.quench.after, snd.nxt - snd.una)
      header.quench.segments &+= header.quench.segments < .max ? 1 : 0
      return
    }
    header.end(.quench)
    guard header.quench.segments >= 2, header.quench.before >= 8 * 536, header.quench.measured < .max else { return }
    header.quench.measured &+= 1
    if header.quench.after * 2 <= header.quench.before { header.quench.halved &+= 1 }
  }

  /// A packet larger than a hop on its way was said to take.
  mutating func noteLarge(_ seg: Segment) {
    guard header.errors.mtu > 0, header.errors.mtu < seg.ipLength, seg.payload > 0 else { return }
    guard header.errors.large < 1000 else {
      header.setPathCeiling(.max)
      return
    }
    guard seg.dontFragment, seg.checksum == .good, Self.minding < seg.time - header.errors.first else { return }
    header.errors.large &+= 1
    header.errors.largeSeq = seg.seq
    header.errors.largeFrame = seg.frame
  }
}

extension ReportedErrors {
  /// Only what the newest soft or hard error said.
  fileprivate init(keeping old: ReportedErrors) {
    self.init()
    (time, frame, isHard, isValid) = (old.time, old.frame, old.isHard, old.isValid)
  }
}
