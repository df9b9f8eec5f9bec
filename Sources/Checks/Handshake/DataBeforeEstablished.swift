import Replay
import Wire

extension Check {
  static let dataBeforeEstablished = Check(
    id: "handshake/data-before-established", priority: .p1, level: .mustUnlabelled, kind: .safety,
    title: Bilingual("Data was sent before the handshake was complete", zh: "三次握手完成前就发送了数据"),
    citation: .rfc(9293, "3.10.2", nil, "Queue the data for transmission after entering ESTABLISHED state."),
    why: Bilingual(
      "Anybody can make such a server send data to a forged address, and more than he sent himself.",
      zh: "任何人都可以借此让服务端向伪造的地址发送数据，而且比自己发出的还多。"),
    guards: [.mid, .one, .loss, .ord], opportunity: .completedPassively,
    triggers: [
      """
      # the greeting leaves right behind the SYN,ACK
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  B > A  P.  9001:9201(200)  ack 1001  win 65535
        +0.050  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1001(0)  ack 9201  win 64240
        capture ends +5
      """,
      """
      # the same, seen from the client, a tenth of a second away
        +0      A > B  S   1000:1000(0)  win 64240
        +0.100  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  B > A  P.  9001:9201(200)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9201  win 64240
        +0.100  B > A  .   9201:9201(0)  ack 1101  win 65535
        +0.100  A > B  P.  1101:1201(100)  ack 9201  win 64240
        +0.100  B > A  .   9201:9201(0)  ack 1201  win 65535
        capture ends +5
      """,
    ],
    passes: [
      """
      # TCP Fast Open: the cookie proved the address
        +0      A > B  S   1000:1100(100)  win 64240  <mss 1460,opt-34 0102030405060708>
        +0.001  B > A  S.  9000:9000(0)  ack 1101  win 65535  <mss 1460>
        +0.001  B > A  P.  9001:9201(200)  ack 1101  win 65535
        +0.050  A > B  .   1101:1101(0)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # the capture missed the third ACK
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.050  B > A  P.  9001:9201(200)  ack 1001  win 65535
        +0.050  A > B  .   1001:1001(0)  ack 9201  win 64240
        capture ends +5
      """,
      """
      # two records in the wrong order
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.050  B > A  P.  9001:9201(200)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.050  A > B  .   1001:1001(0)  ack 9201  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: [.tried, .ended]) { step, parameters in
      Side.allCases.flatMap { step.earlyData(from: $0, parameters) }
    })
}

extension Step {
  fileprivate func earlyData(from side: Side, _ parameters: Parameters) -> [Outcome] {
    let completed = side == .lower ? before.lower.challenge.handshake.completed : before.upper.challenge.handshake.completed
    guard marks.contains(.tried) || completed != Instant(nanoseconds: 0) else { return [] }
    let (one, peer) = (before[side], before[side.other])
    let trial = one.challenge.handshake
    let opensFast = one.facts.contains(.fastOpen) || peer.facts.contains(.fastOpen) || peer.snd.synPayload > 0
    guard !opensFast, !trial.earlyAfterBad else { return [] }
    guard trial.earlyFrame != 0, trial.earlyPayload > 0 else { return hastyData(from: side, one) }
    let frames = [trial.earlyFrame, trial.thirdFrame == 0 ? one.snd.firstSynFrame : trial.thirdFrame]
    guard trial.thirdFrame != 0 else { return [.doubt(Doubt(.captureLoss, leaning: .fail, frames: frames, side: side))] }
    guard trial.third - trial.early > parameters.orderWindow else {
      return [.doubt(Doubt(.recordOrder, leaning: .fail, frames: frames, side: side))]
    }
    let lead = (trial.third - trial.early).text
    return [
      .charge(
        Charge(
          expected: Bilingual("no data before the ACK in frame \(trial.thirdFrame)", zh: "第 \(trial.thirdFrame) 帧的 ACK 之前不应有数据"),
          observed: Bilingual(
            "\(counted(trial.earlyPayload, "octet")) sent \(lead) before it", zh: "在其之前 \(lead) 就发送了 \(trial.earlyPayload) 字节"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) sent \(counted(trial.earlyPayload, "octet")) \(lead) before the handshake was complete",
            zh: "\(name(of: side).zh)在握手完成前 \(lead) 就发送了 \(trial.earlyPayload) 字节"),
          frames: frames, side: side, interval: trial.early...trial.third))
    ]
  }

  /// Seen from the other end the third ACK crosses first; but data that follows it sooner than it can have arrived left
  /// before it did.
  private func hastyData(from side: Side, _ one: Endpoint) -> [Outcome] {
    let completed = one.challenge.handshake.completed
    let lead = one.times.firstData - completed
    guard completed != Instant(nanoseconds: 0), one.counts.uniqueOctets > 0, one.turnaround.samples >= 2,
      one.turnaround.minimum >= 10_000_000, lead >= .zero, lead.nanoseconds < one.turnaround.minimum / 2
    else { return [] }
    let frame = before[side.other].snd.thirdFrame
    let trip = Duration.nanoseconds(one.turnaround.minimum).text
    return [
      .charge(
        Charge(
          expected: Bilingual("no data before the ACK in frame \(frame) has arrived", zh: "第 \(frame) 帧的 ACK 到达之前不应有数据"),
          observed: Bilingual(
            "data \(lead.text) after it, where every answer takes \(trip)", zh: "其后仅 \(lead.text) 就有数据，而每次应答都要 \(trip)"),
          title: Bilingual(
            "\(name(of: side).capitalized.en) sent data before the third ACK can have arrived",
            zh: "\(name(of: side).zh)在第三个 ACK 可能到达之前就发送了数据"),
          frames: [frame, one.snd.firstSynFrame], side: side, interval: completed...one.times.firstData, level: .note))
    ]
  }
}
