import Analysis
import Checks

/// A capture made up for the pages: every part at least once, in both languages.
enum PageFixture {
  static func incident(_ language: Language) -> CaptureReport {
    let say = { (text: Bilingual) in text[language] }
    var capture = CaptureReport()
    capture.name = "incident-4711"
    capture.title = "incident-4711.pcap"
    capture.linkTypes = ["EN10MB"]
    capture.ledger.read = 1_348
    capture.ledger.tcp = 1_238
    capture.ledger.icmpErrors = 1
    capture.ledger.skipped = [
      Ledger.Entry(reason: "arp", frames: 22), Ledger.Entry(reason: "udp", frames: 87),
    ]
    capture.start = 1_772_352_902_114_000_000
    capture.end = 1_772_353_039_450_000_000
    var connection = LadderFixture.incident()
    connection.start = 1_772_352_902_114_000_000
    connection.duration = 4_023_000_000
    connection.closedBy = "client"
    connection.closeStyle = say(Bilingual("the client closed first, in four segments", zh: "客户端先关闭，四次挥手"))
    connection.vantage.place = "client"
    connection.vantage.why = say(Bilingual("at the client: round trip 21.0 ms, of which 0.1 ms on the client's side", zh: "在客户端：往返 21.0 ms，其中客户端一侧 0.1 ms"))
    connection.retransmissions = PerRole(client: 3, server: 1)
    connection.findings = [finAgain(say), tooShort(say)]
    connection.verdicts = verdicts(say)
    connection.tally.fail = 2
    connection.tally.inconclusive = 4
    connection.tally.pass = 31
    connection.tally.notExercised = 265
    connection.facts = [
      FactReport(check: "path/round-trip", title: "", endpoint: .client, frames: [1, 2],
        text: say(Bilingual("round trip 21.0 ms at the median of 340 samples", zh: "340 个样本的往返时间中位数为 21.0 ms"))),
    ]
    var quiet = LadderFixture.simultaneous()
    quiet.start = capture.start ?? 0
    quiet.duration = 950_000_000
    quiet.closedBy = "both"
    quiet.closeStyle = say(Bilingual("both ends closed at once", zh: "双方同时关闭"))
    quiet.tally.pass = 28
    quiet.tally.notExercised = 274
    capture.connections = [quiet, connection]
    capture.closings = [
      Closing(text: say(Bilingual("closed first by the client with a FIN", zh: "由客户端先以 FIN 关闭")), connections: 1),
      Closing(text: say(Bilingual("closed by both ends at once", zh: "由双方同时关闭")), connections: 1),
    ]
    capture.hosts = [host(say)]
    var copies = QualityEntry()
    copies.check = "capture/duplicate-record"
    copies.title = say(Bilingual("Frames were recorded twice", zh: "帧被记录了两次"))
    copies.text = say(Bilingual("12 copies within 40 µs, not counted again", zh: "40 µs 内有 12 份副本，未重复计数"))
    copies.frames = [9, 11, 31, 40, 41, 57, 58, 77, 90, 91, 92, 93]
    capture.quality = [copies]
    return capture
  }

  private static func finAgain(_ say: (Bilingual) -> String) -> Finding {
    var finding = Finding()
    finding.number = 1
    finding.check = "close/time-wait-fin-ack"
    finding.title = say(Bilingual("A retransmitted FIN was not acknowledged in TIME-WAIT", zh: "TIME-WAIT 中未确认重传的 FIN"))
    finding.level = .must
    finding.endpoint = .client
    finding.frames = [1215]
    finding.time = 3_822_000_000
    finding.expected = say(Bilingual("client → server  ACK, seq=p+1, ack=q+1, and 2MSL starts again", zh: "客户端 → 服务端  ACK, seq=p+1, ack=q+1，并重新开始等待 2MSL"))
    finding.observed = say(Bilingual("nothing for 0.200 s, then SYN (frame 1216)", zh: "0.200 s 内没有应答，随后为 SYN（帧 1216）"))
    finding.citation.rfc = 9293
    finding.citation.section = "3.10.7.4"
    finding.citation.sentence =
      "The only thing that can arrive in this state is a retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL timeout."
    finding.why = say(Bilingual("The server cannot know that its FIN arrived: it keeps the connection in LAST-ACK and sends again.", zh: "服务端无从得知其 FIN 已送达：它停留在 LAST-ACK 并一再重传。"))
    finding.certainty = .certain
    finding.basis = say(Bilingual("captured at the client", zh: "在客户端抓取"))
    finding.consequences = [say(Bilingual("The server repeated its FIN (close/last-ack-lingering)", zh: "服务端重传 FIN (close/last-ack-lingering)"))]
    return finding
  }

