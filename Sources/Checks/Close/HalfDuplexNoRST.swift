import Replay
import Wire

extension Check {
  static let halfDuplexNoRST = Check(
    id: "close/half-duplex-no-rst", priority: .p2, level: .should, kind: .reaction,
    title: Bilingual("Data after the close is neither read nor reset", zh: "关闭之后收到的数据既不读取也不用 RST 告知"),
    citation: .rfc(
      9293, "3.6.1", "SHLD-3",
      """
      If such a host issues a CLOSE call while received data is still pending in the TCP connection, or if new data is \
      received after CLOSE is called, its TCP implementation SHOULD send a RST to show that data was lost (SHLD-3).
      """),
    why: Bilingual(
      "The sender is kept waiting before a closed window for a reader that is gone, with no word that its data is lost.",
      zh: "发送方面对关闭的窗口一直等待，而读取方早已离开，也没有任何数据丢失的通知。"),
    guards: [.mid, .one, .loss, .end, .ord, .ws, .mp],
    triggers: [
      """
      # the client has closed; what comes fills its buffer to the last octet, and stays there
        +0      A > B  S   1000:1000(0)  win 2000  <mss 4000>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 4000>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 2000
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 2000
        +0.020  B > A  .   9001:10001(1000)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 10001  win 1000
        +0.020  B > A  .   10001:11001(1000)  ack 1002  win 65535
      ↓ +0.001  A > B  .   1002:1002(0)  ack 11001  win 0
        +1      B > A  .   11001:11002(1)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 11001  win 0
        +30     B > A  .   11001:11002(1)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 11001  win 0
        +40     B > A  .   11001:11002(1)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 11001  win 0
        capture ends +5
      """
    ],
    passes: [
      """
      # a half-closed client that reads to the end
        +0      A > B  S   1000:1000(0)  win 2000  <mss 4000>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 4000>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 2000
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 2000
        +0.020  B > A  .   9001:11001(2000)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 11001  win 0
        +70     A > B  .   1002:1002(0)  ack 11001  win 2000
        +0.020  B > A  F.  11001:12001(1000)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 12002  win 2000
        capture ends +5
      """,
      """
      # reset, as it should be
        +0      A > B  S   1000:1000(0)  win 2000  <mss 4000>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 4000>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 2000
        +0.010  A > B  F.  1001:1001(0)  ack 9001  win 2000
        +0.020  B > A  .   9001:10001(1000)  ack 1002  win 65535
        +0.001  A > B  R   1002:1002(0)  win 0
        capture ends +5
      """,
    ],
    subject: .step(on: [.ended, .rst]) { step, parameters in
      if step.event == .segment {
        guard step.before[step.side].facts.contains(.finSent) else { return [] }
        let reading = step.reset(parameters)
        guard reading.kind == .afterOwnFin, let answered = reading.stimulus, answered.len > 0 else { return [] }
        return [.pass(frames: [step.seg.frame, answered.frame], side: nil)]
      }
      guard step.before.lower.shut.isShut || step.before.upper.shut.isShut else { return [] }
      return Side.allCases.flatMap { side -> [Outcome] in
        let (one, peer) = (step.before[side], step.before[side.other])
        guard one.shut.isShut, one.state == .finWait2 || one.state == .finWait1, !one.facts.contains(.rstSent),
          one.rcv.edge == one.challenge.edgeAtFin, one.rcv.acked == one.rcv.edge,
          one.times.firstFin < one.shut.since, one.times.firstFin < peer.times.lastData
        else { return [] }
        let shut = step.until - one.shut.since
        guard shut >= .seconds(60) else { return [] }
        return [
          .charge(
            Charge(
              expected: Bilingual("RST: nobody reads what comes after the close", zh: "RST：关闭之后到达的数据已无人读取"),
              observed: Bilingual(
                "acknowledged until the window was 0, and shut for \(shut.text)", zh: "一直确认到窗口为 0，并已关闭 \(shut.text)"),
              title: Bilingual(
                "\(step.name(of: side).capitalized.en) neither read nor reset what came after its FIN, for \(shut.text)",
                zh: "\(step.name(of: side).zh)在 \(shut.text) 内对 FIN 之后到达的数据既不读取也不复位"),
              frames: [one.shut.lastFrame, one.snd.firstFinFrame], side: side,
              interval: one.times.firstFin...step.until, receiptProven: true))
        ]
      }
    })
}
