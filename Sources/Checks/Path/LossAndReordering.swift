import Replay
import Wire

extension Check {
  static let lossAndReordering = Check(
    id: "path/loss-and-reordering", priority: .p1, level: .info, kind: .measurement,
    title: Bilingual("Loss, retransmission and reordering summary, with location", zh: "丢包、重传、乱序汇总"),
    citation: .rfc(
      9293, "3.8", nil,
      """
      Because segments may be lost due to errors (checksum test failure) or network congestion, TCP uses retransmission \
      to ensure delivery of every segment.
      """),
    why: Bilingual(
      "On which side of the capture point segments vanish says on which side to look for the fault.",
      zh: "报文段在抓包点的哪一侧消失，决定了该到哪一侧去找故障。"),
    triggers: [
      """
      # one segment is missing at the capture point and comes later; another crossed and is sent again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.001  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1501  win 65535
      ↓ +0.300  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2501  win 65535
        +0.001  A > B  P.  2501:2601(100)  ack 9001  win 64240
      ↓ +0.300  A > B  P.  2501:2601(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2601  win 65535
      """
    ],
    passes: [
      """
      # everything crosses once and in order
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.001  A > B  .   1501:2001(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2001  win 65535
      """,
      """
      # the capture, not the path, missed a segment: it is acknowledged, and never comes again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:1501(500)  ack 9001  win 64240
        +0.001  A > B  .   2001:2501(500)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 2501  win 65535
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      step.ends.compactMap { side in
        let (one, order) = (step.before[side], step.before[side].order)
        // Attempts that nobody answers are `handshake/no-answer`.
        guard one.counts.segments > UInt32(one.counts.syns) + UInt32(one.counts.synAcks) else { return nil }
        guard order.lostBefore > 0 || order.reordered > 0 || order.again > 0 else { return nil }
        let frames = [order.firstFrame, order.lastFrame]
        return .fact(Fact(step.losses(of: side), frames: frames, side: side))
      }
    })
}

extension Step {
  fileprivate func losses(of side: Side) -> Bilingual {
    let (one, who) = (before[side], name(of: side))
    let (order, segments) = (one.order, one.counts.segments)
    var parts: [Bilingual] = []
    if order.lostBefore > 0 {
      parts.append(
        Bilingual("\(order.lostBefore) lost before the capture point", zh: "\(order.lostBefore) 个在抓包点之前丢失"))
    }
    if order.again > 0 {
      let needless =
        order.needless > 0
        ? Bilingual(" (\(order.needless) of them acknowledged by then)", zh: "（其中 \(order.needless) 个当时已被确认）")
        : Bilingual("", zh: "")
      parts.append(
        Bilingual("\(order.again) sent again although they had crossed here\(needless.en)", zh: "\(order.again) 个经过抓包点后又被重发\(needless.zh)"))
    }
    if order.reordered > 0 {
      parts.append(Bilingual("\(order.reordered) out of order", zh: "\(order.reordered) 个乱序"))
    }
    let duplicates = before[side.other].counts.duplicateAcks
    let asked =
      duplicates > 0
      ? Bilingual(" The other end sent \(counted(duplicates, "duplicate ACK")).", zh: "对端发出 \(duplicates) 个重复确认。")
      : Bilingual("", zh: "")
    let share = permille(Int(order.lostBefore) + Int(order.again), of: Int(segments))
    return Bilingual(
      "Of \(counted(segments, "segment")) of \(who.en): \(parts.map(\.en).joined(separator: ", ")); \(share) % lost or sent again.\(asked.en)",
      zh: "\(who.zh)的 \(segments) 个报文段中：\(parts.map(\.zh).joined(separator: "，"))；丢失或重发占 \(share) %。\(asked.zh)")
  }

  /// Per cent with one digit, without floating point.
  private func permille(_ part: Int, of whole: Int) -> String {
    let tenths = whole > 0 ? (part * 1000 + whole / 2) / whole : 0
    return "\(tenths / 10).\(tenths % 10)"
  }
}