  private static func tooShort(_ say: (Bilingual) -> String) -> Finding {
    var finding = Finding()
    finding.number = 2
    finding.check = "close/time-wait-too-short"
    finding.title = say(Bilingual("The four-tuple was used again 1.00 s into 2MSL", zh: "四元组在 2MSL 开始 1.00 s 后即被重用"))
    finding.level = .should
    finding.endpoint = .client
    finding.frames = [1216]
    finding.time = 4_022_000_000
    finding.expected = say(Bilingual("no segment on this four-tuple before 63.022 s (no timestamps: RFC 6191 does not apply)", zh: "63.022 s 之前此四元组上不应有报文段（无时间戳：RFC 6191 不适用）"))
    finding.observed = say(Bilingual("SYN, seq=3 141 093 001, which lies below the old SND.NXT 3 142 841 950", zh: "SYN, seq=3 141 093 001，低于旧的 SND.NXT 3 142 841 950"))
    finding.citation.rfc = 9293
    finding.citation.section = "3.6.1"
    finding.citation.label = "MUST-13"
    finding.citation.sentence =
      "When a connection is closed actively, it MUST linger in the TIME-WAIT state for a time 2xMSL (Maximum Segment Lifetime) (MUST-13)."
    finding.why = say(Bilingual("A segment of the old connection still in the network would be accepted as data of the new one.", zh: "网络中残留的旧连接报文段会被当作新连接的数据接收。"))
    finding.certainty = .likely
    finding.basis = say(Bilingual("3 copies, no loss measured in 1204 segments", zh: "3 份副本，1204 个报文段中未测得丢失"))
    return finding
  }

  private static func verdicts(_ say: (Bilingual) -> String) -> [VerdictReport] {
    let passes = [
      ("handshake/third-ack", Bilingual("The third segment of the handshake does not acknowledge the SYN", zh: "握手的第三个报文段未确认 SYN")),
      ("handshake/ack-of-syn", Bilingual("The SYN,ACK acknowledges something else than the SYN", zh: "SYN,ACK 确认的不是 SYN")),
      ("seq/beyond-window", Bilingual("Data beyond the window that was offered", zh: "发送了超出所给窗口的数据")),
      ("flow/window-shrunk", Bilingual("The receiver takes back window it had offered", zh: "接收方收回已给出的窗口")),
    ].flatMap { check, title in
      [Role.client, .server].map { VerdictReport(check: check, title: say(title), endpoint: $0, verdict: "pass", frames: [3]) }
    }
    return passes + [
      VerdictReport(
        check: "close/late-fin-not-reset", title: say(Bilingual("A late FIN was not answered with a reset", zh: "迟到的 FIN 未得到复位应答")),
        endpoint: .server, verdict: "inconclusive", reason: "receipt-unproven", leaning: "fail", frames: [1216, 1217],
        expected: "RST, seq=q+1", observed: say(Bilingual("nothing until the capture ended", zh: "直到抓包结束都没有应答"))),
      VerdictReport(
        check: "rto/backoff", title: say(Bilingual("Retransmissions do not back off", zh: "重传没有退避")), endpoint: .client,
        verdict: "inconclusive", reason: "too-few-samples", frames: [1209]),
      VerdictReport(
        check: "rto/minimum", title: say(Bilingual("The first retransmission came too early", zh: "首次重传过早")), endpoint: .client,
        verdict: "inconclusive", reason: "too-few-samples"),
      VerdictReport(
        check: "rto/minimum", title: say(Bilingual("The first retransmission came too early", zh: "首次重传过早")), endpoint: .server,
        verdict: "inconclusive", reason: "too-few-samples"),
    ]
  }

