import Analysis
import Checks

/// Connections made up for the drawings: every mark of the ladder at least once.
enum LadderFixture {
  static let millisecond: Int64 = 1_000_000
  static let x: UInt32 = 3_141_592_653
  static let y: UInt32 = 2_718_281_828

  static func segment(
    _ frame: Int, _ from: Role, _ flags: String, seq: UInt32, ack: UInt32? = nil, payload: Int = 0,
    window: Int = 64_240, tags: [String] = [], lost: Bool = false, offending: Bool = false, flight: Int64? = nil
  ) -> LadderRow.Content {
    var segment = LadderSegment()
    segment.frame = frame
    segment.from = from
    segment.flags = flags.split(separator: " ").map(String.init)
    segment.seq = seq
    segment.ack = ack
    segment.payload = payload
    segment.window = window
    segment.tags = tags
    segment.lost = lost
    segment.offending = offending
    segment.flight = flight
    return .segment(segment)
  }

  static func row(_ milliseconds: Int64, _ content: LadderRow.Content, findings: [Int] = []) -> LadderRow {
    var row = LadderRow(time: milliseconds * millisecond, content: content, findings: findings)
    if case .segment(let segment) = content {
      let arrow = segment.from == .client ? "A > B" : "B > A"
      let (seq, payload, flags) = (segment.seq, segment.payload, segment.flags.joined(separator: " "))
      row.notation = "\(arrow)  \(flags)  \(seq):\(seq &+ UInt32(payload))(\(payload))"
    }
    return row
  }

  private static func state(
    _ state: String, _ milliseconds: Int64, row: Int, tail: Bool, sureness: String = "observed", note: String? = nil,
    waited: Int64? = nil, borders: [Int64] = []
  ) -> StateSpan {
    StateSpan(
      state: state, from: milliseconds * millisecond, frame: 0, row: row, atTail: tail, sureness: sureness, note: note,
      waited: waited, borders: borders)
  }

  private static func finding(_ number: Int, _ title: String) -> Finding {
    var finding = Finding()
    finding.number = number
    finding.title = title
    finding.level = number == 1 ? .must : .should
    return finding
  }

  /// Handshake, transfer, loss, close, a FIN repeated into TIME_WAIT, and the four-tuple used again too early.
  static func incident() -> ConnectionReport {
    var connection = ConnectionReport()
    connection.id = 12
    connection.client = EndpointName(address: "10.1.0.7", port: 49_152)
    connection.server = EndpointName(address: "10.1.0.9", port: 80)
    connection.isn = PerRole(client: x, server: y)
    connection.segments = PerRole(client: 610, server: 607)
    connection.findings = [
      finding(1, "A retransmitted FIN was not acknowledged in TIME-WAIT"),
      finding(2, "The four-tuple was used again 1.00 s into 2MSL"),
    ]
    connection.octets = PerRole(client: 1_234_567, server: 3_401)
    let (p, q) = (x &+ 1_234_568, y &+ 3_402)
    var transfer = Transfer()
    transfer.firstFrame = 4
    transfer.lastFrame = 1207
    transfer.duration = 1_827 * millisecond
    transfer.segments = PerRole(client: 853, server: 351)
    transfer.octets = PerRole(client: 1_234_567, server: 3_401)
    transfer.retransmissions = 2
    var ladder = Ladder()
    ladder.rows = [
      row(0, segment(1, .client, "SYN", seq: x)),
      row(21, segment(2, .server, "SYN ACK", seq: y, ack: x &+ 1)),
      row(42, segment(3, .client, "ACK", seq: x &+ 1, ack: y &+ 1)),
      row(43, .transfer(transfer)),
      row(1870, segment(1208, .client, "PSH ACK", seq: x &+ 96_301, ack: y &+ 3_402, payload: 1448, lost: true)),
      row(
        2084,
        segment(
          1209, .client, "PSH ACK", seq: x &+ 96_301, ack: y &+ 3_402, payload: 1448,
          tags: ["retransmission after 214 ms"])),
      row(2105, segment(1210, .server, "ACK", seq: y &+ 3_402, ack: x &+ 97_749)),
      row(2500, .unseen(from: .client, octets: 2_896)),
      row(3000, segment(1211, .client, "FIN ACK", seq: p, ack: y &+ 3_402)),
      row(3021, segment(1212, .server, "ACK", seq: q, ack: p &+ 1)),
      row(3022, segment(1213, .server, "FIN ACK", seq: q, ack: p &+ 1)),
      row(3043, segment(1214, .client, "ACK", seq: p &+ 1, ack: q &+ 1, lost: true)),
      row(3044, .silence(778 * millisecond)),
      row(3822, segment(1215, .server, "FIN ACK", seq: q, ack: p &+ 1, tags: ["retransmission"])),
      row(3900, .expected(from: .client, text: "ACK, seq=p+1, ack=q+1"), findings: [1]),
      row(4022, segment(1216, .client, "SYN", seq: 3_141_093_001, offending: true), findings: [2]),
      row(4023, segment(1217, .server, "RST ACK", seq: 0, ack: 3_141_093_002, window: 0)),
    ]
    connection.ladder = ladder
    let second = 1_000 * millisecond
    connection.states = PerRole(
      client: [
        state("CLOSED", 0, row: 0, tail: true, sureness: "assumed"), state("SYN-SENT", 0, row: 0, tail: true),
        state("ESTABLISHED", 21, row: 1, tail: false), state("FIN-WAIT-1", 3000, row: 8, tail: true),
        state("FIN-WAIT-2", 3021, row: 9, tail: false),
        state("TIME-WAIT", 3022, row: 10, tail: false, waited: second, borders: [30, 60, 240].map { $0 * second }),
        state("SYN-SENT", 4022, row: 15, tail: true, note: "same four-tuple"),
        state("CLOSED", 4023, row: 16, tail: false),
      ],
      server: [
        state("CLOSED", 0, row: 0, tail: true, sureness: "assumed"),
        state("LISTEN", 0, row: 0, tail: true, sureness: "assumed"), state("SYN-RECEIVED", 0, row: 0, tail: false),
        state("ESTABLISHED", 42, row: 2, tail: false), state("CLOSE-WAIT", 3000, row: 8, tail: false),
        state("LAST-ACK", 3022, row: 10, tail: true),
        state("GONE?", 4023, row: 16, tail: true, sureness: "inferred"),
      ])
    return connection
  }

