import Wire

/// The segments of one connection in one of two captures.
struct PairFlow {
  var key: FlowKey
  var client: Side
  /// Client first: the number each end's stream begins with in this capture.
  var base: PerRole<UInt32?> = PerRole(client: nil, server: nil)
  var segments: [Segment] = []
  /// What each end went through as this capture shows it: when, by which frame.
  var states: PerRole<[StateSpan]> = PerRole(client: [], server: [])

  func role(of seg: Segment) -> Role { FlowKey.of(seg).side == client ? .client : .server }
  subscript(_ role: Role) -> SocketAddress { key[role == .client ? client : client.other] }
}
