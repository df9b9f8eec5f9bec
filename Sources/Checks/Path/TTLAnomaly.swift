import Replay
import Wire

extension Check {
  static let ttlAnomaly = Check(
    id: "path/ttl-anomaly", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual("TTL or fingerprint changes within one endpoint's stream", zh: "TTL 或指纹突变"),
    citation: .rfc(
      9293, "3.9.2", "MUST-49", "The TTL value used to send TCP segments MUST be configurable (MUST-49)."),
    why: Bilingual(
      "Packets of one host usually take one path: another TTL in between is another sender, such as a box that answers in its name.",
      zh: "同一主机的报文通常走同一条路径：中间出现不同的 TTL，说明另有发送者，例如代为应答的设备。"),
    guards: [.ord],
    opportunity: .sentData,
    triggers: [
      """
      # one segment in the server's name comes from nearer by
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  B > A  P.  9001:9101(100)  ack 1101  win 65535
      ↓ +0.001  B > A  P.  9101:9201(100)  ack 1101  win 65535  {ttl 61}
        +0.001  B > A  P.  9201:9301(100)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 9301  win 64240
      """
    ],
    passes: [
      """
      # two paths that differ by two hops
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  B > A  P.  9001:9101(100)  ack 1101  win 65535  {ttl 50}
        +0.001  B > A  P.  9101:9201(100)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 9201  win 64240
      """,
      """
      # the SYN,ACK came from a proxy that checks for SYN floods
      B = 10.0.0.2:80 ttl 52
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  {ttl 61}
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  B > A  P.  9001:9101(100)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (looks, who) = (step.before[side].looks, step.name(of: side))
        if looks.steps > 0 {
          // A step that lasts is another path, or a server that took over from its proxy; several are paths in turn.
          return .fact(Fact(looks.route(of: who), frames: [looks.stepFrame], side: side))
        }
        guard looks.odd > 0, step.before[side].isUsual else { return nil }
        return .charge(
          Charge(
            expected: Bilingual("segments of \(who.en) with a TTL near \(looks.usual)", zh: "\(who.zh)报文段的 TTL 应在 \(looks.usual) 左右"),
            observed: Bilingual(
              "\(counted(looks.odd, "segment")) with another, the first in frame \(looks.oddFrame) with \(looks.oddTTL)",
              zh: "\(looks.odd) 个报文段与此不同，最早的是第 \(looks.oddFrame) 帧，TTL 为 \(looks.oddTTL)"),
            title: looks.anomaly(of: who),
            frames: [looks.oddFrame], side: side))
      }
    })
}

extension Endpoint {
  /// Most of its segments beside SYNs and RSTs have the usual TTL, and there are enough of them to say so.
  fileprivate var isUsual: Bool {
    let others = Int(counts.syns) + Int(counts.synAcks) + Int(counts.rsts) + Int(looks.odd)
    return Int(counts.segments) - others >= max(3, Int(looks.odd) + 1)
  }
}

extension Looks {
  /// Segments between the others with another TTL.
  fileprivate func anomaly(of who: Bilingual) -> Bilingual {
    odd == 1
      ? Bilingual("A segment of \(who.en) came with TTL \(oddTTL) instead of \(usual)", zh: "\(who.zh)有一个报文段的 TTL 为 \(oddTTL)，而非 \(usual)")
      : Bilingual(
        "\(odd) segments of \(who.en) came with another TTL than \(usual), the first with \(oddTTL)",
        zh: "\(who.zh)有 \(odd) 个报文段的 TTL 不是 \(usual)，最早的为 \(oddTTL)")
  }

  fileprivate func route(of who: Bilingual) -> Bilingual {
    steps == 1 && odd == 0
      ? Bilingual(
        "From frame \(stepFrame) on the TTL of \(who.en) is \(stepTTL), before it was \(ttlBeforeStep): another path, or another sender.",
        zh: "自第 \(stepFrame) 帧起\(who.zh)的 TTL 由 \(ttlBeforeStep) 变为 \(stepTTL)：路径改变，或换了发送者。")
      : Bilingual(
        "The TTL of \(who.en) goes to and fro, as between \(ttlBeforeStep) and \(stepTTL) in frame \(stepFrame): several paths, or several senders.",
        zh: "\(who.zh)的 TTL 来回变化，例如第 \(stepFrame) 帧由 \(ttlBeforeStep) 变为 \(stepTTL)：有多条路径，或多个发送者。")
  }
}
