extension Address {
  /// The canonical text form: dotted decimal, or RFC 5952 for IPv6.
  package var text: String {
    switch family {
    case .v4: return (0..<4).map { String(low >> UInt64(24 - 8 * $0) & 0xff) }.joined(separator: ".")
    case .v6: break
    }
    if high == 0, low >> 32 == 0xffff {
      // RFC 5952 §5: an IPv4-mapped address shows the address it maps.
      return "::ffff:" + Address(v4: UInt32(truncatingIfNeeded: low)).text
    }
    let groups = (0..<8).map { index -> UInt64 in
      let word = index < 4 ? high : low
      return word >> UInt64(48 - 16 * (index & 3)) & 0xffff
    }
    // RFC 5952 §4.2: the longest run of two or more zero groups becomes "::", the first of equals.
    var best = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8, groups[end] == 0 { end += 1 }
      if end - index > max(1, best.count) { best = index..<end }
      index = max(end, index + 1)
    }
    func hex(_ part: ArraySlice<UInt64>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    if best.isEmpty { return hex(groups[...]) }
    return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
  }

  /// Reads dotted decimal or IPv6 text (RFC 4291 §2.2), the last 32 bits of which may be dotted decimal.
  package init?(parsing text: some StringProtocol) {
    let text = String(text)
    if !text.contains(":") {
      guard let bits = Address.dotted(text[...]) else { return nil }
      self.init(v4: bits)
      return
    }
    guard let groups = Address.groups(of: text) else { return nil }
    func half(_ part: ArraySlice<UInt16>) -> UInt64 { part.reduce(0) { $0 << 16 | UInt64($1) } }
    self.init(v6: half(groups[0..<4]), half(groups[4..<8]))
  }

  private static func dotted(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      // A leading zero would be octal to some readers and decimal to others.
      guard part == "0" || !part.hasPrefix("0"), let octet: UInt8 = number(part, longest: 3, radix: 10) else { return nil }
      bits = bits << 8 | UInt32(octet)
    }
    return bits
  }

  /// Digits only: the standard library would take a sign.
  fileprivate static func number<Value: FixedWidthInteger>(_ text: Substring, longest: Int, radix: Int) -> Value? {
    guard (1...longest).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-")
    else { return nil }
    return Value(text, radix: radix)
  }

  private static func groups(of text: String) -> [UInt16]? {
    func read(_ part: Substring, last: Bool) -> [UInt16]? {
      if part.isEmpty { return [] }
      var groups: [UInt16] = []
      let words = part.split(separator: ":", omittingEmptySubsequences: false)
      for (index, word) in words.enumerated() {
        if last, index == words.count - 1, word.contains(".") {
          guard let bits = dotted(word) else { return nil }
          groups += [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
        } else {
          guard let group: UInt16 = number(word, longest: 4, radix: 16) else { return nil }
          groups.append(group)
        }
      }
      return groups
    }
    guard let gap = text.firstRange(of: "::") else {
      return read(text[...], last: true).flatMap { $0.count == 8 ? $0 : nil }
    }
    guard let left = read(text[..<gap.lowerBound], last: false), let right = read(text[gap.upperBound...], last: true),
      left.count + right.count < 8
    else { return nil }
    return left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right
  }
}

extension SocketAddress {
  /// `10.0.0.1:80` or `[fd00::1]:80`.
  package var text: String { address.family == .v4 ? "\(address.text):\(port)" : "[\(address.text)]:\(port)" }

  /// Reads `10.0.0.1:80` or `[fd00::1]:80`.
  package init?(parsing text: some StringProtocol) {
    let text = String(text)
    guard let colon = text.lastIndex(of: ":"),
      let port: UInt16 = Address.number(text[text.index(after: colon)...], longest: 5, radix: 10)
    else { return nil }
    var host = text[..<colon]
    let bracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if bracketed { host = host.dropFirst().dropLast() }
    // Without brackets nobody could tell the port from the last group (RFC 5952 §6).
    guard let address = Address(parsing: host), bracketed == (address.family == .v6) else { return nil }
    self.init(address: address, port: port)
  }
}

extension FlowKey {
  /// The four-tuple of a segment, and which of its ends sent it.
  @inlinable package static func of(_ seg: Segment) -> (key: FlowKey, side: Side) {
    let (sender, receiver) = (seg.sender, seg.receiver)
    return SocketAddress.precedes(sender, receiver)
      ? (FlowKey(lower: sender, upper: receiver), .lower) : (FlowKey(lower: receiver, upper: sender), .upper)
  }
}
