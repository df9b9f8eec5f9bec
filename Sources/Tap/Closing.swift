import Wire

extension Observer {
  /// A flow ends: its evidence, and room for the next.
  ///
  /// - Parameter client: the side that opened.
  package mutating func close(_ flow: TapFlow, index: UInt32, client: Side, key: FlowKey) -> Sight {
    let (a, b) = (flow[client], flow[client.other])
    var sight = Sight()
    sight.gaps = gaps.removeValue(forKey: index) ?? []
    sight.records = a.records &+ b.records
    sight.copies = flow.counts
    sight.duplicates = Int(a.near &+ a.routed &+ b.near &+ b.routed)
    sight.copyShape = Observer.shape(a, b)
    sight.reorderings = Int(flow.moved)
    sight.payloadsCut = !flow.anomalies.isDisjoint(with: [.payloadCut, .headerCut])
    sight.headersCut = flow.anomalies.contains(.headerCut)
    sight.frames = flow.frames
    sight.clientHalf = a.samples > 0 ? .nanoseconds(a.half) : nil
    sight.serverHalf = b.samples > 0 ? .nanoseconds(b.half) : nil
    sight.samples = a.samples &+ b.samples
    sight.clientHops = Observer.hops(a)
    sight.serverHops = Observer.hops(b)
    sight.lossTowardServer = Sight.Loss(lost: a.lost, crossed: a.crossed)
    sight.lossTowardClient = Sight.Loss(lost: b.lost, crossed: b.crossed)
    sight.lossFromClient = Sight.Loss(lost: a.lostBefore, crossed: a.crossed)
    sight.lossFromServer = Sight.Loss(lost: b.lostBefore, crossed: b.crossed)
    sight.mixedSums = a.bad > 0 && a.good > 0 || b.bad > 0 && b.good > 0
    sight.oneDirection = Observer.isAlone(a, b) || Observer.isAlone(b, a)
    sight.midstream = !a.facts.contains(.fromSyn)
    sight.stray = !Observer.lives(a, b)
    sight.offloadKinds = Observer.offload(flow, a).union(Observer.offload(flow, b))
    sight.offload = !sight.offloadKinds.isEmpty
    sight.damaged = Observer.wasDamaged(a) || Observer.wasDamaged(b)
    let twins = flow.counts.twins
    sight.merged = twins >= 3 && flow.counts.twinAcks > 0 && twins * 10 >= (sight.records &- min(twins, sight.records)) * 9
    sight.place(client: a, server: b, isLoopback: key.lower.address.isLoopback || key.lower.address == key.upper.address,
      near: parameters.near)
    for side in Side.allCases { endLine(of: flow[side]) }
    wide[index] = nil
    return sight
  }

  /// Another connection begins on the same four-tuple, with this segment.
  package mutating func renew(_ flow: inout TapFlow, with seg: Segment, from side: Side, index: UInt32) {
    var fresh = TapFlow()
    for side in Side.allCases { fresh[side] = TapStream(following: flow[side]) }
    fresh.recent = flow.recent
    fresh.held = flow.held
    flow = fresh
    account(seg, from: side, flow: &flow, index: index)
  }

  /// Routers that the packets have passed, from the nearest usual start at or above the TTL.
  private static func hops(_ stream: TapStream) -> Int8 {
    guard stream.ttl > 0 else { return -1 }
    let start: UInt8 = stream.ttl <= 32 ? 32 : stream.ttl <= 64 ? 64 : stream.ttl <= 128 ? 128 : 255
    return Int8(clamping: Int(start - stream.ttl))
  }

  /// One side goes on as in a conversation, and nothing of the other was recorded (`capture/one-direction`).
  private static func isAlone(_ one: TapStream, _ other: TapStream) -> Bool {
    other.records == 0 && one.advances >= 2 && (one.records >= 5 || one.last &- one.first >= 1_000_000_000)
  }

  /// More than a lone probe or its answer: either side acknowledged something in a segment that is no RST, or one of them
  /// goes on with it, or bears octets.
  private static func lives(_ a: TapStream, _ b: TapStream) -> Bool {
    let speaks = { (stream: TapStream) in
      stream.facts.contains(.acknowledged) && (stream.facts.contains(.alive) || stream.crossed > 0)
    }
    let goesOn = { (stream: TapStream) in speaks(stream) && (stream.advances > 0 || stream.facts.contains(.text)) }
    return speaks(a) && speaks(b) || goesOn(a) || goesOn(b)
  }

