/// What a finding is, whenever and wherever the same conversation is captured again: for lists of known findings.
///
/// Of the check, who stands accused toward whom, and the how manieth of its kind in the capture; not of frames, times,
/// sequence numbers and the client's port, which change from run to run.
struct Fingerprint {
  private var seen: [String: Int] = [:]

  /// Sixteen hexadecimal digits.
  mutating func next(check: String, _ parts: String...) -> String {
    let kind = ([check] + parts).joined(separator: "\u{1f}")
    let ordinal = seen[kind, default: 0]
    seen[kind] = ordinal + 1
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    // FNV-1a (draft-eastlake-fnv), so that any language can compute it.
    for octet in "\(kind)\u{1f}\(ordinal)".utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension CaptureReport {
  /// Gives every finding its fingerprint, in the order of connections and then of hosts.
  package mutating func fingerprint() {
    var fingerprint = Fingerprint()
    for place in connections.indices where !connections[place].findings.isEmpty {
      let (client, server) = (connections[place].client.address, connections[place].server)
      for finding in connections[place].findings.indices {
        let one = connections[place].findings[finding]
        connections[place].findings[finding].fingerprint = fingerprint.next(
          check: one.check, one.endpoint?.rawValue ?? "", client, "\(server.address) \(server.port)")
      }
    }
    for place in hosts.indices {
      for finding in hosts[place].findings.indices {
        hosts[place].findings[finding].fingerprint = fingerprint.next(
          check: hosts[place].findings[finding].check, hosts[place].address)
      }
    }
  }
}
