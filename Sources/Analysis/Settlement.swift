import Checks
import Replay
import Tap
import Wire

/// The one place for doubt: every charge is held against what Tap and Hosts know by the end of the capture.
///
/// A charge becomes a `fail` with its certainty or stays `inconclusive` with its reason.
struct Settlement {
  let table: CheckTable
  let parameters: Parameters
  let docket: Docket
  let rows: [ConnectionRow]
  let captureStart: Instant
  let captureEnd: Instant
  /// The capturing system reports dropped packets.
  let hasDrops: Bool
  /// Steps of the capture's own clock.
  let clock: ClockEvidence
  private(set) var hosts: [Address: HostRecord] = [:]
  /// Charges by check and accused address, as places in the docket.
  private(set) var instances: [Accused: [Int]] = [:]

  struct Accused: Hashable {
    var check: Int
    var address: Address
  }

  /// What became of a charge.
  enum Outcome: Sendable {
    case fail(Certainty, basis: Bilingual)
    case inconclusive(Reason)
    /// The check measures; nothing is judged.
    case fact
  }

  init(
    table: CheckTable, parameters: Parameters, docket: Docket, rows: [ConnectionRow], captureStart: Instant,
    captureEnd: Instant, hasDrops: Bool, clock: ClockEvidence = ClockEvidence()
  ) {
    self.table = table
    self.parameters = parameters
    self.docket = docket
    self.rows = rows
    self.captureStart = captureStart
    self.captureEnd = captureEnd
    self.hasDrops = hasDrops
    self.clock = clock
    guard !docket.charges.isEmpty else { return }
    for (place, row) in rows.enumerated() {
      for side in Side.allCases {
        hosts[row.key[side].address, default: HostRecord()].rows.append(place)
        if row[side].opportunities.contains(.resetStray) {
          hosts[row.key[side].address, default: HostRecord()].resetStray = true
        }
      }
    }
    for (place, entry) in docket.charges.enumerated() {
      let address = rows[entry.connection].key[entry.side].address
      instances[Accused(check: entry.check, address: address), default: []].append(place)
    }
  }

  /// Settles every charge, in the docket's order.
  func outcomes() -> [Outcome] {
    var outcomes = docket.charges.map { settle($0) }
    for (accused, places) in instances {
      let standing = places.filter { if case .fail = outcomes[$0] { true } else { false } }
      let seen = Dictionary(grouping: standing) { docket.charges[$0].connection }
      let count = seen.values.reduce(0) { sum, group in
        sum + max(group.count + group.reduce(0) { $0 + docket.charges[$1].more }, group.map { docket.charges[$0].charge.instances }.max() ?? 1)
      }
      for place in standing {
        let check = table.checks[accused.check]
        let entry = docket.charges[place]
        let needed = entry.charge.instancesNeeded
        let told = entry.charge.overlapIsOne ? apart(standing) : count
        if told < needed {
          outcomes[place] = .inconclusive(.tooFewSamples)
        } else if case .fail(.likely, let basis) = outcomes[place], check.kind != .timing, seen.count >= 2,
          isClean(entry, rows[entry.connection])
        {
          outcomes[place] = .fail(.certain, basis: basis)
        }
      }
    }
    for place in outcomes.indices {
      guard case .fail(.likely, let basis) = outcomes[place] else { continue }
      outcomes[place] = .fail(.likely, basis: Words.short(of: doubt(docket.charges[place]), basis))
    }
    return outcomes
  }

  /// What keeps a charge that stands from being certain.
  private func doubt(_ entry: Docket.Entry) -> Bilingual {
    let row = rows[entry.connection]
    if hasDrops { return Words.withDrops }
    if entry.foreign { return Words.withForeigners }
    if row.midstream { return Words.withoutBeginning }
    if isGap(in: row, entry.interval) { return Words.withGap }
    if entry.reordered { return Words.outOfOrder }
    return table.checks[entry.check].kind == .timing ? Words.byClock : Words.onlyOnce
  }

  /// Charges at so many different times.
  private func apart(_ places: [Int]) -> Int {
    let intervals = places.map { docket.charges[$0].interval }.sorted { ($0.upperBound, $0.lowerBound) < ($1.upperBound, $1.lowerBound) }
    var (count, end) = (0, Instant(nanoseconds: .min))
    for interval in intervals where count == 0 || end < interval.lowerBound {
      count += 1
      end = interval.upperBound
    }
    return count
  }

