import Replay
import Wire

extension Check {
  static let silentWhenClosed = Check(
    id: "rst/silent-when-closed", priority: .p2, level: .note, kind: .reaction,
    title: Bilingual("A closed endpoint stays silent instead of sending RST", zh: "已关闭的一端保持沉默而不回复 RST"),
    citation: .rfc(
      9293, "3.10.7.1", nil, "An incoming segment not containing a RST causes a RST to be sent in response."),
    why: Bilingual(
      "The other end goes on sending into a connection that is gone, until its own timers give up.",
      zh: "对端继续向已不存在的连接发送，直到自己的定时器放弃。"),
    guards: [.one, .loss, .end, .pr, .pn, .fw, .resets, .rl, .auth, .alive],
    triggers: [
      """
      # the client has aborted, as it knows how to; what comes then is not answered
      A = 10.0.0.1:40000  sent
        +0      A:40011 > B  S   100:100(0)  win 64240
        +0.020  B > A:40011  S.  600:600(0)  ack 101  win 65535
        +0.000  A:40011 > B  .   101:101(0)  ack 601  win 64240
        +0.001  A:40011 > B  R.  101:101(0)  ack 601  win 0
        +0.019  B > A:40011  P.  601:701(100)  ack 101  win 65535
        +0.000  A:40011 > B  R   101:101(0)  win 0
        +0.100  A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R.  1001:1001(0)  ack 9001  win 0
        +1      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +2      B > A  P.  9001:9101(100)  ack 1001  win 65535
      ↓ +4      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +0.100  A:40012 > B  S   5000:5000(0)  win 64240
        +0.020  B > A:40012  R.  0:0(0)  ack 5001  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # each is reset
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R.  1001:1001(0)  ack 9001  win 0
        +1      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +0.000  A > B  R   1001:1001(0)  win 0
        +2      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +0.000  A > B  R   1001:1001(0)  win 0
        capture ends +5
      """,
      """
      # the answers may be lost on their way: the tap stands at the other end
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.010  A > B  R.  1001:1001(0)  ack 9001  win 0
        +1      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +2      B > A  P.  9001:9101(100)  ack 1001  win 65535
        +4      B > A  P.  9001:9101(100)  ack 1001  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: [.dutyMissed, .afterClose]) { step, parameters in
      let owner = step.before[step.side]
      let late = owner.late
      guard owner.state == .closed, late.copies > 0, !owner.facts.contains(.enteredTimeWait),
        owner.facts.contains(.rstSynchronized) || owner.facts.isSuperset(of: [.finAcked, .finAcknowledged]),
        !owner.facts.contains(.foreignRst)
      else { return [] }
      // A FIN after 2MSL has a check of its own.
      if owner.facts.isSuperset(of: [.finAcked, .finAcknowledged]), parameters.zone(late.elapsedLast) == .over { return [] }
      if step.event == .segment {
        return step.seg.has(.rst) && step.seg.seq == late.ack ? [.pass(frames: [step.seg.frame, late.lastFrame], side: nil)] : []
      }
      return lateSilence(
        step, parameters, isPooled: true, expected: Bilingual("RST with SEQ \(late.ack)", zh: "RST，SEQ \(late.ack)"),
        title: { who, elapsed in
          Bilingual("\(who.en) had closed, and did not reset what came \(elapsed) later", zh: "\(who.zh)已关闭，对 \(elapsed) 之后到达的报文段没有回复 RST")
        })
    })
}
