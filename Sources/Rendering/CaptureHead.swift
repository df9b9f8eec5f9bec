import Analysis
import Checks

/// The top of a capture's page: what was captured and how well, what the checks say, and what matters most.
struct CaptureHead {
  let capture: CaptureReport
  let summary: CaptureSummary
  let say: Say
  /// Ids on the page that findings may be linked to.
  let sections: Set<String>
  /// Small ladders of the top findings, by their places in the list.
  let excerpts: [Int: [UInt8]]

  func masthead(_ xml: XMLWriter) {
    xml.element("h1") {
      xml.element("span", ["class": "file"], text: capture.shownName)
      xml.text(" ")
      xml.element("span", ["class": "fact"], text: summary.headline(capture, say))
    }
    xml.newline()
    xml.element("p", ["class": "lede"], text: lede)
    xml.newline()
    if let hidden = capture.hidden {
      xml.element("p", ["class": "lede", "role": "note"], text: hidden)
      xml.newline()
    }
    if let damage = capture.damage {
      xml.element("p", ["class": "damage", "role": "note"], text: damage + say.stop)
      xml.newline()
    }
  }

  /// `340 connections between 12 hosts in 4.02 s, from 2026-03-01 08:15:02.114 UTC. 1 348 frames, 1 238 of them TCP.`
  private var lede: String {
    guard !capture.connections.isEmpty else {
      return say("Nothing here can be judged.", zh: "没有可供判定的内容。")
    }
    let connections = say.count(capture.connections.count, "connection", "connections", zh: "个连接")
    let hosts = Set(capture.connections.flatMap { [$0.client.address, $0.server.address] }).count
    var text = connections
    if hosts > 0 {
      text += say(" between \(Figure.grouped(hosts)) hosts", zh: "，\(Figure.grouped(hosts))\u{a0}台主机")
    }
    if let start = capture.start, let end = capture.end {
      let (time, span) = (UTCTime(start), Figure.span(end - start))
      text += say(" in \(span), from \(time.date) \(time.time) UTC", zh: "，历时 \(span)，始于 \(time.date) \(time.time) UTC")
    }
    let (frames, tcp) = (capture.ledger.read, Figure.grouped(capture.ledger.tcp))
    text += say.stop + say(" ", zh: "") + say.count(frames, "frame", "frames", zh: "帧")
    if frames != capture.ledger.tcp { text += say(", \(tcp) of them TCP", zh: "，其中 TCP \(tcp)\u{a0}帧") }
    return text + say.stop
  }

  // MARK: What was captured

  func captured(_ xml: XMLWriter) {
    let ledger = capture.ledger
    let skipped = ledger.skipped.reduce(0) { $0 + $1.frames }
    var entries = [
      (say("frames read", zh: "读取的帧"), Figure.grouped(ledger.read)),
      (say("TCP segments", zh: "TCP 报文段"), Figure.grouped(ledger.tcp)),
    ]
    if ledger.icmpErrors > 0 {
      entries.append((say("ICMP errors about TCP", zh: "有关 TCP 的 ICMP 差错"), Figure.grouped(ledger.icmpErrors)))
    }
    entries.append((say("other frames", zh: "其他帧"), Figure.grouped(skipped)))
    if !capture.linkTypes.isEmpty {
      entries.append((say("link type", zh: "链路类型"), capture.linkTypes.joined(separator: ", ")))
    }
    xml.element("dl", ["class": "strip"]) {
      xml.newline()
      for (name, value) in entries {
        xml.element("div") {
          xml.element("dt", text: name)
          xml.element("dd", text: value)
        }
        xml.newline()
      }
    }
    xml.newline()
    if !ledger.skipped.isEmpty {
      let parts = ledger.skipped.sorted { $0.frames == $1.frames ? $0.reason < $1.reason : $0.frames > $1.frames }
        .map { "\(say.skipped($0.reason))\u{a0}\(Figure.grouped($0.frames))" }
      xml.element("p", ["class": "small"], text: say("Other frames: ", zh: "其他帧：") + say.list(parts) + say.stop)
      xml.newline()
      if let remedies = say.remedies(ledger) {
        xml.element("p", ["class": "small"], text: remedies.prefix(1).uppercased() + remedies.dropFirst() + say.stop)
        xml.newline()
      }
    }
    files(xml)
    quality(xml)
  }

