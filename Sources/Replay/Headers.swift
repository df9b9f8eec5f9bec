import Wire

extension Endpoint {
  /// What the header of an emitted segment says beside numbers and window.
  ///
  /// - Parameters:
  ///   - before: this end before the segment.
  ///   - sent: what it sent before.
  mutating func noteHeader(
    _ seg: Segment, before: HeaderVariables.Before, peer: inout Endpoint, sent: RecentData, marks: Marks
  ) -> Marks {
    var seen: Marks = []
    let tells = !seg.options.present.isDisjoint(with: .telling)
    if tells || seg.anomalies.contains(.malformedOptions) { opportunities.insert(.sentOptions) }
    if !seg.anomalies.isDisjoint(with: [.malformedOptions, .badDataOffset]) { seen.insert(.oddOptions) }
    guard seg.checksum != .bad, !seg.anomalies.contains(.badDataOffset) else { return seen }
    if seg.options.present.contains(.userTimeout) { opportunities.insert(.sentUserTimeout) }
    seen.formUnion(noteExtensions(seg))
    if seg.has(.syn) {
      if !seg.has(.rst) { noteOffer(seg, peer: &peer) }
      return seen
    }
    guard !seg.has(.rst) else { return seen }
    seen.formUnion(noteOptions(seg, before: before, peer: peer, marks: marks))
    seen.formUnion(noteSize(seg))
    noteLarge(seg)
    let isProbe = !marks.isDisjoint(with: [.keepalive, .windowProbe])
    let isFirst = seg.payload > 0 && before.nxt <= seg.seq && !isProbe && !marks.contains(.retransmission)
    seen.formUnion(noteClock(seg, before: before, sent: sent, isFirst: isFirst))
    seen.formUnion(noteECN(seg, peer: &peer, isFirst: isFirst, isAgain: marks.contains(.retransmission)))
    if seg.payload > 0, snd.synPayload > 0, facts.contains(.issKnown), seg.seq == snd.iss + 1 {
      header.facts.insert(.resentSynText)
    }
    return seen
  }

  /// Options that change the rules, at their first sight.
  private mutating func noteExtensions(_ seg: Segment) -> Marks {
    var found = seg.options.present.intersection(.changingRules)
    if seg.has([.syn, .ae]) { found.insert(.accurateECN) }
    if found.contains(.accurateECN) { header.facts.insert(.accurateECN) }
    guard !header.extensions.isSuperset(of: found) else { return [] }
    header.extensions.formUnion(found)
    return .extended
  }

  /// A SYN's options and ECN bits: what this end offers, and what the peer may send to it.
  private mutating func noteOffer(_ seg: Segment, peer: inout Endpoint) {
    if seg.payload > 0 { opportunities.insert(.sentTextInSyn) }
    guard !seg.anomalies.contains(.headerCut) else { return }
    header.facts.insert(.offerKnown)
    header.offered.formUnion(seg.options.present)
    header.alwaysOffered.formIntersection(seg.options.present)
    let ecn = seg.flags.intersection([.ece, .cwr])
    header.facts.insert(ecn == (seg.has(.ack) ? [.ece] : [.ece, .cwr]) ? .setUpECN : .declinedECN)
    // RFC 9293 §3.7.1, MUST-15: what a SYN without the option stands for.
    let assumed: UInt16 = seg.source.family == .v4 ? 536 : 1220
    let isGiven = seg.options.present.contains(.mss) && seg.options.maximumSegmentSize > 0
    let size = isGiven ? seg.options.maximumSegmentSize : assumed
    peer.header.sendMSS = max(peer.header.sendMSS, size)
    peer.header.facts.insert(.mssKnown)
    peer.header.setCeiling(Int32(peer.header.sendMSS))
    if agreed(on: .timestamps, with: peer) {
      opportunities.insert(.agreedOnTimestamps)
      peer.opportunities.insert(.agreedOnTimestamps)
    }
    if usesClassicECN(with: peer) {
      opportunities.insert(.agreedOnECN)
      peer.opportunities.insert(.agreedOnECN)
    }
  }

  /// Both ends' SYNs were recorded with their options.
  package func offersAreKnown(with peer: Endpoint) -> Bool {
    header.facts.contains(.offerKnown) && peer.header.facts.contains(.offerKnown) && !facts.contains(.synCut)
      && !peer.facts.contains(.synCut)
  }

  /// Every SYN of both ends had the option.
  package func agreed(on option: TCPOptions.Present, with peer: Endpoint) -> Bool {
    offersAreKnown(with: peer) && header.alwaysOffered.isSuperset(of: option)
      && peer.header.alwaysOffered.isSuperset(of: option)
  }

