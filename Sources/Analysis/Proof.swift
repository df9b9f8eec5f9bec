import Checks
import Replay
import Tap
import Wire

/// What a tap can prove about receipt and silence.
enum Proof {
  /// Upper bound of a loss rate at 95 % confidence (Wilson 1927), so that few crossings prove little.
  static func lossBound(lost: Int, crossed: Int) -> Double {
    guard crossed > 0 else { return 1 }
    let z = 1.959964
    let n = Double(crossed)
    let p = min(1, Double(lost) / n)
    let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return min(1, (p + z * z / (2 * n) + spread) / (1 + z * z / n))
  }

  /// The chance that all of `count` independent crossings were lost.
  static func allLost(_ count: Int, bound: Double) -> Double {
    (0..<max(0, min(count, 64))).reduce(1.0) { chance, _ in chance * bound }
  }

  /// How receipt was proven.
  enum Receipt: Sendable, Equatable {
    /// PR1: the tap stands at the accused.
    case tap
    /// PR2, PR3, PR4: the accused's own reaction shows it.
    case reaction
    /// PR5: so many copies are not lost by chance.
    case copies(Int, lost: Int, crossed: Int)
    case none
  }

  /// How silence was proven.
  enum Silence: Sendable, Equatable {
    /// PN1: the tap stands at the accused and missed nothing.
    case tap
    /// PN2: so many replies are not lost by chance, and the accused was heard meanwhile.
    case replies(Int)
    case none
  }
}

/// What all connections of one address say together, as far as settlement needs it.
struct HostRecord {
  /// Rows of the address, by place in the capture's rows.
  var rows: [Int] = []
  /// It answered a stray ACK-bearing segment by a RST (guard FW).
  var resetStray = false
}

extension Settlement {
  /// The tap stands near the accused (guard TAP, PR1).
  func stands(near side: Side, of row: ConnectionRow) -> Bool {
    switch row.sight.vantage {
    case .both: true
    case .client: side == row.client
    case .server: side == row.client.other
    case .middle, .unknown: false
    }
  }

  func receipt(_ entry: Docket.Entry, _ row: ConnectionRow) -> Proof.Receipt {
    if entry.charge.receiptProven { return .reaction }
    if stands(near: entry.side, of: row) { return .tap }
    let (copies, pooledFrom) = pooledCopies(entry, row)
    guard copies >= 3 else { return .none }
    let loss = lossToward(entry.side, of: row, around: pooledFrom)
    let bound = Proof.lossBound(lost: loss.lost, crossed: loss.crossed)
    return Proof.allLost(copies, bound: bound) <= parameters.receiptDoubt
      ? .copies(copies, lost: loss.lost, crossed: loss.crossed) : .none
  }

  func silence(_ entry: Docket.Entry, _ row: ConnectionRow) -> Proof.Silence {
    let near = stands(near: entry.side, of: row)
    if near, !hasDrops, !isGap(in: row, entry.interval) { return .tap }
    let due = pooledReplies(entry, row)
    guard due > 0, heardMeanwhile(entry, row) else { return .none }
    let loss = lossFrom(entry.side, of: row, around: entry.interval)
    let bound = Proof.lossBound(lost: loss.lost, crossed: loss.crossed)
    return Proof.allLost(due, bound: bound) <= parameters.receiptDoubt ? .replies(due) : .none
  }

  /// Copies of one kind of stimulus on different flows of the host within 60 s count together.
  private func pooledCopies(_ entry: Docket.Entry, _ row: ConnectionRow) -> (Int, ClosedRange<Instant>) {
    let peers = pool(entry, row)
    let copies = peers.reduce(0) { $0 + max($1.charge.copies, 1) }
    return (max(copies, entry.charge.copies), entry.interval)
  }

  private func pooledReplies(_ entry: Docket.Entry, _ row: ConnectionRow) -> Int {
    max(entry.charge.repliesDue, pool(entry, row).reduce(0) { $0 + $1.charge.repliesDue })
  }

  /// Charges of the same check against the same address within 60 s, this one included.
  private func pool(_ entry: Docket.Entry, _ row: ConnectionRow) -> [Docket.Entry] {
    let near = entry.interval.widened(by: .seconds(60))
    let accused = Accused(check: entry.check, address: row.key[entry.side].address)
    return (instances[accused] ?? []).map { docket.charges[$0] }.filter { near.overlaps($0.interval) }
  }

  /// Segments lost beyond the tap on the way to `side`, over the flow and the host's others around that time.
  private func lossToward(_ side: Side, of row: ConnectionRow, around interval: ClosedRange<Instant>)
    -> (lost: Int, crossed: Int)
  {
    loss(of: row.key[side].address, around: interval) { $1 == .client ? $0.lossTowardClient : $0.lossTowardServer }
  }

  /// Segments of `side` lost before the tap, likewise.
  private func lossFrom(_ side: Side, of row: ConnectionRow, around interval: ClosedRange<Instant>)
    -> (lost: Int, crossed: Int)
  {
    loss(of: row.key[side].address, around: interval) { $1 == .client ? $0.lossFromClient : $0.lossFromServer }
  }

  private func loss(
    of address: Address, around interval: ClosedRange<Instant>, _ count: (Sight, Role) -> Sight.Loss
  ) -> (lost: Int, crossed: Int) {
    let near = interval.widened(by: .seconds(60))
    var (lost, crossed) = (0, 0)
    for place in hosts[address]?.rows ?? [] {
      let row = rows[place]
      guard row.start <= near.upperBound, near.lowerBound <= row.last else { continue }
      let loss = count(row.sight, row.role(of: row.key.lower.address == address ? .lower : .upper))
      lost += Int(loss.lost)
      crossed += Int(loss.crossed)
    }
    return (lost, crossed)
  }

  /// Another segment of the accused crossed in the second half of the interval (PN2).
  func heardMeanwhile(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bool {
    let interval = entry.interval
    let middle = interval.lowerBound + .nanoseconds((interval.upperBound - interval.lowerBound).nanoseconds / 2)
    let late = middle...interval.upperBound
    let address = row.key[entry.charge.witness ?? entry.side].address
    return (hosts[address]?.rows ?? []).contains { place in
      let other = rows[place]
      let end = other[other.key.lower.address == address ? .lower : .upper]
      guard end.segments > 0 else { return false }
      return late.contains(end.first) || late.contains(end.last) || late.contains(end.rst)
    }
  }

  /// FW is answered: no filter can have swallowed the stimulus or the reply.
  func filterIsAnswered(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bool {
    stands(near: entry.side, of: row) || row.hops(to: entry.side) == 0 && resetsStrays(entry, row)
  }

  /// The accused answered an ACK-bearing segment by RST once its connection was over: no filter of its own keeps count
  /// of connections and drops what belongs to none. A tap at the host shows what arrives there before such a filter.
  func resetsStrays(_ entry: Docket.Entry, _ row: ConnectionRow) -> Bool {
    hosts[row.key[entry.side].address]?.resetStray == true
  }
}

extension ConnectionRow {
  /// Routers between the tap and one end, where the TTL tells.
  func hops(to side: Side) -> Int? { side == client ? sight.hopsToClient : sight.hopsToServer }
}

extension ClosedRange where Bound == Instant {
  /// The same interval with a margin on both ends.
  func widened(by margin: Duration) -> ClosedRange<Instant> {
    (lowerBound + (Duration.zero - margin))...(upperBound + margin)
  }
}

extension Docket.Entry {
  /// The interval of evidence.
  var interval: ClosedRange<Instant> { charge.interval ?? time...time }
}
