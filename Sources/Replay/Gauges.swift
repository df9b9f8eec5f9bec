import Wire

/// What an end's segments measure for its row of numbers, as `tcptrace -l -r` has them; no check judges by it.
package struct Gauges: BitwiseCopyable, Sendable {
  /// Windows offered on all segments with ACK or SYN but RSTs, octets: largest, smallest above 0, sum and how many. A SYN's counts
  /// only where no scale does (RFC 7323 §2.2).
  package var largestWindow: UInt32 = 0
  package var smallestWindow: UInt32 = .max
  package var windowSum: UInt64 = 0
  package var windows: UInt32 = 0
  /// Both SYNs offered a scale.
  package var isScaled = false
  /// ACKs of nothing new that state another window than the one before, whichever way its edge moves.
  package var updates: UInt32 = 0
  /// Segments with a SACK option (RFC 2018 §3).
  package var sacks: UInt32 = 0
  /// Longest time between two segments of this end, nanoseconds.
  package var longestIdle: Int64 = 0
  package var roundTrips = RoundTrips()
  package init() {}
}

/// Round trips tap → P → tap of E's segments: one segment is timed at a time (RFC 6298 §3), and none that was sent
/// again (Karn's algorithm).
package struct RoundTrips: BitwiseCopyable, Sendable {
  /// One beyond the segment that is timed, where `isTiming`, and when it crossed.
  private var end = SequenceNumber(0)
  package private(set) var isTiming = false
  private var isHandshake = false
  /// `handshake` holds.
  package private(set) var timedHandshake = false
  private var began = Instant(nanoseconds: 0)
  /// Nanoseconds.
  package private(set) var minimum: Int64 = .max
  package private(set) var maximum: Int64 = 0
  package private(set) var sum: Int64 = 0
  /// Sum of squares, in nanoseconds².
  package private(set) var squares = 0.0
  package private(set) var samples: UInt32 = 0
  /// The SYN's or SYN,ACK's, where `timedHandshake`.
  package private(set) var handshake: Int64 = 0
  package init() {}

  @inline(__always)
  package mutating func begin(_ seg: Segment) {
    (end, began, isTiming, isHandshake) = (seg.end, seg.time, true, seg.has(.syn))
  }

  /// Something was sent again: which of the copies the next ACK answers is unknown.
  package mutating func forget() { isTiming = false }

  /// P acknowledged everything below `ack`.
  @inline(__always)
  package mutating func acknowledge(_ ack: SequenceNumber, at time: Instant) {
    guard isTiming, end <= ack else { return }
    isTiming = false
    let sample = time.nanoseconds(since: began)
    guard sample >= 0 else { return }
    if sample < minimum { minimum = sample }
    if maximum < sample { maximum = sample }
    sum &+= sample
    squares += Double(sample) * Double(sample)
    samples &+= 1
    if isHandshake { (handshake, timedHandshake) = (sample, true) }
  }

  /// Nanoseconds; 0 without samples.
  package var average: Int64 { samples == 0 ? 0 : sum / Int64(samples) }

  /// The sample's standard deviation, nanoseconds; 0 below two samples.
  package var deviation: Int64 {
    guard samples > 1 else { return 0 }
    let count = Double(samples)
    let variance = (squares - Double(sum) * Double(sum) / count) / (count - 1)
    return variance > 0 ? Int64(min(variance.squareRoot(), 9e18)) : 0
  }
}

extension Endpoint {
  /// Takes the measures of a segment that E emitted, before it is counted.
  @inline(__always)
  mutating func gauge(_ seg: Segment) {
    if facts.contains(.spoke) {
      let idle = seg.time.nanoseconds(since: times.last)
      if gauges.longestIdle < idle { gauges.longestIdle = idle }
    }
    if seg.options.present.contains(.sack) { gauges.sacks &+= 1 }
    let known = facts.contains(.shiftKnown)
    guard seg.has(.ack) || seg.has(.syn), !seg.has(.rst), !known || snd.shift == 0 || !seg.has(.syn) else { return }
    let window = UInt32(seg.wnd) << (known ? UInt32(snd.shift) : 0)
    if gauges.largestWindow < window { gauges.largestWindow = window }
    if window < gauges.smallestWindow, window > 0 { gauges.smallestWindow = window }
    gauges.windowSum &+= UInt64(window)
    gauges.windows &+= 1
  }

  /// Both ends scale their windows: what their SYNs offered is of another measure.
  mutating func beginScaling() {
    (gauges.largestWindow, gauges.smallestWindow) = (0, .max)
    (gauges.windowSum, gauges.windows) = (0, 0)
    gauges.isScaled = true
  }

  /// Times a SYN, FIN or data of E, if it goes out for the first time and nothing else is timed.
  mutating func timeRoundTrip(_ seg: Segment, marks: Marks) {
    if !marks.isDisjoint(with: [.retransmission, .fillsHole]) { gauges.roundTrips.forget() }
    guard seg.len > 0, marks.isDisjoint(with: .untimed), seg.checksum != .bad else { return }
    if !gauges.roundTrips.isTiming || seg.has(.syn) { gauges.roundTrips.begin(seg) }
  }
}

extension Marks {
  /// Nothing that an ACK would answer for the first time.
  fileprivate static let untimed: Marks = [.retransmission, .fillsHole, .keepalive, .windowProbe, .beyondFin, .rst]
}
