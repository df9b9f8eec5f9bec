import Replay
import Wire

extension Check {
  static let garbageOctet = Check(
    id: "keepalive/garbage-octet", priority: .p2, level: .note, kind: .safety,
    title: Bilingual("A keep-alive carries a garbage octet", zh: "保活携带一个垃圾字节"),
    citation: .rfc(
      9293, "3.8.4", "SHLD-12", "An implementation SHOULD send a keep-alive segment with no data (SHLD-12)"),
    why: Bilingual(
      "An octet that was acknowledged long ago comes again: whoever compares contents, or counts repetitions, is misled. It may be switched on for the sake of old peers (MAY-6); Windows sends it.",
      zh: "早已确认的字节再次出现，会误导比对内容或统计重传的设备。标准允许为兼容旧对端而配置此行为（MAY-6）；Windows 即如此。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .sentKeepalive,
    triggers: [
      """
      # every probe with one octet
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1027(26)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
      ↓ +10     A > B  .   1026:1027(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
      """
    ],
    passes: [
      """
      # no octet
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1027(26)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
        +10     A > B  .   1026:1026(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1027  win 65535
      """,
      """
      # the last keystroke again, because its acknowledgement was lost beyond the capture point
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
        +1.500  A > B  P.  1001:1002(1)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1002  win 65535
      """,
    ],
    subject: .step(on: .keepalive) { step, _ in
      let (seg, sender) = (step.seg, step.sender)
      guard seg.payload == 1, sender.facts.isDisjoint(with: [.finSent, .multipath]) else { return [] }
      // The newest data may have been this one octet, whose acknowledgement was lost beyond the tap.
      let sent = step.before.data(from: step.side)
      let isKnown = (0..<Int(sent.count)).contains { place in
        sent[place].payload > 1 && sent[place].seq + Int(sent[place].payload) == sender.snd.nxt
      }
      let isAfterHandshake = sender.facts.contains(.issKnown) && sender.snd.nxt == sender.snd.iss + 1
      guard isKnown || isAfterHandshake else { return [.doubt(Doubt(.receiptUnproven, frames: [seg.frame]))] }
      let who = step.name(of: step.side)
      return [
        .charge(
          Charge(
            expected: Bilingual("a probe without data", zh: "不带数据的探测"),
            observed: Bilingual("one octet at \(seg.seq), which was acknowledged long ago", zh: "携带序号 \(seg.seq) 处早已确认的一个字节"),
            title: Bilingual("A keep-alive of \(who.en) carries an octet", zh: "\(who.zh)的保活探测携带一个字节"),
            frames: [seg.frame], selfEvident: true))
      ]
    })
}
