import Wire

/// The judgement's numbers, with their defaults and what the user changed.
package struct Parameters: Sendable {
  /// MSL for hazards (RFC 9293 §3.4.2).
  package var msl: Duration = .seconds(120)
  /// No common stack has left TIME-WAIT sooner.
  package var timeWaitFloor: Duration = .seconds(30)
  package var timeWaitLow: Duration = .seconds(60)
  package var timeWaitRFC: Duration = .seconds(240)
  package var timeWaitCeiling: Duration = .seconds(300)
  /// Added to the turnaround before a reaction is overdue.
  package var reactSlack: Duration = .milliseconds(200)
  package var delayedAckMaximum: Duration = .milliseconds(550)
  /// PR5: the chance at which k lost copies are no longer believed.
  package var receiptDoubt: Double = 1e-3
  package var orderWindow: Duration = .milliseconds(20)
  package var duplicateWindow: Duration = .milliseconds(2)
  package var vantageNear: Duration = .milliseconds(2)
  package var idleSilent: Duration = .seconds(30)
  package var idleLong: Duration = .seconds(60)
  package var closeWaitLinger: Duration = .seconds(60)
  package var closeLingerInfo: Duration = .seconds(5)
  package var keepaliveMinimumIdle: Duration = .seconds(1)
  package var finWait2Ceiling: Duration = .seconds(900)
  package var zeroWindowWait: Duration = .seconds(10)
  /// No lawful first retransmission timeout is longer, unless the round trip is (RFC 6298 (2.1), (5.7)).
  package var timeoutBound: Duration = .seconds(3)
  /// Times that bound after which octets that were never sent again count as forgotten.
  package var missingWait: Int = 6
  package var timeoutCap: Duration = .seconds(60)
  package var giveUpMinimum: Duration = .seconds(100)
  /// Segments of the initial window (RFC 6928 §2).
  package var initialWindow: Int = 10
  package var isnAlphaReport: Double = 1e-6
  package var ttlDelta: Int = 3
  package var profile: Profile = .default
  /// `--msl` was given: TIME-WAIT is owed for exactly 2·MSL.
  package var mslIsExplicit = false
  /// `ID.NAME` → value, for the checks' own parameters.
  package var own: [String: Double] = [:]

  package enum Profile: String, Sendable, CaseIterable { case `default`, rfcStrict = "rfc-strict", linux }

  package init() {}

  /// A check's own parameter.
  package func value(_ name: String, of check: Check) -> Double {
    if let value = own["\(check.id).\(name)"] { return value }
    return check.parameters.first { $0.name == name }?.defaultValue ?? 0
  }

  /// `--msl S`: TIME-WAIT is owed for 2·S, no less and no more.
  package mutating func setMSL(_ msl: Duration) {
    self.msl = msl
    timeWaitFloor = msl * 2
    timeWaitLow = msl * 2
    timeWaitRFC = msl * 2
    timeWaitCeiling = msl * 2 + .seconds(60)
    mslIsExplicit = true
  }
}
