import Replay
import Wire

/// Why a connection is plotted over time.
struct PlotKinds: OptionSet, BitwiseCopyable, Sendable {
  let rawValue: UInt8
  /// It may be drawn though nothing is charged: sampled from its beginning.
  static let quiet = PlotKinds(rawValue: 1)
  /// Something was charged: sampled from then on.
  static let charged = PlotKinds(rawValue: 2)
  static let all: [PlotKinds] = [.quiet, .charged]
}

/// The samples of one connection.
///
/// Which connections may be drawn though nothing is charged is known only when all are numbered. So one that may be
/// among them and is charged is sampled twice, and what it is in the end decides which of both is its plot, whoever met it
/// in which order.
struct Plot: Sendable {
  var quiet: PlotSampler?
  var charged: PlotSampler?

  subscript(_ kind: PlotKinds) -> PlotSampler? {
    get { kind == .quiet ? quiet : charged }
    set { if kind == .quiet { quiet = newValue } else { charged = newValue } }
  }
  var isEmpty: Bool { quiet == nil && charged == nil }

  /// Takes one segment in, each kind where it lies: through the subscript its samples would be copied.
  ///
  /// - Returns: when either end is due again.
  mutating func take(_ sample: PlotSampler.Sample, isTelling: Bool) -> (lower: Instant, upper: Instant) {
    let never = (lower: Instant(nanoseconds: .max), upper: Instant(nanoseconds: .max))
    let one = quiet?.take(sample, isTelling: isTelling) ?? never
    let other = charged?.take(sample, isTelling: isTelling) ?? never
    return (min(one.lower, other.lower), min(one.upper, other.upper))
  }

  /// What an end's next sample waits for; the one thing that the ordinary segment asks.
  struct Due: BitwiseCopyable {
    /// Before these moments nothing is sampled; the far future where nothing ever is.
    var lower = Instant(nanoseconds: .max)
    var upper = Instant(nanoseconds: .max)
    /// Where the connection's samples are; `.max`: there are none.
    var place = UInt32.max
    /// Kinds that begin when segments are folded.
    var invited: PlotKinds = []
    private(set) var begun: PlotKinds = []
    var counted: PlotKinds = []
    /// Kinds for which it came too late.
    var refused: PlotKinds = []

    @inline(__always)
    func isDue(_ time: Instant, _ side: Side) -> Bool { (side == .lower ? lower : upper) <= time }

    /// The next segment of either end may begin a plot.
    mutating func invite(_ kind: PlotKinds) {
      guard begun.isDisjoint(with: kind) else { return }
      invited.insert(kind)
      expect(Instant(nanoseconds: .min))
    }

    mutating func begin() {
      begun.formUnion(invited)
      invited = []
    }

    mutating func expect(_ time: Instant) { (lower, upper) = (time, time) }
  }

  mutating func code(_ archive: inout Archive) {
    for kind in PlotKinds.all {
      var start = self[kind]?.start ?? .blank
      var frame = self[kind]?.firstFrame ?? 0
      var isThere = self[kind] != nil
      archive.code(&isThere)
      guard isThere, !archive.isBroken else { continue }
      archive.code(&start)
      archive.code(&frame)
      var sampler = self[kind] ?? PlotSampler(from: start, frame: frame, limits: Limits())
      sampler.code(&archive)
      self[kind] = sampler
    }
  }
}

/// The first connections of a capture that are sampled, of each kind: by the frames with which they became long.
///
/// A place that was once taken is not given again, since whether it is free would depend on who was met first.
struct PlotQuota: Sendable {
  private var quiet: [UInt32] = []
  private var charged: [UInt32] = []
  /// Places beyond the cap, for records that had to wait: only at the end it is known who was first.
  private static let slack = 64

  private subscript(_ kind: PlotKinds) -> [UInt32] {
    get { kind == .quiet ? quiet : charged }
    set { if kind == .quiet { quiet = newValue } else { charged = newValue } }
  }

  /// Asks for a place; false where there is none.
  mutating func take(_ kind: PlotKinds, _ frame: UInt32, limits: Limits) -> Bool {
    guard self[kind].count < limits.plotsPerCapture + PlotQuota.slack else { return false }
    self[kind].append(frame)
    return true
  }

  /// Takes in those of other connections.
  mutating func take(_ other: PlotQuota) {
    quiet += other.quiet
    charged += other.charged
  }

  /// The last frame whose connection has a place; `nil` where none has.
  func last(_ kind: PlotKinds, limits: Limits) -> UInt32? {
    guard self[kind].count > limits.plotsPerCapture else { return .max }
    return limits.plotsPerCapture > 0 ? self[kind].sorted()[limits.plotsPerCapture - 1] : nil
  }

