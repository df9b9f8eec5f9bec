import Analysis
import Checks
import Wire

/// Takes out of a capture's report who spoke and when, before anything renders it.
///
/// Nothing behind this point knows an original address, so no renderer can forget to hide one.
struct Redactor {
  private let redaction: Redaction
  private let cipher: AddressCipher
  private var addresses: [Address: Address] = [:]
  private var text: RedactedText
  /// Of each connection, by its number.
  private var streams: [Int: [RedactedText.Stream]] = [:]

  init(_ redaction: Redaction) {
    self.redaction = redaction
    let cipher = AddressCipher(redaction.secret)
    self.cipher = cipher
    text = RedactedText(address: { cipher.replacement(of: $0) as Address })
    if redaction.hidesPorts { text.port = { cipher.replacement(of: $0) as UInt16 } }
  }

  /// Hides it all.
  ///
  /// - Parameter label: the capture's new name.
  mutating func hide(in capture: inout CaptureReport, as label: String, _ language: Language) {
    let origin = capture.start ?? 0
    (capture.name, capture.title) = (label, label)
    for place in capture.files.indices { capture.files[place].title = "\(label) (\(place + 1))" }
    capture.start = capture.start.map { _ in 0 }
    capture.end = capture.end.map { $0 - origin }
    let series = hideSeries(in: &capture)
    var ofTuples: [String: [RedactedText.Stream]] = [:]
    for connection in capture.connections { ofTuples[connection.tuple, default: []] += connection.streams.values }
    streams = [:]
    for connection in capture.connections { streams[connection.id] = ofTuples[connection.tuple] }
    for place in capture.connections.indices {
      text.streams = streams[capture.connections[place].id] ?? []
      hide(in: &capture.connections[place], origin)
    }
    text.streams = []
    for place in capture.hosts.indices {
      text.numbers = series[place]
      hide(in: &capture.hosts[place])
    }
    capture.hosts.sort { a, b in
      guard let one = Address(parsing: a.address), let other = Address(parsing: b.address) else { return false }
      return Address.precedes(one, other)
    }
    text.numbers = [:]
    for place in capture.quality.indices {
      rewrite(&capture.quality[place].title)
      rewrite(&capture.quality[place].text)
    }
    for place in capture.incidents.indices {
      rewrite(&capture.incidents[place].text)
      capture.incidents[place].host = capture.incidents[place].host.map { replacement(of: $0) }
    }
    for place in capture.limits.indices { rewrite(&capture.limits[place].value) }
    if let damage = capture.damage { capture.damage = text.rewritten(damage) }
    capture.hidden = redaction.told[language]
    // Taken over the new ends: the old fingerprint could be tried out for every address there is.
    capture.fingerprint()
  }

  /// Numbers in it count from the initial ones already.
  mutating func hide(in report: inout PairReport, as names: (String, String), _ language: Language) {
    report.names = PerRole(client: names.0, server: names.1)
    let origin = report.connections.map(\.start).min() ?? 0
    for place in report.connections.indices {
      let ends = (report.connections[place].atClient, report.connections[place].atServer)
      report.connections[place].atClient = PerRole(client: name(ends.0.client), server: name(ends.0.server))
      report.connections[place].atServer = PerRole(client: name(ends.1.client), server: name(ends.1.server))
      report.connections[place].start -= origin
      let states = report.connections[place].states
      report.connections[place].states = PerRole(client: states.client.map(hidden), server: states.server.map(hidden))
      for field in report.connections[place].rewritten.indices {
        hide(in: &report.connections[place].rewritten[field])
      }
    }
    // What one clock shows beyond the other may be the time of day where one of them was never set.
    report.hidden = redaction.told[language]
  }

  private mutating func hide(in rewrite: inout Rewrite) {
    switch rewrite.field {
    case "address": (rewrite.before, rewrite.after) = (replacement(of: rewrite.before), replacement(of: rewrite.after))
    case "port":
      rewrite.before = UInt16(rewrite.before).flatMap { text.port?($0) }.map { String($0) } ?? rewrite.before
      rewrite.after = UInt16(rewrite.after).flatMap { text.port?($0) }.map { String($0) } ?? rewrite.after
    default: break
    }
  }

  // MARK: Numbers

