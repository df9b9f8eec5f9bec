import Replay
import Wire

extension Check {
  static let burstOnTimeout = Check(
    id: "rtx/burst-on-timeout", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("Several segments were sent on one timeout", zh: "一次超时重传多个报文"),
    citation: .rfc(
      5681, "3.1", nil,
      """
      Furthermore, upon a timeout (as specified in [RFC2988]) cwnd MUST be set to no more than the loss window, LW, which \
      equals 1 full-sized segment (regardless of the value of IW).
      """),
    why: Bilingual(
      "A path that has just lost everything gets more than the one segment it may be tried with.",
      zh: "刚刚丢光报文的路径，本应只用一个报文段试探，却收到更多。"),
    guards: [.mid, .one, .loss, .ord, .off, .n],
    triggers: [
      """
      # each timeout sends three
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.000  A > B  .   1301:1401(100)  ack 9001  win 64240
        +1      A > B  .   1001:1101(100)  ack 9001  win 64240
      ↓ +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +2      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +4      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1401  win 65535
      """
    ],
    passes: [
      """
      # one segment each time; what its acknowledgement allows comes afterwards
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.000  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +1      A > B  .   1001:1101(100)  ack 9001  win 64240
        +2      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1301  win 65535
      """,
      """
      # small ones make up no full-sized segment together, and the FIN rides along
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2001  win 65535
        +0.001  A > B  P.  2001:2101(100)  ack 9001  win 64240
        +1      A > B  P.  2001:2101(100)  ack 9001  win 64240
        +0.001  A > B  P.  2101:2201(100)  ack 9001  win 64240
        +0.001  A > B  F.  2201:2201(0)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2202  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        var one = step.before[side]
        one.settleBurst()
        guard one.rtx.bursts > 0, one.counts.icmpErrors == 0 else { return nil }
        let (who, size) = (step.name(of: side).capitalized, one.snd.maxPayload)
        return .charge(
          Charge(
            expected: Bilingual("one segment on a timeout, \(size) octets at most", zh: "超时后只发一个报文段，不超过 \(size) 字节"),
            observed: Bilingual(
              "\(who.en) sent several segments at once on each of \(counted(one.rtx.bursts, "timeout")), before anything was heard",
              zh: "\(who.zh)在 \(one.rtx.bursts) 次超时时、收到任何应答之前各发送了多个报文段"),
            title: Bilingual(
              "\(who.en) sent several segments at once on each of \(counted(one.rtx.bursts, "timeout"))",
              zh: "\(who.zh)在 \(one.rtx.bursts) 次超时时各一次重传多个报文段"),
            frames: [one.rtx.burstsFrame, one.rtx.burstsTimeout], side: side, instances: Int(one.rtx.bursts),
            instancesNeeded: 3))
      }
    })
}
