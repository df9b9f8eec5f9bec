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
  /// What an end's next sample waits for; the one thing that the ordinary segment asks.
  struct Due: BitwiseCopyable {
    /// Before these moments nothing is sampled; the far future where nothing ever is.
    var lower = Instant(nanoseconds: .max)
    var upper = Instant(nanoseconds: .max)
    /// Which sampler is the connection's; `.max`: none yet.
    var place = UInt32.max

    @inline(__always)
    func isDue(_ time: Instant, _ side: Side) -> Bool { (side == .lower ? lower : upper) <= time }

    /// The next segment of either end may begin a plot.
    mutating func invite() {
      guard place == .max else { return }
      lower = Instant(nanoseconds: .min)
      upper = lower
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

  init(from start: Instant, limits: Limits) {
    self.start = start
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

  /// All samples in the order of their frames.
  var samples: [Sample] { (even.samples + telling.samples).sorted { $0.event.frame < $1.event.frame } }
}

extension LoggedEvent {
  /// The number of its record; 0 where it is none.
  fileprivate var frame: UInt32 { if case .segment(let segment) = body { segment.frame } else { 0 } }
}

extension Analysis {
  /// A segment that a plot is due for, or that tells something: the connection is long enough for one, and may be drawn.
  @inline(never)
  mutating func sample(_ event: LoggedEvent, isTelling: Bool, of index: UInt32) {
    guard case .segment = event.body else { return }
    if records[index].log.due.place == .max {
      guard records[index].charged || options.mayDrawUncharged(records.places[index].ordinal),
        plots.count < options.limits.plotsPerCapture || !sparePlots.isEmpty
      else {
        records[index].log.due = PlotSampler.Due()
        return
      }
      // A short connection needs none: its rows are all there.
      guard records[index].log.isFolding else { return }
      let plot = PlotSampler(from: event.time, limits: options.limits)
      if let spare = sparePlots.popLast() {
        plots[Int(spare)] = plot
        records[index].log.due.place = spare
      } else {
        records[index].log.due.place = UInt32(plots.count)
        plots.append(plot)
      }
    }
    let connection = records.lend(index)
    let sample = PlotSampler.Sample(
      event: event, lower: PlotSampler.Standing(connection.lower), upper: PlotSampler.Standing(connection.upper))
    let place = records[index].log.due.place
    (records[index].log.due.lower, records[index].log.due.upper) = plots[Int(place)].take(sample, isTelling: isTelling)
  }

  /// A finished log that is not drawn, or has all its rows, needs no plot.
  mutating func releasePlot(of log: inout SealedLog) {
    guard log.plot != .max else { return }
    plots[Int(log.plot)] = PlotSampler(from: Instant(nanoseconds: 0), limits: options.limits)
    sparePlots.append(log.plot)
    log.plot = .max
  }
}

extension Marks {
  /// Segments that a plot would miss most.
  static let telling: Marks = [.retransmission, .zeroWindow, .windowProbe, .fillsHole, .outOfOrder]
}