  /// A series counts from its first number.
  ///
  /// - Returns: for each host, what its initial numbers become.
  private func hideSeries(in capture: inout CaptureReport) -> [[UInt32: Int]] {
    var chosen: [String: [UInt32]] = [:]
    for connection in capture.connections {
      if let isn = connection.isn.client { chosen["active \(connection.client.address)", default: []].append(isn) }
      if let isn = connection.isn.server { chosen["passive \(connection.server.address)", default: []].append(isn) }
    }
    return capture.hosts.indices.map { place in
      var numbers: [UInt32: Int] = [:]
      for kind in capture.hosts[place].isn.indices {
        let known = chosen["\(capture.hosts[place].isn[kind].role) \(capture.hosts[place].address)"] ?? []
        let series = capture.hosts[place].isn[kind].series
        guard let base = series.first?.isn ?? known.first else { continue }
        for number in known + series.map(\.isn) { numbers[number] = Int(number &- base) }
        for sample in series.indices { capture.hosts[place].isn[kind].series[sample].isn = series[sample].isn &- base }
      }
      return numbers
    }
  }

  // MARK: Connections

  private mutating func hide(in connection: inout ConnectionReport, _ origin: Int64) {
    let streams = connection.streams
    connection.client = name(connection.client)
    connection.server = name(connection.server)
    connection.start -= origin
    connection.isn = PerRole(client: connection.isn.client.map { _ in 0 }, server: connection.isn.server.map { _ in 0 })
    rewrite(&connection.closeStyle)
    rewrite(&connection.vantage.why)
    for place in connection.findings.indices { hide(in: &connection.findings[place]) }
    for place in connection.verdicts.indices { hide(in: &connection.verdicts[place]) }
    for place in connection.facts.indices { hide(in: &connection.facts[place]) }
    connection.states = PerRole(client: connection.states.client.map(hidden), server: connection.states.server.map(hidden))
    if let ladder = connection.ladder { connection.ladder = hidden(ladder, streams) }
  }

  private mutating func name(_ end: EndpointName) -> EndpointName {
    EndpointName(
      address: replacement(of: end.address),
      port: UInt16(exactly: end.port).flatMap { text.port?($0) }.map(Int.init) ?? end.port)
  }

  private mutating func replacement(of address: String) -> String {
    guard let known = Address(parsing: address) else { return "" }
    if let replaced = addresses[known] { return replaced.text }
    let replaced = cipher.replacement(of: known)
    addresses[known] = replaced
    return replaced.text
  }

  private func hidden(_ span: StateSpan) -> StateSpan {
    var span = span
    span.note = span.note.map(text.rewritten)
    return span
  }

  private mutating func hidden(_ ladder: Ladder, _ streams: PerRole<RedactedText.Stream?>) -> Ladder {
    var ladder = ladder
    ladder.hosts = ladder.hosts.map(declaration)
    for place in ladder.rows.indices {
      ladder.rows[place].notation = text.hidingOnlyNames(ladder.rows[place].notation)
      switch ladder.rows[place].content {
      case .segment(var segment):
        let (own, other) = segment.from == .client ? (streams.client, streams.server) : (streams.server, streams.client)
        segment.seq = own?.relative(segment.seq) ?? segment.seq
        segment.ack = segment.ack.map { other?.relative($0) ?? $0 }
        ladder.rows[place].content = .segment(segment)
      case .expected(let from, let words):
        ladder.rows[place].content = .expected(from: from, text: text.rewritten(words))
      case .icmp(let from, let toward, let words, let frame):
        ladder.rows[place].content = .icmp(
          from: replacement(of: from), toward: toward, text: text.rewritten(words), frame: frame)
      case .transfer, .silence, .unseen: break
      }
    }
    return ladder
  }

  /// `A = 10.0.0.1:40000  seq 3141592653  ts 1230000  ttl 63`: another socket, and nothing of what numbers count from.
  private func declaration(_ line: String) -> String {
    let columns = line.split(separator: "  ").map(String.init)
    return columns.filter { !$0.hasPrefix("seq ") && !$0.hasPrefix("ts ") }.map(text.hidingOnlyNames)
      .joined(separator: "  ")
  }

  // MARK: What is said of them

  private func hide(in finding: inout Finding) {
    rewrite(&finding.title)
    rewrite(&finding.expected)
    rewrite(&finding.observed)
    rewrite(&finding.basis)
    if let header = finding.header { finding.header = hidden(header) }
    for place in finding.alsoIn.indices {
      var other = text
      other.streams = streams[finding.alsoIn[place].connection] ?? []
      finding.alsoIn[place].observed = other.rewritten(finding.alsoIn[place].observed)
    }
    for place in finding.consequences.indices { rewrite(&finding.consequences[place]) }
  }

