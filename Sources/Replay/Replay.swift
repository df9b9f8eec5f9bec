import Wire

/// The judgement's numbers that the machine itself needs.
package struct ReplayParameters: Sendable, BitwiseCopyable {
  /// Idle time from which a keepalive-shaped segment is one.
  package var keepaliveMinimumIdle: Duration = .seconds(1)
  /// Added to the turnaround before a reaction is overdue.
  package var reactSlack: Duration = .milliseconds(200)
  /// A TTL that differs by so much is another sender's, or another path's.
  package var ttlDelta: Int = 3
  /// Records may be so far out of order.
  package var orderWindow: Duration = .milliseconds(20)
  /// A half-closed connection silent for longer is worth a mark.
  package var closeLinger: Duration = .seconds(5)
  /// How long an old SYN may still be answered.
  package var oldSyn: Duration = .seconds(240)
  /// A shut window that lasts so long must have been probed.
  package var zeroWindowWait: Duration = .seconds(10)
  /// A retransmission timer need not grow beyond this (RFC 6298 (2.5)).
  package var timerCap: Duration = .seconds(60)
  package init() {}
}

extension LentConnection {
  /// What is still owed when the connection ends: asked once, at a new incarnation or at the end of the capture.
  ///
  /// A duty counts only where the capture went on past its deadline (guard END): turnaround and `reactSlack` after
  /// the newest copy of the stimulus.
  package func missedDuties(captureEnd: Instant, parameters: ReplayParameters) -> [Duty] {
    var missed: [Duty] = []
    for side in Side.allCases {
      for duty in owed(by: side)
      where duty.last + self[side].turnaround.deadline(slack: parameters.reactSlack) <= captureEnd {
        missed.append(duty)
      }
    }
    return missed
  }

  private func owed(by side: Side) -> [Duty] {
    let other = side.other
    var duties: [Duty] = []
    if self[side].late.copies > 0 {
      let late = self[side].late
      duties.append(
        Duty(
          kind: .answerLateSegment, side: side, copies: late.copies, firstFrame: late.firstFrame,
          lastFrame: late.lastFrame, first: late.first, last: late.last))
    }
    let facts = self[side].facts
    if self[other].facts.contains(.finSent), facts.contains(.finReceived), !facts.contains(.finAcknowledged),
      self[side].counts.acksAtFin > 0 || facts.isDisjoint(with: [.rstSent, .rstReceived, .rstInexact, .foreignRst])
    {
      duties.append(
        Duty(
          kind: .acknowledgeFin, side: side, copies: self[other].counts.fins, firstFrame: self[other].snd.firstFinFrame,
          lastFrame: self[other].snd.lastFinFrame, first: self[other].times.firstFin, last: self[other].times.lastFin))
    }
    if self[other].keepalive.unanswered > 0 {
      let probes = self[other].keepalive
      duties.append(
        Duty(
          kind: .answerKeepalive, side: side, copies: probes.unanswered, firstFrame: probes.firstUnansweredFrame,
          lastFrame: probes.lastFrame, first: probes.firstUnanswered, last: probes.lastProbe))
    }
    if self[other].state == .synSent, !facts.contains(.spoke), self[other].counts.syns > 0,
      self[other].counts.icmpErrors == 0
    {
      duties.append(
        Duty(
          kind: .answerSyn, side: side, copies: self[other].counts.syns, firstFrame: self[other].snd.firstSynFrame,
          lastFrame: self[other].snd.lastSynFrame, first: self[other].times.firstSyn, last: self[other].times.lastSyn))
    }
    return duties
  }
}
