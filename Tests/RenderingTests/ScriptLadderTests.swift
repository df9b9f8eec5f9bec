import Checks
import Rendering
import Testing

/// A script as a ladder of text.
@Suite struct ScriptLadderTests {
  @Test("client left, server right, the tutorial's flag names, the marked line, remarks and what is no segment")
  func ladder() {
    let lines = ScriptLadder.lines(
      """
      # the story
      B = 10.0.0.2:80 ttl 52
      ↓ +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.010  B > A  FP.  9000:9100(100)  ack 1001  win 65535  # a remark
        +0.5    R > A  icmp 3/1 quote A > B 1000
      capture ends +5
      """)
    let shaft: (Int) -> String = { String(repeating: "─", count: $0) }
    #expect(lines.count == 8)
    #expect(lines[0] == "  # the story")
    #expect(lines[1] == "  B = 10.0.0.2:80 ttl 52")
    #expect(lines[2] == "           A" + String(repeating: " ", count: 75) + "B")
    #expect(lines[3] == "↓ +0       │\(shaft(19)) SYN  seq 1000  win 64240 <mss 1460> \(shaft(18))▶│")
    #expect(lines[4].contains("◀─") && lines[4].contains(" FIN, PSH, ACK  seq 9000  len 100  ack 1001  win 65535 "))
    #expect(lines[4].hasSuffix("─│  # a remark"))
    #expect(lines[5].hasSuffix("R") && lines[6].contains("◀") && lines[6].contains(" icmp 3/1 quote A > B 1000 "))
    #expect(lines[7] == "  capture ends +5")
  }

  @Test("every segment of every example has a row, and the marked ones their mark")
  func every() {
    for check in Catalogue.checks {
      for script in check.triggers + check.passes {
        let rows = ScriptLadder.lines(script).filter { $0.contains("│") }
        let segments = script.split(separator: "\n").filter { $0.contains(" > ") && !$0.trimmingPrefix(while: { $0 == " " }).hasPrefix("#") }
        #expect(rows.count == segments.count, "\(check.id)")
        let marked = rows.filter { $0.hasPrefix("↓") }
        #expect(marked.count == script.split(separator: "\n").count { $0.contains("↓") }, "\(check.id)")
      }
    }
  }
}