  /// Numbers as in the ladder; of the options that hold numbers, too, the contents are blank.
  private func hidden(_ header: HeaderReport) -> HeaderReport {
    var header = header
    (header.seq, header.ack) = (text.nearest(header.seq), text.nearest(header.ack))
    var place = 0
    while place + 1 < header.options.count, header.options[place] != 0 {
      guard header.options[place] != 1 else {
        place += 1
        continue
      }
      let end = min(header.options.count, place + max(2, Int(header.options[place + 1])))
      if [5, 8].contains(header.options[place]) { for octet in (place + 2)..<end { header.options[octet] = 0 } }
      place = end
    }
    return header
  }

  private func hide(in verdict: inout VerdictReport) {
    rewrite(&verdict.title)
    verdict.expected = verdict.expected.map(text.rewritten)
    verdict.observed = verdict.observed.map(text.rewritten)
  }

  private func hide(in fact: inout FactReport) {
    rewrite(&fact.title)
    rewrite(&fact.text)
    fact.brief = fact.brief.map(text.rewritten)
  }

  private mutating func hide(in host: inout HostReport) {
    host.address = replacement(of: host.address)
    for kind in host.isn.indices {
      rewrite(&host.isn[kind].summary)
      for place in host.isn[kind].measures.indices { rewrite(&host.isn[kind].measures[place].value) }
    }
    for place in host.timeWait.indices { rewrite(&host.timeWait[place].value) }
    for place in host.findings.indices { hide(in: &host.findings[place]) }
    for place in host.facts.indices { hide(in: &host.facts[place]) }
    for place in host.verdicts.indices { hide(in: &host.verdicts[place]) }
  }

  private func rewrite(_ words: inout String) { words = text.rewritten(words) }
}

extension CaptureReport {
  /// Whoever accepted a deviation wrote the reason for colleagues.
  mutating func dropReasons() {
    forEachFinding { finding in
      if finding.known != nil { finding.known?.reason = "–" }
    }
  }
}

extension RedactedText.Stream {
  /// What a figure shows in place of the number.
  fileprivate func relative(_ number: UInt32) -> UInt32? {
    place(of: number).map { UInt32(bitPattern: Int32(truncatingIfNeeded: $0)) }
  }
}

extension RedactedText {
  /// The number counted from the stream that it is nearest to.
  fileprivate func nearest(_ number: UInt32) -> UInt32 {
    let place = streams.compactMap { $0.place(of: number) }.min { abs($0) < abs($1) }
    return place.map { UInt32(bitPattern: Int32(truncatingIfNeeded: $0)) } ?? number
  }

  /// Of a line in the notation, whose numbers count from the header line already.
  fileprivate func hidingOnlyNames(_ line: String) -> String {
    var bare = self
    (bare.streams, bare.numbers) = ([], [:])
    return bare.rewritten(line)
  }
}

extension PerRole<RedactedText.Stream?> {
  fileprivate var values: [RedactedText.Stream] { [client, server].compactMap(\.self) }
}

extension ConnectionReport {
  /// The four-tuple, however its ends were named.
  fileprivate var tuple: String {
    let ends = ["\(client.address) \(client.port)", "\(server.address) \(server.port)"].sorted()
    return ends.joined(separator: " ")
  }

  /// Where each end's numbers begin: its ISN, or the first number that was seen of it.
  fileprivate var streams: PerRole<RedactedText.Stream?> {
    func stream(_ role: Role, _ name: String) -> RedactedText.Stream? {
      let line = ladder?.hosts.first { $0.hasPrefix("\(name) = ") }
      let declared = line?.split(separator: "  ").first { $0.hasPrefix("seq ") }.flatMap { UInt32($0.dropFirst(4)) }
      return (isn[role] ?? declared).map { RedactedText.Stream(base: $0, octets: octets[role]) }
    }
    return PerRole(client: stream(.client, "A"), server: stream(.server, "B"))
  }
}

extension Redaction {
  /// What a reader of the report must know.
  var told: Bilingual {
    let ports = hidesPorts ? ("addresses and ports", "地址与端口") : ("addresses", "地址")
    return Bilingual(
      "Redacted: \(ports.0) are replaced, alike beginnings by alike beginnings; times count from the beginning of the "
        + "capture, which is shown as 1970-01-01; sequence numbers, initial numbers and timestamps count from the first "
        + "of their series; names of files and comments are left out.",
      zh: "已脱敏：\(ports.1)已替换（相同前缀仍相同）；时间自抓包开始算起（显示为 1970-01-01）；序号、初始序号与时间戳自各自序列的首个值算起；"
        + "文件名与注释已略去。")
  }
}
