/// What stands inside the rarer options: read when asked, never kept beside the octets.
extension TCPOptions {
  /// Where a list of options stops being one.
  package enum Flaw: Hashable, Sendable {
    /// A known kind with a length that is none of its own, or any kind with a length below 2.
    case length(kind: UInt8, length: UInt8)
    /// The option's length reaches beyond the header.
    case overrun(kind: UInt8, length: UInt8)
    /// The header ends between kind and length.
    case noLength(kind: UInt8)
    /// Octets behind the End of Option List that are not zero (RFC 9293 §3.1, MUST-69).
    case padding(octet: UInt8)
  }

  /// The first flaw of the list; `nil` exactly where ``isSound``.
  package var flaw: Flaw? {
    var index = 0
    while index < Int(count) {
      let kind = self[index]
      if kind == 0 {
        let rest = (index + 1)..<max(index + 1, Int(count))
        return rest.first { self[$0] != 0 }.map { .padding(octet: self[$0]) }
      }
      if kind == 1 {
        index += 1
        continue
      }
      guard index + 1 < Int(count) else { return .noLength(kind: kind) }
      let length = self[index + 1]
      guard length >= 2, TCPOptions.fits(kind: kind, length: Int(length)) else {
        return .length(kind: kind, length: length)
      }
      guard index + Int(length) <= Int(count) else { return .overrun(kind: kind, length: length) }
      index += Int(length)
    }
    return nil
  }

  /// Whether an option of this kind may have this length: RFC 9293 §3.2, RFC 7323 §2.2 and §3.2, RFC 2018 §2 and §3,
  /// RFC 5482 §3.1, RFC 7413 §4.1.1.
  static func fits(kind: UInt8, length: Int) -> Bool {
    switch kind {
    case 2: length == 4
    case 3: length == 3
    case 4: length == 2
    case 5: length > 2 && length <= 34 && length % 8 == 2
    case 8: length == 10
    case 28: length == 4
    case 34: length == 2 || length >= 6 && length <= 18 && length % 2 == 0
    default: true
    }
  }

  /// The place of the first option of this kind, behind its length, and how many octets it has there.
  private func contents(of kind: UInt8) -> (index: Int, count: Int)? {
    var index = 0
    while index + 1 < Int(count), self[index] != 0 {
      if self[index] == 1 {
        index += 1
        continue
      }
      let length = Int(self[index + 1])
      guard length >= 2, index + length <= Int(count) else { return nil }
      if self[index] == kind { return (index + 2, length - 2) }
      index += length
    }
    return nil
  }

  /// The user timeout, granularity bit included (RFC 5482 §3.1); `nil` where there is none.
  package var userTimeout: UInt16? {
    contents(of: 28).flatMap { $0.count == 2 ? UInt16(self[$0.index]) << 8 | UInt16(self[$0.index + 1]) : nil }
  }

  /// Octets of the Fast Open cookie, 0 in a request for one (RFC 7413 §4.1.1); `nil` where there is no such option.
  package var fastOpenCookie: Int? {
    guard present.contains(.fastOpen) else { return nil }
    // The experimental kind has its two octets of magic before the cookie (RFC 6994).
    return contents(of: 34).map(\.count) ?? contents(of: 254).map { max(0, $0.count - 2) }
  }

  /// Subtype of a Multipath TCP option (RFC 8684 §3), `nil` where there is none.
  package var multipathSubtype: UInt8? {
    contents(of: 30).flatMap { $0.count > 0 ? self[$0.index] >> 4 : nil }
  }

  /// Segments are signed by MD5 (RFC 2385); by TCP-AO where not (RFC 5925).
  package var isSignedByMD5: Bool { contents(of: 19) != nil }
}

extension TCPOptions.Present {
  /// Options that a segment of an open connection has always or never; the others come and go, and are asked nothing.
  package static let telling: Self = [
    .mss, .windowScale, .sackPermitted, .sack, .timestamps, .fastOpen, .userTimeout,
  ]
  /// Options for SYNs alone (RFC 9293 §3.2, RFC 7323 §2.2, RFC 2018 §2, RFC 7413 §4.1.1).
  /// The names by which programs are told of them, in the order of their bits.
  package var names: [String] { Self.named.filter { contains($0.option) }.map(\.name) }

  /// Every name that `names` may hold.
  package static let allNames = named.map(\.name)

  private static let named: [(option: Self, name: String)] = [
    (.mss, "mss"), (.windowScale, "windowScale"), (.sackPermitted, "sackPermitted"), (.sack, "sack"), (.timestamps, "timestamps"),
    (.authentication, "authentication"), (.multipath, "multipath"), (.fastOpen, "fastOpen"), (.userTimeout, "userTimeout"),
    (.accurateECN, "accurateECN"), (.unknown, "unknown"),
  ]

  package static let openingOnly: Self = [.mss, .windowScale, .sackPermitted, .fastOpen]
}
