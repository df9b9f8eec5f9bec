import Replay
import Checks
import Wire

/// A direction's numbers on a line instead of a circle: each is the one nearest to what was seen last.
private struct Line {
  private var last: (number: SequenceNumber, place: Int64)?
  /// Octets that passed uncounted by numbers since then.
  private var passed: Int64 = 0

  init(from first: SequenceNumber?) { last = first.map { ($0, 0) } }

  mutating func pass(_ octets: UInt64) { passed += Int64(clamping: octets) }

  /// Where a number stands; `moves` it becomes what was seen last.
  mutating func place(of number: SequenceNumber, moves: Bool) -> Int64 {
    guard let last else {
      self.last = (number, 0)
      return 0
    }
    let near = last.number + Int(truncatingIfNeeded: passed)
    let place = last.place + passed + Int64(number - near)
    if moves { (self.last, passed) = ((number, place), 0) }
    return place
  }
}

/// Round trips between two samples of an end.
private struct Trips {
  private var lower = (count: UInt32(0), sum: Int64(0))
  private var upper = (count: UInt32(0), sum: Int64(0))

  /// Their mean since this end's last sample, in nanoseconds.
  mutating func mean(at sample: PlotSampler.Sample) -> Int64? {
    let isLower = sample.event.side == .lower
    let (now, before) = isLower ? (sample.lower, lower) : (sample.upper, upper)
    if isLower {
      lower = (now.roundTrips, now.roundTripSum)
    } else {
      upper = (now.roundTrips, now.roundTripSum)
    }
    guard before.count < now.roundTrips else { return nil }
    return (now.roundTripSum - before.sum) / Int64(now.roundTrips - before.count)
  }
}

extension Marks {
  /// What the machine did not take in.
  fileprivate static let astray: Marks = [.unacceptable, .ackOfUnseen, .wandering, .incarnation]
}

extension Drawing {
  /// The kept rows as points over time, and between them the samples.
  func trace(_ events: [LoggedEvent], sampled sampler: PlotSampler?) -> Trace {
    var trace = Trace()
    if let sampler {
      trace.sampling = Trace.Sampling(
        from: (sampler.start - row.start).nanoseconds, interval: sampler.even.interval,
        tellingInterval: sampler.telling.interval)
    }
    var samples = (sampler?.samples ?? [])[...]
    // Octets that the rows so far account for.
    var (lowerOctets, upperOctets): (UInt64, UInt64) = (0, 0)
    var trips = Trips()
    var lower = Line(from: row.lower.facts.contains(.issKnown) ? row.lower.iss : nil)
    var upper = Line(from: row.upper.facts.contains(.issKnown) ? row.upper.iss : nil)
    for event in events {
      let time = (event.time - row.start).nanoseconds
      switch event.body {
      case .none, .icmp: continue
      case .transfer(let transfer):
        let (lowerEnd, upperEnd) = (lowerOctets &+ transfer.lowerOctets, upperOctets &+ transfer.upperOctets)
        while let sample = samples.first, case .segment(let segment) = sample.event.body, segment.frame <= transfer.lastFrame {
          samples.removeFirst()
          guard transfer.firstFrame <= segment.frame else { continue }
          // Its own octets are counted in already.
          let before = (
            sample.lower.octets &- (sample.event.side == .lower ? UInt64(segment.payload) : 0),
            sample.upper.octets &- (sample.event.side == .upper ? UInt64(segment.payload) : 0)
          )
          if lowerOctets < before.0 {
            lower.pass(before.0 - lowerOctets)
            lowerOctets = before.0
          }
          if upperOctets < before.1 {
            upper.pass(before.1 - upperOctets)
            upperOctets = before.1
          }
          let moves = segment.marks.isDisjoint(with: .astray)
          let place = (sample.event.time - row.start).nanoseconds
          var point =
            sample.event.side == .lower
            ? self.point(segment, time: place, from: .lower, own: &lower, other: &upper, moves: moves)
            : self.point(segment, time: place, from: .upper, own: &upper, other: &lower, moves: moves)
          point.isSampled = true
          let flights = (Int(sample.lower.outstanding), Int(sample.upper.outstanding))
          point.outstanding =
            row.client == .lower
            ? PerRole(client: flights.0, server: flights.1) : PerRole(client: flights.1, server: flights.0)
          point.roundTrip = trips.mean(at: sample)
          if moves, !segment.flags.contains(.rst) { trace.points.append(point) }
        }
        if lowerOctets < lowerEnd { lower.pass(lowerEnd - lowerOctets) }
        if upperOctets < upperEnd { upper.pass(upperEnd - upperOctets) }
        (lowerOctets, upperOctets) = (lowerEnd, upperEnd)
        let counts = (Int(transfer.lowerSegments), Int(transfer.upperSegments))
        let segments =
          row.client == .lower ? PerRole(client: counts.0, server: counts.1) : PerRole(client: counts.1, server: counts.0)
        trace.folds.append(
          Trace.Fold(
            from: time, to: (transfer.last - row.start).nanoseconds, segments: segments,
            retransmissions: Int(transfer.retransmissions)))
      case .segment(let segment):
        // It says nothing of where the direction stands.
        let moves = segment.marks.isDisjoint(with: .astray)
        if event.side == .lower { lowerOctets &+= UInt64(segment.payload) } else { upperOctets &+= UInt64(segment.payload) }
        let point =
          event.side == .lower
          ? self.point(segment, time: time, from: event.side, own: &lower, other: &upper, moves: moves)
          : self.point(segment, time: time, from: event.side, own: &upper, other: &lower, moves: moves)
        if !segment.flags.contains(.rst), moves { trace.points.append(point) }
      }
    }
    return trace
  }

