import Analysis
import Checks

/// The small print of the ladder in the report's language.
struct LadderWords {
  let language: Language
  private func say(_ en: String, zh: String) -> String { Bilingual(en, zh: zh)[language] }

  var time: String { say("time (s)", zh: "时间 (s)") }
  var frame: String { say("frame", zh: "帧") }
  func role(_ role: Role) -> String {
    switch role {
    case .client: say("client", zh: "客户端")
    case .server: say("server", zh: "服务端")
    }
  }
  var noFlags: String { say("no flags", zh: "无标志") }
  var firstSeen: String { say(" (first seen)", zh: "（首见）") }

  func transfer(_ transfer: Transfer) -> String {
    var parts: [String] = []
    if transfer.octets.client > 0 { parts.append(Figure.octets(transfer.octets.client) + " →") }
    if transfer.octets.server > 0 { parts.append(Figure.octets(transfer.octets.server) + " ←") }
    let count = transfer.segments.client + transfer.segments.server
    let number = Figure.grouped(count)
    parts.append(say(count == 1 ? "1 segment" : "\(number) segments", zh: "\(number) 个报文段"))
    return say("data transfer: ", zh: "数据传输：") + parts.joined(separator: say(", ", zh: "，"))
  }
  func transferNote(_ transfer: Transfer) -> String? {
    var parts: [String] = []
    if transfer.duration > 0 {
      let span = Figure.span(transfer.duration)
      parts.append(say("in \(span)", zh: "历时 \(span)"))
    }
    if transfer.retransmissions > 0 {
      let count = Figure.grouped(transfer.retransmissions)
      let one = transfer.retransmissions == 1
      parts.append(say("\(count) \(one ? "retransmission" : "retransmissions")", zh: "\(count) 次重传"))
    }
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }
  func silence(_ nanoseconds: Int64) -> String {
    let span = Figure.span(nanoseconds)
    return say("\(span) without a segment", zh: "\(span) 无报文段")
  }
  /// What a break of an excerpt leaves out.
  func leftOut(_ segments: Int, over length: Int64) -> String {
    let span = Figure.span(length)
    guard segments > 0 else { return silence(length) }
    let number = Figure.grouped(segments)
    return say("\(number) more \(segments == 1 ? "segment" : "segments") in \(span)", zh: "\(span) 内另有 \(number) 个报文段")
  }
  func expected(_ text: String) -> String { say("expected: ", zh: "应为：") + text }
  func unseen(_ octets: Int) -> String {
    say("not in the capture: \(Figure.grouped(octets)) octets", zh: "未捕获：\(Figure.grouped(octets)) 字节")
  }
  func icmp(from router: String) -> String { say("from \(router)", zh: "来自 \(router)") }
  func waited(_ nanoseconds: Int64) -> String {
    let span = Figure.span(nanoseconds)
    return say("waited at least \(span)", zh: "至少等待 \(span)")
  }
  var waits: String { say("(waits 2MSL)", zh: "（等待 2MSL）") }

  // The legend.
  var lost: String { say("lost on the way", zh: "途中丢失") }
  var missing: String { say("expected, did not come", zh: "应有而未至") }
  var offending: String { say("against the rule", zh: "违反规则") }
  var noted: String { say("worth a note", zh: "值得注意") }
  var numbered: String { say("number of the finding", zh: "对应的发现编号") }
  var unseenLegend: String { say("not in the capture, proven by numbers", zh: "未捕获，由序号证明") }
  var assumed: String { say("state assumed", zh: "假定的状态") }
  var inferred: String { say("state inferred", zh: "推断的状态") }
  var directionOnly: String { say("Slopes show direction only.", zh: "斜线仅表示方向。") }
  func slopes(longest: Int64, constant: Bool, all: Bool, crossing: Bool) -> String {
    let span = Figure.span(longest)
    var text =
      constant
      ? say("Slopes stand for the one-way time of \(span)", zh: "斜线表示单程时间 \(span)")
      : say(
        "Slopes are to scale with the one-way time, the steepest stands for \(span)", zh: "斜率与单程时间成正比，最陡者为 \(span)")
    if crossing { text += say(", those of crossing arrows for direction only", zh: "，交叉箭头仅表示方向") }
    text += stop
    return all ? text : text + say(" Where it is unknown, they show direction only.", zh: "未知处仅表示方向。")
  }
  var columns: String {
    say(
      "Frames as Wireshark counts them; time since the first segment.", zh: "帧号同 Wireshark；时间自首个报文段起。")
  }
  func omitted(_ segments: Int) -> String {
    let count = Figure.grouped(segments)
    return say("\(count) more segments are not drawn.", zh: "另有 \(count) 个报文段未绘出。")
  }
  func defined(_ definitions: [String]) -> String { definitions.joined(separator: say(", ", zh: "，")) }

  var stop: String { say(".", zh: "。") }

  func title(_ connection: ConnectionReport, client: String, server: String) -> String {
    let id = connection.id
    return say("TCP connection \(id): \(client) to \(server)", zh: "TCP 连接 \(id)：\(client) 至 \(server)")
  }
  func excerpt(_ connection: Int) -> String {
    if connection == 0 { return say("The segments in question, of several connections", zh: "相关报文段，分属多个连接") }
    return say("The segments in question, connection \(connection)", zh: "相关报文段，连接 \(connection)")
  }
  /// The rows of an excerpt one by one, for those who cannot see them.
  func rows(of excerpt: LadderExcerpt) -> String {
    let (blocks, _) = LadderBlock.blocks(of: excerpt.connection, excerpt: excerpt, words: self)
    let lines = blocks.map { block in
      let text = block.main.joined(separator: say(" ", zh: ""))
      guard block.manner != nil, block.manner != .transfer else { return text }
      return role(block.from) + (block.frames.isEmpty ? "" : " \(block.frames)") + say(": ", zh: "：") + text
    }
    return lines.joined(separator: say("; ", zh: "；")) + stop
  }
  func description(_ connection: ConnectionReport) -> String {
    let count = connection.segments.client + connection.segments.server
    let states = { (spans: [StateSpan]) in spans.map { $0.state.state(in: language) }.joined(separator: ", ") }
    var text = say(
      "Message ladder, time downwards, client left, server right; \(count) segments. "
        + "Client: \(states(connection.states.client)). Server: \(states(connection.states.server)).",
      zh: "消息阶梯图，时间向下，左为客户端，右为服务端；共 \(count) 个报文段。"
        + "客户端：\(states(connection.states.client))。服务端：\(states(connection.states.server))。")
    for finding in connection.findings { text += " [\(finding.number)] \(finding.title)." }
    return text
  }
}

extension String {
  /// A state's name in one language: English has the RFC's, Chinese those of its textbooks (`SYN_SENT`, `SYN_RCVD`).
  func state(in language: Language) -> String {
    switch language {
    case .en: self
    case .zh: self == "SYN-RECEIVED" ? "SYN_RCVD" : String(map { $0 == "-" ? "_" : $0 })
    }
  }
}
