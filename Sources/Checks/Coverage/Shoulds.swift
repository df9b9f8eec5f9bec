extension Requirement {
  /// RFC 9293, Appendix B: SHOULD and SHOULD NOT.
  static let shoulds: [Requirement] = [
    Requirement(
      "SHLD-1", "3.4.1", "The ISN has a part that only a secret key can compute", zh: "ISN 含由密钥计算的部分", .partly,
      "isn/predictable", "isn/time-counter", "isn/fixed-increment", "isn/narrow-range"),
    Requirement("SHLD-2", "3.5.3", "A RST may carry data", zh: "RST 可以带数据", .never(.onlyKept)),
    Requirement(
      "SHLD-3", "3.6.1", "Data lost by a close is told by a RST", zh: "关闭丢失数据时以 RST 告知", .partly,
      "close/half-duplex-no-rst"),
    Requirement(
      "SHLD-4", "3.6.1", "Timestamps shorten TIME-WAIT", zh: "用时间戳缩短 TIME-WAIT", .partly, "close/time-wait-reopen"),
    Requirement(
      "SHLD-5", "3.7.1", "Every SYN carries an MSS unless the default holds", zh: "除非为默认值，每个 SYN 都带 MSS", .partly,
      "opt/mss-missing"),
    Requirement("SHLD-6", "3.7.3", "The MSS sent follows a varying MTU", zh: "所发 MSS 随 MTU 变化", .never(.insideHost)),
    Requirement("SHLD-7", "3.7.4", "Nagle's algorithm", zh: "Nagle 算法", .partly, "flow/small-segments"),
    Requirement("SHLD-8", "3.8.2", "ECN is supported", zh: "支持 ECN", .partly, "opt/extensions-seen"),
    Requirement(
      "SHLD-9", "3.8.3", "The application is told when R1 is reached", zh: "达到 R1 时告知应用", .never(.programmingInterface)),
    Requirement("SHLD-10", "3.8.3", "R1 is at least 3 retransmissions", zh: "R1 至少 3 次重传", .partly, "rtx/give-up"),
    Requirement("SHLD-11", "3.8.3", "R2 is at least 100 seconds", zh: "R2 至少 100 秒", .partly, "rtx/give-up"),
    Requirement(
      "SHLD-12", "3.8.4", "A keep-alive carries no data", zh: "保活不带数据", .partly, "keepalive/garbage-octet"),
    Requirement(
      "SHLD-13", "3.9.1.2", "New applications do not use urgent data", zh: "新应用不使用紧急数据",
      .never(.lawfulOtherwise)),
    Requirement(
      "SHLD-14", "3.8.6", "The window does not shrink from the right", zh: "窗口右边界不回缩", .violation,
      "flow/window-shrunk"),
    Requirement(
      "SHLD-15", "3.8.6", "No new data is sent into a shrunk window", zh: "窗口收缩后不发送新数据", .violation,
      "flow/shrunk-new-data"),
    Requirement(
      "SHLD-16", "3.8.6", "Old data within the window is retransmitted", zh: "重传窗口内的旧数据", .partly, "rtx/missing"),
    Requirement(
      "SHLD-17", "3.8.6", "Data beyond the right edge times nothing out", zh: "右边界之外的数据不使连接超时", .never(.insideHost)),
    Requirement("SHLD-18", "3.8.6.3", "ACKs are delayed", zh: "延迟确认", .partly, "ack/excess", "ack/stretch"),
    Requirement(
      "SHLD-19", "3.8.6.3", "Every second full segment is acknowledged", zh: "每两个满段至少确认一次", .violation, "ack/stretch"),
    Requirement(
      "SHLD-20", "3.9.1.8", "Error reports can be turned off", zh: "可关闭错误报告", .never(.programmingInterface)),
    Requirement(
      "SHLD-21", "3.9.1.9", "DiffServ can change during a connection", zh: "连接期间可更改 DiffServ",
      .never(.programmingInterface)),
    Requirement("SHLD-22", "3.9.1.9", "DiffServ reaches IP unchanged", zh: "DiffServ 原样交给 IP", .never(.insideHost)),
    Requirement(
      "SHLD-23", "3.9.2", "DiffServ seldom changes during a connection", zh: "连接期间一般不更改 DiffServ",
      .never(.lawfulOtherwise)),
    Requirement("SHLD-24", "3.9.2.1", "A later source route overrides", zh: "后到的源路由优先", .never(.obsolete)),
    Requirement(
      "SHLD-25", "3.9.2.2", "Soft errors are told to the application", zh: "软错误告知应用", .never(.programmingInterface)),
    Requirement(
      "SHLD-26", "3.9.2.2", "A hard ICMP error aborts the connection", zh: "ICMP 硬错误中止连接", .partly,
      "icmp/hard-error-ignored"),
    Requirement("SHLD-27", "3.9.1.2", "Successive PSH bits are collapsed", zh: "合并连续的 PSH", .partly, "psh/last-segment"),
    Requirement(
      "SHLD-28", "3.9.1.2", "Segments have full size where possible", zh: "尽可能发送满段", .never(.lawfulOtherwise)),
    Requirement(
      "SHLD-29", "3.8.6.1", "The first probe comes after one RTO", zh: "首次探测在一个 RTO 之后", .partly, "flow/probe-timing"),
    Requirement("SHLD-30", "3.8.6.1", "Probes back off exponentially", zh: "探测指数退避", .partly, "flow/probe-timing"),
    Requirement(
      "SHLD-31", "3.10.7.4", "Segments out of order are kept", zh: "保留乱序报文段", .partly, "ack/above-sequence-discarded"),
  ]
}
