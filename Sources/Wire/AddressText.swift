extension Address {
  /// The canonical text form: dotted decimal, or RFC 5952 for IPv6.
  package var text: String {
    switch family {
    case .v4: return (0..<4).map { String(low >> UInt64(24 - 8 * $0) & 0xff) }.joined(separator: ".")
    case .v6: break
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

  /// Reads dotted decimal or IPv6 text.
  package init?(parsing text: some StringProtocol) {
    if !text.contains(":") {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
      guard parts.count == 4 else { return nil }
      var bits: UInt32 = 0
      for part in parts {
        guard let part else { return nil }
        bits = bits << 8 | UInt32(part)
      }
      self.init(v4: bits)
      return
    }
    guard let groups = Address.groups(of: String(text)) else { return nil }
    func half(_ part: ArraySlice<UInt16>) -> UInt64 { part.reduce(0) { $0 << 16 | UInt64($1) } }
    self.init(v6: half(groups[0..<4]), half(groups[4..<8]))
  }

  private static func groups(of text: String) -> [UInt16]? {
    func read(_ part: Substring) -> [UInt16]? {
      if part.isEmpty { return [] }
      let groups = part.split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0, radix: 16) }
      return groups.contains { $0 == nil } ? nil : groups.compactMap { $0 }
    }
    var gap: (Substring, Substring)?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ":", next < text.endIndex, text[next] == ":" {
        gap = (text[..<index], text[text.index(after: next)...])
        break
      }
      index = next
    }
    guard let (front, back) = gap else { return read(text[...]).flatMap { $0.count == 8 ? $0 : nil } }
    guard let left = read(front), let right = read(back), left.count + right.count < 8 else { return nil }
    return left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right
  }
}

extension SocketAddress {
  /// `10.0.0.1:80` or `[fd00::1]:80`.
  package var text: String { address.family == .v4 ? "\(address.text):\(port)" : "[\(address.text)]:\(port)" }

  /// Reads `10.0.0.1:80` or `[fd00::1]:80`.
  package init?(parsing text: some StringProtocol) {
    let text = String(text)
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard let address = Address(parsing: host) else { return nil }
    self.init(address: address, port: port)
  }
}

extension FlowKey {
  /// The four-tuple of a segment, and which of its ends sent it.
  @inline(__always)
  package static func of(_ seg: Segment) -> (key: FlowKey, side: Side) {
    let (sender, receiver) = (seg.sender, seg.receiver)
    return SocketAddress.precedes(sender, receiver)
      ? (FlowKey(lower: sender, upper: receiver), .lower) : (FlowKey(lower: receiver, upper: sender), .upper)
  }
}