  /// Two SYNs and two FINs that crossed on the way (RFC 9293 §3.5, Figure 7; §3.6, Figure 13).
  static func simultaneous() -> ConnectionReport {
    var connection = ConnectionReport()
    connection.id = 3
    connection.client = EndpointName(address: "2001:db8:1111:2222:3333:4444:5555:6666", port: 49_152)
    connection.server = EndpointName(address: "2001:db8:1111:2222:3333:4444:5555:7777", port: 179)
    connection.isn = PerRole(client: 100, server: 300)
    connection.segments = PerRole(client: 22, server: 22)
    let (p, q): (UInt32, UInt32) = (5_101, 7_301)
    let flight = 10 * millisecond
    var transfer = Transfer()
    transfer.firstFrame = 5
    transfer.lastFrame = 40
    transfer.segments = PerRole(client: 18, server: 18)
    transfer.octets = PerRole(client: 5_000, server: 7_000)
    var ladder = Ladder()
    ladder.rows = [
      row(0, segment(1, .client, "SYN", seq: 100, flight: flight)),
      row(2, segment(2, .server, "SYN", seq: 300, flight: flight)),
      row(20, segment(3, .client, "SYN ACK", seq: 100, ack: 301, flight: flight)),
      row(25, segment(4, .server, "SYN ACK", seq: 300, ack: 101, flight: flight * 2)),
      row(26, .transfer(transfer)),
      row(900, segment(41, .client, "FIN ACK", seq: p, ack: q, flight: flight)),
      row(903, segment(42, .server, "FIN ACK", seq: q, ack: p, flight: flight)),
      row(920, segment(43, .client, "ACK", seq: p &+ 1, ack: q &+ 1, flight: flight)),
      row(921, segment(44, .server, "ACK", seq: q &+ 1, ack: p &+ 1, flight: flight)),
      row(950, .icmp(from: "192.0.2.1", toward: .client, text: "ICMP port unreachable", frame: 45)),
    ]
    connection.ladder = ladder
    let borders = [120_000 * millisecond]
    connection.states = PerRole(
      client: [
        state("CLOSED", 0, row: 0, tail: true), state("SYN-SENT", 0, row: 0, tail: true),
        state("SYN-RECEIVED", 2, row: 1, tail: false), state("ESTABLISHED", 25, row: 3, tail: false),
        state("FIN-WAIT-1", 900, row: 5, tail: true), state("CLOSING", 903, row: 6, tail: false),
        state("TIME-WAIT", 921, row: 8, tail: false, borders: borders),
      ],
      server: [
        state("CLOSED", 0, row: 1, tail: true), state("SYN-SENT", 0, row: 1, tail: true),
        state("SYN-RECEIVED", 2, row: 0, tail: false), state("ESTABLISHED", 25, row: 2, tail: false),
        state("FIN-WAIT-1", 900, row: 6, tail: true), state("CLOSING", 903, row: 5, tail: false),
        state("TIME-WAIT", 921, row: 7, tail: false, waited: 130_000 * millisecond, borders: borders),
        state("CLOSED", 130_921, row: 10, tail: true),
      ])
    return connection
  }

