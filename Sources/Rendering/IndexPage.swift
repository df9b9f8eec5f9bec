import Analysis
import Checks

/// The batch as a page: its captures with their verdicts and top findings, and the hosts they hold.
struct IndexPage {
  private let report: Report
  private let say: Say
  private let maxOctets: Int
  private let summaries: [CaptureSummary]
  /// What both captures show together, on a page of its own.
  private let pair: PairReport?

  init(_ report: Report, maxOctets: Int, pair: PairReport? = nil) {
    self.report = report
    self.pair = pair
    self.maxOctets = maxOctets
    say = Say(language: report.spoken)
    summaries = report.captures.map { CaptureSummary($0) }
  }

  var title: String { "tcpreport: \(headline)" }

  private var headline: String {
    let captures = say.count(report.captures.count, "capture", "captures", zh: "份抓包")
    let deviating = summaries.count { $0.count(.must) + $0.count(.should) > 0 }
    if deviating == 0 {
      let none = say("No deviation found in \(captures)", zh: "\(captures)中未发现偏差")
      let struck = report.captures.count { !$0.incidents.isEmpty }
      guard struck > 0 else { return none }
      return none
        + (struck == report.captures.count
          ? say("; connections failed, broke off or stood still", zh: "；有连接失败、中断或停滞")
          : say("; in \(Figure.grouped(struck)) of them connections failed, broke off or stood still", zh: "；其中 \(Figure.grouped(struck)) 份有连接失败、中断或停滞"))
    }
    let number = Figure.grouped(deviating)
    let others = zip(summaries, report.captures).count { $0.count(.must) + $0.count(.should) == 0 && !$1.incidents.isEmpty }
    let text = say("\(number) of \(captures) with deviations", zh: "\(captures)中有 \(number) 份存在偏差")
    guard others > 0 else { return text }
    return text
      + say(
        "; in \(Figure.grouped(others)) of the others connections failed, broke off or stood still",
        zh: "；其余中有 \(Figure.grouped(others)) 份出现连接失败、中断或停滞")
  }

  /// Fragments and headings by the names that the template knows.
  func parts() -> [String: String] {
    var parts = [
      "captures-title": say("Captures", zh: "抓包"), "hosts-title": say("Hosts", zh: "主机"),
      "verdicts-title": say("What the checks say", zh: "检查结论"),
      "masthead": string(masthead), "verdicts": string { $0.verdictStrip(tally, say, beyond: beyond) },
      "captures": string(captures),
    ]
    if report.captures.contains(where: { $0.hosts.contains(where: \.isTelling) }) { parts["hosts"] = string(hosts) }
    return parts
  }

  /// Failures that are no findings of their own.
  private var beyond: (consequences: Int, repeated: Int) {
    summaries.reduce((0, 0)) { ($0.0 + $1.consequences, $0.1 + $1.repeated) }
  }

  private var tally: Tally {
    var sum = Tally()
    for summary in summaries { sum += summary.tally }
    return sum
  }

  private func masthead(_ xml: XMLWriter) {
    xml.element("h1") {
      xml.element("span", ["class": "file"], text: "tcpreport")
      xml.text(" ")
      xml.element("span", ["class": "fact"], text: headline)
    }
    xml.newline()
    let connections = report.captures.reduce(0) { $0 + $1.connections.count }
    let frames = report.captures.reduce(0) { $0 + $1.ledger.read }
    let counts = [
      say.count(connections, "connection", "connections", zh: "个连接"), say.count(frames, "frame", "frames", zh: "帧"),
    ]
    xml.element("p", ["class": "lede"], text: say.list(counts) + say.stop)
    xml.newline()
    if let pair {
      xml.element("p", ["class": "lede"]) {
        xml.element("a", ["href": "pair.html"], text: say("Both captures together", zh: "两份抓包合看"))
        xml.text(say(": ", zh: "：") + PairWords(say).outcome(pair) + say.stop)
      }
      xml.newline()
    }
    if let hidden = report.captures.first?.hidden {
      xml.element("p", ["class": "lede", "role": "note"], text: hidden)
      xml.newline()
    }
    unread(xml)
  }

  /// Files that are in no other line of the page.
  private func unread(_ xml: XMLWriter) {
    let shown = report.unread.prefix(Self.unreadShown)
    for file in shown {
      let name = PlacedText.oneLine(file.name)
      let text = say("Not read: \(name): \(file.value)", zh: "未能读取：\(name)：\(file.value)")
      xml.element("p", ["class": "damage", "role": "note"], text: text + say.stop)
      xml.newline()
    }
    xml.remainder(report.unread.count - shown.count, zh: "个文件", say)
  }

