import Wire

/// The initial numbers one address chose in one role, as they came: bounded, and the same for any order of arrival.
package struct ISNSeries: Sendable {
  /// Incarnations seen, those beyond the cap included.
  package private(set) var incarnations = 0
  private var kept: [ISNSample] = []
  private let limit: Int

  /// - Parameter limit: how many samples are kept, the earliest ones.
  package init(limit: Int) { self.limit = max(1, limit) }

  package mutating func append(_ sample: ISNSample) {
    incarnations += 1
    kept.append(sample)
    if kept.count >= 2 * limit { kept = earliest }
  }

  /// By time, then frame, up to the limit.
  package var samples: [ISNSample] { earliest }

  private var earliest: [ISNSample] { Array(kept.sorted(by: ISNSample.precedes).prefix(limit)) }

  /// Takes in the numbers of other connections.
  mutating func take(_ other: ISNSeries) {
    incarnations += other.incarnations
    kept += other.kept
    if kept.count >= 2 * limit { kept = earliest }
  }

  mutating func renumber(_ place: (Int) -> Int) {
    for index in kept.indices { kept[index].connection = Int32(truncatingIfNeeded: place(Int(kept[index].connection))) }
  }

  func fits(_ connections: Int) -> Bool { kept.allSatisfy { -1..<connections ~= Int($0.connection) } }

  mutating func code(_ archive: inout Archive) {
    archive.code(&incarnations)
    if !archive.isReading { kept = earliest }
    archive.code(&kept)
  }
}

/// Samples that are tested together, one for each four-tuple, in the order of time.
///
/// ISN = M + F(tuple) makes the samples of one tuple dependent by design: more than one of each would "prove" a clock
/// in a host that does everything right.
package struct ISNGroup: Sendable {
  package enum Key: Sendable, Hashable {
    /// Every connection of the host: a generator common to all peers.
    case host
    /// Those that look like one machine behind the address, by first TTL and option layout.
    case machine(ttl: UInt8, layout: UInt32)
    /// Between two restarts.
    case boot(Int)
    /// Toward one peer: does F ignore ports?
    case pair(Address)
    /// Of one listening port.
    case service(UInt16)

    package var isPair: Bool { if case .pair = self { true } else { false } }
  }
  package var key: Key
  package var samples: [ISNSample]

  package var numbers: [SequenceNumber] { samples.map(\.isn) }
}

