import Checks
import Replay
import Tap
import Wire

extension LentConnection {
  /// What the capture's end cut short, and the nanoseconds it would have needed (`capture/ends-early`).
  func pending(at end: Instant, _ parameters: Parameters) -> [(kind: CaptureEvidence.PendingKind, needed: Int64)] {
    pending(of: .lower, at: end, parameters) + pending(of: .upper, at: end, parameters)
  }

  private func pending(
    of side: Side, at end: Instant, _ parameters: Parameters
  ) -> [(kind: CaptureEvidence.PendingKind, needed: Int64)] {
    var found: [(kind: CaptureEvidence.PendingKind, needed: Int64)] = []
    func add(_ kind: CaptureEvidence.PendingKind, since: Instant, _ owed: Duration) {
      let needed = (owed - (end - since)).nanoseconds
      if needed > 0 { found.append((kind, needed)) }
    }
    let reset = self[side].facts.contains(.rstSent) || self[side].facts.contains(.rstReceived)
    if self[side].state == .timeWait {
      add(.timeWait, since: self[side].times.timeWaitRestart, parameters.timeWaitCeiling)
    }
    guard !reset else { return found }
    if self[side].state == .finWait2, self[side.other].facts.contains(.spoke) {
      add(.finWait2, since: max(self[side].times.finAcked, self[side.other].times.last), parameters.closeWaitLinger)
    }
    if self[side].state == .synSent, !self[side.other].facts.contains(.spoke), !self[side].facts.contains(.unreachable) {
      add(.handshake, since: self[side].times.lastSyn, Pending.largestTimeout)
    }
    let peer = self[side.other]
    // Where the peer was never heard, what is sent again is not acknowledged.
    let isBehind = peer.facts.contains(.acknowledged)
      ? peer.rcv.acked < self[side].snd.nxt : self[side].counts.retransmissions > 0 && self[side].counts.octets > 0
    let outstanding = self[side].state.isSynchronized && self[side].facts.contains(.spoke) && isBehind
    if outstanding || self[side].facts.contains(.finSent) && !self[side].facts.contains(.finAcked) {
      let trip = Duration.nanoseconds(self[side].turnaround.maximum + self[side.other].turnaround.maximum)
      add(.retransmission, since: self[side].times.last, max(parameters.timeoutBound, trip * 5 + .milliseconds(500)) * parameters.missingWait)
    }
    if self[side].keepalive.unanswered > 0 {
      let owed = self[side.other].turnaround.deadline(slack: parameters.reactSlack)
      add(.keepalive, since: self[side].keepalive.lastProbe, owed)
    }
    return found
  }
}

enum Pending {
  /// The largest first retransmission timeout without a round trip known (RFC 6298 (5.7)).
  static let largestTimeout = Duration.seconds(3)
}
