import Replay
import Wire

/// What a retransmission timer may lawfully be, as far as a tap can know it.
extension Step {
  /// The largest round trip of the connection so far, delayed ACKs included; zero where there was no sample.
  var longestTrip: Duration {
    .nanoseconds(before.lower.turnaround.maximum &+ before.upper.turnaround.maximum)
  }

  /// The largest first timeout that RFC 6298 can yield: SRTT and RTTVAR are at most the longest round trip, so SRTT +
  /// 4·RTTVAR is at most five of it; half a second for coarse timers, and never below `rtx.bound`.
  func timeoutBound(_ parameters: Parameters) -> Duration {
    max(parameters.timeoutBound, longestTrip * 5 + .milliseconds(500))
  }

  /// When the segment that begins at the same number was last sent before this one, and whether this one was made anew
  /// and not doubled by the network or the capture.
  var previousCopy: (time: Instant, isFresh: Bool)? {
    if sender.rtx.copies(at: sender.snd.una) > 0, seg.seq <= sender.snd.una {
      return (sender.rtx.last, isFresh(timestamp: sender.rtx.timestamp, ipID: sender.rtx.ipID))
    }
    let sent = before.data(from: side)
    for place in 0..<Int(sent.count) where sent[place].seq == seg.seq {
      return (sent[place].time, isFresh(timestamp: sent[place].timestamp, ipID: sender.looks.ipID))
    }
    return nil
  }

  /// A packet that was made later has a newer TSval, or a later IP identification; where neither tells, it may be the
  /// same packet twice.
  private func isFresh(timestamp: TimestampValue, ipID: UInt16) -> Bool {
    if seg.options.present.contains(.timestamps) { return timestamp < seg.options.timestamp }
    return seg.ipID != 0 && ipID != 0 && Int16(bitPattern: seg.ipID &- ipID) > 0
  }

  /// What the receiver of `side`'s data may still take: it has a window, and nobody reported that the path is broken.
  func mayStillSend(_ side: Side) -> Bool {
    let (one, peer) = (before[side], before[side.other])
    return peer.facts.contains(.offered) && peer.rcv.window > 0 && one.snd.una < peer.rcv.edgeNow
      && peer.shut.probes == 0 && one.counts.icmpErrors == 0 && peer.counts.icmpErrors == 0
  }

  /// Neither end has reset the connection, nor has anybody in its name.
  var isUncut: Bool {
    before.lower.facts.union(before.upper.facts).isDisjoint(with: [.rstSent, .rstReceived, .rstInexact, .foreignRst])
  }

  /// The newest data of one end: its frame, 0 where there was none.
  func newestData(of side: Side) -> UInt32 {
    let sent = before.data(from: side)
    return (0..<Int(sent.count)).map { sent[$0].frame }.max() ?? 0
  }
}
