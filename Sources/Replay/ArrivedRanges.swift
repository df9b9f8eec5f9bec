import Wire

/// Up to four ranges above a hole, sorted; when a fifth would be needed the two nearest are joined, so the set is
/// never smaller than the truth (a superset of what E can have received).
package struct ArrivedRanges: BitwiseCopyable, Sendable {
  private static let nothing = SACKBlock(left: SequenceNumber(0), right: SequenceNumber(0))
  package private(set) var count: UInt8 = 0
  private var items = (nothing, nothing, nothing, nothing)

  package init() {}

  @inlinable package var isEmpty: Bool { count == 0 }

  /// The range at a position below `count`, lowest first.
  package subscript(_ index: Int) -> SACKBlock {
    get {
      switch index {
      case 0: items.0
      case 1: items.1
      case 2: items.2
      default: items.3
      }
    }
    set {
      switch index {
      case 0: items.0 = newValue
      case 1: items.1 = newValue
      case 2: items.2 = newValue
      default: items.3 = newValue
      }
    }
  }

  /// Whether every number of `left ..< right` lies in one range.
  package func contains(_ left: SequenceNumber, _ right: SequenceNumber) -> Bool {
    for index in 0..<Int(count) where self[index].left <= left && right <= self[index].right { return true }
    return false
  }

  /// Takes a range in, joining what it touches; `true` where two separate ranges had to be joined for want of room.
  package mutating func insert(_ left: SequenceNumber, _ right: SequenceNumber) -> Bool {
    guard left < right else { return false }
    var merged = SACKBlock(left: left, right: right)
    var kept = ArrivedRanges()
    var overflowed = false
    for index in 0..<Int(count) {
      let range = self[index]
      if range.right < merged.left || merged.right < range.left {
        kept[Int(kept.count)] = range
        kept.count += 1
      } else {
        merged.left = range.left < merged.left ? range.left : merged.left
        merged.right = SequenceNumber.later(range.right, merged.right)
      }
    }
    if kept.count == 4 {
      let nearest = kept.nearest(to: merged)
      merged.left = kept[nearest].left < merged.left ? kept[nearest].left : merged.left
      merged.right = SequenceNumber.later(kept[nearest].right, merged.right)
      kept.remove(at: nearest)
      overflowed = true
    }
    var position = Int(kept.count)
    while position > 0, merged.left < kept[position - 1].left {
      kept[position] = kept[position - 1]
      position -= 1
    }
    kept[position] = merged
    kept.count += 1
    self = kept
    return overflowed
  }

  /// Removes the lowest range if it begins at or below `edge`, and returns where the contiguous prefix then ends.
  package mutating func advance(from edge: SequenceNumber) -> SequenceNumber {
    var edge = edge
    while count > 0, self[0].left <= edge {
      edge = SequenceNumber.later(edge, self[0].right)
      remove(at: 0)
    }
    return edge
  }

  private mutating func remove(at index: Int) {
    for position in index..<Int(count) - 1 { self[position] = self[position + 1] }
    count -= 1
  }

  private func nearest(to range: SACKBlock) -> Int {
    var best = 0
    var distance = Int.max
    for index in 0..<Int(count) {
      let gap = self[index].left > range.right ? self[index].left - range.right : range.left - self[index].right
      if gap < distance { (best, distance) = (index, gap) }
    }
    return best
  }
}
