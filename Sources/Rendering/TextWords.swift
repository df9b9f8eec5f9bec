import Analysis
import Checks

/// The words of `report.txt` in the report's language.
struct TextWords {
  let language: Language
  private func say(_ en: String, zh: String) -> String { Bilingual(en, zh: zh)[language] }
  var comma: String { say(", ", zh: "，") }
  var semicolon: String { say("; ", zh: "；") }
  var colon: String { say(": ", zh: "：") }
  func inBrackets(_ text: String) -> String { say(" (\(text))", zh: "（\(text)）") }

  func role(_ role: Role) -> String {
    switch role {
    case .client: say("client", zh: "客户端")
    case .server: say("server", zh: "服务端")
    }
  }

  // The capture.
  func capture(_ title: String) -> String { say("capture \(title)", zh: "抓包 \(title)") }
  var empty: String { say("no frames", zh: "没有帧") }
  func parameter(_ named: NamedValue) -> String {
    say("not the default: \(named.name) = \(named.value)", zh: "非默认值：\(named.name) = \(named.value)")
  }
  func lasting(from moment: String, _ seconds: String) -> String { say("\(moment), \(seconds) s", zh: "\(moment)，\(seconds) 秒") }
  func joined(_ file: JoinedFile) -> String {
    let frames = file.frames == 0 ? say("no frame", zh: "没有帧") : say("frames \(file.firstFrame) to \(file.lastFrame)", zh: "第 \(file.firstFrame) 至 \(file.lastFrame) 帧")
    return say("file ", zh: "文件 ") + file.title + colon + frames
  }

  func ledger(_ ledger: Ledger, linkTypes: [String]) -> String {
    var parts = [say("\(ledger.tcp) TCP", zh: "TCP \(ledger.tcp)")]
    if ledger.icmpErrors > 0 {
      let errors = ledger.icmpErrors == 1 ? "error" : "errors"
      parts.append(say("\(ledger.icmpErrors) ICMP \(errors) about TCP", zh: "与 TCP 有关的 ICMP 差错 \(ledger.icmpErrors)"))
    }
    parts += ledger.skipped.map { say("\($0.frames) \($0.reason)", zh: "\($0.reason) \($0.frames)") }
    let links = linkTypes.isEmpty ? "" : linkTypes.joined(separator: comma) + semicolon
    return links + say("\(ledger.read) frame\(ledger.read == 1 ? "" : "s")", zh: "\(ledger.read) 帧") + colon + parts.joined(separator: comma)
  }
  func counts(_ capture: CaptureReport) -> String {
    let connections = capture.connections.count
    let findings = capture.findings
    var levels = FindingLevel.allCases.map { level in
      "\(findings.count { $0.level == level && $0.counts }) \(level.rawValue)"
    }
    let known = findings.count { !$0.counts }
    if known > 0 { levels.append("\(known) \(knownMark)") }
    return say("\(connections) connection\(connections == 1 ? "" : "s")", zh: "\(connections) 个连接") + semicolon
      + levels.joined(separator: comma)
  }
  func incident(_ incident: Incident) -> String {
    let numbers = incident.count > 1 ? semicolon + concerning(incident.connections) : ""
    let more = incident.count - incident.connections.count
    return incident.text + numbers + (more > 0 ? say(" and \(more) more", zh: " 等 \(incident.count) 个") : "")
  }
  func unread(_ file: NamedValue) -> String { say("not read: \(file.name): \(file.value)", zh: "未能读取：\(file.name)：\(file.value)") }
  func limit(_ limit: NamedValue) -> String { say("a cap was hit: \(limit.name): \(limit.value)", zh: "达到上限：\(limit.name)：\(limit.value)") }
  func damaged(_ reason: String) -> String { say("damaged: \(reason)", zh: "已损坏：\(reason)") }
  func concerning(_ connections: [Int]) -> String {
    say("connections \(list(connections))", zh: "连接 \(list(connections))")
  }

  // The policy.
  var knownMark: String { say("known", zh: "已知") }
  func known(_ known: KnownReport) -> String { known.words[language] }

  // The standard.
  func standing(_ standing: RequirementReport.Standing, _ labels: [String]) -> String {
    standing.words[language] + colon + labels.joined(separator: comma)
  }

