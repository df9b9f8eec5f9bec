import TestSupport
import Testing
import Wire

@Suite struct NotationTests {
  @Test("a script printed and read again is the same, to the last field")
  func lossless() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      var script = Script()
      var time = SegmentNotation.epoch
      for frame in 1...UInt32(20) {
        time = time + .nanoseconds(Int64.random(in: -1_000_000_000...90_000_000_000, using: &random))
        script.segments.append(random.segment(frame: frame, time: time))
        if random.chance(1, in: 10) { script.marked.append(frame) }
      }
      if random.chance(1, in: 2) { script.end = time + .seconds(60) }
      let again = try SegmentNotation.parse(script.text)
      for (first, second) in zip(script.segments, again.segments) {
        let same = first == second
        #expect(same, "\(script.text)\n\(first)\n\(second)")
      }
      #expect(again.segments.count == script.segments.count)
      #expect(again.marked == script.marked)
      #expect(again.end == script.end)
      #expect(again.text == script.text)
    }
  }

  @Test("one segment a line, in tcpdump's words")
  func line() throws {
    let script = try SegmentNotation.parse(
      """
      # the story
      A = 10.0.0.1:40000 ttl 63
      Six = [fd00::1]:443
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>
      ↓ +0.010  B > A  S.  9000:9000(0)  ack 1001  win 65160  <mss 1460,eol>  {ttl 62, id 7, cksum bad}
        +0.1    R > A  icmp 3/4 mtu 1400 quote A > B:443 1001
        @5      Six > [fd00::2]:80  UPeW12-3  1:2(1)  win 0  urg 9
      capture ends +60
      """)
    #expect(script.marked == [2])
    #expect(script.end == SegmentNotation.epoch + .seconds(65))
    let lines = script.segments.map { SegmentNotation.print($0) }
    #expect(
      lines == [
        "10.0.0.1:40000 > 10.0.0.2:80  S  1000:1000(0)  win 64240  <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>  {ttl 63}",
        "10.0.0.2:80 > 10.0.0.1:40000  S.  9000:9000(0)  ack 1001  win 65160  <mss 1460,eol>  {ttl 62, cksum bad, id 7}",
        "10.0.0.254 > 10.0.0.1:40000  icmp 3/4 mtu 1400 quote 10.0.0.1:40000 > 10.0.0.2:443 1001",
        "[fd00::1]:443 > [fd00::2]:80  PUWe123  1:2(1)  win 0  urg 9",
      ])
    #expect(script.segments[3].time == SegmentNotation.epoch + .seconds(5))
    #expect(script.segments[3].ipLength == 61)
    #expect(script.segments[0].dataOffset == 10)
  }

  @Test(
    "a line that says nothing sensible is refused with its number",
    arguments: [
      "A > B S 1:1(0)", "+0 A > B", "+0 A > B S 1:2(0)", "+0 A > B S 1:1(0) win 70000", "+0 A > B S 1:1(0) ack", "+0 A B S 1:1(0)",
      "+0 A > X S 1:1(0)", "+0 A > B Z 1:1(0)", "+0 A > B S 1:1(0) <mss 70000>", "+0 A > B S 1:1(0) <huh>", "+0 A > B S 1:1(0) {ttl 300}",
      "+0 A > B S 1:1(0) {huh}", "+0 A > B S 1:1(0) {df 1 2}", "+99999999999999 A > B S 1:1(0)", "+1.0000000001 A > B S 1:1(0)", "+-1 A > B S 1:1(0)",
      "+1. A > B S 1:1(0)", "+.5 A > B S 1:1(0)", "capture starts +1", "capture ends", "A = 10.0.0.1", "A = 10.0.0.1:80 ttl",
      "+0 A > B S 1:1(0) <raw 0>", "+0 A > B S 1:1(0) <sack 1>", "+0 R > A icmp 3 quote A > B 1", "+0 R > A icmp 3/1 A > B 1",
    ])
  func refused(line: String) {
    #expect(throws: NotationError.self) { try SegmentNotation.parse("# first\n" + line) }
    do { _ = try SegmentNotation.parse("# first\n" + line) } catch { #expect(error.line == 2) }
  }

  @Test("noise is refused or read, and never more than that")
  func noise() {
    var random = SeededGenerator(seed: 6)
    let words = [
      "+0", "+0.5", "@1", "A", "B", ">", "S", ".", "1:1(0)", "5:9(4)", "ack", "7", "win", "<", ">", "{", "}", "<mss 1>", "{ttl 3}", "icmp",
      "3/1", "quote", "=", "↓", "capture", "ends", "4294967295:0(1)", "-1", "99999999999999999999", "(", ":", "(1", ":(", "[::]:1",
    ]
    for _ in 0..<5_000 {
      let line = (0..<Int.random(in: 0...9, using: &random)).compactMap { _ in words.randomElement(using: &random) }
      _ = try? SegmentNotation.parse(line.joined(separator: " "))
    }
  }
}
