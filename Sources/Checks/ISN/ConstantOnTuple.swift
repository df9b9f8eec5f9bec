import Hosts
import Wire

extension Check {
  static let constantOnTuple = Check(
    id: "isn/constant-on-tuple",
    level: .must,
    kind: .statistical,
    title: Bilingual(
      "Every incarnation of one four-tuple has the same ISN", zh: "同一四元组的每次连接 ISN 都相同"),
    citation: .rfc(
      9293, "3.4.1", "MUST-8",
      "The clock component is intended to ensure that with a Maximum Segment Lifetime (MSL), generated ISNs will be unique"
    ),
    why: Bilingual(
      """
      The numbers differ from four-tuple to four-tuple, but no clock drives them on: a segment of the connection before \
      fits exactly into the next one on the same ports.
      """,
      zh: "序号因四元组而异，却没有时钟推动：上一个连接的旧报文恰好落入同一端口上的新连接。"),
    guards: [.n, .cky],
    triggers: [
      """
      # The client's number is a hash of the four-tuple, without a clock; its port is used three times.
        +0     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  S.  81000:81000(0)  ack 7001  win 65160
        +0     A > B  .   7001:7001(0)  ack 81001  win 64240
        +0.1   B > A  F.  81001:81001(0)  ack 7001  win 65160
        +0     A > B  F.  7001:7001(0)  ack 81002  win 64240
        +0.01  B > A  .   81002:81002(0)  ack 7002  win 65160
      ↓ +70    A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  S.  912000000:912000000(0)  ack 7001  win 65160
        +0     A > B  .   7001:7001(0)  ack 912000001  win 64240
        +0.1   B > A  F.  912000001:912000001(0)  ack 7001  win 65160
        +0     A > B  F.  7001:7001(0)  ack 912000002  win 64240
        +0.01  B > A  .   912000002:912000002(0)  ack 7002  win 65160
      ↓ +83    A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  S.  2250000000:2250000000(0)  ack 7001  win 65160
        +0     A > B  .   7001:7001(0)  ack 2250000001  win 64240
      """
    ],
    passes: [
      """
      # A clock of 64 ns between three incarnations.
        +0     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  S.  81000:81000(0)  ack 7001  win 65160
        +0     A > B  .   7001:7001(0)  ack 81001  win 64240
        +0.1   B > A  F.  81001:81001(0)  ack 7001  win 65160
        +0     A > B  F.  7001:7001(0)  ack 81002  win 64240
        +0.01  B > A  .   81002:81002(0)  ack 7002  win 65160
        @70    A > B  S   1093757000:1093757000(0)  win 64240
        +0.01  B > A  S.  912000000:912000000(0)  ack 1093757001  win 65160
        +0     A > B  .   1093757001:1093757001(0)  ack 912000001  win 64240
        +0.1   B > A  F.  912000001:912000001(0)  ack 1093757001  win 65160
        +0     A > B  F.  1093757001:1093757001(0)  ack 912000002  win 64240
        +0.01  B > A  .   912000002:912000002(0)  ack 1093757002  win 65160
        @150   A > B  S   2343757000:2343757000(0)  win 64240
        +0.01  B > A  S.  2250000000:2250000000(0)  ack 2343757001  win 65160
        +0     A > B  .   2343757001:2343757001(0)  ack 2250000001  win 64240
      """,
      """
      # Refused, and tried again with the same SYN: one attempt, no incarnations.
        +0     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  R.  0:0(0)  ack 7001  win 0
        +2     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  R.  0:0(0)  ack 7001  win 0
        +2     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  R.  0:0(0)  ack 7001  win 0
      """,
    ],
    subject: .host { host, _ in
      let history = ConstantOnTuple(host.reduction.tuples, role: host.role)
      guard let pair = history.equalPairs.last else {
        return history.unequal > 0 ? [.pass(frames: [], side: nil)] : []
      }
      // Different tuples equal, too: then nothing depends on the tuple, and isn/constant says so.
      if host.usable.count > 1, Set(host.usable.map(\.isn)).count == 1 { return [] }
      let frames = history.equalPairs.suffix(4).reversed().reduce(into: [UInt32]()) { frames, pair in
        for frame in [pair.after.frame, pair.before.frame] where !frames.contains(frame) { frames.append(frame) }
      }
      guard history.isFound, history.chance < host.alpha else {
        if history.unequal > 0 { return [.pass(frames: [], side: nil)] }
        return [.doubt(Doubt(.tooFewSamples, leaning: .fail, frames: frames))]
      }
      let times = history.equalPairs.count
      return [
        .charge(
          Charge(
            expected: Bilingual(
              "a number that a clock has moved on since the incarnation before", zh: "自上一次连接以来由时钟推进的序号"),
            observed: Bilingual(
              """
              the same ISN again \(times) times, on \(max(1, history.tuples)) four-tuples; last \(pair.after.isn) after \
              \(Number.span(pair.time))
              """,
              zh: "\(max(1, history.tuples)) 个四元组上 \(times) 次重复相同的 ISN；最后一次为 \(pair.after.isn)，相隔 \(Number.span(pair.time))"),
            title: Bilingual(
              "\(host.who.capitalized.en) used the same ISN again on one four-tuple, \(often(times))", zh: "\(host.who.zh)在同一四元组上 \(times) 次重用相同的 ISN"),
            frames: frames, instances: times + 1, instancesNeeded: 3))
      ]
    })
}
