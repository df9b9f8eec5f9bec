import Hosts
import Wire

extension Check {
  package static let constant = Check(
    id: "isn/constant",
    level: .must,
    kind: .statistical,
    title: Bilingual("ISN does not change", zh: "ISN 恒定不变"),
    citation: .rfc(
      9293, "3.4.1", "MUST-8",
      "A TCP implementation MUST use the above type of \"clock\" for clock-driven selection of initial sequence numbers (MUST-8)"
    ),
    why: Bilingual(
      """
      Segments of an earlier connection that took the long way fit into the next one, and anybody can forge segments \
      without guessing.
      """,
      zh: "绕路的旧报文会恰好落入新连接；任何人无需猜测即可伪造报文段。"),
    guards: [.n],
    triggers: [
      """
      # Three ports, one number.
        +0     A:40001 > B  S   7000:7000(0)  win 64240  <mss 1460>
        +0.01  B > A:40001  S.  81000:81000(0)  ack 7001  win 65160  <mss 1460>
        +0     A:40001 > B  .   7001:7001(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   7000:7000(0)  win 64240  <mss 1460>
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 7001  win 65160  <mss 1460>
        +0     A:40002 > B  .   7001:7001(0)  ack 3912000001  win 64240
      ↓ +0.7   A:40003 > B  S   7000:7000(0)  win 64240  <mss 1460>
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 7001  win 65160  <mss 1460>
        +0     A:40003 > B  .   7001:7001(0)  ack 2250000001  win 64240
      """
    ],
    passes: [
      """
      # One SYN, sent five times.
        +0   A > B  S  7000:7000(0)  win 64240  <mss 1460>
        +1   A > B  S  7000:7000(0)  win 64240  <mss 1460>
        +2   A > B  S  7000:7000(0)  win 64240  <mss 1460>
        +4   A > B  S  7000:7000(0)  win 64240  <mss 1460>
        +8   A > B  S  7000:7000(0)  win 64240  <mss 1460>
        +16  A > B  S  7000:7000(0)  win 64240  <mss 1460>
      capture ends +60
      """,
      """
      # A scanner sends the same SYN to many ports; no stack of the host chose its number.
        +0     A:61000 > B:22   S   7000:7000(0)  win 1024
        +0.01  B:22 > A:61000   R.  0:0(0)  ack 7001  win 0
        +0.4   A:61000 > B:23   S   7000:7000(0)  win 1024
        +0.01  B:23 > A:61000   R.  0:0(0)  ack 7001  win 0
        +0.4   A:61000 > B:80   S   7000:7000(0)  win 1024
        +0.01  B:80 > A:61000   S.  81000:81000(0)  ack 7001  win 65160
        +0     A:61000 > B:80   R   7001:7001(0)  win 0
        +0.4   A:61000 > B:443  S   7000:7000(0)  win 1024
        +0.01  B:443 > A:61000  S.  3912000000:3912000000(0)  ack 7001  win 65160
        +0     A:61000 > B:443  R   7001:7001(0)  win 0
      """,
      """
      # One connection, recorded on every leg of its way through two address translations.
        +0      A:40001 > B  S   7000:7000(0)  win 64240
        +0.001  A:40001 > C  S   7000:7000(0)  win 64240
        +0.001  A:40001 > D  S   7000:7000(0)  win 64240
        +0.010  D > A:40001  S.  81000:81000(0)  ack 7001  win 65160
        +0.001  C > A:40001  S.  81000:81000(0)  ack 7001  win 65160
        +0.001  B > A:40001  S.  81000:81000(0)  ack 7001  win 65160
        +0.001  A:40001 > B  .   7001:7001(0)  ack 81001  win 64240
        +0.001  A:40001 > C  .   7001:7001(0)  ack 81001  win 64240
        +0.001  A:40001 > D  .   7001:7001(0)  ack 81001  win 64240
      """,
    ],
    subject: .host { host, _ in
      guard let (group, number) = host.first({ host.constant(in: $0) }) else {
        let isSame = Set(host.usable.map(\.isn)).count == 1
        return host.unfound(enough: isSame ? .max : 2, leaning: isSame ? .fail : nil)
      }
      let tuples = group.samples.count
      let same = host.reduction.fit.filter { $0.isn == number }
      return [
        .charge(
          Charge(
            expected: Bilingual("a new number for every connection", zh: "每个连接使用新的序号"),
            observed: Bilingual(
              "\(same.count) connections on \(tuples) four-tuples, all with ISN \(number)\(group.whose.en)",
              zh: "\(tuples) 个四元组上的 \(same.count) 个连接，ISN 全为 \(number)\(group.whose.zh)"),
            title: Bilingual("\(host.who.capitalized.en) began \(same.count) connections with the same ISN", zh: "\(host.who.zh)的 \(same.count) 个连接使用同一 ISN"),
            frames: group.samples.evidence, instances: same.count, instancesNeeded: 3))
      ]
    })
}
