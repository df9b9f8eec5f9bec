import Wire

/// What the measuring did to one open flow: fixed in size, for it lives in every flow record.
///
/// What is rare (records that wait for their cause, gaps, clock lines) stands in tables of ``Observer`` beside it.
package struct TapFlow: BitwiseCopyable, Sendable {
  /// By ``Side``: the lower one first.
  var streams = InlineArray<2, TapStream>(repeating: TapStream())
  var recent = RecentRecords()
  var counts = CopyCounts()
  /// Anomalies of its records, all together.
  var anomalies: SegmentAnomalies = []
  /// Records of this flow that wait for a cause.
  package internal(set) var held: UInt16 = 0
  /// A time stamp was echoed that no record ever carried: from then on echoes move no record any more.
  var hasUnexplainedEcho = false
  /// The flow has shown copies: ``Observer/wide`` remembers more of its records.
  var isWide = false
  /// Paradoxes that turned out to be gaps, and those that turned out to be a matter of order.
  var gaps: UInt16 = 0
  var moved: UInt16 = 0
  var frames = EvidenceFrames()

  package init() {}

  package subscript(_ side: Side) -> TapStream {
    @inline(__always) get { streams[Int(side.rawValue)] }
    @inline(__always) set { streams[Int(side.rawValue)] = newValue }
  }

  /// Tap → lower → tap → upper → tap, in nanoseconds, where both halves are known.
  var roundTrip: Int64? {
    guard streams[0].samples > 0, streams[1].samples > 0 else { return nil }
    return streams[0].half &+ streams[1].half
  }
}

/// How often packets of a flow were recorded more than once.
package struct CopyCounts: BitwiseCopyable, Sendable, Hashable {
  /// Records that recur unchanged, but later than any copy of one place would.
  package var twins: UInt32 = 0
  /// Records with octets, and how many of them came twice.
  var carriers: UInt32 = 0
  var carriersTwice: UInt32 = 0
  /// Pure ACKs among the twins: no retransmission repeats those.
  package var twinAcks: UInt32 = 0
  package init() {}

  /// All but a few of the packets that cannot be alike by nature came twice; of the newest two the copy may be to come.
  var isPattern: Bool { carriersTwice >= 1 && (carriersTwice + (carriers > 2 ? 2 : 0)) * 10 >= carriers * 9 }
}

/// The first frame that shows each effect; 0 where there was none.
package struct EvidenceFrames: BitwiseCopyable, Sendable, Hashable {
  package var copy: UInt32 = 0
  package var moved: UInt32 = 0
  package var cut: UInt32 = 0
  package var offload: UInt32 = 0
  /// A wrong checksum that was excused.
  package var excused: UInt32 = 0
  package var first: UInt32 = 0
  package init() {}
}
