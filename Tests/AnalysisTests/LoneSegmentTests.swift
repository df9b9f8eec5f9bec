import Analysis
import TestSupport
import Testing
import Wire

/// Flows of which a capture shows no conversation, and what they are called.
@Suite struct LoneSegmentTests {
  private func told(_ script: String) throws -> (closeStyle: String, closedBy: String?, place: String) {
    let connection = try #require(report(of: try SegmentNotation.parse(script)).connections.first)
    return (connection.closeStyle, connection.closedBy, connection.vantage.why)
  }

  @Test("a probe without SYN is no open connection, answered with RST or not")
  func probes() throws {
    let unanswered = try told("+0  A > B  F.  1:1(0)  ack 9  win 1024")
    #expect(unanswered.closeStyle == "only lone segments without SYN, nothing of the other end")
    let answered = try told("+0  A > B  .  1:1(0)  ack 9  win 1024\n+0.01  B > A  R  9:9(0)  win 0")
    #expect(answered.closeStyle == "only lone segments without SYN, answered with RST" && answered.closedBy == nil)
    #expect(answered.place.hasSuffix("which end is the client is a guess"))
    #expect(try told("+0  B > A  R  9:9(0)  win 0").closedBy == "reset by server")
  }

  @Test("a FIN that answers no SYN closes nothing, and a lone SYN,ACK opens nothing")
  func strayFin() throws {
    let fin = "+0  A > B  S  1000:1000(0)  win 64240\n+1  A > B  S  1000:1000(0)  win 64240\n+1  B > A  F.  7:7(0)  ack 77  win 100"
    #expect(try told(fin).closeStyle == "never answered")
    #expect(try told("+0  B > A  S.  9000:9000(0)  ack 1001  win 100").closeStyle == "handshake not completed")
  }
}