  mutating func code(_ archive: inout Archive) {
    archive.code(&quiet)
    archive.code(&charged)
  }
}

extension Analysis {
  /// A segment that a plot is due for, or that tells something: the connection is long enough for one, and may be drawn.
  @inline(never)
  mutating func sample(_ event: LoggedEvent, isTelling: Bool, of index: UInt32) {
    guard case .segment(let segment) = event.body else { return }
    let invited = records[index].log.due.invited
    if !invited.isEmpty {
      // A short connection needs none: its rows are all there.
      if records[index].log.isFolding {
        beginPlots(invited, with: event, frame: segment.frame, of: index)
      } else if records[index].log.due.place == .max {
        return
      }
    }
    countPlots(index)
    let place = records[index].log.due.place
    guard place != .max else { return records[index].log.due.expect(Instant(nanoseconds: .max)) }
    let connection = records.lend(index)
    let sample = PlotSampler.Sample(
      event: event, lower: PlotSampler.Standing(connection.lower), upper: PlotSampler.Standing(connection.upper))
    let (lower, upper) = plots[Int(place)].take(sample, isTelling: isTelling)
    if records[index].log.due.invited.isEmpty { (records[index].log.due.lower, records[index].log.due.upper) = (lower, upper) }
  }

  private mutating func beginPlots(_ kinds: PlotKinds, with event: LoggedEvent, frame: UInt32, of index: UInt32) {
    if records[index].log.due.place == .max {
      if let spare = sparePlots.popLast() {
        records[index].log.due.place = spare
      } else {
        records[index].log.due.place = UInt32(plots.count)
        plots.append(Plot())
      }
    }
    let place = Int(records[index].log.due.place)
    for kind in PlotKinds.all where kinds.contains(kind) {
      plots[place][kind] = PlotSampler(from: event.time, frame: frame, limits: options.limits)
    }
    records[index].log.due.begin()
  }

  /// A connection that is long by now asks for its places.
  private mutating func countPlots(_ index: UInt32) {
    let due = records[index].log.due
    guard due.place != .max, due.counted != due.begun, let folded = records[index].log.firstFolded else { return }
    for kind in PlotKinds.all where due.begun.contains(kind) && !due.counted.contains(kind) {
      let first = plots[Int(due.place)][kind]?.firstFrame ?? 0
      if !quota.take(kind, max(first, folded), limits: options.limits) {
        plots[Int(due.place)][kind] = nil
        records[index].log.due.refused.insert(kind)
      }
    }
    records[index].log.due.counted = due.begun
    if plots[Int(due.place)].isEmpty {
      sparePlots.append(due.place)
      records[index].log.due.place = .max
    }
  }

  /// The log of a connection that ends; one that has all its rows needs no plot.
  mutating func seal(_ index: UInt32) -> SealedLog {
    countPlots(index)
    var log = records[index].log.seal(&events)
    if records[index].log.firstFolded == nil { releasePlot(of: &log) }
    return log
  }

  /// A finished log that is not drawn needs no plot.
  mutating func releasePlot(of log: inout SealedLog) {
    guard log.plot != .max else { return }
    plots[Int(log.plot)] = Plot()
    sparePlots.append(log.plot)
    log.plot = .max
  }
}

extension Fold {
  /// Chooses the plot of each connection, now that all have their numbers; of those that come too late none is left.
  ///
  /// - Returns: connections that would have one.
  mutating func choosePlots(_ options: AnalysisOptions) -> Int {
    let last = (quota.last(.quiet, limits: options.limits), quota.last(.charged, limits: options.limits))
    var refused = 0
    for (number, row) in rows.enumerated() where row.log.plot != .max || !row.log.refusedPlots.isEmpty {
      var plot = row.log.plot == .max ? Plot() : plots[Int(row.log.plot)]
      let wanted: PlotKinds = options.mayDrawUncharged(number) ? [.quiet, .charged] : .charged
      let missed: PlotKinds = PlotKinds.all.reduce(into: row.log.refusedPlots) { missed, kind in
        guard let sampler = plot[kind] else { return }
        let long = max(sampler.firstFrame, row.log.firstFolded)
        if (kind == .quiet ? last.0 : last.1).map({ long > $0 }) ?? true { missed.insert(kind) }
      }
      for kind in PlotKinds.all where missed.contains(kind) || !wanted.contains(kind) { plot[kind] = nil }
      if plot.quiet != nil { plot.charged = nil }
      if plot.isEmpty, !missed.isDisjoint(with: wanted) { refused += 1 }
      if plot.isEmpty { rows[number].log.plot = .max } else { plots[Int(row.log.plot)] = plot }
    }
    return refused
  }
}
