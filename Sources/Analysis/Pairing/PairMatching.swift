import Wire

/// Which connection of one capture is which of the other: by what no translator changes, or all of them leave.
struct PairMatching {
  struct Pair {
    var near: PairFlow
    var far: PairFlow
    var basis: String
  }
  private(set) var pairs: [Pair] = []
  private(set) var unmatched = PerRole(client: 0, server: 0)

  init(_ near: [PairFlow], _ far: [PairFlow]) {
    var partner = [Int?](repeating: nil, count: near.count)
    var basis = [String](repeating: "", count: near.count)
    var taken = Set<Int>()
    // Addresses and ports; then initial numbers, which a translator leaves; then the first data, which also those leave
    // that choose numbers of their own.
    for (name, key) in [("four-tuple", Self.tuple), ("initial numbers", Self.numbers), ("first data", Self.data)] {
      var waiting: [String: [Int]] = [:]
      for place in far.indices.reversed() where !taken.contains(place) {
        if let key = key(far[place]) { waiting[key, default: []].append(place) }
      }
      for place in near.indices where partner[place] == nil {
        guard let key = key(near[place]), let found = waiting[key]?.popLast() else { continue }
        (partner[place], basis[place]) = (found, name)
        taken.insert(found)
      }
    }
    for place in near.indices {
      guard let found = partner[place] else { continue }
      pairs.append(Pair(near: near[place], far: far[found], basis: basis[place]))
    }
    unmatched = PerRole(client: near.count - pairs.count, server: far.count - pairs.count)
    for place in pairs.indices { Self.alignBases(&pairs[place]) }
  }

  private static func tuple(_ flow: PairFlow) -> String? {
    "\(flow.key.lower.text) \(flow.key.upper.text)"
  }

  private static func numbers(_ flow: PairFlow) -> String? {
    guard let client = flow.base.client, let server = flow.base.server else { return nil }
    return "\(client) \(server)"
  }

  private static func data(_ flow: PairFlow) -> String? {
    let first = flow.segments.prefix(64).filter { $0.payload > 0 }
    guard let seg = first.first, seg.payload > 7 else { return nil }
    return "\(flow.role(of: seg)) \(seg.payload) \(seg.payloadHash)"
  }

  /// Without a SYN in both, numbers are compared as they stand: nothing shows a shift.
  private static func alignBases(_ pair: inout Pair) {
    if pair.near.client != pair.far.client, pair.near.key == pair.far.key, pair.near.base.client == nil {
      pair.near.client = pair.far.client
    }
    for role in Role.allCases where pair.near.base[role] == nil || pair.far.base[role] == nil {
      let shown = pair.near.base[role] ?? pair.far.base[role]
      let base =
        shown ?? pair.near.segments.first { pair.near.role(of: $0) == role }?.seq.rawValue
        ?? pair.far.segments.first { pair.far.role(of: $0) == role }?.seq.rawValue ?? 0
      pair.near.base.with(role) { $0 = base }
      pair.far.base.with(role) { $0 = base }
    }
  }
}