  /// One charge by itself; N(k) is counted afterwards.
  private func settle(_ entry: Docket.Entry) -> Outcome {
    let check = table.checks[entry.check]
    let level = entry.charge.level ?? check.level
    let row = rows[entry.connection]
    let guards = check.guards.union(entry.charge.guards).subtracting(entry.charge.waived)
    if let reason = excuse(entry, row, guards, check) { return .inconclusive(reason) }
    if level == .info || level == .artefact { return .fact }
    return certainty(entry, row, guards, check)
  }

  /// The first guard that does not hold, in this order: capture, then path, then the check's own.
  private func excuse(_ entry: Docket.Entry, _ row: ConnectionRow, _ guards: Guards, _ check: Check) -> Reason? {
    let sight = row.sight
    let accused = row[entry.side]
    let peer = row[entry.side.other]
    let both = accused.facts.union(peer.facts)
    if guards.contains(.one), sight.oneDirection { return .oneDirection }
    if guards.contains(.heard), !peer.facts.contains(.spoke) { return .oneDirection }
    if guards.contains(.mid), row.midstream || sight.midstream { return .midStream }
    if entry.inferred, !entry.charge.waived.contains(.mid) { return row.midstream ? .midStream : .captureLoss }
    if guards.contains(.loss), isGap(in: row, entry.interval) { return .captureLoss }
    if guards.contains(.end), captureEnd < entry.interval.upperBound { return .captureEnd }
    if guards.contains(.snap), sight.headersCut { return .snaplen }
    if guards.contains(.frag), entry.fragment { return .snaplen }
    if guards.contains(.text), sight.payloadsCut || sight.mixedSums { return sight.payloadsCut ? .snaplen : .receiptUnproven }
    if sight.merged { return .recordOrder }
    if check.kind == .timing || !guards.isDisjoint(with: [.ord, .end]), clock.spoils(entry.interval) {
      return .recordOrder
    }
    if entry.reordered, guards.contains(.ord) || check.kind == .timing { return .recordOrder }
    if guards.contains(.off), sight.offload { return .offload }
    if guards.contains(.csum), entry.badChecksum { return sight.offload ? .offload : .receiptUnproven }
    if sight.damaged, !guards.isDisjoint(with: [.csum, .mbx]) { return .receiptUnproven }
    if guards.contains(.mbx), entry.foreign || both.contains(.rebased) { return .middlebox }
    if guards.contains(.ws), !accused.facts.contains(.shiftKnown) || !peer.facts.contains(.shiftKnown) {
      return .windowScaleUnknown
    }
    if guards.contains(.mp), both.contains(.multipath) { return .multipathTCP }
    if guards.contains(.tfo), both.contains(.fastOpen) { return .specAmbiguous }
    if guards.contains(.auth), both.contains(.authenticated) { return .authOption }
    if guards.contains(.old), entry.interval.lowerBound - captureStart < Settlement.oldSyn { return .captureLoss }
    if guards.contains(.whole), hasDrops || hasGaps(row.key[entry.side].address) { return .captureLoss }
    if guards.contains(.box), !isAlone(entry, row) { return .middlebox }
    if guards.contains(.tap), !stands(near: entry.side, of: row) { return .vantage }
    if guards.contains(.pr), receipt(entry, row) == .none { return .receiptUnproven }
    if guards.contains(.pn), silence(entry, row) == .none { return .vantage }
    if guards.contains(.alive), !heardMeanwhile(entry, row) { return .receiptUnproven }
    if guards.contains(.rl), isThrottled(entry) { return .rateLimitPossible }
    if guards.contains(.fw), !filterIsAnswered(entry, row) { return .firewallPossible }
    if guards.contains(.resets), !resetsStrays(entry, row) { return .firewallPossible }
    if guards.contains(.cky), check.kind == .reaction { return .tooFewSamples }
    if guards.contains(.new), row.midstream { return .newIncarnationPossible }
    return nil
  }

  /// How long a SYN that the capture missed may still be answered.
  private static let oldSyn: Duration = .seconds(240)

