import Replay
import Wire

extension Check {
  static let timeWaitReopen = Check(
    id: "close/time-wait-reopen", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("TIME-WAIT reopened unsafely by a new SYN", zh: "TIME_WAIT 状态下不安全地接受了新的 SYN"),
    citation: .rfc(
      9293, "3.6.1", "MAY-2",
      """
      However, it MAY accept a new SYN from the remote TCP endpoint to reopen the connection directly from TIME-WAIT \
      state (MAY-2), if it: (1) assigns its initial sequence number for the new connection to be larger than the \
      largest sequence number it used on the previous connection incarnation
      """),
    why: Bilingual(
      "Segments of the old connection that are still on their way fit into the new one, and their data is taken for new.",
      zh: "仍在途中的旧报文段恰好落入新连接，其数据会被当作新数据接收。"),
    guards: [.mid, .one, .loss, .ord, .mbx, .box],
    triggers: [
      """
      # the SYN is newer, but the answer begins below what the old connection had used
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  900000:900000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 900001  win 64240
        +0.010  B > A  F.  900001:900001(0)  ack 1001  win 65535
        +0.020  A > B  F.  1001:1001(0)  ack 900002  win 64240
        +0.001  B > A  .   900002:900002(0)  ack 1002  win 65535
        +2      A > B  S   500000:500000(0)  win 64240
      ↓ +0.001  B > A  S.  7000:7000(0)  ack 500001  win 65535
        +0.020  A > B  .   500001:500001(0)  ack 7001  win 64240
        capture ends +5
      """,
      """
      # a SYN older than the connection, taken though neither number nor timestamp allows it
        +0      A > B  S   500000:500000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 500001  win 65535
        +0.020  A > B  .   500001:500001(0)  ack 9001  win 64240
        +0.010  B > A  F.  9001:9001(0)  ack 500001  win 65535
        +0.020  A > B  F.  500001:500001(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 500002  win 65535
        +2      A > B  S   1000:1000(0)  win 64240
      ↓ +0.001  B > A  S.  700000:700000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 700001  win 64240
        capture ends +5
      """,
    ],
    passes: [
      """
      # Linux: the new number is the old one and 65537
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  B > A  F.  9001:9001(0)  ack 1001  win 65535
        +0.020  A > B  F.  1001:1001(0)  ack 9002  win 64240
        +0.001  B > A  .   9002:9002(0)  ack 1002  win 65535
        +2      A > B  S   500000:500000(0)  win 64240
        +0.001  B > A  S.  74539:74539(0)  ack 500001  win 65535
        +0.020  A > B  .   500001:500001(0)  ack 74540  win 64240
        capture ends +5
      """,
      """
      # timestamps went on: an older number does no harm
        +0      A > B  S   500000:500000(0)  win 64240  <mss 1460,TS val 100 ecr 0>
        +0.001  B > A  S.  9000:9000(0)  ack 500001  win 65535  <mss 1460,TS val 900 ecr 100>
        +0.020  A > B  .   500001:500001(0)  ack 9001  win 64240  <nop,nop,TS val 120 ecr 900>
        +0.010  B > A  F.  9001:9001(0)  ack 500001  win 65535  <nop,nop,TS val 930 ecr 120>
        +0.020  A > B  F.  500001:500001(0)  ack 9002  win 64240  <nop,nop,TS val 150 ecr 930>
        +0.001  B > A  .   9002:9002(0)  ack 500002  win 65535  <nop,nop,TS val 951 ecr 150>
        +2      A > B  S   1000:1000(0)  win 64240  <mss 1460,TS val 2200 ecr 0>
        +0.001  B > A  S.  74539:74539(0)  ack 1001  win 65535  <mss 1460,TS val 3000 ecr 2200>
        +0.020  A > B  .   1001:1001(0)  ack 74540  win 64240  <nop,nop,TS val 2220 ecr 3000>
        capture ends +5
      """,
      """
      # after a minute TIME-WAIT may be over: any number will do
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  900000:900000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 900001  win 64240
        +0.010  B > A  F.  900001:900001(0)  ack 1001  win 65535
        +0.020  A > B  F.  1001:1001(0)  ack 900002  win 64240
        +0.001  B > A  .   900002:900002(0)  ack 1002  win 65535
        +61     A > B  S   500000:500000(0)  win 64240
        +0.001  B > A  S.  7000:7000(0)  ack 500001  win 65535
        +0.020  A > B  .   500001:500001(0)  ack 7001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .synAck) { step, parameters in
      guard step.before.previous.exists, let reopening = step.reopening,
        parameters.zone(reopening.elapsed) == .belowFloor
      else { return [] }
      let (seg, syn) = (step.seg, step.receiver)
      let frames = [seg.frame, syn.snd.firstSynFrame]
      let interval = step.before.previous[step.side].timeWaitRestart...max(step.before.previous[step.side].timeWaitRestart, seg.time)
      if seg.seq <= reopening.largest {
        let below = reopening.largest - seg.seq
        return [
          .charge(
            Charge(
              expected: Bilingual(
                "an ISN above \(reopening.largest), the largest number of the old connection", zh: "ISN 大于旧连接用过的最大序号 \(reopening.largest)"),
              observed: Bilingual("\(seg.seq), \(below) below it", zh: "\(seg.seq)，低 \(below)"),
              title: Bilingual(
                "\(step.speaker.en) reopened TIME-WAIT with an ISN \(below) below its old numbers",
                zh: "\(step.speaker.zh)从 TIME_WAIT 重新打开连接，ISN 比旧序号低 \(below)"),
              frames: frames,
              interval: interval, level: reopening.isProtected ? .note : nil, selfEvident: true))
        ]
      }
      guard !reopening.isAllowed else { return [.pass(frames: frames, side: nil)] }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "only a SYN that is newer by its timestamp, or by its number, than \(reopening.last)",
              zh: "只接受时间戳更新、或序号大于 \(reopening.last) 的 SYN"),
            observed: Bilingual("a SYN with SEQ \(syn.snd.iss) was taken", zh: "接受了序号为 \(syn.snd.iss) 的 SYN"),
            title: Bilingual(
              "\(step.speaker.en) took a SYN that may be old \(reopening.elapsed.text) into TIME-WAIT",
              zh: "\(step.speaker.zh)在 TIME_WAIT 的 \(reopening.elapsed.text) 时接受了可能过时的 SYN"),
            frames: frames, interval: interval, level: .should, selfEvident: true))
      ]
    })
}

/// A SYN,ACK out of TIME-WAIT, and what it had to heed.
private struct Reopening {
  var elapsed: Duration
  /// The largest number that the answering end had used.
  var largest: SequenceNumber
  /// The number of the other end's old FIN.
  var last: SequenceNumber
  /// One of the conditions of RFC 6191 §2 is met.
  var isAllowed: Bool
  /// Timestamps of both connections keep their segments apart (RFC 7323 appendix B.2).
  var isProtected: Bool
}

extension Step {
  /// The first SYN,ACK of a connection whose end held TIME-WAIT of the one before.
  fileprivate var reopening: Reopening? {
    let (old, oldPeer) = (before.previous[side], before.previous[side.other])
    guard !seg.has(.rst), sender.counts.synAcks == 0, old.heldTimeWait else { return nil }
    let syn = receiver
    guard syn.facts.isSuperset(of: [.issKnown, .seenFromSyn]), seg.ack == syn.snd.iss + 1 else { return nil }
    let usedStamps = old.looks.synOptions.contains(.timestamps) && oldPeer.looks.synOptions.contains(.timestamps)
    let usesStamps = syn.looks.synOptions.contains(.timestamps) && seg.options.present.contains(.timestamps)
    let isHigher = oldPeer.fin < syn.snd.iss
    let isNewer = oldPeer.timestamp < syn.snd.synTimestamp
    let isAllowed = usedStamps && usesStamps
      ? isNewer || oldPeer.timestamp == syn.snd.synTimestamp && isHigher
      : usesStamps && !usedStamps || isHigher
    return Reopening(
      elapsed: syn.times.firstSyn - old.timeWaitRestart, largest: old.nxt + -1, last: oldPeer.fin, isAllowed: isAllowed,
      isProtected: usedStamps && usesStamps && isNewer)
  }
}
