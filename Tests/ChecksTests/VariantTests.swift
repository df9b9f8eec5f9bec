import Analysis
import Checks
import TestSupport
import Testing
import Wire

/// The same misdeed seen from elsewhere, over IPv6, from the middle on, or with other numbers: it may become doubtful,
/// but never a virtue.
@Suite struct VariantTests {
  struct Variant: CustomTestStringConvertible, Sendable {
    var example: Example
    var name: String
    var change: @Sendable (Script) -> Script
    /// The stimulus itself may be cut away.
    var mayBeSilent = false
    var testDescription: String { "\(example.testDescription) \(name)" }
  }

  static let variants: [Variant] = Example.triggers.filter(\.check.isObligation).flatMap { example in
    Script.Tap.allCases.map { tap in
      Variant(example: example, name: "at the \(tap)", change: { $0.captured(at: tap, oneWay: .milliseconds(10)) })
    } + [
      // ICMPv6 has no Source Quench.
      Variant(
        example: example, name: "over IPv6", change: \.overIPv6, mayBeSilent: example.script.contains("icmp 4/")),
      Variant(example: example, name: "from the middle on", change: \.midstream, mayBeSilent: true),
    ]
  }

  @Test("seen otherwise, a misdeed is a failure or in doubt, never a pass", arguments: variants)
  func neverPasses(_ variant: Variant) throws {
    let id = variant.example.check.id
    let script = try SegmentNotation.parse(variant.example.script)
    let changed = variant.change(script)
    var options = AnalysisOptions()
    options.allVerdicts = true
    let seen = report(of: changed, options: options)
    for accused in Set(report(of: script).findings(of: id).map(\.accused)) {
      let name = changed.segments.first?.source.family == .v6 ? overIPv6(accused) : accused
      let verdicts = seen.verdicts(of: id, on: name)
      let doubtful = verdicts.contains { $0.hasPrefix("fail") || $0.hasPrefix("inconclusive (") }
      let isSilent = verdicts.isEmpty && variant.mayBeSilent
      #expect(doubtful || isSilent, "on \(name): \(verdicts)")
    }
  }

  @Test(
    "numbers that run across 2^32 change nothing", arguments: Example.triggers, Script.Wrap.allCases)
  func wraps(_ example: Example, after which: Script.Wrap) throws {
    let script = try SegmentNotation.parse(example.script)
    let id = example.check.id
    let plain = report(of: script).said(by: id).map(\.frames)
    let wrapped = report(of: script.wrapped(after: which)).said(by: id).map(\.frames)
    #expect(plain == wrapped)
  }

  private func overIPv6(_ accused: String) -> String {
    if let end = SocketAddress(parsing: accused) {
      return SocketAddress(address: Address(v6: 0xfd00 << 48, end.address.low), port: end.port).text
        .replacing("[", with: "").replacing("]", with: "")
    }
    return Address(parsing: accused).map { Address(v6: 0xfd00 << 48, $0.low).text } ?? accused
  }
}

/// The transformations themselves.
@Suite struct TransformationTests {
  private let handshake = """
    +0      A > B  S   4294967290:4294967290(0)  win 1000
    +0.010  B > A  S.  300:300(0)  ack 4294967291  win 1000
    ↓ +0.001  A > B  P.   4294967291:5(10)  ack 301  win 1000
    """

  @Test("the farther the tap from the answerer, the longer the answer takes")
  func taps() throws {
    let script = try SegmentNotation.parse(handshake)
    let turnaround = Script.Tap.allCases.map { tap in
      let seen = script.captured(at: tap, oneWay: .milliseconds(40)).segments
      return (server: seen[1].time - seen[0].time, client: seen[2].time - seen[1].time, ttl: seen[1].ttl)
    }
    #expect(turnaround.map(\.server) == [.milliseconds(90), .milliseconds(50), .milliseconds(10)])
    #expect(turnaround.map(\.client) == [.milliseconds(1), .milliseconds(41), .milliseconds(81)])
    #expect(turnaround.map(\.ttl) == [62, 63, 64])
  }

  @Test("the marks stay with their lines")
  func marks() throws {
    let script = try SegmentNotation.parse(handshake)
    #expect(script.midstream.marked == [1] && script.midstream.segments.count == 1)
    #expect(script.captured(at: .server, oneWay: .milliseconds(5)).marked == [3])
  }

  @Test("moved numbers wrap where they should, and acknowledgements move with them")
  func wraps() throws {
    let script = try SegmentNotation.parse(handshake)
    let first = script.wrapped(after: .first).segments
    #expect(first.map(\.seq.rawValue) == [0xffff_ffff, 0xffff_ffff, 0])
    #expect(first.map(\.ack.rawValue) == [0, 0, 0])
    let last = script.wrapped(after: .last).segments
    #expect(last.map(\.seq.rawValue) == [0xffff_fffe, 0xffff_ffff, 0xffff_ffff])
  }

  @Test("over IPv6 the packet grows by the longer header")
  func overIPv6() throws {
    let script = try SegmentNotation.parse(handshake)
    let first = try #require(script.overIPv6.segments.first)
    #expect(first.source.text == "fd00::a00:1" && first.ipLength == script.segments[0].ipLength + 20)
  }
}
