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
    seen.formUnion(noteExtensions(seg))
    if seg.has(.syn) {
      if !seg.has(.rst) { noteOffer(seg, peer: &peer) }
      return seen
    }
    guard !seg.has(.rst) else { return seen }
    if seg.options.present.contains(.timestamps), seg.options.timestamp < before.timestamp,
      header.offered.contains(.timestamps), seg.options.timestamp < snd.synTimestamp
    {
      header.facts.insert(.stampBelowSyn)
    }
    seen.formUnion(noteOptions(seg, before: before, peer: &peer, marks: marks))
    seen.formUnion(noteSize(seg))
    noteLarge(seg)
    let isProbe = !marks.isDisjoint(with: [.keepalive, .windowProbe])
    let isFirst = seg.payload > 0 && before.nxt <= seg.seq && !isProbe && !marks.contains(.retransmission)
    seen.formUnion(noteClock(seg, before: before, sent: sent, isFirst: isFirst))
    seen.formUnion(noteECN(seg, peer: &peer, isFirst: isFirst, isAgain: marks.contains(.retransmission)))
    seen.formUnion(noteEcho(seg, peer: &peer, isFirst: isFirst))
    noteSACK(seg, peer: &peer, marks: marks)
    if header.watch.contains(.quench), seg.payload > 0 { noteFlight(seg, peer: &peer, isFirst: isFirst) }
    if seg.has(.urg), isFirst { seen.insert(noteUrgent(seg)) }
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
    if !seg.has(.ack), seg.options.timestampEcho != TimestampValue(0) { header.facts.insert(.echoWithoutAck) }
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
  private mutating func noteOptions(_ seg: Segment, before: HeaderVariables.Before, peer: inout Endpoint, marks: Marks) -> Marks {
    let present = seg.options.present.intersection(.telling)
    var lacksStamp = false
    // Keepalives may be made by an interface or a box on the way, out of a template.
    let isProbe = seg.payload <= 1 && seg.seq == before.nxt + -1
    if !present.contains(.timestamps), agreed(on: .timestamps, with: peer), state != .closed, !before.isOver, !isProbe,
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
  /// It was one packet where its checksum is right, it fits this end's own link, and either the next packet's IP
  /// identification is the next number (of several packets each would have taken one), or the octets go on behind it
  /// in another segment of the same size and none was pushed: several would be full ones and a rest.
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
    guard seg.checksum == .good, seg.ipLength <= link,
      seg.anomalies.isDisjoint(with: [.fragment, .lengthFromFrame, .reordered])
    else {
      header.openSizes &+= 1
      header.facts.insert(.sizeInDoubt)
      return seen
    }
    header.facts.insert(.sizeInDoubt)
    if header.large.isFollowed(by: seg) {
      header.single &+= 1
      seen.insert(.oversized)
    }
    header.large = LargeSegment(seg)
    if seg.ipID != 0 { header.begin(.size) }
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
    if HeaderVariables.minute <= seg.time - before.lastData {
      header.end(.clock)
      return []
    }
    if header.behind == 0 {
      guard let last = sent.highest(before: seg.seq), last.timestamp - stamp > 1,
        seg.time - last.time < HeaderVariables.minute
      else { return [] }
      header.clockTop = last.timestamp
      header.clockTopFrame = last.frame
    }
    guard header.clockTop - stamp > 1 else { return [] }
    header.behind &+= 1
    if header.behind >= 4 { header.end(.clock) }
    return .clockBack
  }
}

