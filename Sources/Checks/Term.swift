/// A word that engineers use for what they see, and what other tools call it.
package struct Term: Sendable, Hashable {
  package var word: Bilingual
  /// When this program says it.
  package var meaning: Bilingual
  /// tshark's `tcp.analysis.` flags.
  package var tshark: [String]
  /// Names of tcptrace's long output (`-l`).
  package var tcptrace: [String]
  /// Checks that judge or count it.
  package var checks: [String]

  private init(
    _ word: String, zh: String, _ meaning: String, zh meant: String, tshark: [String] = [], tcptrace: [String] = [],
    checks: [String] = []
  ) {
    self.word = Bilingual(word, zh: zh)
    self.meaning = Bilingual(meaning, zh: meant)
    self.tshark = tshark
    self.tcptrace = tcptrace
    self.checks = checks
  }

  package static let all: [Term] = [
    Term(
      "retransmission", zh: "重传", "octets, a SYN or a FIN that this end had sent before", zh: "此端已发送过的字节、SYN 或 FIN",
      tshark: ["retransmission", "fast_retransmission", "spurious_retransmission"],
      tcptrace: ["rexmt data pkts", "rexmt data bytes"], checks: ["path/loss-and-reordering", "rtx/missing", "rtx/no-backoff"]),
    Term(
      "fast retransmission", zh: "快速重传", "a retransmission that duplicate ACKs or SACKs called for, before the timeout",
      zh: "由重复确认或 SACK 触发、早于超时的重传", tshark: ["fast_retransmission"], tcptrace: ["triple dupacks"],
      checks: ["rtx/fast-retransmit"]),
    Term(
      "needless retransmission", zh: "不必要的重传", "octets sent again that had been acknowledged before", zh: "重传时相应字节已被确认",
      tshark: ["spurious_retransmission"], checks: ["rtx/needless"]),
    Term(
      "out of order", zh: "乱序", "first-time octets above a hole, or filling one that was no loss", zh: "首次出现、位于空缺之上或填补非丢失空缺的字节",
      tshark: ["out_of_order"], tcptrace: ["outoforder pkts"], checks: ["path/loss-and-reordering"]),
    Term(
      "hole", zh: "空缺", "octets between those captured that no record carries: lost on the way, or missed by the capture",
      zh: "已抓数据之间没有记录的字节：途中丢失，或抓包遗漏", tshark: ["lost_segment"],
      checks: ["capture/missing-segment", "path/loss-and-reordering"]),
    Term(
      "acknowledged, not captured", zh: "已确认但未抓到", "the ACK proves octets that no record carries: the capture missed them",
      zh: "确认证明了无记录的字节存在：抓包遗漏", tshark: ["ack_lost_segment"], checks: ["capture/missing-segment"]),
    Term(
      "duplicate ACK", zh: "重复确认", "no data, no window change, the same number acknowledged while data is outstanding (RFC 5681 §2)",
      zh: "有未确认数据时，无数据、窗口不变、确认号相同的报文段（RFC 5681 §2）", tshark: ["duplicate_ack"], tcptrace: ["triple dupacks"],
      checks: ["ack/out-of-order-not-immediate", "ack/excess"]),
    Term(
      "keep-alive", zh: "保活", "a probe at SND.NXT−1 into silence, by its shape", zh: "静默后位于 SND.NXT−1 的探测，按形态判断",
      tshark: ["keep_alive", "keep_alive_ack"], checks: ["keepalive/interval-short", "keepalive/not-answered"]),
    Term(
      "zero window", zh: "零窗口", "a window of 0 on a segment that is no RST", zh: "非 RST 报文段通告窗口 0", tshark: ["zero_window"],
      tcptrace: ["zero win adv"], checks: ["flow/zero-window"]),
    Term(
      "window probe", zh: "窗口探测", "a probe into a window of 0; Linux's have no data and look like keep-alives",
      zh: "对零窗口的探测；Linux 的探测不带数据，形似保活", tshark: ["zero_window_probe", "zero_window_probe_ack"],
      tcptrace: ["zwnd probe pkts"], checks: ["flow/zero-window-no-probe", "flow/probe-timing"]),
    Term(
      "window full", zh: "窗口已满", "data up to the very edge of the window offered", zh: "数据恰好到达所通告窗口的边界",
      tshark: ["window_full"], checks: ["flow/window-exceeded"]),
    Term(
      "window update", zh: "窗口更新", "another window on an ACK that acknowledges nothing new", zh: "不确认新数据而改变窗口的确认",
      tshark: ["window_update"], checks: ["flow/window-shrunk", "flow/silly-window-receiver"]),
    Term(
      "four-tuple used again", zh: "四元组重用", "a SYN that begins another connection between the same ports", zh: "在相同端口之间开始另一连接的 SYN",
      tshark: ["reused_ports"], checks: ["close/port-reuse-within-2msl", "isn/reuse-window"]),
  ]
}
