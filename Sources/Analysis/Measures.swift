import Wire

/// What one end did so and so often, in the words that `Term` defines; segments, unless octets are said.
public struct Measures: BitwiseCopyable, Sendable, Hashable {
  /// Payload octets sent for the first time.
  public var uniqueOctets: UInt64 = 0
  /// Retransmissions on duplicate ACKs or SACK blocks.
  public var fastRetransmissions: UInt32 = 0
  /// Retransmissions of octets that had arrived.
  public var needlessRetransmissions: UInt32 = 0
  /// Segments that came after later ones, and are no retransmissions.
  public var outOfOrder: UInt32 = 0
  /// Duplicate ACKs (RFC 5681 §2).
  public var duplicateAcks: UInt32 = 0
  /// Segments that offered no window.
  public var zeroWindows: UInt32 = 0
  /// Probes of a window that is closed.
  public var windowProbes: UInt32 = 0
  /// ACKs that do nothing but move the window.
  public var windowUpdates: UInt32 = 0
  /// Segments that use up the window offered.
  public var windowFull: UInt32 = 0
  /// Keep-alive probes.
  public var keepalives: UInt32 = 0
  /// Segments with a SACK option.
  public var sacksSent: UInt32 = 0
  /// The largest window offered, in octets, scaled where the scale is known.
  public var largestWindow: UInt32 = 0
  /// The smallest one above 0.
  public var smallestWindow: UInt32 = 0
  /// The mean of all of them.
  public var averageWindow: UInt32 = 0
  /// Shift of this end's windows, where both SYNs offered one.
  public var windowScale: UInt8?
  /// MSS option of this end's SYN.
  public var maximumSegmentSize: UInt16?
  /// Options of this end's SYN; `nil` where none was captured whole.
  package var synOptions: TCPOptions.Present?
  /// Options of this end's SYN, by the names of `report.json`; `nil` where none was captured whole.
  public var offered: [String]? { synOptions?.names }
  /// Longest time between two segments of this end, nanoseconds.
  public var longestIdle: Int64 = 0
  /// Times from a segment of this end to the acknowledgement of it.
  public var roundTrips = RoundTripReport()
  package init() {}
}

/// Time from a segment of an end to the first ACK that covers it, both as the tap saw them; one segment is timed at a
/// time, and none that was sent again.
public struct RoundTripReport: BitwiseCopyable, Sendable, Hashable {
  /// How many round trips could be measured.
  public var samples: UInt32 = 0
  /// The shortest, in microseconds.
  public var minimum: UInt32 = 0
  /// The longest, in microseconds.
  public var maximum: UInt32 = 0
  /// Their mean, in microseconds.
  public var average: UInt32 = 0
  /// Their standard deviation, in microseconds.
  public var deviation: UInt32 = 0
  /// The handshake's, in microseconds, if its SYN went out once.
  public var handshake: UInt32?
  package init() {}
}
