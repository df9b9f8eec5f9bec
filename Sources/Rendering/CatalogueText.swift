import Checks

/// The catalogue as text for a terminal, out of the same values that judge.
package enum CatalogueText {
  /// One line a check, families apart.
  package static func list(_ checks: [Check], _ language: Language) -> String {
    let width = checks.map(\.id.count).max() ?? 0
    var lines: [String] = []
    var family: Substring = ""
    for check in checks {
      if check.family != family, !lines.isEmpty { lines.append("") }
      family = check.family
      lines.append("\(pad(check.id, width))  \(pad(check.level.name, 8))  \(check.title[language])")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every value that `--set` takes, with its default.
  package static func parameters(_ language: Language) -> String {
    let defaults = Parameters()
    let width = NamedParameter.all.map(\.name.count).max() ?? 0
    let head = language == .en ? "Values (--set NAME=VALUE), with their defaults:" : "可设参数（--set NAME=VALUE）及默认值："
    let lines = NamedParameter.all.map { parameter in
      "\(pad(parameter.name, width))  \(pad(parameter.value(in: defaults), 8))  \(parameter.meaning[language])"
    }
    return ([head] + lines).joined(separator: "\n")
  }

  /// The words for what is seen, and what tshark and tcptrace call it.
  package static func vocabulary(_ language: Language) -> String {
    let english = language == .en
    var lines = [english ? "Words, with tshark's flags (tcp.analysis.) and tcptrace's counters:" : "用语，及 tshark 标志（tcp.analysis.）与 tcptrace 计数："]
    let none = english ? "nothing" : "无"
    for term in Term.all {
      lines.append("\(term.word[language])")
      lines.append("  \(term.meaning[language])")
      lines.append("  tshark: \(term.tshark.isEmpty ? none : term.tshark.joined(separator: ", "))")
      lines.append("  tcptrace: \(term.tcptrace.isEmpty ? none : term.tcptrace.joined(separator: ", "))")
      lines.append("  \(term.checks.joined(separator: " "))")
    }
    return lines.joined(separator: "\n")
  }

  /// Every requirement of the standard with its checks, or why no packet shows it.
  package static func coverage(_ language: Language) -> String {
    let width = Requirement.all.map(\.label.count).max() ?? 0
    var lines: [String] = []
    var rfc = 0
    for requirement in Requirement.all {
      if requirement.rfc != rfc { lines += (rfc == 0 ? [] : [""]) + ["RFC \(requirement.rfc)"] }
      rfc = requirement.rfc
      let checks = requirement.checks.isEmpty ? "" : ": " + requirement.checks.joined(separator: " ")
      lines.append("\(pad(requirement.label, width))  \(requirement.about[language])")
      lines.append("\(pad("", width))    \(requirement.sightWords[language])\(checks)")
    }
    return lines.joined(separator: "\n")
  }

  /// The law, the reason, the excuses, the numbers, and conversations that trigger the check and that pass it.
  ///
  /// - Parameters:
  ///   - asScripts: the examples in the notation, to be copied, instead of as ladders.
  ///   - examples: how many of either kind at most.
  package static func explanation(
    of check: Check, _ language: Language, asScripts: Bool = false, examples: Int = .max
  ) -> String {
    let english = language == .en
    var parts = ["\(check.id)\n\(check.title[language])"]
    let label = check.citation.label.map { ", \($0)" } ?? ""
    parts.append(
      "\(english ? "Level" : "级别"): \(check.level.name)\n"
        + "\(english ? "Law" : "依据"): RFC \(check.citation.rfc) §\(check.citation.section)\(label)\n"
        + "  \"\(check.citation.sentence)\"")
    parts.append("\(english ? "Why it matters" : "影响"): \(check.why[language])")
    let guards = check.guards.named
    if !guards.isEmpty {
      let lines = guards.map { "  \($0.code): \($0.meaning[language])" }
      parts.append(([english ? "Not held against anybody unless:" : "仅当满足以下条件才判定："] + lines).joined(separator: "\n"))
    }
    if !check.parameters.isEmpty {
      let lines = check.parameters.map { "  \(check.id).\($0.name) = \($0.defaultValue.inNotation): \($0.meaning)" }
      parts.append(([english ? "Values:" : "参数："] + lines).joined(separator: "\n"))
    }
    let draw = asScripts ? notation : { ScriptLadder.lines($0).joined(separator: "\n") }
    for script in check.triggers.prefix(examples) {
      parts.append((english ? "Found in (↓ marks the line):" : "会报告（↓ 所指的行）：") + "\n" + draw(script))
    }
    for script in check.passes.prefix(examples) { parts.append((english ? "Not found in:" : "不会报告：") + "\n" + draw(script)) }
    let recipes = Recipe.all(for: check.id).prefix(examples).map { "  \($0.command)\n    \($0.shows)" }
    parts.append(([english ? "To make such a capture:" : "如何制作这样的抓包："] + recipes).joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  private static func notation(_ script: String) -> String {
    script.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