  // A connection.
  func connection(_ connection: ConnectionReport, _ client: String, _ server: String) -> String {
    let text = say(
      "connection \(connection.id): \(client) to \(server)", zh: "连接 \(connection.id)：\(client) 至 \(server)")
    guard connection.incarnation > 1 else { return text }
    let place = connection.incarnation
    return text + inBrackets(say("use \(place) of this four-tuple", zh: "该四元组第 \(place) 次使用"))
  }
  func extent(_ connection: ConnectionReport) -> String {
    let frames = connection.firstFrame == connection.lastFrame
      ? say("frame \(connection.firstFrame)", zh: "第 \(connection.firstFrame) 帧")
      : say(
        "frames \(connection.firstFrame) to \(connection.lastFrame)",
        zh: "第 \(connection.firstFrame) 至 \(connection.lastFrame) 帧")
    let duration = TimeText.seconds(connection.duration)
    return lasting(from: TimeText.rfc3339(connection.start), duration) + comma + frames
  }
  func traffic(_ connection: ConnectionReport) -> String {
    let ends = Role.allCases.map { role in
      let (segments, octets) = (connection.segments[role], connection.octets[role])
      let again = connection.retransmissions[role]
      var text = say(
        "\(self.role(role)) \(segments) segment\(segments == 1 ? "" : "s"), \(octets) octets",
        zh: "\(self.role(role)) \(segments) 个报文段，\(octets) 字节")
      if again > 0 { text += say(", \(again) retransmission\(again == 1 ? "" : "s")", zh: "，\(again) 次重传") }
      return text
    }
    return ends.joined(separator: semicolon)
  }
  func vantage(_ vantage: VantageReport) -> String { Say(language: language).vantage(vantage) }
  /// States that one end went through on one row.
  func states(_ name: String, _ spans: [StateSpan]) -> String {
    "\(name) " + spans.map(state).joined(separator: " → ")
  }
  private func state(_ span: StateSpan) -> String {
    var remarks: [String] = []
    switch span.sureness {
    case "assumed": remarks.append(say("assumed", zh: "假定"))
    case "inferred": remarks.append(say("inferred", zh: "推断"))
    default: break
    }
    if let note = span.note { remarks.append(note) }
    return span.state.state(in: language) + (remarks.isEmpty ? "" : inBrackets(remarks.joined(separator: semicolon)))
  }
  func transfer(_ transfer: Transfer, duration: String) -> String {
    let ends = [("A", transfer.segments.client, transfer.octets.client), ("B", transfer.segments.server, transfer.octets.server)]
    let parts = ends.filter { $0.1 > 0 }.map { name, segments, octets in
      say("\(segments) from \(name) with \(octets) octets", zh: "\(name) 发出 \(segments) 个，共 \(octets) 字节")
    }
    if transfer.segments.client + transfer.segments.server == 1, let only = ends.first(where: { $0.1 > 0 }) {
      return say("one segment of data, not told: from \(only.0) with \(only.2) octets", zh: "一个数据报文段，未列出：\(only.0) 发出，\(only.2) 字节")
    }
    var text = say("data transfer, not told one by one: ", zh: "数据传输，不逐一列出：") + parts.joined(separator: comma)
    if transfer.retransmissions > 0 {
      text += comma + say("\(transfer.retransmissions) retransmissions", zh: "\(transfer.retransmissions) 次重传")
    }
    return text + comma + say("in \(duration) s", zh: "历时 \(duration) 秒")
  }
  func unseen(_ name: String, _ octets: Int) -> String {
    say("not in the capture: \(octets) octets from \(name)", zh: "未捕获：\(name) 发出的 \(octets) 字节")
  }
  func expected(_ text: String) -> String { say("expected: \(text)", zh: "应为：\(text)") }
  var lost: String { say("lost on the way", zh: "途中丢失") }

  // Verdicts.
  func tally(_ tally: Tally) -> String {
    let failed = tally.fail - tally.noted
    let noted = tally.noted > 0 ? (en: " \(tally.noted) noted,", zh: "提示 \(tally.noted)，") : (en: "", zh: "")
    return say(
      "\(tally.pass) pass, \(failed) fail,\(noted.en) \(tally.inconclusive) inconclusive, \(tally.notExercised) not exercised",
      zh: "通过 \(tally.pass)，未通过 \(failed)，\(noted.zh)无法判定 \(tally.inconclusive)，未触发 \(tally.notExercised)")
  }
  func certainty(_ certainty: Certainty) -> String {
    switch certainty {
    case .certain: say("certain", zh: "确定")
    case .likely: say("likely", zh: "很可能")
    }
  }
  /// The schema's word in English, which is a word; what it says in Chinese.
  func reason(_ code: String) -> String { say(code, zh: Say(language: .zh).reason(code)) }
  func leaning(_ leaning: String) -> String { say("leaning to \(leaning)", zh: "倾向于 \(leaning)") }
  func expectation(_ text: String) -> String { say("- expected  \(text)", zh: "- 应为  \(text)") }
  func observation(_ text: String) -> String { say("+ observed  \(text)", zh: "+ 实为  \(text)") }
  func consequence(_ text: String) -> String { say("also: \(text)", zh: "另有：\(text)") }
  func quote(_ sentence: String) -> String { say("“\(sentence)”", zh: "“\(sentence)”") }
  func frames(_ frames: [Int]) -> String {
    frames.count == 1 ? say("frame \(frames[0])", zh: "第 \(frames[0]) 帧") : say("frames \(list(frames.sorted()))", zh: "帧 \(list(frames.sorted()))")
  }
  private func list(_ numbers: [Int]) -> String {
    let shown = numbers.prefix(12).map(String.init).joined(separator: " ")
    let more = numbers.count - 12
    return more > 0 ? shown + say(" and \(more) more", zh: " 等，另有 \(more) 个") : shown
  }

  // Rows and hosts.
  var rows: String {
    say(
      "connections that are not drawn: client, server, start, duration, segments, octets, "
        + "pass/fail/noted/inconclusive/not exercised, close",
      zh: "未绘出的连接：客户端、服务端、开始、历时、报文段、字节、通过/未通过/提示/无法判定/未触发、关闭方式")
  }
  func host(_ address: String) -> String { say("host \(address)", zh: "主机 \(address)") }
  func series(_ series: ISNReport) -> String {
    let whose = series.role == "active" ? "SYN" : "SYN,ACK"
    return say("ISN of its \(whose)s", zh: "其 \(whose) 的 ISN") + inBrackets(say("\(series.samples)", zh: "\(series.samples) 个"))
      + colon + series.verdict + semicolon + series.summary
  }
  func quality(_ entry: QualityEntry) -> String {
    var text = entry.title + colon + entry.text
    if !entry.connections.isEmpty { text += semicolon + concerning(entry.connections) }
    return entry.frames.isEmpty ? text : text + inBrackets(frames(entry.frames))
  }
}
