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

/// Who has a plot, where there is not one for everybody: the connections that became long with the lowest frames.
struct PlotPlaces: Sendable {
  struct Place: Sendable {
    /// With it the connection became long.
    var frame: UInt32
    var plot: UInt32
  }
  private var taken: [Place] = []
  /// The one of the highest frame among them.
  private var last = 0

  /// - Returns: who goes without: the new one, or one that had a place.
  mutating func take(_ place: Place, limit: Int) -> Place? {
    guard taken.count >= limit else {
      taken.append(place)
      if taken[last].frame < place.frame { last = taken.count - 1 }
      return nil
    }
    guard limit > 0, place.frame < taken[last].frame else { return place }
    let loser = taken[last]
    taken[last] = place
    last = taken.indices.max { taken[$0].frame < taken[$1].frame } ?? 0
    return loser
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
      let frame = max(folded, plots[Int(due.place)][kind]?.firstFrame ?? 0)
      if let loser = takePlace(kind, PlotPlaces.Place(frame: frame, plot: due.place)) {
        plots[Int(loser.plot)][kind] = nil
        lostPlots[loser.plot, default: []].insert(kind)
      }
    }
    records[index].log.due.counted = due.begun
    returnPlot(index)
  }

  /// A plot that has lost its places is nobody's.
  private mutating func returnPlot(_ index: UInt32) {
    let due = records[index].log.due
    guard due.place != .max, plots[Int(due.place)].isEmpty, due.counted == due.begun else { return }
    if let lost = lostPlots.removeValue(forKey: due.place) { records[index].log.due.refused.formUnion(lost) }
    sparePlots.append(due.place)
    records[index].log.due.place = .max
  }

  /// Connections that lost a plot to others after they had ended are told of it.
  mutating func settlePlots() {
    for place in rows.indices where rows[place].log.plot != .max {
      if let lost = lostPlots[rows[place].log.plot] { rows[place].log.refusedPlots.formUnion(lost) }
    }
    lostPlots = [:]
  }

  /// Asks for one of the places: the connections that became long first have one, whoever asks first.
  ///
  /// All that may be drawn without a charge have one, unless all are drawn, since who they are is known only at the end.
  ///
  /// - Returns: who goes without.
  private mutating func takePlace(_ kind: PlotKinds, _ place: PlotPlaces.Place) -> PlotPlaces.Place? {
    let limit = options.limits.plotsPerCapture
    if kind == .charged { return chargedPlots.take(place, limit: limit) }
    return options.drawing == .all ? quietPlots.take(place, limit: limit) : nil
  }

  /// The log of a connection that ends; one that has all its rows needs no plot.
  mutating func seal(_ index: UInt32) -> SealedLog {
    countPlots(index)
    returnPlot(index)
    var log = records[index].log.seal(&events)
    if records[index].log.firstFolded == nil { releasePlot(of: &log) }
    return log
  }

  /// A finished log that is not drawn needs no plot.
  mutating func releasePlot(of log: inout SealedLog) {
    guard log.plot != .max else { return }
    plots[Int(log.plot)] = Plot()
    lostPlots[log.plot] = nil
    sparePlots.append(log.plot)
    log.plot = .max
  }
}

extension Fold {
  /// Chooses the plot of each connection, now that all have their numbers: of each kind the first ones have one, by the
  /// frames with which they became long.
  ///
  /// - Returns: places of the connections that would have one.
  mutating func choosePlots(_ options: AnalysisOptions) -> [Int] {
    let places = rows.indices.filter { rows[$0].log.plot != .max || !rows[$0].log.refusedPlots.isEmpty }
    let last = (lastPlotted(.quiet, of: places, options), lastPlotted(.charged, of: places, options))
    var missing: [Int] = []
    for number in places {
      let log = rows[number].log
      var plot = log.plot == .max ? Plot() : plots[Int(log.plot)]
      let wanted: PlotKinds = options.mayDrawUncharged(number) ? [.quiet, .charged] : .charged
      let isMissed = PlotKinds.all.contains { wanted.contains($0) && (plot[$0] != nil || log.refusedPlots.contains($0)) }
      if !wanted.contains(.quiet) || plot.folded(.quiet, log) > last.0 { plot.quiet = nil }
      if plot.quiet != nil || plot.folded(.charged, log) > last.1 { plot.charged = nil }
      if plot.isEmpty, isMissed { missing.append(number) }
      if plot.isEmpty { rows[number].log.plot = .max } else { plots[Int(log.plot)] = plot }
    }
    return missing
  }

  /// The last frame whose connection has a place; 0 where none has.
  private func lastPlotted(_ kind: PlotKinds, of places: [Int], _ options: AnalysisOptions) -> UInt32 {
    let frames = places.compactMap { number -> UInt32? in
      let log = rows[number].log
      guard log.plot != .max, plots[Int(log.plot)][kind] != nil, kind == .charged || options.mayDrawUncharged(number) else { return nil }
      return plots[Int(log.plot)].folded(kind, log)
    }
    guard options.limits.plotsPerCapture > 0 else { return 0 }
    guard frames.count > options.limits.plotsPerCapture else { return .max }
    return frames.sorted()[options.limits.plotsPerCapture - 1]
  }
}

extension Plot {
  /// The frame with which a connection was long enough for the plot.
  fileprivate func folded(_ kind: PlotKinds, _ log: SealedLog) -> UInt32 {
    max(self[kind]?.firstFrame ?? 0, log.firstFolded)
  }
}
