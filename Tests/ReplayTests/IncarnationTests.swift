import Replay
import Testing
import Wire

/// When a four-tuple is used again, and what then still comes from the time before.
@Suite struct IncarnationTests {
  static let opened = """
    +0     A > B  S   1000:1000(0)  win 64240
    +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160
    +0.01  A > B  .   1001:1001(0)  ack 9001  win 64240
    """
  static let reset = opened + """

    +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240  {hash 7}
    +0.01  B > A  .   9001:9001(0)  ack 1011  win 65160
    +0.01  A > B  R.  1011:1011(0)  ack 9001  win 0
    """

  private func connection(_ script: String) throws -> Connection? {
    var rerun = Rerun()
    for segment in try segments(of: script) { rerun.advance(segment) }
    return rerun.connection
  }

  @Test("a SYN again after both ends are through begins anew, even with the same number")
  func sameNumber() throws {
    #expect(try connection(Self.reset + "\n+1 A > B S 1000:1000(0) win 64240")?.incarnation == 2)
  }

  @Test("a copy of the SYN on a live connection, or one sent again after a refusal, begins nothing")
  func copies() throws {
    #expect(try connection(Self.opened + "\n+1 A > B S 1000:1000(0) win 64240")?.incarnation == 1)
    let refused = """
      +0     A > B  S   1000:1000(0)  win 64240
      +0.01  B > A  R.  0:0(0)  ack 1001  win 0
      +0.5   A > B  S   1000:1000(0)  win 64240
      """
    #expect(try connection(refused)?.incarnation == 1)
  }

  @Test("without a SYN the lower port is the server's; between dynamic ports who speaks first is the client, but for a RST")
  func guessedRoles() throws {
    #expect(try connection("+0  B:80 > A:50000  .  1:1(0)  ack 9  win 100")?.client == .lower)
    #expect(try connection("+0  A:50000 > B:60000  .  1:1(0)  ack 9  win 100")?.client == .lower)
    #expect(try connection("+0  B:60000 > A:50000  R  9:9(0)  win 0")?.client == .lower)
  }

  @Test("after the end a SYN,ACK begins anew, though its SYN was not captured; on a live connection it does not")
  func unseenSyn() throws {
    let answer = "\n+9 B > A S. 77000:77000(0) ack 5001 win 65160"
    let again = try #require(try connection(Self.reset + answer))
    #expect(again.incarnation == 2 && again.midstream && again.client == .lower)
    #expect(try connection(Self.opened + answer)?.incarnation == 1)
    let withoutAnswer = Self.reset.split(separator: "\n").filter { !$0.contains("S.") }.joined(separator: "\n")
    #expect(try connection(withoutAnswer + answer)?.incarnation == 2)
  }

  @Test("the wandering 3 is known by its old acknowledgement, although it continues the stream exactly")
  func stray() throws {
    let again = Self.reset + """

      +1     A > B  S   1000:1000(0)  win 64240
      +0.01  B > A  S.  5000:5000(0)  ack 1001  win 65160
      +0.01  A > B  .   1001:1001(0)  ack 5001  win 64240
      """
    let taken = again + """

      +0.5   A > B  P.  1001:1011(10)  ack 9001  win 64240  {hash 7}
      +0.01  B > A  .   5001:5001(0)  ack 1011  win 65160
      """
    let wandering = try #require(try connection(taken)).wandering
    #expect(wandering.seen && wandering.frame == 10 && wandering.oldFrame == 4 && wandering.acceptedFrame == 11)
    let anew = again + "\n+0.5 A > B P. 1001:1011(10) ack 5001 win 64240 {hash 7}"
    #expect(try connection(anew)?.wandering.seen == false)
  }

  @Test("a stray is known by a timestamp from before the SYN")
  func oldTimestamp() throws {
    let script = """
      +0     A > B  S   1000:1000(0)  win 64240  <TS val 10 ecr 0>
      +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160  <TS val 70 ecr 10>
      +0.01  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 11 ecr 70>
      +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240  <TS val 12 ecr 70>
      +0.01  A > B  R.  1011:1011(0)  ack 9001  win 0
      +1     A > B  S   1000:1000(0)  win 64240  <TS val 1010 ecr 0>
      +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160  <TS val 1070 ecr 1010>
      +0.01  A > B  .   1001:1001(0)  ack 9001  win 64240  <TS val 1011 ecr 1070>
      +0.01  A > B  P.  1001:1011(10)  ack 9001  win 64240  <TS val VAL ecr 1070>
      """
    #expect(try connection(script.replacing("VAL", with: "12"))?.wandering.seen == true)
    #expect(try connection(script.replacing("VAL", with: "1012"))?.wandering.seen == false)
  }
}
