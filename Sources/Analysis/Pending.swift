import Checks
import Replay
import Tap
import Wire

extension Connection {
  /// What the capture's end cut short, and the nanoseconds it would have needed (`capture/ends-early`).
  func pending(at end: Instant, _ parameters: Parameters) -> [(kind: CaptureEvidence.PendingKind, needed: Int64)] {
    Side.allCases.flatMap { pending(of: self[$0], peer: self[$0.other], at: end, parameters) }
  }

  private func pending(
    of one: Endpoint, peer: Endpoint, at end: Instant, _ parameters: Parameters
  ) -> [(kind: CaptureEvidence.PendingKind, needed: Int64)] {
    var found: [(kind: CaptureEvidence.PendingKind, needed: Int64)] = []
    func add(_ kind: CaptureEvidence.PendingKind, since: Instant, _ owed: Duration) {
      let needed = (owed - (end - since)).nanoseconds
      if needed > 0 { found.append((kind, needed)) }
    }
    let reset = one.facts.contains(.rstSent) || one.facts.contains(.rstReceived)
    if one.state == .timeWait {
      add(.timeWait, since: one.times.timeWaitRestart, parameters.timeWaitCeiling)
    }
    guard !reset else { return found }
    if one.state == .finWait2, peer.facts.contains(.spoke) {
      add(.finWait2, since: max(one.times.finAcked, peer.times.last), parameters.closeWaitLinger)
    }
    if one.state == .synSent, !peer.facts.contains(.spoke) {
      add(.handshake, since: one.times.lastSyn, Pending.largestTimeout)
    }
    let outstanding = one.state.isSynchronized && one.facts.contains(.spoke) && peer.facts.contains(.acknowledged)
      && peer.rcv.acked < one.snd.nxt
    if outstanding || one.facts.contains(.finSent) && !one.facts.contains(.finAcked) {
      let trip = Duration.nanoseconds(one.turnaround.maximum + peer.turnaround.maximum)
      add(.retransmission, since: one.times.last, max(Pending.largestTimeout, trip * 5 + .milliseconds(500)) * 6)
    }
    if one.keepalive.unanswered > 0 {
      add(.keepalive, since: one.keepalive.lastProbe, peer.turnaround.deadline(slack: parameters.reactSlack))
    }
    return found
  }
}

enum Pending {
  /// The largest first retransmission timeout without a round trip known (RFC 6298 (5.7)).
  static let largestTimeout = Duration.seconds(3)
}
