import Hosts
import Wire

extension Check {
  static let fixedIncrement = Check(
    id: "isn/fixed-increment",
    level: .should,
    kind: .statistical,
    title: Bilingual("ISN grows by a fixed or small amount per connection", zh: "ISN 按固定或小步长递增"),
    citation: .rfc(
      6528, "3", nil,
      "TCP SHOULD generate its Initial Sequence Numbers with the expression: ISN = M + F(localip, localport, remoteip, remoteport, secretkey)"
    ),
    why: Bilingual(
      "Who opens one connection of his own knows the number of the next one of anybody else.",
      zh: "任何人只需自己建立一个连接，就能知道他人下一个连接的序号。"),
    guards: [.n, .cky],
    triggers: [
      """
      # 64 000 more with each connection, as in 4.2BSD's days.
      ↓ +0     A:40001 > B  S   7000:7000(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 7001  win 65160
        +0     A:40001 > B  .   7001:7001(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   71000:71000(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 71001  win 65160
        +0     A:40002 > B  .   71001:71001(0)  ack 3912000001  win 64240
        +1.7   A:40003 > B  S   135000:135000(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 135001  win 65160
        +0     A:40003 > B  .   135001:135001(0)  ack 2250000001  win 64240
      ↓ +0.3   A:40004 > B  S   199000:199000(0)  win 64240
        +0.01  B > A:40004  S.  1250000000:1250000000(0)  ack 199001  win 65160
        +0     A:40004 > B  .   199001:199001(0)  ack 1250000001  win 64240
      """
    ],
    passes: [
      """
      # One four-tuple four times: there the clock must move on, and by steps of its own.
        +0     A > B  S   7000:7000(0)  win 64240
        +0.01  B > A  S.  81000:81000(0)  ack 7001  win 65160
        +0     A > B  R   7001:7001(0)  win 0
        +0.25  A > B  S   71000:71000(0)  win 64240
        +0.01  B > A  S.  3912000000:3912000000(0)  ack 71001  win 65160
        +0     A > B  R   71001:71001(0)  win 0
        +0.25  A > B  S   135000:135000(0)  win 64240
        +0.01  B > A  S.  2250000000:2250000000(0)  ack 135001  win 65160
        +0     A > B  R   135001:135001(0)  win 0
        +0.25  A > B  S   199000:199000(0)  win 64240
        +0.01  B > A  S.  1250000000:1250000000(0)  ack 199001  win 65160
        +0     A > B  R   199001:199001(0)  win 0
      """,
      """
      # Three numbers of a good generator that happen to rise.
        +0     A:40001 > B  S   7000:7000(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 7001  win 65160
        +0     A:40001 > B  .   7001:7001(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   1400000000:1400000000(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 1400000001  win 65160
        +0     A:40002 > B  .   1400000001:1400000001(0)  ack 3912000001  win 64240
        +0.4   A:40003 > B  S   1400064000:1400064000(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 1400064001  win 65160
        +0     A:40003 > B  .   1400064001:1400064001(0)  ack 2250000001  win 64240
      """,
    ],
    subject: .host { host, _ in
      guard let (group, steps) = host.first({ host.steps(in: $0) }) else { return host.unfound(enough: 8) }
      let count = group.samples.count
      let (step, size) =
        switch steps.kind {
        case .equal(let step): (Number.grouped(UInt64(step)), Bilingual("", zh: "都"))
        case .small: (Number.grouped(UInt64(steps.largest)), Bilingual("at most ", zh: "至多"))
        }
      return [
        .charge(
          Charge(
            expected: Bilingual("steps spread over all 2^32 numbers", zh: "步长分布于整个 2^32 空间"),
            observed: Bilingual(
              "\(count) connections, each \(size.en)\(step) beyond the one before\(group.whose.en)",
              zh: "\(count) 个连接，每个\(size.zh)比前一个大 \(step)\(group.whose.zh)"),
            title: Bilingual(
              "\(host.who.capitalized.en) moved its ISN on by \(size.en)\(step) for each of \(count) connections",
              zh: "\(host.who.zh)的 \(count) 个连接的 ISN 每次\(size.zh)增加 \(step)"),
            frames: group.samples.evidence, instances: count, instancesNeeded: 3,
            level: group.isOfOnePair ? .note : nil))
      ]
    })
}
