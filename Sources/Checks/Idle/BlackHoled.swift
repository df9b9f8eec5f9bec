import Replay
import Wire

extension Check {
  static let blackHoled = Check(
    id: "idle/black-holed", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("The connection died during an idle period", zh: "空闲期间被中间设备丢弃"),
    citation: .rfc(
      5382, "5", nil,
      """
      In such cases, the value of the "established connection idle-timeout" MUST NOT be less than 2 hours 4 minutes.
      """),
    why: Bilingual(
      "A NAT or a firewall forgot the connection: whoever speaks first after the pause speaks to nobody. Keep-alives help.",
      zh: "NAT 或防火墙忘记了该连接：空闲之后先发送的一方得不到回应。可启用保活。"),
    guards: [.one],
    triggers: [
      """
      # five minutes of silence; then nothing comes back, while a new connection works
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +300    A > B  P.  1101:1201(100)  ack 9001  win 64240
      ↓ +0.250  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.500  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +2      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +1      A:40002 > B  S   5000:5000(0)  win 64240
        +0.020  B > A:40002  S.  7000:7000(0)  ack 5001  win 65535
        +0.001  A:40002 > B  .   5001:5001(0)  ack 7001  win 64240
      """,
      """
      # a box on the way answers for the server
        A = 10.0.0.1:40000 ttl 64
        B = 10.0.0.2:80 ttl 55
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +300    A > B  P.  1101:1201(100)  ack 9001  win 64240
      ↓ +0.002  B > A  R   9001:9001(0)  win 0  {ttl 63}
      """,
    ],
    passes: [
      """
      # the server was started anew, and says so itself
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +300    A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
      """,
      """
      # nothing of the server is heard at all any more: it may be down
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +300    A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.250  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.500  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +1      A > B  P.  1101:1201(100)  ack 9001  win 64240
        +2      A > B  P.  1101:1201(100)  ack 9001  win 64240
      """,
      """
      # five minutes, and all goes on
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +300    A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
    ],
    subject: .step(on: [.ended, .rst]) { step, parameters in
      guard step.event == .segment else {
        return Side.allCases.compactMap { step.silenceAfterIdle(askedBy: $0, parameters) }
      }
      let (seg, box, other) = (step.seg, step.sender, step.receiver)
      guard box.looksForeign(seg), !box.isOver, box.facts.contains(.spoke), seg.seq == box.snd.nxt,
        other.snd.una < other.snd.nxt, box.times.last < other.times.last
      else { return [] }
      let idle = other.times.last - later(box.times.last, other.snd.unaTime)
      guard parameters.idleLong <= idle, seg.time - other.times.last < .seconds(1) else { return [] }
      return [.charge(step.blackHole(toward: step.side, idle: idle, frames: [seg.frame], through: seg.time))]
    })
}

extension Step {
  /// The first word after a long silence, said three times and more, and never answered.
  fileprivate func silenceAfterIdle(askedBy side: Side, _ parameters: Parameters) -> Outcome? {
    let (one, peer) = (before[side], before[side.other])
    let outage = one.outage
    guard outage.rounds >= 3, peer.facts.contains(.spoke), peer.times.last < outage.began, peer.rcv.window > 0,
      peer.facts.isDisjoint(with: [.rstSent, .finSent, .foreignRst]), !one.facts.contains(.finSent),
      one.counts.icmpErrors == 0
    else { return nil }
    let idle = outage.began - later(peer.times.last, one.snd.unaTime)
    guard parameters.idleLong <= idle else { return nil }
    var charge = blackHole(toward: side.other, idle: idle, frames: [outage.firstFrame, outage.lastFrame], through: until)
    charge.guards = .alive
    charge.witness = side.other
    charge.interval = outage.began...until
    return .charge(charge)
  }

  fileprivate func blackHole(toward side: Side, idle: Duration, frames: [UInt32], through end: Instant) -> Charge {
    let (who, asked) = (name(of: side), name(of: side.other))
    return Charge(
      expected: Bilingual("an answer of \(who.en) after \(idle.text) of silence", zh: "静默 \(idle.text) 之后\(who.zh)应有应答"),
      observed: Bilingual(
        "what \(asked.en) sent then never reached \(who.en), which is there all the same: the path has forgotten the connection",
        zh: "\(asked.zh)此后发送的内容未到达\(who.zh)，而\(who.zh)仍在线：路径上的设备已忘记该连接"),
      title: Bilingual("The path forgot the connection during \(idle.text) of silence", zh: "静默 \(idle.text) 期间路径上的设备丢弃了连接"),
      frames: frames, side: side.other, interval: end...end, selfEvident: true)
  }
}
