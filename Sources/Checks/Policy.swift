import Wire

/// What somebody knows of the stacks he looks at: other levels, and deviations that are known.
package struct Policy: Sendable, Hashable {
  /// Check → the level its findings have.
  package var levels: [String: Level] = [:]
  package var known: [KnownDeviation] = []
  package init() {}

  /// The first known deviation that a finding is.
  ///
  /// - Parameters:
  ///   - port: of the connection's server; `nil` for a finding about a host.
  ///   - role: in which the accused acts.
  package func deviation(check: String, address: Address, port: UInt16?, role: String?) -> KnownDeviation? {
    known.first { $0.covers(check: check, address: address, port: port, role: role) }
  }
}

/// A deviation that one knows of and has accepted: it is shown as such, and fails no build.
package struct KnownDeviation: Sendable, Hashable {
  /// A check's id, or a family as `isn/*`.
  package var check: String
  /// Addresses of the accused; `nil`: any.
  package var host: AddressRange?
  /// Port of the connection's server; `nil`: any, and hosts.
  package var port: UInt16?
  /// `client` or `server`; `nil`: either.
  package var role: String?
  package var reason: String
  /// The first instant at which it counts again, and the date as written.
  package var expiry: Expiry?

  package struct Expiry: Sendable, Hashable {
    /// `2027-03-31`: the last day on which it is accepted, UTC.
    package var date: String
    package var end: Instant
    package init(date: String, end: Instant) { (self.date, self.end) = (date, end) }
  }

  package init(
    check: String, host: AddressRange? = nil, port: UInt16? = nil, role: String? = nil, reason: String,
    expiry: Expiry? = nil
  ) {
    self.check = check
    self.host = host
    self.port = port
    self.role = role
    self.reason = reason
    self.expiry = expiry
  }

  func covers(check id: String, address: Address, port: UInt16?, role: String?) -> Bool {
    guard check == id || check.hasSuffix("/*") && id.hasPrefix(check.dropLast()) else { return false }
    if let host, !host.contains(address) { return false }
    if let wanted = self.port, wanted != port { return false }
    if let wanted = self.role, wanted != role { return false }
    return true
  }
}

/// Addresses that begin alike: `192.0.2.0/24`, `2001:db8::/32`, or one address.
package struct AddressRange: Sendable, Hashable {
  package var first: Address
  /// Bits that all of them share.
  package var prefix: Int

  package init(first: Address, prefix: Int) { (self.first, self.prefix) = (first, prefix) }

  /// `nil` where the text is no address, or its prefix is longer than an address.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = Address(parsing: first) else { return nil }
    let bits = address.family == .v4 ? 32 : 128
    guard parts.count == 2 else {
      self.init(first: address, prefix: bits)
      return
    }
    guard let prefix = Int(parts[1]), (0...bits).contains(prefix) else { return nil }
    self.init(first: address, prefix: prefix)
  }

  package func contains(_ address: Address) -> Bool {
    guard address.family == first.family else { return false }
    if address.family == .v4 { return agree(address.low << 32, first.low << 32, prefix) }
    return agree(address.high, first.high, min(prefix, 64)) && agree(address.low, first.low, max(0, prefix - 64))
  }

  private func agree(_ a: UInt64, _ b: UInt64, _ bits: Int) -> Bool { bits == 0 || (a ^ b) >> UInt64(64 - bits) == 0 }
}
