import Wire

/// Who asks and is not answered: retransmissions by timeout and keepalive probes, and how their rounds ended.
extension Endpoint {
  /// A retransmission by timeout: nothing of the peer has crossed since this endpoint last sent.
  mutating func noteTimeout(_ seg: Segment) {
    if outage.rounds == 0 {
      outage.began = times.last
      outage.last = times.last
      outage.firstFrame = seg.frame
    }
    outage.backoff = seg.time - outage.last
    outage.rounds &+= 1
    outage.last = seg.time
    outage.lastFrame = seg.frame
  }

  /// A keepalive probe of this endpoint crossed toward the peer, which last spoke at `peerLast`.
  mutating func noteProbe(_ seg: Segment, idleSince peerLast: Instant) {
    let isFirst = keepalive.firstFrame == 0
    let gap = seg.time - keepalive.lastProbe
    if isFirst {
      keepalive.firstFrame = seg.frame
      keepalive.idleBeforeFirst = seg.time - later(peerLast, later(times.lastData, times.finAcked))
    } else if keepalive.spacing == .zero || gap < keepalive.spacing {
      keepalive.spacing = gap
    }
    if keepalive.unanswered == 0 {
      keepalive.firstUnanswered = seg.time
      keepalive.firstUnansweredFrame = seg.frame
    } else if keepalive.interval == .zero || gap < keepalive.interval {
      keepalive.interval = gap
    }
    counts.keepalives &+= 1
    if seg.ttl != looks.ttl { keepalive.foreign &+= 1 }
    keepalive.lastProbe = seg.time
    keepalive.lastFrame = seg.frame
    keepalive.unanswered &+= 1
    if keepalive.longestRun < keepalive.unanswered { keepalive.longestRun = keepalive.unanswered }
  }

  /// Whatever this endpoint emits shows that it lives: `peer`'s rounds are over, and its probes are answered unless
  /// new data comes too late to be an answer.
  mutating func answerRounds(
    of peer: inout Endpoint, with seg: Segment, marks: Marks, parameters: ReplayParameters
  ) -> Marks {
    var resumed = false
    if peer.keepalive.unanswered > 0 {
      let late = seg.time - peer.keepalive.lastProbe > turnaround.deadline(slack: parameters.reactSlack)
      if late, seg.payload > 0, !marks.contains(.retransmission) {
        peer.noteIgnored(until: seg)
      } else if !seg.has(.rst) {
        peer.keepalive.answered &+= 1
      }
      let probes = peer.keepalive
      resumed = probes.unanswered > 1 && peer.survive(
        since: probes.firstUnanswered, rounds: probes.unanswered, from: probes.firstUnansweredFrame,
        backoff: probes.interval, with: seg)
      peer.keepalive.unanswered = 0
    }
    if peer.outage.rounds > 0 {
      let ended = peer.survive(
        since: peer.outage.began, rounds: peer.outage.rounds, from: peer.outage.firstFrame,
        backoff: peer.outage.backoff, with: seg)
      resumed = resumed || ended
      peer.outage.rounds = 0
    }
    return resumed ? .resumed : []
  }

  private mutating func noteIgnored(until seg: Segment) {
    if keepalive.ignored == 0 {
      keepalive.firstIgnored = keepalive.firstUnanswered
      keepalive.firstIgnoredFrame = keepalive.firstUnansweredFrame
    }
    keepalive.ignored &+= keepalive.unanswered
    keepalive.ignoredRuns &+= 1
    keepalive.aliveFrame = seg.frame
  }

  /// The peer speaks again; `true` where what ended is worth the name of an outage.
  private mutating func survive(
    since began: Instant, rounds: UInt16, from frame: UInt32, backoff: Duration, with seg: Segment
  ) -> Bool {
    let length = seg.time - began
    guard rounds >= 2 || length >= .seconds(5), !seg.has(.rst) else { return false }
    if outage.survived < length {
      outage.survived = length
      outage.survivedBackoff = backoff
      outage.survivedRounds = rounds
      outage.survivedFirstFrame = frame
      outage.survivedFrame = seg.frame
    }
    return true
  }
}

extension Endpoint {
  /// This endpoint states its window: shut, or open again. One that has heard the peer's FIN wants nothing any more.
  mutating func noteShutWindow(_ seg: Segment) {
    if rcv.window == 0 {
      guard !shut.isShut, !facts.contains(.finReceived) else { return }
      shut.isShut = true
      shut.since = seg.time
      shut.episodes &+= 1
      if shut.firstFrame == 0 { shut.firstFrame = seg.frame }
      shut.lastFrame = seg.frame
    } else if shut.isShut {
      let length = seg.time - shut.since
      shut.isShut = false
      shut.total += length
      if shut.longest < length { shut.longest = length }
      shut.lastFrame = seg.frame
    }
  }
}

/// The later of two moments.
package func later(_ a: Instant, _ b: Instant) -> Instant { a < b ? b : a }
