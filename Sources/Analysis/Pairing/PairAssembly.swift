import Capture
import Checks
import Wire

extension PairReport {
  /// Reads two captures of the same connections and tells them together.
  ///
  /// - Parameters:
  ///   - near: the capture at the clients; `far`: the one at the servers.
  ///   - filter: a pcap-filter(7) expression.
  package static func reading(
    near: String, far: String, options: AnalysisOptions = AnalysisOptions(), filter: String? = nil
  ) throws(CaptureError) -> PairReport {
    let one = try PairCapture.reading(near, options: options, filter: filter)
    let other = try PairCapture.reading(far, options: options, filter: filter)
    var report = PairReport(one, other, options.language)
    report.names = PerRole(client: PathText(near).lastComponent.shown, server: PathText(far).lastComponent.shown)
    return report
  }

  private init(_ near: PairCapture, _ far: PairCapture, _ language: Language) {
    self.init()
    self.language = language.rawValue
    beyondCap = PerRole(client: near.beyondCap, server: far.beyondCap)
    let matching = PairMatching(near.flows, far.flows)
    unmatched = matching.unmatched
    var joined: [(pair: PairMatching.Pair, directions: [PairedSegments])] = matching.pairs.map { pair in
      (pair, Role.allCases.map { PairedSegments($0, near: pair.near, far: pair.far) })
    }
    for place in joined.indices { for way in 0..<2 { joined[place].directions[way].joinUnique() } }
    let axis = PairAxis(joined.map(\.directions))
    for place in joined.indices {
      for (way, role) in Role.allCases.enumerated() { joined[place].directions[way].joinRest(due: axis.due(role)) }
    }
    clock = axis.clock
    connections = joined.enumerated().map { number, one in
      PairedConnection(one.pair, one.directions, axis, number: number + 1, language)
    }
  }
}

/// One time for both captures: the first one's clock.
struct PairAxis {
  let clock: PairClock
  private let start: Int64

  init(_ connections: [[PairedSegments]]) {
    let samples = connections.map { $0.map { $0.samples() } }
    let (client, server) = (samples.flatMap { $0[0] }, samples.flatMap { $0[1] })
    clock = PairClockEstimate.clock(client: client, server: server)
    start = (client + server).map(\.time).min() ?? 0
  }

  private func beyond(_ time: Int64) -> Int64 { clock.offset + (time - start) / 1000 * clock.drift / 1_000_000 }

  /// A time of the second capture by the clock of the first.
  func near(_ time: Int64) -> Int64 { time - beyond(time) }

  /// When what was sent by a role arrives at the earliest, by the receiver's clock; `nil`: the clocks are not aligned.
  func due(_ role: Role) -> ((Int64) -> Int64)? {
    guard let oneWay = clock.oneWay else { return nil }
    return role == .client ? { $0 + beyond($0) + oneWay } : { near($0) + oneWay }
  }
}

