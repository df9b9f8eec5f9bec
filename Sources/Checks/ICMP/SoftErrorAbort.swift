import Replay
import Wire

extension Check {
  static let softErrorAbort = Check(
    id: "icmp/soft-error-abort", priority: .p1, level: .must, kind: .reaction,
    title: Bilingual("Connection aborted on a soft ICMP error", zh: "软错误导致连接中止"),
    citation: .rfc(
      9293, "3.9.2.2", "MUST-56",
      """
      Since these Unreachable messages indicate soft error conditions, a TCP implementation MUST NOT abort the \
      connection (MUST-56), and it SHOULD make the information available to the application (SHLD-25).
      """),
    why: Bilingual(
      "A route that is away for a moment, or anybody who forges one packet, cuts off a connection that works.",
      zh: "一次短暂的路由中断，或任何人伪造的一个报文，就会切断正常的连接。"),
    guards: [.one, .loss, .ord, .mbx], opportunity: .quotedInSoftError,
    triggers: [
      """
      # each time a router says that the host is not to be reached, the client resets at once
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1001
        +0.001  A > B  R.  1101:1101(0)  ack 9001  win 0
        +5      A:40001 > B  S   5000:5000(0)  win 64240
        +0.020  B > A:40001  S.  7000:7000(0)  ack 5001  win 65535
        +0.001  A:40001 > B  .   5001:5001(0)  ack 7001  win 64240
        +0.001  A:40001 > B  P.  5001:5101(100)  ack 7001  win 64240
        +0.010  R > A  icmp 3/1 quote A:40001 > B 5001
      ↓ +0.001  A:40001 > B  R.  5101:5101(0)  ack 7001  win 0
      """
    ],
    passes: [
      """
      # the client goes on, and gives up in its own time
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1001
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1001
        +0.600  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1001
        +5      A > B  R.  1101:1101(0)  ack 9001  win 0
      """,
      """
      # once is chance: the application may just have had enough
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.010  R > A  icmp 11/0 quote A > B 1001
        +0.001  A > B  R.  1101:1101(0)  ack 9001  win 0
      """,
      """
      # connections that were not open yet end this way with many stacks (RFC 5927 §4)
        +0      A > B  S   1000:1000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A > B 1000
        +0.001  A > B  R   1001:1001(0)  win 0
        +1      A:40001 > B  S   5000:5000(0)  win 64240
        +0.010  R > A  icmp 3/1 quote A:40001 > B 5000
        +0.001  A:40001 > B  R   5001:5001(0)  win 0
      """,
    ],
    subject: .step(on: .rst) { step, parameters in
      let errors = step.sender.header.errors
      guard !errors.isHard, step.abortsOnError(parameters) else { return [] }
      let quote = errors.isValid
        ? Bilingual("", zh: "") : Bilingual(", though the number it quotes is none that was under way", zh: "，而其引用的序号并不在途")
      return [
        .charge(
          Charge(
            expected: Bilingual("the connection goes on after the soft error in frame \(errors.frame)", zh: "第 \(errors.frame) 帧的软错误之后连接应继续"),
            observed: Bilingual(
              "a RST \((step.seg.time - errors.time).text) after it, with nothing from the other end in between\(quote.en)",
              zh: "其后 \((step.seg.time - errors.time).text) 发出 RST，其间对端没有任何报文\(quote.zh)"),
            title: Bilingual(
              "\(step.speaker.en) aborted the connection \((step.seg.time - errors.time).text) after a soft ICMP error",
              zh: "\(step.speaker.zh)在软 ICMP 错误 \((step.seg.time - errors.time).text) 之后中止了连接"),
            frames: [step.seg.frame, errors.frame], interval: errors.time...step.seg.time, receiptProven: true,
            instancesNeeded: 2))
      ]
    })
}

extension Step {
  /// A RST out of a synchronized state, right behind an ICMP error and with nothing else between them: long
  /// retransmissions in vain are a reason of their own (RFC 9293 §3.8.3).
  func abortsOnError(_ parameters: Parameters) -> Bool {
    let errors = sender.header.errors
    return errors.frame > 0 && sender.state.isSynchronized && sender.state != .timeWait
      && seg.time - errors.time <= sender.turnaround.deadline(slack: parameters.reactSlack)
      && sender.times.last <= errors.time && receiver.times.last < errors.time && sender.outage.rounds < 5
  }
}
