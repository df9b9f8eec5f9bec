import Replay
import Wire

extension Check {
  static let synInSynchronized = Check(
    id: "challenge/syn-in-synchronized", priority: .p1, level: .should, kind: .reaction,
    title: Bilingual("A SYN on a live connection got no challenge ACK", zh: "已建立的连接收到 SYN 却未回复挑战 ACK"),
    citation: .rfc(
      5961, "4.2", nil,
      "If the SYN bit is set, irrespective of the sequence number, TCP MUST send an ACK (also referred to as challenge ACK) to the remote peer"
    ),
    why: Bilingual(
      "A peer that restarted and calls again from the same port is never told that this end still holds the old connection.",
      zh: "对端重启后从同一端口再次呼叫时，无从得知本端仍保留着旧连接。"),
    guards: [.one, .loss, .end, .ord, .pr, .pn, .fw, .auth, .csum, .n], opportunity: .answeredSyn,
    triggers: [
      (0..<3).map { place in
        """
          +0.1    A:4001\(place) > B  S   1000:1000(0)  win 64240
          +0.000  B > A:4001\(place)  S.  9000:9000(0)  ack 1001  win 65535
          +0.020  A:4001\(place) > B  .   1001:1001(0)  ack 9001  win 64240
          +0.001  A:4001\(place) > B  P.  1001:1101(100)  ack 9001  win 64240
          +0.000  B > A:4001\(place)  .   9001:9001(0)  ack 1101  win 65535
        ↓ +2      A:4001\(place) > B  S   70000:70000(0)  win 64240
          +2      B > A:4001\(place)  P.  9001:9101(100)  ack 1101  win 65535
          +0.020  A:4001\(place) > B  .   1101:1101(0)  ack 9101  win 64240
        """
      }.joined(separator: "\n") + "\ncapture ends +5",
      """
      # a new connection is opened, and the old one goes on beside it
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +2      A > B  S   70000:70000(0)  win 64240
      ↓ +0.000  B > A  S.  500000:500000(0)  ack 70001  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.000  B > A  P.  9001:9101(100)  ack 1201  win 65535
        +0.020  A > B  .   1201:1201(0)  ack 9101  win 64240
        capture ends +5
      """,
    ],
    passes: [
      """
      # challenged, and reset (Figure 9 of RFC 9293)
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +2      A > B  S   70000:70000(0)  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.020  A > B  R   1001:1001(0)  win 0
        +1      A > B  S   70000:70000(0)  win 64240
        +0.000  B > A  S.  500000:500000(0)  ack 70001  win 65535
        +0.020  A > B  .   70001:70001(0)  ack 500001  win 64240
        capture ends +5
      """,
      """
      # the server had lost the old connection: it opens a new one, and resets the old one's octets
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +2      A > B  S   70000:70000(0)  win 64240
        +0.000  B > A  S.  500000:500000(0)  ack 70001  win 65535
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.000  B > A  R   9001:9001(0)  win 0
        capture ends +5
      """,
      """
      # another TTL: behind one address, one machine opens a connection and another goes on with its own
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535  {ttl 60}
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535  {ttl 60}
        +2      A > B  S   70000:70000(0)  win 64240
        +0.000  B > A  S.  500000:500000(0)  ack 70001  win 65535  {ttl 52}
        +0.020  A > B  .   1101:1101(0)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.000  B > A  P.  9001:9101(100)  ack 1201  win 65535  {ttl 60}
        capture ends +5
      """,
      """
      # a copy of the SYN that opened the connection
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +2      A > B  S   1000:1000(0)  win 64240
        +2      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9101  win 64240
        capture ends +5
      """,
      """
      # once only: throttling, or a filter on the way
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.000  B > A  .   9001:9001(0)  ack 1101  win 65535
        +2      A > B  S   70000:70000(0)  win 64240
        +2      B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.020  A > B  .   1101:1101(0)  ack 9101  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .tried) { step, parameters in
      Side.allCases.flatMap { side -> [Outcome] in
        let (one, met) = (step.before[side], step.before[side].challenge.ignoredSyns)
        if step.before.revival.serverFrame != 0, side == step.before.server { return [step.revived()] }
        let taken = one.challenge.acceptedSyn
        if taken.answerFrame != 0 { return [step.accepted(taken, by: side)] }
        guard met.count > 0 else { return [] }
        let deadline = met.last + one.turnaround.deadline(slack: parameters.reactSlack)
        return [
          .charge(
            Charge(
              expected: Bilingual("ACK with SEQ \(one.snd.nxt) and ACK \(one.rcv.acked), or a RST", zh: "回复 ACK（SEQ \(one.snd.nxt)、ACK \(one.rcv.acked)）或 RST"),
              observed: Bilingual(
                "silence, and the old connection goes on in frame \(met.answerFrame)", zh: "没有应答，旧连接在第 \(met.answerFrame) 帧继续"),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) did not answer a SYN on the live connection", zh: "\(step.name(of: side).zh)没有应答已建立的连接上的 SYN"),
              frames: [met.lastFrame, met.firstFrame, met.answerFrame], side: side,
              interval: met.first...max(met.first, deadline), copies: 1, repliesDue: 1, instancesNeeded: 3))
        ]
      }
    })
}

extension Step {
  /// The SYN got a SYN,ACK, and the connection goes on as it was.
  fileprivate func accepted(_ taken: PendingChallenge, by side: Side) -> Outcome {
    let one = before[side]
    return .charge(
      Charge(
        expected: Bilingual("ACK with SEQ \(one.snd.nxt) and ACK \(one.rcv.acked), or a RST", zh: "回复 ACK（SEQ \(one.snd.nxt)、ACK \(one.rcv.acked)）或 RST"),
        observed: Bilingual(
          "SYN,ACK for the new number \(taken.seq), and the old connection goes on in frame \(taken.answerFrame)",
          zh: "以 SYN,ACK 应答新序号 \(taken.seq)，旧连接却在第 \(taken.answerFrame) 帧继续"),
        title: Bilingual(
          "\(name(of: side).capitalized.en) answered a SYN on the live connection by SYN,ACK",
          zh: "\(name(of: side).zh)用 SYN,ACK 应答了已建立的连接上的 SYN"),
        frames: [taken.lastFrame, taken.answerFrame], side: side, interval: taken.first...taken.last,
        waived: [.pr, .pn, .fw, .end, .n], receiptProven: true))
  }

  /// The SYN,ACK opened another connection, and the one before goes on under its old numbers.
  fileprivate func revived() -> Outcome {
    let (side, before, revival) = (self.before.server, self.before, self.before.revival)
    let (own, peer) = (before.previous[side], before.previous[side.other])
    return .charge(
      Charge(
        expected: Bilingual("ACK with SEQ \(own.nxt) and ACK \(peer.nxt), or a RST", zh: "回复 ACK（SEQ \(own.nxt)、ACK \(peer.nxt)）或 RST"),
        observed: Bilingual(
          "SYN,ACK for the new number \(before[side.other].snd.iss), and the old connection goes on in frame \(revival.serverFrame)",
          zh: "以 SYN,ACK 应答新序号 \(before[side.other].snd.iss)，旧连接却在第 \(revival.serverFrame) 帧继续"),
        title: Bilingual(
          "\(name(of: side).capitalized.en) answered a SYN on the live connection by SYN,ACK",
          zh: "\(name(of: side).zh)用 SYN,ACK 应答了已建立的连接上的 SYN"),
        frames: [before.firstFrame, revival.clientFrame, revival.serverFrame], side: side,
        interval: before.start...before.last, guards: .box, waived: [.pr, .pn, .fw, .end, .n, .loss, .mid],
        receiptProven: true))
  }
}
