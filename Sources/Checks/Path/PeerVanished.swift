import Replay
import Wire

extension Check {
  package static let peerVanished = Check(
    id: "path/peer-vanished", level: .info, kind: .measurement,
    title: Bilingual("Peer disappeared without FIN or RST", zh: "对端无声消失"),
    citation: .rfc(
      9293, "3.8.3", nil,
      """
      Excessive retransmission of the same segment by a TCP endpoint indicates some failure of the remote host or the \
      internetwork path.
      """),
    why: Bilingual(
      "A crash, a pulled cable or a filter that forgot the flow: the other end waits for minutes before it notices.",
      zh: "崩溃、断线或忘记了该流的过滤设备：另一端要等上几分钟才会发现。"),
    triggers: [
      """
      # the server is gone for good
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +2      A > B  P.  1001:1101(100)  ack 9001  win 64240
      capture ends +30
      """,
      """
      # keep-alive probes find nobody, and the client gives up
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +10     A > B  .   1000:1000(0)  ack 9001  win 64240
        +5      A > B  .   1000:1000(0)  ack 9001  win 64240
      ↓ +5      A > B  .   1000:1000(0)  ack 9001  win 64240
        +5      A > B  R.  1001:1001(0)  ack 9001  win 0
      """,
      """
      # twice, over eleven seconds
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +5.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +5.600  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """,
      """
      # in the midst of a connection, and of one end alone
        +0      A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
      ↓ +2      A > B  P.  1001:1101(100)  ack 9001  win 64240
      """,
    ],
    passes: [
      """
      # the server answers at last, by a RST
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  R   9001:9001(0)  win 0
      """,
      """
      # one direction only: the client goes on, so its octets were acknowledged
        +0      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.250  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.500  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +1      A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.100  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +2      A > B  P.  1101:1201(100)  ack 9001  win 64240
      """
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (one, peer) = (step.before[side], step.before[side.other])
        let tries = Int(one.outage.rounds) + Int(one.keepalive.unanswered)
        guard peer.facts.contains(.spoke) else {
          // In the midst of a connection of which the capture holds one end only: what that end does says enough where it
          // says the same again and again, and no more.
          let repeats = step.before.midstream && one.counts.octets > 0 && one.counts.segments == one.counts.retransmissions + 1
          guard tries >= 3, repeats else { return nil }
          return .fact(
            Fact(
              step.unheard(side.other, asked: side, tries), brief: step.unheardInBrief(asked: side, tries),
              frames: one.unansweredFrames, side: side.other))
        }
        let isLong = tries >= 3 || tries == 2 && one.lastTry - peer.times.last >= .seconds(10)
        guard isLong, !peer.facts.contains(.rstSent), !peer.facts.contains(.finSent) || !one.facts.contains(.finSent)
        else { return nil }
        return .fact(
          Fact(
            step.silence(of: side.other, asked: side, tries), brief: step.silenceInBrief(of: side.other, asked: side, tries),
            frames: one.unansweredFrames, side: side.other))
      }
    })
}

extension Endpoint {
  /// The first and the last segment that nothing answered.
  fileprivate var unansweredFrames: [UInt32] {
    var frames: [UInt32] = []
    if outage.rounds > 0 { frames += [outage.firstFrame, outage.lastFrame] }
    if keepalive.unanswered > 0 { frames += [keepalive.firstUnansweredFrame, keepalive.lastFrame] }
    return [frames.min() ?? 0, frames.max() ?? 0]
  }
  fileprivate var lastTry: Instant {
    outage.rounds == 0 ? keepalive.lastProbe : keepalive.unanswered == 0 ? outage.last : max(outage.last, keepalive.lastProbe)
  }
}

extension Step {
  fileprivate func silenceInBrief(of side: Side, asked: Side, _ tries: Int) -> Bilingual {
    let (who, other) = (name(of: asked), name(of: side))
    let silent = (before[asked].lastTry - before[side].times.last).text
    return Bilingual(
      "\(other.en) fell silent: \(who.en) asked \(tries) times in vain, for \(silent)",
      zh: "\(other.zh)陷入沉默：\(who.zh)在 \(silent) 内重发或探测 \(tries) 次，均无应答")
  }

  fileprivate func unheardInBrief(asked: Side, _ tries: Int) -> Bilingual {
    let one = before[asked]
    let (who, span) = (name(of: asked), (one.lastTry - one.times.first).text)
    return Bilingual(
      "nothing answered \(who.en): it asked \(tries) times in vain, for \(span)", zh: "\(who.zh)没有得到应答：\(span) 内重发 \(tries) 次")
  }

  fileprivate func unheard(_ side: Side, asked: Side, _ tries: Int) -> Bilingual {
    let one = before[asked]
    let (who, other, span) = (name(of: asked), name(of: side), (one.lastTry - one.times.first).text)
    return Bilingual(
      "Nothing of \(other.en) was captured, and nothing of it came to \(who.en), which sent its octets again \(tries) times in \(span) and went no further.",
      zh: "没有抓到\(other.zh)的任何报文段，\(who.zh)也没有收到：它在 \(span) 内重发了 \(tries) 次，没有进展。")
  }

  fileprivate func silence(of side: Side, asked: Side, _ tries: Int) -> Bilingual {
    let (one, peer) = (before[asked], before[side])
    let (who, other) = (name(of: asked), name(of: side))
    let silent = (one.lastTry - peer.times.last).text
    let rest = until - one.lastTry
    let end =
      one.facts.contains(.rstSent)
      ? Bilingual("then \(who.en) gave up with a RST", zh: "然后\(who.zh)以 RST 放弃")
      : rest <= .milliseconds(1)
        ? Bilingual("there the capture ends", zh: "抓包到此结束")
        : Bilingual("nothing more crossed in the \(rest.text) after that", zh: "此后 \(rest.text) 内再无报文段")
    return Bilingual(
      "\(other.capitalized.en) fell silent without FIN or RST: \(who.en) asked \(tries) times, the last time \(silent) after the last sign of life; \(end.en).",
      zh: "\(other.zh)没有发送 FIN 或 RST 就沉默了：\(who.zh)重发或探测 \(tries) 次，最后一次距其最后的报文段 \(silent)；\(end.zh)。")
  }
}
