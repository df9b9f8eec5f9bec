import Analysis
import Checks
import Replay
import TestSupport
import Testing
import Wire

/// What excuses a charge: one guard at a time, on a conversation whose FIN is charged with something.
@Suite struct SettlementTests {
  /// Charges each client's first FIN.
  private func check(_ guards: Guards, kind: CheckClass = .safety, change: @escaping @Sendable (inout Charge) -> Void = { _ in })
    -> Check
  {
    Check(
      id: "test/fin", level: .must, kind: kind, title: Bilingual("a FIN", zh: "有 FIN"),
      citation: .rfc(9293, "3.6", nil, "CLOSE"), why: Bilingual("none", zh: "无"), guards: guards, triggers: [], passes: [],
      subject: .step(on: .fin) { step, _ in
        guard step.side == step.before.client else { return [] }
        var charge = Charge(expected: Bilingual("x", zh: "y"), observed: Bilingual("x", zh: "y"), title: Bilingual("x", zh: "y"),
          frames: [step.seg.frame])
        change(&charge)
        return [.charge(charge)]
      })
  }

  /// A conversation from one port of A, captured in the middle (10 ms to either side), B one hop away or none.
  private func conversation(port: Int = 40000, ttl: Int = 64, options: String = "", exchanges: Int = 1) -> String {
    let a = "A:\(port)"
    var text = """
        +0.1    \(a) > B  S   1000:1000(0)  win 64240  <mss 1460\(options)>  {ttl \(ttl)}
        +0.010  B > \(a)  S.  9000:9000(0)  ack 1001  win 65535  <mss 1460>
        +0.010  \(a) > B  .   1001:1001(0)  ack 9001  win 64240  {ttl \(ttl)}

      """
    for place in 0..<exchanges {
      text += """
          +0.010  B > \(a)  P.  \(9001 + 100 * place):\(9101 + 100 * place)(100)  ack 1001  win 65535
          +0.010  \(a) > B  .   1001:1001(0)  ack \(9101 + 100 * place)  win 64240  {ttl \(ttl)}

        """
    }
    return text + """
        +0.010  \(a) > B  F.  1001:1001(0)  ack \(9001 + 100 * exchanges)  win 64240  {ttl \(ttl)}
        +0.010  B > \(a)  .   \(9001 + 100 * exchanges):\(9001 + 100 * exchanges)(0)  ack 1002  win 65535

      """
  }

  /// Verdicts on the clients, connection by connection.
  private func verdicts(_ text: String, _ check: Check) throws -> [String] {
    var options = AnalysisOptions()
    options.allVerdicts = true
    let report = report(of: try SegmentNotation.parse(text), options: options, checks: [check])
    return report.connections.map { connection in
      let certainty = connection.findings.first.map { " " + $0.certainty.rawValue } ?? ""
      return connection.verdicts.map { $0.verdict + ($0.reason.map { " " + $0 } ?? "") }.joined() + certainty
    }
  }

  @Test("without a guard a charge stands; seen twice, or in one header, it is certain")
  func stands() throws {
    #expect(try verdicts(conversation(), check([])) == ["fail likely"])
    #expect(try verdicts(conversation(), check([]) { $0.selfEvident = true }) == ["fail certain"])
    let twice = conversation() + conversation(port: 40001)
    #expect(try verdicts(twice, check([])) == ["fail certain", "fail certain"])
  }

  @Test("N(k): fewer instances of one host than asked for prove nothing")
  func instances() throws {
    let two = check(.n) { $0.instancesNeeded = 2 }
    #expect(try verdicts(conversation(), two) == ["inconclusive too-few-samples"])
    #expect(try verdicts(conversation() + conversation(port: 40001), two) == ["fail certain", "fail certain"])
  }

