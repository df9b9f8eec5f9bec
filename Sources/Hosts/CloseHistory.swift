import Replay

/// How a host's FINs left in one role: with its last octets, or only when all of them were acknowledged (RFC 2525 §2.15).
///
/// The same for any order in which connections end.
package struct CloseHistory: BitwiseCopyable, Sendable {
  /// FINs that left with text or before all of it was acknowledged, at once upon the acknowledgement, and later.
  package private(set) var prompt = 0
  package private(set) var held = 0
  package private(set) var later = 0
  /// The earliest FINs of the second kind, by frame.
  private var first = (0 as UInt32, 0 as UInt32, 0 as UInt32)
  package init() {}

  package mutating func take(_ end: Endpoint) {
    switch end.conduct.habits.finTiming {
    case .unknown: break
    case .prompt: prompt += 1
    case .later: later += 1
    case .held:
      held += 1
      let frames = (frames + [end.snd.firstFinFrame]).sorted()
      first = (frames[0], frames.count > 1 ? frames[1] : 0, frames.count > 2 ? frames[2] : 0)
    }
  }

  package var all: Int { prompt + held + later }
  package var frames: [UInt32] { [first.0, first.1, first.2].filter { $0 > 0 } }
}
