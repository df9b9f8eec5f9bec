import Analysis

/// The explanation of those marks that a ladder really uses.
struct LadderLegend {
  /// What is drawn beside an entry.
  enum Sample: Sendable, Hashable {
    case line(LadderLayout.Manner)
    case badge(LadderLayout.Badge.Kind)
    case state(String)
  }
  private(set) var entries: [(sample: Sample, text: String)] = []

  init(_ blocks: [LadderBlock], states: [StateSpan], words: LadderWords) {
    let manners = Set(blocks.compactMap(\.manner))
    if manners.contains(.lost) { entries.append((.line(.lost), words.lost)) }
    if manners.contains(.offending) { entries.append((.line(.offending), words.offending)) }
    if manners.contains(.noted) { entries.append((.line(.noted), words.noted)) }
    if manners.contains(.expected) { entries.append((.line(.expected), words.missing)) }
    if manners.contains(.unseen) { entries.append((.line(.unseen), words.unseenLegend)) }
    if let block = blocks.first(where: { !$0.findings.isEmpty }) {
      entries.append((.badge(block.badgeKind), words.numbered))
    }
    if states.contains(where: { $0.sureness == "assumed" }) { entries.append((.state("assumed"), words.assumed)) }
    if states.contains(where: { $0.sureness == "inferred" }) { entries.append((.state("inferred"), words.inferred)) }
  }
}

extension LadderBlock {
  /// How the numbers of this row's findings look.
  var badgeKind: LadderLayout.Badge.Kind { manner?.badgeKind ?? .other }
}

extension LadderLayout.Manner {
  var badgeKind: LadderLayout.Badge.Kind {
    switch self {
    case .offending: .offending
    case .expected: .expected
    case .plain, .noted, .lost, .unseen, .icmp, .transfer: .other
    }
  }
}

extension LadderRow {
  /// A note breaks none; a number without a finding is taken for the worst.
  func breaksARule(in connection: ConnectionReport) -> Bool {
    let levels = findings.map { number in connection.findings.first { $0.number == number }?.level }
    return levels.isEmpty || levels.contains { $0 != .note }
  }

  /// The look of the numbers on this row's label.
  func badgeKind(in connection: ConnectionReport) -> LadderLayout.Badge.Kind {
    switch content {
    case .segment(let segment): segment.offending && breaksARule(in: connection) ? .offending : .other
    case .expected: .expected
    case .transfer, .silence, .unseen, .icmp: .other
    }
  }
}