  /// More would push the captures off the first screens.
  private static let unreadShown = 50

  /// Captures with findings told one by one, those with the most of the gravest level first; the others as rows, in the order of the batch.
  private func captures(_ xml: XMLWriter) {
    let telling = report.captures.indices.filter { !summaries[$0].top.isEmpty || report.captures[$0].damage != nil }
      .sorted { a, b in
        let counts = FindingLevel.allCases.map { (summaries[a].count($0), summaries[b].count($0)) }
        return counts.first { $0.0 != $0.1 }.map { $0.0 > $0.1 } ?? (a < b)
      }
    let others = report.captures.indices.filter { !telling.contains($0) }
    let quiet = others.filter { !report.captures[$0].incidents.isEmpty } + others.filter { report.captures[$0].incidents.isEmpty }
    var left = maxOctets * 3 / 5
    let told = fitting(telling, &left) { entry($0, to: $1) }
    let rows = fitting(quiet, &left) { row($0, to: $1) }
    xml.raw(told.octets)
    xml.remainder(telling.count - told.count, zh: "份抓包", say)
    guard !quiet.isEmpty else { return }
    let count = say.count(quiet.count, "capture without findings", "captures without findings", zh: "份抓包没有发现")
    xml.element("h3", ["class": "quiet"], text: count)
    xml.newline()
    xml.scrollBox(label: count) {
      xml.element("table", ["class": "captures"]) {
        xml.element("thead") {
          xml.element("tr") {
            xml.element("th", ["scope": "col"], text: say("capture", zh: "抓包"))
            xml.element("th", ["scope": "col"], text: say("what happened", zh: "发生了什么"))
            for name in [
              say("connections", zh: "连接"), say("frames", zh: "帧"), say("length", zh: "时长"), say("start (UTC)", zh: "开始 (UTC)"),
            ] { xml.element("th", ["scope": "col", "class": "number"], text: name) }
            for verdict in [Verdict.inconclusive, .pass, .notExercised] {
              xml.element("th", ["scope": "col", "class": "number"]) {
                xml.glyph(verdict)
                xml.text(verdict.word(say))
              }
            }
          }
        }
        xml.newline()
        xml.element("tbody") {
          xml.newline()
          xml.raw(rows.octets)
        }
      }
    }
    xml.newline()
    xml.remainder(quiet.count - rows.count, zh: "份抓包", say)
  }

  /// As many of them as fit, in their order.
  private func fitting(
    _ indices: [Int], _ left: inout Int, _ write: (Int, XMLWriter) -> Void
  ) -> (octets: [UInt8], count: Int) {
    var octets: [UInt8] = []
    var count = 0
    for index in indices {
      let xml = XMLWriter()
      write(index, xml)
      let one = xml.octets()
      if one.count > left { break }
      left -= one.count
      octets += one
      count += 1
    }
    return (octets, count)
  }

  private func row(_ index: Int, to xml: XMLWriter) {
    let (capture, summary) = (report.captures[index], summaries[index])
    xml.element("tr") {
      xml.element("td", ["class": "file"]) {
        xml.element("a", ["href": Self.link(to: capture.name)], text: capture.shownName)
      }
      xml.element("td", ["class": capture.incidents.isEmpty ? "happened none" : "happened"], text: capture.happened(say))
      let span = capture.start.flatMap { start in capture.end.map { Figure.span($0 - start) } } ?? "–"
      let start = capture.start.map { "\(UTCTime($0).date) \(UTCTime($0).time)" } ?? "–"
      let isEmpty = capture.connections.isEmpty && capture.ledger.tcp == 0
      let connections = isEmpty ? say("no TCP", zh: "无 TCP") : Figure.grouped(capture.connections.count)
      for value in [connections, Figure.grouped(capture.ledger.read), span, start] {
        xml.element("td", ["class": "number"], text: value)
      }
      for verdict in [Verdict.inconclusive, .pass, .notExercised] {
        let count = verdict.count(in: summary.tally)
        xml.element("td", ["class": count == 0 ? "number none" : "number"], text: Figure.grouped(count))
      }
    }
    xml.newline()
  }

