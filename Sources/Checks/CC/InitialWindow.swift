import Replay
import Wire

extension Check {
  static let initialWindow = Check(
    id: "cc/initial-window", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("The first flight exceeds the initial window", zh: "初始窗口过大（未慢启动）"),
    citation: .rfc(
      5681, "3.1", nil,
      "IW, the initial value of cwnd, MUST be set using the following guidelines as an upper bound."),
    why: Bilingual(
      "A burst at the start of each connection overruns short queues; many servers are configured so on purpose.",
      zh: "每个连接开始时的突发会冲垮浅队列；许多服务器是有意这样配置的。"),
    guards: [.mid, .one, .loss, .ord, .mp, .tfo], opportunity: .sentFlight,
    triggers: [
      // Nothing but the receiver's window holds the server back, on two connections.
      "\(firstFlight(port: 40011, segments: 44, end: 73241))\n\(firstFlight(port: 40012, segments: 44, end: 73241))"
    ],
    passes: [
      """
      # ten segments, and more as they are acknowledged
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:16301(7300)  ack 1101  win 65535
        +0.000  B > A  .   16301:23601(7300)  ack 1101  win 65535
        +0.040  A > B  .   1101:1101(0)  ack 11921  win 64240
        +0.000  B > A  .   23601:29441(5840)  ack 1101  win 65535
      """,
      // Forty, as somebody may have configured the route: worth a note.
      "\(firstFlight(port: 40011, segments: 40, end: 67401))\n\(firstFlight(port: 40012, segments: 40, end: 67401))",
    ],
    subject: .step(on: .ended) { step, parameters in
      step.ends.compactMap { step.firstFlight(of: $0, parameters) }
    })

  /// The server's first answer, of so many segments up to number `end`, before it can have heard of any.
  private static func firstFlight(port: Int, segments: Int, end: Int) -> String {
    let data = (0..<segments).map { place in
      let left = 9001 + place * 1460
      let right = min(left + 1460, end)
      return "  \(place == 0 ? "+0.001" : "+0.000")  B > A:\(port)  .   \(left):\(right)(\(right - left))  ack 1101  win 65535"
    }
    return """
        +0      A:\(port) > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000  B > A:\(port)  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.040  A:\(port) > B  P.  1001:1101(100)  ack 9001  win 64240
      \(data.dropLast().joined(separator: "\n"))
      ↓ \(data.last?.dropFirst(2) ?? "")
        +0.040  A:\(port) > B  .   1101:1101(0)  ack 11921  win 64240
        +0.001  A:\(port) > B  .   1101:1101(0)  ack \(end)  win 64240
        +0.001  B > A:\(port)  P.  \(end):\(end + 100)(100)  ack 1101  win 65535
      """
  }
}

extension Step {
  /// What one end sent before it can have heard of any of it, held against ten segments.
  fileprivate func firstFlight(of side: Side, _ parameters: Parameters) -> Outcome? {
    let (one, peer) = (before[side], before[side.other])
    let flight = one.rtx.flight
    guard flight.initial > 0, one.facts.contains(.issKnown), peer.facts.contains(.seenFromSyn) else { return nil }
    let size = UInt32(peer.snd.mss == 0 ? 536 : peer.snd.mss)
    // Ten segments, whatever their size, are deployed everywhere; RFC 6928 has fewer of large ones.
    let limit = UInt32(clamping: parameters.initialWindow) * max(size, 1460)
    guard flight.initial > limit + limit / 10 else { return nil }
    let end = one.snd.iss + 1 + Int(flight.initial) + Int(size)
    let isUnbounded = flight.initial > limit * 2 && peer.rcv.firstEdge < end
      && end <= peer.rcv.firstEdge + Int(size)
    let segments = flight.initial / max(1, min(one.snd.maxPayload, size))
    let who = name(of: side).capitalized
    let cause =
      isUnbounded
      ? Bilingual("until the receiver's window was full", zh: "直到填满接收窗口")
      : Bilingual("probably as configured", zh: "很可能是配置的结果")
    return .charge(
      Charge(
        expected: Bilingual(
          "at most \(limit) octets (\(parameters.initialWindow) segments; RFC 5681 §3.1, RFC 6928 §2)",
          zh: "不超过 \(limit) 字节（\(parameters.initialWindow) 个报文段；RFC 5681 §3.1、RFC 6928 §2）"),
        observed: Bilingual(
          "\(who.en) sent \(flight.initial) octets, some \(segments) segments, before it can have heard of the first, \(cause.en)",
          zh: "\(who.zh)在不可能得知首个确认之前发送了 \(flight.initial) 字节（约 \(segments) 个报文段），\(cause.zh)"),
        title: Bilingual("\(who.en) began with some \(segments) segments at once", zh: "\(who.zh)一开始就连发约 \(segments) 个报文段"),
        frames: [flight.initialFrame], side: side, interval: before.start...flight.initialTime,
        instancesNeeded: isUnbounded ? 2 : 1, level: isUnbounded ? nil : .note))
  }
}