  /// What the copies of both sides look like together.
  private static func shape(_ a: TapStream, _ b: TapStream) -> CopyShape {
    let isRegular = { (stream: TapStream) in
      let copies = stream.near &+ stream.routed
      return copies >= 3 && copies &* 10 >= stream.records &* 9
    }
    let regular = [a, b].filter(isRegular)
    guard !regular.isEmpty else {
      // Of a short conversation neither side may have three packets.
      let (copies, records) = (a.near &+ b.near &+ a.routed &+ b.routed, a.records &+ b.records)
      if copies >= 3, copies &* 10 >= records &* 9 || copies == 2, records == 2 { return a.routed &+ b.routed > 0 ? .routed : .mirrored }
      return copies > 0 ? .single : .none
    }
    if regular.contains(where: { $0.routed > $0.near }) { return .routed }
    let quiet = [a, b].contains { !isRegular($0) && $0.near &+ $0.routed == 0 && $0.records > 0 }
    return quiet ? .oneEnd : .mirrored
  }

  /// The wrong checksums with which the stream begins were no offload: good ones came, or there was one alone.
  private static func wasDamaged(_ stream: TapStream) -> Bool {
    guard stream.facts.contains(.wrongFirst) else { return false }
    return stream.good == 0 ? stream.bad == 1 : !stream.facts.contains(.excused)
  }

  private static func offload(_ flow: TapFlow, _ stream: TapStream) -> Sight.OffloadKinds {
    var kinds: Sight.OffloadKinds = []
    if stream.partial > 0 { kinds.insert(.checksums) }
    if stream.facts.contains(.superSegment) { kinds.insert(.superSegments) }
    if flow.anomalies.contains(.lengthFromFrame) { kinds.insert(.lengthZero) }
    if stream.bad >= 2, stream.good == 0 || stream.facts.contains(.excused), stream.lost == 0 { kinds.insert(.wrongChecksums) }
    return kinds
  }
}

extension Sight {
  /// Where the tap stood, if the evidence agrees.
  fileprivate mutating func place(client: TapStream, server: TapStream, isLoopback: Bool, near: Int64) {
    if isLoopback {
      (vantage, basis) = (.both, .loopback)
      return
    }
    let byTime = placeByTime(client, server, near: near)
    let atClient = Sight.isOwn(client, other: server)
    let atServer = Sight.isOwn(server, other: client)
    switch (atClient, atServer) {
    case (true, true):
      let isShort = client.samples == 0 || server.samples == 0 || client.half &+ server.half <= near
      (vantage, basis) = isShort ? (.both, .ownPackets) : (.unknown, .contradiction)
    case (true, false): (vantage, basis) = byTime.0 == .server ? (.unknown, .contradiction) : (.client, .ownPackets)
    case (false, true): (vantage, basis) = byTime.0 == .client ? (.unknown, .contradiction) : (.server, .ownPackets)
    case (false, false): (vantage, basis) = byTime
    }
  }

  /// The capturing host sent the stream's packets itself: it says so of every one, or their checksums were still to be
  /// finished.
  private static func isOwn(_ stream: TapStream, other: TapStream) -> Bool {
    let marked = stream.facts.contains(.sent) && !stream.facts.contains(.received) && !other.facts.contains(.sent)
    let unfinished = stream.partial >= 2 && stream.partial > stream.good && stream.bad == 0
    return marked || unfinished
  }

  private func placeByTime(_ client: TapStream, _ server: TapStream, near: Int64) -> (Vantage, VantageBasis) {
    guard client.samples > 0, server.samples > 0 else { return (.unknown, .nothing) }
    guard client.samples &+ server.samples >= 3 else { return (.unknown, .tooFewSamples) }
    let trip = client.half &+ server.half
    let limit = min(near, trip / 20)
    let place: Vantage = client.half <= limit ? .client : server.half <= limit ? .server : .middle
    if place == .middle { return trip < 1_000_000 ? (.unknown, .tooShort) : (.middle, .halves) }
    guard trip > 0 else { return (.unknown, .tooShort) }
    let (nearer, farther) = place == .client ? (clientHops, serverHops) : (serverHops, clientHops)
    let assembledAway = place == .client ? client.facts.contains(.assembled) && !server.facts.contains(.assembled)
      : server.facts.contains(.assembled) && !client.facts.contains(.assembled)
    if nearer >= 0, farther >= 0, farther < nearer { return (.unknown, .contradiction) }
    return assembledAway ? (.unknown, .contradiction) : (place, .halves)
  }
}