  private static func host(_ say: (Bilingual) -> String) -> HostReport {
    var host = HostReport()
    host.address = "10.1.0.7"
    var isn = ISNReport()
    isn.samples = 60
    isn.verdict = "fail"
    isn.summary = say(Bilingual("grows by 64 000 with each connection", zh: "每个连接递增 64 000"))
    var dice = Dice(state: 9)
    isn.series = (0..<60).map { index in
      ISNReport.Sample(
        time: Int64(index) * 2_000_000_000 + Int64(dice.below(900_000_000)), isn: UInt32(truncatingIfNeeded: 1_000_000 + index * 64_000),
        connection: index + 1)
    }
    isn.measures = [
      NamedValue(say(Bilingual("most frequent step", zh: "最常见的步长")), "64 000 (59 / 59)"),
      NamedValue(say(Bilingual("guesses needed", zh: "所需猜测次数")), "1"),
    ]
    host.isn = [isn]
    host.timeWait = [NamedValue(say(Bilingual("shortest reuse", zh: "最短重用间隔")), "1.00 s")]
    var finding = Finding()
    finding.number = 1
    finding.check = "isn/fixed-increment"
    finding.title = say(Bilingual("ISNs grow by the same number each time", zh: "初始序号每次递增相同的数"))
    finding.level = .must
    finding.expected = say(Bilingual("a number that no outsider can guess", zh: "外人无法猜到的数"))
    finding.observed = say(Bilingual("64 000 in each of 59 steps", zh: "59 步中每步均为 64 000"))
    finding.citation.rfc = 9293
    finding.citation.section = "3.4.1"
    finding.citation.label = "MUST-8"
    finding.citation.sentence =
      "A TCP implementation MUST use the above type of \"clock\" for clock-driven selection of initial sequence numbers (MUST-8)"
    finding.why = say(Bilingual("Whoever has seen one connection can forge segments of the next.", zh: "见过一个连接的人就能伪造下一个连接的报文段。"))
    finding.certainty = .certain
    finding.basis = say(Bilingual("chance is ruled out", zh: "已排除偶然"))
    host.findings = [finding]
    return host
  }
}

extension PageFixture {
  /// What a packet, a file name or a comment may bring along.
  static let poison = "\"><script>alert('1')</script></title></style><svg onload=x>&amp;]]>\u{0}\u{1b}[31m\u{202e}\u{85}{{{body}}}\r\n"

  /// The incident with poison in every text that a page may show.
  static func hostile() -> CaptureReport {
    var capture = incident(.en)
    capture.name = "hostile"
    capture.title = poison
    capture.damage = poison
    capture.linkTypes = [poison]
    capture.ledger.skipped = [Ledger.Entry(reason: poison, frames: 3)]
    capture.quality[0].title = poison
    capture.quality[0].text = poison
    capture.quality[0].check = poison
    func spoil(_ finding: inout Finding) {
      (finding.check, finding.title, finding.expected, finding.observed) = (poison, poison, poison, poison)
      (finding.why, finding.basis, finding.consequences) = (poison, poison, [poison])
      (finding.citation.section, finding.citation.label, finding.citation.sentence) = (poison, poison, poison)
    }
    for index in capture.connections.indices {
      capture.connections[index].client.address = poison
      capture.connections[index].closeStyle = poison
      capture.connections[index].closedBy = poison
      capture.connections[index].vantage = VantageReport()
      capture.connections[index].vantage.place = poison
      capture.connections[index].vantage.why = poison
      for place in capture.connections[index].findings.indices { spoil(&capture.connections[index].findings[place]) }
      for place in capture.connections[index].verdicts.indices {
        capture.connections[index].verdicts[place].check = poison
        capture.connections[index].verdicts[place].title = poison
        capture.connections[index].verdicts[place].reason = poison
        capture.connections[index].verdicts[place].leaning = poison
        capture.connections[index].verdicts[place].observed = poison
      }
      capture.connections[index].facts = [FactReport(check: poison, title: poison, text: poison)]
      let rows = capture.connections[index].ladder?.rows.count ?? 0
      for row in 0..<rows {
        guard case .segment(var segment)? = capture.connections[index].ladder?.rows[row].content else { continue }
        (segment.tags, segment.flags) = ([poison], [poison])
        capture.connections[index].ladder?.rows[row].content = .segment(segment)
      }
      let span = StateSpan(state: poison, from: 0, frame: 1, row: 0, atTail: true, sureness: poison, note: poison)
      capture.connections[index].states.client = [span]
    }
    capture.hosts[0].address = poison
    capture.hosts[0].isn[0].summary = poison
    capture.hosts[0].isn[0].verdict = poison
    capture.hosts[0].isn[0].measures = [NamedValue(poison, poison)]
    capture.hosts[0].timeWait = [NamedValue(poison, poison)]
    spoil(&capture.hosts[0].findings[0])
    return capture
  }
}
