extension Requirement {
  /// RFC 9293, Appendix B: MUST and MUST NOT.
  static let musts: [Requirement] = [
    Requirement("MUST-1", "3.1", "The window is an unsigned number", zh: "窗口是无符号数", .partly, "flow/window-exceeded"),
    Requirement("MUST-2", "3.1", "The sender computes the checksum", zh: "发送方计算校验和", .violation, "seg/checksum-bad"),
    Requirement("MUST-3", "3.1", "The receiver checks the checksum", zh: "接收方检查校验和", .partly, "seg/checksum-bad"),
    Requirement(
      "MUST-4", "3.1", "The options EOL, NOP and MSS are supported", zh: "支持 EOL、NOP 与 MSS 选项", .partly,
      "opt/mss-exceeded", "opt/malformed"),
    Requirement("MUST-5", "3.1", "Options are received in any segment", zh: "任何报文段中都接收选项", .never(.onlyKept)),
    Requirement("MUST-6", "3.1", "Unknown options are ignored", zh: "忽略不认识的选项", .never(.onlyKept)),
    Requirement("MUST-7", "3.1", "Illegal option lengths do no harm", zh: "能应对非法的选项长度", .partly, "opt/malformed"),
    Requirement(
      "MUST-8", "3.4.1", "A clock drives the initial sequence number", zh: "初始序号由时钟驱动", .partly, "isn/constant",
      "isn/constant-on-tuple", "isn/not-clock-driven"),
    Requirement(
      "MUST-9", "3.4.1", "The secret part of the ISN cannot be computed from outside", zh: "外部无法算出 ISN 的秘密部分", .partly,
      "isn/predictable", "isn/time-counter", "isn/fixed-increment", "isn/narrow-range"),
    Requirement(
      "MUST-10", "3.5", "Simultaneous open attempts are supported", zh: "支持同时打开", .partly,
      "handshake/simultaneous-open"),
    Requirement(
      "MUST-11", "3.5", "SYN-RECEIVED remembers whether it came from LISTEN or SYN-SENT",
      zh: "SYN-RECEIVED 记得来自 LISTEN 还是 SYN-SENT", .partly, "handshake/simultaneous-open"),
    Requirement(
      "MUST-12", "3.6", "The application learns whether it was closed or aborted", zh: "应用得知连接是关闭还是中止",
      .never(.programmingInterface)),
    Requirement(
      "MUST-13", "3.6.1", "TIME-WAIT lasts 2·MSL", zh: "TIME-WAIT 持续 2·MSL", .violation, "close/time-wait-too-short",
      "close/port-reuse-within-2msl"),
    Requirement(
      "MUST-14", "3.7.1", "The MSS option is sent and received", zh: "发送并接收 MSS 选项", .partly, "opt/mss-missing",
      "opt/mss-exceeded"),
    Requirement(
      "MUST-15", "3.7.1", "Without an MSS option 536 (IPv4) or 1220 (IPv6) holds", zh: "没有 MSS 选项时按 536（IPv4）或 1220（IPv6）",
      .violation, "opt/mss-exceeded"),
    Requirement(
      "MUST-16", "3.7.1", "The effective send MSS is kept", zh: "遵守有效发送 MSS", .violation, "opt/mss-exceeded",
      "opt/mss-ignores-options"),
    Requirement(
      "MUST-17", "3.7.4", "The application can turn Nagle's algorithm off", zh: "应用可关闭 Nagle 算法",
      .never(.programmingInterface)),
    Requirement(
      "MUST-18", "3.8.1", "The retransmission timeout is computed as RFC 6298 has it", zh: "重传超时按 RFC 6298 计算", .partly,
      "rtx/rto-too-short", "rtx/initial-rto-low", "rtx/rto-too-long", "rtx/missing"),
    Requirement(
      "MUST-19", "3.8.2", "Slow start, congestion avoidance and backoff", zh: "慢启动、拥塞避免与退避", .partly,
      "rtx/no-backoff", "rtx/missing", "cc/initial-window", "cc/no-slow-start-after-rto"),
    Requirement(
      "MUST-20", "3.8.3", "Retransmission follows the thresholds R1 and R2", zh: "重传遵循阈值 R1 与 R2", .partly, "rtx/missing",
      "rtx/give-up"),
    Requirement("MUST-21", "3.8.3", "The application can set R2", zh: "应用可设置 R2", .never(.programmingInterface)),
    Requirement(
      "MUST-22", "3.8.3", "SYNs are retransmitted by the same rules", zh: "SYN 按同样规则重传", .partly, "rtx/syn-give-up",
      "rtx/missing", "handshake/isn-changed", "rtx/no-backoff"),
    Requirement(
      "MUST-23", "3.8.3", "A SYN is retransmitted for at least 3 minutes", zh: "SYN 至少重传 3 分钟", .partly,
      "rtx/syn-give-up"),
    Requirement(
      "MUST-24", "3.8.4", "The application can turn keep-alives on or off", zh: "应用可开关保活", .never(.programmingInterface)),
    Requirement("MUST-25", "3.8.4", "Keep-alives are off by default", zh: "保活默认关闭", .never(.configuration)),
    Requirement(
      "MUST-26", "3.8.4", "Keep-alives are sent only on an idle connection", zh: "只在空闲连接上发送保活", .violation,
      "keepalive/not-idle"),
    Requirement("MUST-27", "3.8.4", "The keep-alive interval can be set", zh: "保活间隔可配置", .never(.configuration)),
    Requirement(
      "MUST-28", "3.8.4", "The keep-alive interval is 2 hours by default", zh: "保活间隔默认至少 2 小时", .partly,
      "keepalive/interval-short"),
    Requirement(
      "MUST-29", "3.8.4", "One unanswered keep-alive is no dead connection", zh: "一个保活无应答不等于连接已死", .partly,
      "keepalive/gave-up-too-soon"),
    Requirement("MUST-30", "3.8.5", "Urgent data is supported", zh: "支持紧急数据", .never(.insideHost)),
    Requirement("MUST-31", "3.8.5", "Urgent data may have any length", zh: "紧急数据长度任意", .never(.insideHost)),
    Requirement(
      "MUST-32", "3.8.5", "The application is told of urgent data", zh: "应用得知紧急数据", .never(.programmingInterface)),
    Requirement(
      "MUST-33", "3.8.5", "The application can learn how much urgent data there is", zh: "应用可得知紧急数据的多少",
      .never(.programmingInterface)),
    Requirement(
      "MUST-34", "3.8.6", "A sender survives a window that shrinks", zh: "发送方能承受窗口收缩", .partly,
      "flow/window-shrunk", "flow/shrunk-new-data"),
    Requirement(
      "MUST-35", "3.8.6", "A window shrunk to zero is probed", zh: "收缩到零的窗口要探测", .violation,
      "flow/zero-window-no-probe"),
    Requirement(
      "MUST-36", "3.8.6.1", "A zero window is probed", zh: "零窗口要探测", .violation, "flow/zero-window-no-probe"),
    Requirement(
      "MUST-37", "3.8.6.1", "A window may stay zero as long as probes are answered", zh: "只要探测有应答，窗口可一直为零", .partly,
      "flow/zero-window-abort"),
    Requirement(
      "MUST-38", "3.8.6.2.1", "The sender avoids the silly window", zh: "发送方避免糊涂窗口", .partly,
      "flow/silly-window-sender"),
    Requirement(
      "MUST-39", "3.8.6.2.2", "The receiver avoids the silly window", zh: "接收方避免糊涂窗口", .partly,
      "flow/silly-window-receiver"),
    Requirement(
      "MUST-40", "3.8.6.3", "An ACK is delayed less than 0.5 s", zh: "确认延迟小于 0.5 秒", .violation,
      "ack/delayed-too-long"),
    Requirement(
      "MUST-41", "3.9.1.1", "A passive OPEN leaves other connections alone", zh: "被动打开不影响其他连接",
      .never(.programmingInterface)),
    Requirement(
      "MUST-42", "3.9.1.1", "A port can listen while it is opening actively", zh: "端口主动打开期间仍可监听",
      .never(.programmingInterface)),
    Requirement("MUST-43", "3.9.1.1", "OPEN takes a local address", zh: "OPEN 可带本地地址", .never(.programmingInterface)),
    Requirement("MUST-44", "3.9.1.1", "IP chooses the source address of a SYN", zh: "SYN 的源地址由 IP 选择", .never(.insideHost)),
    Requirement(
      "MUST-45", "3.9.1.1", "A connection keeps its local address", zh: "连接始终使用同一本地地址", .never(.lawfulOtherwise)),
    Requirement(
      "MUST-46", "3.9.1.1", "Nothing is opened to broadcast or multicast", zh: "不向广播或组播地址打开连接", .partly,
      "handshake/to-broadcast"),
    Requirement(
      "MUST-47", "3.9.1.8", "Soft errors can be reported", zh: "可报告软错误", .never(.programmingInterface)),
    Requirement(
      "MUST-48", "3.9.1.9", "The application can set the DiffServ field", zh: "应用可设置 DiffServ 字段",
      .never(.programmingInterface)),
    Requirement("MUST-49", "3.9.2", "The TTL can be set", zh: "TTL 可配置", .never(.configuration)),
    Requirement("MUST-50", "3.9.2", "Unknown IP options are ignored", zh: "忽略不认识的 IP 选项", .never(.onlyKept)),
    Requirement(
      "MUST-51", "3.9.2.1", "The application can give a source route", zh: "应用可指定源路由", .never(.programmingInterface)),
    Requirement("MUST-52", "3.9.2.1", "It overrides a received route", zh: "应用的源路由优先于收到的", .never(.obsolete)),
    Requirement("MUST-53", "3.9.2.1", "A received route is used backwards", zh: "按收到的源路由反向返回", .never(.obsolete)),
    Requirement(
      "MUST-54", "3.9.2.2", "ICMP errors reach their connection", zh: "ICMP 差错作用到对应连接", .partly, "icmp/ptb-ignored",
      "icmp/hard-error-ignored"),
    Requirement(
      "MUST-55", "3.9.2.2", "Source Quench is discarded", zh: "丢弃 Source Quench", .partly, "icmp/quench-reacted"),
    Requirement(
      "MUST-56", "3.9.2.2", "A soft ICMP error aborts nothing", zh: "ICMP 软错误不中止连接", .partly,
      "icmp/soft-error-abort"),
    Requirement(
      "MUST-57", "3.9.2.3", "A SYN to broadcast or multicast is ignored", zh: "忽略发往广播或组播的 SYN", .violation,
      "handshake/to-broadcast"),
    Requirement("MUST-58", "3.10.7.4", "ACKs are aggregated", zh: "合并确认", .partly, "ack/excess"),
    Requirement(
      "MUST-59", "3.10.7.4", "All queued segments are worked on before an ACK", zh: "处理完队列再确认", .never(.insideHost)),
    Requirement("MUST-60", "3.9.1.2", "Unpushed data is not held for ever", zh: "未推送数据不得无限期缓存", .never(.insideHost)),
    Requirement(
      "MUST-61", "3.9.1.2", "The last buffered segment carries PSH", zh: "最后一个缓存报文段带 PSH", .partly,
      "psh/last-segment"),
    Requirement(
      "MUST-62", "3.8.5", "The urgent pointer names the octet after the urgent data", zh: "紧急指针指向紧急数据之后的字节", .partly,
      "urg/pointer"),
    Requirement(
      "MUST-63", "3.9.2.3", "A SYN from an invalid address is rejected", zh: "拒绝来自非法地址的 SYN", .violation,
      "handshake/to-broadcast"),
    Requirement("MUST-64", "3.2", "Options are read at any alignment", zh: "选项可在任意对齐处", .never(.onlyKept)),
    Requirement(
      "MUST-65", "3.2", "MSS is sent only on a SYN", zh: "MSS 只出现在 SYN 上", .violation, "opt/mss-on-non-syn"),
    Requirement(
      "MUST-66", "3.4", "RST and URG count at a zero window, too", zh: "零窗口时仍处理 RST 与 URG", .partly, "rst/ignored"),
    Requirement(
      "MUST-67", "3.7.1", "The MSS sent fits what can be reassembled", zh: "所发 MSS 不超过可重组的长度", .never(.insideHost)),
    Requirement("MUST-68", "3.1", "Options have lengths", zh: "选项带有长度", .violation, "opt/malformed"),
    Requirement(
      "MUST-69", "3.1", "Zeros fill the header after the last option", zh: "选项结束后以零填充", .violation, "opt/malformed"),
  ]
}
