import Wire

/// What a middlebox changed: header fields of segments that are otherwise the same.
struct Rewrites {
  private var found: [Rewrite] = []

  /// - Parameter near: the flow at the client, and `far` at the server.
  static func between(_ near: PairFlow, _ far: PairFlow, _ directions: [PairedSegments]) -> [Rewrite] {
    var rewrites = Rewrites()
    for paired in directions {
      let (here, there) = paired.role == .client ? (near, far) : (far, near)
      for place in paired.sent.indices {
        guard let other = paired.arrival[place] else { continue }
        let (one, same) = (paired.sent[place].segment, paired.arrived[other].segment)
        rewrites.compare(one, same, paired.role, here, there)
      }
    }
    return rewrites.found
  }

  private mutating func compare(
    _ one: Segment, _ same: Segment, _ role: Role, _ here: PairFlow, _ there: PairFlow
  ) {
    func note(_ field: String, _ before: String?, _ after: String?) {
      guard before != after else { return }
      if let place = found.firstIndex(where: { $0.field == field && $0.from == role }) {
        found[place].segments += 1
      } else {
        found.append(
          Rewrite(
            field: field, from: role, before: before ?? "–", after: after ?? "–", segments: 1,
            frames: [Int(one.frame), Int(same.frame)]))
      }
    }
    note("address", one.source.text, same.source.text)
    note("port", String(one.sourcePort), String(same.sourcePort))
    let shift = (there.base[role] ?? 0) &- (here.base[role] ?? 0)
    if shift != 0 { note("sequence numbers", "0", "+\(shift)") }
    let (options, others) = (one.options, same.options)
    if one.has(.syn) {
      func value(_ options: TCPOptions, _ kind: TCPOptions.Present, _ text: String) -> String? {
        options.present.contains(kind) ? text : nil
      }
      note("MSS", segmentSize(options), segmentSize(others))
      note("window scale", value(options, .windowScale, "\(options.windowShift)"), value(others, .windowScale, "\(others.windowShift)"))
      note("SACK permitted", value(options, .sackPermitted, "yes"), value(others, .sackPermitted, "yes"))
    }
    let stamps = (options.present.contains(.timestamps), others.present.contains(.timestamps))
    if stamps.0 != stamps.1 {
      note("timestamps", stamps.0 ? "yes" : nil, stamps.1 ? "yes" : nil)
    } else if stamps.0 {
      let moved = others.timestamp.rawValue &- options.timestamp.rawValue
      if moved != 0 { note("timestamps", "0", "+\(moved)") }
    }
    note("window", String(one.wnd), String(same.wnd))
    note("ECN", String(one.trafficClass & 3), String(same.trafficClass & 3))
    note("DSCP", String(one.trafficClass >> 2), String(same.trafficClass >> 2))
    note("TTL", String(one.ttl), String(same.ttl))
    note("DF", one.dontFragment ? "1" : "0", same.dontFragment ? "1" : "0")
  }

  private func segmentSize(_ options: TCPOptions) -> String? {
    for case .maximumSegmentSize(let size) in options.list { return String(size) }
    return nil
  }
}
