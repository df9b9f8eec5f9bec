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
  package init() {}
}

extension Connection {
  /// What is still owed when the connection ends: asked once, at a new incarnation or at the end of the capture.
  ///
  /// A duty counts only where the capture went on past its deadline (guard END): turnaround and `reactSlack` after
  /// the newest copy of the stimulus.
  package func missedDuties(captureEnd: Instant, parameters: ReplayParameters) -> [Duty] {
    Side.allCases.flatMap { side in
      owed(by: side).filter { duty in
        duty.last + self[side].turnaround.deadline(slack: parameters.reactSlack) <= captureEnd
      }
    }
  }

  private func owed(by side: Side) -> [Duty] {
    let one = self[side]
    let peer = self[side.other]
    var duties: [Duty] = []
    if one.late.copies > 0 {
      let late = one.late
      duties.append(
        Duty(
          kind: .answerLateSegment, side: side, copies: late.copies, firstFrame: late.firstFrame,
          lastFrame: late.lastFrame, first: late.first, last: late.last))
    }
    if peer.facts.contains(.finSent), one.facts.contains(.finReceived), !one.facts.contains(.finAcknowledged),
      one.counts.acksAtFin > 0 || one.facts.isDisjoint(with: [.rstSent, .rstReceived, .rstInexact, .foreignRst])
    {
      duties.append(
        Duty(
          kind: .acknowledgeFin, side: side, copies: peer.counts.fins, firstFrame: peer.snd.firstFinFrame,
          lastFrame: peer.snd.lastFinFrame, first: peer.times.firstFin, last: peer.times.lastFin))
    }
    if peer.keepalive.unanswered > 0 {
      let probes = peer.keepalive
      duties.append(
        Duty(
          kind: .answerKeepalive, side: side, copies: probes.unanswered, firstFrame: probes.firstUnansweredFrame,
          lastFrame: probes.lastFrame, first: probes.firstUnanswered, last: probes.lastProbe))
    }
    if peer.state == .synSent, !one.facts.contains(.spoke), peer.counts.syns > 0, peer.counts.icmpErrors == 0 {
      duties.append(
        Duty(
          kind: .answerSyn, side: side, copies: peer.counts.syns, firstFrame: peer.snd.firstSynFrame,
          lastFrame: peer.snd.lastSynFrame, first: peer.times.firstSyn, last: peer.times.lastSyn))
    }
    return duties
  }
}
