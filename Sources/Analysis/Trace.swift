import Checks

/// The segments of one connection that were kept, with their numbers unwrapped: what a plot over time is drawn from.
///
/// Numbers are octets of the direction they belong to, counted from its ISN (or from the first number seen).
public struct Trace: Sendable, Hashable {
  /// The segments that were kept, in the order of time.
  public var points: [Point] = []
  /// Spans of which only counts were kept, and samples where there are any.
  public var folds: [Fold] = []
  /// How the samples among the points were taken; `nil` without any.
  public var sampling: Sampling?

  /// A segment.
  public struct Point: Sendable, Hashable {
    /// Nanoseconds since the connection's start.
    public var time: Int64 = 0
    /// Its frame, as Wireshark numbers it.
    public var frame = 0
    /// Who sent it.
    public var from = Role.client
    /// Its first number.
    public var seq: Int64 = 0
    /// Octets of data.
    public var payload = 0
    /// A SYN or a FIN takes a number of its own.
    public var isControl = false
    /// Of the other direction; `nil` without the ACK flag.
    public var ack: Int64?
    /// The first number beyond the offered window; `nil` where the scale is unknown.
    public var edge: Int64?
    /// It offers no window.
    public var isZeroWindow = false
    /// It was sent before.
    public var isRetransmission = false
    /// Ranges of the other direction.
    public var sacks: [Range<Int64>] = []
    /// It stands for others beside it, which are only counted.
    public var isSampled = false
    /// On a sample: octets of each end that were sent and not acknowledged after it.
    public var outstanding: PerRole<Int>?
    /// On a sample: the mean of the sender's round trips since the sample before, in nanoseconds, if there were any.
    public var roundTrip: Int64?
    /// The number behind its last.
    public var end: Int64 { seq + Int64(payload) + (isControl ? 1 : 0) }
    package init() {}
  }

  /// A span of which only counts were kept.
  public struct Fold: Sendable, Hashable {
    /// Where it begins, in nanoseconds since the connection's start.
    public var from: Int64
    /// Where it ends.
    public var to: Int64
    /// Segments of each end.
    public var segments: PerRole<Int>
    /// Those of them that were sent again.
    public var retransmissions: Int
    package init(from: Int64, to: Int64, segments: PerRole<Int>, retransmissions: Int) {
      (self.from, self.to, self.segments, self.retransmissions) = (from, to, segments, retransmissions)
    }
  }

  /// Samples at even distances of time.
  public struct Sampling: Sendable, Hashable {
    /// Where it began, in nanoseconds since the connection's start.
    public var from: Int64
    /// Of each end the first segment in every so many nanoseconds is a point.
    public var interval: Int64
    /// So is, in every so many, the first of those that were sent again, carry SACK blocks or offer no window.
    public var tellingInterval: Int64
    /// None of those had to be left out.
    public var hasAllTelling: Bool { tellingInterval <= PlotSampler.finest }
    package init(from: Int64, interval: Int64, tellingInterval: Int64) {
      (self.from, self.interval, self.tellingInterval) = (from, interval, tellingInterval)
    }
  }
  package init() {}
}

/// The header of the segment that a finding rests on.
public struct HeaderReport: Sendable, Hashable {
  /// Its frame, as Wireshark numbers it.
  public var frame = 0
  /// Who sent it.
  public var from = Role.client
  /// SEG.SEQ.
  public var seq: UInt32 = 0
  /// SEG.ACK, whatever the ACK flag says.
  public var ack: UInt32 = 0
  /// Reserved bits and flags, twelve in all, as they stand on the wire.
  public var bits: UInt16 = 0
  /// SEG.WND as it stands there, not scaled.
  public var window = 0
  /// Whether the sum is right.
  public var checksum = Checksum.unverifiable
  /// SEG.UP.
  public var urgentPointer = 0
  /// Octets of the options as captured.
  public var options: [UInt8] = []
  /// Octets of data.
  public var payload = 0
  /// The header was cut or is malformed, so the options may not be whole.
  public var isCut = false
  /// Where the fault lies.
  public var fault: HeaderField?

  /// What is known of the field; its value is not kept.
  public enum Checksum: String, Sendable, Hashable, CaseIterable { case good, bad, partial, unverifiable }
  package init() {}
}

/// A TIME-WAIT of one end, in nanoseconds since the connection's start.
public struct TimeWaitReport: Sendable, Hashable {
  /// When it began.
  public var from: Int64
  /// How long it is proven to have lasted, and after how long it was proven gone.
  public var alive: Int64?
  /// After how long it was proven gone; `nil`: it was not.
  public var gone: Int64?
  package init(from: Int64, alive: Int64?, gone: Int64?) { (self.from, self.alive, self.gone) = (from, alive, gone) }

  /// What a capture shows of a TIME-WAIT: it was found gone, it was found alive and never gone, or neither.
  public enum Standing: String, Sendable, Hashable, CaseIterable { case alive, gone, unproven }
  /// What this one came to.
  public var standing: Standing { gone != nil ? .gone : alive != nil ? .alive : .unproven }
}
