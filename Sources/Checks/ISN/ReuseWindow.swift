import Hosts
import Replay
import Wire

extension Check {
  static let reuseWindow = Check(
    id: "isn/reuse-window",
    level: .note,
    kind: .measurement,
    title: Bilingual(
      "New incarnation overlaps live sequence space of the old one", zh: "新旧连接序号空间重叠（“迷路的报文 3”）"),
    citation: .rfc(
      9293, "3.4.1", nil,
      "we must prevent segments from one incarnation of a connection from being used while the same sequence numbers may still be present in the network from an earlier incarnation"
    ),
    why: Bilingual(
      """
      A segment of the connection before, delayed on the way, would be taken for new data: the wandering 3 of the \
      tutorials.
      """,
      zh: "上一个连接中迟到的报文段会被当作新数据接收，即教程中“绕路的 3 号包”。"),
    guards: [.mid, .ws],
    triggers: [
      """
      # 1, 2, 3 and a reset; a second later the same number again.
        +0     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240
        +0.01  A > B  P.  1011:1021(10)  ack 9001  win 64240
        +0.01  A > B  P.  1021:1031(10)  ack 9001  win 64240
        +0.01  B > A  .   9001:9001(0)  ack 1031  win 65160
        +0.01  A > B  R.  1031:1031(0)  ack 9001  win 0
      ↓ +1     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  77000:77000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 77001  win 64240
        +0.01  A > B  P.  1001:1011(10)  ack 77001  win 64240
        +0.01  B > A  .   77001:77001(0)  ack 1011  win 65160
      """
    ],
    passes: [
      """
      # Linux reopens TIME-WAIT with its old SND.NXT + 65537, and the client's clock has moved on.
        +0     A > B  S   1000:1000(0)  win 64240
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.01  B > A  P.  9001:9011(10)  ack 1001  win 65160
        +0     A > B  .   1001:1001(0)  ack 9011  win 64240
        +0.01  B > A  F.  9011:9011(0)  ack 1001  win 65160
        +0     A > B  F.  1001:1001(0)  ack 9012  win 64240
        +0.01  B > A  .   9012:9012(0)  ack 1002  win 65160
        +2     A > B  S   31251000:31251000(0)  win 64240
        +0.01  B > A  S.  74549:74549(0)  ack 31251001  win 65160
        +0     A > B  .   31251001:31251001(0)  ack 74550  win 64240
        +0.01  B > A  P.  74550:74560(10)  ack 31251001  win 65160
        +0     A > B  .   31251001:31251001(0)  ack 74560  win 64240
      """,
      """
      # The same numbers again, but timestamps went on: PAWS refuses what is old.
        +0     A > B  S   1000:1000(0)  win 64240  <TS val 10 ecr 0>
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160  <TS val 70 ecr 10>
        +0     A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 11 ecr 70>
        +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240  <TS val 12 ecr 70>
        +0.01  B > A  .   9001:9001(0)  ack 1011  win 65160  <TS val 90 ecr 12>
        +0.01  A > B  R.  1011:1011(0)  ack 9001  win 0
        +1     A > B  S   1000:1000(0)  win 64240  <TS val 1010 ecr 0>
        +0.01  B > A  S.  77000:77000(0)  ack 1001  win 65160  <TS val 1070 ecr 1010>
        +0     A > B  .   1001:1001(0)  ack 77001  win 64240  <TS val 1011 ecr 1070>
        +0.01  A > B  P.  1001:1011(10)  ack 77001  win 64240  <TS val 1012 ecr 1070>
        +0.01  B > A  .   77001:77001(0)  ack 1011  win 65160  <TS val 1090 ecr 1012>
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      let connection = step.after
      return Side.allCases.flatMap { side -> [Outcome] in
        guard ReuseOverlap.isComparable(connection, side) else { return [] }
        let overlap = ReuseOverlap.of(connection, from: side, msl: parameters.msl)
        guard let overlap, !overlap.isMitigated else { return [.pass(frames: [], side: side)] }
        let (now, then) = (connection[side].snd, connection.previous)
        return [
          .charge(
            Charge(
              expected: Bilingual(
                "no number of the last \(Number.span(parameters.msl.inSeconds)) (one MSL) in the new window",
                zh: "最近 \(Number.span(parameters.msl.inSeconds))（一个 MSL）内用过的序号不落入新窗口"),
              observed: Bilingual(
                """
                ISN \(now.iss) \(Number.span(overlap.pause.inSeconds)) after the last incarnation; its octet \
                \(overlap.number) would be accepted again\(overlap.isDirect ? "" : " as the window moves on")
                """,
                zh: """
                  距上一次连接 \(Number.span(overlap.pause.inSeconds))，ISN 为 \(now.iss)；\
                  \(overlap.isDirect ? "" : "窗口前移后，")旧序号 \(overlap.number) 会再次被接受
                  """),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) chose an ISN, \(Number.span(overlap.pause.inSeconds)) after the last incarnation, that lets its old octets in",
                zh: "距上一次连接 \(Number.span(overlap.pause.inSeconds))，\(step.name(of: side).zh)的新 ISN 会使旧数据再次被接受"),
              frames: [now.firstSynFrame, then.lastFrame], side: side))
        ]
      }
    })
}
