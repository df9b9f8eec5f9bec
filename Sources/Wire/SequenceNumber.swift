/// Numbers on a circle of 2³² (RFC 1982 "serial number arithmetic"; RFC 9293 §3.4).
///
/// A circle has no order, so this refines neither `Comparable` nor `Strideable`: `sorted()`
/// and `max()` do not compile. `<` is the RFC's own comparison, true within half the circle.
@usableFromInline package protocol SerialNumber: Hashable, BitwiseCopyable, Sendable, CustomStringConvertible {
  var rawValue: UInt32 { get }
  init(_ rawValue: UInt32)
}

extension SerialNumber {
  @inlinable package var description: String { String(rawValue) }
  @inlinable package static func + (a: Self, n: Int) -> Self { Self(a.rawValue &+ UInt32(truncatingIfNeeded: n)) }
  /// Steps forward from `b` to `a`; negative when `a` lies behind.
  @inlinable package static func - (a: Self, b: Self) -> Int { Int(Int32(bitPattern: a.rawValue &- b.rawValue)) }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a - b < 0 }
  @inlinable package static func <= (a: Self, b: Self) -> Bool { a - b <= 0 }
  @inlinable package static func > (a: Self, b: Self) -> Bool { a - b > 0 }
  @inlinable package static func >= (a: Self, b: Self) -> Bool { a - b >= 0 }
  /// The later of two numbers that lie within half the circle of each other.
  @inlinable package static func later(_ a: Self, _ b: Self) -> Self { a < b ? b : a }
  /// Steps forward from `b` to `self` around the circle, 0 ..< 2³².
  @inlinable package func distance(from b: Self) -> UInt32 { rawValue &- b.rawValue }
}

/// SEG.SEQ, SEG.ACK and every SND.* / RCV.* number (RFC 9293 §3.4).
@usableFromInline package struct SequenceNumber: SerialNumber {
  @usableFromInline package let rawValue: UInt32
  @inlinable package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// TSval and TSecr (RFC 7323 §3.2).
@usableFromInline package struct TimestampValue: SerialNumber {
  @usableFromInline package let rawValue: UInt32
  @inlinable package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}