/// What a series contributes to the tests, and what had to be left out of them.
package struct ISNReduction: Sendable {
  /// One sample a four-tuple, fit for a verdict.
  package private(set) var usable: [ISNSample] = []
  /// Fit incarnations, several of one four-tuple included.
  package private(set) var fit: [ISNSample] = []
  /// The same, tuple by tuple, where a tuple was used more than once (G4).
  package private(set) var tuples: [[ISNSample]] = []
  /// Further sightings of a connection with the same two numbers: on both sides of an address translation, or replayed.
  package private(set) var relayed = 0
  /// SYNs whose handshake the host never completed: refused, unanswered, or no stack's work at all.
  package private(set) var unfinished = 0
  /// Of those, SYNs of a scan: 20 a second and more to distinct targets, all alike, none completed.
  package private(set) var scanned = 0
  /// More than one machine seems to speak from this address.
  package private(set) var isMixed = false
  private let role: ISNRole
  private var boots: [Instant] = []

  package init(_ samples: [ISNSample], role: ISNRole) {
    var finished = samples
    if role == .active {
      scanned = ISNReduction.scan(samples)
      finished = samples.filter { $0.facts.contains(.completed) }
      unfinished = samples.count - finished.count
    }
    fit = ISNReduction.withoutRelayed(finished)
    relayed = finished.count - fit.count
    self.role = role
    var seen: [ISNSample.Tuple: Int] = [:]
    var histories: [[ISNSample]] = []
    for sample in fit {
      if let place = seen[sample.tuple] {
        histories[place].append(sample)
      } else {
        seen[sample.tuple] = histories.count
        histories.append([sample])
        usable.append(sample)
      }
    }
    tuples = histories.filter { $0.count > 1 }
    (boots, isMixed) = ISNReduction.restarts(fit)
    if Set(fit.map(machine)).count > 1 { isMixed = true }
  }

  /// Drops later sightings of a connection that was recorded on both sides of an address translation.
  private static func withoutRelayed(_ samples: [ISNSample]) -> [ISNSample] {
    var newest: [SequenceNumber: ISNSample] = [:]
    return samples.filter { sample in
      if let before = newest[sample.isn], sample.isSightingOfTheSameConnection(as: before) { return false }
      newest[sample.isn] = sample
      return true
    }
  }

  /// How many SYNs belong to a scan.
  private static func scan(_ samples: [ISNSample]) -> Int {
    let bare = samples.filter { !$0.facts.contains(.completed) }
    var inScan = 0
    var start = 0
    while start < bare.count {
      let burst = bare[start...].prefix { $0.time - bare[start].time <= .seconds(1) }
      let isAlike = burst.allSatisfy { $0.window == bare[start].window && $0.layout == bare[start].layout }
      if isAlike, Set(burst.map(\.peer)).count >= 20 { inScan += burst.count }
      start = burst.endIndex
    }
    return inScan
  }

  /// First TTL rounded up to a common start, and option layout: what tells machines behind one address apart. An
  /// answer's options follow those of the SYN, so there the TTL alone.
  private func machine(_ sample: ISNSample) -> ISNGroup.Key {
    let start: UInt8 = sample.ttl <= 32 ? 32 : sample.ttl <= 64 ? 64 : sample.ttl <= 128 ? 128 : 255
    return .machine(ttl: start, layout: role == .active ? sample.layout : 0)
  }

  /// When the host came back with a younger timestamp clock, seen by one and the same peer.
  ///
  /// Stacks add an offset to the clock for each pair of addresses, and newer ones for each connection: so only one
  /// peer's view counts, and none at all where the clock leaps ahead of 10 000 ticks a second (RFC 7323 §5.4 allows a
  /// tenth of it). More than four restarts are several machines.
  private static func restarts(_ samples: [ISNSample]) -> (times: [Instant], isMixed: Bool) {
    var newest: [Address: ISNSample] = [:]
    var times: [Instant] = []
    for sample in samples where sample.facts.contains(.timestamps) {
      if let before = newest[sample.peer.address] {
        let ticks = sample.timestamp - before.timestamp
        if Double(ticks) > 10_000 * (1 + (sample.time - before.time).inSeconds) { return ([], false) }
        if ticks < 0 { times.append(sample.time) }
      }
      newest[sample.peer.address] = sample
    }
    return times.count > 4 ? ([], true) : (times, false)
  }

  /// The host as a whole, then every proper part of at least three samples that may hide a generator of its own.
  package func groups() -> [ISNGroup] {
    guard !usable.isEmpty else { return [] }
    var groups = [ISNGroup(key: .host, samples: usable)]
    var known: Set<[UInt32]> = [usable.map(\.frame)]
    func add(_ key: (ISNSample) -> ISNGroup.Key) {
      var order: [ISNGroup.Key] = []
      var parts: [ISNGroup.Key: [ISNSample]] = [:]
      for sample in usable {
        let part = key(sample)
        if parts[part] == nil { order.append(part) }
        parts[part, default: []].append(sample)
      }
      for part in order {
        guard let samples = parts[part], samples.count >= 3, known.insert(samples.map(\.frame)).inserted else { continue }
        groups.append(ISNGroup(key: part, samples: samples))
      }
    }
    add(machine)
    if !boots.isEmpty { add { sample in .boot(boots.count { $0 <= sample.time }) } }
    if role == .passive { add { .service($0.ownPort) } }
    add { .pair($0.peer.address) }
    return groups
  }
}
