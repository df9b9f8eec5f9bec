import Wire

/// Which segment of one capture is which of the other, for one direction of one connection.
struct PairedSegments {
  /// A segment by what no middlebox should change, with numbers counted from the initial ones.
  struct Key: Hashable {
    var seq: UInt32
    var ack: UInt32
    var flags: UInt16
    var payload: UInt32
    var hash: UInt64
  }
  /// A segment in one capture.
  struct Seen {
    var segment: Segment
    var key: Key
    var time: Int64 { segment.time.nanoseconds }
    /// Octets of the sequence space, SYN and FIN among them.
    var length: UInt32 { key.payload + (segment.has(.syn) ? 1 : 0) + (segment.has(.fin) ? 1 : 0) }
    func isBehind(_ other: Seen) -> Bool { Int32(bitPattern: key.seq &- other.key.seq) >= 0 }
    func endsBy(_ other: Seen) -> Bool {
      Int32(bitPattern: (key.seq &+ length) &- (other.key.seq &+ other.length)) <= 0
    }
  }

  let role: Role
  var sent: [Seen]
  var arrived: [Seen]
  /// For each sent segment its place among those that arrived, and the other way round.
  var arrival: [Int?]
  var origin: [Int?]
  /// Segments whose octets crossed cut otherwise.
  var isRecutSent: [Bool]
  var isRecutArrived: [Bool]

  /// Two segments are one if all of the key is the same; of several alike the first is the first where there are as many
  /// on both sides, and otherwise the clocks must decide.
  init(_ role: Role, near: PairFlow, far: PairFlow) {
    self.role = role
    func seen(_ flow: PairFlow) -> [Seen] {
      let (own, other) = (flow.base[role] ?? 0, flow.base[role == .client ? .server : .client] ?? 0)
      return flow.segments.filter { flow.role(of: $0) == role }.map { seg in
        let isCut = seg.anomalies.contains(.payloadCut)
        return Seen(
          segment: seg,
          key: Key(
            seq: seg.seq.rawValue &- own, ack: seg.has(.ack) ? seg.ack.rawValue &- other : 0,
            flags: seg.flags.intersection([.syn, .fin, .rst, .ack]).rawValue, payload: seg.payload,
            hash: isCut ? 0 : seg.payloadHash))
      }
    }
    (sent, arrived) = role == .client ? (seen(near), seen(far)) : (seen(far), seen(near))
    if (sent + arrived).contains(where: { $0.segment.anomalies.contains(.payloadCut) }) {
      for place in sent.indices { sent[place].key.hash = 0 }
      for place in arrived.indices { arrived[place].key.hash = 0 }
    }
    arrival = Array(repeating: nil, count: sent.count)
    origin = Array(repeating: nil, count: arrived.count)
    isRecutSent = Array(repeating: false, count: sent.count)
    isRecutArrived = Array(repeating: false, count: arrived.count)
  }

  private func groups(_ seen: [Seen]) -> [Key: [Int]] {
    var groups: [Key: [Int]] = [:]
    for (place, one) in seen.enumerated() { groups[one.key, default: []].append(place) }
    return groups
  }

  /// Joins what is the only one of its kind on both sides: on these the clocks are aligned.
  mutating func joinUnique() {
    let there = groups(arrived)
    for (key, places) in groups(sent) where places.count == 1 {
      if let match = there[key], match.count == 1 { join(places[0], match[0]) }
    }
  }

  /// Joins the rest.
  ///
  /// - Parameter due: when a segment arrives at the earliest by the receiver's clock; `nil`: nobody knows.
  mutating func joinRest(due: ((Int64) -> Int64)?) {
    let there = groups(arrived)
    for (key, places) in groups(sent) {
      guard let match = there[key], places.count > 1 || match.count > 1 else { continue }
      if places.count == match.count {
        for (one, other) in zip(places, match) { join(one, other) }
      } else {
        joinCopies(places, match, due)
      }
    }
    findRecut()
  }

  /// Of several alike, unequal in number: first those that another number of theirs tells apart, then in order, each to
  /// the last that can have arrived by then, so that of copies the first are the lost ones.
  private mutating func joinCopies(_ places: [Int], _ match: [Int], _ due: ((Int64) -> Int64)?) {
    var waiting: [Mark: [Int]] = [:]
    for place in places { waiting[mark(sent[place]), default: []].append(place) }
    var marks: [Mark: [Int]] = [:]
    for other in match { marks[mark(arrived[other]), default: []].append(other) }
    for (mark, others) in marks {
      guard let own = waiting[mark], own.count == others.count else { continue }
      for (one, other) in zip(own, others) { join(one, other) }
    }
    var free = places.filter { arrival[$0] == nil }
    for other in match.reversed() where origin[other] == nil {
      let time = arrived[other].time
      // Half a millisecond is what two clocks read apart.
      let last = due.map { due in free.lastIndex { due(sent[$0].time) <= time + 500_000 } } ?? free.indices.last
      guard let last else { continue }
      join(free[last], other)
      free.removeSubrange(last...)
    }
  }

  /// What differs between copies: the datagram's number, and what a SACK reports.
  private struct Mark: Hashable {
    var datagram: UInt16
    var blocks: [UInt32]
  }