  /// Which frames came from which file of a rotated capture.
  private func files(_ xml: XMLWriter) {
    guard !capture.files.isEmpty else { return }
    xml.element("details") {
      xml.element("summary", text: say.count(capture.files.count, "file", "files", zh: "个文件"))
      xml.element("table") {
        xml.element("tr") {
          for name in [say("file", zh: "文件"), say("first frame", zh: "首帧"), say("last frame", zh: "末帧"), say("frames", zh: "帧数")] {
            xml.element("th", ["scope": "col"], text: name)
          }
        }
        for file in capture.files {
          xml.newline()
          xml.element("tr") {
            xml.element("th", ["scope": "row"], text: file.title)
            for number in [file.firstFrame, file.lastFrame, file.frames] {
              xml.element("td", ["class": "number"], text: number == 0 ? "–" : Figure.grouped(number))
            }
          }
        }
      }
    }
    xml.newline()
  }

  /// Defects of the capture, never held against a host.
  private func quality(_ xml: XMLWriter) {
    let limit = 12
    guard !capture.quality.isEmpty else {
      xml.element("p", ["class": "small"], text: say("No defect of the capture itself was found.", zh: "未发现抓包本身的缺陷。"))
      xml.newline()
      return
    }
    xml.element("ul", ["class": "quality"]) {
      xml.newline()
      for entry in capture.quality.prefix(limit) {
        xml.element("li") {
          xml.element("strong", text: entry.title)
          if !entry.text.isEmpty { xml.text(say(": ", zh: "：") + entry.text) }
          var notes: [String] = []
          if !entry.frames.isEmpty { notes.append(say.frames(entry.frames)) }
          if !entry.connections.isEmpty {
            notes.append(
              say.count(entry.connections.count, "connection", "connections", zh: "个连接"))
          }
          notes.append(entry.check)
          xml.element("small", text: " " + notes.joined(separator: " · "))
        }
        xml.newline()
      }
      let rest = capture.quality.count - limit
      if rest > 0 {
        xml.element("li", text: say("\(rest) more in report.json", zh: "其余 \(rest) 条见 report.json"))
        xml.newline()
      }
    }
    xml.newline()
  }

  // MARK: What matters most

  /// So many findings are told before everything else.
  static let told = 5
  /// So many incidents are told after them.
  private static let happened = 3

  /// Small ladders of the findings that matter most, as far as they fit.
  static func excerpts(_ capture: CaptureReport, _ summary: CaptureSummary, _ say: Say, budget: Int) -> [Int: [UInt8]] {
    var excerpts: [Int: [UInt8]] = [:]
    var left = budget
    let told = summary.top.prefix(told).map { summary.excerpt(of: $0, in: capture) }
    let happened = capture.incidents.prefix(Self.happened).map { CaptureSummary.excerpt(of: $0, in: capture) }
    var drawn: [LadderExcerpt] = []
    for (index, excerpt) in (told + happened).enumerated() {
      // The same segments once more would say nothing new.
      guard let excerpt, !drawn.contains(where: { $0.shows(sameAs: excerpt) }) else { continue }
      drawn.append(excerpt)
      let svg = LadderFigure.svg(excerpt, prefix: "top\(index + 1)", language: say.language)
      guard svg.count <= left else { continue }
      left -= svg.count
      excerpts[index] = svg
    }
    return excerpts
  }

  /// Three to five sentences, each with the segments in question; how often each is true, and where to read on.
  func top(_ xml: XMLWriter) {
    xml.element("ol", ["class": "top"]) {
      xml.newline()
      for (index, top) in summary.top.prefix(Self.told).enumerated() {
        xml.element("li", ["class": top.finding.level.rawValue]) {
          xml.element("b", ["class": "level"], text: say.level(top.finding.level))
          xml.text(" ")
          let (target, place) = whereabouts(top)
          xml.element("a", ["href": target, "class": "what"], text: top.finding.title)
          xml.text(" ")
          xml.element("span", ["class": "seen"], text: top.finding.observed)
          xml.text(" ")
          xml.element("span", ["class": "where"], text: place)
          figure(index, label: top.finding.title, to: xml)
        }
        xml.newline()
      }
      for (index, incident) in capture.incidents.prefix(Self.happened).enumerated() {
        xml.element("li", ["class": "fact"]) {
          xml.element("b", ["class": "level"], text: say.fact)
          xml.text(" ")
          let text = say.sentence(incident.text)
          xml.element("a", ["href": target(of: incident), "class": "what"], text: text)
          xml.text(" ")
          xml.element("span", ["class": "where"], text: whereabouts(incident))
          figure(min(summary.top.count, Self.told) + index, label: text, to: xml)
        }
        xml.newline()
      }
    }
    xml.newline()
    let rest = summary.top.count - Self.told
    if rest > 0 {
      xml.element(
        "p", ["class": "small"],
        text: say(
          "\(say.count(rest, "other check", "other checks", zh: "")) found something as well, further down.",
          zh: "另有 \(Figure.grouped(rest)) 项检查有所发现，见下文。"))
      xml.newline()
    }
  }

