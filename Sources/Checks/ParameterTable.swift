import Wire

/// One of the judgement's numbers that a user may set: its name, its place, its meaning.
///
/// The one table that `--set`, `tcpreport checks` and the report's list of changed values read.
package struct NamedParameter: Sendable {
  /// As in `--set NAME=VALUE`.
  package var name: String
  package var meaning: Bilingual
  private var place: Place

  /// Where the value lies, and so how it is written.
  private enum Place: Sendable {
    case duration(WritableKeyPath<Parameters, Duration> & Sendable)
    /// A probability, between 0 and 1, both excluded.
    case chance(WritableKeyPath<Parameters, Double> & Sendable)
    case count(WritableKeyPath<Parameters, Int> & Sendable)
  }

  private init(
    _ name: String, _ path: WritableKeyPath<Parameters, Duration> & Sendable, _ meaning: String, zh: String
  ) {
    (self.name, self.meaning, place) = (name, Bilingual(meaning, zh: zh), .duration(path))
  }
  private init(
    _ name: String, chance path: WritableKeyPath<Parameters, Double> & Sendable, _ meaning: String, zh: String
  ) {
    (self.name, self.meaning, place) = (name, Bilingual(meaning, zh: zh), .chance(path))
  }
  private init(
    _ name: String, count path: WritableKeyPath<Parameters, Int> & Sendable, _ meaning: String, zh: String
  ) {
    (self.name, self.meaning, place) = (name, Bilingual(meaning, zh: zh), .count(path))
  }

  package static let all: [NamedParameter] = [
    NamedParameter(
      "time.msl", \.msl, "Maximum Segment Lifetime: how long a segment may wander (RFC 9293 §3.4.2)",
      zh: "报文段最大生存时间 MSL（RFC 9293 §3.4.2）"),
    NamedParameter(
      "time.react_slack", \.reactSlack, "added to the round trip before a reaction is overdue", zh: "在往返时间之外，响应算作逾期之前的余量"),
    NamedParameter(
      "tw.floor", \.timeWaitFloor, "no common stack leaves TIME-WAIT sooner", zh: "常见协议栈离开 TIME-WAIT 不会早于此"),
    NamedParameter("tw.low", \.timeWaitLow, "TIME-WAIT of most stacks", zh: "多数协议栈的 TIME-WAIT 时长"),
    NamedParameter("tw.rfc", \.timeWaitRFC, "2·MSL as RFC 9293 has it", zh: "RFC 9293 规定的 2·MSL"),
    NamedParameter(
      "tw.ceiling", \.timeWaitCeiling, "no common stack stays in TIME-WAIT longer", zh: "常见协议栈停留在 TIME-WAIT 不会超过此"),
    NamedParameter(
      "fin2.ceiling", \.finWait2Ceiling, "longer than any timer of an orphaned FIN-WAIT-2",
      zh: "超过任何孤儿 FIN-WAIT-2 定时器"),
    NamedParameter(
      "ack.delay_max", \.delayedAckMaximum, "a delayed ACK comes within this, tolerance included",
      zh: "延迟确认的上限（含容差）"),
    NamedParameter(
      "close.wait_linger", \.closeWaitLinger, "CLOSE-WAIT for longer is worth a note", zh: "CLOSE-WAIT 超过此值值得提示"),
    NamedParameter(
      "close.linger_info", \.closeLingerInfo, "a close that takes longer is measured", zh: "关闭过程超过此值则记录"),
    NamedParameter(
      "rtx.bound", \.timeoutBound,
      "no first retransmission timeout is longer, unless five round trips and half a second are",
      zh: "首次重传超时的上限，除非五个往返时间加半秒更长"),
    NamedParameter(
      "rtx.missing_wait", count: \.missingWait, "times rtx.bound after which a retransmission counts as missing",
      zh: "超过 rtx.bound 的多少倍仍未重传则视为从未重传"),
    NamedParameter(
      "rtx.cap", \.timeoutCap, "a backed-off retransmission timer need not grow beyond this (RFC 6298 (2.5))",
      zh: "退避后的重传定时器不必超过此值（RFC 6298 (2.5)）"),
    NamedParameter(
      "rtx.giveup_min", \.giveUpMinimum, "data should be retransmitted for so long before a connection is given up",
      zh: "放弃连接之前至少应重传数据的时长"),
    NamedParameter(
      "cc.iw", count: \.initialWindow, "segments of the initial window (RFC 6928 §2)", zh: "初始窗口的报文段数（RFC 6928 §2）"),
    NamedParameter("idle.silent", \.idleSilent, "silence that is worth measuring", zh: "值得记录的静默时长"),
    NamedParameter("idle.long", \.idleLong, "silence that counts as long", zh: "算作长时间静默"),
    NamedParameter(
      "keepalive.min_idle", \.keepaliveMinimumIdle, "a probe after less silence is no keep-alive",
      zh: "静默短于此值的探测不算保活"),
    NamedParameter(
      "order.window", \.orderWindow, "records this close may have changed places in the capture",
      zh: "相隔不超过此值的记录可能在抓包中换位"),
    NamedParameter(
      "dup.window", \.duplicateWindow, "the same packet twice within this is one packet captured twice",
      zh: "此间隔内相同报文视为重复记录"),
    NamedParameter(
      "vantage.near", \.vantageNear, "a tap this close to a host counts as at the host", zh: "抓包点离主机不超过此值视为在主机上"),
    NamedParameter(
      "zwp.wait", \.zeroWindowWait, "a window shut for longer must have been probed", zh: "零窗口持续超过此值就应有探测"),
    NamedParameter("ttl.delta", count: \.ttlDelta, "a TTL that differs by more came another way", zh: "TTL 相差超过此值视为另一路径"),
    NamedParameter(
      "conf.pr5", chance: \.receiptDoubt, "the chance below which the loss of every copy is no longer believed",
      zh: "所有副本均丢失的概率低于此值则不再相信"),
    NamedParameter(
      "isn.alpha_report", chance: \.isnAlphaReport, "significance below which an ISN series is called weak",
      zh: "显著性低于此值时才称 ISN 序列薄弱"),
  ]

  /// The value as the command line would take it: `45s`, `0.001`, `3`.
  package func value(in parameters: Parameters) -> String {
    switch place {
    case .duration(let path): parameters[keyPath: path].inNotation
    case .chance(let path): "\(parameters[keyPath: path])"
    case .count(let path): "\(parameters[keyPath: path])"
    }
  }

  /// Reads a value into its place; `false` where the text is no such value.
  func set(_ text: String, in parameters: inout Parameters) -> Bool {
    switch place {
    case .duration(let path):
      guard let value = Duration(notation: text) else { return false }
      parameters[keyPath: path] = value
    case .chance(let path):
      guard let value = Double(plain: text), value > 0, value < 1 else { return false }
      parameters[keyPath: path] = value
    case .count(let path):
      guard let value = Int(text), (0...255).contains(value) else { return false }
      parameters[keyPath: path] = value
    }
    return true
  }

  /// What a value looks like, for whoever wrote another.
  var example: String {
    switch place {
    case .duration: "a length of time such as 45s, 200ms or 4min"
    case .chance: "a probability between 0 and 1, such as 0.001"
    case .count: "a whole number from 0 to 255"
    }
  }
}

extension Duration {
  /// `45s`, `1.5s`, `200ms`, `4min`, `2h`; a bare number is seconds. `nil` for anything else, below zero, or beyond ten years.
  package init?(notation text: String) {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let scale: Double
    switch text.dropFirst(number.count) {
    case "ns": scale = 1
    case "us", "µs": scale = 1e3
    case "ms": scale = 1e6
    case "", "s": scale = 1e9
    case "m", "min": scale = 60e9
    case "h": scale = 3600e9
    default: return nil
    }
    guard let value = Double(plain: String(number)), value * scale <= 315_576_000e9 else { return nil }
    self = .nanoseconds(Int64((value * scale).rounded()))
  }

  /// The shortest exact form that `init(notation:)` reads back.
  package var inNotation: String {
    let count = nanoseconds
    for (unit, size) in [("s", Int64(1_000_000_000)), ("ms", 1_000_000), ("us", 1000)] where count % size == 0 {
      return "\(count / size)\(unit)"
    }
    return "\(count)ns"
  }
}

extension Double {
  /// A decimal number without the spellings Swift also knows (`0x1p3`, `inf`, `nan`).
  package init?(plain text: String) {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    self = value
  }
}