  /// A connection without sense, drawn from a seed: all kinds of rows and states, long numbers, long and wide words.
  static func random(rows count: Int, seed: UInt64) -> ConnectionReport {
    var dice = Dice(state: seed)
    var connection = ConnectionReport()
    connection.id = Int(seed)
    connection.client = EndpointName(address: dice.one(of: addresses), port: 65_535)
    connection.server = EndpointName(address: dice.one(of: addresses), port: 1)
    if dice.below(4) > 0 { connection.isn = PerRole(client: dice.word(), server: dice.word()) }
    var ladder = Ladder()
    var time: Int64 = 0
    for index in 0..<count {
      time += Int64(dice.below(3) == 0 ? dice.below(2_000_000_000) : dice.below(2_000_000))
      let findings = dice.below(5) == 0 ? (0..<(1 + dice.below(5))).map { _ in 1 + dice.below(140) } : []
      ladder.rows.append(LadderRow(time: time, content: dice.content(index), findings: findings))
    }
    connection.ladder = ladder
    func spans(_ dice: inout Dice) -> [StateSpan] {
      var spans: [StateSpan] = []
      var row = 0
      while row <= count {
        spans.append(
          StateSpan(
            state: dice.one(of: states), from: 0, frame: row, row: row, atTail: dice.below(2) == 0,
            sureness: dice.one(of: ["observed", "assumed", "inferred"]), note: dice.one(of: notes),
            waited: dice.below(2) == 0 ? Int64(dice.below(400)) * 1_000_000_000 : nil,
            gone: dice.below(2) == 0 ? Int64(dice.below(400)) * 1_000_000_000 : nil,
            borders: dice.one(of: [[], [120_000_000_000], [30, 60, 240].map { $0 * 1_000_000_000 }])))
        row += dice.below(max(2, count / 6))
      }
      return spans
    }
    connection.states = PerRole(client: spans(&dice), server: spans(&dice))
    return connection
  }

  static let states = [
    "CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "TIME-WAIT",
    "TIME-WAIT", "CLOSE-WAIT", "LAST-ACK", "UNKNOWN", "GONE?",
  ]
  static let notes: [String?] = [
    nil, nil, "same four-tuple", "old incarnation still open", "至少等待 1.00 秒，未到 2MSL 即重用同一四元组",
    "a note that says far more than any box could ever hold, in words without end and without a point to make",
  ]
  static let addresses = [
    "10.0.0.1", "255.255.255.255", "2001:db8:1111:2222:3333:4444:5555:6666", "::",
    "fe80::1234:5678:9abc:def0%evil\u{202e}\u{7}name",
  ]
}

/// A small generator of its own, so that a seed means the same connection for ever (splitmix64).
struct Dice {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

  mutating func content(_ index: Int) -> LadderRow.Content {
    let from: Role = below(2) == 0 ? .client : .server
    switch below(12) {
    case 0:
      var transfer = Transfer()
      transfer.firstFrame = index
      transfer.lastFrame = index + below(2) * 12_345_678
      transfer.segments = PerRole(client: below(2_000_000_000), server: below(2) * 7)
      transfer.octets = PerRole(client: below(4_000_000_000_000), server: below(2) * 77)
      transfer.duration = Int64(below(2)) * 86_400_000_000_000
      transfer.retransmissions = below(3)
      return .transfer(transfer)
    case 1: return .silence(Int64(below(1 << 50)))
    case 2: return .expected(from: from, text: one(of: words))
    case 3: return .unseen(from: from, octets: below(4_000_000_000))
    case 4: return .icmp(from: one(of: LadderFixture.addresses), toward: from, text: one(of: words), frame: index)
    default:
      return LadderFixture.segment(
        index * 1_000, from, one(of: ["SYN", "SYN ACK", "ACK", "PSH ACK", "FIN ACK", "FIN", "RST", "URG PSH ACK FIN", ""]),
        seq: word(), ack: below(4) == 0 ? nil : word(), payload: below(2) * below(70_000), window: below(2) * 65_535,
        tags: below(3) == 0 ? [one(of: words), one(of: words)] : [], lost: below(6) == 0, offending: below(6) == 0,
        flight: below(2) == 0 ? Int64(below(300_000_000)) : nil)
    }
  }

  private let words = [
    "retransmission", "窗口为零，超出窗口的数据应被丢弃并以当前确认号应答", "ACK, seq=x+4 294 967 295, ack=y+4 294 967 295",
    "nothing may be sent on this four-tuple before 2MSL have passed, unless the timestamps of the new SYN are greater "
      + "than those of the old connection (RFC 6191), or its sequence number lies above the last one seen (RFC 9293)",
    "<script>\u{0}\u{202e}\n\t</script>", "Unbrokenwordofgreatlengththatnobodywouldwriteexceptsomeonewhowantstobreakthefigure",
  ]
  init(state: UInt64) { self.state = state }
}
