import Replay
import Wire

extension Check {
  package static let abortive = Check(
    id: "close/abortive", priority: .p1, level: .info, kind: .measurement,
    title: Bilingual("Connection ended by RST", zh: "连接被 RST 中止"),
    citation: .rfc(
      9293, "3.9.1.6", nil,
      """
      This command causes all pending SENDs and RECEIVES to be aborted, the TCB to be removed, and a special RST \
      message to be sent to the remote TCP peer of the connection.
      """),
    why: Bilingual(
      "An abort throws away whatever is still under way: what the other end had not read by then is lost.",
      zh: "中止会丢弃所有仍在途中的数据：对端此前没有读取的内容就丢失了。"),
    triggers: [
      """
      # the client cuts the connection off before it has taken all of the answer
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9101(100)  ack 1101  win 65535
      ↓ +0.001  A > B  R.  1101:1101(0)  ack 9001  win 0
      """
    ],
    passes: [
      """
      # the client had closed; what it answers comes too late
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9101(100)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
      """
    ],
    subject: .step(on: .rst) { step, parameters in
      let reading = step.reset(parameters)
      guard reading.kind == .abort || reading.kind == .gaveUp else { return [] }
      let (told, lost) = (step.sentence(of: reading), step.unfinished)
      let text = Bilingual("\(told.en) \(lost.en)", zh: told.zh + lost.zh)
      return [.fact(Fact(text, brief: step.inBrief(reading), frames: [step.seg.frame], side: step.side))]
    })
}

extension Step {
  fileprivate func inBrief(_ reading: ResetReading) -> Bilingual {
    let (who, frame) = (name(of: side), seg.frame)
    return reading.kind == .gaveUp
      ? Bilingual("\(who.en) gave up with a RST (frame \(frame))", zh: "\(who.zh)以 RST 放弃（第 \(frame) 帧）")
      : Bilingual("\(who.en) aborted the connection with a RST (frame \(frame))", zh: "\(who.zh)以 RST 中止连接（第 \(frame) 帧）")
  }

  /// What an abort leaves undone: how long nothing had crossed, and which octets nobody has acknowledged.
  fileprivate var unfinished: Bilingual {
    let (s, r) = (sender, receiver)
    let idle = (seg.time - max(s.times.last, r.times.last)).text
    let own = s.unacknowledged(r.facts.contains(.acknowledged) ? r.rcv.acked : s.snd.nxt)
    let other = r.unacknowledged(s.facts.contains(.acknowledged) ? s.rcv.acked : r.snd.nxt)
    let number =
      seg.seq == s.snd.nxt
      ? Bilingual("its number is SND.NXT", zh: "其序号为 SND.NXT") : Bilingual("its number \(seg.seq) is not SND.NXT (\(s.snd.nxt))", zh: "其序号 \(seg.seq) 不是 SND.NXT（\(s.snd.nxt)）")
    let state =
      s.state.isSynchronized ? Bilingual("In \(s.state.name), ", zh: "状态为 \(s.state.name)，") : Bilingual("", zh: "")
    return Bilingual(
      "\(state.en)\(idle) after the last segment; not acknowledged: \(own.en) of its own, \(other.en) of the other end; \(number.en).",
      zh: "\(state.zh)距上一个报文段 \(idle)；未确认的有：自己的 \(own.zh)、对端的 \(other.zh)；\(number.zh)。")
  }
}

extension Endpoint {
  /// What this end had sent above `number`.
  fileprivate func unacknowledged(_ number: SequenceNumber) -> Bilingual {
    guard counts.segments > 0 else { return Bilingual("0 octets", zh: "0 字节") }
    let fin = facts.contains(.finSent) && number <= snd.fin
    let octets = max(0, snd.nxt - number - (fin ? 1 : 0))
    return Bilingual(counted(octets, "octet") + (fin ? " and the FIN" : ""), zh: "\(octets) 字节" + (fin ? "和 FIN" : ""))
  }
}
