import Replay
import Wire

extension Check {
  static let malformed = Check(
    id: "opt/malformed", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("Illegal header or option encoding", zh: "首部或选项格式非法"),
    citation: .rfc(
      9293, "3.1", "MUST-69",
      "The content of the header beyond the End of Option List Option MUST be header padding of zeros (MUST-69)."),
    why: Bilingual(
      "Every receiver reads such a header in its own way: options are lost, the segment is dropped, or the connection is reset.",
      zh: "各接收方对这样的首部解释不一：选项丢失、报文被丢弃，或连接被复位。"),
    guards: [.snap, .mbx, .csum], opportunity: .sentOptions,
    triggers: [
      """
      # a timestamps option of eight octets
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <raw 0808000000010000>
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # an option without a length that could be one
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,raw 03000000>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # the header is said to be longer than the packet
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  {offset bad, offset 12}
        +1      A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # SACK is offered in the middle of the connection
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240  <sackOK,nop,nop>
      """,
    ],
    passes: [
      """
      # options that begin anywhere, a kind that nobody knows, and zeros behind the end of the list
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,wscale 7,opt-77 0102,eol,eol,eol>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,wscale 7,eol>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
      """
      # damaged on the way: the checksum says so
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1101(100)  ack 9001  win 64240  <raw 0808000000010000>  {cksum bad}
        +1      A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # the end of the header was not captured
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,raw 0808>  {cut header}
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """,
    ],
    subject: .step(on: .oddOptions) { step, _ in
      guard let (fault, expected, citation) = step.headerFault else { return [] }
      // Without a sum that is right, damage on the way or in the file is as likely.
      guard step.seg.checksum == .good else {
        let isCut = step.seg.anomalies.contains(.payloadCut)
        return [.doubt(Doubt(isCut ? .snaplen : .offload, leaning: .fail, frames: [step.seg.frame], observed: fault))]
      }
      var charge = Charge(
        expected: expected,
        observed: fault,
        title: Bilingual("\(step.speaker.en) sent an illegal header: \(fault.en)", zh: "\(step.speaker.zh)发送的首部非法：\(fault.zh)"),
        frames: [step.seg.frame], selfEvident: true)
      charge.citation = citation
      return [.charge(charge)]
    })
}

extension Step {
  /// What is wrong, what should be there, and which law says so.
  fileprivate var headerFault: (Bilingual, expected: Bilingual, Citation)? {
    let lengths = Bilingual("a header and options of the lengths that their RFCs define", zh: "首部与选项的长度符合各自 RFC 的定义")
    if seg.anomalies.contains(.badDataOffset) {
      let fault = Bilingual(
        "data offset \(seg.dataOffset): a header of \(Int(seg.dataOffset) * 4) octets, in a packet of \(seg.ipLength)",
        zh: "数据偏移为 \(seg.dataOffset)，即首部 \(Int(seg.dataOffset) * 4) 字节，而整个报文为 \(seg.ipLength) 字节")
      return (fault, lengths, .dataOffset)
    }
    if seg.anomalies.contains(.malformedOptions), let flaw = seg.options.flaw {
      // RFC 2018 §3: 8·n+2 octets for n blocks, and nothing says that n is not 0.
      if case .length(5, 2) = flaw { return nil }
      if case .padding = flaw {
        return (flaw.text, Bilingual("zeros behind the end of the options", zh: "选项结束之后全为零"), Check.malformed.citation)
      }
      return (flaw.text, lengths, .optionLength)
    }
    guard seg.options.present.contains(.sackPermitted), !seg.has(.syn) else { return nil }
    return (
      Bilingual("SACK-Permitted in a segment without SYN", zh: "非 SYN 报文段携带 SACK-Permitted"),
      Bilingual("SACK-Permitted in SYNs alone (RFC 2018 §2)", zh: "SACK-Permitted 只出现在 SYN 中（RFC 2018 §2）"),
      .sackPermitted
    )
  }
}

extension Citation {
  /// What a header can break beside its padding.
  fileprivate static let optionLength = Citation.rfc(
    9293, "3.1", "MUST-68",
    """
    All TCP Options except End of Option List Option (EOL) and No-Operation (NOP) MUST have length fields, including \
    all future options (MUST-68).
    """)
  fileprivate static let dataOffset = Citation.rfc(
    9293, "3.1", nil, "The number of 32-bit words in the TCP header. This indicates where the data begins.")
  fileprivate static let sackPermitted = Citation.rfc(2018, "2", nil, "It MUST NOT be sent on non-SYN segments.")
}
