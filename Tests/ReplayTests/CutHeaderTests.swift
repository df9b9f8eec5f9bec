import Replay
import Testing
import Wire

/// What the capture did not keep of a header must not be read as absent.
@Suite struct CutHeaderTests {
  private func run(_ script: String) throws -> Rerun {
    var rerun = Rerun()
    for segment in try segments(of: script) { rerun.advance(segment) }
    return rerun
  }

  @Test("a SYN whose options were cut offers nobody knows what: no window is exceeded for want of its scale")
  func cutSyn() throws {
    for cut in ["", "  {cut header}"] {
      let offer = cut.isEmpty ? "<mss 1460,nop,wscale 7>" : "<mss 1460>"
      let rerun = try run(
        """
        +0     A > B  S   1000:1000(0)  win 64240  \(offer)\(cut)
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160  <mss 1460,nop,wscale 7>
        +0.01  A > B  .   1001:1001(0)  ack 9001  win 502
        +0.01  B > A  P.  9001:10461(1460)  ack 1001  win 510
        """)
      #expect(rerun.marks.last?.contains(.beyondWindow) == false)
      #expect(rerun.connection?.upper.facts.contains(.shiftKnown) == cut.isEmpty)
    }
    let unscaled = try run(
      """
      +0     A > B  S   1000:1000(0)  win 400  <mss 1460>
      +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65160  <mss 1460,nop,wscale 7>
      +0.01  A > B  .   1001:1001(0)  ack 9001  win 502
      +0.01  B > A  P.  9001:10461(1460)  ack 1001  win 65160
      """)
    #expect(unscaled.marks.last?.contains(.beyondWindow) == true)
  }

  @Test("a header whose data offset is impossible reaches nobody")
  func badOffset() throws {
    let opened = IncarnationTests.opened
    let before = try run(opened)
    let after = try run(opened + "\n+0.01 A > B FP. 1001:1001(0) ack 9001 win 64240 {offset bad}")
    #expect(after.connection?.upper.state == before.connection?.upper.state)
    #expect(after.connection?.upper.rcv.nxt == before.connection?.upper.rcv.nxt)
  }
}
