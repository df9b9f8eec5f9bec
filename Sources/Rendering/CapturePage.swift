import Analysis
import Checks

/// One capture as a page; the template says in which order its parts stand.
struct CapturePage {
  let capture: CaptureReport
  let parameters: [NamedValue]
  let say: Say
  let maxOctets: Int
  private let summary: CaptureSummary

  init(_ capture: CaptureReport, parameters: [NamedValue], language: Language, maxOctets: Int) {
    self.capture = capture
    self.parameters = parameters
    self.maxOctets = maxOctets
    say = Say(language: language)
    summary = CaptureSummary(capture)
  }

  var title: String {
    "\(capture.shownName): \(summary.headline(capture, say))"
  }

  /// Fragments and headings by the names that the template knows.
  ///
  /// Hosts and the table get shares of the budget, the drawn connections all that these leave.
  func parts() -> [String: String] {
    let hostOctets = HostSections(capture: capture, say: say, budget: maxOctets / 5).octets()
    let everything = Set(capture.connections.indices)
    let largest = table(everything, budget: maxOctets / 4)
    let methodOctets = fragment { method(drawn: 0, $0) }
    let coverage = fragment { CoverageSection(requirements: capture.requirements, say: say).write(to: $0) }
    let explained = Appendix(capture, say)
    let appendix = fragment(explained.write)
    let excerpts = CaptureHead.excerpts(capture, summary, say, budget: maxOctets / 10)
    let shown = excerpts.values.reduce(0) { $0 + $1.count }
    let fixed = [hostOctets, largest, coverage, appendix, methodOctets].reduce(Self.shellOctets + shown) { $0 + $1.count }
    let rest = maxOctets - fixed
    let (drawn, figures) = sections(within: rest)

    let ids = Set(drawn.map { "c\(capture.connections[$0].id)" } + capture.hosts.indices.map { "h\($0 + 1)" })
    let head = CaptureHead(capture: capture, summary: summary, say: say, sections: ids, excerpts: excerpts)
    var parts = [
      "captured-title": say("What was captured", zh: "抓到了什么"),
      "verdicts-title": say("What the checks say", zh: "检查结论"),
      "findings-title": say("What matters most", zh: "最重要的发现"),
      "closed-title": say("Who closed, and how", zh: "谁关闭，如何关闭"),
      "connections-title": say("Connections", zh: "连接"),
      "drawn-title": say("Connection by connection", zh: "逐个连接"),
      "hosts-title": say("Hosts", zh: "主机"),
      "coverage-title": say("Coverage of the standard", zh: "标准覆盖情况"),
      "appendix-title": say("The checks behind the findings", zh: "相关检查说明"),
      "method-title": say("Method and limits", zh: "方法与局限"),
      "contents": say("Contents", zh: "目录"),
      "masthead": string(head.masthead), "captured": string(head.captured),
      "method": string { method(drawn: drawn.count, $0) },
    ]
    if !capture.connections.isEmpty {
      parts["verdicts"] = string { $0.verdictStrip(summary.tally, say, beyond: (summary.consequences, summary.repeated)) }
      parts["connections"] = text(table(Set(drawn), budget: maxOctets / 4))
      parts["coverage"] = text(coverage)
    }
    if !explained.isEmpty { parts["appendix"] = text(appendix) }
    if !summary.top.isEmpty || !capture.incidents.isEmpty { parts["findings"] = string(head.top) }
    if let closed = head.closed { parts["closed"] = string { $0.element("p", ["class": "closed"], text: closed) } }
    if !figures.isEmpty { parts["drawn"] = text(figures) }
    if !hostOctets.isEmpty { parts["hosts"] = text(hostOctets) }
    return parts
  }

  /// Style, shell, head and headings, generously.
  private static let shellOctets = 48_000

  private func method(drawn: Int, _ xml: XMLWriter) {
    MethodSection(capture: capture, parameters: parameters, drawn: drawn, say: say).write(to: xml)
  }

  private func table(_ drawn: Set<Int>, budget: Int) -> [UInt8] {
    fragment { xml in
      ConnectionTable(capture: capture, summary: summary, say: say, drawn: drawn, budget: budget).write(to: xml)
    }
  }

  /// The drawn connections, worst first and then in the order of time, as many as fit.
  private func sections(within budget: Int) -> (drawn: [Int], octets: [UInt8]) {
    let quiet = capture.connections.indices.filter { capture.connections[$0].findings.isEmpty }
    let order = (summary.worst + quiet).filter { capture.connections[$0].ladder != nil }
    let earlier = predecessors
    var drawn: [(index: Int, section: ConnectionSection, octets: [UInt8])] = []
    var octets = 0
    // A smaller connection may still fit where a larger one did not; but not for ever.
    var misses = 0
    for index in order where misses < 8 {
      let connection = capture.connections[index]
      // On a page that gets full, more connections are worth more than a second drawing of each.
      let section = ConnectionSection(
        connection: connection, say: say, isFolded: connection.findings.isEmpty && order.count > 3,
        isDrawnNarrow: octets < budget / 2, predecessor: earlier[index].map { capture.connections[$0] })
      let written = section.octets()
      if octets + written.count > budget {
        misses += 1
        continue
      }
      octets += written.count
      drawn.append((index, section, written))
    }
    // Nothing leads to a section that found no room.
    let places = Set(drawn.map(\.index))
    for place in drawn.indices {
      guard let before = earlier[drawn[place].index], !places.contains(before) else { continue }
      drawn[place].section.isPredecessorDrawn = false
      drawn[place].octets = drawn[place].section.octets()
    }
    return (drawn.map(\.index), drawn.flatMap(\.octets))
  }

  /// For each connection whose four-tuple was used before, by its place, the place of the one that did.
  private var predecessors: [Int: Int] {
    struct Use: Hashable {
      var ends: Set<EndpointName>
      var incarnation: Int
    }
    let connections = capture.connections
    func use(_ place: Int, _ incarnation: Int) -> Use {
      Use(ends: [connections[place].client, connections[place].server], incarnation: incarnation)
    }
    let again = connections.indices.filter { connections[$0].incarnation > 1 }
    let wanted = Set(again.map { use($0, connections[$0].incarnation - 1) })
    guard !wanted.isEmpty else { return [:] }
    var places: [Use: Int] = [:]
    for place in connections.indices {
      let use = use(place, connections[place].incarnation)
      if wanted.contains(use) { places[use] = place }
    }
    var predecessors: [Int: Int] = [:]
    for place in again { predecessors[place] = places[use(place, connections[place].incarnation - 1)] }
    return predecessors
  }

  private func fragment(_ write: (XMLWriter) -> Void) -> [UInt8] {
    let xml = XMLWriter()
    write(xml)
    return xml.octets()
  }
  private func string(_ write: (XMLWriter) -> Void) -> String { text(fragment(write)) }
  private func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
}
