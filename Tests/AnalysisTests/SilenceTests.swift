import Analysis
import TestSupport
import Testing
import Wire

/// A flow that was silent for longer than the history is over, whatever else crossed in between.
@Suite struct SilenceTests {
  private static let opening = """
      +0     A > B  S   1000:1000(0)  win 65535  <mss 1460>
      +0.01  B > A  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
      +0.01  A > B  .   1001:1001(0)  ack 9001  win 65535
      +0.01  A > B  P.  1001:1101(100)  ack 9001  win 65535
      +0.01  B > A  .   9001:9001(0)  ack 1101  win 65535
    """
  private static let ordinary = """
      +0     A > B  P.  1101:1201(100)  ack 9001  win 65535
      +0.01  B > A  .   9001:9001(0)  ack 1201  win 65535
    """

  /// Connections of the four-tuple, by their first frames, with so many foreign segments after the opening.
  private func connections(resumed: String, foreign: Int) throws -> [Int] {
    let others = (0..<foreign).map { "  +0.0001  10.9.0.\($0 % 100 + 1):5000 > B  S  7:7(0)  win 1000" }
    let script = ([Self.opening, "  +5000  C > B  S  1:1(0)  win 1000"] + others + [resumed, Self.ordinary])
      .joined(separator: "\n")
    let report = report(of: try SegmentNotation.parse(script))
    return report.connections.filter { $0.client.port == 40000 }.map(\.segments).map { $0.client + $0.server }
  }

  @Test("an ordinary segment after hours begins another connection", arguments: [0, 64, 2000])
  func late(foreign: Int) throws {
    #expect(try connections(resumed: "", foreign: foreign) == [5, 2])
  }

  @Test("so it does where the clock leaps back to it", arguments: [0, 64, 2000])
  func leap(foreign: Int) throws {
    let back = "  -4999  C > B  S  1:1(0)  win 1000"
    #expect(try connections(resumed: back, foreign: foreign) == [5, 2])
  }
}
