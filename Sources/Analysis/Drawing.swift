import Checks
import Replay
import Tap
import Wire

/// Turns a connection's logged rows into its message ladder and the states beside it.
struct Drawing {
  /// Something that was expected and did not come.
  struct Owed {
    var time: Instant
    var side: Side
    var text: String
    /// The frame after which it was due.
    var after: UInt32
    var finding: Int?
  }
  let row: ConnectionRow
  let report: ConnectionReport
  let owed: [Owed]
  let options: AnalysisOptions
  private var language: Language { options.language }
  private var parameters: Parameters { options.parameters }

  init(row: ConnectionRow, report: ConnectionReport, owed: [Owed], options: AnalysisOptions) {
    (self.row, self.report, self.owed, self.options) = (row, report, owed, options)
  }

  /// Ladder and states belong together: the states name rows.
  func figure(_ events: [LoggedEvent]) -> (ladder: Ladder, states: PerRole<[StateSpan]>) {
    var ladder = Ladder()
    var states = PerRole<[StateSpan]>(client: [initial(.client)], server: [initial(.server)])
    var pending = owed.sorted { $0.time < $1.time }
    var previous = row.start
    var opening: Beginning?
    let lost = self.lost(events)
    var writer = self.writer(events)
    ladder.hosts = writer.header
    for (place, event) in events.enumerated() {
      while let due = pending.first, due.time <= event.time, !isBefore(event, due.after) {
        ladder.rows.append(expected(due))
        pending.removeFirst()
      }
      if event.time - previous >= .milliseconds(500), place > 0 {
        ladder.rows.append(
          LadderRow(time: relative(previous), content: .silence((event.time - previous).nanoseconds)))
      }
      for gap in row.sight.gaps where frames(of: event).contains(gap.frame) {
        ladder.rows.append(
          LadderRow(
            time: relative(event.time),
            content: .unseen(from: row.role(of: event.side.other), octets: Int(gap.octets))))
      }
      var shown = ladderRow(event, isLost: lost.contains(place))
      if let record = event.record(row.key) { shown.notation = writer.line(record) }
      ladder.rows.append(shown)
      let beginning = Beginning(row: ladder.rows.count - 1, frame: frames(of: event).lowerBound, time: event.time)
      add(event, at: beginning, opening: opening, to: &states)
      if event.isBareSyn { opening = beginning }
      previous = end(of: event)
    }
    for due in pending { ladder.rows.append(expected(due)) }
    let single = ladder.rows.count { if case .segment = $0.content { true } else { false } }
    ladder.omitted = max(0, Int(row.lower.segments) + Int(row.upper.segments) - single)
    describeTimeWait(&states)
    return (ladder, states)
  }

  // MARK: Rows

  private func ladderRow(_ event: LoggedEvent, isLost: Bool) -> LadderRow {
    let numbers = findings(of: event)
    let time = relative(event.time)
    switch event.body {
    case .segment(let segment):
      return LadderRow(
        time: time, content: .segment(ladderSegment(segment, event, numbers, isLost: isLost)), findings: numbers)
    case .transfer(let transfer):
      var content = Transfer()
      content.firstFrame = Int(transfer.firstFrame)
      content.lastFrame = Int(transfer.lastFrame)
      content.duration = max(0, (transfer.last - event.time).nanoseconds)
      let lower = (Int(transfer.lowerSegments), Int(transfer.lowerOctets))
      let upper = (Int(transfer.upperSegments), Int(transfer.upperOctets))
      let (client, server) = row.client == .lower ? (lower, upper) : (upper, lower)
      content.segments = PerRole(client: client.0, server: server.0)
      content.octets = PerRole(client: client.1, server: server.1)
      content.retransmissions = Int(transfer.retransmissions)
      return LadderRow(time: time, content: .transfer(content), findings: numbers)
    case .icmp(let icmp, let frame, _):
      return LadderRow(
        time: time,
        content: .icmp(
          from: icmp.reporter.text, toward: row.role(of: event.side), text: Words.icmp(icmp)[language],
          frame: Int(frame)), findings: numbers)
    case .none:
      return LadderRow(time: time, content: .silence(0))
    }
  }

