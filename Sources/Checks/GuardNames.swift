extension Guards {
  /// What has to hold before a charge counts: the code, and the condition in words.
  package var named: [(code: String, meaning: Bilingual)] {
    Guards.names.filter { contains($0.bit) }.map { ($0.code, $0.meaning) }
  }

  private struct Name: Sendable {
    var bit: Guards
    var code: String
    var meaning: Bilingual
    init(_ bit: Guards, _ code: String, _ meaning: String, zh: String) {
      (self.bit, self.code, self.meaning) = (bit, code, Bilingual(meaning, zh: zh))
    }
  }

  private static let names: [Name] = [
    Name(.mid, "MID", "the connection was captured from its SYN on", zh: "从 SYN 起抓到该连接"),
    Name(.loss, "LOSS", "the capture missed nothing around the evidence", zh: "证据前后没有漏抓"),
    Name(.end, "END", "the capture goes on past the deadline", zh: "抓包持续到期限之后"),
    Name(.snap, "SNAP", "headers were captured in full", zh: "报文头完整"),
    Name(.one, "ONE", "both directions were captured", zh: "双向均已抓到"),
    Name(.ord, "ORD", "records are in order and not doubled", zh: "记录有序且无重复"),
    Name(.off, "OFF", "no segmentation or checksum offload is involved", zh: "不涉及分段或校验和卸载"),
    Name(.tap, "TAP", "the capture was taken near the accused host", zh: "抓包点靠近被判定的主机"),
    Name(.mbx, "MBX", "the segment really came from that host", zh: "报文确由该主机发出"),
    Name(.ws, "WS", "the window scale is known", zh: "窗口扩大因子已知"),
    Name(.mp, "MP", "the connection is not Multipath TCP", zh: "不是多路径 TCP"),
    Name(.tfo, "TFO", "TCP Fast Open is accounted for", zh: "已考虑 TCP 快速打开"),
    Name(.cky, "CKY", "SYN cookies are not suspected", zh: "未怀疑使用 SYN cookie"),
    Name(.ka, "KA", "keep-alives and probes are set apart", zh: "已排除保活与探测报文"),
    Name(.frag, "FRAG", "the packet was not fragmented", zh: "报文未分片"),
    Name(.csum, "CSUM", "only segments with a good checksum count as delivered", zh: "仅校验和正确的报文段视为送达"),
    Name(.pr, "PR", "receipt of what called for it is proven", zh: "已证明收到触发报文"),
    Name(.pn, "PN", "it is proven that no answer was sent", zh: "已证明没有发出响应"),
    Name(.auth, "AUTH", "segments are not authenticated (TCP-AO, MD5)", zh: "未使用 TCP-AO 或 MD5 认证"),
    Name(.rl, "RL", "the answer was not merely throttled", zh: "响应不是被限速"),
    Name(.fw, "FW", "no firewall can have swallowed it", zh: "不可能被防火墙丢弃"),
    Name(.new, "NEW", "the application cannot have closed and opened unseen", zh: "应用不可能在未抓到时重新打开"),
    Name(.box, "BOX", "no NAT or load balancer can have acted in its name", zh: "不可能由 NAT 或负载均衡代为响应"),
    Name(.alive, "ALIVE", "the host was heard on other connections meanwhile", zh: "期间该主机在其他连接上有响应"),
    Name(.resets, "RST", "the host was seen to answer strays by RST", zh: "见过该主机以 RST 应答迷途报文"),
    Name(.whole, "WHOLE", "the capture missed nothing of the host anywhere", zh: "抓包没有漏掉该主机的任何报文"),
    Name(.old, "OLD", "the capture shows every older SYN that may still be answered", zh: "抓包包含所有可能仍被应答的旧 SYN"),
    Name(.heard, "HEARD", "the other end was heard on this connection", zh: "该连接上抓到过对端的报文"),
    Name(.text, "TEXT", "the text was captured in full and undamaged", zh: "载荷完整且未损坏"),
    Name(.n, "N", "enough independent instances of the same host", zh: "同一主机有足够多的独立实例"),
  ]
}
