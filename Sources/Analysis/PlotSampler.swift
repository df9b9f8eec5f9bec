import Replay
import Wire

/// A long connection over time in a fixed number of its segments, for the plot of its sequence numbers.
///
/// Two sieves of bounded size: of each end the first segment in every so many nanoseconds, and likewise of those that tell
/// something (sent again, SACK blocks, no window). A sieve that is full doubles its interval and drops what the coarser one
/// would not have taken, so what it holds depends on the segments alone. The ordinary segment pays for a comparison of
/// its time; everything else here is reached once in an interval.
struct PlotSampler: Sendable {
  /// A segment with where both directions stood when it had been taken in.
  struct Sample: BitwiseCopyable, Sendable {
    var event: LoggedEvent
    var lower: Standing
    var upper: Standing
  }
  /// What the machine knew of one end.
  struct Standing: BitwiseCopyable, Sendable {
    /// Payload octets sent so far, which tell one turn of the circle from the next.
    var octets: UInt64
    /// SND.NXT − SND.UNA.
    var outstanding: UInt32
    /// Round trips measured so far, and their sum in nanoseconds.
    var roundTrips: UInt32
    var roundTripSum: Int64
    init(_ end: Endpoint) {
      octets = end.counts.octets
      outstanding = UInt32(clamping: end.snd.nxt - end.snd.una)
      roundTrips = end.gauges.roundTrips.samples
      roundTripSum = end.gauges.roundTrips.sum
    }
  }
  /// Samples of one kind at even distances of time.
  struct Sieve: Sendable {
    private(set) var samples: [Sample] = []
    /// Nanoseconds.
    private(set) var interval = PlotSampler.finest
    private let origin: Instant
    private let limit: Int
    private(set) var lower = Instant(nanoseconds: .min)
    private(set) var upper = Instant(nanoseconds: .min)

    init(from origin: Instant, limit: Int) { (self.origin, self.limit) = (origin, limit) }

    /// What was sampled elsewhere: nothing is added to it any more.
    mutating func code(_ archive: inout Archive) {
      archive.code(&interval)
      archive.code(&samples)
      if interval < PlotSampler.finest { archive.refuse() }
    }

    func takes(_ time: Instant, _ side: Side) -> Bool { (side == .lower ? lower : upper) <= time }

    mutating func add(_ sample: Sample) {
      samples.append(sample)
      expectNext(after: sample)
      while samples.count > limit { thin() }
    }

    /// Doubles the interval, and keeps of each end the first sample in each.
    private mutating func thin() {
      interval *= 2
      let all = samples
      samples.removeAll(keepingCapacity: true)
      (lower, upper) = (Instant(nanoseconds: .min), Instant(nanoseconds: .min))
      for sample in all where takes(sample.event.time, sample.event.side) {
        samples.append(sample)
        expectNext(after: sample)
      }
    }

    private mutating func expectNext(after sample: Sample) {
      let since = max(0, (sample.event.time - origin).nanoseconds)
      let next = origin + .nanoseconds((since / interval + 1) * interval)
      if sample.event.side == .lower { lower = next } else { upper = next }
    }
  }

  /// The interval at first, in nanoseconds.
  static let finest: Int64 = 1_000
  private(set) var even: Sieve
  private(set) var telling: Sieve
  /// Where sampling began.
  let start: Instant
  /// The frame with which it began.
  let firstFrame: UInt32

  init(from start: Instant, frame: UInt32, limits: Limits) {
    self.start = start
    firstFrame = frame
    even = Sieve(from: start, limit: limits.plotSamples)
    telling = Sieve(from: start, limit: limits.plotSamples / 2)
  }

  /// Takes one segment in.
  ///
  /// - Parameter isTelling: it says something by itself.
  /// - Returns: when either end is due again.
  mutating func take(_ sample: Sample, isTelling: Bool) -> (lower: Instant, upper: Instant) {
    if even.takes(sample.event.time, sample.event.side) {
      even.add(sample)
    } else if isTelling, telling.takes(sample.event.time, sample.event.side) {
      telling.add(sample)
    }
    return (even.lower, even.upper)
  }

  mutating func code(_ archive: inout Archive) {
    even.code(&archive)
    telling.code(&archive)
  }

  /// All samples in the order of their frames.
  var samples: [Sample] { (even.samples + telling.samples).sorted { $0.event.frame < $1.event.frame } }
}

extension PlotSampler.Sample: Archived {
  static var blank: PlotSampler.Sample {
    let nobody = PlotSampler.Standing(Endpoint())
    return PlotSampler.Sample(event: .blank, lower: nobody, upper: nobody)
  }
  mutating func code(_ archive: inout Archive) {
    archive.code(&event)
    lower.code(&archive)
    upper.code(&archive)
  }
}

extension PlotSampler.Standing {
  fileprivate mutating func code(_ archive: inout Archive) {
    archive.code(&octets)
    archive.code(&outstanding)
    archive.code(&roundTrips)
    archive.code(&roundTripSum)
  }
}

extension LoggedEvent {
  /// The number of its record; 0 where it is none.
  fileprivate var frame: UInt32 { if case .segment(let segment) = body { segment.frame } else { 0 } }
}

extension Marks {
  /// Segments that a plot would miss most.
  static let telling: Marks = [.retransmission, .zeroWindow, .windowProbe, .fillsHole, .outOfOrder]
}
