import Hosts
import Wire

extension Check {
  package static let narrowRange = Check(
    id: "isn/narrow-range",
    level: .should,
    kind: .statistical,
    title: Bilingual("All ISNs lie in a small part of the number space", zh: "ISN 全部落在很小的区间内"),
    citation: .rfc(
      6528, "2", nil,
      "We can prevent sequence number guessing attacks by giving each connection -- that is, each four-tuple of (localip, localport, remoteip, remoteport) -- a separate sequence number space."
    ),
    why: Bilingual(
      "A range of so many values is so many guesses; forged segments need no more.",
      zh: "区间内有多少个值，就只需猜多少次即可伪造报文段。"),
    guards: [.n, .cky],
    triggers: [
      """
      # A pool of 2^16 values, in no order.
      ↓ +0     A:40001 > B  S   2147503648:2147503648(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 2147503649  win 65160
        +0     A:40001 > B  .   2147503649:2147503649(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   2147483901:2147483901(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 2147483902  win 65160
        +0     A:40002 > B  .   2147483902:2147483902(0)  ack 3912000001  win 64240
        +0.4   A:40003 > B  S   2147541122:2147541122(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 2147541123  win 65160
        +0     A:40003 > B  .   2147541123:2147541123(0)  ack 2250000001  win 64240
        +0.4   A:40004 > B  S   2147499001:2147499001(0)  win 64240
        +0.01  B > A:40004  S.  1250000000:1250000000(0)  ack 2147499002  win 65160
        +0     A:40004 > B  .   2147499002:2147499002(0)  ack 1250000001  win 64240
        +0.4   A:40005 > B  S   2147485577:2147485577(0)  win 64240
        +0.01  B > A:40005  S.  950000000:950000000(0)  ack 2147485578  win 65160
        +0     A:40005 > B  .   2147485578:2147485578(0)  ack 950000001  win 64240
      """
    ],
    passes: [
      """
      # Three numbers within 2^20: that happens.
        +0     A:40001 > B  S   2147503648:2147503648(0)  win 64240
        +0.01  B > A:40001  S.  81000:81000(0)  ack 2147503649  win 65160
        +0     A:40001 > B  .   2147503649:2147503649(0)  ack 81001  win 64240
        +0.4   A:40002 > B  S   2146503648:2146503648(0)  win 64240
        +0.01  B > A:40002  S.  3912000000:3912000000(0)  ack 2146503649  win 65160
        +0     A:40002 > B  .   2146503649:2146503649(0)  ack 3912000001  win 64240
        +0.4   A:40003 > B  S   2147003648:2147003648(0)  win 64240
        +0.01  B > A:40003  S.  2250000000:2250000000(0)  ack 2147003649  win 65160
        +0     A:40003 > B  .   2147003649:2147003649(0)  ack 2250000001  win 64240
      """
    ],
    subject: .host { host, _ in
      guard let (group, found) = host.first({ host.arc(in: $0) }) else {
        let arc = Arc.holding(host.usable.map(\.isn)).map { Double($0.width) } ?? Arc.circle
        let isOdd = host.usable.count >= 3 && Arc.chance(samples: host.usable.count, width: arc) < 1e-4
        return host.unfound(enough: 8, leaning: isOdd ? .fail : nil)
      }
      let count = group.samples.count
      let values = Number.guesses(Double(found.width))
      return [
        .charge(
          Charge(
            expected: Bilingual("numbers spread over all of 2^32", zh: "序号分布于整个 2^32 空间"),
            observed: Bilingual(
              "\(count) connections, all within \(values) values\(group.whose.en)",
              zh: "\(count) 个连接的 ISN 都在 \(values) 个值之内\(group.whose.zh)"),
            title: Bilingual("\(host.who.capitalized.en) chose \(count) ISNs within \(found.width == 1 ? "a single value" : "\(values) values")", zh: "\(host.who.zh)的 \(count) 个 ISN 都在 \(values) 个值之内"),
            frames: group.samples.evidence, instances: count, instancesNeeded: 3,
            level: group.isOfOnePair ? .note : nil))
      ]
    })
}
