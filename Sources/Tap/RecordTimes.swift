import Wire

/// When the records of each interface came, frame by frame: a record earlier than the interface's last one is a setback
/// of the capture's clock.
package struct RecordTimes: Sendable {
  /// One interface's records.
  package struct Lane: Sendable, BitwiseCopyable, Hashable {
    package var first = Instant(nanoseconds: .max)
    /// 0: it has none.
    package var firstFrame: UInt32 = 0
    package var last = Instant(nanoseconds: .min)
    package init() {}
  }
  /// By the interface's place.
  package var lanes: [Lane] = []
  package var setbacks: [CaptureClock.Setback] = []
  /// Setbacks in all; the first thousand are kept.
  package var setbackCount = 0
  package var largestSetback: Int64 = 0
  private static let most = 1000

  package init() {}

  /// Takes the next record in.
  @inline(__always)
  package mutating func take(interface: UInt16, _ time: Instant, frame: UInt32) {
    let place = Int(interface)
    if place < lanes.count, lanes[place].firstFrame > 0, lanes[place].last <= time {
      lanes[place].last = time
    } else {
      takeSlowly(place, time, frame: frame)
    }
  }

  @inline(never)
  private mutating func takeSlowly(_ place: Int, _ time: Instant, frame: UInt32) {
    while lanes.count <= place { lanes.append(Lane()) }
    if lanes[place].firstFrame == 0 {
      (lanes[place].first, lanes[place].firstFrame) = (time, frame)
    } else if time < lanes[place].last {
      add(CaptureClock.Setback(frame: frame, from: lanes[place].last, to: time))
    }
    lanes[place].last = time
  }

  private mutating func add(_ setback: CaptureClock.Setback) {
    setbackCount += 1
    largestSetback = max(largestSetback, setback.size)
    if setbacks.count < RecordTimes.most { setbacks.append(setback) }
  }

  /// Takes in a further file of the capture, after those before it in their order.
  ///
  /// - Parameters:
  ///   - shift: added to its interfaces' places, where it overlaps with others.
  ///   - number: the frame's number in the whole capture.
  package mutating func append(_ file: RecordTimes, shift: Int, number: (UInt32) -> UInt32) {
    for (place, lane) in file.lanes.enumerated() where lane.firstFrame > 0 {
      while lanes.count <= place + shift { lanes.append(Lane()) }
      let before = lanes[place + shift]
      let first = number(lane.firstFrame)
      if before.firstFrame == 0 {
        (lanes[place + shift].first, lanes[place + shift].firstFrame) = (lane.first, first)
      } else if lane.first < before.last {
        add(CaptureClock.Setback(frame: first, from: before.last, to: lane.first))
      }
      lanes[place + shift].last = lane.last
    }
    let kept = file.setbacks.map { CaptureClock.Setback(frame: number($0.frame), from: $0.from, to: $0.to) }
    setbacks = Array((setbacks + kept).sorted { $0.frame < $1.frame }.prefix(RecordTimes.most))
    setbackCount += file.setbackCount
    largestSetback = max(largestSetback, file.largestSetback)
  }
}

extension RecordTimes: Archived {
  package static var blank: RecordTimes { RecordTimes() }
  package mutating func code(_ archive: inout Archive) {
    archive.code(&lanes, blank: Lane()) { archive, lane in
      archive.code(&lane.first)
      archive.code(&lane.firstFrame)
      archive.code(&lane.last)
    }
    let none = CaptureClock.Setback(frame: 0, from: .blank, to: .blank)
    archive.code(&setbacks, blank: none) { archive, setback in
      archive.code(&setback.frame)
      archive.code(&setback.from)
      archive.code(&setback.to)
    }
    archive.code(&setbackCount)
    archive.code(&largestSetback)
  }
}
