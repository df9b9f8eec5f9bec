import Tap
import Wire

extension Check {
  static let endsEarly = Check(
    id: "capture/ends-early", level: .artefact, kind: .artefact,
    title: Bilingual("Capture ends before a deadline could be judged", zh: "抓包结束过早"),
    citation: .rfc(9293, "3.6.1", "MUST-13",
      """
      When a connection is closed actively, it MUST linger in the TIME-WAIT state for a time 2xMSL (Maximum Segment \
      Lifetime) (MUST-13).
      """),
    why: Bilingual(
      "What would have come, or should have, can only be seen by a capture that goes on that long.",
      zh: "该来的报文是否会来，只有持续足够久的抓包才能看到。"),
    triggers: [
      """
      # five seconds after a close
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
      ↓ +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
      capture ends +5
      """,
      """
      # data that nobody has acknowledged yet
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      ↓ +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
      """
    ],
    passes: [
      """
      # 310 s after the close nothing is pending any more
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
        +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
        +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
      capture ends +310
      """,
      """
      # open and idle: nothing is owed
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
      """
    ],
    subject: .capture { evidence, _ in
      CaptureEvidence.PendingKind.allCases.compactMap { kind in
        guard let pending = evidence.pending[kind] else { return nil }
        let needed = Duration.nanoseconds(pending.needed).text
        let what = kind.words(pending.effect.count)
        return .fact(
          Fact(
            Bilingual("\(what.en): needs \(needed) more.", zh: "\(what.zh)：还需要 \(needed)。"),
            frames: pending.effect.frames, connections: pending.effect.ids))
      }
    })
}

extension CaptureEvidence.PendingKind {
  fileprivate func words(_ count: Int) -> Bilingual {
    switch self {
    case .timeWait: Bilingual("\(counted(count, "endpoint")) still in TIME-WAIT", zh: "\(count) 个端点仍在 TIME_WAIT")
    case .finWait2: Bilingual("\(counted(count, "endpoint")) waiting for the peer's FIN", zh: "\(count) 个端点在等待对端的 FIN")
    case .retransmission:
      Bilingual("\(counted(count, "endpoint")) with octets not acknowledged yet", zh: "\(count) 个端点有数据尚未被确认")
    case .keepalive: Bilingual("\(counted(count, "keep-alive probe")) not answered yet", zh: "\(count) 个保活探测尚未得到应答")
    case .handshake: Bilingual("\(counted(count, "SYN")) not answered yet", zh: "\(count) 个 SYN 尚未得到应答")
    }
  }
}
