import Wire

/// The measuring's numbers, in nanoseconds.
package struct TapParameters: Sendable, BitwiseCopyable {
  /// An effect recorded no longer than this before its cause changed places with it (`order.window`).
  package var orderWindow: Int64 = 20_000_000
  /// Two records of one packet are no further apart (`dup.window`).
  package var duplicateWindow: Int64 = 2_000_000
  /// The same, where the packets bear numbers of their own.
  package var delayedWindow: Int64 = 100_000_000
  /// The same, where a router stands between the two places.
  package var routedWindow: Int64 = 100_000_000
  /// The same, where two captures were merged into one file.
  package var mergedWindow: Int64 = 500_000_000
  /// At most this far from a host, and 5 % of the path's round trip, the tap stands near it (`vantage.near`).
  package var near: Int64 = 2_000_000
  /// Records of one flow that wait for a cause at most.
  package var heldRecords = 64
  /// Gaps of one flow told apart at most; later ones extend the last.
  package var gapsPerFlow = 256
  package init() {}
}
