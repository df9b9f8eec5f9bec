import Replay
import Wire

/// Drives one four-tuple through the machine, incarnation after incarnation.
struct Rerun {
  private(set) var connection: Connection?
  private(set) var marks: [Marks] = []
  /// Take the hot path where it applies.
  var usesOrdinary = true

  mutating func advance(_ seg: Segment) {
    let parameters = ReplayParameters()
    let fromLower = SocketAddress.precedes(seg.sender, seg.receiver)
    let side: Side = fromLower ? .lower : .upper
    let key = FlowKey(lower: fromLower ? seg.sender : seg.receiver, upper: fromLower ? seg.receiver : seg.sender)
    if var current = connection, !current.beginsNewIncarnation(seg, from: side) {
      if usesOrdinary, current.isOrdinary(seg, from: side) {
        current.advanceOrdinary(seg, from: side)
        marks.append([])
      } else {
        marks.append(current.advance(seg, from: side, parameters: parameters))
      }
      connection = current
    } else {
      var next = Connection(key: key)
      if let connection { next.follow(connection) }
      next.begin(with: seg, side: side, parameters: parameters)
      marks.append(next.advance(seg, from: side, parameters: parameters))
      connection = next
    }
  }
}

/// The segments of a script.
func segments(of script: String) throws -> [Segment] { try SegmentNotation.parse(script).segments }
