import Wire

/// One incarnation between two endpoints that face each other across the tap.
///
/// A trivial value of fixed size: it lives in a slab and is advanced in place. Each record is applied first as
/// "emitted" to its sender, then as "crossed toward" to its addressee.
@usableFromInline package struct Connection: BitwiseCopyable, Sendable {
  package var key: FlowKey
  @usableFromInline package var lower = Endpoint()
  @usableFromInline package var upper = Endpoint()
  /// The side that opened (or, joined in the middle, the likelier client).
  @usableFromInline package var client: Side = .lower
  /// 1 for the first incarnation of the four-tuple in the capture.
  package var incarnation: UInt32 = 1
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var start = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  /// Joined in the middle: no SYN was recorded.
  package var midstream = false
  /// What the same four-tuple did before, where `incarnation > 1`.
  @usableFromInline package var previous = PreviousIncarnation()
  /// SYNs (no ACK) of the last 240 s on this four-tuple, oldest first, whatever the incarnation.
  package var syns = RecentSyns()
  /// The newest segments that crossed toward each side and may have provoked an answer.
  @usableFromInline package var stimuliToLower = RecentStimuli()
  @usableFromInline package var stimuliToUpper = RecentStimuli()
  /// The newest data segments each side emitted, by which a later incarnation knows a stray of this one.
  package var dataFromLower = RecentData()
  package var dataFromUpper = RecentData()
  package var wandering = WanderingVariables()
  package var revival = Revival()

  package init(key: FlowKey) { self.key = key }

  @inlinable package subscript(_ side: Side) -> Endpoint {
    @inline(__always) get { side == .lower ? lower : upper }
    @inline(__always) set { if side == .lower { lower = newValue } else { upper = newValue } }
  }
  @inlinable package var server: Side { client.other }
  /// Both ends are through with it.
  package var isOver: Bool { lower.isOver && upper.isOver }
  /// Segments that crossed toward `side`, newest last.
  @inlinable package func stimuli(toward side: Side) -> RecentStimuli { side == .lower ? stimuliToLower : stimuliToUpper }
  /// Data that `side` emitted, newest last.
  package func data(from side: Side) -> RecentData { side == .lower ? dataFromLower : dataFromUpper }
}

/// What remains of the incarnation before: enough to judge reuse, late segments and overlap.
@usableFromInline package struct PreviousIncarnation: BitwiseCopyable, Sendable {
  @usableFromInline package struct End: BitwiseCopyable, Sendable {
    package var state: TCPState = .closed
    package var iss = SequenceNumber(0)
    package var nxt = SequenceNumber(0)
    package var fin = SequenceNumber(0)
    package var timestamp = TimestampValue(0)
    package var facts: EndpointFacts = []
    package var looks = Looks()
    package var lastSegment = Instant(nanoseconds: 0)
    /// When 2MSL last started again.
    package var timeWaitRestart = Instant(nanoseconds: 0)
    package init() {}
  }
  package var exists = false
  package var client: Side = .lower
  @usableFromInline package var lower = End()
  @usableFromInline package var upper = End()
  package var start = Instant(nanoseconds: 0)
  package var last = Instant(nanoseconds: 0)
  package var firstFrame: UInt32 = 0
  package var lastFrame: UInt32 = 0
  package var dataFromLower = RecentData()
  package var dataFromUpper = RecentData()
  package init() {}
  package func data(from side: Side) -> RecentData { side == .lower ? dataFromLower : dataFromUpper }
  @inlinable package subscript(_ side: Side) -> End { side == .lower ? lower : upper }
}
