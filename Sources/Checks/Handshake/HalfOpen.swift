import Replay
import Wire

extension Check {
  static let halfOpen = Check(
    id: "handshake/half-open", priority: .p1, level: .note, kind: .measurement,
    title: Bilingual(
      "SYN,ACK never completed, or final ACK ignored (accept queue full)", zh: "半开连接或全连接队列溢出"),
    citation: .rfc(
      4987, "2.2", nil,
      """
      When the backlog limit is reached, then either incoming SYN segments are ignored, or uncompleted connections in \
      the backlog are replaced.
      """),
    why: Bilingual(
      "Either nobody was there to complete the handshake, as in a SYN flood, or the server's queue of accepted connections is full and clients wait.",
      zh: "要么没有人来完成握手（例如 SYN 洪泛），要么服务端的全连接队列已满，客户端只能等待。"),
    guards: [.one, .loss, .csum],
    opportunity: .sentSynAck,
    triggers: [
      """
      # nobody answers the SYN,ACK
        +0      A > B  S   1000:1000(0)  win 64240
        +0.001  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +1      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +2      B > A  S.  9000:9000(0)  ack 1001  win 65535
      ↓ +4      B > A  S.  9000:9000(0)  ack 1001  win 65535
      capture ends +60
      """
    ],
    passes: [
      """
      # the final ACK is lost, and data completes the handshake
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +1      B > A  S.  9000:9000(0)  ack 1001  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
      """,
      """
      # the SYN,ACK does not get through: the client asks again
        +0      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
        +1      A > B  S   1000:1000(0)  win 64240
        +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      capture ends +60
      """,
    ],
    subject: .step(on: .ended) { step, parameters in
      let (client, server) = (step.before[step.before.client], step.before[step.before.server])
      guard server.opening == .passive, server.counts.synAcks > 0 else { return [] }
      if server.counts.synAcksAfterAck > 0 { return step.ignoredAcks }
      guard client.times.last <= server.times.firstSyn, client.facts.contains(.issKnown),
        server.counts.segments == UInt32(server.counts.synAcks)
      else { return [] }
      return step.uncompleted
    })
}

extension Step {
  private var server: Endpoint { before[before.server] }
  private var client: Endpoint { before[before.client] }

  /// The client's final ACK crossed, and yet the server sends its SYN,ACK again.
  fileprivate var ignoredAcks: [Outcome] {
    let rounds = server.counts.synAcksAfterAck
    let frames = [server.snd.lastSynFrame, client.snd.thirdFrame]
    guard rounds > 1 else {
      return [.doubt(Doubt(.receiptUnproven, leaning: .fail, frames: frames, side: before.server))]
    }
    let cause =
      client.counts.octets > 0
      ? Bilingual("as when its accept queue is full", zh: "全连接队列已满时就会这样")
      : Bilingual(
        "as when its accept queue is full, or when it waits for data before it accepts", zh: "全连接队列已满，或要等到数据才接受连接时就会这样")
    return [
      .charge(
        Charge(
          expected: Bilingual(
            "the handshake is complete with the ACK in frame \(client.snd.thirdFrame)",
            zh: "第 \(client.snd.thirdFrame) 帧的 ACK 应已完成握手"),
          observed: Bilingual(
            "the server sent its SYN,ACK \(counted(rounds, "more time")) after that, \(cause.en)",
            zh: "此后服务端又发送了 \(rounds) 次 SYN,ACK，\(cause.zh)"),
          title: Bilingual(
            "The server ignored the final ACK and sent its SYN,ACK \(counted(rounds, "more time"))",
            zh: "服务端忽略了最后的 ACK，又发送了 \(rounds) 次 SYN,ACK"),
          frames: frames, side: before.server, interval: client.times.first...server.times.lastSyn, guards: .pr,
          copies: Int(rounds)))
    ]
  }

  /// Nothing came back after the SYN,ACK: to the end of its retransmissions, or at least as long as was watched.
  fileprivate var uncompleted: [Outcome] {
    let (first, last) = (server.times.firstSyn, server.times.lastSyn)
    let watched = until - first
    guard watched >= .seconds(3) else { return [] }
    let again = Int(server.counts.synAcks) - 1
    // A timer that doubles would have fired again by then.
    let exhausted = again > 0 && until - last > (last - first) * 2
    let tries = Bilingual(
      again == 0 ? "was not sent again" : "was sent \(counted(again, "more time")), the last one \((last - first).text) later",
      zh: again == 0 ? "没有重发" : "又重发了 \(again) 次，最后一次在 \((last - first).text) 之后")
    return [
      .charge(
        Charge(
          expected: Bilingual("the ACK that completes the handshake", zh: "完成握手的 ACK"),
          observed: Bilingual(
            "nothing of the client in \(watched.text) after the SYN,ACK, which \(tries.en)",
            zh: "SYN,ACK 之后 \(watched.text) 内没有客户端的报文段；SYN,ACK \(tries.zh)"),
          title: Bilingual(
            "The handshake was not completed in \(watched.text) after the SYN,ACK", zh: "SYN,ACK 之后 \(watched.text) 内握手未完成"),
          frames: [server.snd.lastSynFrame, server.snd.firstSynFrame], side: before.server, interval: first...until,
          instances: max(1, again), level: exhausted ? nil : .info))
    ]
  }
}
