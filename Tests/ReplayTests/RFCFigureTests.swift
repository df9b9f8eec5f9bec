import Replay
import Testing
import Wire

/// RFC 9293's own figures, as a tap beside the figure's left-hand side would record them.
@Suite struct RFCFigureTests {
  /// One line of a figure: what crosses, and the states of A and B once it has.
  struct Line {
    var segment: String
    var a: TCPState
    var b: TCPState
    init(_ segment: String, _ a: TCPState, _ b: TCPState) { (self.segment, self.a, self.b) = (segment, a, b) }
  }

  @Test("Figure 6: basic three-way handshake")
  func figure6() throws {
    try follow([
      Line("+0 A > B S 100:100(0) win 1000", .synSent, .closed),
      Line("+0 B > A S. 300:300(0) ack 101 win 1000", .established, .synReceived),
      Line("+0 A > B . 101:101(0) ack 301 win 1000", .established, .established),
      Line("+0 A > B P. 101:111(10) ack 301 win 1000", .established, .established),
    ])
  }

  @Test("Figure 7: simultaneous connection synchronization")
  func figure7() throws {
    let last = try follow([
      Line("+0 A > B S 100:100(0) win 1000", .synSent, .closed),
      Line("+0 B > A S 300:300(0) win 1000", .synReceived, .synReceived),
      Line("+0 A > B S. 100:100(0) ack 301 win 1000", .synReceived, .established),
      Line("+0 B > A S. 300:300(0) ack 101 win 1000", .established, .established),
    ])
    #expect(last.incarnation == 1)
    #expect(last.lower.opening == .simultaneous && last.upper.opening == .simultaneous)
  }

  @Test("Figure 8: recovery from an old duplicate SYN")
  func figure8() throws {
    let last = try follow([
      Line("+0 A > B S 90:90(0) win 1000", .synSent, .closed),
      Line("+0 B > A S. 300:300(0) ack 91 win 1000", .established, .synReceived),
      Line("+0 A > B R 91:91(0) win 0", .closed, .listen),
      Line("+0 A > B S 100:100(0) win 1000", .synSent, .closed),
      Line("+0 B > A S. 400:400(0) ack 101 win 1000", .established, .synReceived),
      Line("+0 A > B . 101:101(0) ack 401 win 1000", .established, .established),
    ])
    #expect(last.incarnation == 2)
  }

  @Test("Figure 8 in the middle: the SYN,ACK says which of two SYNs it answers")
  func figure8InTheMiddle() throws {
    let last = try follow([
      Line("+0 A > B S 100:100(0) win 1000", .synSent, .closed),
      Line("+0 A > B S 90:90(0) win 1000", .synSent, .closed),
      Line("+0 B > A S. 300:300(0) ack 91 win 1000", .established, .synReceived),
      Line("+0 A > B R 91:91(0) win 0", .closed, .listen),
      Line("+0 B > A S. 400:400(0) ack 101 win 1000", .established, .synReceived),
      Line("+0 A > B . 101:101(0) ack 401 win 1000", .established, .established),
    ])
    #expect(last.lower.snd.iss == SequenceNumber(100))
    #expect(!last.midstream)
  }

  @Test("Figure 9: half-open connection discovery")
  func figure9() throws {
    let last = try follow(established + [
      Line("+300 A > B S 400:400(0) win 1000", .established, .established),
      Line("+0 B > A . 301:301(0) ack 101 win 1000", .established, .established),
      Line("+0 A > B R 101:101(0) win 0", .closed, .closed),
      Line("+1 A > B S 400:400(0) win 1000", .synSent, .closed),
    ])
    #expect(last.incarnation == 2)
  }

  @Test("Figure 10: the active side causes half-open connection discovery")
  func figure10() throws {
    try follow(established + [
      Line("+300 B > A P. 301:311(10) ack 101 win 1000", .established, .established),
      Line("+0 A > B R 101:101(0) win 0", .closed, .closed),
    ])
  }

  @Test("Figure 11: an old duplicate SYN initiates a reset on two passive sockets")
  func figure11() throws {
    try follow([
      Line("+0 A > B S 200:200(0) win 1000", .synSent, .closed),
      Line("+0 B > A S. 300:300(0) ack 201 win 1000", .established, .synReceived),
      Line("+0 A > B R 201:201(0) win 0", .closed, .listen),
    ])
  }

  @Test("Figure 12: normal close sequence")
  func figure12() throws {
    let last = try follow(established + [
      Line("+0 A > B F. 101:101(0) ack 301 win 1000", .finWait1, .closeWait),
      Line("+0 B > A . 301:301(0) ack 102 win 1000", .finWait2, .closeWait),
      Line("+0 B > A F. 301:301(0) ack 102 win 1000", .timeWait, .lastAck),
      Line("+0 A > B . 102:102(0) ack 302 win 1000", .timeWait, .closed),
    ])
    #expect(last.lower.facts.contains(.closedFirst) && !last.upper.facts.contains(.closedFirst))
  }

  @Test("Figure 13: simultaneous close sequence")
  func figure13() throws {
    let last = try follow(established + [
      Line("+0 A > B F. 101:101(0) ack 301 win 1000", .finWait1, .closeWait),
      Line("+0 B > A F. 301:301(0) ack 101 win 1000", .closing, .closing),
      Line("+0 A > B . 102:102(0) ack 302 win 1000", .closing, .timeWait),
      Line("+0 B > A . 302:302(0) ack 102 win 1000", .timeWait, .timeWait),
    ])
    #expect(last.lower.facts.contains(.closedFirst) && last.upper.facts.contains(.closedFirst))
  }

  private let established = [
    Line("+0 A > B S 100:100(0) win 1000", .synSent, .closed),
    Line("+0 B > A S. 300:300(0) ack 101 win 1000", .established, .synReceived),
    Line("+0 A > B . 101:101(0) ack 301 win 1000", .established, .established),
  ]

  @discardableResult
  private func follow(_ lines: [Line], at location: SourceLocation = #_sourceLocation) throws -> Connection {
    let segments = try segments(of: lines.map(\.segment).joined(separator: "\n"))
    var replay = Rerun()
    for (line, segment) in zip(lines, segments) {
      replay.advance(segment)
      #expect(replay.connection?.lower.state == line.a, "A after \(line.segment)", sourceLocation: location)
      #expect(replay.connection?.upper.state == line.b, "B after \(line.segment)", sourceLocation: location)
    }
    return try #require(replay.connection)
  }
}
