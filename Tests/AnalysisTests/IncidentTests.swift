import Analysis
import TestSupport
import Testing
import Wire

/// What a capture is said to be about where no rule was broken.
@Suite struct IncidentTests {
  private static let opening = """
      +0      A > B  S   1000:1000(0)  win 64240
      +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535
      +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240
    """
  private static let closing = """
      +0.001  A > B  F.  1001:1001(0)  ack 9001  win 64240
      +0.020  B > A  F.  9001:9001(0)  ack 1002  win 65535
      +0.001  A > B  .   1002:1002(0)  ack 9002  win 64240
    """

  private func incidents(_ script: String) throws -> [Incident] { report(of: try SegmentNotation.parse(script)).incidents }

  @Test(
    "one connection, one clause",
    arguments: [
      ("  +0  A > B  S  1:1(0)  win 9\n  +0.01  B > A  R.  0:0(0)  ack 2  win 0\ncapture ends +9", "refused", "the server refused the connection"),
      ("  +0  A > B  S  1:1(0)  win 9\n  +1  A > B  S  1:1(0)  win 9\ncapture ends +9", "unanswered", "nothing answered the client: 2 SYNs in 1.00 s"),
      (
        "  +0  A > B  S  1:1(0)  win 9\n  +0.01  R > A  icmp 3/13 quote A > B 1\n  +1  A > B  S  1:1(0)  win 9\ncapture ends +9",
        "unreachable", "refused by ICMP: prohibited by a filter, from "
      ),
      ("  +0  A > B  S  1:1(0)  win 9\ncapture ends +9", "unanswered", "nothing answered the client's SYN"),
      ("  +0  A > B  S  1:1(0)  win 9\ncapture ends +0.5", "unanswered", "the client's SYN had no answer when the capture ended"),
      (
        opening + "\n  +1  A > B  F.  1001:1001(0)  ack 9001  win 9\n  +0.02  B > A  .  9001:9001(0)  ack 1002  win 9\ncapture ends +20",
        "halfClosed", "the client closed, and the server had not when the capture ended 20.0 s later"
      ),
      (opening + "\n  +1  A > B  R.  1001:1001(0)  ack 9001  win 0", "aborted", "the client aborted the connection with a RST (frame 4)"),
      ("  +0  A > B  S  1:1(0)  win 9\n  +0.02  B > A  S.  9000:9000(0)  ack 2  win 9\ncapture ends +9", "incomplete", "the handshake was not completed"),
    ])
  func alone(script: String, kind: String, text: String) throws {
    let incidents = try incidents(script)
    #expect(incidents.map(\.kind.rawValue) == [kind] && incidents[0].text.hasPrefix(text))
    #expect(incidents.first?.count == 1 && incidents.first?.connections == [1] && incidents.first?.frames.isEmpty == false)
  }

  @Test("what gives up after silence has fallen silent, and is told once")
  func once() throws {
    let tries = (0..<4).map { "  +\(1 << $0)  A > B  P.  1001:1101(100)  ack 9001  win 64240" }.joined(separator: "\n")
    let found = try incidents("\(Self.opening)\n\(tries)\n  +9  A > B  R.  1101:1101(0)  ack 9001  win 0")
    #expect(found.map(\.kind) == [.vanished])
    #expect(found.first?.text == "the server fell silent: the client asked 3 times in vain, for 15.0 s")
  }

  @Test("an ordinary conversation has none, nor has one that the capture cuts off", arguments: [closing, "", "  +0.001  A > B  F.  1001:1001(0)  ack 9001  win 9"])
  func ordinary(end: String) throws {
    #expect(try incidents("\(Self.opening)\n\(end)\ncapture ends +0.1").isEmpty)
  }

  @Test("many are counted, with the one place they all went to; most of them come first")
  func counted() throws {
    let refused = (1...3).map { "  +1  A:\(5000 + $0) > B:81  S  1:1(0)  win 9\n  +0.01  B:81 > A:\(5000 + $0)  R.  0:0(0)  ack 2  win 0" }
    let silent = "  +1  C:5000 > D:82  S  1:1(0)  win 9\n  +1  C:5000 > D:82  S  1:1(0)  win 9"
    let found = try incidents((refused + [silent, "capture ends +9"]).joined(separator: "\n"))
    #expect(found.map(\.kind) == [.refused, .unanswered])
    #expect(found.first?.text.hasPrefix("3 of 4 connections were refused, all to ") == true && found.first?.count == 3)
    #expect(found.last?.text == "connection 4: nothing answered the client: 2 SYNs in 1.00 s")
  }

  @Test("a SYN of the capture's last moment is no news where others got their answer")
  func last() throws {
    #expect(try incidents("\(Self.opening)\n\(Self.closing)\n  +1  C:5000 > D:82  S  1:1(0)  win 9\ncapture ends +0.1").isEmpty)
  }
}
