import Analysis
import Checks

/// `junit.xml` for build servers: a suite for each capture, a case for each check, whatever the number of connections.
///
/// Names stay the same from run to run. A case fails where the check has findings at the asked level or above; what
/// cannot be told, was never called for, or is known and accepted is skipped, with its reason as the message.
package enum JUnitReport {
  /// Findings told in one case, and characters of one message: readers cut what is longer.
  private static let longest = (findings: 20, message: 400)

  package static func head() -> [UInt8] {
    Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tcpreport\">\n".utf8)
  }

  /// One capture.
  ///
  /// - Parameter level: findings of this level or above fail their case.
  package static func suite(_ capture: CaptureReport, failing level: FindingLevel, language: Language) -> [UInt8] {
    let xml = XMLWriter()
    let told = Told(capture)
    let verdicts = capture.checks.map { told.verdict(of: $0, failing: level) }
    let failures = verdicts.count { if case .failed = $0 { true } else { false } }
    let skipped = verdicts.count { if case .skipped = $0 { true } else { false } }
    let errors = capture.damage == nil ? 0 : 1
    xml.element(
      "testsuite",
      [
        "name": capture.name, "tests": "\(verdicts.count + 1)", "failures": "\(failures)", "errors": "\(errors)",
        "skipped": "\(skipped)", "time": "0",
      ]
    ) {
      xml.newline()
      let suite = capture.name.replacing(".", with: "_")
      testCase("capture is whole", of: "\(suite).capture", xml) {
        guard let damage = capture.damage else { return false }
        xml.element("error", ["message": cut(damage), "type": "damaged"], text: damage)
        return true
      }
      for (check, verdict) in zip(capture.checks, verdicts) {
        let family = check.check.prefix { $0 != "/" }
        testCase(check.check, of: "\(suite).\(family)", xml) { write(verdict, language, xml) }
      }
    }
    xml.newline()
    return xml.octets()
  }

  /// Files that could not be read at all, as a suite of their own.
  package static func tail(unread: [NamedValue]) -> [UInt8] {
    let xml = XMLWriter()
    if !unread.isEmpty {
      let count = "\(unread.count)"
      xml.element(
        "testsuite",
        ["name": "unread", "tests": count, "failures": "0", "errors": count, "skipped": "0", "time": "0"]
      ) {
        xml.newline()
        for file in unread {
          testCase(file.name, of: "unread", xml) {
            xml.element("error", ["message": cut(file.value), "type": "unread"], text: file.value)
            return true
          }
        }
      }
      xml.newline()
    }
    return xml.octets() + Array("</testsuites>\n".utf8)
  }

  private static func testCase(_ name: String, of suite: String, _ xml: XMLWriter, _ body: () -> Bool) {
    xml.element("testcase", ["classname": suite, "name": name, "time": "0"]) { _ = body() }
    xml.newline()
  }

  private static func write(_ verdict: Told.Verdict, _ language: Language, _ xml: XMLWriter) -> Bool {
    switch verdict {
    case .passed(let notes):
      guard !notes.isEmpty else { return false }
      xml.element("system-out", text: notes.prefix(longest.findings).map(\.line).joined(separator: "\n"))
    case .skipped(let reason):
      xml.element("skipped", ["message": cut(reason[language])])
    case .failed(let findings):
      guard let first = findings.first else { return false }
      let more = findings.count > 1 ? Bilingual(" (and \(findings.count - 1) more)", zh: "（另有 \(findings.count - 1) 处）") : nil
      let message = cut(first.line) + (more?[language] ?? "")
      let body = findings.prefix(longest.findings).map { $0.text(language) }.joined(separator: "\n\n")
      xml.element("failure", ["message": message, "type": first.finding.level.rawValue], text: body)
    }
    return true
  }

  private static func cut(_ text: String) -> String {
    text.count <= longest.message ? text : text.prefix(longest.message - 1) + "…"
  }
}

/// The findings of a capture by their check.
private struct Told {
  enum Verdict {
    /// Findings below the asked level are only told.
    case passed([Place])
    case skipped(Bilingual)
    case failed([Place])
  }
  /// A finding, and whose it is.
  struct Place {
    var whose: String
    var finding: Finding
    var line: String { "\(whose): \(finding.title)" }

    func text(_ language: Language) -> String {
      let say = Say(language: language)
      let frames = finding.frames.isEmpty ? [] : [say.frames(finding.frames)]
      return ([line, "- " + finding.expected, "+ " + finding.observed, finding.citation.name] + frames).joined(separator: "\n")
    }
  }
  private var places: [String: [Place]] = [:]

  init(_ capture: CaptureReport) {
    for connection in capture.connections {
      for finding in connection.findings {
        let accused = finding.endpoint.map { " \($0.rawValue)" } ?? ""
        places[finding.check, default: []].append(Place(whose: "connection \(connection.id)\(accused)", finding: finding))
      }
    }
    for host in capture.hosts {
      for finding in host.findings {
        places[finding.check, default: []].append(Place(whose: "host \(host.address)", finding: finding))
      }
    }
  }

  func verdict(of check: CheckStanding, failing level: FindingLevel) -> Verdict {
    let found = places[check.check] ?? []
    let failing = found.filter { $0.finding.counts && $0.finding.level.isAtLeast(level) }
    if !failing.isEmpty { return .failed(failing) }
    if let known = found.compactMap(\.finding.known).first(where: { !$0.isExpired }) { return .skipped(known.words) }
    switch check.verdict {
    case "inconclusive": return .skipped(Bilingual("inconclusive", zh: "无法判定"))
    case "notExercised": return .skipped(Bilingual("not exercised", zh: "未触发"))
    default: return .passed(found)
    }
  }
}
