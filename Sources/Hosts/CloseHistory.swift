import Replay
import Wire

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
      keep([end.snd.firstFinFrame])
    }
  }

  private mutating func keep(_ more: [UInt32]) {
    let all = (frames + more).sorted() + [0, 0, 0]
    first = (all[0], all[1], all[2])
  }

  /// Takes in what other connections showed.
  mutating func take(_ other: CloseHistory) {
    prompt += other.prompt
    held += other.held
    later += other.later
    keep(other.frames)
  }

  mutating func code(_ archive: inout Archive) {
    archive.code(&prompt)
    archive.code(&held)
    archive.code(&later)
    archive.code(&first.0)
    archive.code(&first.1)
    archive.code(&first.2)
  }

  package var all: Int { prompt + held + later }
  package var frames: [UInt32] { [first.0, first.1, first.2].filter { $0 > 0 } }
}
