/// An IPv4 or IPv6 address as a trivial value.
///
/// IPv4 is kept as its 32 bits in the low word with `family == .v4`, so that an IPv4-mapped IPv6 address
/// (RFC 4291 §2.5.5.2) seen on the wire remains a different address.
@usableFromInline package struct Address: Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package enum Family: UInt8, Sendable, BitwiseCopyable { case v4 = 4, v6 = 6 }
  @usableFromInline package var high: UInt64
  @usableFromInline package var low: UInt64
  @usableFromInline package var family: Family

  /// An IPv4 address from its 32 bits in host order.
  @inlinable package init(v4 bits: UInt32) { (high, low, family) = (0, UInt64(bits), .v4) }
  /// An IPv6 address from its two 64-bit halves in host order.
  @inlinable package init(v6 high: UInt64, _ low: UInt64) { (self.high, self.low, family) = (high, low, .v6) }

  @inlinable package static func == (a: Address, b: Address) -> Bool {
    a.low == b.low && a.high == b.high && a.family == b.family
  }

  /// The order of the flow key and of every sorted output: IPv4 first, then by number.
  @inlinable package static func precedes(_ a: Address, _ b: Address) -> Bool {
    if a.family != b.family { return a.family == .v4 }
    return a.high != b.high ? a.high < b.high : a.low < b.low
  }
}

/// One end of a connection: address and port.
@usableFromInline package struct SocketAddress: Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var address: Address
  @usableFromInline package var port: UInt16
  @inlinable package init(address: Address, port: UInt16) { (self.address, self.port) = (address, port) }
  @inlinable package static func == (a: SocketAddress, b: SocketAddress) -> Bool {
    a.port == b.port && a.address == b.address
  }
  @inlinable package static func precedes(_ a: SocketAddress, _ b: SocketAddress) -> Bool {
    a.address == b.address ? a.port < b.port : Address.precedes(a.address, b.address)
  }
}

/// Which of a flow's two ends, by the canonical order of their socket addresses (not by role).
@usableFromInline package enum Side: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case lower, upper
  @inlinable package var other: Side { self == .lower ? .upper : .lower }
  @usableFromInline package typealias AllCases = BothSides
  @inlinable package static var allCases: BothSides { BothSides(first: .lower) }
}

/// The two sides, one of them first; to go through them allocates nothing.
@usableFromInline package struct BothSides: RandomAccessCollection, Sendable {
  @usableFromInline let first: Side
  @inlinable package init(first: Side) { self.first = first }
  @inlinable package var startIndex: Int { 0 }
  @inlinable package var endIndex: Int { 2 }
  @inlinable package subscript(_ place: Int) -> Side { place == 0 ? first : first.other }
}

/// The four-tuple in canonical order, so that both directions find the same flow.
@usableFromInline package struct FlowKey: Hashable, BitwiseCopyable, Sendable {
  @usableFromInline package var lower: SocketAddress
  @usableFromInline package var upper: SocketAddress
  @inlinable package init(lower: SocketAddress, upper: SocketAddress) { (self.lower, self.upper) = (lower, upper) }
  @inlinable package static func == (a: FlowKey, b: FlowKey) -> Bool { a.lower == b.lower && a.upper == b.upper }
  @inlinable package subscript(_ side: Side) -> SocketAddress { side == .lower ? lower : upper }
}
