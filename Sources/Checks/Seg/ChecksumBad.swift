import Replay
import Wire

extension Check {
  static let checksumBad = Check(
    id: "seg/checksum-bad", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Wrong TCP checksum", zh: "TCP 校验和错误"),
    citation: .rfc(
      9293, "3.1", "MUST-2", "The sender MUST generate it (MUST-2) and the receiver MUST check it (MUST-3)."),
    why: Bilingual(
      "The receiver throws such a segment away in silence; if its copies are wrong, too, the connection stands still.",
      zh: "接收方会无声地丢弃这样的报文段；若重传的副本也错，连接就会停滞。"),
    guards: [.off], opportunity: .sumVerified,
    triggers: [
      """
      # captured at the client, whose other segments are right: these octets are never sent with a right sum
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
      ↓ +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240  {cksum bad}
        +0.300  A > B  P.  1101:1201(100)  ack 9001  win 64240  {cksum bad}
        +0.600  A > B  P.  1101:1201(100)  ack 9001  win 64240  {cksum bad}
        +1.200  A > B  P.  1101:1201(100)  ack 9001  win 64240  {cksum bad}
        +2.400  A > B  R.  1201:1201(0)  ack 9001  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # the sender's interface computes the sums behind the capture point
        A = 10.0.0.1:40000  cksum bad
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.600  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1.200  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +2.400  A > B  R.  1101:1101(0)  ack 9001  win 0
        capture ends +5
      """,
      """
      # the record was damaged, not the packet: it is acknowledged at once
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {cksum bad}
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let damage = step.before[side].conduct.damage
        if damage.copies >= 3, step.before[side].opportunities.contains(.sumVerified) { return .charge(step.neverRight(side)) }
        if damage.accepted > 0 {
          return .doubt(
            Doubt(
              .receiptUnproven, leaning: nil, frames: [damage.acceptedFrame, damage.acceptedBy], side: side.other))
        }
        return damage.count > 0 && step.before[side].opportunities.contains(.sumVerified) ? .charge(step.damaged(side)) : nil
      }
    })
}

extension Step {
  /// The same octets went out again and again, and never under a right checksum.
  fileprivate func neverRight(_ side: Side) -> Charge {
    let (damage, who) = (before[side].conduct.damage, name(of: side))
    return Charge(
      expected: Bilingual("a right checksum on every segment of \(who.en)", zh: "\(who.zh)的每个报文段校验和都正确"),
      observed: Bilingual(
        "\(damage.end.distance(from: damage.seq)) octets at \(damage.seq), sent \(often(damage.copies)), each time under a wrong checksum; never acknowledged",
        zh: "序号 \(damage.seq) 处的 \(damage.end.distance(from: damage.seq)) 字节发出 \(damage.copies) 次，校验和每次都错，从未得到确认"),
      title: Bilingual("\(who.capitalized.en) sends octets under a wrong checksum only", zh: "\(who.zh)发出的部分数据校验和始终错误"),
      frames: [damage.runFrame, damage.lastFrame], side: side, interval: damage.first...damage.last,
      guards: .box, instances: Int(damage.copies))
  }

  /// Single segments came wrong and were repaired: something on the way did it.
  fileprivate func damaged(_ side: Side) -> Charge {
    let (damage, who) = (before[side].conduct.damage, name(of: side))
    return Charge(
      expected: Bilingual("segments of \(who.en) with a right checksum", zh: "\(who.zh)的报文段校验和正确"),
      observed: Bilingual(
        "\(counted(damage.count, "segment")) with a wrong checksum among others that are right",
        zh: "\(damage.count) 个报文段校验和错误，其余正确"),
      title: Bilingual(
        "Segments of \(who.en) were damaged before the capture point", zh: "\(who.zh)的报文段在抓包点之前被损坏"),
      frames: [damage.firstFrame], side: side, interval: damage.first...damage.last, level: .note)
  }
}