  /// Options other than those this end's segments always have.
  private mutating func noteOptions(_ seg: Segment, before: HeaderVariables.Before, peer: Endpoint, marks: Marks) -> Marks {
    let present = seg.options.present.intersection(.telling)
    var lacksStamp = false
    if !present.contains(.timestamps), agreed(on: .timestamps, with: peer), state != .closed, !before.isOver,
      marks.isDisjoint(with: [.keepalive, .windowProbe]), !seg.anomalies.contains(.headerCut)
    {
      lacksStamp = header.unstamped < 8
      if lacksStamp { header.unstamped &+= 1 }
    }
    defer { header.usual = lacksStamp ? .timestamps : present.intersection(.timestamps) }
    if present.contains(.sack) { opportunities.insert(.sentSack) }
    let isOdd = !present.isDisjoint(with: .openingOnly.union([.userTimeout, .sack]))
      || present.contains(.timestamps) && !header.usual.contains(.timestamps)
    return isOdd || lacksStamp ? .oddOptions : []
  }

  /// A segment beyond what the peer takes, unless an interface made one record of several packets.
  ///
  /// It was one packet where its checksum is right, it fits this end's own link, and the next packet's IP
  /// identification is the next number: of several packets each would have taken one.
  private mutating func noteSize(_ seg: Segment) -> Marks {
    var seen: Marks = []
    if header.watch.contains(.size) {
      header.end(.size)
      if seg.ipID == header.large.ipID &+ 1 {
        header.single &+= 1
        seen.insert(.oversized)
      } else {
        header.openSizes &+= 1
      }
    }
    defer { if header.sizesAreSettled { header.setCeiling(.max) } }
    let size = Int(seg.payload) + Int(seg.options.count)
    guard header.facts.contains(.mssKnown), seg.payload > 0, Int(header.sendMSS) < size, !header.sizesAreSettled else {
      return seen
    }
    let headers: UInt32 = seg.source.family == .v4 ? 40 : 60
    let link = max(1500, UInt32(snd.mss) + headers)
    guard seg.checksum == .good, seg.ipID != 0, seg.ipLength <= link,
      seg.anomalies.isDisjoint(with: [.fragment, .lengthFromFrame, .reordered])
    else {
      header.openSizes &+= 1
      header.facts.insert(.sizeInDoubt)
      return seen
    }
    header.large.frame = seg.frame
    header.large.payload = seg.payload
    header.large.options = seg.options.count
    header.large.ipID = seg.ipID
    header.facts.insert(.sizeInDoubt)
    header.begin(.size)
    return seen
  }

  /// The timestamps of first transmissions, in the order of their numbers, never go back (RFC 7323 §5.4). In that
  /// order reordering on the way does not matter; a segment that is behind in the order of records calls for a look.
  private mutating func noteClock(
    _ seg: Segment, before: HeaderVariables.Before, sent: RecentData, isFirst: Bool
  ) -> Marks {
    let stamp = seg.options.timestamp
    guard seg.options.present.contains(.timestamps), before.usual.contains(.timestamps) else { return [] }
    if stamp < before.timestamp, header.behind < 4 { header.lookAtClock() }
    guard header.watch.contains(.clock) else { return [] }
    if !header.lookOnceMore() { header.end(.clock) }
    guard isFirst else { return [] }
    if header.behind == 0 {
      guard let last = sent.highest(before: seg.seq), last.timestamp - stamp > 1 else { return [] }
      header.clockTop = last.timestamp
      header.clockTopFrame = last.frame
    }
    guard header.clockTop - stamp > 1 else { return [] }
    header.behind &+= 1
    if header.behind >= 4 { header.end(.clock) }
    return .clockBack
  }
}

extension RecentData {
  /// The piece with the highest numbers below `number` that was sent for the first time: one that came after a higher
  /// one filled a hole, and may have been sent again.
  func highest(before number: SequenceNumber) -> Piece? {
    var found: Piece?
    for index in 0..<Int(count) {
      let piece = self[index]
      guard piece.seq + Int(piece.payload) <= number, !fillsHole(piece) else { continue }
      if let known = found, piece.seq <= known.seq { continue }
      found = piece
    }
    return found
  }

  private func fillsHole(_ piece: Piece) -> Bool {
    (0..<Int(count)).contains { self[$0].frame < piece.frame && piece.seq < self[$0].seq }
  }
}
