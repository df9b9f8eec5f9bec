import Replay
import Wire

extension Check {
  static let thirdAck = Check(
    id: "handshake/third-ack", level: .mustUnlabelled, kind: .safety,
    title: Bilingual("The handshake is completed with wrong numbers", zh: "第三次握手的序号或确认号错误"),
    citation: .rfc(9293, "3.10.7.3", nil, "RCV.NXT is set to SEG.SEQ+1"),
    why: Bilingual(
      "The server may not take it: it answers RST and the connection fails, or it sends its SYN,ACK again and again.",
      zh: "服务端不能接受：它回复 RST 使连接失败，或不断重发 SYN,ACK。"),
    guards: [.mid, .one, .loss, .ord, .tfo, .mbx], opportunity: .completedHandshake,
    triggers: [
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  A > B  .   1001:1001(0)  ack 9000  win 64240
        +0.020  B > A  R   9000:9000(0)  win 0
        capture ends +5
      """,
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +0.001  A > B  .   1000:1000(0)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1001  win 65535
        capture ends +5
      """,
    ],
    passes: [
      // The third segment carries the request.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      // The first segment was lost before the tap; the second comes with a higher number.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.010  B > A  .   9001:9001(0)  ack 1001  win 65535
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        capture ends +5
      """,
      // The SYN,ACK was changed on its way to the tap: the server goes on where the client has it.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 7001  win 64240
        +0.020  B > A  .   7001:7001(0)  ack 1101  win 65535
        +0.001  B > A  P.  7001:7101(100)  ack 1101  win 65535
        capture ends +5
      """,
      // One SYN,ACK was damaged on its way to the tap, and came again: the client's number is its SYN's plus one.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 7595  win 65535
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        capture ends +5
      """,
      // A segment of a connection before the capture strays into the handshake.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   777:777(0)  ack 5555  win 64240
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
      // Two servers answer behind one address; the client takes the first answer.
      """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  B > A  S.  70000:70000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        capture ends +5
      """,
    ],
    subject: .step(on: .third) { step, _ in
      let (client, server, seg) = (step.sender, step.receiver, step.seg)
      guard seg.has(.ack), !step.marks.contains(.keepalive), server.facts.contains(.issKnown), client.facts.contains(.issKnown) else { return [] }
      let (first, last) = (server.snd.iss + 1, server.snd.nxt)
      let wrongAck = seg.ack < first || last < seg.ack
      // A higher number is one whose beginning the tap did not see; beyond every window the grants are missing, too.
      if !wrongAck, server.rcv.edge < seg.seq {
        return [.doubt(Doubt(.captureLoss, leaning: .fail, frames: [seg.frame]))]
      }
      let wrongSeq = seg.end < server.rcv.acked && seg.seq < client.snd.iss + 1
      guard wrongAck || wrongSeq else { return [] }
      let old = step.before.previous[step.side.other]
      let strays = step.before.previous.exists && old.iss <= seg.ack && seg.ack <= old.nxt
      // Neither number of this handshake: a segment of a connection before, perhaps before the capture.
      if server.facts.contains(.severalISS) || strays || wrongAck && seg.seq != server.rcv.acked {
        return [.doubt(Doubt(.newIncarnationPossible, frames: [seg.frame]))]
      }
      let expected = wrongAck ? "ACK \(first)" : "SEQ \(server.rcv.acked)"
      let observed = wrongAck ? "ACK \(seg.ack)" : "SEQ \(seg.seq)"
      let error = abs(wrongAck ? seg.ack - first : seg.seq - server.rcv.acked)
      return [
        .charge(
          Charge(
            expected: Bilingual(expected, zh: expected), observed: Bilingual(observed, zh: observed),
            title: Bilingual(
              "\(step.speaker.en) completed the handshake with \(wrongAck ? "an acknowledgement" : "a number") off by \(error)",
              zh: "\(step.speaker.zh)完成握手的\(wrongAck ? "确认号" : "序号")偏差 \(error)"),
            frames: [seg.frame, server.snd.lastSynFrame], selfEvident: true))
      ]
    })
}
