import Checks
import Replay
import Tap
import Wire

/// The seam between the fold and Tap: one record in, copies and order put right, evidence out.
extension TapParameters {
  /// The measuring's numbers out of the judgement's.
  init(_ parameters: Parameters) {
    self.init()
    orderWindow = parameters.orderWindow.nanoseconds
    duplicateWindow = parameters.duplicateWindow.nanoseconds
    near = parameters.vantageNear.nanoseconds
  }
}

extension Analysis {
  /// Hands on what no longer has to wait for its cause.
  ///
  /// - Parameter atEnd: nothing more will come.
  @inline(never)
  mutating func release(_ index: UInt32, atEnd: Bool = false) {
    while let next = tap.next(of: &records[tapOf: index], index: index, atEnd: atEnd) {
      advance(index, next.segment, next.side)
    }
  }

  /// Flows whose records have waited long, though nothing more came of them.
  mutating func releaseOverdue() {
    while let index = tap.overdue(at: end) { release(index, atEnd: true) }
  }
}
