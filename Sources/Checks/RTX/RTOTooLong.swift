import Replay
import Wire

extension Check {
  static let rtoTooLong = Check(
    id: "rtx/rto-too-long", priority: .p2, level: .should, kind: .timing,
    title: Bilingual("The first retransmission comes far too late", zh: "首次重传过晚"),
    citation: .rfc(
      9293, "3.8.1", "MUST-18",
      "The RTO MUST be computed according to the algorithm in [10], including Karn's algorithm for taking RTT samples (MUST-18)."
    ),
    why: Bilingual(
      "One lost segment stalls the connection for as long as a user waits at all.",
      zh: "丢失一个报文段就会让连接停顿很久，用户早已失去耐心。"),
    guards: [.mid, .one, .loss, .ord, .off, .tap, .n], parameters: [
      Parameter("times", 4, "times rtx.bound within which a first retransmission may come")
    ], opportunity: .retransmitted,
    triggers: [
      "\(lateCopy(port: 40011, after: "+20"))\n\(lateCopy(port: 40012, after: "+20"))"
    ],
    passes: [
      // Once may be a setting, or a host that was suspended.
      lateCopy(port: 40011, after: "+20"),
      """
      # the third copy comes long after the second: doubled
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.000  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +10     A > B  P.  1101:1201(100)  ack 9001  win 64240
        +20     A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1201  win 65535
      """,
    ],
    subject: .step(on: .retransmission) { step, parameters in step.tardyCopy(parameters) })

  /// A segment whose first copy comes late, beside the client.
  private static func lateCopy(port: Int, after pause: String) -> String {
    """
      +0      A:\(port) > B  S   1000:1000(0)  win 64240
      +0.040  B > A:\(port)  S.  9000:9000(0)  ack 1001  win 65535
      +0.000  A:\(port) > B  .   1001:1001(0)  ack 9001  win 64240
      +0.001  A:\(port) > B  P.  1001:1101(100)  ack 9001  win 64240
      +0.040  B > A:\(port)  .   9001:9001(0)  ack 1101  win 65535
      +0.001  A:\(port) > B  P.  1101:1201(100)  ack 9001  win 64240
    ↓ \(pause)  A:\(port) > B  P.  1101:1201(100)  ack 9001  win 64240
      +0.040  B > A:\(port)  .   9001:9001(0)  ack 1201  win 65535
    """
  }
}

extension Step {
  /// The first copy of the octet at SND.UNA long after the timer can last have been started.
  fileprivate func tardyCopy(_ parameters: Parameters) -> [Outcome] {
    guard seg.payload > 1, !seg.has(.syn), seg.seq <= sender.snd.una, sender.snd.una < seg.end,
      sender.rtx.copies(at: sender.snd.una) == 0, sender.snd.una != sender.snd.iss, mayStillSend(side), isUncut,
      receiver.times.last < sender.times.last || receiver.snd.nxt == sender.rcv.acked
    else { return [] }
    let start = later(later(sender.times.last, sender.snd.unaTime), receiver.times.last)
    let own = Duration.nanoseconds(sender.turnaround.maximum)
    let (after, bound) = (seg.time - start - own, timeoutBound(parameters))
    let limit = bound * Int(parameters.value("times", of: .rtoTooLong))
    guard limit < after else { return [] }
    let frames = [seg.frame, newestData(of: side)]
    // One pause of the host is one case, however many of its connections it delays.
    guard receiver.turnaround.samples >= 2 else {
      return [.doubt(Doubt(.tooFewSamples, leaning: .fail, frames: frames))]
    }
    return [
      .charge(
        Charge(
          expected: Bilingual("the first copy within \(bound.text)", zh: "\(bound.text) 内首次重传"),
          observed: Bilingual(
            "the first copy \((seg.time - start).text) after the last sign of either end", zh: "距双方最后的报文段 \((seg.time - start).text) 后才首次重传"),
          title: Bilingual(
            "\(speaker.en) repeated a segment only after \((seg.time - start).text)", zh: "\(speaker.zh)在 \((seg.time - start).text) 之后才首次重传"),
          frames: frames, interval: start...seg.time, instancesNeeded: 2, overlapIsOne: true))
    ]
  }
}