  private func ladderSegment(
    _ segment: LoggedSegment, _ event: LoggedEvent, _ numbers: [Int], isLost: Bool
  ) -> LadderSegment {
    var shown = LadderSegment()
    shown.frame = Int(segment.frame)
    shown.from = row.role(of: event.side)
    shown.flags = segment.flags.names
    shown.seq = segment.seq.rawValue
    shown.ack = segment.flags.contains(.ack) ? segment.ack.rawValue : nil
    shown.payload = Int(segment.payload)
    let shift = segment.flags.contains(.syn) ? 0 : Int(segment.shift ?? 0)
    shown.window = Int(segment.wnd) << shift
    shown.tags = (Words.tags(segment.marks) + (segment.reset.map { [Words.reset($0)] } ?? [])).map { $0[language] }
    shown.lost = isLost
    shown.offending = report.findings.contains { finding in
      numbers.contains(finding.number) && finding.frames.first == Int(segment.frame)
        && finding.endpoint == shown.from && !owed.contains { $0.finding == finding.number }
    }
    shown.flight = flight
    return shown
  }

  /// One-way time, as half of the round trip, where the vantage is known.
  private var flight: Int64? {
    switch row.sight.vantage {
    case .unknown: return nil
    case .client, .server, .middle, .both:
      guard let client = row.sight.clientHalf, let server = row.sight.serverHalf else { return nil }
      return (client + server).nanoseconds / 2
    }
  }

  private func expected(_ due: Owed) -> LadderRow {
    LadderRow(
      time: relative(due.time), content: .expected(from: row.role(of: due.side), text: due.text),
      findings: due.finding.map { [$0] } ?? [])
  }

  private func findings(of event: LoggedEvent) -> [Int] {
    let frames = self.frames(of: event)
    return report.findings.filter { finding in finding.frames.contains { frames.contains(UInt32(clamping: $0)) } }
      .map(\.number)
  }

  private func frames(of event: LoggedEvent) -> ClosedRange<UInt32> {
    switch event.body {
    case .segment(let segment): segment.frame...segment.frame
    case .transfer(let transfer): transfer.firstFrame...max(transfer.firstFrame, transfer.lastFrame)
    case .icmp(_, let frame, _): frame...frame
    case .none: 0...0
    }
  }

  private func isBefore(_ event: LoggedEvent, _ frame: UInt32) -> Bool { frames(of: event).upperBound <= frame }

  private func end(of event: LoggedEvent) -> Instant {
    if case .transfer(let transfer) = event.body { transfer.last } else { event.time }
  }

  private func relative(_ time: Instant) -> Int64 { (time - row.start).nanoseconds }

  /// Names the ends `A` (client) and `B` (server) for the lines of this drawing.
  private func writer(_ events: [LoggedEvent]) -> ScriptWriter {
    let records = events.compactMap { $0.record(row.key) }
    let (client, server) = (row.key[row.client], row.key[row.client.other])
    return ScriptWriter([
      ("A", NotationHost(client, speakingIn: records)), ("B", NotationHost(server, speakingIn: records)),
    ])
  }

  // MARK: What the path lost

  /// Rows of data, FIN or SYN that are proven lost beyond the tap: later sent again, and in between the addressee
  /// spoke, late enough to have had it, and still asked for it.
  private func lost(_ events: [LoggedEvent]) -> Set<Int> {
    var lost: Set<Int> = []
    for (place, event) in events.enumerated() {
      guard case .segment(let segment) = event.body, segment.length > 0, !segment.marks.contains(.keepalive),
        !isNear(event.side.other)
      else { continue }
      let turnaround = Duration.nanoseconds(row[event.side.other].turnaround.maximum)
      var asked = false
      search: for later in events[(place + 1)...] {
        guard case .segment(let next) = later.body else { continue }
        if later.side == event.side {
          guard next.marks.contains(.retransmission), next.seq <= segment.seq, segment.end <= next.end else { continue }
          if asked { lost.insert(place) }
          break search
        }
        guard next.flags.contains(.ack), !next.flags.contains(.rst) else { continue }
        if segment.seq < next.ack || next.options.present.contains(.sack) && !isOutsideSACK(segment, next) {
          break search
        }
        if row[event.side.other].turnaround.samples > 0, later.time - event.time > turnaround { asked = true }
      }
    }
    return lost
  }

  private func isNear(_ side: Side) -> Bool {
    switch row.sight.vantage {
    case .both: true
    case .client: side == row.client
    case .server: side == row.client.other
    case .middle, .unknown: false
    }
  }

  private func isOutsideSACK(_ segment: LoggedSegment, _ answer: LoggedSegment) -> Bool {
    !answer.options.sackBlocks.contains { $0.left <= segment.seq && segment.seq < $0.right }
  }

