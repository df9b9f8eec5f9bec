import Hosts
import Wire

extension Check {
  package static let timeCounter = Check(
    id: "isn/time-counter",
    level: .should,
    kind: .statistical,
    title: Bilingual("ISN is a global clock, identical for all peers", zh: "ISN 仅由时钟驱动，可预测"),
    citation: .rfc(
      9293, "3.4.1", "SHLD-1",
      "SHOULD generate its initial sequence numbers with the expression: ISN = M + F(localip, localport, remoteip, remoteport, secretkey)"
    ),
    why: Bilingual(
      """
      Who knows the time knows the number of any connection. The clock itself is right: RFC 793's ticks every 4 µs \
      (some tutorials say 4 ms, a slip) and comes round after 2^32 × 4 µs = 4.77 h, where the RFCs print 4.55 h; what \
      is missing is the secret part that differs from four-tuple to four-tuple.
      """,
      zh: """
        知道时间就知道任何连接的序号。时钟本身没有错：RFC 793 的时钟每 4 微秒加一（有教程误作 4 毫秒），\
        2^32 × 4 µs = 4.77 小时绕回一圈（RFC 印作 4.55 小时）；缺少的是因四元组而异的秘密部分。
        """),
    guards: [.n, .cky],
    triggers: [
      """
      # 250 000 a second for everybody, and the connections come at no regular times.
      ↓ @0        A:40001 > B  S   1000000:1000000(0)  win 64240
        +0.01     B > A:40001  S.  81000:81000(0)  ack 1000001  win 65160
        +0        A:40001 > B  .   1000001:1000001(0)  ack 81001  win 64240
        @3        A:40002 > C  S   1750100:1750100(0)  win 64240
        +0.01     C > A:40002  S.  3912000000:3912000000(0)  ack 1750101  win 65160
        +0        A:40002 > C  .   1750101:1750101(0)  ack 3912000001  win 64240
        @200      A:40003 > D  S   51000200:51000200(0)  win 64240
        +0.01     D > A:40003  S.  2250000000:2250000000(0)  ack 51000201  win 65160
        +0        A:40003 > D  .   51000201:51000201(0)  ack 2250000001  win 64240
        @330      A:40004 > B  S   83500050:83500050(0)  win 64240
        +0.01     B > A:40004  S.  1250000000:1250000000(0)  ack 83500051  win 65160
        +0        A:40004 > B  .   83500051:83500051(0)  ack 1250000001  win 64240
        @900      A:40005 > C  S   226000400:226000400(0)  win 64240
        +0.01     C > A:40005  S.  3250000000:3250000000(0)  ack 226000401  win 65160
        +0        A:40005 > C  .   226000401:226000401(0)  ack 3250000001  win 64240
        @1021     A:40006 > D  S   256250300:256250300(0)  win 64240
        +0.01     D > A:40006  S.  4150000000:4150000000(0)  ack 256250301  win 65160
        +0        A:40006 > D  .   256250301:256250301(0)  ack 4150000001  win 64240
        @1500     A:40007 > B  S   376000000:376000000(0)  win 64240
        +0.01     B > A:40007  S.  1990000000:1990000000(0)  ack 376000001  win 65160
        +0        A:40007 > B  .   376000001:376000001(0)  ack 1990000001  win 64240
      """
    ],
    passes: [
      """
      # The same clock, and a secret offset for each four-tuple.
        @0        A:40001 > B  S   3512345678:3512345678(0)  win 64240
        +0.01     B > A:40001  S.  81000:81000(0)  ack 3512345679  win 65160
        +0        A:40001 > B  .   3512345679:3512345679(0)  ack 81001  win 64240
        @3        A:40002 > C  S   912555001:912555001(0)  win 64240
        +0.01     C > A:40002  S.  3912000000:3912000000(0)  ack 912555002  win 65160
        +0        A:40002 > C  .   912555002:912555002(0)  ack 3912000001  win 64240
        @200      A:40003 > D  S   2751000200:2751000200(0)  win 64240
        +0.01     D > A:40003  S.  2250000000:2250000000(0)  ack 2751000201  win 65160
        +0        A:40003 > D  .   2751000201:2751000201(0)  ack 2250000001  win 64240
        @330      A:40004 > B  S   83500050:83500050(0)  win 64240
        +0.01     B > A:40004  S.  1250000000:1250000000(0)  ack 83500051  win 65160
        +0        A:40004 > B  .   83500051:83500051(0)  ack 1250000001  win 64240
        @900      A:40005 > C  S   1226000400:1226000400(0)  win 64240
        +0.01     C > A:40005  S.  3250000000:3250000000(0)  ack 1226000401  win 65160
        +0        A:40005 > C  .   1226000401:1226000401(0)  ack 3250000001  win 64240
        @1021     A:40006 > D  S   4056250300:4056250300(0)  win 64240
        +0.01     D > A:40006  S.  4150000000:4150000000(0)  ack 4056250301  win 65160
        +0        A:40006 > D  .   4056250301:4056250301(0)  ack 4150000001  win 64240
        @1500     A:40007 > B  S   1776000000:1776000000(0)  win 64240
        +0.01     B > A:40007  S.  1990000000:1990000000(0)  ack 1776000001  win 65160
        +0        A:40007 > B  .   1776000001:1776000001(0)  ack 1990000001  win 64240
      """
    ],
    subject: .host { host, _ in
      guard let (group, clock) = host.first({ host.clock(in: $0) }) else { return host.unfound(enough: 8) }
      let count = group.samples.count
      let rate = Number.grouped(UInt64(abs(clock.rate).rounded()))
      let arc = Number.guesses(clock.arc)
      return [
        .charge(
          Charge(
            expected: Bilingual("a different offset for every four-tuple", zh: "每个四元组的偏移各不相同"),
            observed: Bilingual(
              """
              \(count) connections follow one clock of \(rate) a second (round after \(Number.span(clock.wrap))), to \
              within \(arc) values\(group.whose.en)
              """,
              zh: "\(count) 个连接遵循同一时钟：每秒 \(rate)（\(Number.span(clock.wrap)) 绕回一圈），偏差不超过 \(arc) 个值\(group.whose.zh)"),
            title: Bilingual(
              "\(host.who.capitalized.en) took \(count) ISNs from one clock, \(rate) a second, for all peers",
              zh: "\(host.who.zh)的 \(count) 个 ISN 对所有对端遵循同一时钟，每秒 \(rate)"),
            frames: group.samples.evidence, instances: count, instancesNeeded: 6,
            level: group.isOfOnePair ? .note : nil))
      ]
    })
}
