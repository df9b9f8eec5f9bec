import Checks
import Replay
import Tap
import Wire

extension ConnectionRow: Archived {
  static var blank: ConnectionRow { ConnectionRow(key: .blank, lower: .blank, upper: .blank) }

  /// A row without its drawing.
  mutating func code(_ archive: inout Archive) {
    archive.code(&key)
    archive.code(&client)
    archive.code(&incarnation)
    archive.code(&firstFrame)
    archive.code(&lastFrame)
    archive.code(&start)
    archive.code(&last)
    archive.code(&midstream)
    archive.code(&lower)
    archive.code(&upper)
    archive.code(&sight)
    archive.code(&closing)
    archive.code(&followed)
    archive.code(&initialLower)
    archive.code(&initialUpper)
    archive.code(&isQuiet)
  }
}

extension EndpointRow: Archived {
  static var blank: EndpointRow { EndpointRow(Endpoint()) }
  mutating func code(_ archive: inout Archive) {
    archive.code(&state)
    archive.code(&sureness)
    archive.code(&opening)
    archive.code(&facts)
    archive.code(&opportunities)
    archive.code(&segments)
    archive.code(&octets)
    archive.code(&retransmissions)
    archive.code(&measures)
    archive.code(&syns)
    archive.code(&iss)
    archive.code(&turnaround)
    archive.code(&first)
    archive.code(&last)
    archive.code(&firstFin)
    archive.code(&rst)
    archive.code(&timeWaitEntered)
    archive.code(&timeWaitRestart)
    archive.code(&timeWaitAlive)
    archive.code(&timeWaitGone)
    archive.code(&ttl)
  }
}

extension Measures: Archived {
  package static var blank: Measures { Measures() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&uniqueOctets)
    archive.code(&fastRetransmissions)
    archive.code(&needlessRetransmissions)
    archive.code(&outOfOrder)
    archive.code(&duplicateAcks)
    archive.code(&zeroWindows)
    archive.code(&windowProbes)
    archive.code(&windowUpdates)
    archive.code(&windowFull)
    archive.code(&keepalives)
    archive.code(&sacksSent)
    archive.code(&largestWindow)
    archive.code(&smallestWindow)
    archive.code(&averageWindow)
    archive.code(&windowScale)
    archive.code(&maximumSegmentSize)
    archive.code(&synOptions, blank: []) { $0.code(&$1) }
    archive.code(&longestIdle)
    archive.code(&roundTrips)
  }
}

extension RoundTripReport: Archived {
  package static var blank: RoundTripReport { RoundTripReport() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&samples)
    archive.code(&minimum)
    archive.code(&maximum)
    archive.code(&average)
    archive.code(&deviation)
    archive.code(&handshake)
  }
}

extension CloseStyle: Archived {
  package static var blank: CloseStyle { .open }
  package mutating func code(_ archive: inout Archive) {
    var (kind, side, one, other) = parts
    archive.code(&kind)
    archive.code(&side)
    archive.code(&one)
    archive.code(&other)
    switch kind {
    case 0: self = .orderly(first: side, merged: one, lastAcknowledged: other)
    case 1: self = .simultaneous(lastAcknowledged: other)
    case 2: self = .refused(by: side)
    case 3: self = .reset(by: side, after: one && other ? .both : one ? .one(.lower) : other ? .one(.upper) : .none)
    case 4: self = .halfClosed(by: side)
    case 5: self = .unanswered
    case 6: self = .incomplete
    case 7: self = .open
    case 8: self = .unreachable
    case 9: self = .stray(isReset: one)
    default: archive.refuse()
    }
  }

  private var parts: (kind: UInt8, side: Side, one: Bool, other: Bool) {
    switch self {
    case .orderly(let first, let merged, let acknowledged): (0, first, merged, acknowledged)
    case .simultaneous(let acknowledged): (1, .lower, false, acknowledged)
    case .refused(let side): (2, side, false, false)
    case .reset(let side, after: .none): (3, side, false, false)
    case .reset(let side, after: .one(let closer)): (3, side, closer == .lower, closer == .upper)
    case .reset(let side, after: .both): (3, side, true, true)
    case .halfClosed(let side): (4, side, false, false)
    case .unanswered: (5, .lower, false, false)
    case .incomplete: (6, .lower, false, false)
    case .open: (7, .lower, false, false)
    case .unreachable: (8, .lower, false, false)
    case .stray(let isReset): (9, .lower, isReset, false)
    }
  }
}

extension LoggedEvent: Archived {
  static var blank: LoggedEvent { LoggedEvent() }
  mutating func code(_ archive: inout Archive) {
    archive.code(&head.time)
    archive.code(&head.side)
    archive.code(&head.lower)
    archive.code(&head.upper)
    var kind: UInt8 = 0
    var segment = LoggedSegment.blank
    var transfer = LoggedTransfer()
    var (error, frame, quoted) = (ICMPError(), 0 as UInt32, SequenceNumber(0))
    switch body {
    case .none: break
    case .segment(let logged): (kind, segment) = (1, logged)
    case .transfer(let logged): (kind, transfer) = (2, logged)
    case .icmp(let logged, let at, let number): (kind, error, frame, quoted) = (3, logged, at, number)
    }
    archive.code(&kind)
    switch kind {
    case 0: body = .none
    case 1:
      archive.code(&segment)
      body = .segment(segment)
    case 2:
      archive.code(&transfer)
      body = .transfer(transfer)
    case 3:
      archive.code(&error)
      archive.code(&frame)
      archive.code(&quoted)
      body = .icmp(error, frame: frame, quoted: quoted)
    default: archive.refuse()
    }
  }
}

extension LoggedEvent.LoggedState: Archived {
  static var blank: LoggedEvent.LoggedState { LoggedEvent.LoggedState() }
  mutating func code(_ archive: inout Archive) {
    archive.code(&state)
    archive.code(&sureness)
  }
}

extension LoggedTransfer: Archived {
  static var blank: LoggedTransfer { LoggedTransfer() }
  mutating func code(_ archive: inout Archive) {
    archive.code(&firstFrame)
    archive.code(&lastFrame)
    archive.code(&last)
    archive.code(&lowerSegments)
    archive.code(&upperSegments)
    archive.code(&lowerOctets)
    archive.code(&upperOctets)
    archive.code(&retransmissions)
  }
}
