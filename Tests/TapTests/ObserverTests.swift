import Tap
import Testing
import Wire

/// The observer alone, without fold and replay: what becomes of each record of a script.
@Suite struct ObserverTests {
  /// Every record in the order in which the replay would get it, and the flow's evidence.
  static func watch(_ text: String) throws -> (segments: [Segment], sight: Sight) {
    var observer = Observer()
    var flow = TapFlow()
    var passed: [Segment] = []
    let script = try SegmentNotation.parse(text)
    func key(_ seg: Segment) -> (FlowKey, Side) { FlowKey.of(seg) }
    for segment in script.segments {
      var seg = segment
      switch observer.observe(&seg, from: key(seg).1, flow: &flow, index: 0) {
      case .segment: passed.append(seg)
      case .copy: break
      case .held: while let next = observer.next(of: &flow, index: 0, atEnd: false) { passed.append(next.segment) }
      }
    }
    while let next = observer.next(of: &flow, index: 0, atEnd: true) { passed.append(next.segment) }
    let first = try #require(script.segments.first)
    let client = first.has([.syn, .ack]) ? key(first).1.other : key(first).1
    return (passed, observer.close(flow, index: 0, client: client, key: key(first).0))
  }

  private static let handshake = """
      +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
      +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      +0.001  A > B  .   1001:1001(0)  ack 9001  win 64240

    """

  @Test("an ordinary conversation passes unchanged")
  func passes() throws {
    let text = Self.handshake + """
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  P.  9001:9301(300)  ack 1101  win 65535
        +0.001  A > B  .   1101:1101(0)  ack 9301  win 64240
      """
    let (segments, sight) = try Self.watch(text)
    #expect(segments.map(\.frame) == [1, 2, 3, 4, 5, 6])
    #expect(sight.gaps.isEmpty && sight.duplicates == 0 && sight.reorderings == 0)
    #expect(sight.clientHalf == .milliseconds(1) && sight.serverHalf == .milliseconds(20))
    #expect(sight.vantage == .client)
  }

  @Test("an effect waits for its cause, and both are marked as moved")
  func order() throws {
    let text = Self.handshake + """
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  B > A  P.  9001:9101(100)  ack 1201  win 65535
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.001  A > B  .   1201:1201(0)  ack 9101  win 64240
      """
    let (segments, sight) = try Self.watch(text)
    #expect(segments.map(\.frame) == [1, 2, 3, 6, 7, 4, 5, 8])
    #expect(segments.filter { $0.anomalies.contains(.reordered) }.map(\.frame) == [7, 4])
    #expect(sight.reorderings == 1 && sight.gaps.isEmpty)
  }

  @Test("where the cause does not come, all stay in their places and a gap is proven")
  func gap() throws {
    let text = Self.handshake + """
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  B > A  P.  9001:9101(100)  ack 1201  win 65535
        +0.050  A > B  P.  1201:1301(100)  ack 9101  win 64240
        +0.020  B > A  .   9101:9101(0)  ack 1301  win 65535
      """
    let (segments, sight) = try Self.watch(text)
    #expect(segments.map(\.frame) == [1, 2, 3, 4, 5, 6, 7])
    #expect(sight.reorderings == 0)
    let gap = try #require(sight.gaps.first)
    #expect(sight.gaps.count == 1 && gap.octets == 200 && gap.frame == 4)
    #expect(gap.from == segments[2].time && gap.to == segments[3].time)
  }

  @Test("a SYN,ACK that the client acknowledges and nobody recorded is a gap of one number")
  func missingSynAck() throws {
    let text = """
        +0      A > B  S   1000:1000(0)  win 64240
        +0.040  A > B  .   1001:1001(0)  ack 9001  win 64240
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.040  B > A  .   9001:9001(0)  ack 1101  win 65535
      """
    let (segments, sight) = try Self.watch(text)
    #expect(segments.map(\.frame) == [1, 2, 3, 4])
    #expect(sight.gaps.map(\.octets) == [1])
    #expect(!sight.oneDirection && !sight.midstream)
  }

  @Test("what was lost beyond the tap is counted by its retransmissions, unless they were needless")
  func loss() throws {
    let text = Self.handshake + """
        +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1101  win 65535
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.300  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.001  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.100  A > B  P.  1201:1301(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1301  win 65535
        +0.300  A > B  P.  1201:1301(100)  ack 9001  win 64240
      """
    let (_, sight) = try Self.watch(text)
    #expect(sight.lossTowardServer.lost == 1)
    #expect(sight.lossTowardServer.crossed == 7)
  }

  @Test("a hole filled late was lost before the tap")
  func lossBefore() throws {
    let text = Self.handshake + """
        +0.001  A > B  P.  1101:1201(100)  ack 9001  win 64240
        +0.300  A > B  P.  1001:1101(100)  ack 9001  win 64240
        +0.020  B > A  .   9001:9001(0)  ack 1201  win 65535
        +0.001  A > B  P.  1301:1401(100)  ack 9001  win 64240
        +0.001  A > B  P.  1201:1301(100)  ack 9001  win 64240
      """
    let (_, sight) = try Self.watch(text)
    #expect(sight.lossFromClient.lost == 1 && sight.gaps.isEmpty)
  }

  @Test("stray segments before the SYN,ACK give the server no numbers, and so no gap")
  func astray() throws {
    let text = """
        +0      A > B  S   1000:1000(0)  win 64240  <mss 1460>
        +0.001  B > A  F.  0:0(0)  ack 1001  win 64240
        +0.020  B > A  S.  26175:26175(0)  ack 1001  win 65535  <mss 1460>
        +0.001  A > B  .   1001:1001(0)  ack 26176  win 64240
        +0.020  B > A  P.  26176:26276(100)  ack 1001  win 65535
        +0.001  A > B  .   1001:1001(0)  ack 26276  win 64240
      """
    let (segments, sight) = try Self.watch(text)
    #expect(segments.count == 6 && sight.gaps.isEmpty)
  }

  /// The server answers with its first octets; the client's request is recorded a last time between.
  private func recordedAgain(id: Int, last: Int, after delay: String, doubled: Bool = true) -> String {
    let again = { (line: String) in doubled ? line + "\n" + line.replacing("+0.001", with: "+0.000005") : line }
    return """
      \(again("+0.001  A > B  S   1000:1000(0)  win 64240  {id 20}"))
      +0.020  B > A  S.  9000:9000(0)  ack 1001  win 65535  {id 7}
      \(again("+0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {id \(id)}"))
      +\(delay)  B > A  P.  9001:9101(100)  ack 1101  win 65535  {id 8}
      +0.001  A > B  P.  1001:1101(100)  ack 9001  win 64240  {id \(last)}
      +0.001  A > B  .   1101:1101(0)  ack 9101  win 64240  {id 23}
      """
  }

  @Test("where packets come again and again, one that comes late is a copy by its identification; nowhere else")
  func delayedCopies() throws {
    #expect(try Self.watch(recordedAgain(id: 21, last: 21, after: "0.05")).sight.duplicates == 3)
    #expect(try Self.watch(recordedAgain(id: 21, last: 22, after: "0.05")).sight.duplicates == 2)
    #expect(try Self.watch(recordedAgain(id: 0, last: 0, after: "0.05")).sight.duplicates == 2)
    #expect(try Self.watch(recordedAgain(id: 21, last: 21, after: "0.2")).sight.duplicates == 2)
    #expect(try Self.watch(recordedAgain(id: 21, last: 21, after: "0.05", doubled: false)).sight.duplicates == 0)
  }
}
