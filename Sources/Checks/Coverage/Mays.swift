extension Requirement {
  /// RFC 9293, Appendix B: MAY, and what it only recommends.
  static let mays: [Requirement] = [
    Requirement("MAY-1", "3.6.1", "Half-duplex close", zh: "半双工关闭", .never(.permission), "close/style"),
    Requirement(
      "MAY-2", "3.6.1", "A SYN reopens a connection in TIME-WAIT", zh: "TIME-WAIT 中可接受新 SYN", .partly,
      "close/time-wait-reopen"),
    Requirement("MAY-3", "3.7.1", "MSS on every SYN", zh: "总是发送 MSS", .never(.permission)),
    Requirement("MAY-4", "3.8.1", "Retransmissions keep their IP identity", zh: "重传沿用原 IP 标识", .never(.permission)),
    Requirement("MAY-5", "3.8.4", "Keep-alives", zh: "保活", .never(.permission), "keepalive/interval-short"),
    Requirement(
      "MAY-6", "3.8.4", "A keep-alive with one octet of garbage", zh: "保活可带一个无用字节", .never(.permission),
      "keepalive/garbage-octet"),
    Requirement(
      "MAY-7", "3.8.6", "Old data beyond the window is retransmitted", zh: "可重传窗口之外的旧数据", .never(.permission)),
    Requirement(
      "MAY-8", "3.8.6.1", "A receiver keeps its window closed", zh: "接收方可一直关闭窗口", .never(.permission),
      "flow/zero-window"),
    Requirement("MAY-9", "3.9.1.9", "DiffServ reaches the application", zh: "DiffServ 传给应用", .never(.permission)),
    Requirement("MAY-10", "3.9.2", "The IP timestamp option", zh: "IP 时间戳选项", .never(.permission)),
    Requirement("MAY-11", "3.9.2", "The IP record route option", zh: "IP 记录路由选项", .never(.permission)),
    Requirement(
      "MAY-12", "3.10.7.4", "Protection against injected data", zh: "防御数据注入", .never(.permission),
      "challenge/unacceptable-not-acked"),
    Requirement(
      "MAY-13", "3.10.7.4", "A segment out of order is acknowledged", zh: "乱序报文段可立即确认", .never(.permission),
      "ack/out-of-order-not-immediate"),
    Requirement("MAY-14", "3.9.1.7", "A FLUSH call", zh: "FLUSH 调用", .never(.permission)),
    Requirement("MAY-15", "3.9.1.2", "SEND can ask for PSH", zh: "SEND 可要求 PSH", .never(.permission)),
    Requirement("MAY-16", "3.9.1.2", "Unpushed data is queued", zh: "可缓存未推送的数据", .never(.permission)),
    Requirement("MAY-17", "3.9.1.3", "PSH reaches the application", zh: "PSH 告知应用", .never(.permission)),
    Requirement("MAY-18", "3.8.2", "Other congestion controls that conform", zh: "其他合规的拥塞控制", .never(.permission)),
    Requirement("REC-1", "3.1", "The window is kept in 32 bits", zh: "窗口以 32 位保存", .never(.insideHost)),
  ]
}
