import Checks
import Wire

extension AnalysisOptions {
  /// The level of a finding: the policy's, else the charge's own, else the check's.
  func level(of check: Check, _ charge: Charge) -> FindingLevel {
    FindingLevel(policy.levels[check.id] ?? charge.level ?? check.level)
  }

  /// Whether the policy knows a deviation, and whether it still accepts it.
  ///
  /// The day is the capture's, not the reader's: one capture has one report, whenever it is read.
  func known(check: String, address: Address, port: UInt16?, role: Role?, at end: Instant) -> KnownReport? {
    policy.deviation(check: check, address: address, port: port, role: role?.rawValue).map { deviation in
      KnownReport(reason: deviation.reason, until: deviation.expiry, at: end)
    }
  }
}

extension KnownReport {
  /// - Parameter end: of the capture: what it lies beyond has expired.
  package init(reason: String, until expiry: KnownDeviation.Expiry?, at end: Instant) {
    self.init(reason: reason, until: expiry?.date, isExpired: expiry.map { $0.end <= end } ?? false)
  }
}
