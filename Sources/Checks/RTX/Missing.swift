import Replay
import Wire

extension Check {
  static let missing = Check(
    id: "rtx/missing", priority: .p1, level: .must, kind: .reaction,
    title: Bilingual("Octets that were not acknowledged were never sent again", zh: "未被确认的字节从未重传"),
    citation: .rfc(
      9293, "3.8", "MUST-18",
      """
      Because segments may be lost due to errors (checksum test failure) or network congestion, TCP uses retransmission \
      to ensure delivery of every segment.
      """),
    why: Bilingual(
      "What was lost stays lost: the other end waits for it for ever, and everything behind it waits, too.",
      zh: "丢失的数据永远缺失：对端只能一直等待，其后的数据也无法交付。"),
    guards: [.one, .loss, .end, .ord, .snap, .off, .mp, .pn, .alive],
    triggers: [
      """
      # captured at the client: the server lacks one segment and says so, the client sends others
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.001  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.001  A > B  .   2501:3001(500)  ack 9001  win 64240
        +0.001  A > B  .   3001:3501(500)  ack 9001  win 64240
        +0.018  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 1501  win 65535
      ↓ +0.001  B > A  .   9001:9001(0)  ack 1501  win 65535
        +5      A > B  .   3501:4001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +10     A > B  .   4001:4501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +10     A > B  .   4501:5001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        capture ends +5
      """,
      """
      # the server's FIN is lost beyond the capture point at the server; the client still sends
        +0      A > B  S   1000:1000(0)  win 64240
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.000  B > A  P.  9001:9101(100)  ack 1001  win 65535
        +0.020  A > B  .   1001:1001(0)  ack 9101  win 64240
      ↓ +0.000  B > A  F.  9101:9101(0)  ack 1001  win 65535
        +10     A > B  P.  1001:1101(100)  ack 9101  win 64240
        +0.000  B > A  .   9102:9102(0)  ack 1101  win 65535
        +10     A > B  P.  1101:1201(100)  ack 9101  win 64240
        +0.000  B > A  .   9102:9102(0)  ack 1201  win 65535
        capture ends +5
      """,
      // Three connections whose last octets nobody acknowledged, while the client talks on a fourth.
      missingTails(ports: [40011, 40012, 40013]),
    ],
    passes: [
      """
      # it is sent again, if late
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  A > B  P.  1501:2001(500)  ack 9001  win 64240
        +3      A > B  P.  1501:2001(500)  ack 9001  win 64240
        +30     B > A  P.  9001:9101(100)  ack 1501  win 65535
        +0.001  A > B  .   2001:2001(0)  ack 9101  win 64240
        capture ends +60
      """,
      """
      # the sender is gone: nothing of it is heard any more
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  A > B  P.  1501:2001(500)  ack 9001  win 64240
        +30     B > A  P.  9001:9101(100)  ack 1501  win 65535
        +0.3    B > A  P.  9001:9101(100)  ack 1501  win 65535
        +0.6    B > A  P.  9001:9101(100)  ack 1501  win 65535
        capture ends +60
      """,
      // One connection only: the capture may have missed the one acknowledgement.
      missingTails(ports: [40011]),
      """
      # the capture ends too soon to tell
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  A > B  P.  1501:2001(500)  ack 9001  win 64240
        +8      B > A  P.  9001:9101(100)  ack 1501  win 65535
        +0.001  A > B  .   2001:2001(0)  ack 9101  win 64240
        capture ends +2
      """,
      """
      # the window was shut by then: the sender has to probe, not to repeat
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
        +0.001  A > B  P.  1501:2001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 0
        +20     B > A  P.  9001:9101(100)  ack 1501  win 0
        +0.001  A > B  .   2001:2001(0)  ack 9101  win 64240
        capture ends +20
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      Side.allCases.compactMap { step.neverRepeated($0, parameters) }
    })

  /// Connections of A whose last octets are never acknowledged nor sent again; A is heard on another one meanwhile.
  private static func missingTails(ports: [Int]) -> String {
    let flows = ports.map { port in
      """
        +1      A:\(port) > B  S   1000:1000(0)  win 64240
        +0.020  B > A:\(port)  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A:\(port) > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A:\(port) > B  .   1001:1501(500)  ack 9001  win 64240
        +0.020  B > A:\(port)  .   9001:9001(0)  ack 1501  win 65535
      ↓ +0.001  A:\(port) > B  P.  1501:2001(500)  ack 9001  win 64240
      """
    }
    return """
      \(flows.joined(separator: "\n"))
        +20     A > B  S   5000:5000(0)  win 64240
        +0.020  B > A  S.  7000:7000(0)  ack 5001  win 65535
        +0.000  A > B  .   5001:5001(0)  ack 7001  win 64240
        capture ends +5
      """
  }
}

extension Step {
  /// Octets (or the FIN) of `side` that nobody acknowledged, and that it sent once for all.
  fileprivate func neverRepeated(_ side: Side, _ parameters: Parameters) -> Outcome? {
    let (one, peer) = (before[side], before[side.other])
    guard one.facts.contains(.spoke), peer.facts.isSuperset(of: [.spoke, .acknowledged]), one.state != .synSent,
      one.snd.una < one.snd.nxt, one.snd.nxt <= peer.rcv.edge, one.rtx.copies(at: one.snd.una) == 0, isUncut,
      mayStillSend(side)
    else { return nil }
    let isHole = one.rtx.duplicates(at: one.snd.una) >= 3
    let newest = later(one.times.lastData, one.facts.contains(.finSent) ? one.times.lastFin : one.snd.unaTime)
    let start = later(one.snd.unaTime, isHole ? one.rtx.third : newest)
    let (bound, wait) = (timeoutBound(parameters), until - start)
    guard wait >= bound * 3 else { return nil }
    let isFin = one.facts.contains(.finSent) && one.snd.una == one.snd.fin
    let frame = isHole ? one.rtx.thirdFrame : isFin ? one.snd.lastFinFrame : max(newestData(of: side), one.snd.lastSynFrame)
    let frames = [frame, before.lastFrame]
    // Whose SYN,ACK is never acknowledged may keep no state at all (RFC 4987 §3.6); a box on the way may have sent
    // octets in this end's name.
    if one.facts.contains(.issKnown), one.snd.una == one.snd.iss { return .doubt(Doubt(.specAmbiguous, frames: frames, side: side)) }
    if one.looks.odd > 0 || one.looks.steps > 0 {
      return .doubt(Doubt(.middlebox, leaning: .fail, frames: frames, side: side))
    }
    guard wait >= bound * parameters.missingWait else {
      return .doubt(Doubt(.captureEnd, leaning: .fail, frames: frames, side: side))
    }
    // Its peer said long afterwards that it had not got them; or it said nothing, and the capture may have missed its
    // acknowledgement.
    let isTold = peer.times.last - start >= bound
    return .charge(missingCharge(side, start: start, frames: frames, isTold: isTold, isFin: isFin, parameters))
  }

  private func missingCharge(
    _ side: Side, start: Instant, frames: [UInt32], isTold: Bool, isFin: Bool, _ parameters: Parameters
  ) -> Charge {
    let (one, bound) = (before[side], timeoutBound(parameters))
    let (who, other) = (name(of: side), name(of: side.other))
    let what = isFin
      ? Bilingual("the FIN (\(one.snd.fin))", zh: "FIN（\(one.snd.fin)）")
      : Bilingual("the octets from \(one.snd.una) on", zh: "自 \(one.snd.una) 起的字节")
    let wait = (until - start).text
    let heard = isTold
      ? Bilingual(", while \(other.en) went on without them", zh: "，其间\(other.zh)一直没有收到")
      : Bilingual("", zh: "")
    // What never crossed may have been sent again and again, and be lost each time before the tap.
    let hasCrossed = one.snd.una < before[side.other].rcv.nxt
    let due = (1...62).prefix { bound * ((1 << $0) - 1) <= until - start }.count
    return Charge(
      expected: Bilingual("\(what.en) again within \(bound.text), and again", zh: "\(bound.text) 内重传\(what.zh)，并继续重传"),
      observed: Bilingual(
        "\(who.en) sent \(what.en) once, nothing acknowledged them, and they never came again in \(wait)\(heard.en)",
        zh: "\(who.zh)只发送了一次\(what.zh)，未获确认，\(wait) 内从未重传\(heard.zh)"),
      title: Bilingual(
        "\(who.capitalized.en) never sent \(isFin ? "its FIN" : "unacknowledged octets") again in \(wait)",
        zh: "\(who.zh)在 \(wait) 内从未重传\(isFin ? " FIN" : "未获确认的字节")"),
      frames: frames, side: side, interval: start...until,
      guards: (isTold ? Guards() : .whole).union(hasCrossed ? [] : .tap), repliesDue: due,
      instancesNeeded: isTold ? 1 : 3, isUnprompted: true)
  }
}
