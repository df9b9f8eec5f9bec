/// One option of a TCP header, lossless (RFC 9293 §3.2).
package enum TCPOption: Hashable, Sendable {
  case endOfList
  case noOperation
  /// RFC 9293 §3.7.1
  case maximumSegmentSize(UInt16)
  /// RFC 7323 §2.2
  case windowScale(UInt8)
  /// RFC 2018 §2
  case sackPermitted
  /// RFC 2018 §3: left and right edges.
  case sack([SACKBlock])
  /// RFC 7323 §3.2
  case timestamps(value: TimestampValue, echo: TimestampValue)
  /// Any other kind, or a known kind with another length, with its octets.
  case other(kind: UInt8, octets: [UInt8])
  /// Octets that cannot be an option: a length below 2 or beyond the header.
  case malformed([UInt8])
}

/// One SACK block: the first number received and the number after the last (RFC 2018 §3).
package struct SACKBlock: Hashable, BitwiseCopyable, Sendable {
  package var left: SequenceNumber
  package var right: SequenceNumber
  package init(left: SequenceNumber, right: SequenceNumber) { (self.left, self.right) = (left, right) }
}

/// The option octets of one header as a trivial value, with what the hot path asks of them at hand.
@usableFromInline package struct TCPOptions: BitwiseCopyable, Sendable, Hashable {
  /// Which options are present; `unknown` stands for every kind not named.
  @usableFromInline package struct Present: OptionSet, Hashable, BitwiseCopyable, Sendable {
    @usableFromInline package var rawValue: UInt16
    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
    @inlinable package static var mss: Present { Present(rawValue: 1 << 0) }
    @inlinable package static var windowScale: Present { Present(rawValue: 1 << 1) }
    @inlinable package static var sackPermitted: Present { Present(rawValue: 1 << 2) }
    @inlinable package static var sack: Present { Present(rawValue: 1 << 3) }
    @inlinable package static var timestamps: Present { Present(rawValue: 1 << 4) }
    /// TCP-AO (kind 29) or MD5 (kind 19): an unauthenticated segment is silently dropped by design.
    @inlinable package static var authentication: Present { Present(rawValue: 1 << 5) }
    /// MPTCP (kind 30).
    @inlinable package static var multipath: Present { Present(rawValue: 1 << 6) }
    /// TCP Fast Open (kind 34, or experimental 254 with its magic).
    @inlinable package static var fastOpen: Present { Present(rawValue: 1 << 7) }
    @inlinable package static var userTimeout: Present { Present(rawValue: 1 << 8) }
    @inlinable package static var accurateECN: Present { Present(rawValue: 1 << 9) }
    @inlinable package static var unknown: Present { Present(rawValue: 1 << 15) }
  }
  package var present: Present = []
  /// Octets used of the 40 below.
  package var count: UInt8 = 0
  /// Shift count of a window scale option, as sent (may exceed 14).
  package var windowShift: UInt8 = 0
  package var maximumSegmentSize: UInt16 = 0
  package var timestamp = TimestampValue(0)
  package var timestampEcho = TimestampValue(0)
  /// The raw octets, in wire order in memory.
  package var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)

  package init() {}

  @usableFromInline package static func == (a: TCPOptions, b: TCPOptions) -> Bool {
    a.count == b.count && a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2
      && a.words.3 == b.words.3 && a.words.4 == b.words.4
  }
  @usableFromInline package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}
