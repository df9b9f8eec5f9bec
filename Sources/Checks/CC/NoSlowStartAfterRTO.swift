import Replay
import Wire

extension Check {
  static let noSlowStartAfterRTO = Check(
    id: "cc/no-slow-start-after-rto", priority: .p1, level: .must, kind: .safety,
    title: Bilingual("No slow start after a timeout", zh: "超时后未慢启动"),
    citation: .rfc(
      5681, "3.1", "MUST-19",
      """
      Furthermore, upon a timeout (as specified in [RFC2988]) cwnd MUST be set to no more than the loss window, LW, which \
      equals 1 full-sized segment (regardless of the value of IW).
      """),
    why: Bilingual(
      "The path has just dropped a whole flight, and gets the next one at once: congestion does not end.",
      zh: "路径刚刚丢弃了整个窗口的数据，又立刻收到同样多的数据：拥塞无法缓解。"),
    guards: [.mid, .one, .loss, .ord, .off, .n],
    triggers: [
      """
      # a flight of ten is lost twice, and twice all of it is sent again on the timeout
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      \(flightOfTen(1001, pause: "+0.001"))
      \(flightOfTen(1001, pause: "+0.500", marked: true))
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
      \(flightOfTen(2001, pause: "+0.001"))
      \(flightOfTen(2001, pause: "+0.500"))
        +0.020  B > A  .   9001:9001(0)  ack 3001  win 65535
      """
    ],
    passes: [
      """
      # one, then two, then four
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      \(flightOfTen(1001, pause: "+0.001"))
        +0.500  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  .   1101:1201(100)  ack 9001  win 64240
        +0.000  A > B  .   1201:1301(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.001  A > B  .   1301:1401(100)  ack 9001  win 64240
        +0.000  A > B  .   1401:1501(100)  ack 9001  win 64240
        +0.000  A > B  .   1501:1601(100)  ack 9001  win 64240
        +0.000  A > B  .   1601:1701(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
      """,
      """
      # the timeout was spurious: the acknowledgement covers what was never sent again, and the window is restored (RFC 5682)
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      \(flightOfTen(1001, pause: "+0.001"))
        +0.500  A > B  .   1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
      \(flightOfTen(2001, pause: "+0.001"))
        +0.500  A > B  .   2001:2101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 3001  win 65535
      \(flightOfTen(3001, pause: "+0.001"))
        +0.020  B > A  .   9001:9001(0)  ack 4001  win 65535
      """,
    ],
    subject: .step(on: [.retransmission, .burst]) { step, _ in
      let (sender, after, rtx) = (step.sender, step.senderAfter, step.sender.rtx)
      guard rtx.timeoutFrame != 0, rtx.timeoutIsPlain, step.senderAfter.rtx.timeoutFrame != step.seg.frame, sender.snd.una <= rtx.timeoutEnd,
        sender.snd.una < rtx.timeoutNext, rtx.timeoutEdge <= sender.snd.una, sender.snd.maxPayload > 0
      else { return [] }
      let size = Int(sender.snd.maxPayload)
      let (flight, acked) = (rtx.timeoutNext - rtx.timeoutEdge, sender.snd.una - rtx.timeoutEdge)
      // The loss window, two octets for each acknowledged, and three segments for good measure.
      let bound = size + 2 * acked + 3 * size
      let sent = Int(clamping: after.counts.octets &- rtx.timeoutOctets)
      guard flight >= 8 * size, sent > bound, Int(clamping: sender.counts.octets &- rtx.timeoutOctets) <= bound else {
        return []
      }
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "one segment on the timeout, then two for each acknowledged: \(bound) octets at most by now",
              zh: "超时后先发一个报文段，此后每确认一个最多再发两个：至此不超过 \(bound) 字节"),
            observed: Bilingual(
              "\(sent) octets since the timeout in frame \(rtx.timeoutFrame), of which \(acked) were acknowledged",
              zh: "自第 \(rtx.timeoutFrame) 帧超时以来已发送 \(sent) 字节，其中 \(acked) 字节被确认"),
            title: Bilingual(
              "\(step.speaker.en) had sent \(sent) octets since a timeout when \(acked == 0 ? "none" : "\(acked)") were acknowledged",
              zh: "\(step.speaker.zh)超时之后只有 \(acked) 字节获确认，却已发送 \(sent) 字节"),
            frames: [step.seg.frame, rtx.timeoutFrame], interval: rtx.timeoutTime...step.seg.time, instancesNeeded: 2))
      ]
    })

  /// Ten segments of a hundred octets from `first` on, the first after `pause`; the fifth may be marked.
  private static func flightOfTen(_ first: Int, pause: String, marked: Bool = false) -> String {
    (0..<10).map { place in
      let left = first + place * 100
      return "\(marked && place == 4 ? "↓" : " ") \(place == 0 ? pause : "+0.000")  A > B  .   \(left):\(left + 100)(100)  ack 9001  win 64240"
    }.joined(separator: "\n")
  }
}
