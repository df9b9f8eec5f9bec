import Analysis
import Checks

/// What changed between two runs, as text for a terminal and as JSON.
package struct DifferenceText {
  private let difference: Difference
  private let words: DifferenceWords
  private var say: Say { words.say }

  package init(_ difference: Difference, language: Language) {
    self.difference = difference
    words = DifferenceWords(say: Say(language: language))
  }

  package var text: String {
    var lines: [String] = []
    for name in difference.onlyOld { lines.append(say("gone: ", zh: "已无：") + PlacedText.oneLine(name)) }
    for name in difference.onlyNew { lines.append(say("new: ", zh: "新增：") + PlacedText.oneLine(name)) }
    for capture in difference.captures where capture.isTold {
      if !lines.isEmpty { lines.append("") }
      lines.append(words.name(of: capture))
      lines += words.renamed(capture).map { "  " + $0 }
      lines += capture.findings.map(line)
      if capture.same > 0 { lines.append("  " + say("\(capture.same) findings as before", zh: "\(capture.same) 个发现不变")) }
      lines += capture.checks.map { "  " + line($0) }
      for host in capture.hosts {
        lines.append("  " + say("host \(words.name(of: host, in: capture))", zh: "主机 \(words.name(of: host, in: capture))"))
        lines += host.changes.map { "    " + line($0) }
      }
      for connection in capture.connections { lines += self.lines(connection) }
    }
    if difference.isEmpty { lines.append(words.nothing(in: difference) + say(".", zh: "。")) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `closed by: client → both`; ways through the states, which have arrows of their own, below each other.
  private func line(_ change: ValueDifference) -> String {
    let spoken = words.spoken(change)
    let (name, old, new) = (PlacedText.oneLine(spoken.name), PlacedText.oneLine(spoken.old), PlacedText.oneLine(spoken.new))
    guard old.contains("→") || new.contains("→") else { return "\(name): \(old) → \(new)" }
    return "\(name):\n      - \(old)\n      + \(new)"
  }

  /// `+ must close/fin-acked, connection 3, client: …` came, `-` went.
  private func line(_ finding: FindingDifference) -> String {
    let known = finding.counts ? "" : say(", known", zh: "，已知")
    let sign = finding.change == .came ? "+" : "-"
    return "  \(sign) \(finding.level)\(known) \(finding.check), \(words.whose(finding.whose)): \(PlacedText.oneLine(finding.title))"
  }

  private func lines(_ connection: ConnectionDifference) -> [String] {
    let number: String
    switch (connection.old, connection.new) {
    case (let old?, let new?): number = old == new ? "\(new)" : "\(old) → \(new)"
    case (nil, let new?): return ["  + " + say("connection \(new): ", zh: "连接 \(new)：") + PlacedText.oneLine(connection.ends)]
    case (let old?, nil): return ["  - " + say("connection \(old): ", zh: "连接 \(old)：") + PlacedText.oneLine(connection.ends)]
    case (nil, nil): return []
    }
    return ["  " + say("connection \(number): ", zh: "连接 \(number)：") + PlacedText.oneLine(connection.ends)]
      + connection.changes.map { "    " + line($0) }
  }

  static let schema = "tcpreport-diff/1"

  /// The same for programs; shape in `diff.schema.json`.
  package var json: [UInt8] {
    var json = JSONWriter(ByteSink())
    json.open("{")
    json.key("schema")
    json.value("\(Self.schema)")
    json.key("worse")
    json.value(difference.isWorse)
    json.key("onlyOld")
    json.value(difference.onlyOld)
    json.key("onlyNew")
    json.value(difference.onlyNew)
    json.key("captures")
    json.open("[")
    for capture in difference.captures where capture.isTold {
      json.newline()
      json.value(capture)
    }
    json.close("]")
    json.close("}")
    return json.end().octets()
  }
}

extension JSONWriter {
  fileprivate mutating func value(_ capture: CaptureDifference) {
    open("{")
    key("name")
    value(capture.name)
    if let old = capture.oldName {
      key("oldName")
      value(old)
    }
    key("addresses")
    open("[")
    for address in capture.addresses {
      newline()
      open("{")
      key("old")
      value(address.old)
      key("new")
      value(address.new)
      key("among")
      open("{")
      key("old")
      value(address.amongOld)
      key("new")
      value(address.amongNew)
      close("}")
      close("}")
    }
    close("]")
    key("ports")
    open("[")
    for port in capture.ports {
      newline()
      open("{")
      key("old")
      value(port.old)
      key("new")
      value(port.new)
      key("among")
      value(port.among)
      close("}")
    }
    close("]")
    key("same")
    value(capture.same)
    key("findings")
    open("[")
    for finding in capture.findings {
      newline()
      open("{")
      key("change")
      value(finding.change.rawValue)
      key("check")
      value(finding.check)
      key("level")
      value(finding.level)
      key("title")
      value(finding.title)
      key("whose")
      value(finding.whose)
      key("counts")
      value(finding.counts)
      close("}")
    }
    close("]")
    key("checks")
    value(capture.checks)
    key("hosts")
    open("[")
    for host in capture.hosts {
      newline()
      open("{")
      key("address")
      value(host.address)
      key("changes")
      value(host.changes)
      close("}")
    }
    close("]")
    key("connections")
    open("[")
    for connection in capture.connections {
      newline()
      open("{")
      key("old")
      if let old = connection.old { value(old) } else { null() }
      key("new")
      if let new = connection.new { value(new) } else { null() }
      key("ends")
      value(connection.ends)
      key("changes")
      value(connection.changes)
      close("}")
    }
    close("]")
    close("}")
  }

  private mutating func value(_ changes: [ValueDifference]) {
    open("[")
    for change in changes {
      open("{")
      key("name")
      value(change.name)
      key("old")
      value(change.old)
      key("new")
      value(change.new)
      close("}")
    }
    close("]")
  }
}
