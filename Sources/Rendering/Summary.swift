import Analysis
import Checks

/// A capture in one line, for the terminal.
package enum Summary {
  /// `open-close-by-client.pcap       1 connection    0 must  0 should  0 note   41 pass  3 inconclusive`
  ///
  /// - Parameters:
  ///   - nameWidth: columns for the file's name; a longer name takes what it needs.
  ///   - isColoured: whether counts that matter carry ANSI colours. The name never carries any of its own.
  package static func line(
    _ capture: CaptureReport, language: Language, nameWidth: Int = 32, isColoured: Bool = false
  ) -> String {
    let words = SummaryWords(language: language)
    let paint = Paint(isOn: isColoured)
    var columns = [TextColumns.padded(PlacedText.oneLine(capture.shownName), nameWidth)]
    if capture.ledger.tcp == 0 {
      columns.append(words.withoutTCP(capture.ledger))
    } else {
      columns.append(TextColumns.padded(words.connections(capture.connections.count), 16))
      let findings = capture.findings
      for level in FindingLevel.allCases {
        let count = findings.count { $0.level == level && $0.counts }
        let text = TextColumns.padded("\(count) \(level.rawValue)", level == .should ? 8 : 6)
        columns.append(count == 0 ? text : paint.level(level, text))
      }
      let known = findings.count { !$0.counts }
      if known > 0 { columns.append(words.known(known)) }
      let tally = capture.tally
      columns.append(TextColumns.padded(words.pass(tally.pass), 10))
      columns.append(words.inconclusive(tally.inconclusive))
      if let incident = capture.incidents.first {
        columns[columns.count - 1] = TextColumns.padded(words.inconclusive(tally.inconclusive), 15)
        columns.append(PlacedText.oneLine(incident.text))
      }
    }
    if let damage = capture.damage { columns.append(paint.warning(words.damaged(PlacedText.oneLine(damage)))) }
    return columns.joined(separator: "  ").trimmingSpaces
  }

  /// So many findings and incidents are named below the line.
  private static let named = 3

  /// What the line only counts: its gravest findings, then what else happened, one to a line.
  package static func points(_ capture: CaptureReport, language: Language) -> [String] {
    let (summary, say) = (CaptureSummary(capture), Say(language: language))
    let findings = summary.top.prefix(named).map { top in
      var text = "\(top.finding.title) (\(top.finding.check)): \(CaptureHead.place(of: top, in: capture, say))"
      if !top.finding.counts { text = "\(say("known", zh: "已知")): \(text)" }
      return point(say.level(top.finding.level), text)
    }
    let happened = capture.incidents.dropFirst().prefix(named - findings.count).map { point(say.fact, $0.text) }
    return findings + happened
  }

  private static func point(_ level: String, _ text: String) -> String {
    "  " + TextColumns.padded(level, 6) + "  " + PlacedText.oneLine(text.replacing("\u{a0}", with: " "))
  }
}

private struct SummaryWords {
  let language: Language
  private func say(_ en: String, zh: String) -> String { Bilingual(en, zh: zh)[language] }

  func connections(_ count: Int) -> String { say("\(count) connection\(count == 1 ? "" : "s")", zh: "\(count) 个连接") }
  func known(_ count: Int) -> String { say("\(count) known", zh: "已知 \(count)") }
  func pass(_ count: Int) -> String { say("\(count) pass", zh: "通过 \(count)") }
  func inconclusive(_ count: Int) -> String { say("\(count) inconclusive", zh: "无法判定 \(count)") }
  func damaged(_ reason: String) -> String { say("damaged: \(reason)", zh: "已损坏：\(reason)") }
  func withoutTCP(_ ledger: Ledger) -> String {
    let others = (ledger.icmpErrors > 0 ? [("ICMP", ledger.icmpErrors)] : []) + ledger.skipped.map { ($0.reason, $0.frames) }
    let list = others.map { "\($0.1) \($0.0)" }.joined(separator: say(", ", zh: "，"))
    let text = say("no TCP in \(ledger.read) frame\(ledger.read == 1 ? "" : "s")", zh: "\(ledger.read) 帧中没有 TCP")
    let remedies = Say(language: language).remedies(ledger).map { say("; ", zh: "；") + $0 } ?? ""
    return (list.isEmpty ? text : text + say(": ", zh: "：") + list) + remedies
  }
}

/// ANSI colours (ECMA-48 SGR): bold red, yellow, cyan.
private struct Paint {
  let isOn: Bool

  func level(_ level: FindingLevel, _ text: String) -> String {
    switch level {
    case .must: painted(text, "1;31")
    case .should: painted(text, "33")
    case .note: painted(text, "36")
    }
  }
  func warning(_ text: String) -> String { painted(text, "33") }

  private func painted(_ text: String, _ code: String) -> String {
    isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
