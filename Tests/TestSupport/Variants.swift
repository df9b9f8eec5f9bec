import Wire

/// One conversation told again as another tap, another address family, a later start or other numbers would have it.
///
/// A check's trigger must not turn into a pass by any of these; see `VariantTests`.
extension Script {
  /// Where a tap stands on the path between a connection's client and its server.
  package enum Tap: String, Sendable, CaseIterable { case client, middle, server }

  /// The script as captured at `tap`, with client and server `oneWay` apart.
  ///
  /// The script's own times are read as delays at the hosts: each sends so long after the newest thing it sent or
  /// heard. What crosses takes `oneWay`; the tap sees it a part of that time after it left, with a TTL lower by the
  /// hops it has made (two from end to end).
  package func captured(at tap: Tap, oneWay: Duration) -> Script {
    var clients: [FlowKey: Side] = [:]
    var hosts: [Address: (told: Instant, real: Instant)] = [:]
    var seen: [(time: Instant, segment: Segment)] = []
    var drift = Duration.zero
    for segment in segments {
      let (key, side) = FlowKey.of(segment)
      if clients[key] == nil { clients[key] = segment.has([.syn, .ack]) ? side.other : side }
      let sent = hosts[segment.source].map { $0.real + (segment.time - $0.told) } ?? segment.time
      let arrived = sent + oneWay
      hosts[segment.source] = (segment.time, sent)
      if let heard = hosts[segment.destination], arrived < heard.real + (segment.time - heard.told) {
        hosts[segment.destination] = (segment.time, heard.real + (segment.time - heard.told))
      } else {
        hosts[segment.destination] = (segment.time, arrived)
      }
      drift = max(drift, arrived - segment.time)
      let hops = Script.hops(from: side == clients[key] ? .client : .server, to: tap)
      var copy = segment
      copy.time = sent + .nanoseconds(oneWay.nanoseconds * Int64(hops) / 2)
      copy.ttl = copy.ttl > hops ? copy.ttl - UInt8(hops) : copy.ttl
      seen.append((copy.time, copy))
    }
    let order = seen.indices.sorted { seen[$0].time == seen[$1].time ? $0 < $1 : seen[$0].time < seen[$1].time }
    return with(order.map { seen[$0].segment }, end: end.map { $0 + drift })
  }

  private static func hops(from end: Tap, to tap: Tap) -> Int {
    if end == tap { return 0 }
    return tap == .middle ? 1 : 2
  }

  /// The script over IPv6: every address `10.x.y.z` becomes `fd00::a00:…`.
  package var overIPv6: Script {
    with(
      segments.map { segment in
        var copy = segment
        guard segment.source.family == .v4 else { return copy }
        copy.source = Address(v6: 0xfd00 << 48, segment.source.low)
        copy.destination = Address(v6: 0xfd00 << 48, segment.destination.low)
        copy.ipID = 0
        copy.ipLength += 20
        if segment.kind == .icmpError {
          copy.icmp.reporter = Address(v6: 0xfd00 << 48, segment.icmp.reporter.low)
          (copy.icmp.type, copy.icmp.code) = Script.icmpv6[[segment.icmp.type, segment.icmp.code]] ?? (1, 0)
        }
        return copy
      }, end: end)
  }

  /// RFC 4443 beside RFC 792.
  private static let icmpv6: [[UInt8]: (UInt8, UInt8)] = [
    [3, 0]: (1, 0), [3, 1]: (1, 3), [3, 2]: (4, 1), [3, 3]: (1, 4), [3, 4]: (2, 0), [3, 9]: (1, 1), [3, 10]: (1, 1),
    [3, 13]: (1, 1), [11, 0]: (3, 0),
  ]

  /// The script as a capture that began too late: without the SYNs with which each four-tuple begins.
  package var midstream: Script {
    var begun: Set<FlowKey> = []
    return with(
      segments.filter { segment in
        let key = FlowKey.of(segment).key
        if !segment.has(.syn) { begun.insert(key) }
        return begun.contains(key)
      }, end: end)
  }

  /// Which of a host's numbers is to be the last before 0.
  package enum Wrap: String, Sendable, CaseIterable { case first, last }

  /// The script with every host's numbers moved around the circle, so that they run across 2³².
  package func wrapped(after which: Wrap) -> Script {
    var pivots: [Address: SequenceNumber] = [:]
    for segment in segments where segment.kind == .tcp && !Script.isBare(segment) {
      if which == .last || pivots[segment.source] == nil { pivots[segment.source] = segment.seq }
    }
    func moved(_ number: SequenceNumber, of host: Address) -> SequenceNumber {
      SequenceNumber(number.distance(from: (pivots[host] ?? SequenceNumber(0xffff_ffff)) + 1))
    }
    return with(
      segments.map { segment in
        var copy = segment
        if !Script.isBare(segment) { copy.seq = moved(segment.seq, of: segment.source) }
        if segment.has(.ack) { copy.ack = moved(segment.ack, of: segment.destination) }
        if segment.options.present.contains(.sack) {
          copy.options = TCPOptions(
            segment.options.list.map { option in
              guard case .sack(let blocks) = option else { return option }
              return .sack(
                blocks.map {
                  SACKBlock(left: moved($0.left, of: segment.destination), right: moved($0.right, of: segment.destination))
                })
            })
        }
        return copy
      }, end: end)
  }

  /// A RST from no connection at all: its number is 0 by law (RFC 9293 §3.10.7.1), not part of a stream.
  private static func isBare(_ segment: Segment) -> Bool { segment.has(.rst) && segment.seq == SequenceNumber(0) }

  /// The same story with these segments, numbered afresh; the marks stay with their lines.
  private func with(_ segments: [Segment], end: Instant?) -> Script {
    var script = self
    script.segments = []
    script.marked = []
    script.end = end
    for segment in segments {
      var copy = segment
      copy.frame = UInt32(script.segments.count + 1)
      if marked.contains(segment.frame) { script.marked.append(copy.frame) }
      script.segments.append(copy)
    }
    return script
  }
}
