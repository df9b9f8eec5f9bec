/// A moment of the capture clock, in nanoseconds since 1970-01-01 00:00 UTC.
///
/// The clock is the capturing machine's; it may step, and `Tap` says so when it does.
package struct Instant: InstantProtocol, BitwiseCopyable, Sendable, Hashable {
  /// Nanoseconds since the epoch; negative before 1970.
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package func advanced(by duration: Duration) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }
  package func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds &- nanoseconds) }
  package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  /// The time from `b` to `a`.
  package static func - (a: Instant, b: Instant) -> Duration { b.duration(to: a) }
  package static func + (a: Instant, d: Duration) -> Instant { a.advanced(by: d) }
  /// The time between two moments, whichever comes first: a capture's clock may step back.
  package static func ... (a: Instant, b: Instant) -> ClosedRange<Instant> {
    range(a, b)
  }
  /// Generic, so that the standard library's operator is meant.
  private static func range<Bound: Comparable>(_ a: Bound, _ b: Bound) -> ClosedRange<Bound> { a < b ? a...b : b...a }
}

extension Duration {
  /// The whole duration in nanoseconds, saturating at ±292 years.
  package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    return product &+ attoseconds / 1_000_000_000
  }
  /// Seconds as a floating-point number, for arithmetic that needs no exactness.
  package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
