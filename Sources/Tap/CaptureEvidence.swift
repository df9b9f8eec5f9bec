import Wire

/// What the measuring did to the whole capture; the subject of the `capture/*` checks.
///
/// Connections are told by their numbers in the report, from 1; the lists are capped, the counts are not.
package struct CaptureEvidence: Sendable {
  package var file = FileEvidence()
  package var connections = 0
  /// Records of TCP that went on to the replay.
  package var records = 0
  /// Connections by the place the tap had.
  package var places: [Vantage: Int] = [:]
  /// Connections whose place is known.
  package var placed = Effect()
  /// The first frame of TCP.
  package var frames: [UInt32] = []

  package var missing = Effect()
  package var mirrored = Effect()
  package var oneEnd = Effect()
  package var routed = Effect()
  package var merged = Effect()
  /// Pairs of connections that are one, before and behind a translator of addresses.
  package var translated = Effect()
  package var doubles = Effect()
  package var moved = Effect()
  package var payloadsCut = Effect()
  package var headersCut = Effect()
  package var offload = Effect()
  package var offloadKinds: Sight.OffloadKinds = []
  package var oneDirection = Effect()
  package var midstream = Effect()
  package var clock = ClockEvidence()
  /// What was still to come when the capture ended, by kind.
  package var pending: [PendingKind: PendingEffect] = [:]
  package init() {}

  /// One effect over the whole capture.
  package struct Effect: Sendable, Hashable {
    package var connections = 0
    /// How often: records, gaps, or connections, as the effect has it.
    package var count = 0
    package var octets = 0
    /// Numbers of the first connections, and the first frames that show it.
    package var ids: [Int] = []
    package var frames: [UInt32] = []
    package init() {}

    package var isSeen: Bool { connections > 0 }

    package mutating func add(_ count: Int, connection: Int, frame: UInt32, octets: Int = 0) {
      connections += 1
      self.count += count
      self.octets += octets
      if ids.count < 200 { ids.append(connection) }
      if frame != 0, frames.count < 8 { frames.append(frame) }
    }
  }

  /// What a capture that ended later would have shown (`capture/ends-early`).
  package enum PendingKind: String, Sendable, CaseIterable, Hashable {
    case timeWait, finWait2, retransmission, keepalive, handshake
  }

  package struct PendingEffect: Sendable, Hashable {
    package var effect = Effect()
    /// The longest time still needed, in nanoseconds.
    package var needed: Int64 = 0
    package init() {}
  }

  /// Takes one connection's evidence in.
  package mutating func take(_ sight: Sight, connection id: Int) {
    connections += 1
    records += Int(sight.records)
    places[sight.vantage, default: 0] += 1
    if sight.vantage != .unknown { placed.add(1, connection: id, frame: sight.frames.first) }
    if frames.isEmpty, sight.frames.first != 0 { frames.append(sight.frames.first) }
    if !sight.gaps.isEmpty {
      let octets = sight.gaps.reduce(0) { $0 + Int($1.octets) }
      missing.add(sight.gaps.count, connection: id, frame: sight.gaps[0].frame, octets: octets)
      for gap in sight.gaps.dropFirst() where missing.frames.count < 8 { missing.frames.append(gap.frame) }
    }
    takeCopies(sight, id)
    if sight.reorderings > 0 { moved.add(sight.reorderings, connection: id, frame: sight.frames.moved) }
    if sight.headersCut {
      headersCut.add(1, connection: id, frame: sight.frames.cut)
    } else if sight.payloadsCut {
      payloadsCut.add(1, connection: id, frame: sight.frames.cut)
    }
    if sight.offload {
      offload.add(1, connection: id, frame: sight.frames.offload > 0 ? sight.frames.offload : sight.frames.excused)
      offloadKinds.formUnion(sight.offloadKinds)
    }
    if sight.oneDirection { oneDirection.add(1, connection: id, frame: sight.frames.first) }
    if sight.midstream, !sight.stray { midstream.add(1, connection: id, frame: sight.frames.first) }
  }

  private mutating func takeCopies(_ sight: Sight, _ id: Int) {
    if sight.merged { merged.add(Int(sight.copies.twins), connection: id, frame: sight.frames.first) }
    let (count, frame) = (sight.duplicates, sight.frames.copy)
    switch sight.copyShape {
    case .none: break
    case .mirrored: mirrored.add(count, connection: id, frame: frame)
    case .oneEnd: oneEnd.add(count, connection: id, frame: frame)
    case .routed: routed.add(count, connection: id, frame: frame)
    case .single: doubles.add(count, connection: id, frame: frame)
    }
  }

  /// Entered once for each number that is still to come.
  package mutating func add(_ kind: PendingKind, connection: Int, frame: UInt32, needed: Int64) {
    var pending = self.pending[kind] ?? PendingEffect()
    pending.effect.add(1, connection: connection, frame: frame)
    pending.needed = max(pending.needed, needed)
    self.pending[kind] = pending
  }
}

/// What is odd about the capture's clock, once all of it was read.
package struct ClockEvidence: Sendable {
  /// Steps that at least three hosts' clocks agree on, or two (`isPossible`).
  package struct Step: Sendable, BitwiseCopyable {
    package var step: Int64
    package var time: Instant
    package var frame: UInt32
    package var hosts: Int
    package var isPossible: Bool
  }
  package var steps: [Step] = []
  package var setbacks: [CaptureClock.Setback] = []
  package var setbackCount = 0
  package var largestSetback: Int64 = 0
  package init() {}

  /// All hosts' clocks that jump together in one gap of the capture: it was the capture's clock that stepped. One
  /// host's alone is that host's.
  package init(_ clock: CaptureClock) {
    setbacks = clock.records.setbacks
    setbackCount = clock.records.setbackCount
    largestSetback = clock.records.largestSetback
    var rest = clock.steps.sorted { ($0.at, $0.before) < ($1.at, $1.before) }
    while let first = rest.first {
      let alike = rest.filter {
        $0.before <= first.at && first.before <= $0.at && ($0.step &- first.step).magnitude <= 50_000_000 + first.step.magnitude / 50
      }
      rest.removeAll { other in alike.contains { $0.at == other.at && $0.host == other.host && $0.step == other.step } }
      let hosts = Set(alike.map(\.host)).count
      let isSure = hosts >= 3 && first.step.magnitude > 50_000_000
      let isPossible = hosts == 2 && first.step.magnitude > 1_000_000_000
      guard isSure || isPossible else { continue }
      steps.append(Step(step: first.step, time: first.time, frame: first.at, hosts: hosts, isPossible: isPossible))
    }
  }

  /// Whether an interval's length is spoilt by a step of the capture's clock inside it: one of 50 ms, or of a tenth
  /// of the interval.
  package func spoils(_ interval: ClosedRange<Instant>) -> Bool {
    let length = interval.upperBound.nanoseconds &- interval.lowerBound.nanoseconds
    let least = min(50_000_000, max(length / 10, 1))
    return steps.contains { interval.contains($0.time) && $0.step.magnitude >= UInt64(least) }
      || setbacks.contains { (interval.contains($0.from) || interval.contains($0.to)) && $0.size >= least }
  }
}