  // MARK: States

  private func initial(_ role: Role) -> StateSpan {
    let side = row.side(of: role)
    let known = side == .lower ? row.initialLower : row.initialUpper
    // Whoever answered a SYN was listening before (RFC 9293 §3.10.7.2).
    let state = known == .closed && row[side].opening == .passive ? TCPState.listen : known
    return StateSpan(
      state: state.name, from: 0, frame: 0, row: 0, atTail: true,
      sureness: row.midstream ? "inferred" : role == .server ? "assumed" : "observed")
  }

  /// Where a state may begin: a row of the ladder, its frame and its time.
  private struct Beginning {
    var row: Int
    var frame: UInt32
    var time: Instant
  }

  /// Adds the states that an event brought. Whoever answers a SYN came out of LISTEN when the last one arrived, not when
  /// its answer left (RFC 9293 §3.5, Figure 6).
  private func add(
    _ event: LoggedEvent, at beginning: Beginning, opening: Beginning?, to states: inout PerRole<[StateSpan]>
  ) {
    for role in [Role.client, .server] {
      let side = row.side(of: role)
      let now = side == .lower ? event.lower : event.upper
      let known = states[role]
      let sureness = now.sureness.word
      if known.last?.state == now.state.name {
        if known.last?.sureness != "observed", sureness == "observed", known.count > 1 {
          states.with(role) { $0[$0.count - 1].sureness = sureness }
        }
        continue
      }
      if known.last?.state == TCPState.listen.name, now.state == .closed { continue }
      let answers = known.last?.state == TCPState.listen.name && now.state == .synReceived && event.side == side
      let begins = answers ? opening ?? beginning : beginning
      var span = StateSpan(
        state: now.state.name, from: relative(begins.time), frame: Int(begins.frame), row: begins.row,
        atTail: event.side == side && begins.row == beginning.row, sureness: sureness)
      if now.state == .timeWait { span.borders = borders }
      states.with(role) { $0.append(span) }
    }
  }

  /// 2MSL as the user said it, or the borders between which stacks differ.
  private var borders: [Int64] {
    parameters.mslIsExplicit
      ? [parameters.timeWaitRFC.nanoseconds]
      : [parameters.timeWaitFloor, parameters.timeWaitLow, parameters.timeWaitRFC].map(\.nanoseconds)
  }

  /// The time really waited, as far as something tested it.
  private func describeTimeWait(_ states: inout PerRole<[StateSpan]>) {
    for role in [Role.client, .server] {
      guard let place = states[role].lastIndex(where: { $0.state == TCPState.timeWait.name }) else { continue }
      let end = row[row.side(of: role)]
      let alive = end.facts.contains(.timeWaitProven) ? end.timeWaitAlive.nanoseconds : nil
      let gone = end.facts.contains(.timeWaitGone) ? end.timeWaitGone.nanoseconds : nil
      states.with(role) { spans in
        spans[place].waited = alive
        spans[place].gone = gone
        spans[place].note = Words.timeWait(alive: alive, gone: gone, msl: explicitTwoMSL)[language]
      }
    }
  }

  private var explicitTwoMSL: Int64? { parameters.mslIsExplicit ? parameters.timeWaitRFC.nanoseconds : nil }
}

extension PerRole {
  mutating func with(_ role: Role, _ change: (inout Value) -> Void) {
    if role == .client { change(&client) } else { change(&server) }
  }
}

extension LoggedEvent {
  /// A SYN that answers nothing.
  var isBareSyn: Bool {
    if case .segment(let segment) = body { segment.flags.contains(.syn) && !segment.flags.contains(.ack) } else { false }
  }
}

extension LoggedSegment {
  /// SEG.LEN (RFC 9293 §3.4).
  var length: Int { Int(payload) + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0) }
  var end: SequenceNumber { seq + length }
}

extension Endpoint.Sureness {
  var word: String {
    switch self {
    case .observed: "observed"
    case .assumed: "assumed"
    case .inferred: "inferred"
    }
  }
}

extension TCPFlags {
  /// Names in the tutorial's form and order: `SYN, ACK`.
  var names: [String] {
    let all: [(TCPFlags, String)] = [
      (.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.urg, "URG"), (.ack, "ACK"), (.ece, "ECE"),
      (.cwr, "CWR"), (.ae, "AE"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
