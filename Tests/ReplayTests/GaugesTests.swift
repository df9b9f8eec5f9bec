import Replay
import Testing
import Wire

/// The numbers of an end that no check judges by, as `tcptrace -l -r` has them.
@Suite struct GaugesTests {
  private static let opened = """
    +0 A > B S 1000:1000(0) win 1000 <mss 1460,wscale 2>
    +0.04 B > A S. 9000:9000(0) ack 1001 win 500 <mss 1400,wscale 3>
    +0.01 A > B . 1001:1001(0) ack 9001 win 300

    """

  /// A's gauges and B's at the end of a script, by the hot path and by the full machine.
  private func gauges(_ script: String) throws -> (a: Gauges, b: Gauges) {
    var rerun = Rerun()
    for segment in try segments(of: script) { rerun.advance(segment) }
    let connection = try #require(rerun.connection)
    return connection.client == .lower
      ? (connection.lower.gauges, connection.upper.gauges) : (connection.upper.gauges, connection.lower.gauges)
  }

  @Test("the handshake's round trip is that of each SYN, in its end's own direction")
  func handshake() throws {
    let (a, b) = try gauges(Self.opened)
    #expect(a.roundTrips.handshake == 40_000_000 && a.roundTrips.timedHandshake)
    #expect(b.roundTrips.handshake == 10_000_000 && b.roundTrips.timedHandshake)
  }

  @Test("a SYN that went out twice measures nothing (Karn)")
  func handshakeRepeated() throws {
    let (a, _) = try gauges("""
      +0 A > B S 1000:1000(0) win 1000
      +1 A > B S 1000:1000(0) win 1000
      +0.04 B > A S. 9000:9000(0) ack 1001 win 500
      """)
    #expect(!a.roundTrips.timedHandshake && a.roundTrips.samples == 0)
  }

  @Test("one segment is timed at a time, until the ACK that covers it")
  func oneAtATime() throws {
    let (a, _) = try gauges(Self.opened + """
      +0.1 A > B P. 1001:1101(100) ack 9001 win 300
      +0.01 A > B P. 1101:1201(100) ack 9001 win 300
      +0.02 B > A . 9001:9001(0) ack 1201 win 60
      +0.1 A > B P. 1201:1301(100) ack 9001 win 300
      +0.05 B > A . 9001:9001(0) ack 1301 win 60
      """)
    #expect(a.roundTrips.samples == 3)
    #expect(a.roundTrips.minimum == 30_000_000 && a.roundTrips.maximum == 50_000_000)
    #expect(a.roundTrips.average == 40_000_000 && a.roundTrips.deviation == 10_000_000)
  }

  @Test("what was sent again measures nothing")
  func karn() throws {
    let (a, _) = try gauges(Self.opened + """
      +0.1 A > B P. 1001:1101(100) ack 9001 win 300
      +0.3 A > B P. 1001:1101(100) ack 9001 win 300
      +0.04 B > A . 9001:9001(0) ack 1101 win 60
      """)
    #expect(a.roundTrips.samples == 1)
  }

  @Test("windows are scaled, those of the SYNs and of a RST left out, and 0 is not the smallest")
  func windows() throws {
    let (a, b) = try gauges(Self.opened + """
      +0.1 A > B P. 1001:1101(100) ack 9001 win 100
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      +0.5 B > A . 9001:9001(0) ack 1101 win 50
      +0.1 A > B R. 1101:1101(0) ack 9001 win 0
      """)
    #expect(a.largestWindow == 1200 && a.smallestWindow == 400 && a.windowSum == 1600 && a.windows == 2)
    #expect(b.largestWindow == 400 && b.smallestWindow == 400 && b.windowSum == 400 && b.windows == 2)
    #expect(a.isScaled && b.longestIdle == 500_000_000)
  }

  @Test("another window on an ACK of nothing new is an update, wherever its edge lies and whether a scale is known or not")
  func updates() throws {
    let (_, b) = try gauges("""
      +0 A > B P. 1001:1101(100) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 500
      +0.01 B > A . 9001:9001(0) ack 1101 win 200
      +0.01 B > A . 9001:9001(0) ack 1101 win 400
      +0.01 B > A . 9001:9001(0) ack 1101 win 400
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      """)
    #expect(b.updates == 2)
  }

  @Test("the answers to window probes are no duplicate ACKs, and what follows them is no fast retransmission")
  func probesAnswered() throws {
    var rerun = Rerun()
    for segment in try segments(of: """
      +0 A > B P. 1001:1051(50) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1051 win 50
      +0.01 A > B P. 1051:1101(50) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      +0.3 A > B . 1101:1102(1) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      +0.4 A > B . 1101:1102(1) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      +0.8 A > B . 1101:1102(1) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 0
      +0.5 B > A . 9001:9001(0) ack 1101 win 500
      +0.01 A > B . 1101:1102(1) ack 9001 win 300
      """) { rerun.advance(segment) }
    let connection = try #require(rerun.connection)
    let (a, b) = connection.client == .lower
      ? (connection.lower.counts, connection.upper.counts) : (connection.upper.counts, connection.lower.counts)
    #expect(a.windowProbes == 3 && a.retransmissions == 1 && a.fastRetransmissions == 0)
    #expect(b.duplicateAcks == 0 && b.zeroWindows == 4)
  }

  @Test("a duplicate ACK is one where the scale is unknown, too")
  func duplicatesInTheMiddle() throws {
    var rerun = Rerun()
    for segment in try segments(of: """
      +0 A > B P. 1001:1101(100) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 500
      +0.01 A > B P. 1201:1301(100) ack 9001 win 300
      +0.01 B > A . 9001:9001(0) ack 1101 win 500
      +0.01 B > A . 9001:9001(0) ack 1101 win 400
      """) { rerun.advance(segment) }
    let connection = try #require(rerun.connection)
    #expect((connection.client == .lower ? connection.upper : connection.lower).counts.duplicateAcks == 1)
  }

  @Test("where one end offers no scale, windows are as they stand, the SYN's too")
  func unscaled() throws {
    let (a, b) = try gauges("""
      +0 A > B S 1000:1000(0) win 1000 <mss 1460,wscale 2>
      +0.04 B > A S. 9000:9000(0) ack 1001 win 500
      +0.01 A > B . 1001:1001(0) ack 9001 win 300
      """)
    #expect(a.largestWindow == 1000 && a.smallestWindow == 300 && !a.isScaled)
    #expect(b.largestWindow == 500 && b.windows == 1)
  }
}