  private func point(
    _ segment: LoggedSegment, time: Int64, from side: Side, own: inout Line, other: inout Line, moves: Bool
  ) -> Trace.Point {
    var point = Trace.Point()
    point.time = time
    point.frame = Int(segment.frame)
    point.from = row.role(of: side)
    point.payload = Int(segment.payload)
    point.isControl = !segment.flags.isDisjoint(with: [.syn, .fin])
    point.isRetransmission = segment.marks.contains(.retransmission)
    point.seq = own.place(of: segment.seq, moves: moves && !segment.flags.contains(.rst))
    guard segment.flags.contains(.ack) else { return point }
    let ack = other.place(of: segment.ack, moves: moves && !segment.flags.contains(.rst))
    point.ack = ack
    let shift = segment.flags.contains(.syn) ? 0 : segment.shift.map { Int64($0) }
    if let shift { point.edge = ack + Int64(segment.wnd) << shift }
    point.isZeroWindow = segment.wnd == 0 && !segment.flags.contains(.rst)
    for block in segment.options.sackBlocks {
      let (left, right) = (other.place(of: block.left, moves: false), other.place(of: block.right, moves: false))
      if left < right { point.sacks.append(left..<right) }
    }
    return point
  }

  /// The headers of the segments that findings rest on, where the fault is there to see: by the finding's number.
  func headers(_ events: [LoggedEvent]) -> [Int: HeaderReport] {
    var headers: [Int: HeaderReport] = [:]
    for finding in report.findings {
      guard let fault = HeaderField.atFault(in: finding.check), let role = finding.endpoint else { continue }
      let side = row.side(of: role)
      search: for frame in finding.frames {
        for event in events where event.side == side {
          guard case .segment(let segment) = event.body, Int(segment.frame) == frame else { continue }
          headers[finding.number] = header(segment, from: side, fault: fault)
          break search
        }
      }
    }
    return headers
  }

  private func header(_ segment: LoggedSegment, from side: Side, fault: HeaderField) -> HeaderReport {
    var header = HeaderReport()
    header.frame = Int(segment.frame)
    header.from = row.role(of: side)
    (header.seq, header.ack) = (segment.seq.rawValue, segment.ack.rawValue)
    header.bits = segment.flags.rawValue & 0xfff
    header.window = Int(segment.wnd)
    header.urgentPointer = Int(segment.urgentPointer)
    header.checksum =
      switch segment.checksum {
      case .good: .good
      case .bad: .bad
      case .partial: .partial
      case .unverifiable: .unverifiable
      }
    let options = segment.options
    header.options = (0..<Int(options.count)).map { options[$0] }
    header.payload = Int(segment.payload)
    header.isCut = !segment.anomalies.isDisjoint(with: [.headerCut, .badDataOffset])
    header.fault = fault
    return header
  }
}
