import Replay
import Wire

extension Check {
  static let excess = Check(
    id: "ack/excess", priority: .p2, level: .must, kind: .safety,
    title: Bilingual("More than one acknowledgement for a segment", zh: "一个报文触发多个确认"),
    citation: .rfc(
      5681, "4.2", nil,
      """
      A TCP receiver MUST NOT generate more than one ACK for every incoming segment, other than to update the offered \
      window as the receiving application consumes new data
      """),
    why: Bilingual(
      "Acknowledging a segment piece by piece makes a sender that counts ACKs send faster than the path allows.",
      zh: "把一个报文段拆成多次确认，会使按确认个数增窗的发送方超出路径能力发送。"),
    guards: [.mid, .one, .loss, .ord, .mbx, .off], opportunity: .acknowledged,
    triggers: [Pieces.captured(perSegment: 4)],
    passes: [
      Pieces.captured(perSegment: 1),
      """
      # a slow reader: the same acknowledgement with a growing window
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.000010  B > A  S.  9000:9000(0)  ack 1001  win 4000  <mss 1460>
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:2001(1000)  ack 9001  win 64240
        +0.000010  B > A  .   9001:9001(0)  ack 2001  win 3000
        +0.100  B > A  .   9001:9001(0)  ack 2001  win 4460
        +0.100  B > A  .   9001:9001(0)  ack 2001  win 5920
        +0.100  B > A  .   9001:9001(0)  ack 2001  win 7380
        +0.100  B > A  .   9001:9001(0)  ack 2001  win 8840
        +0.100  B > A  .   9001:9001(0)  ack 2001  win 10300
        capture ends +5
      """,
      """
      # one record holds several segments: the interface of the sender cuts it up behind the capture point
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.040  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.000010  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  .   1001:9761(8760)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 2461  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 3921  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 5381  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 6841  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 8301  win 65535
        +0.001  B > A  .   9001:9001(0)  ack 9761  win 65535
        capture ends +5
      """,
    ],
    subject: .step(on: .ended) { step, _ in
      Side.allCases.compactMap { side in
        let (one, habits) = (step.before[side], step.before[side].conduct.habits)
        let segments = step.before[side.other].conduct.habits.texts
        guard habits.advances > segments + 10 else { return nil }
        return .charge(
          Charge(
            expected: Bilingual("one ACK for a segment at most", zh: "每个报文段至多一个确认"),
            observed: Bilingual(
              "\(habits.advances) acknowledgements of new octets for \(segments) segments with text",
              zh: "\(segments) 个含数据的报文段引出 \(habits.advances) 个对新数据的确认"),
            title: Bilingual(
              "\(step.name(of: side).capitalized.en) sent \(habits.advances) acknowledgements for \(segments) segments",
              zh: "\(step.name(of: side).zh)对 \(segments) 个报文段发出了 \(habits.advances) 个确认"),
            frames: [habits.pieceFrame], side: side, interval: one.times.first...one.times.last,
            instances: Int(habits.advances - segments)))
      }
    })
}

private enum Pieces {
  /// Eight segments of 1000 octets, each acknowledged in so many pieces.
  static func captured(perSegment count: Int) -> String {
    var lines = [
      "+0      A > B  S   1000:1000(0)  win 64240  <mss 1460>",
      "+0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>",
      "+0.020  A > B  .   1001:1001(0)  ack 9001  win 64240",
    ]
    for segment in 0..<8 {
      let next = 1001 + segment * 1000
      lines.append("+0.020  A > B  .   \(next):\(next + 1000)(1000)  ack 9001  win 64240")
      for piece in 1...count {
        let mark = segment == 0 && count > 1 && piece == 2 ? "↓ " : ""
        lines.append("\(mark)+0.001  B > A  .   9001:9001(0)  ack \(next + 1000 * piece / count)  win 65535")
      }
    }
    return (lines + ["capture ends +5"]).joined(separator: "\n")
  }
}
