import Wire

/// How long TIME-WAIT lasted, on the scale of what the RFC asks and what is deployed.
package enum TimeWaitZone: Sendable, Hashable {
  /// A: below `tw.floor`, no common stack has left TIME-WAIT.
  case belowFloor
  /// A': below `tw.low`.
  case low
  /// B: 2MSL of the RFC may or may not be over, by the stack's own choice.
  case open
  /// C: beyond `tw.ceiling`, it is over everywhere.
  case over
}

extension Parameters {
  /// The zone in which a duration lies; a border belongs to the zone above it.
  package func zone(_ elapsed: Duration) -> TimeWaitZone {
    if elapsed < timeWaitFloor { return .belowFloor }
    if elapsed < timeWaitLow { return .low }
    return elapsed <= timeWaitCeiling ? .open : .over
  }

  /// What TIME-WAIT owes, for a reader.
  package var timeWaitOwed: Bilingual {
    let owed = timeWaitRFC.text
    if timeWaitFloor == timeWaitRFC { return Bilingual("TIME-WAIT for 2MSL = \(owed)", zh: "TIME_WAIT 持续 2MSL = \(owed)") }
    let floor = timeWaitFloor.text
    return Bilingual(
      "TIME-WAIT for 2MSL: \(owed) by the RFC, no common stack less than \(floor)",
      zh: "TIME_WAIT 持续 2MSL：RFC 为 \(owed)，常见协议栈不少于 \(floor)")
  }
}
