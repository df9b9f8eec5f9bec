import Replay
import Wire

/// What many connections of one address, in one role, say together; the subject of the host checks.
package struct HostEvidence: Sendable {
  package var address: Address
  package var role: ISNRole
  /// Incarnations seen in this role, whether their sample was kept or not.
  package var incarnations = 0
  /// The samples kept, by time.
  package var samples: [ISNSample] = []
  package var closes = CloseHistory()
  package var reduction: ISNReduction
  /// Every fit sample, one for each four-tuple; `nil` without any.
  package private(set) var whole: ISNGroup?
  /// What is tested: the whole, then parts that show a weakness which the whole does not.
  package internal(set) var groups: [ISNGroup]
  /// Chance below which one test may accuse.
  package var alpha = 0.0

  package init(address: Address, role: ISNRole, series: ISNSeries) {
    self.address = address
    self.role = role
    incarnations = series.incarnations
    samples = series.samples
    reduction = ISNReduction(samples, role: role)
    groups = reduction.groups()
    whole = groups.first
  }

  /// Samples fit for a verdict, one for each four-tuple.
  package var usable: [ISNSample] { reduction.usable }

  /// Answers that look like SYN cookies: at least two of the signs.
  package var suspectsCookies: Bool {
    cookieSigns().isSuspicious
  }

  /// How many numbers an innocent generator chooses from.
  ///
  /// A SYN cookie is the peer's number plus 24 secret bits and more; toward peers whose own numbers hardly differ (a
  /// scanner) only those 24 vary for a minute, so no more is asked of an answering host then.
  package func space(of group: ISNGroup) -> Double {
    guard role == .passive else { return Arc.circle }
    let peers = group.samples.filter { $0.facts.contains(.irsKnown) }.map(\.irs)
    let arc = Arc.holding(peers).map { Double($0.width) } ?? 1
    return arc <= 16_777_216 ? 16_777_216 : Arc.circle
  }

  /// Tests that share the budget of false accusations.
  var tests: Int { groups.count { $0.samples.count >= 3 } + reduction.tuples.count }
}