extension PairedConnection {
  init(_ pair: PairMatching.Pair, _ directions: [PairedSegments], _ axis: PairAxis, number: Int, _ language: Language) {
    self.init()
    id = number
    atClient = PerRole(client: EndpointName(pair.near[.client]), server: EndpointName(pair.near[.server]))
    atServer = PerRole(client: EndpointName(pair.far[.client]), server: EndpointName(pair.far[.server]))
    matchedBy = pair.basis
    rewritten = Rewrites.between(pair.near, pair.far, directions)
    let isAligned = axis.clock.oneWay != nil
    func time(_ seen: PairedSegments.Seen, atClient: Bool) -> Int64 {
      atClient || !isAligned ? seen.time : axis.near(seen.time)
    }
    let shifts = Self.shifts(directions)
    start = pair.near.segments.first?.time.nanoseconds ?? 0
    for (paired, other) in zip(directions, directions.reversed()) {
      let role = paired.role
      isn.with(role) { $0 = paired.sent.first { $0.segment.has(.syn) }?.segment.seq.rawValue }
      // What the receiver answers stands in the capture at the receiver, where it is what was sent.
      let answers = other.sent.filter { $0.segment.has(.ack) && !$0.segment.has(.rst) }.map { ($0.key.ack, $0.time) }
      let reading = FateReading(paired: paired, answers: answers, due: axis.due(role))
      var fates = Fates()
      var transits: [Int64] = []
      for (place, one) in paired.sent.enumerated() {
        let fate = reading.fate(ofSent: place)
        fates.counts[fate, default: 0] += 1
        let left = time(one, atClient: role == .client) - start
        let match = paired.arrival[place].map { paired.arrived[$0] }
        let came = isAligned ? match.map { time($0, atClient: role == .server) - start } : nil
        if let came { transits.append(came - left) }
        rows.append(
          PairedRow(one, from: role, fate: fate, left: left, came: came, leftFrame: one, cameFrame: match, shift: shifts[role]))
      }
      for (place, one) in paired.arrived.enumerated() where paired.origin[place] == nil {
        let fate = reading.fate(ofArrived: place)
        // Pieces of what crossed are told by the whole.
        guard fate != .recut else { continue }
        fates.counts[fate, default: 0] += 1
        let came = time(one, atClient: role == .server) - start
        rows.append(PairedRow(one, from: role, fate: fate, left: nil, came: came, leftFrame: nil, cameFrame: one, shift: shifts[role]))
      }
      self.fates.with(role) { $0 = fates }
      transits.sort()
      if let least = transits.first, let longest = transits.last {
        transit.with(role) { $0 = Transit(least: least, median: transits[transits.count / 2], longest: longest) }
      }
    }
    rows.sort { a, b in
      let (one, other) = (a.left ?? a.came ?? 0, b.left ?? b.came ?? 0)
      return one == other ? (a.leftFrame ?? 0, a.from == .client ? 0 : 1) < (b.leftFrame ?? 0, b.from == .client ? 0 : 1) : one < other
    }
    let offsets = PerRole(client: Int64(0), server: isAligned ? axis.near(pair.farStart) - start : 0)
    (ladder, states) = PairDrawing(rows: rows, oneWay: axis.clock.oneWay, language: language)
      .figure(PerRole(client: pair.near.states.client, server: pair.far.states.server), offsets)
  }
}

extension PairMatching.Pair {
  /// The first segment's time by the clock at the server.
  fileprivate var farStart: Int64 { far.segments.first?.time.nanoseconds ?? 0 }
}

extension PairedConnection {
  /// By how much each end's windows are scaled (RFC 7323 §2.2: only where both SYNs say so); 0 where no SYN was seen.
  private static func shifts(_ directions: [PairedSegments]) -> PerRole<Int> {
    let offers = directions.map { paired in
      paired.sent.first { $0.segment.has(.syn) && $0.segment.options.present.contains(.windowScale) }
        .map { Int(min(14, $0.segment.options.windowShift)) }
    }
    guard let client = offers[0], let server = offers[1] else { return PerRole(client: 0, server: 0) }
    return PerRole(client: client, server: server)
  }
}

extension PairedRow {
  fileprivate init(
    _ seen: PairedSegments.Seen, from role: Role, fate: Fate, left: Int64?, came: Int64?, leftFrame: PairedSegments.Seen?,
    cameFrame: PairedSegments.Seen?, shift: Int
  ) {
    self.init(
      from: role, fate: fate, left: left, came: came, leftFrame: leftFrame.map { Int($0.segment.frame) },
      cameFrame: cameFrame.map { Int($0.segment.frame) }, flags: seen.segment.flags.names,
      seq: Int(Int32(bitPattern: seen.key.seq)),
      ack: seen.segment.has(.ack) ? Int(Int32(bitPattern: seen.key.ack)) : nil, payload: Int(seen.key.payload),
      window: Int(seen.segment.wnd) << (seen.segment.has(.syn) ? 0 : shift))
  }
}
