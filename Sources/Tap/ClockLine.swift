import Wire

/// A host's own clock beside the capture's: TSval over record time.
///
/// The line of one connection's time stamps (a host may give each its own offset, RFC 7323 §5.4). A step is told only
/// where the line goes on straight from a new level; a delay on the path comes back to the old one.
struct ClockLine: Sendable, BitwiseCopyable {
  /// Nanoseconds between two samples.
  static let interval: Int64 = 250_000_000
  /// Nanoseconds of line before a rate is believed.
  private static let baseline: Int64 = 5_000_000_000
  private static let leastStep: Int64 = 50_000_000
  /// Nanoseconds a tick of the clocks in use: 1000, 1024, 500, 300, 250, 100, 10 and 2 Hz, 1 MHz.
  private static let ticks: [Int64] = [
    1_000_000, 976_563, 2_000_000, 3_333_333, 4_000_000, 10_000_000, 100_000_000, 500_000_000, 1_000,
  ]

  private var startTime: Int64
  private var startStamp: TimestampValue
  private var tick: Int64 = 0
  /// Record time beyond what the line says, as smoothed so far.
  private var level: Int64 = 0
  private var lastTime: Int64
  private var lastFrame: UInt32
  private var step: Int64 = 0
  private var stepTime: Int64 = 0
  private var stepBefore: UInt32 = 0
  private var stepAt: UInt32 = 0
  private var agreeing = 0

  init(_ seg: Segment) {
    startTime = seg.time.nanoseconds
    startStamp = seg.options.timestamp
    lastTime = startTime
    lastFrame = seg.frame
  }

  /// Takes one sample.
  ///
  /// - Returns: a step, once three samples agree on the new level.
  mutating func take(_ seg: Segment) -> CaptureClock.HostStep? {
    let time = seg.time.nanoseconds
    defer {
      lastTime = time
      lastFrame = seg.frame
    }
    if tick == 0 {
      guard time &- startTime >= Self.baseline else { return nil }
      let steps = Int64(seg.options.timestamp - startStamp)
      tick = steps > 0 ? Self.standard((time &- startTime) / steps) : -1
    }
    guard tick > 0 else { return nil }
    let line = Int64(seg.options.timestamp - startStamp) &* tick
    let apart = (time &- startTime) &- line &- level
    if seg.options.timestamp - startStamp > 1 << 30 {
      // The start moves along, or the circle of a fast clock would close.
      startStamp = seg.options.timestamp
      startTime &+= line
    }
    if apart.magnitude <= UInt64(Self.leastStep + 2 * tick) {
      level &+= apart / 8
      agreeing = 0
    } else if agreeing > 0, (apart &- step).magnitude <= UInt64(20_000_000 + 2 * tick) + step.magnitude / 20 {
      agreeing += 1
      if agreeing >= 3, time &- stepTime >= 200_000_000 {
        level &+= step
        agreeing = 0
        return CaptureClock.HostStep(
          host: seg.source, step: step, before: stepBefore, at: stepAt, time: Instant(nanoseconds: stepTime))
      }
    } else {
      step = apart
      stepTime = time
      stepBefore = lastFrame
      stepAt = seg.frame
      agreeing = 1
    }
    return nil
  }

  /// Samples come one after the other while a step is in question.
  var nextDue: Int64 { tick < 0 ? .max : agreeing > 0 ? lastTime : lastTime &+ Self.interval }

  /// The clock rate in use that is within 1 % of what was measured, or -1.
  private static func standard(_ measured: Int64) -> Int64 {
    ticks.first { (measured &- $0).magnitude <= UInt64($0 / 100) } ?? -1
  }
}

/// What is odd about the capture's own clock (Paxson 1997, "time travel").
package struct CaptureClock: Sendable {
  /// The clock as one host's time stamps show it to have stepped.
  package struct HostStep: Sendable, BitwiseCopyable {
    package var host: Address
    /// Nanoseconds by which record time moved on beyond the host's clock; negative: back.
    package var step: Int64
    /// The host's last frame before it and the first after it.
    package var before: UInt32
    package var at: UInt32
    package var time: Instant
  }
  /// Record time went back from one record of an interface to its next.
  package struct Setback: Sendable, BitwiseCopyable {
    package var frame: UInt32
    package var from: Instant
    package var to: Instant
    package var size: Int64 { from.nanoseconds &- to.nanoseconds }
  }
  package private(set) var steps: [HostStep] = []
  /// When the capture's records came, whatever is in them.
  package var records = RecordTimes()

  package init() {}

  /// What the time stamps of other connections show.
  package mutating func add(_ more: [HostStep]) {
    for step in more { add(step) }
  }

  mutating func add(_ step: HostStep) {
    if steps.count < 4096 { steps.append(step) }
  }
}

extension Observer {
  /// Samples a side's time stamps against the capture's clock, a few times a second.
  mutating func takeClock(_ seg: Segment, of sender: inout TapStream, index: UInt32) {
    let time = seg.time.nanoseconds
    guard seg.options.present.contains(.timestamps), sender.lineDue <= time, !seg.has(.rst),
      !seg.anomalies.contains(.reordered)
    else { return }
    if sender.line == 0 {
      if let free = freeLines.popLast() {
        lines[Int(free)] = ClockLine(seg)
        sender.line = free + 1
      } else {
        lines.append(ClockLine(seg))
        sender.line = UInt32(lines.count)
      }
      sender.lineDue = time &+ ClockLine.interval
      return
    }
    let place = Int(sender.line - 1)
    if let step = lines[place].take(seg) { clock.add(step) }
    sender.lineDue = lines[place].nextDue
  }

  mutating func endLine(of stream: TapStream) {
    if stream.line > 0 { freeLines.append(stream.line - 1) }
  }
}