  /// No router stands between the tap and the accused. A tap at the address is not enough where the TTL tells of one:
  /// a container host lends its address to those behind it.
  private func isAlone(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bool {
    row.hops(to: entry.side).map { $0 == 0 } ?? stands(near: entry.side, of: row)
  }

  /// Octets known to be missing from the capture overlap the evidence, one round trip either side.
  func isGap(in row: ConnectionRow, _ interval: ClosedRange<Instant>) -> Bool {
    let trip = (row.sight.clientHalf ?? .zero) + (row.sight.serverHalf ?? .zero)
    let wide = interval.widened(by: trip)
    return row.sight.gaps.contains { $0.from <= wide.upperBound && wide.lowerBound <= $0.to }
  }

  /// Octets are known to be missing from the capture on any connection of the address.
  private func hasGaps(_ address: Address) -> Bool {
    (hosts[address]?.rows ?? []).contains { !rows[$0].sight.gaps.isEmpty }
  }

  /// Linux answers at most one invalid segment in 500 ms a socket (RFC 5961 §7).
  private func isThrottled(_ entry: Docket.Entry) -> Bool {
    entry.charge.copies < 2 || entry.interval.upperBound - entry.interval.lowerBound < .milliseconds(500)
  }

  /// Nothing of the measuring clouds the evidence.
  private func isClean(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bool {
    !row.midstream && !entry.reordered && !isGap(in: row, entry.interval) && !hasDrops
  }

  /// Certainty by class, minus its steps; below *strong* nothing fails.
  private func certainty(_ entry: Docket.Entry, _ row: ConnectionRow, _ guards: Guards, _ check: Check) -> Outcome {
    var strength: Strength
    let basis: Bilingual
    var reason = Reason.receiptUnproven
    switch check.kind {
    case .safety, .measurement:
      let sure = isClean(entry, row) && (entry.charge.selfEvident || entry.charge.instances > 1 || entry.more > 0)
      strength = sure ? .certain : .strong
      basis = safetyBasis(entry, row)
    case .reaction:
      let receipt = receipt(entry, row)
      strength = receipt == .none && !entry.charge.isUnprompted ? .probable : .strong
      basis = entry.charge.isUnprompted ? silenceBasis(entry, row) : reactionBasis(receipt, entry, row)
    case .timing:
      strength = stands(near: entry.side, of: row) ? .strong : .probable
      reason = .vantage
      basis = tapBasis(entry.side, row) ?? Words.measuredElsewhere
    case .statistical:
      strength = .certain
      basis = Words.byNumbers
    case .artefact:
      return .fact
    }
    if hasDrops, check.kind != .safety, check.kind != .statistical {
      strength = strength.lowered
      reason = .captureLoss
    }
    if entry.foreign {
      strength = strength.lowered
      reason = .middlebox
    }
    if row.midstream, !guards.isDisjoint(with: [.ws, .mp, .auth]) {
      strength = strength.lowered
      reason = .midStream
    }
    switch strength {
    case .certain: return .fail(.certain, basis: basis)
    case .strong: return .fail(.likely, basis: basis)
    case .probable, .weak: return .inconclusive(reason)
    }
  }

  private enum Strength {
    case certain, strong, probable, weak
    var lowered: Strength {
      switch self {
      case .certain: .strong
      case .strong: .probable
      case .probable, .weak: .weak
      }
    }
  }

  private func safetyBasis(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bilingual {
    let times = entry.charge.instances + entry.more
    if times > 1 { return Words.seenTimes(times) }
    if entry.charge.selfEvident { return Words.oneHeader }
    return tapBasis(entry.side, row) ?? Words.anyTap
  }

  private func reactionBasis(_ receipt: Proof.Receipt, _ entry: Docket.Entry, _ row: ConnectionRow) -> Bilingual {
    switch receipt {
    case .tap: tapBasis(entry.side, row) ?? Words.anyTap
    case .reaction: Words.ownReaction
    case .copies(let copies, let lost, let crossed): Words.copies(copies, lost: lost, crossed: crossed)
    case .none: Words.anyTap
    }
  }

  private func silenceBasis(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bilingual {
    tapBasis(entry.side, row) ?? Words.due(entry.charge.repliesDue)
  }

  private func tapBasis(_ side: Side, _ row: ConnectionRow) -> Bilingual? {
    guard stands(near: side, of: row) else { return nil }
    return row.role(of: side) == .client ? Words.atClient : Words.atServer
  }
}
