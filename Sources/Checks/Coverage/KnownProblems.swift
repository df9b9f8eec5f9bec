extension Requirement {
  /// RFC 2525, "Known TCP Implementation Problems": each one's section and name.
  static let knownProblems: [Requirement] = [
    problem("2.1", "No initial slow start", zh: "初始没有慢启动", .violation, "cc/initial-window"),
    problem(
      "2.2", "No slow start after retransmission timeout", zh: "重传超时后没有慢启动", .violation, "cc/no-slow-start-after-rto"),
    problem("2.3", "Uninitialized CWND", zh: "未初始化 CWND", .violation, "cc/initial-window"),
    problem("2.4", "Inconsistent retransmission", zh: "重传内容不一致", .violation, "seg/inconsistent-retransmission"),
    problem(
      "2.5", "Failure to retain above-sequence data", zh: "不保留乱序数据", .violation, "ack/above-sequence-discarded"),
    problem(
      "2.6", "Extra additive constant in congestion avoidance", zh: "拥塞避免多加常数", .never(.lawfulOtherwise)),
    problem("2.7", "Initial RTO too low", zh: "初始 RTO 过短", .violation, "rtx/initial-rto-low"),
    problem(
      "2.8", "Failure of window deflation after loss recovery", zh: "丢包恢复后未收缩窗口", .partly, "cc/no-window-deflation"),
    problem(
      "2.9", "Excessively short keepalive connection timeout", zh: "保活放弃过早", .violation, "keepalive/gave-up-too-soon"),
    problem("2.10", "Failure to back off retransmission timeout", zh: "重传超时不退避", .violation, "rtx/no-backoff"),
    problem("2.11", "Insufficient interval between keepalives", zh: "保活间隔不足", .partly, "keepalive/interval-short"),
    problem("2.12", "Window probe deadlock", zh: "窗口探测死锁", .violation, "flow/probe-deadlock"),
    problem("2.13", "Stretch ACK violation", zh: "跨段确认", .violation, "ack/stretch"),
    problem("2.14", "Retransmission sends multiple packets", zh: "一次超时重传多个报文", .violation, "rtx/burst-on-timeout"),
    problem("2.15", "Failure to send FIN notification promptly", zh: "FIN 未及时发送", .partly, "close/fin-delayed"),
    problem(
      "2.16", "Failure to send a RST after Half Duplex Close", zh: "半双工关闭后未发 RST", .partly,
      "close/half-duplex-no-rst"),
    problem(
      "2.17", "Failure to RST on close with data pending", zh: "有未读数据时关闭未发 RST", .partly,
      "close/half-duplex-no-rst"),
    problem(
      "2.18", "Options missing from TCP MSS calculation", zh: "MSS 计算未扣除选项", .violation, "opt/mss-ignores-options"),
  ]

  private static func problem(
    _ section: String, _ about: String, zh: String, _ sight: Sight, _ checks: String...
  ) -> Requirement {
    var requirement = Requirement(section, section, about, zh: zh, sight, rfc: 2525)
    requirement.checks = checks
    return requirement
  }
}
