import Analysis
import Checks

/// `summary.md`: the batch in the size of a comment on a ticket or a change.
///
/// What does not fit is counted; code hosts refuse comments of more than 65 536 characters.
package struct MarkdownSummary {
  private let report: Report
  private let say: Say
  package static let longest = 60_000
  /// Findings told of one capture, worst first.
  private static let findings = 5

  package init(_ report: Report) {
    self.report = report
    say = Say(language: report.spoken)
  }

  package var text: String {
    let shown = report.captures.map { ($0, CaptureSummary($0)) }
    var lines = ["## tcpreport", ""] + table(shown)
    if let hidden = report.captures.first?.hidden { lines += ["", markdown(hidden)] }
    for file in report.unread {
      lines += ["", "- " + say("not read: ", zh: "未能读取：") + "\(markdown(file.name)): \(markdown(file.value))"]
    }
    var text = lines.joined(separator: "\n") + "\n"
    var untold = 0
    for (capture, summary) in shown where !summary.top.isEmpty || !capture.incidents.isEmpty {
      let section = self.section(capture, summary)
      if text.utf8.count + section.utf8.count > Self.longest - 200 {
        untold += 1
      } else {
        text += section
      }
    }
    if untold > 0 {
      text +=
        "\n"
        + say("Findings of \(untold) more captures: see the report.", zh: "另有 \(untold) 个抓包的发现，见报告。") + "\n"
    }
    return text
  }

  private func table(_ captures: [(CaptureReport, CaptureSummary)]) -> [String] {
    let heads = [
      say("capture", zh: "抓包"), say("connections", zh: "连接"), "must", "should", "note", say("known", zh: "已知"),
      say("inconclusive", zh: "无法判定"), say("what happened", zh: "发生了什么"),
    ]
    var lines = ["| \(heads.joined(separator: " | ")) |", "|---|" + String(repeating: "---:|", count: heads.count - 2) + "---|"]
    var octets = 0
    for (place, (capture, summary)) in captures.enumerated() {
      let counts =
        [capture.connections.count] + FindingLevel.allCases.map(summary.count) + [summary.known, summary.tally.inconclusive]
      let line = "| \(markdown(capture.shownName)) | " + counts.map(String.init).joined(separator: " | ")
        + " | \(markdown(capture.happened(say))) |"
      octets += line.utf8.count
      guard octets < Self.longest / 2 else {
        lines.append("| " + say("\(captures.count - place) more", zh: "另有 \(captures.count - place) 个") + " |")
        break
      }
      lines.append(line)
    }
    return lines
  }

  private func section(_ capture: CaptureReport, _ summary: CaptureSummary) -> String {
    var lines = ["", "### \(markdown(capture.shownName))", ""]
    for top in summary.top.prefix(Self.findings) {
      let finding = top.finding
      let often = top.count > 1 ? say(" (\(top.count) times)", zh: "（\(top.count) 处）") : ""
      let mark = finding.counts ? "" : say(", known", zh: "，已知")
      lines.append(
        "- **\(say.level(finding.level))**\(mark) \(markdown(finding.title))\(often)  ")
      lines.append("  \(markdown(finding.observed)) `\(finding.check)`, \(markdown(whose(top, capture)))")
    }
    let rest = summary.top.count - Self.findings
    if rest > 0 { lines.append(say("- and \(rest) more checks", zh: "- 另有 \(rest) 项检查")) }
    for incident in capture.incidents.prefix(Self.findings) {
      lines.append("- **\(say.fact)** \(markdown(say.sentence(incident.text)))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func whose(_ top: CaptureSummary.Top, _ capture: CaptureReport) -> String {
    let frames = top.finding.frames.isEmpty ? "" : say(", ", zh: "，") + say.frames(top.finding.frames, upTo: 3)
    switch top.place {
    case .connection(let index):
      let connection = capture.connections[index]
      return say("connection \(connection.id)", zh: "连接 \(connection.id)") + frames
    case .host(let index): return say("host ", zh: "主机 ") + capture.hosts[index].address + frames
    }
  }
}
