import Checks
import Wire

/// What becomes of attempts to connect where there are more of them than memory: a SYN flood, a scan of a network.
///
/// Everything is counted by bucket of host pairs, so that neither shards nor threads change what is kept. Of the attempts
/// that lie open in a bucket the longest silent one is given up when there are too many. Of the rows of connections that
/// carried nothing and were charged with nothing, every bucket keeps its first ones, as many as all buckets together have room
/// for: a number that only falls, and that depends on nothing but how many such rows each bucket has had.
struct Flood: Sendable {
  /// Quiet rows by bucket, those no longer there included.
  private var met = [UInt32](repeating: 0, count: Address.pairBuckets)
  /// Segments of all of them.
  private var segments = 0
  /// Attempts that were given up, by bucket.
  private var givenUp = [UInt32](repeating: 0, count: Address.pairBuckets)
  /// Segments that came on connections no longer followed, or never begun.
  private var unfollowed = 0

  /// A quiet row.
  mutating func meet(_ row: ConnectionRow) {
    met[row.key.pairBucket] += 1
    segments += Flood.segments(row)
  }

  fileprivate static func segments(_ row: ConnectionRow) -> Int { Int(row.lower.segments) + Int(row.upper.segments) }

  mutating func giveUp(in bucket: Int) { givenUp[bucket] += 1 }

  /// Whether a segment that begins nothing is followed: not where the beginning may have been forgotten.
  mutating func follows(_ seg: Segment, in bucket: Int) -> Bool {
    if givenUp[bucket] == 0 || seg.has(.syn) { return true }
    unfollowed += 1
    return false
  }

  /// Takes in what other connections left.
  mutating func take(_ other: Flood) {
    for bucket in met.indices {
      met[bucket] += other.met[bucket]
      givenUp[bucket] += other.givenUp[bucket]
    }
    segments += other.segments
    unfollowed += other.unfollowed
  }

  mutating func code(_ archive: inout Archive) {
    archive.code(&met)
    archive.code(&givenUp)
    archive.code(&segments)
    archive.code(&unfollowed)
    if met.count != Address.pairBuckets || givenUp.count != Address.pairBuckets { archive.refuse() }
  }

  /// How many quiet rows a bucket keeps; all of them where there is room.
  func level(_ limits: Limits) -> Int {
    func kept(_ level: Int) -> Int { met.reduce(0) { $0 + min(Int($1), level) } }
    if kept(.max) <= limits.quietRows { return .max }
    var (low, high) = (0, limits.quietRows)
    while low < high {
      let middle = (low + high + 1) / 2
      if kept(middle) <= limits.quietRows { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Drops the rows for which there is no room, and what was said of them.
  ///
  /// - Returns: quiet rows that are left.
  @discardableResult
  static func trim(_ rows: inout [ConnectionRow], _ docket: inout Docket, to level: Int) -> Int {
    guard level < .max else { return rows.count(where: \.isQuiet) }
    var first: [Int: [(frame: UInt32, ordinal: Int)]] = [:]
    for row in rows where row.isQuiet { first[row.key.pairBucket, default: []].append((row.firstFrame, row.ordinal)) }
    var dropped: Set<Int> = []
    for bucket in first.values where bucket.count > level {
      dropped.formUnion(bucket.sorted { $0.frame < $1.frame }.dropFirst(level).map(\.ordinal))
    }
    if !dropped.isEmpty {
      rows.removeAll { dropped.contains($0.ordinal) }
      docket.keep { !dropped.contains($0) }
    }
    return first.values.reduce(0) { $0 + min($1.count, level) }
  }

  /// In words, what was only counted.
  func hits(_ rows: [ConnectionRow], _ limits: Limits) -> [(Bilingual, Bilingual)] {
    var hits: [(Bilingual, Bilingual)] = []
    let quiet = rows.filter(\.isQuiet)
    let counted = met.reduce(0) { $0 + Int($1) } - quiet.count
    if counted > 0 {
      hits.append(
        Words.counted(counted, segments: segments - quiet.reduce(0) { $0 + Flood.segments($1) }, kept: quiet.count))
    }
    let lost = givenUp.reduce(0) { $0 + Int($1) }
    if lost > 0 { hits.append(Words.givenUp(lost, limits, unfollowed: unfollowed)) }
    return hits
  }
}

extension Words {
  fileprivate static func counted(_ connections: Int, segments: Int, kept: Int) -> (Bilingual, Bilingual) {
    (
      Bilingual("connections", zh: "连接"),
      Bilingual(
        "\(connections) connections that carried nothing (\(segments) segments) are counted here and nowhere else; memory was for \(kept) more",
        zh: "\(connections) 个未传送任何数据的连接（共 \(segments) 个报文段）仅在此计数；内存上限内另保留了 \(kept) 个")
    )
  }

  fileprivate static func givenUp(_ connections: Int, _ limits: Limits, unfollowed: Int) -> (Bilingual, Bilingual) {
    (
      Bilingual("attempts", zh: "连接尝试"),
      Bilingual(
        "\(connections) attempts were not waited for to the end, since in one bucket more than \(limits.attemptingPairsPerBucket) pairs of hosts, or \(limits.attemptsPerBucket) attempts, lay open; \(unfollowed) later segments there could not be assigned",
        zh: "同一分桶中同时未决的主机对超过 \(limits.attemptingPairsPerBucket) 个或连接尝试超过 \(limits.attemptsPerBucket) 次，有 \(connections) 次未等到结果；此后另有 \(unfollowed) 个报文段无法归属")
    )
  }
}

extension Analysis {
  /// An attempt begins; where too many lie open, the one that was silent longest is given up.
  mutating func beginAttempt(in bucket: Int) {
    guard records.hasTooManyAttempts(in: bucket), let oldest = records.oldestAttempt(in: bucket) else { return }
    if !isOver(oldest) { flood.giveUp(in: bucket) }
    retire(oldest)
  }

  /// The row of a connection that is over.
  mutating func keep(_ row: consuming ConnectionRow, isCharged: Bool) {
    // What a host does with strays and what the capture misses are evidence for its other connections.
    let isEvidence = row.lower.opportunities.union(row.upper.opportunities).contains(.resetStray) || !row.sight.gaps.isEmpty
    row.isQuiet = !isCharged && !isEvidence && row.lower.octets + row.upper.octets == 0 && Flood.segments(row) < 12
    if row.isQuiet { flood.meet(row) }
    let isQuiet = row.isQuiet
    rows.append(row)
    guard isQuiet else { return }
    quietRows += 1
    guard quietRows > quietRowsAllowed else { return }
    quietRows = Flood.trim(&rows, &docket, to: lanes.level(flood, of: lane, options.limits))
    quietRowsAllowed = 2 * max(quietRows, options.limits.quietRows / lanes.count)
  }
}
