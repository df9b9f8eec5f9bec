import Replay
import Wire

extension Check {
  static let noBackoff = Check(
    id: "rtx/no-backoff", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("The retransmission timer does not back off", zh: "重传超时没有指数退避"),
    citation: .rfc(6298, "5", nil, "The host MUST set RTO <- RTO * 2 (\"back off the timer\")."),
    why: Bilingual(
      "Whoever repeats at a steady pace keeps a congested path congested, and gives up long before a short outage is over.",
      zh: "以固定间隔重传会使拥塞持续，并且会在短暂中断结束之前就放弃连接。"),
    guards: [.one, .ord], parameters: [
      Parameter("linear-data", 6, "so many equal intervals of data may be a linear mode for thin streams"),
      Parameter("linear-syn", 5, "so many equal intervals of a SYN may be a linear start"),
    ],
    opportunity: .backedOff,
    triggers: [
      """
      # half a second, always
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        capture ends +5
      """
    ],
    passes: [
      """
      # doubled each time
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.040  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.220  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.440  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.880  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1.760  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +3.520  A > B  P.  1001:1101(100)  ack 9001  win 64240
        capture ends +5
      """,
      """
      # SYNs of Linux 6.5 and later: five seconds at a steady pace, then doubled; at the cap of a minute it stays
        +0      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +1      A > B  S   1000:1000(0)  win 64240
        +2      A > B  S   1000:1000(0)  win 64240
        +4      A > B  S   1000:1000(0)  win 64240
        +8      A > B  S   1000:1000(0)  win 64240
        +16     A > B  S   1000:1000(0)  win 64240
        +32     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        +60     A > B  S   1000:1000(0)  win 64240
        capture ends +200
      """,
      """
      # answers to SYNs that were never captured: each may have been asked for again
        +0      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
      """,
      """
      # the receiver answers each time that it still lacks the octets: these are no timeouts in a row
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.480  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      step.ends.compactMap { step.steadyCopies(of: $0, parameters) }
    })
}

extension Step {
  /// Copies of one segment by timeout whose distance hardly grew.
  fileprivate func steadyCopies(of side: Side, _ parameters: Parameters) -> Outcome? {
    let one = before[side]
    // Three comparisons are four intervals. An ICMP error may put the timer back (RFC 6069).
    guard one.rtx.flattest >= 3, one.counts.icmpErrors == 0 else { return nil }
    // What is not opened here answers somebody: SYNs that are not seen may ask for each copy.
    if !before[side.other].facts.contains(.spoke), !(one.rtx.flattestIsSyn && one.counts.synAcks == 0) {
      return .doubt(Doubt(.oneDirection, leaning: .fail, frames: [one.rtx.flattestLast, one.rtx.flattestFirst], side: side))
    }
    let linear = parameters.value(one.rtx.flattestIsSyn ? "linear-syn" : "linear-data", of: .noBackoff)
    // SYNs at a steady pace for a while are the default of common stacks; data is not.
    if one.rtx.flattestIsSyn, Double(one.rtx.flattest) < linear { return nil }
    let (count, interval) = (Int(one.rtx.flattest) + 1, one.rtx.flattestInterval)
    let (who, length) = (name(of: side).capitalized, interval.text)
    return .charge(
      Charge(
        expected: Bilingual("twice the time before each further copy", zh: "每次重传的间隔加倍"),
        observed: Bilingual(
          "\(who.en) repeated the same segment \(count + 1) times, \(length) apart and hardly growing, while nothing was heard",
          zh: "\(who.zh)在没有应答的情况下重复同一报文段 \(count + 1) 次，间隔约 \(length)，几乎不增长"),
        title: Bilingual(
          "\(who.en) repeated a segment \(count + 1) times, \(length) apart, without backing off",
          zh: "\(who.zh)以约 \(length) 的间隔重复同一报文段 \(count + 1) 次而不退避"),
        frames: [one.rtx.flattestLast, one.rtx.flattestFirst], side: side,
        interval: (one.rtx.flattestTime + interval * -count)...one.rtx.flattestTime, instances: count,
        level: Double(count) > linear ? nil : .note))
  }
}
