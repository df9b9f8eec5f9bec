import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// A long connection is plotted from a fixed number of its segments, and what the plot says of them is true.
@Suite struct PlotSamplerTests {
  /// One segment of the made-up flow: its sender, its first number and its last but one, from the ISN.
  private struct Sent {
    var from: Role
    var time: Int64
    var seq: Int64
    var again = false
  }
  private static let isn: UInt32 = 4_294_900_000

  /// A transfer of 1000 octets a segment, acknowledged every other time, across the end of the circle; now and then one
  /// is lost and sent again upon duplicate ACKs.
  private static func flow(_ rounds: Int) -> (script: String, sent: [Int: Sent]) {
    func number(_ place: Int64) -> UInt32 { isn &+ UInt32(truncatingIfNeeded: place) }
    var lines = [
      "+0     A > B  S   \(isn):\(isn)(0)  win 65535  <mss 1460,sackOK>",
      "+0.01  B > A  S.  9000:9000(0)  ack \(isn + 1)  win 65535  <mss 1460,sackOK>",
      "+0.01  A > B  .   \(isn + 1):\(isn + 1)(0)  ack 9001  win 65535",
    ]
    var sent: [Int: Sent] = [:]
    var (time, place): (Int64, Int64) = (20_000_000, 1)
    func data(_ first: Int64, again: Bool = false) {
      time += 1_000_000
      lines.append("+0.001  A > B  P.  \(number(first)):\(number(first + 1000))(1000)  ack 9001  win 65535")
      sent[lines.count] = Sent(from: .client, time: time, seq: first, again: again)
    }
    func answer(_ upTo: Int64, sack: ClosedRange<Int64>? = nil) {
      time += 1_000_000
      let blocks = sack.map { "  <sack \(number($0.lowerBound)):\(number($0.upperBound))>" } ?? ""
      lines.append("+0.001  B > A  .   9001:9001(0)  ack \(number(upTo))  win 65535\(blocks)")
      sent[lines.count] = Sent(from: .server, time: time, seq: upTo)
    }
    for round in 0..<rounds {
      data(place)
      data(place + 1000)
      if round % 50 == 49 {
        data(place + 2000)
        for _ in 0..<3 { answer(place, sack: (place + 1000)...(place + 3000)) }
        data(place, again: true)
        place += 1000
      }
      place += 2000
      answer(place)
    }
    return (lines.joined(separator: "\n"), sent)
  }

  private func trace(rounds: Int, plots: Int = 8) throws -> Trace {
    var options = AnalysisOptions()
    options.limits.plotsPerCapture = plots
    let script = try SegmentNotation.parse(Self.flow(rounds).script)
    return try #require(report(of: script, options: options).connections.first?.trace)
  }

  @Test("samples are few, exact in number across the end of the circle, and the same twice", arguments: [400, 3_000])
  func exact(rounds: Int) throws {
    let sent = Self.flow(rounds).sent
    let trace = try trace(rounds: rounds)
    let samples = trace.points.filter(\.isSampled)
    #expect((150...768).contains(samples.count))
    for point in samples {
      let truth = try #require(sent[point.frame])
      #expect(point.from == truth.from && point.time == truth.time)
      #expect((truth.from == .client ? point.seq : point.ack) == truth.seq)
      #expect(point.isRetransmission == truth.again)
      #expect(point.outstanding.map { (0...4_000).contains($0.client) } == true)
    }
    #expect(samples.contains(where: \.isRetransmission) && samples.contains { !$0.sacks.isEmpty })
    #expect(samples.contains { ($0.roundTrip ?? 0) > 0 })
    #expect(try trace == self.trace(rounds: rounds))
    #expect(zip(trace.points, trace.points.dropFirst()).allSatisfy { $0.frame < $1.frame })
  }

  @Test("of each end there is a point in every interval in which it spoke, and no interval is passed over")
  func even() throws {
    let rounds = 3_000
    let trace = try trace(rounds: rounds)
    let sampling = try #require(trace.sampling)
    func interval(_ time: Int64) -> Int64 { (time - sampling.from) / sampling.interval }
    let plotted = Set(trace.points.map { "\($0.from) \(interval($0.time))" })
    for (_, segment) in Self.flow(rounds).sent where segment.time >= sampling.from {
      #expect(plotted.contains("\(segment.from) \(interval(segment.time))"))
    }
    #expect(trace.folds.allSatisfy { sampling.from <= $0.from })
  }

  @Test("a short connection has all its rows and no sample, nor has one beyond the cap")
  func without() throws {
    #expect(try trace(rounds: 2).sampling == nil)
    let capped = try trace(rounds: 400, plots: 0)
    #expect(capped.sampling == nil && !capped.folds.isEmpty && !capped.points.contains(where: \.isSampled))
  }
}