extension Endpoint {
  /// TSecr: what the peer sent, and nothing else (RFC 7323 §3.2); and octets that come with an older TSval than this end
  /// is known to have taken in.
  private mutating func noteEcho(_ seg: Segment, peer: inout Endpoint, isFirst: Bool) -> Marks {
    var seen: Marks = []
    if peer.header.watch.contains(.oldText), seg.payload > 0, !isFirst, seg.seq < peer.header.old.end {
      // Another carrier of the same octets: nothing tells which was taken.
      peer.header.end(.oldText)
    }
    if header.watch.contains(.oldText), seg.has(.ack), header.old.end <= seg.ack {
      header.end(.oldText)
      seen.insert(.tookOldText)
    }
    guard seg.options.present.contains(.timestamps) else { return seen }
    let (stamp, echo) = (seg.options.timestamp, seg.options.timestampEcho)
    let nothing = TimestampValue(0)
    // In a minute no clock runs through half of its circle (RFC 7323 §5.4).
    if isFirst, peer.header.echoed != nothing, peer.header.echoed - stamp > 1, !peer.header.watch.contains(.oldText),
      seg.time - peer.times.last < HeaderVariables.minute
    {
      peer.header.old.end = seg.end
      peer.header.old.timestamp = stamp
      peer.header.old.recent = peer.header.echoed
      peer.header.old.frame = seg.frame
      peer.header.begin(.oldText)
    }
    guard seg.has(.ack), facts.contains(.timestamps), echo != nothing else { return seen }
    // What was sent before this end's SYN belongs to the connection before, and echoes that one's clock (RFC 7323 §5.2).
    if header.offered.contains(.timestamps), stamp < snd.synTimestamp { return seen }
    let isAhead = rcv.timestamp < echo && peer.snd.timestamp < echo
    let isOlder = peer.header.offered.contains(.timestamps) && echo < peer.snd.synTimestamp
      && !peer.header.facts.contains(.stampBelowSyn) && seg.time - peer.times.firstSyn < HeaderVariables.minute
    if isAhead || isOlder {
      // It says nothing of what was taken in.
      header.strange.note(
        echo, isAhead: isAhead, newest: TimestampValue.later(rcv.timestamp, peer.snd.timestamp), frame: seg.frame)
      return seen
    }
    header.echoed = header.echoed == nothing ? echo : TimestampValue.later(header.echoed, echo)
    return seen
  }

  /// What this end acknowledges above a hole, and whether it keeps it.
  private mutating func noteSACK(_ seg: Segment, peer: inout Endpoint, marks: Marks) {
    if seg.options.present.contains(.sack) {
      header.facts.insert(.usedSACK)
      var known = header.sacked
      seg.options.forEachSACKBlock { block in
        guard block.left < block.right, seg.ack < block.left, block.right <= peer.snd.nxt,
          !known.isKnown || known.right < block.right || known.right == block.right && block.left < known.left
        else { return }
        (known.isKnown, known.left, known.right) = (true, block.left, block.right)
      }
      header.sacked = known
      if known.isKnown { header.begin(.sacked) }
    } else if marks.contains(.duplicateAck), !rcv.arrived.isEmpty, agreed(on: .sackPermitted, with: peer) {
      if header.sackless == 0 { header.sacklessFrame = seg.frame }
      header.sackless &+= header.sackless < .max ? 1 : 0
    }
    guard header.sacked.isKnown, seg.has(.ack) else { return }
    if header.sacked.right <= seg.ack {
      header.sacked = SACKedRange()
      header.end(.sacked)
    } else if header.sacked.left < seg.ack, seg.ack == rcv.acked {
      header.sacked.forgotten = seg.ack
      header.sacked.forgottenFrame = seg.frame
    }
  }

  /// SEG.SEQ+SEG.UP, which never goes back (RFC 9293 §3.8.5).
  private mutating func noteUrgent(_ seg: Segment) -> Marks {
    header.urgentPoint = seg.seq + Int(seg.urgentPointer)
    header.urgentFrame = seg.frame
    header.facts.insert(.usedUrgent)
    return .urgent
  }

  /// The first octets after a silence tell that those before were the last of a burst.
  mutating func noteBurst(_ seg: Segment, before: HeaderVariables.Before, own: RecentStimuli, marks: Marks) {
    guard seg.payload > 0, !seg.has(.syn), !seg.has(.rst), before.isAllAcknowledged, before.nxt == seg.seq,
      marks.isDisjoint(with: [.keepalive, .windowProbe]),
      HeaderVariables.silence <= seg.time.nanoseconds(since: before.lastData), before.lastData != Instant(nanoseconds: 0)
    else { return }
    for index in 0..<Int(own.count) {
      let last = own[newest: index]
      guard last.len > 0 else { continue }
      guard last.flags.isDisjoint(with: [.syn, .fin]) else { return }
      header.bursts &+= header.bursts < .max ? 1 : 0
      guard !last.flags.contains(.psh) else { return }
      header.unpushed &+= header.unpushed < .max ? 1 : 0
      header.unpushedFrame = seg.frame
      return
    }
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
