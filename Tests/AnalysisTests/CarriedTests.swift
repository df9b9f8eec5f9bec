import Analysis
import TestSupport
import Testing
import Wire

/// What a connection's octets are is said in one word, and never more.
@Suite struct CarriedTests {
  private func carried(client: Int, server: Int, octets: Int = 200) throws -> String? {
    try connection(client: client, server: server, octets: octets).carries
  }

  private func connection(client: Int, server: Int, octets: Int = 200) throws -> ConnectionReport {
    let script = """
        +0     A > B  S   1000:1000(0)  win 65535  <mss 1460>
        +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.01  A > B  .   1001:1001(0)  ack 9001  win 65535
        +0.01  A > B  P.  1001:\(1001 + octets)(\(octets))  ack 9001  win 65535  {octet \(client)}
        +0.01  B > A  P.  9001:9201(200)  ack \(1001 + octets)  win 65535  {octet \(server)}
        +0.01  A > B  P.  \(1001 + octets):\(1101 + octets)(100)  ack 9201  win 65535  {octet 23}
      """
    return try #require(report(of: try SegmentNotation.parse(script)).connections.first)
  }

  @Test("what octets are says nothing of the SYN's options")
  func options() throws {
    for octet in [22, 72] {
      let ends = try connection(client: octet, server: octet).measures
      #expect(ends.client.offered == ["mss"] && ends.server.offered == ["mss"])
    }
  }

  @Test("TLS, where both ends begin with a record of its handshake")
  func handshake() throws {
    #expect(try carried(client: 22, server: 22) == "TLS")
    #expect(try carried(client: 22, server: 72) == nil)
    #expect(try carried(client: 71, server: 22) == nil)
    #expect(try carried(client: 22, server: 22, octets: 5) == nil)
  }
}