  private func entry(_ index: Int, to xml: XMLWriter) {
    let (capture, summary) = (report.captures[index], summaries[index])
    let grave = summary.count(.must) + summary.count(.should) > 0
    xml.element("article", ["class": grave ? "capture deviating" : "capture"]) {
      xml.newline()
      xml.element("h3") {
        xml.element("a", ["href": Self.link(to: capture.name), "class": "file"], text: capture.shownName)
        xml.text(" ")
        xml.element("span", ["class": "fact"], text: summary.headline(capture, say))
      }
      xml.newline()
      xml.element("p", ["class": "meta"]) {
        var parts = [say.count(capture.connections.count, "connection", "connections", zh: "个连接")]
        parts.append(say.count(capture.ledger.read, "frame", "frames", zh: "帧"))
        if let start = capture.start, let end = capture.end {
          parts += [Figure.span(end - start), "\(UTCTime(start).date) \(UTCTime(start).time) UTC"]
        }
        xml.text(parts.joined(separator: " · "))
        for verdict in Verdict.told(of: summary.tally) {
          xml.text(" · ")
          xml.glyph(verdict)
          xml.text("\(Figure.grouped(verdict.count(in: summary.tally)))\u{a0}\(verdict.word(say))")
        }
      }
      xml.newline()
      if let damage = capture.damage {
        xml.element("p", ["class": "damage"], text: damage + say.stop)
        xml.newline()
      }
      top(summary, to: xml)
    }
    xml.newline()
  }

  private func top(_ summary: CaptureSummary, to xml: XMLWriter) {
    guard !summary.top.isEmpty else { return }
    xml.element("ul", ["class": "top"]) {
      xml.newline()
      for top in summary.top.prefix(3) {
        xml.element("li", ["class": top.finding.level.rawValue]) {
          xml.element("b", ["class": "level"], text: say.level(top.finding.level))
          xml.text(" \(top.finding.title)")
          if top.count > 1 {
            xml.element("span", ["class": "where"], text: say(" (\(top.count) times)", zh: "（\(top.count) 处）"))
          }
        }
        xml.newline()
      }
      if summary.top.count > 3 {
        let rest = summary.top.count - 3
        xml.element("li", ["class": "rest"], text: say("and \(rest) more", zh: "另有 \(rest) 项"))
        xml.newline()
      }
    }
    xml.newline()
  }

  /// One row for a host of a capture: the same address in two captures may be two machines.
  private func hosts(_ xml: XMLWriter) {
    var left = maxOctets / 4
    var missing = 0
    xml.scrollBox(label: say("Hosts", zh: "主机")) {
      xml.element("table", ["class": "hosts"]) {
        xml.tableHead([
          say("address", zh: "地址"), say("capture", zh: "抓包"), say("ISNs", zh: "初始序号"), "TIME-WAIT".state(in: say.language),
          say("findings", zh: "发现"),
        ])
        xml.element("tbody") {
          xml.newline()
          for capture in report.captures {
            for host in capture.hosts where host.isTelling {
              let row = XMLWriter()
              self.row(host, of: capture, to: row)
              let octets = row.octets()
              if octets.count > left {
                missing += 1
              } else {
                left -= octets.count
                xml.raw(octets)
              }
            }
          }
        }
      }
    }
    xml.newline()
    xml.remainder(missing, zh: "台主机", say)
  }

  private func row(_ host: HostReport, of capture: CaptureReport, to xml: XMLWriter) {
    xml.element("tr") {
      xml.element("th", ["scope": "row", "class": "address"], text: host.address)
      xml.element("td") { xml.element("a", ["href": Self.link(to: capture.name)], text: capture.name) }
      let isn = host.isn.filter { $0.samples > 0 }.map { report in
        let opening = report.role == "active" ? "SYN" : "SYN, ACK"
        return "\(opening) × \(Figure.grouped(report.samples))" + (report.summary.isEmpty ? "" : " – \(report.summary)")
      }
      xml.element("td", text: isn.joined(separator: say("; ", zh: "；")))
      xml.element("td", text: host.timeWait.map { "\($0.name) \($0.value)" }.joined(separator: say("; ", zh: "；")))
      xml.element("td", text: host.findings.map { "\(say.level($0.level)): \($0.title)" }.joined(separator: say("; ", zh: "；")))
    }
    xml.newline()
  }

  /// The page of a capture beside this one (RFC 3986 §2.1: everything but unreserved characters is escaped).
  static func link(to name: String) -> String {
    var link = ""
    for octet in name.utf8 {
      switch octet {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        link.unicodeScalars.append(Unicode.Scalar(octet))
      default:
        let digits = String(octet, radix: 16, uppercase: true)
        link += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return link + ".html"
  }

  private func string(_ write: (XMLWriter) -> Void) -> String {
    let xml = XMLWriter()
    write(xml)
    return String(decoding: xml.octets(), as: UTF8.self)
  }
}
