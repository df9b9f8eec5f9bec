import Checks
import Replay
import Tap
import Wire

/// The seam between the fold and Tap: one record in, copies and order put right, evidence out.
struct Measuring {
  struct Flow: BitwiseCopyable {}
  enum Answer { case copy, segment }
  init(_ parameters: Parameters) {}
  mutating func observe(_ seg: inout Segment, from side: Side, flow: inout Flow) -> Answer { .segment }
  func sight(of flow: Flow, connection: Connection) -> Sight {
    var sight = Sight()
    sight.midstream = connection.midstream
    return sight
  }
}
