import Replay
import Wire

extension Check {
  static let flagsInvalid = Check(
    id: "seg/flags-invalid", priority: .p1, level: .note, kind: .safety,
    title: Bilingual("Impossible flag combination", zh: "非法标志位组合"),
    citation: .rfc(
      9293, "3.10.7.4", nil, "if the ACK bit is off, drop the segment and return"),
    why: Bilingual(
      "No TCP sends such segments: a port scanner feels its way, or a box on the way damages headers. Filters differ in what they let pass of them.",
      zh: "正常的 TCP 不会发出这样的报文段：要么是端口扫描在试探，要么是中间设备损坏了报文头。不同过滤器对它们的处理不一致。"),
    guards: [.frag], opportunity: .spoke,
    triggers: [
      """
      # a scanner's Christmas tree, a null segment, a lone FIN
      ↓ +0      A > B  FPU  1000:1000(0)  win 1024
        +1      A > B  -  1000:1000(0)  win 1024
        +1      A > B  F  1000:1000(0)  win 1024
        capture ends +5
      """,
      """
      ↓ +0      A > B  SF  1000:1000(0)  win 1024  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
    ],
    passes: [
      """
      # SYN and ECN negotiation, data on a SYN (TCP Fast Open), text in a RST
        +0      A > B  SEW  1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.E  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R.  1001:1017(16)  ack 9001  win 0
        +1      C > B  SP  500:600(100)  win 64240  <mss 1460,opt-34 0102030405060708>
        +0.020  B > C  S.  7000:7000(0)  ack 601  win 65535  <mss 1460>
        +0.001  C > B  .   601:601(0)  ack 7001  win 64240
        capture ends +5
      """,
      """
      # the record was damaged on its way: its flags are not those that were sent
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  FSR.  1001:1101(100)  ack 9001  win 64240  {cksum bad}
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .strangeFlags) { step, _ in
      guard let flags = step.impossibleFlags else { return [] }
      let who = step.name(of: step.side)
      return [
        .charge(
          Charge(
            expected: Bilingual("flags as some state of RFC 9293 sends them", zh: "RFC 9293 某个状态会发出的标志位"),
            observed: flags,
            title: Bilingual("\(who.capitalized.en) set \(flags.en)", zh: "\(who.zh)的报文段：\(flags.zh)"),
            frames: [step.seg.frame], guards: step.lacksAck ? .mbx : [],
            level: step.lacksAck ? .mustUnlabelled : nil, selfEvident: true))
      ]
    })
}

extension Step {
  /// The connection is established for the emitter, and the segment lacks the flag that it must bear there.
  var lacksAck: Bool {
    seg.flags.isDisjoint(with: [.syn, .rst, .ack]) && !sender.isOver
      && (sender.state.isSynchronized || sender.state == .synReceived)
      && (sender.counts.synAcks > 0 || receiver.counts.synAcks > 0)
  }

  /// It is text, as a TCP sends it, but for the ACK.
  var isTextWithoutAck: Bool { lacksAck && seg.payload > 0 && seg.flags.isDisjoint(with: [.fin, .urg]) }

  /// What is impossible about the flags; `nil` where nothing is, or where only the ACK is missing.
  fileprivate var impossibleFlags: Bilingual? {
    if seg.has([.syn, .fin]) { return Bilingual("SYN and FIN together", zh: "SYN 与 FIN 同时置位") }
    if seg.has([.syn, .rst]) { return Bilingual("SYN and RST together", zh: "SYN 与 RST 同时置位") }
    if seg.has([.fin, .rst]) { return Bilingual("FIN and RST together", zh: "FIN 与 RST 同时置位") }
    guard seg.flags.isDisjoint(with: [.syn, .rst, .ack]), !isTextWithoutAck else { return nil }
    if seg.has(.fin) {
      let isTree = seg.has([.psh, .urg])
      return isTree
        ? Bilingual("FIN, PSH and URG without ACK", zh: "FIN、PSH、URG 置位而无 ACK") : Bilingual("FIN without ACK", zh: "FIN 而无 ACK")
    }
    return seg.flags.isDisjoint(with: [.psh, .urg])
      ? Bilingual("no flag at all", zh: "没有任何标志位")
      : Bilingual("neither SYN, ACK nor RST", zh: "SYN、ACK、RST 均未置位")
  }
}
