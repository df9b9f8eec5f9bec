import Wire

/// The judgement's numbers that the machine itself needs (checks.md §0.9).
package struct ReplayParameters: Sendable, BitwiseCopyable {
  /// No common stack has left TIME-WAIT sooner.
  package var timeWaitFloor: Duration = .seconds(30)
  package var timeWaitCeiling: Duration = .seconds(300)
  /// Idle time from which a keepalive-shaped segment is one.
  package var keepaliveMinimumIdle: Duration = .seconds(1)
  /// Added to the turnaround before a reaction is overdue.
  package var reactSlack: Duration = .milliseconds(200)
  /// How long an old SYN may still be answered (checks.md `handshake/ack-of-syn`).
  package var oldSyn: Duration = .seconds(240)
  package init() {}
}

extension Connection {
  /// A fresh incarnation, before its first segment is applied.
  package init(
    beginningWith seg: Segment, key: FlowKey, side: Side, following old: Connection?, parameters: ReplayParameters
  ) {
    self.init(key: key)
  }
  /// In order, in window, acknowledging normally, both ends ESTABLISHED: nothing to say.
  package func isOrdinary(_ seg: Segment, from side: Side) -> Bool { false }
  /// Advances both ends by an ordinary segment.
  package mutating func advanceOrdinary(_ seg: Segment, from side: Side) {}
  /// Whether the segment opens another connection on the same four-tuple (checks.md §1.3 rule 8).
  package func beginsNewIncarnation(_ seg: Segment, from side: Side) -> Bool { false }
  /// Advances both ends by any segment.
  package mutating func advance(_ seg: Segment, from side: Side, parameters: ReplayParameters) -> Marks { [] }
  /// What is still owed when the connection ends.
  package func missedDuties(captureEnd: Instant, parameters: ReplayParameters) -> [Duty] { [] }
}