  private func mark(_ seen: Seen) -> Mark {
    let ack = seen.segment.ack.rawValue
    return Mark(
      datagram: seen.segment.ipID,
      blocks: seen.segment.options.sackBlocks.flatMap { [$0.left.rawValue &- ack, $0.right.rawValue &- ack] })
  }

  private mutating func join(_ one: Int, _ other: Int) { (arrival[one], origin[other]) = (other, one) }

  /// Large segments of an offloading sender come in pieces, and a receiver's stack glues pieces together.
  private mutating func findRecut() {
    Self.cover(sent, arrival, by: arrived, origin, &isRecutSent, &isRecutArrived)
    Self.cover(arrived, origin, by: sent, arrival, &isRecutArrived, &isRecutSent)
  }

  private static func cover(
    _ wholes: [Seen], _ joinedWholes: [Int?], by parts: [Seen], _ joinedParts: [Int?], _ wholeIsRecut: inout [Bool],
    _ partIsRecut: inout [Bool]
  ) {
    let free = parts.indices.filter { joinedParts[$0] == nil && !partIsRecut[$0] && parts[$0].key.payload > 0 }
      .sorted { (Int32(bitPattern: parts[$0].key.seq), $0) < (Int32(bitPattern: parts[$1].key.seq), $1) }
    guard !free.isEmpty else { return }
    for place in wholes.indices where joinedWholes[place] == nil && !wholeIsRecut[place] && wholes[place].key.payload > 0 {
      let whole = wholes[place]
      var low = 0
      var high = free.count
      while low < high {
        let middle = (low + high) / 2
        if parts[free[middle]].isBehind(whole) { high = middle } else { low = middle + 1 }
      }
      var next = whole.key.seq
      var used: [Int] = []
      while low < free.count, next != whole.key.seq &+ whole.key.payload {
        let part = free[low]
        low += 1
        if partIsRecut[part] || parts[part].key.seq != next || !parts[part].endsBy(whole) {
          if Int32(bitPattern: parts[part].key.seq &- next) > 0 { break }
          continue
        }
        used.append(part)
        next = next &+ parts[part].key.payload
      }
      guard next == whole.key.seq &+ whole.key.payload, !used.isEmpty else { continue }
      wholeIsRecut[place] = true
      for part in used { partIsRecut[part] = true }
    }
  }

  /// What the clocks are aligned by.
  func samples() -> [PairClockEstimate.Sample] {
    sent.indices.compactMap { place in
      guard let other = arrival[place] else { return nil }
      let (left, came) = (sent[place].time, arrived[other].time)
      return PairClockEstimate.Sample(time: role == .client ? left : came, difference: came - left)
    }
  }
}

/// What became of each segment of one direction.
struct FateReading {
  let paired: PairedSegments
  /// What the receiver sent, in its own capture: relative acknowledgement and time.
  let answers: [(ack: UInt32, time: Int64)]
  let due: ((Int64) -> Int64)?

  func fate(ofSent place: Int) -> Fate {
    if paired.arrival[place] != nil { return .crossed }
    if paired.isRecutSent[place] { return .recut }
    let one = paired.sent[place]
    guard one.length > 0 else { return .lostOrNotCaptured }
    let end = one.key.seq &+ one.length
    let copies = paired.arrived.filter {
      Int32(bitPattern: $0.key.seq &- one.key.seq) <= 0 && Int32(bitPattern: ($0.key.seq &+ $0.length) &- end) >= 0
        && $0.length > 0
    }
    guard let first = copies.first else {
      let isAcknowledged = answers.contains { Int32(bitPattern: $0.ack &- end) >= 0 }
      return isAcknowledged ? .notCapturedAtReceiver : .lostOrNotCaptured
    }
    guard let due else { return .lostOrNotCaptured }
    let expected = due(one.time)
    // A copy that had come before is no proof that this one did or did not.
    guard first.time > expected else { return .lostOrNotCaptured }
    let early = answers.contains { $0.time < first.time && Int32(bitPattern: $0.ack &- end) >= 0 }
    if early { return .notCapturedAtReceiver }
    let asked = answers.contains { $0.time > expected && $0.time < first.time && Int32(bitPattern: $0.ack &- one.key.seq) <= 0 }
    return asked ? .lost : .lostOrNotCaptured
  }

  func fate(ofArrived place: Int) -> Fate {
    if paired.origin[place] != nil { return .crossed }
    if paired.isRecutArrived[place] { return .recut }
    let one = paired.arrived[place]
    if one.segment.has(.rst) {
      // An end that resets does not go on (RFC 9293 §3.10.7.4: CLOSED).
      let goesOn = due.map { due in
        paired.sent.contains { !$0.segment.has(.rst) && due($0.time) > one.time + 1_000_000 }
      }
      return goesOn == true ? .madeOnTheWay : .onlyAtReceiver
    }
    guard one.length > 0 else { return .onlyAtReceiver }
    let end = one.key.seq &+ one.length
    let wasSent = paired.sent.contains {
      $0.length > 0 && Int32(bitPattern: $0.key.seq &- one.key.seq) <= 0
        && Int32(bitPattern: ($0.key.seq &+ $0.length) &- end) >= 0
    }
    let wentOn = paired.sent.contains { Int32(bitPattern: $0.key.seq &- end) >= 0 }
    return !wasSent && wentOn ? .notCapturedAtSender : .onlyAtReceiver
  }
}
