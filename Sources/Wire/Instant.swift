/// A moment of the capture clock, in nanoseconds since 1970-01-01 00:00 UTC.
///
/// The clock is the capturing machine's; it may step, and `Tap` says so when it does.
@usableFromInline package struct Instant: InstantProtocol, BitwiseCopyable, Sendable, Hashable {
  /// Nanoseconds since the epoch; negative before 1970.
  @usableFromInline package var nanoseconds: Int64

  @inlinable package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// No record of a capture lies beyond these (1823 and 2116): Capture holds it there, so the time between any two fits.
  package static let earliest = Instant(nanoseconds: 1 - (1 << 62))
  package static let latest = Instant(nanoseconds: 1 << 62)

  /// Times of a file are hostile: what lies beyond ±292 years is held there.
  @inlinable package func advanced(by duration: Duration) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }
  @inlinable package func duration(to other: Instant) -> Duration {
    let (steps, overflow) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
    return .nanoseconds(overflow ? (nanoseconds < 0 ? .max : .min) : steps)
  }
  @inlinable package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  /// The time from `b` to `a`.
  @inlinable package static func - (a: Instant, b: Instant) -> Duration { b.duration(to: a) }
  @inlinable package static func + (a: Instant, d: Duration) -> Instant { a.advanced(by: d) }
  /// Nanoseconds from `other` to this moment; between two records of a capture they always fit.
  ///
  /// A `Duration` has 128 bits, and to make one and read it costs more than what an ordinary segment does with it.
  @inlinable @inline(__always)
  package func nanoseconds(since other: Instant) -> Int64 { nanoseconds &- other.nanoseconds }
  /// The time between two moments, whichever comes first: a capture's clock may step back.
  package static func ... (a: Instant, b: Instant) -> ClosedRange<Instant> {
    range(a, b)
  }
  /// Generic, so that the standard library's operator is meant.
  private static func range<Bound: Comparable>(_ a: Bound, _ b: Bound) -> ClosedRange<Bound> { a < b ? a...b : b...a }
}

extension Int64 {
  /// The distance from 0; that of the smallest number is held at the largest.
  package var distance: Int64 { Int64(clamping: magnitude) }
}

extension Duration {
  /// The whole duration in nanoseconds, saturating at ±292 years.
  @inlinable package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    return product &+ attoseconds / 1_000_000_000
  }
  /// Seconds as a floating-point number, for arithmetic that needs no exactness.
  @inlinable package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
