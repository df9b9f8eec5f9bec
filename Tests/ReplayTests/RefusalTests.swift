import Replay
import Testing
import Wire

/// What comes before the SYN,ACK and is none of the server's.
@Suite struct RefusalTests {
  private func connection(_ script: String) throws -> Connection {
    var rerun = Rerun()
    for segment in try segments(of: script) { rerun.advance(segment) }
    return try #require(rerun.connection)
  }

  @Test("a RST to a SYN refuses only where it acknowledges the SYN", arguments: [
    ("B > A  R   0:0(0)  win 0", false), ("B > A  R.  0:0(0)  ack 5000  win 0", false),
    ("B > A  R.  0:0(0)  ack 1001  win 0", true), ("B > A  R.  0:0(0)  ack 1001  win 0  <TS val 1 ecr 501>", false),
    ("B > A  R.  0:0(0)  ack 1001  win 0  <TS val 1 ecr 500>", true),
  ])
  func acceptable(_ answer: String, refuses: Bool) throws {
    let client = try connection("+0  A > B  S  1000:1000(0)  win 64240  <TS val 500 ecr 0>\n+0.02  \(answer)").lower
    #expect(client.state == (refuses ? .closed : .synSent) && client.facts.contains(.refused) == refuses)
  }

  @Test("who acknowledges the SYN,ACK had not been refused by the RST before it")
  func withdrawn() throws {
    let both = try connection(
      """
      +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,wscale 7>
      +0.010  B > A  R.  0:0(0)  ack 1001  win 0
      +0.010  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460,wscale 7>
      +0.001  A > B  .   1001:1001(0)  ack 9001  win 502
      """)
    #expect(both.lower.state == .established && both.upper.state == .established && both.lower.facts.contains(.shiftKnown))
    #expect(both.lower.facts.isDisjoint(with: [.refused, .rstReceived]) && !both.upper.facts.contains(.rstSent))
    #expect(!both.lower.isOver && both.lower.rcv.nxt == SequenceNumber(9001))
  }

  @Test("a FIN before the SYN,ACK closes nothing and lends the server no number", arguments: [true, false])
  func strayFin(afterRst: Bool) throws {
    let rst = afterRst ? "+0.010  B > A  R.  0:0(0)  ack 1001  win 0  <TS val 1 ecr 9>\n" : ""
    let both = try connection(
      """
      +0      A > B  S   1000:1000(0)  win 64240  <TS val 500 ecr 0>
      \(rst)+0.001  B > A  F.  0:0(0)  ack 1001  win 64240  <TS val 1 ecr 9>
      +0.010  B > A  S.  700000:700000(0)  ack 1001  win 65535  <TS val 3000 ecr 500>
      +0.001  A > B  .   1001:1001(0)  ack 700001  win 502  <TS val 511 ecr 3000>
      """)
    #expect(both.lower.state == .established && both.upper.state == .established)
    #expect(both.upper.facts.isDisjoint(with: [.finSent, .closedFirst]) && !both.lower.facts.contains(.finReceived))
    #expect(both.upper.snd.nxt == SequenceNumber(700001) && both.lower.rcv.nxt == SequenceNumber(700001))
    #expect(both.lower.sureness == .observed && both.lower.rcv.timestamp == TimestampValue(3000))
  }
}
