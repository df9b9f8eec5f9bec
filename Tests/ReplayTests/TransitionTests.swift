import Replay
import Testing
import Wire

/// The transition table of the machine as a tap sees it, row by row: what one segment makes of both ends' states.
@Suite struct TransitionTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var before: String
    var segment: String
    var a: TCPState
    var b: TCPState
    init(_ name: String, _ before: String, _ segment: String, _ a: TCPState, _ b: TCPState) {
      (testDescription, self.before, self.segment, self.a, self.b) = (name, before, segment, a, b)
    }
  }

  static let syn = "+0 A > B S 1000:1000(0) win 64240\n"
  static let synAck = syn + "+0.01 B > A S. 9000:9000(0) ack 1001 win 65535\n"
  static let opened = synAck + "+0.01 A > B . 1001:1001(0) ack 9001 win 64240\n"
  static let finWait1 = opened + "+1 A > B F. 1001:1001(0) ack 9001 win 64240\n"
  static let finWait2 = finWait1 + "+0.01 B > A . 9001:9001(0) ack 1002 win 65535\n"
  static let lastAck = finWait2 + "+0.01 B > A F. 9001:9001(0) ack 1002 win 65535\n"
  static let timeWait = lastAck + "+0.01 A > B . 1002:1002(0) ack 9002 win 64240\n"
  static let closing = finWait1 + "+0 B > A F. 9001:9001(0) ack 1001 win 65535\n"

  static let rows = [
    Row("SYN-SENT, SYN again", syn, "+1 A > B S 1000:1000(0) win 64240", .synSent, .closed),
    Row("SYN-SENT answers a bad ACK by RST and goes on", syn + "+0.01 B > A S. 9000:9000(0) ack 91 win 65535\n",
      "+0 A > B R 91:91(0) win 0", .synSent, .listen),
    Row("SYN-SENT, RST with a good ACK: refused", syn, "+0.01 B > A R. 0:0(0) ack 1001 win 0", .closed, .closed),
    Row("SYN-SENT, RST with a bad ACK: ignored", syn, "+0.01 B > A R. 0:0(0) ack 2001 win 0", .synSent, .closed),
    Row("SYN-SENT, RST without ACK: ignored", syn, "+0.01 B > A R 0:0(0) win 0", .synSent, .closed),
    Row("SYN-RECEIVED, the SYN again", synAck, "+1 A > B S 1000:1000(0) win 64240", .established, .synReceived),
    Row("SYN-RECEIVED, a bad ACK", synAck, "+0.01 A > B . 1001:1001(0) ack 9000 win 64240", .established, .synReceived),
    Row("SYN-RECEIVED answers a bad ACK by RST and goes on",
      synAck + "+0.01 A > B . 1001:1001(0) ack 9000 win 64240\n", "+0.01 B > A R 9000:9000(0) win 0", .closed, .synReceived),
    Row("SYN-RECEIVED after a passive open, RST", synAck, "+0.01 A > B R 1001:1001(0) win 0", .closed, .listen),
    Row("SYN-RECEIVED, FIN with a good ACK", synAck, "+0.01 A > B F. 1001:1001(0) ack 9001 win 64240", .finWait1, .closeWait),
    Row("SYN-RECEIVED closes", synAck, "+0.01 B > A F. 9001:9001(0) ack 1001 win 65535", .closeWait, .finWait1),
    Row("a FIN above a hole changes nothing yet", opened, "+1 A > B F. 1101:1101(0) ack 9001 win 64240", .finWait1, .established),
    Row("the hole is filled: the FIN counts", opened + "+1 A > B F. 1101:1101(0) ack 9001 win 64240\n",
      "+0.3 A > B P. 1001:1101(100) ack 9001 win 64240", .finWait1, .closeWait),
    Row("ESTABLISHED, a SYN", opened, "+1 A > B S 500000:500000(0) win 64240", .established, .established),
    Row("an exact RST", opened, "+1 A > B R 1001:1001(0) win 0", .closed, .closed),
    Row("a RST in the window, not exact: challenged", opened, "+1 A > B R 1100:1100(0) win 0", .closed, .established),
    Row("a RST outside the window", opened, "+1 A > B R 900001:900001(0) win 0", .closed, .established),
    Row("FIN-WAIT-1, ACK of the FIN", finWait1, "+0.01 B > A . 9001:9001(0) ack 1002 win 65535", .finWait2, .closeWait),
    Row("FIN-WAIT-1, FIN that does not cover it", finWait1, "+0 B > A F. 9001:9001(0) ack 1001 win 65535", .closing, .closing),
    Row("FIN-WAIT-1, FIN that covers it", finWait1, "+0.01 B > A F. 9001:9001(0) ack 1002 win 65535", .timeWait, .lastAck),
    Row("FIN-WAIT-2, data", finWait2, "+0.01 B > A P. 9001:9101(100) ack 1002 win 65535", .finWait2, .closeWait),
    Row("FIN-WAIT-2, FIN", finWait2, "+0.01 B > A F. 9001:9001(0) ack 1002 win 65535", .timeWait, .lastAck),
    Row("FIN-WAIT-2 sends its FIN again: the ACK had not arrived", finWait2,
      "+0.3 A > B F. 1001:1001(0) ack 9001 win 64240", .finWait1, .closeWait),
    Row("CLOSING, ACK of the FIN", closing, "+0.01 A > B . 1002:1002(0) ack 9002 win 64240", .closing, .timeWait),
    Row("LAST-ACK, ACK of the FIN", lastAck, "+0.01 A > B . 1002:1002(0) ack 9002 win 64240", .timeWait, .closed),
    Row("LAST-ACK sends its FIN again: the ACK had not arrived", timeWait,
      "+0.3 B > A F. 9001:9001(0) ack 1002 win 65535", .timeWait, .lastAck),
    Row("TIME-WAIT sends its FIN again: it was in CLOSING",
      closing + "+0.01 B > A . 9002:9002(0) ack 1002 win 65535\n", "+0.3 A > B F. 1001:1001(0) ack 9002 win 64240",
      .closing, .timeWait),
    Row("TIME-WAIT, RST: the state goes on", timeWait, "+1 B > A R 9002:9002(0) win 0", .timeWait, .closed),
    Row("TIME-WAIT, SYN of the peer: the next incarnation", timeWait, "+1 B > A S 500000:500000(0) win 65535", .closed, .synSent),
    Row("TIME-WAIT, SYN of its own: the next incarnation", timeWait, "+1 A > B S 500000:500000(0) win 64240", .synSent, .closed),
    Row("a RST from elsewhere moves its addressee only", opened, "+1 A > B R 1001:1001(0) win 0 {ttl 50}", .established, .closed),
    Row("joined in the middle, FIN", "+0 A > B . 1001:1001(0) ack 9001 win 64240\n",
      "+1 A > B F. 1001:1001(0) ack 9001 win 64240", .finWait1, .closeWait),
  ]

  @Test("one segment, both ends", arguments: rows)
  func row(_ row: Row) throws {
    var replay = Rerun()
    for segment in try segments(of: row.before + row.segment) { replay.advance(segment) }
    let connection = try #require(replay.connection)
    #expect(connection.lower.state == row.a, "A")
    #expect(connection.upper.state == row.b, "B")
  }

  @Test("2MSL begins anew with each acknowledgement of a FIN that came again, and only then")
  func restart() throws {
    var replay = Rerun()
    func hear(_ script: String) throws { for segment in try segments(of: script) { replay.advance(segment) } }
    try hear(Self.timeWait)
    let first = try #require(replay.connection).lower.times.timeWaitRestart
    var waiting = try #require(replay.connection)
    let copies = try segments(of: "+20 B > A F. 9001:9001(0) ack 1002 win 65535\n+0.001 A > B . 1002:1002(0) ack 9002 win 64240\n")
    for (place, segment) in copies.enumerated() {
      _ = waiting.advance(segment, from: place == 0 ? .upper : .lower, parameters: ReplayParameters())
    }
    #expect(waiting.lower.times.timeWaitRestart == copies[1].time)
    #expect(waiting.lower.facts.contains(.timeWaitProven))
    #expect(waiting.lower.times.timeWaitAlive == copies[1].time - first)
    var unasked = try #require(replay.connection)
    _ = unasked.advance(copies[1], from: .lower, parameters: ReplayParameters())
    #expect(unasked.lower.times.timeWaitRestart == first && !unasked.lower.facts.contains(.timeWaitProven))
  }

  @Test("a RST shows the end of TIME-WAIT only where it answers something")
  func gone() throws {
    for (segment, expected) in [("+1 B > A F. 9001:9001(0) ack 1002 win 65535\n", true), ("", false)] {
      var replay = Rerun()
      for segment in try segments(of: Self.timeWait + segment + "+0.001 A > B R 1002:1002(0) win 0") { replay.advance(segment) }
      #expect(try #require(replay.connection).lower.facts.contains(.timeWaitGone) == expected)
    }
  }
}
