/// ESP without encryption (RFC 4303, RFC 2410), told from a cipher by what a cipher cannot have: RFC 5879's heuristics.
///
/// Nothing in the packet says whether it is encrypted, nor how long the check value at its end is. Each length is tried,
/// and believed only where padding, next header and the lengths or sums of what is inside agree; all else is counted.
enum PlainSecurity {
  /// Octets of the check values in use (RFC 8221 §6), the commonest first; 0 for a combined or missing one.
  private static let checkValues = [12, 16, 24, 32, 20, 0]

  static func decode(_ bytes: Bytes, _ length: Int, depth: Int, into seg: inout Segment) -> FramingOutcome {
    // The end must be there, and security parameters, sequence number and trailer besides.
    guard bytes.count == length, length >= 8 + 20 + 2, depth < Tunnels.deepest else { return .skipped(.esp) }
    for check in checkValues {
      if let outcome = contents(bytes, length - check, depth: depth, into: &seg) { return outcome }
    }
    return .skipped(.esp)
  }

  /// What stands before a trailer that ends at `end`; `nil` where none can.
  private static func contents(_ bytes: Bytes, _ end: Int, depth: Int, into seg: inout Segment) -> FramingOutcome? {
    let padding = Int(bytes.octet(end - 2))
    let size = end - 2 - padding - 8
    // The octets of the padding are 1, 2, 3 … (RFC 4303 §2.4).
    guard size >= 20, (0..<padding).allSatisfy({ Int(bytes.octet(8 + size + $0)) == $0 + 1 }) else { return nil }
    let inside = bytes.from(8, length: size)
    switch bytes.octet(end - 1) {
    case 4:
      let header = Int(inside.octet(0) & 15) * 4
      guard header >= 20, Int(inside.short(2)) == size, isSound(inside.from(0, length: header)) else { return nil }
      return Tunnels.inner(inside, size, version: 4, depth: depth, carrier: .esp, into: &seg)
    case 41:
      guard size >= 40, Int(inside.short(4)) + 40 == size else { return nil }
      return Tunnels.inner(inside, size, version: 6, depth: depth, carrier: .esp, into: &seg)
    case 6:
      var within = seg
      guard TCPHeader.decode(inside, length: size, into: &within) == .segment, within.checksum == .good else { return nil }
      seg = within
      return .segment
    default: return nil
    }
  }

  /// Whether the sum over an IPv4 header comes out (RFC 791 §3.1).
  private static func isSound(_ header: Bytes) -> Bool {
    var sum = header.sum()
    while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
    return sum == 0xffff
  }
}
