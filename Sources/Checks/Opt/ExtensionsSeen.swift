import Replay
import Wire

extension Check {
  static let extensionsSeen = Check(
    id: "opt/extensions-seen", priority: .p1, level: .info, kind: .measurement,
    title: Bilingual("Extensions that change the rules", zh: "改变判定规则的扩展"),
    citation: .rfc(
      9293, "3.1", nil,
      """
      The list of all currently defined options is managed by IANA [62], and each option is defined in other RFCs, as \
      indicated there.
      """),
    why: Bilingual(
      "What such a connection does is judged by other rules, or not at all where its options say what nobody else can know.",
      zh: "此类连接按其他规则判定；选项内容外人无从得知之处则不作判定。"),
    triggers: [
      """
      # Multipath TCP
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-30 0001>
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,opt-30 00011122334455667788>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # signed by MD5, as BGP does
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-19 000102030405060708090a0b0c0d0e0f>
      ↓ +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,opt-19 000102030405060708090a0b0c0d0e0f>
      """,
      """
      # ECN counted exactly
      ↓ +0      A > B  SEWe  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.W  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .W  1001:1001(0)  ack 9001  win 64240
      """,
    ],
    passes: [
      """
      # an experimental kind that nobody knows
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,opt-253 1234>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    ],
    subject: .step(on: .extended) { step, _ in
      let new = step.senderAfter.header.extensions.subtracting(step.sender.header.extensions)
      return step.extensions(new).map { .fact(Fact($0, frames: [step.seg.frame], side: step.side)) }
    })
}

extension Step {
  fileprivate func extensions(_ new: TCPOptions.Present) -> [Bilingual] {
    var told: [Bilingual] = []
    if new.contains(.multipath) {
      let subtype = seg.options.multipathSubtype.map { " (subtype \($0))" } ?? ""
      told.append(
        Bilingual(
          "Multipath TCP\(subtype): windows count for all subflows together, so they are not judged here.",
          zh: "多路径 TCP\(subtype)：窗口为所有子流共用，此处不作判定。"))
    }
    if new.contains(.authentication) {
      let name = seg.options.isSignedByMD5 ? "TCP MD5 (RFC 2385)" : "TCP-AO (RFC 5925)"
      told.append(
        Bilingual(
          "\(name): a segment that is not signed rightly is dropped in silence, so silence is not judged.",
          zh: "\(name)：签名不符的报文段会被静默丢弃，因此不判定沉默。"))
    }
    if new.contains(.accurateECN) {
      told.append(
        Bilingual(
          "AccECN (RFC 9768): ECE and CWR are parts of a counter, so they are not judged by RFC 3168.",
          zh: "AccECN（RFC 9768）：ECE 与 CWR 是计数器的一部分，不按 RFC 3168 判定。"))
    }
    return told
  }
}