  @Test("options that change the rules excuse where the check says so", arguments: [
    (",opt-34 0102030405060708", Guards.tfo, "spec-ambiguous"), (",opt-30 01020304", .mp, "multipath-tcp"),
    (",opt-29 0102", .auth, "auth-option"),
  ])
  func options(_ option: String, _ guards: Guards, _ reason: String) throws {
    #expect(try verdicts(conversation(options: option), check(guards)) == ["inconclusive \(reason)"])
    #expect(try verdicts(conversation(), check(guards)) == ["fail likely"])
    #expect(try verdicts(conversation(options: option), check([])) == ["fail likely"])
  }

  @Test("BOX: behind a router anybody may have acted in the host's name")
  func box() throws {
    #expect(try verdicts(conversation(ttl: 63), check(.box)) == ["inconclusive middlebox"])
    #expect(try verdicts(conversation(ttl: 64), check(.box)) == ["fail likely"])
  }

  @Test("OLD: a capture younger than 240 s does not show every SYN")
  func old() throws {
    let early = "+0 C > B S 1:1(0) win 1\n"
    #expect(try verdicts(early + conversation(), check(.old)).last == "inconclusive capture-loss")
    #expect(try verdicts(early + "+240 C > B S 1:1(0) win 1\n" + conversation(), check(.old)).last == "fail likely")
  }

  @Test("TAP and FW ask for what a capture in the middle does not have", arguments: [
    (Guards.tap, "vantage"), (.fw, "firewall-possible"), (.resets, "firewall-possible"),
  ])
  func asked(_ guards: Guards, _ reason: String) throws {
    #expect(try verdicts(conversation(), check(guards)) == ["inconclusive \(reason)"])
  }

  @Test("MID: joined after the handshake")
  func midstream() throws {
    let rest = conversation().split(separator: "\n").dropFirst(3).joined(separator: "\n")
    #expect(try verdicts(rest, check(.mid)) == ["inconclusive mid-stream"])
    #expect(try verdicts(rest, check([])) == ["fail likely"])
  }

  @Test("PR: in the middle only so many copies that their loss is not believed, or the accused's own reaction")
  func receipt() throws {
    func copies(_ count: Int) -> Check { check(.pr, kind: .reaction) { $0.copies = count } }
    #expect(try verdicts(conversation(exchanges: 80), copies(3)) == ["fail likely"])
    #expect(try verdicts(conversation(exchanges: 80), copies(2)) == ["inconclusive receipt-unproven"])
    #expect(try verdicts(conversation(exchanges: 3), copies(3)) == ["inconclusive receipt-unproven"])
    let reacted = check(.pr, kind: .reaction) { $0.receiptProven = true }
    #expect(try verdicts(conversation(), reacted) == ["fail likely"])
  }

  @Test("RL: one copy, or several within half a second, may be throttled")
  func throttled() throws {
    func copies(_ count: Int, over length: Duration) -> Check {
      check(.rl, kind: .reaction) { charge in
        charge.copies = count
        charge.receiptProven = true
        charge.interval = SegmentNotation.epoch...(SegmentNotation.epoch + length)
      }
    }
    #expect(try verdicts(conversation(), copies(3, over: .milliseconds(400))) == ["inconclusive rate-limit-possible"])
    #expect(try verdicts(conversation(), copies(1, over: .seconds(4))) == ["inconclusive rate-limit-possible"])
    #expect(try verdicts(conversation(), copies(3, over: .seconds(4))) == ["fail likely"])
  }

  @Test("a check called for and not decided is in doubt; one never called for is only counted")
  func untested() throws {
    var one = check([])
    one.subject = .step(on: .wandering) { _, _ in [] }
    one.untested = Untested(.sentFin, .tooFewSamples)
    #expect(try verdicts(conversation(), one) == ["inconclusive too-few-samples"])
    one.opportunity = .sentData
    #expect(try verdicts(conversation(), one) == ["inconclusive too-few-samplespass"])
    one.untested = Untested(.enteredTimeWait, .tooFewSamples)
    one.opportunity = []
    #expect(try verdicts(conversation(), one) == [""])
  }
}