  private func figure(_ index: Int, label: String, to xml: XMLWriter) {
    guard let excerpt = excerpts[index] else { return }
    xml.element("figure") {
      xml.scrollBox(label: label) { xml.raw(excerpt) }
    }
  }

  private func target(of incident: Incident) -> String? {
    let id = incident.host.flatMap { host in capture.hosts.firstIndex { $0.address == host } }.map { "h\($0 + 1)" }
      ?? incident.connections.first.map { "c\($0)" } ?? ""
    return sections.contains(id) ? "#\(id)" : nil
  }

  private func whereabouts(_ incident: Incident) -> String {
    var parts: [String] = []
    if incident.count > 0 {
      let numbers = incident.connections.prefix(4).map(String.init).joined(separator: say(", ", zh: "、"))
      let rest = incident.count - min(4, incident.connections.count)
      let more = rest > 0 ? say(" and \(Figure.grouped(rest)) more", zh: " 等 \(Figure.grouped(incident.count)) 个") : ""
      parts.append(say(incident.count == 1 ? "connection " : "connections ", zh: "连接 ") + numbers + more)
    }
    if incident.count < 2, !incident.frames.isEmpty { parts.append(say.frames(incident.frames, upTo: 2)) }
    return parts.joined(separator: say(", ", zh: "，"))
  }

  // MARK: Who closed

  /// One connection's close as a sentence, or how many ended in which way.
  var closed: String? {
    guard let first = capture.connections.first else { return nil }
    if capture.connections.count == 1 {
      guard let initial = first.closeStyle.first else { return nil }
      return initial.uppercased() + first.closeStyle.dropFirst() + say.stop
    }
    guard !capture.closings.isEmpty else { return nil }
    let parts = capture.closings.map { closing in
      say("\(Figure.grouped(closing.connections)) \(closing.text)", zh: "\(Figure.grouped(closing.connections)) 个\(closing.text)")
    }
    let all = say.count(capture.connections.count, "connection", "connections", zh: "个连接")
    if parts.count == 1 { return say("\(all), all \(capture.closings[0].text)", zh: "\(all)，均\(capture.closings[0].text)") + say.stop }
    return all + say(": ", zh: "：") + say.list(parts) + say.stop
  }

  private func whereabouts(_ top: CaptureSummary.Top) -> (target: String?, text: String) {
    let id =
      switch top.place {
      case .connection(let index): "c\(capture.connections[index].id)"
      case .host(let index): "h\(index + 1)"
      }
    return (sections.contains(id) ? "#\(id)-f\(top.finding.number)" : nil, Self.place(of: top, in: capture, say))
  }

  /// `server 10.0.0.2:80, connection 1, frame 14; seen 3 times in all`.
  static func place(of top: CaptureSummary.Top, in capture: CaptureReport, _ say: Say) -> String {
    let finding = top.finding
    var parts: [String] = []
    switch top.place {
    case .connection(let index):
      let connection = capture.connections[index]
      if let role = finding.endpoint {
        let name = role == .client ? connection.client : connection.server
        parts.append("\(say.role(role)) \(name.text)")
      }
      parts.append(say("connection \(connection.id)", zh: "连接 \(connection.id)"))
    case .host(let index):
      parts.append(say("host \(capture.hosts[index].address)", zh: "主机 \(capture.hosts[index].address)"))
    }
    if !finding.frames.isEmpty { parts.append(say.frames(finding.frames, upTo: 2)) }
    if finding.certainty == .likely { parts.append(say("likely", zh: "很可能")) }
    let text = parts.joined(separator: say(", ", zh: "，"))
    guard top.count > 1 else { return text }
    return text + say("; seen \(Figure.grouped(top.count)) times in all", zh: "；共 \(Figure.grouped(top.count)) 处")
  }
}
